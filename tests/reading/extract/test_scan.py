"""Printed numbers in text: what sort each is, and that none is lost, moved or made up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.reading.extract.scan import Sort, scan


def _seen(text):
    return [(token.sort.value, text[token.start : token.end]) for token in scan(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("支出3,316.8万元，占96.22%。", [("money", "3,316.8万元"), ("rate", "96.22%")]),
        ("预算１２３．４万元", [("money", "１２３．４万元")]),
        ("降低0.5个百分点", [("rate", "0.5个百分点")]),
        ("百分之九十五以上", [("rate", "百分之九十五")]),
        ("科普讲座 8 场、10 个镇街的 15 所学校", [("count", "8 场"), ("count", "10 个"), ("count", "15 所")]),
        ("观看直播近 9 万人次，推文 200 多篇", [("count", "9 万人次"), ("count", "200 多篇")]),
        ("召开三场座谈会，走访十余家企业", [("count", "三场"), ("count", "十余家")]),
        ("使用8.54万。投资4000余万打造", [("myriad", "8.54万"), ("myriad", "4000余万")]),
        ("成本400元/人，得9.5分", [("price", "400元"), ("score", "9.5分")]),
        ("分别为100、50和30万元", [("money", "100"), ("money", "50"), ("money", "30万元")]),
        ("到位7,00.0,77万元", [("malformed", "7,00.0,77万元")]),
        ("控制率=-32%，低于-5%", [("rate", "-32%"), ("rate", "-5%")]),
    ],
)
def test_numbers_are_told_apart(text, expected):
    assert _seen(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2022年5月25日至31日",
        "截至2023年末",
        "财预〔2020〕10号、川财社[2021]165号",
        "第十一次代表大会、第8届论坛",
        "1.立项依据 2、实施内容 （3）资金",
        "X121线、C25混凝土、3D打印、P1.5屏",
        "选取2-3个社区、2022—2025年",
        "上午9:30报到",
        "1+1+8体系",
        "三级项目、四部分、一是二是",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert _seen(text) == []


@pytest.mark.parametrize(
    ("text", "approximation"),
    [
        ("约110人", "about"),
        ("近9万人次", "near"),
        ("200多篇", "more"),
        ("3500人以上", "at_least"),
        ("逾40场", "at_least"),
        ("8场", ""),
    ],
)
def test_words_loosen_a_count(text, approximation):
    (token,) = scan(text)
    assert token.printed.approximation == approximation


def test_a_full_width_comma_parts_numbers_and_groups_none():
    assert [token.printed.value for token in scan("分别支出100，200万元")] == [Decimal(100), Decimal(200)]
    assert [token.printed.value for token in scan("支出100,200万元")] == [Decimal(100200)]


@given(
    value=st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False),
    unit=st.sampled_from(["元", "万元", "亿元", "%"]),
    grouped=st.booleans(),
    before=st.sampled_from(["预算数为", "支出 ", "执行率", "共"]),
)
def test_a_printed_value_is_read_back_exactly(value, unit, grouped, before):
    digits = f"{value:,}" if grouped else f"{value:f}"
    text = f"{before}{digits}{unit}。"
    (token,) = scan(text)
    assert token.printed.value == value
    assert token.printed.unit == unit
    assert token.printed.places == 2
    assert text[token.start : token.end] == digits + unit


@given(
    st.text(alphabet="预算支出万元%人场分年月日第的，。、（）():：;；.,-+*/0123456789一二三十百千 \n≥≤", max_size=80)
)
def test_spans_lie_in_the_text_in_order_and_apart(text):
    end = 0
    for token in scan(text):
        assert end <= token.start < token.end <= len(text)
        assert token.words <= token.start
        assert token.sort is Sort.MALFORMED or any(
            c.isdigit() or c in "零一二三十百千" for c in text[token.start : token.end]
        )
        end = token.end
