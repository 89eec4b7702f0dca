"""The numbers in front of headings and items, and what looks like one and is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.reading.formats.word_numbers import chinese_numeral, numbered
from jixiao.reading.numbering import RANKS, numbering


@pytest.mark.parametrize(
    ("text", "style", "ordinal", "rest"),
    [
        ("一、基本情况", "一、", 1, "基本情况"),
        ("十二、附件", "一、", 12, "附件"),
        ("二．资金情况", "一、", 2, "资金情况"),
        ("（三）主要成效", "（一）", 3, "主要成效"),
        ("(四) 收支情况", "（一）", 4, "收支情况"),
        ("㈤评价", "（一）", 5, "评价"),
        ("1.立项背景", "1.", 1, "立项背景"),
        ("2．主要职能", "1.", 2, "主要职能"),
        ("3、2024年新建道路", "1、", 3, "2024年新建道路"),
        ("4.2024年新建道路", "1.", 4, "2024年新建道路"),
        ("⒌其他", "1.", 5, "其他"),
        ("（6）合同备案", "（1）", 6, "合同备案"),
        ("⑺ 维护权益", "（1）", 7, "维护权益"),
        ("8）其他", "1）", 8, "其他"),
        ("⑫建成阅览室", "①", 12, "建成阅览室"),
        ("（b）质量指标", "（a）", 2, "质量指标"),
        ("C.其他", "A.", 3, "其他"),
        ("Ⅳ、结论", "Ⅰ", 4, "结论"),
        ("IV. 结论", "Ⅰ", 4, "结论"),
        ("第三章 附则", "第一章", 3, "附则"),
        ("第二部分 部门概况", "第一部分", 2, "部门概况"),
        ("第十条 本办法自发布之日起施行", "第一条", 10, "本办法自发布之日起施行"),
        ("2.3 项目概况", "1.1", 3, "项目概况"),
        ("2.3.1 项目概况", "1.1.1", 1, "项目概况"),
        ("　　一、缩进的标题", "一、", 1, "缩进的标题"),
    ],
)
def test_a_number_in_front(text, style, ordinal, rest):
    found = numbering(text)
    assert found is not None
    assert (found.style, found.ordinal, text[found.end :]) == (style, ordinal, rest)
    assert style in RANKS


@pytest.mark.parametrize(
    "text",
    [
        "1.5万元用于培训",
        "3.75km的河道",
        "2024.5.6完成",
        "0.65分",
        "9.5分",
        "30 万元",
        "24",
        "100%、全部完成",
        "（2022—2025年）规划",
        "一、二级指标设置合理",
        "一是加强领导",
        "第十条规定的情形",
        "第二届科技周",
        "二〇二四年度",
        "10455人次参加",
        "",
    ],
)
def test_what_is_no_number(text):
    assert numbering(text) is None


@given(st.text(max_size=30))
def test_no_text_is_too_odd(text):
    found = numbering(text)
    assert found is None or (0 < found.end <= len(text) and found.ordinal >= 0)


@given(st.integers(1, 99))
def test_what_word_counts_is_read_back(number):
    for form, text in (
        ("chineseCounting", "{}、"),
        ("chineseCountingThousand", "（{}）"),
        ("decimal", "{}."),
        ("decimal", "（{}）"),
    ):
        found = numbering(text.format(numbered(number, form)) + "标题")
        assert found is not None
        assert found.ordinal == number


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (103, "一百零三"), (1010, "一千零一十"), (2000, "二千")],
)
def test_chinese_numerals(number, text):
    assert chinese_numeral(number) == text
