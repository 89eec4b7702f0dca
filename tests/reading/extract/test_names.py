"""Labels taken apart, and names put together: every name that can come out is in the list of names."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.reading.extract.lexicon import FACETS, RATES, WHATS
from jixiao.reading.extract.names import LEVELS, Strength, compose, count_measure, read_money, read_rate

ROOT = Path(__file__).resolve().parents[3]
LISTED = set(re.findall(r"`([a-z_]+)`", (ROOT / "docs" / "figure-names.md").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("label", "what", "measure"),
    [
        ("部门年初预算收入", "", "initial_budget"),
        ("财政拨款收入预算数", "revenue", "revenue_budget"),
        ("支出决算数", "", "expenditure"),
        ("预算调整后金额", "", "adjusted_budget"),
        ("全年应执行数", "", "adjusted_budget"),
        ("年度预算调整数", "", "budget_adjustment"),
        ("其中：一般公共预算财政拨款支出", "general_public", "expenditure"),
        ("中央财政资金全年预算数（A）", "central", "adjusted_budget"),
        ("上年结转资金", "carryover_in", "carryover_in"),
        ("年末结转和结余", "", "carryover"),
        ("转移支付执行数（B）", "", "expenditure"),
        ("预算执行情况（10分）", "", ""),
        ("主管财政部门", "", ""),
    ],
)
def test_labels_of_money(label, what, measure):
    reading = read_money(label)
    assert (reading.what, reading.measure) == (what, measure)


@pytest.mark.parametrize(
    ("label", "measure"),
    [
        ("总支出率", "execution_rate"),
        ("完成预算的", "execution_rate"),
        ("资金到位率和及时率", "funding_rate"),
        ("资金到位及时率", ""),
        ("制度执行率", ""),
        ("覆盖率", ""),
        ("公用经费控制率", "public_funds_control_rate"),
        ("财政供养人员控制率", "staff_control_rate"),
        ("采购合同签订及时率", "contract_on_time_rate"),
        ("服务对象满意度", "satisfaction"),
        ("同比增长率", ""),
    ],
)
def test_labels_of_rates(label, measure):
    assert read_rate(label).measure == measure


def test_a_budget_called_nothing_else_is_the_weaker_reading():
    assert read_money("预算金额").strength is Strength.DEFAULT
    assert read_money("全年预算数").strength is Strength.EXPLICIT


def test_the_words_before_the_measure_say_whose_it_is():
    assert read_money("科普活动项目经费年初预算").head == "科普活动项目经费"
    assert read_money("下达山洪灾害防治经费").head == "山洪灾害防治经费"


@pytest.mark.parametrize(
    ("label", "name"), [("核定事业编制", "staff_quota"), ("年末在职人数", "staff_actual"), ("离退休", "")]
)
def test_head_counts(label, name):
    assert count_measure(label) == name


MEASURES = (
    "initial_budget", "adjusted_budget", "allocated", "expenditure", "execution_rate", "received_funds", "carryover",
    "carryover_in", "investment", "budget_adjustment", "procurement_planned", "satisfaction", "revenue_budget",
    "revenue_final", "funding_rate", "carryover_rate", "adjustment_rate",
)  # fmt: skip


@pytest.mark.parametrize("what", ["", *WHATS])
def test_every_name_is_listed(what):
    for measure, share, project, within in itertools.product(MEASURES, (True, False), (True, False), ("", "project")):
        name = compose(what, measure, share=share, project_report=project, within=within)
        assert name == "" or name in LISTED, (measure, name)


def test_levels_have_funds():
    assert [compose(level, "allocated", share=False, project_report=True) for level in LEVELS] == [
        "central_funds", "province_funds", "city_funds", "county_funds", "local_funds",
    ]  # fmt: skip


_WORDS = [word for words in (*WHATS.values(), *FACETS.values(), *RATES.values()) for word in words.split()]


@given(st.lists(st.sampled_from(_WORDS), max_size=4).map("".join))
def test_any_words_put_together_can_be_read(label):
    for reading in (read_money(label), read_rate(label)):
        assert reading.measure == "" or reading.strength > Strength.NONE
        compose(reading.what, reading.measure, share=True, project_report=False)
