"""What labels ask for, and money and rates in the form's own units."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import pytest
from blank_forms import NATIONAL, cells_of, dossier_of, fill, table_docx
from hypothesis import given
from hypothesis import strategies as st

from jixiao.facts import Facts
from jixiao.numbers import Printed, parse_decimal, unit_named
from jixiao.writing.forms.known import Answer, Known
from jixiao.writing.forms.labels import field_of, gaps_in, year_gaps

# --- labels --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("项 目 名 称", "project"), ("项目\n名称：", "project"), ("实施单位（盖章）", "unit"), ("填报单位", "unit"),
        ("主管部门", "department"), ("中央主管部门", "above"), ("自评等级", "grade"), ("总分", "total"),
        ("年初绩效目标", "goal"), ("预期目标", "goal"), ("全年目标实际完成情况", "reached"), ("联系电话", "signed"),
        ("存在问题和改进措施", "told"), ("未完成原因分析", "reasons"), ("支出责任履行情况", ""), ("年初预算数", ""),
    ],
)  # fmt: skip
def test_fields_by_their_labels(label, field):
    assert field_of(label) == field


def test_labels_within_a_line():
    line = "填报单位（公章）：________  联系电话：          单位：万元  填报日期：  年  月  日  年初预算数：____万元"
    found = [(each.label, line[each.start : each.end].strip() or each.held, each.unit) for each in gaps_in(line)]
    assert found == [
        ("填报单位（公章）", "________", ""),
        ("联系电话", "", ""),
        ("填报日期", "", ""),
        ("年初预算数", "____", "万元"),
    ]


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("（    年度）", 1),
        ("20__年度绩效自评表", 1),
        ("（2023年度）", 0),
        ("填报日期：   年  月  日", 0),
        ("    年度工作总结", 0),
    ],
)
def test_the_year_of_a_title(title, count):
    assert len(list(year_gaps(title))) == count


@pytest.mark.parametrize("label", ["支出责任履行情况", "执行准确性", "重点项目预算数", "预算管理"])
def test_words_of_money_that_ask_for_none(label, dossier):
    from jixiao.writing.forms.labels import answer_to

    assert not isinstance(answer_to(label, "万元", Known(dossier)), Answer)


# --- money ----------------------------------------------------------------------------------------------------------


@given(
    amount=st.decimals(min_value=0, max_value=10**7, places=6, allow_nan=False),
    have=st.sampled_from(["万元", "元", "亿元"]),
    want=st.sampled_from(["万元", "元", "千元", "百万元", "亿元", ""]),
)
def test_money_is_converted_exactly(amount, have, want):
    base = dossier_of(NATIONAL)
    fact = dataclasses.replace(base.facts.get("expenditure"), value=Printed(amount, have, 6, str(amount)))
    facts = Facts.of("某单位", 2023, [fact])
    answer = Known(dataclasses.replace(base, facts=facts)).money("expenditure", want)
    shown = answer.text.removesuffix(have) if not want else answer.text
    assert (
        Fraction(parse_decimal(shown)) * unit_named(want or have).factor == Fraction(amount) * unit_named(have).factor
    )
    assert (answer.number is None) == (want == "")


@pytest.mark.parametrize(
    ("head", "note", "expected"),
    [
        ("全年执行数（元）", "", "571000"),
        ("全年执行数", "单位：元", "571000"),
        ("全年执行数", "", "57.1万元"),
        ("全年执行数（万元）", "", "57.1"),
    ],
)
def test_the_unit_is_the_form_s_and_is_written_where_the_form_has_none(head, note, expected, dossier, tmp_path):
    rows = [["", "年初预算数", "全年预算数", head], ["年度资金总额", "", "", ""]]
    path = table_docx(tmp_path / "form.docx", rows, "绩效自评表", note)
    content, _ = fill(path, dossier)
    assert cells_of(content)[1][3] == expected


def test_a_rate_has_its_sign_once(dossier, tmp_path):
    for head, expected in (("执行率（%）", "97.61"), ("执行率", "97.61%")):
        rows = [["", "年初预算数", "全年预算数", "全年执行数", head], ["年度资金总额", "", "", "", ""]]
        content, _ = fill(table_docx(tmp_path / "form.docx", rows), dossier)
        assert cells_of(content)[1][4] == expected


def test_labels_that_leave_their_place_open_in_other_ways():
    text = "填报单位：（盖章）\n填报人：\n实施单位：某某中心  主管部门："
    found = [(each.label, each.held) for each in gaps_in(text)]
    assert found == [("填报单位", ""), ("填报人", ""), ("实施单位", "某某中心"), ("主管部门", "")]
