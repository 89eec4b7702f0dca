"""Plain text: encodings, tables of pipes, tabs and columns, markup left in, notes above tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.document import Paragraph, Table
from jixiao.reading.formats.decode import decode
from jixiao.reading.formats.text import read_text
from jixiao.reading.open import read_document


def read(*lines):
    return read_text("\n".join(lines), "a.txt")


def rows(table):
    return [[cell.text for cell in row] for row in table.grid]


SENTENCE = "本馆2024年预算执行率为98.31%，“三公”经费零支出。\n其余事项见附表。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "utf-32"]
)
def test_encodings_by_content(encoding, tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes((SENTENCE * 3).encode(encoding))
    document = read_document(path)
    assert document.findings == ()
    assert [p.text for p in document.paragraphs] == SENTENCE.split() * 3


@given(st.text(st.characters(codec="gb18030", exclude_categories=["Cs", "Cc"]), max_size=200))
def test_any_text_in_either_encoding_is_decoded(text):
    text = "预算绩效自评报告的正文在此，" + text
    for encoding in ("utf-8", "gb18030"):
        found, unreadable = decode(text.encode(encoding))
        assert (found, unreadable) == (text, text.count("\ufffd"))


def test_unreadable_characters_are_counted_and_said(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(SENTENCE.encode() + b"\xff\xfe\xff" + SENTENCE.encode())
    document = read_document(path)
    assert [finding.code for finding in document.findings] == ["RD016"]
    assert document.paragraphs[0].text == SENTENCE.split(maxsplit=1)[0]


def test_pipe_rows_keep_the_cells_of_each_line():
    document = read(
        "绩效自评表",
        "单位：万元",
        "项目 | 图书采购",
        "来源 | 预算数 | 执行数 | 执行率",
        "财政拨款 | 1200.50 | 1180.25 | 98.31%",
        " | 0.00 | 0.00 | —",
        "结论 | 良",
        "以上为表格。",
    )
    (table,) = document.tables
    assert rows(table) == [
        ["项目", "图书采购"],
        ["来源", "预算数", "执行数", "执行率"],
        ["财政拨款", "1200.50", "1180.25", "98.31%"],
        ["", "0.00", "0.00", "—"],
        ["结论", "良"],
    ]
    assert (table.layout, table.title, table.unit_note) == ("pipe", "绩效自评表", "万元")
    assert table.lines == (2, 3, 4, 5, 6)
    assert document.locate_cell(table, table.grid[3][1]).line == 5
    assert isinstance(document.blocks[-1], Paragraph)


def test_a_markdown_table_has_no_frame_and_no_rule():
    (table,) = read("| 项目 | 金额 |", "|---|---:|", "| 培训费 | 9.50 |").tables
    assert rows(table) == [["项目", "金额"], ["培训费", "9.50"]]


def test_tab_rows():
    document = read(
        "支出明细表（单位：元）", "项目\t金额\t备注", "培训费\t9500.00\t", "\t300.00\t资料", "", "二、结论", "良好。"
    )
    (table,) = document.tables
    assert rows(table) == [["项目", "金额", "备注"], ["培训费", "9500.00", ""], ["", "300.00", "资料"]]
    assert (table.layout, table.title, table.unit_note) == ("tab", "支出明细表", "元")
    assert [p.text for p in document.paragraphs] == ["支出明细表（单位：元）", "二、结论", "良好。"]


def test_a_heading_between_two_tables_parts_them():
    document = read("甲\t1\t2", "乙\t3\t4", "二、明细", "丙\t5", "丁\t6")
    assert [type(block) for block in document.blocks] == [Table, Paragraph, Table]


def test_a_row_torn_inside_a_cell_is_one_row():
    (table,) = read(
        "指标\t目标\t完成情况\t得分", "甲\t8场\t举办讲座八场，", "全部按期完成，", "反映良好\t10", "乙\t9场\t已完成\t10"
    ).tables
    assert rows(table)[1] == ["甲", "8场", "举办讲座八场，全部按期完成，反映良好", "10"]
    assert len(table.grid) == 3


def test_a_quoted_cell_of_a_spreadsheet_may_hold_line_breaks():
    (table,) = read('甲\t"第一行', '第二行"\t10', "乙\t其他\t9").tables
    assert rows(table) == [["甲", "第一行第二行", "10"], ["乙", "其他", "9"]]


def test_columns_kept_apart_by_blanks():
    document = read(
        "收支情况表",
        "项目名称        预算数     执行数    执行率",
        "图书采购费      100.00      98.50    98.50%",
        "数字资源         20.00      20.00   100.00%",
        "合计            120.00     118.50    98.75%",
        "以上数据来自决算。",
    )
    (table,) = document.tables
    assert table.layout == "aligned"
    assert rows(table)[1] == ["图书采购费", "100.00", "98.50", "98.50%"]
    assert [len(row) for row in table.grid] == [4, 4, 4, 4]


def test_a_run_on_table_stays_a_paragraph():
    text = "自评表 项目名称 图书采购 预算数 100.00 执行数 98.50 分值 10 执行率 98.50% 得分 9.85 数量指标 新购图书 ≥8000册 8200册 10 10"
    document = read(text)
    assert [p.text for p in document.paragraphs] == [text]


def test_left_over_markup_is_taken_out_and_comparisons_stay():
    document = read(
        "<p>部门整体绩效</p>\t<p>甲。</p><p>乙。</p>",
        "<p>结论：得分&nbsp;90&lt;95分，低于目标。</p><p>实际数<预算数，得满分。</p>",
    )
    (table,) = document.tables
    assert rows(table) == [["部门整体绩效", "甲。\n乙。"]]
    assert [p.text for p in document.paragraphs] == ["结论：得分 90<95分，低于目标。", "实际数<预算数，得满分。"]
    assert [p.line for p in document.paragraphs] == [1, 1]


@pytest.mark.parametrize(
    ("note", "unit"),
    [
        ("单位：万元", "万元"),
        ("（单位:元）", "元"),
        ("金额单位：亿元", "亿元"),
        ("单位：人民币千元", "千元"),
        ("单位：某局", ""),
        ("编报单位：某元件厂", ""),
    ],
)
def test_the_unit_above_a_table(note, unit):
    (table,) = read("收支表", note, "甲\t1\t2", "乙\t3\t4").tables
    assert table.unit_note == unit


@given(st.text(alphabet='甲乙12.\t|　 \n\r\f\v<p>&nbsp;"“（一）、。，—-', max_size=300))
def test_no_text_is_too_odd_and_no_character_of_it_is_lost(text):
    document = read_text(text, "a.txt")
    shown = "".join(
        block.text if isinstance(block, Paragraph) else "".join(cell.text for cell in block.own_cells())
        for block in document.blocks
    )
    for c in "甲乙":
        assert shown.count(c) == text.count(c)
    assert [block.index for block in document.blocks] == list(range(len(document.blocks)))
