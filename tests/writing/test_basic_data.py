"""The sheet of basic data: its figures are those of the registers, and its formulas give what it prints."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.numbers import Missing, parse_decimal, round_by
from jixiao.writing.documents import documents
from jixiao.writing.documents._basic_form import Form
from jixiao.writing.layout import Run, Table, gaps
from jixiao.writing.render.row_heights import columns_of
from jixiao.writing.render.xlsx import render

from . import invented

BUILD = documents()["basic_data"].build
SCHEMES = {"department": "guangdong-department-2022", "project": "guangdong-project-four-level"}


@pytest.fixture(scope="module", params=SCHEMES)
def dossier(request, tmp_path_factory):
    return invented.dossier(SCHEMES[request.param], tmp_path_factory.mktemp("basic"))


def tables(layout) -> dict[str, Table]:
    """Each table by the heading above it."""
    texts = [block.text.partition("、")[2] for block in layout.blocks if not isinstance(block, Table)]
    return dict(zip(texts[1:], (block for block in layout.blocks if isinstance(block, Table)), strict=True))


def lines(table: Table) -> dict[str, list[str]]:
    return {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}


def test_every_row_of_a_table_fills_its_columns(dossier):
    for table in tables(BUILD(dossier)).values():
        for cells, places in zip(table.rows, columns_of(table), strict=True):
            assert places[-1] + cells[-1].colspan == len(table.widths)


def test_figures_of_a_department(tmp_path):
    found = tables(BUILD(invented.dossier(SCHEMES["department"], tmp_path)))
    assert lines(found["财政供养人员情况"])["全部编制"] == ["24", "22", "91.67", "9"]
    assert lines(found["收支情况"])["合计"] == ["317.00", "318.40", "303.40", "15.00", "95.29"]
    assert lines(found["“三公”经费情况"])["公务接待费"] == ["0.35", "0.60", "0.18", "30.00"]
    assert lines(found["政府采购情况"])["合计"] == ["40.00", "38.00", "95.00", "38.00", ""]
    assert lines(found["活动情况"])["讲座"] == ["8场", "836人次"]


def test_a_project_has_only_its_own_rows(tmp_path):
    found = tables(BUILD(invented.dossier(SCHEMES["project"], tmp_path)))
    assert lines(found["资金安排和执行情况"])["年度资金总额"] == ["60.00", "60.00", "57.00", "3.00", "95.00"]
    assert "培训" not in lines(found["活动情况"])


def test_last_years_finals_come_from_their_register(tmp_path):
    full = invented.filling(SCHEMES["department"])
    layout = BUILD(invented.dossier_of(full, SCHEMES["department"], tmp_path))
    found = lines(tables(layout)["人员经费、公用经费和项目支出情况"])
    assert [found[name][-1] for name in invented.ITEMS] == ["180.20", "30.50", "96.00"]
    some = replace(full, rows={**full.rows, "last_year": full.rows["last_year"][1:]})
    lacking = gaps(BUILD(invented.dossier_of(some, SCHEMES["department"], tmp_path)))
    assert [gap.label for gap in lacking if "上年决算数" in gap.label] == ["人员经费上年决算数（填“上年决算”）"]


def test_buildings_come_from_their_register(tmp_path):
    full = invented.dossier(SCHEMES["department"], tmp_path)
    layout = BUILD(full)
    found = lines(tables(layout)["楼堂馆所情况"])
    assert found["总馆屋面维修"] == ["不适用", "1860.5", "42.00", "39.80"]
    assert found["北部分馆"] == ["1200", "1180", "260.00", "待补充"]
    assert [gap.label for gap in gaps(layout) if "楼堂馆所" in gap.label] == ["北部分馆的实际投资（填“楼堂馆所”）"]


@pytest.mark.parametrize(
    ("nothing", "told", "lacking"),
    [
        (("buildings",), "无", []),
        ((), "待补充", ["楼堂馆所项目（填“楼堂馆所”，没有的勾选“本年无此类事项”）"]),
    ],
    ids=["none this year", "not filled in"],
)
def test_no_building_is_told_only_where_the_unit_says_so(tmp_path, nothing, told, lacking):
    asked = invented.filling(SCHEMES["department"])
    rows = {name: records for name, records in asked.rows.items() if name != "buildings"}
    layout = BUILD(
        invented.dossier_of(replace(asked, rows=rows, nothing=frozenset(nothing)), SCHEMES["department"], tmp_path)
    )
    assert list(lines(tables(layout)["楼堂馆所情况"])) == ["项目名称", told]
    assert [gap.label for gap in gaps(layout) if "楼堂馆所" in gap.label] == lacking


def test_an_empty_register_is_a_gap_that_names_the_sheet(dossier):
    blank = replace(
        dossier.facts, values={name: replace(f, value=Missing.BLANK) for name, f in dossier.facts.values.items()}
    )
    layout = BUILD(replace(dossier, rows={}, places={}, facts=replace(blank, goals=())))
    labels = [gap.label for gap in gaps(layout)]
    for sheet in ("预算台账", "支出台账", "政府采购", "活动台账"):
        assert any(f"填“{sheet}”" in label for label in labels), sheet
    assert not any(parse_decimal(run.text) for run, _ in layout.runs())


def test_the_spreadsheet_works_out_what_is_printed(dossier, office, tmp_path):
    layout = BUILD(dossier)
    path = tmp_path / "基础数据表.xlsx"
    path.write_bytes(render(layout))
    (counted,) = office.convert([path], "xlsx:Calc MS Excel 2007 XML", tmp_path / "out")
    formulas = openpyxl.load_workbook(path).active
    values = openpyxl.load_workbook(counted, data_only=True).active
    live = [cell for row in formulas.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(live) == sum(len(table.formulas) for table in tables(layout).values()) > 8
    assert all(re.fullmatch(r"=(SUM|ROUND)\([A-G0-9:,/*]+\)|=[A-G]\d+-[A-G]\d+", cell.value) for cell in live)
    printed = openpyxl.load_workbook(path, data_only=True).active
    for cell in live:
        assert round(values[cell.coordinate].value, 6) == printed[cell.coordinate].value, cell.coordinate


def test_a_changed_figure_changes_its_total(tmp_path, office):
    path = tmp_path / "基础数据表.xlsx"
    path.write_bytes(render(BUILD(invented.dossier(SCHEMES["department"], tmp_path))))
    book = openpyxl.load_workbook(path)
    (head,) = [row for row in book.active.iter_rows() if row[0].value == "支出类别"]
    column = next(i for i, cell in enumerate(head) if cell.value == "执行数")
    changed = next(row for row in book.active.iter_rows(min_row=head[0].row) if row[0].value == "项目支出")
    changed[column].value = 97
    book.save(path)
    (counted,) = office.convert([path], "xlsx:Calc MS Excel 2007 XML", tmp_path / "out")
    after = {row[0].value: row for row in openpyxl.load_workbook(counted, data_only=True).active.iter_rows(max_row=15)}
    assert after["合计"][column].value == pytest.approx(313.40)


figures = st.decimals(0, 10**6, places=2)


@given(parts=st.lists(figures, min_size=1, max_size=5), extra=st.sampled_from([Decimal(0), Decimal("0.01")]))
def test_a_total_is_a_formula_exactly_where_it_is_one(parts, extra):
    form = Form(("项",), ("数",), "")
    rows = [form.add(("分项",), Run(f"{part}")) for part in parts]
    total = form.add(("合计",), Run(f"{sum(parts) + extra}"))
    form.sums(total, rows, (0,))
    assert len(form.table().formulas) == (extra == 0)


@given(part=figures, whole=figures, off=st.sampled_from([Decimal(0), Decimal("0.01")]))
def test_a_rate_is_a_formula_exactly_where_it_is_one(part, whole, off):
    form = Form(("项",), ("部分", "全部", "率"), "")
    rate = round_by("half_up_2", Fraction(part) / Fraction(whole) * 100) + off if whole else ""
    row = form.add(("甲",), Run(f"{part}"), Run(f"{whole}"), Run(f"{rate}"))
    form.rates([row], part=0, whole=1, at=2)
    assert len(form.table().formulas) == (off == 0 and whole > 0)
