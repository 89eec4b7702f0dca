"""Forms as they really come: labels in pieces, underlined blanks, formulas, rich text, columns in any order."""

from __future__ import annotations

import dataclasses
import random
import re
import zipfile
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest
import xlsxwriter
from blank_forms import (
    FORMS,
    NAMES,
    NATIONAL,
    SCHEMES,
    cells_of,
    dossier_of,
    fill,
    filled,
    is_finding,
    message,
    table_docx,
)
from docx.oxml import OxmlElement
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl.cell.cell import MergedCell

from jixiao.facts import Facts
from jixiao.numbers import exact, parse_decimal, plain
from jixiao.workbook.evaluation import evaluate_file
from jixiao.writing.dossier import Dossier
from jixiao.writing.forms.fill import Why
from jixiao.writing.forms.known import Known, Unknown
from jixiao.writing.forms.package import open_form

if TYPE_CHECKING:
    from pathlib import Path

HEADS = ["二级指标", "三级指标", "指标性质", "年度指标值", "计量单位", "实际完成值", "分值", "得分"]
VALUES = {
    "三级指标": "举办阅读活动",
    "指标性质": "≥",
    "年度指标值": "24",
    "计量单位": "场",
    "实际完成值": "26",
    "分值": "8.34",
    "得分": "8.34",
}


# --- indicator tables -----------------------------------------------------------------------------------------------


@settings(max_examples=15)
@given(order=st.permutations(HEADS[1:]))
def test_columns_in_any_order(order, tmp_path_factory):
    path = tmp_path_factory.mktemp("order") / "form.docx"
    rows = [[HEADS[0], *order], ["数量指标", *[""] * len(order)]]
    content, _ = fill(table_docx(path, rows), dossier_of(NATIONAL))
    assert dict(zip(order, cells_of(content)[1][1:], strict=True)) == VALUES


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6), count=st.integers(1, 9))
def test_printed_names_take_their_own_goals(seed, count, tmp_path_factory):
    dossier = dossier_of(NATIONAL)
    goals = random.Random(seed).sample(dossier.facts.goals, count)
    rows = [["三级指标", "年度指标值", "实际完成值"], *[[goal.name, "", ""] for goal in goals]]
    content, outcome = fill(table_docx(tmp_path_factory.mktemp("named") / "form.docx", rows), dossier)
    for row, goal in zip(cells_of(content)[1:], goals, strict=True):
        assert goal.name == row[0]
        assert parse_decimal(row[2].rstrip("场册个元人次%")) == getattr(goal.actual, "value", None)
    unplaced = {each.label for each in outcome.left if each.why is Why.NO_ROOM}
    assert unplaced == {goal.name for goal in dossier.facts.goals} - {goal.name for goal in goals}


def test_rows_are_added_in_the_look_of_the_last(dossier, tmp_path):
    path = table_docx(tmp_path / "form.docx", [HEADS, ["数量指标", *[""] * 7], ["质量指标", *[""] * 7]])
    document = docx.Document(path)
    document.tables[0].rows[1].height = Pt(33)
    document.save(path)
    content, _ = fill(path, dossier)
    table = docx.Document(BytesIO(content)).tables[0]
    assert [row.cells[0].text for row in table.rows] == ["二级指标", "数量指标", "数量指标", "数量指标", "质量指标"]
    assert len({row.cells[0]._tc for row in table.rows[1:4]}) == 1  # joined to one cell
    assert [row.height for row in table.rows[1:4]] == [Pt(33)] * 3
    assert [row.cells[1].text for row in table.rows[1:]] == [
        "举办阅读活动", "新增馆藏图书", "设立流动服务点", "图书验收合格率",
    ]  # fmt: skip


def test_two_tables_share_the_goals(dossier, tmp_path):
    path = table_docx(tmp_path / "form.docx", [HEADS, ["数量指标", *[""] * 7]])
    document = docx.Document(path)
    second = document.add_table(2, 8)
    for c, text in enumerate(HEADS):
        second.cell(0, c).text = text
    second.cell(1, 0).text = "满意度指标"
    document.save(path)
    content, outcome = fill(path, dossier)
    assert [cell.text for cell in docx.Document(BytesIO(content)).tables[1].rows[1].cells][1] == "读者满意度"
    assert "读者满意度" not in {each.label for each in outcome.left}


def test_three_hundred_goals_fit(dossier, tmp_path):
    goals = tuple(dataclasses.replace(dossier.facts.goals[0], name=f"第{n}项工作完成数") for n in range(300))
    large = dataclasses.replace(dossier, facts=dataclasses.replace(dossier.facts, goals=goals))
    content, _ = fill(table_docx(tmp_path / "form.docx", [HEADS, ["数量指标", *[""] * 7]]), large)
    (tmp_path / "form.docx").write_bytes(content)
    grids, _ = open_form(tmp_path / "form.docx").read()
    assert [row[1].text for row in grids[0].rows[1:]] == [goal.name for goal in goals]


def test_columns_of_the_finance_bureau_stay_blank(dossier, tmp_path):
    rows = [["三级指标", "年度指标值", "实际完成值", "自评得分", "财政审定评分", "复核得分"], ["", "", "", "", "", ""]]
    content, outcome = fill(table_docx(tmp_path / "form.docx", rows), dossier)
    for row in cells_of(content)[1:]:
        assert row[3]
        assert row[4:] == ["", ""]
    assert not [each for each in outcome.left if "审定" in each.label]


# --- docx -------------------------------------------------------------------------------------------------------------


def test_a_value_stands_on_the_form_s_own_underline(dossier, tmp_path):
    document = docx.Document()
    line = document.add_paragraph()
    line.add_run("填报").bold = True
    line.add_run("单位：")
    line.add_run(" " * 30).underline = True
    line.add_run("  填报人：")
    line.add_run(" " * 10).underline = True
    document.add_paragraph("（    年度）")
    table = document.add_table(2, 4)
    for c, text in enumerate(("三级指标", "年度指标值", "实际完成值", "得分")):
        table.cell(0, c).text = text
    path = tmp_path / "form.docx"
    document.save(path)
    content, outcome = fill(path, dossier)
    made = docx.Document(BytesIO(content)).paragraphs
    assert made[0].runs[2].underline
    assert made[0].runs[2].text == "云溪县图书馆" + " " * 18  # twelve columns gave way
    assert made[0].text.endswith("填报人：" + " " * 10)
    assert made[1].text == "（2020年度）"
    assert [each.why for each in outcome.left if each.label == "填报人"] == [Why.NOT_KNOWN]


def test_fonts_come_from_the_cell(dossier, tmp_path):
    content, _ = fill(FORMS / "national-project.docx", dossier)
    root = etree.fromstring(zipfile.ZipFile(BytesIO(content)).read("word/document.xml"))
    space = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    for run in root.xpath("//w:tc//w:r", namespaces=space):
        assert run.xpath("w:rPr/w:rFonts/@w:eastAsia", namespaces=space) == ["宋体"]
        assert run.xpath("w:rPr/w:sz/@w:val", namespaces=space) == ["18"]


def test_a_cell_with_a_picture_is_left_alone(dossier, tmp_path):
    from PIL import Image

    picture = tmp_path / "dot.png"
    Image.new("RGB", (4, 4)).save(picture)
    document = docx.Document(FORMS / "national-project.docx")
    cell = document.tables[0].cell(0, 2)
    cell.paragraphs[0].add_run().add_picture(str(picture))
    path = tmp_path / "form.docx"
    document.save(path)
    content, outcome = fill(path, dossier)
    assert cells_of(content)[0][2] == ""
    assert [each.held for each in outcome.kept if each.label == "项目名称"] == ["（公式或图片）"]


def test_cells_within_content_controls(dossier, tmp_path):
    """Systems that print forms wrap cells, or what is in them, in controls."""
    path = table_docx(tmp_path / "form.docx", [["项目名称", ""], ["实施单位", ""], ["主管部门", ""], ["等级", ""]])
    document = docx.Document(path)
    for wrapped in (document.tables[0].cell(0, 1)._tc, document.tables[0].cell(1, 1)._tc.p_lst[0]):
        control = OxmlElement("w:sdt")
        content = OxmlElement("w:sdtContent")
        wrapped.addprevious(control)
        control.append(content)
        content.append(wrapped)
    document.save(path)
    content, outcome = fill(path, dossier)
    assert [each.value for each in outcome.filled] == ["全民阅读推广经费", "云溪县图书馆", "云溪县文化广电旅游局", "优"]
    made = zipfile.ZipFile(BytesIO(content)).read("word/document.xml").decode()
    assert made.count("<w:sdt>") == 2
    assert all(each.value in made for each in outcome.filled)


# --- xlsx -------------------------------------------------------------------------------------------------------------


def xlsx_form(path: Path, build) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("表")
    for c, text in enumerate(("资金来源", "年初预算数（万元）", "全年预算数（万元）", "全年执行数（万元）", "执行率")):
        sheet.write(2, c, text)
    sheet.write(3, 0, "年度资金总额")
    build(book, sheet)
    book.close()
    return path


def test_formulas_are_kept_and_worked_out_again(dossier, tmp_path, office):
    def build(book, sheet):
        rate = book.add_format({"num_format": "0.00%"})
        sheet.write_formula(3, 4, "D4/C4", rate, 0)

    content, outcome = fill(xlsx_form(tmp_path / "form.xlsx", build), dossier)
    (tmp_path / "made.xlsx").write_bytes(content)
    assert openpyxl.load_workbook(tmp_path / "made.xlsx")["表"]["E4"].value == "=D4/C4"
    assert openpyxl.load_workbook(tmp_path / "made.xlsx", data_only=True)["表"]["E4"].value is None
    assert [each.held for each in outcome.kept] == ["（公式或图片）"]
    (calculated,) = office.convert([tmp_path / "made.xlsx"], "xlsx", tmp_path / "office")
    value = openpyxl.load_workbook(calculated, data_only=True)["表"]["E4"].value
    assert round(Decimal(str(value)), 4) == Decimal("0.9761")


def test_numbers_and_words_by_the_cell_s_format(dossier, tmp_path):
    def build(book, sheet):
        sheet.write_blank(3, 1, None, book.add_format({"num_format": "@"}))
        sheet.write_blank(3, 2, None, book.add_format({"num_format": "#,##0.00"}))
        sheet.write_blank(3, 4, None, book.add_format({"num_format": "0.0%"}))

    content, _ = fill(xlsx_form(tmp_path / "form.xlsx", build), dossier)
    sheet = openpyxl.load_workbook(BytesIO(content))["表"]
    assert [sheet.cell(4, c).value for c in range(2, 6)] == ["60", 58.5, 57.1, 0.9761]
    assert sheet["C4"].number_format == "#,##0.00"


def test_rich_text_keeps_its_runs(dossier, tmp_path):
    def build(book, sheet):
        bold = book.add_format({"bold": True})
        sheet.write_rich_string(0, 0, bold, "填报单位：", "            ", bold, "联系电话：", "      ")

    content, _ = fill(xlsx_form(tmp_path / "form.xlsx", build), dossier)
    cell = openpyxl.load_workbook(BytesIO(content), rich_text=True)["表"]["A1"].value
    assert str(cell) == "填报单位：云溪县图书馆 联系电话：      "
    assert [getattr(part, "font", None) is not None and bool(part.font.b) for part in cell] == [
        True,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(("somebodys", "expected"), [(None, 30), (20, 20)])
def test_rows_grow_for_words_unless_somebody_set_their_height(somebodys, expected, dossier, tmp_path):
    book = openpyxl.load_workbook(FORMS / "hunan-department.xlsx")
    book.active.row_dimensions[18].height = somebodys
    book.save(tmp_path / "form.xlsx")
    content, outcome = fill(tmp_path / "form.xlsx", dossier)
    assert [each.place for each in outcome.filled if each.value.startswith("两场活动")] == ["工作表“自评表” I18"]
    heights = openpyxl.load_workbook(BytesIO(content)).active.row_dimensions
    assert (heights[17].height, heights[18].height) == (None, expected)


def test_cells_that_do_not_say_where_they_are(dossier, tmp_path):
    """The format lets a writer leave out the places of rows and cells that follow one another."""
    package = zipfile.ZipFile(FORMS / "shanghai-project.xlsx")
    with zipfile.ZipFile(tmp_path / "form.xlsx", "w") as target:
        for name in package.namelist():
            data = package.read(name)
            if name.endswith("sheet1.xml"):
                data = re.sub(rb'(<(?:row|c)) r="[A-Z]*\d+"', rb"\1", data)
            target.writestr(name, data)
    _, outcome = fill(tmp_path / "form.xlsx", dossier)
    assert [(e.place, e.value) for e in outcome.filled] == [
        (e.place, e.value) for e in fill(FORMS / "shanghai-project.xlsx", dossier)[1].filled
    ]


def test_signs_that_no_document_can_hold(dossier, tmp_path):
    odd = dataclasses.replace(dossier, department="云溪县\x0b文化局\x00")
    for name in ("anhui-poverty.docx", "shanghai-project.xlsx"):
        _, outcome = fill(FORMS / name, odd)
        assert [each.value for each in outcome.filled if each.label == "主管部门"] in (
            ["云溪县文化局"],
            ["云溪县 文化局"],
        )


def test_a_row_more_in_a_sheet_moves_merges_and_the_print_area(dossier, tmp_path):
    content, _ = fill(FORMS / "shanghai-project.xlsx", dossier)
    before = openpyxl.load_workbook(FORMS / "shanghai-project.xlsx")["自评表"]
    after = openpyxl.load_workbook(BytesIO(content))["自评表"]
    assert before.print_area == "'自评表'!$A$1:$I$22"
    assert after.print_area == "'自评表'!$A$1:$I$23"
    assert after.print_title_rows == before.print_title_rows
    assert {"A13:A18", "B13:B15", "H15:I15", "A22:E22", "A23:I23"} <= {str(area) for area in after.merged_cells.ranges}
    assert len(after.merged_cells.ranges) == len(before.merged_cells.ranges) + 1


# --- what is no form --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.docx", b"", "空的"),
        ("a.docx", b"hello, this is text", "能填的是 docx 和 xlsx"),
        ("a.docx", b"PK\x03\x04broken", "损坏"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "另存为 docx"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "另存为 xlsx"),
        ("a.pdf", b"%PDF-1.7", "能填的是 docx 和 xlsx"),
    ],
)
def test_files_that_are_no_form(name, content, words, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    found = open_form(path)
    assert is_finding(found)
    assert words in message(found)


@given(data=st.binary(min_size=1, max_size=300), at=st.integers(0, 12_000))
def test_a_damaged_form_is_a_finding_or_a_form(data, at, tmp_path_factory):
    whole = (FORMS / "anhui-poverty.docx").read_bytes()
    path = tmp_path_factory.mktemp("damaged") / "form.docx"
    path.write_bytes(whole[:at] + data + whole[at + len(data) :])
    found = open_form(path)
    if not is_finding(found):
        found.read()


def test_a_workbook_without_facts_fills_nothing_it_does_not_know(dossier):
    bare = dataclasses.replace(
        dossier,
        facts=Facts.of("某单位", 2023, []),
        own={},
        result=dataclasses.replace(dossier.result, indicators=(), total=None, complete=False, grade="", subject=""),
        department="",
    )
    _, outcome = fill(FORMS / "national-project.docx", bare)
    assert {each.label for each in outcome.filled} == {"年度", "实施单位"}
    assert {"项目名称", "主管部门", "总分", "年度资金总额年初预算数", "数量指标"} <= {
        each.label for each in outcome.left
    }


def test_a_share_in_per_cent_and_an_unknown_are_told_apart(dossier):
    known = Known(dossier)
    assert isinstance(known.rate("expenditure", "no_such_fact", sign=True), Unknown)
    answer = known.rate("expenditure", "adjusted_budget", sign=True)
    assert answer.text == f"{plain(exact(Fraction(answer.share) * 100))}%"


# --- forms that ask by another scheme -----------------------------------------------------------------------------------


def test_scores_are_not_written_where_the_form_gives_other_points(dossier):
    """The unit was scored 10/50/30/10; this form gives 20/40/30/10."""
    _, outcome = fill(FORMS / "hubei-project.docx", dossier)
    scored = {each.label.partition("（")[0] for each in outcome.filled if each.label.endswith("得分）")}
    assert scored == {"全年到馆读者", "阅读推广长效机制", "读者满意度"}  # 30 and 10 are the same
    left = {each.label: each.note for each in outcome.left}
    assert "表上是 40 分，评分所用的指标体系是 50 分" in left["举办阅读活动（得分）"]
    assert "表上是 20 分，评分所用的指标体系是 10 分" in left["年度财政资金总额得分（20分*执行率）"]
    assert "分值不同" in left["总分"]


def test_points_printed_in_a_row(dossier, tmp_path):
    heads = ["二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]
    rows = [heads, ["数量指标", "举办阅读活动", "", "", "8.34", ""], ["数量指标", "新增馆藏图书", "", "", "5", ""]]
    content, outcome = fill(table_docx(tmp_path / "form.docx", rows), dossier)
    assert [row[5] for row in cells_of(content)[1:]] == ["8.34", ""]
    (note,) = [each.note for each in outcome.left if each.label == "新增馆藏图书（得分）"]
    assert "表上是 5 分，评分所用的指标体系是 8.34 分" in note


def test_a_form_of_another_year_is_told_of(dossier, tmp_path):
    rows = [["三级指标", "年度指标值", "实际完成值"], ["", "", ""]]
    path = table_docx(tmp_path / "form.docx", rows, "2024年度项目支出绩效自评表")
    _, outcome = fill(path, dossier)
    assert [(each.label, each.held, each.ours) for each in outcome.kept] == [("年度", "2024", "2020")]


def test_treasury_money_with_or_without_what_was_brought_over(dossier, tmp_path):
    """53.50 of this year and 5.00 brought over: a form without a row for the latter does not say which it wants."""
    heads = ["", "年初预算数", "全年预算数（万元）", "全年执行数（万元）"]
    for rows, expected in (
        ([["年度资金总额", "", "", ""], ["其中：财政拨款", "", "", ""]], ""),
        ([["年度资金总额", "", "", ""], ["其中：当年财政拨款", "", "", ""]], "53.5"),
        ([["年度资金总额", "", "", ""], ["财政拨款", "", "", ""], ["上年结转", "", "", ""]], "53.5"),
    ):
        content, _ = fill(table_docx(tmp_path / "form.docx", [heads, *rows]), dossier)
        assert cells_of(content)[2][2] == expected


# --- score sheets -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("workbook", "depth"), [("zhanjiang-2022", 4), ("baiyun-2022", 3), ("haizhu-2023", 3)])
def test_a_score_sheet_gets_every_score(workbook, depth, tmp_path):
    """A sheet with the scheme's own indicators printed, ragged as the scheme is, and no column for targets."""
    evaluation = evaluate_file(FORMS.parent / f"{workbook}.xlsx")
    dossier = Dossier.of(evaluation.reading, evaluation.result)
    rows = [[*("一级指标", "二级指标", "三级指标", "四级指标")[:depth], "分值", "自评得分"]]

    def add(node, path):
        for child in node.children:
            add(child, [*path, node.title])
        if not node.children:
            names = [*path, node.title]
            rows.append([*names, *[""] * (depth - len(names)), plain(node.points), ""])

    for node in dossier.result.indicators:
        add(node, [])
    content, outcome = fill(table_docx(tmp_path / "form.docx", rows), dossier)
    scores = [leaf.score for leaf in dossier.result.leaves()]
    assert [parse_decimal(row[-1]) for row in cells_of(content)[1:]] == scores
    assert not [each for each in outcome.left if each.why is not Why.NOT_KNOWN]


# --- anything -----------------------------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(name=st.sampled_from(NAMES), seed=st.integers(0, 10**6), text=st.text(min_size=1, max_size=20).filter(str.strip))
def test_what_somebody_wrote_is_never_written_over(name, seed, text, tmp_path_factory):
    """Any words in any cells, also heads that are gone: they stand there afterwards, and nothing breaks."""
    text = "".join(sign for sign in text if sign.isprintable()) or "甲"
    chance = random.Random(seed)
    path = tmp_path_factory.mktemp("any") / name
    if name.endswith("xlsx"):
        book = openpyxl.load_workbook(FORMS / name)
        cells = [cell for row in book.active.iter_rows() for cell in row if not isinstance(cell, MergedCell)]
        chosen = chance.sample([cell for cell in cells if cell.data_type != "f"], 12)
        for cell in chosen:
            cell.value = text
            cell.data_type = "s"
        book.save(path)
    else:
        document = docx.Document(FORMS / name)
        cells = [cell for row in document.tables[0].rows for cell in row.cells]
        for cell in chance.sample(cells, 12):
            cell.text = text
        document.save(path)
    before = texts_of(path)
    content, outcome = fill(path, dossier_of(SCHEMES[name]))
    path.write_bytes(content)
    after = texts_of(path)
    blanks = Counter(re.sub(r"[\s_]+", "", each) for each in before)
    filled_in = Counter(re.sub(r"[\s_]+", "", each) for each in after)
    lost = blanks - filled_in
    touched = {each.place for each in outcome.filled}
    assert all(
        any(each in whole for whole in filled_in) or ":" in each or "：" in each or "年" in each for each in lost
    ), touched


def texts_of(path: Path) -> list[str]:
    form = open_form(path)
    grids, lines = form.read()
    return [line.text for line in lines] + [
        square.text for grid in grids for square in grid.own() if square.text.strip() and not square.fixed
    ]


def test_forms_saved_by_another_program_are_filled_alike(office, tmp_path):
    """LibreOffice writes the same forms in other words: other grids, other styles, other parts."""
    for ending in ("docx", "xlsx"):
        blank = [FORMS / name for name in NAMES if name.endswith(ending)]
        for path in office.convert(blank, ending, tmp_path):
            _, outcome = fill(path, dossier_of(SCHEMES[path.name]))
            expected = filled(path.name).outcome
            assert [(e.label, e.value) for e in outcome.filled] == [(e.label, e.value) for e in expected.filled]
            assert [(e.label, e.why) for e in outcome.left] == [(e.label, e.why) for e in expected.left]
