"""PDF: running heads and page numbers are no text, paragraphs and tables go on over pages, rows with and without rules."""

from __future__ import annotations

import re

import pdfplumber
import pytest

from jixiao.reading.formats.lattice import Rule, find_lattices
from jixiao.reading.limits import DEFAULT_LIMITS
from jixiao.reading.worker import read_form

HEAD = (
    "#set page(header: align(center)[某县图书馆部门整体支出绩效自评报告], "
    "footer: context align(center)[— #counter(page).display() —])"
)
LONG = "本馆全年开放三百二十天，接待读者十二万人次，新购图书八千册，举办各类讲座四十八场，参加人数超过五千人次，经费由财政安排。"


def bare(text):
    return re.sub(r"\s+", "", text)


@pytest.fixture
def read(samples, tmp_path):
    def made(blocks, head=""):
        samples.set_pdf(samples.typst_source(blocks, head), tmp_path / "a.pdf")
        return read_form("pdf", tmp_path / "a.pdf", "a.pdf", DEFAULT_LIMITS)

    return made


def test_running_heads_and_page_numbers_are_dropped_and_paragraphs_go_on_over_pages(read):
    blocks = [f"{number}.第{number}项工作。" + LONG * 3 for number in range(1, 25)]
    document = read(blocks, HEAD)
    assert document.pages > 2
    assert [bare(p.text) for p in document.paragraphs] == [bare(block) for block in blocks]
    pages = [p.page for p in document.paragraphs]
    assert pages == sorted(pages)
    assert set(pages) == set(range(document.pages))


def test_a_page_number_alone_is_dropped_on_a_single_page_too(read):
    document = read(["一、基本情况", LONG], "#set page(footer: context align(center)[#counter(page).display()])")
    assert [bare(p.text) for p in document.paragraphs] == ["一、基本情况", bare(LONG)]


def test_a_figure_at_the_foot_of_a_table_is_no_page_number(read):
    document = read([[[("项目", 1, 1), ("金额", 1, 1)], [("合计", 1, 1), ("12", 1, 1)]]])
    assert [[cell.text for cell in row] for row in document.tables[0].grid] == [["项目", "金额"], ["合计", "12"]]


def test_a_title_over_two_lines_is_one_paragraph(read):
    title = "#align(center)[#text(22pt)[某县图书馆二〇二四年度部门整体支出绩效自评报告及其附件]]"
    document = read(["一、基本情况", LONG], title)
    assert bare(document.paragraphs[0].text) == "某县图书馆二〇二四年度部门整体支出绩效自评报告及其附件"


def test_a_table_over_several_pages_is_one_with_its_head_once(read):
    head = [("序号", 1, 1), ("内容", 1, 1), ("金额", 1, 1)]
    body = [[(str(n), 1, 1), (f"第{n}笔支出", 1, 1), (f"{n}.50", 1, 1)] for n in range(1, 90)]
    repeated = "#show table: set table(align: left)"
    document = read([[head, *body], "以上支出均已入账。"], repeated)
    (table,) = document.tables
    assert [[bare(cell.text) for cell in row] for row in table.grid] == [
        [text for text, *_ in row] for row in [head, *body]
    ]
    assert table.pages[0] == 0
    assert table.pages[-1] == document.pages - 1
    last = table.grid[-1][0]
    assert document.locate_cell(table, last).page == document.pages - 1
    assert [(cell.row, cell.column) for cell in table.grid[40]] == [(40, 0), (40, 1), (40, 2)]
    assert [p.text for p in document.paragraphs] == ["以上支出均已入账。"]


def test_a_table_without_lines_is_found_by_its_columns(read):
    rows = [
        ["项目名称", "预算数", "执行数"],
        ["图书采购", "100.00", "98.50"],
        ["数字资源", "20.00", "20.00"],
        ["合计", "120.00", "118.50"],
    ]
    cells = ", ".join(f"[{cell}]" for row in rows for cell in row)
    document = read(["以上为合计。"], f"#table(columns: (40%, 30%, 30%), stroke: none, {cells})")
    (table,) = document.tables
    assert [[cell.text for cell in row] for row in table.grid] == rows


def test_the_library_of_others_finds_the_same_cells(read, samples, tmp_path):
    document = read([samples.TABLE])
    with pdfplumber.open(tmp_path / "a.pdf") as pdf:
        (oracle,) = pdf.pages[0].extract_tables()
    ours = [
        [bare(cell.text) if (cell.row, cell.column) == (r, c) else None for c, cell in enumerate(row)]
        for r, row in enumerate(document.tables[0].grid)
    ]
    assert ours == [[None if cell is None else bare(cell) for cell in row] for row in oracle]


def test_a_frame_around_text_is_no_table(read):
    document = read(["后文。"], "#rect[框里的一段话，说明情况。]")
    assert document.tables == ()
    assert [bare(p.text) for p in document.paragraphs] == ["框里的一段话，说明情况。", "后文。"]


def test_text_that_fills_a_cell_goes_on_without_a_break(read):
    document = read([[[("目标", 1, 1), (LONG, 1, 1)], [("完成", 1, 1), ("是", 1, 1)]]])
    assert "\n" not in document.tables[0].grid[0][1].text
    assert bare(document.tables[0].grid[0][1].text) == bare(LONG)


def test_lattices_from_rules_alone():
    rules = [
        *(Rule(True, y, 0, 90) for y in (0, 20, 60)),
        Rule(True, 40, 30, 90),
        *(Rule(False, x, 0, 60) for x in (0, 90)),
        Rule(False, 30.8, 0, 30),
        Rule(False, 30, 29, 60),
        Rule(False, 60, 20, 60),
        Rule(True, 200, 0, 50),
    ]
    (lattice,) = find_lattices(rules, 1000)
    assert lattice.xs == pytest.approx([0, 30, 60, 90], abs=1)
    assert lattice.ys == pytest.approx([60, 40, 20, 0], abs=1)
    assert lattice.cells == (
        (0, 0, 2, 1),
        (0, 1, 1, 1),
        (0, 2, 1, 1),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
        (2, 0, 1, 1),
        (2, 1, 1, 2),
    )
