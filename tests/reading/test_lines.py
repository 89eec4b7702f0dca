"""Broken lines become paragraphs again; headings, items, rows and cells stay apart."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.document import Paragraph
from jixiao.reading.formats.text import read_text
from jixiao.reading.lines import cell_runs, ends_sentence, row_like, width

PROSE = (
    "本馆全年开放三百二十天，接待读者十二万人次，新购图书八千册，举办各类讲座四十八场，参加人数超过五千人次，经费全部由县级财政安排。"
    "全年预算数为 1200.50 万元，调整后预算数为 1310.75 万元，全年执行数为 1288.40 万元，执行率为 98.29%，结余资金已按规定交回财政。"
)


def wrap(text, columns, indent=2):
    """``text`` broken as a typesetter breaks it: full lines, no closing mark at the start of a line, numbers whole."""
    lines, line, used = [], "", 2 * indent
    pieces = []
    for c in text:
        numeric = c.isascii() and not c.isspace()
        if (pieces and numeric and pieces[-1][-1].isascii() and not pieces[-1][-1].isspace()) or (
            pieces and c in "，。；：、）”"
        ):
            pieces[-1] += c
        else:
            pieces.append(c)
    for piece in pieces:
        if used + width(piece.rstrip("，。；：、）”")) > columns and line:
            lines.append(line.strip())
            line, used = "", 0
        line += piece
        used += width(piece)
    return [*lines, line.strip()]


def texts(text):
    return [p.text for p in read_text(text, "a.txt").paragraphs]


def squeezed(values):
    return [value.replace(" ", "") for value in values]


@pytest.mark.parametrize("columns", [44, 52, 56, 72])
@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n\r\n"])
def test_wrapped_pages_give_their_paragraphs_back(columns, between):
    paragraphs = [
        "某县图书馆部门整体支出绩效自评报告",
        "一、基本情况",
        "（一）部门职能",
        PROSE,
        "（二）收支情况",
        PROSE,
        "二、自评结论",
        PROSE,
    ]
    lines = [line for paragraph in paragraphs for line in wrap(paragraph, columns)]
    assert squeezed(texts(between.join(lines))) == squeezed(paragraphs)


def test_a_page_break_cuts_no_paragraph_and_its_number_is_no_text():
    lines = wrap(PROSE * 2, 52)
    cut = len(lines) // 2
    text = "\n\n".join(lines[:cut]) + "\n\n\n\n— 7 —\n\n\n\n" + "\n\n".join(lines[cut:])
    assert squeezed(texts(text)) == squeezed([PROSE * 2])
    bare = "\n\n".join(lines[:cut]) + "\n\n\n\n7\n\n\n\n" + "\n\n".join(lines[cut:])
    assert squeezed(texts(bare)) == squeezed([PROSE * 2])


def test_form_feeds_number_pages():
    document = read_text("第一页的内容在此。\n\f第二页的内容在此。\n", "a.txt")
    assert document.pages == 2
    assert [(p.text, p.page) for p in document.paragraphs] == [("第一页的内容在此。", 0), ("第二页的内容在此。", 1)]


def test_a_line_that_is_a_paragraph_stays_one_and_a_cut_sentence_is_joined():
    text = (
        "一、基本情况\n本单位全年共实施三个项目，资金由财政安排，年末全部完成验收。\n"
        "全年举办培训，参加人员来自各乡镇，课程结束后组织考核，合格率达到预\n"
        "期水平，学员评价较好，后续将根据需要逐步扩大范围。\n项目单位：某县图书馆\n评价年度：2024\n"
    )
    assert texts(text) == [
        "一、基本情况",
        "本单位全年共实施三个项目，资金由财政安排，年末全部完成验收。",
        "全年举办培训，参加人员来自各乡镇，课程结束后组织考核，合格率达到预期水平，学员评价较好，后续将根据需要逐步扩大范围。",
        "项目单位：某县图书馆",
        "评价年度：2024",
    ]


def test_a_table_copied_one_cell_a_line_is_not_glued():
    cells = textwrap.dedent("""\
        项目名称
        图书采购
        年初预算数
        全年预算数
        100.00
        120.00
        年度总体目标
        新购图书不少于八千册，保障读者借阅需要，完善少儿阅览区，延长开放时间
        全年新购图书八千二百册，少儿阅览区改造完成，开放时间延长到晚上九点
        完善管理制度，做到一书一码，定期清点库存，发现破损及时修补更换
        一级指标
        产出指标
        数量指标
        新购图书
        ≥8000册
        8200册
        20
        20""").split("\n")
    document = read_text("\n".join(cells), "a.txt")
    assert [p.text for p in document.paragraphs] == cells
    runs = list(cell_runs(document.blocks))
    assert [[document.blocks[i].text for i in run] for run in runs] == [cells[:7], cells[10:]]


def test_items_of_a_list_without_full_stops_stay_items():
    items = [
        "数量指标：举办讲座48场，目标40场，完成率120%",
        "质量指标：验收合格率100%，目标值100%，已经完成",
        "时效指标：按期完成率96%，目标值95%以上，已完成年度任务",
        "成本指标：总成本98.5万元，目标值不超过100万元，节约1.5万元",
        "社会效益：读者满意度明显提升，服务12万人次，比上年增加8000人次",
    ]
    assert texts("\n".join(items)) == items


def test_every_line_of_a_joined_paragraph_is_found_again():
    lines = wrap(PROSE, 52)
    document = read_text("\n\n".join(lines), "a.txt")
    (paragraph,) = document.paragraphs
    for number, line in enumerate(lines):
        start = paragraph.text.index(line[:6])
        assert paragraph.line_at(start) == 2 * number
        assert document.locate(paragraph, start, start + 6).line == 2 * number
        assert document.locate(paragraph, start, start + 6).quote == line[:6]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([PROSE, PROSE[:40] + "。", "一、标题", "（二）另一个标题", "3.条目的内容到此为止。"]),
        min_size=1,
        max_size=6,
    ),
    st.integers(44, 80),
)
def test_joining_loses_no_character(paragraphs, columns):
    lines = [line for paragraph in paragraphs for line in wrap(paragraph, columns)]
    joined = texts("\n".join(lines))
    assert "".join(joined).replace(" ", "") == "".join(lines).replace(" ", "")
    assert not [text for text in joined if "一、标题" in text and text != "一、标题"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("完成。", True),
        ("完成。”", True),
        ("完成；", True),
        ("如下：", True),
        ("共 12", False),
        ("（2024年）", False),
        ("完成", False),
    ],
)
def test_the_end_of_a_sentence(text, expected):
    assert ends_sentence(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("基本支出 294.73 283.58 96.22%", True),
        ("药品抽验品种 ≥3 4", True),
        ("本单位预算 576.86 万元,全年 331.18 万", False),
        ("2024 年 5 月 30 日举办", False),
        ("普通的一句话。", False),
    ],
)
def test_a_row_of_figures(text, expected):
    assert row_like(text) is expected


def test_paragraphs_are_numbered_in_order():
    blocks = read_text("甲。\n\n乙。\n丙\t丁\n戊\t己\n庚。", "a.txt").blocks
    assert [block.index for block in blocks] == list(range(len(blocks)))
    assert [type(block) is Paragraph for block in blocks] == [True, True, False, True]
