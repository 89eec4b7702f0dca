"""Workbooks: figures as the sheet shows them, sheets as places, what is hidden stays so."""

from __future__ import annotations

from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from jixiao.numbers import plain, round_by
from jixiao.reading.formats.cell_formats import shown
from jixiao.reading.limits import DEFAULT_LIMITS
from jixiao.reading.worker import read_form


@pytest.mark.parametrize(
    ("stored", "form", "text"),
    [
        ("0.96220000000000006", "0.00%", "96.22%"),
        ("0.5", "0%", "50%"),
        ("1E-3", "0.00%", "0.10%"),
        ("1234567.891", "#,##0.00", "1234567.89"),
        ("100.005", "0.00", "100.01"),
        ("0.30000000000000004", "General", "0.3"),
        ("280.19", "@", "280.19"),
        ("-98.5", "0.00_);(0.00)", "-98.50"),
        ("-98.5", "0.00_);[Red]\\(0.00\\)", "-98.50"),
        ("33.3", '0.00"万元"', "33.30万元"),
        ("12", '"第"0"号"', "第12号"),
        ("12345", '0.0,"千元"', "12.3千元"),
        ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "0.00"),
        ("45000", 'yyyy"年"m"月"d"日"', "2023年3月15日"),
        ("45000", 'yyyy"年"m"月"', "2023年3月"),
        ("45000", "yyyy/m/d", "2023-03-15"),
        ("45000.5", "yyyy/m/d h:mm", "2023-03-15"),
        ("0.5", "h:mm", "0.5"),
        ("-0.001", "0.00", "0.00"),
        ("不是数", "0.00", "不是数"),
        ("5", "[$-804]General", "5"),
    ],
)
def test_a_cell_is_read_as_it_is_shown(stored, form, text):
    assert shown(stored, form) == text


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 4))
def test_fixed_places_round_half_up(value, places):
    form = "0" if places == 0 else "0." + "0" * places
    expected = round_by(f"half_up_{places}", value)
    assert shown(plain(value), form) == (plain(abs(expected)) if expected == 0 else plain(expected))


@given(st.decimals(0, 10, places=6))
def test_a_percentage_keeps_its_value(value):
    text = shown(plain(value), "0.0000%")
    assert Decimal(text.removesuffix("%")) == value * 100


@given(
    st.text(alphabet='0#?.,%-()_*\\"[]@;ymdh/年月日元$ ', max_size=20),
    st.sampled_from(["0", "1.5", "-3", "45000", "x"]),
)
def test_no_format_is_too_odd(form, stored):
    assert isinstance(shown(stored, form), str)


def test_sheets_are_tables_with_their_places(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("自评表")
    sheet.merge_range("B2:D2", "项目支出绩效自评表（单位：万元）")
    sheet.write_row("B3", ["项目", "执行数", "执行率"])
    sheet.write("B4", "图书采购")
    sheet.write("C4", 98.5, book.add_format({"num_format": "0.00"}))
    sheet.write("D4", 0.985, book.add_format({"num_format": "0.00%"}))
    hidden = book.add_worksheet("底稿")
    hidden.write("A1", "不公开")
    hidden.hide()
    notes = book.add_worksheet("说明")
    notes.write_column("A1", ["本表由单位填报。", "数据截至年末。"])
    book.close()
    document = read_form("xlsx", tmp_path / "a.xlsx", "a.xlsx", DEFAULT_LIMITS)
    (table,) = document.tables
    assert (table.sheet, table.unit_note) == ("自评表", "万元")
    cell = table.grid[3][3]
    assert (cell.text, document.locate_cell(table, cell).label) == ("98.50%", "工作表“自评表” D4")
    assert [p.text for p in document.paragraphs] == ["本表由单位填报。", "数据截至年末。"]


def test_a_single_far_cell_does_not_blow_up_the_grid(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("表")
    sheet.write("A1", "甲")
    sheet.write(1_000_000, 16_000, "乙")
    book.close()
    document = read_form("xlsx", tmp_path / "a.xlsx", "a.xlsx", DEFAULT_LIMITS)
    assert [finding.code for finding in document.findings] == ["RD006"]
