"""The engine: rounding, totals, what does not apply, what is missing, grades, and the trace of every point."""

from __future__ import annotations

import pickle
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.facts import Fact, Facts
from jixiao.location import Location
from jixiao.numbers import Missing, parse_printed
from jixiao.schemes.examples import example_facts
from jixiao.schemes.loader import load_content, load_scheme
from jixiao.schemes.model import Example
from jixiao.scoring.engine import score
from jixiao.scoring.result import State

SMALL = Path(__file__).parents[1] / "schemes" / "fixtures" / "small.yaml"
GOOD = {
    "expenditure": "95",
    "adjusted_budget": "100",
    "carryover": "5",
    "rules_exist": "是",
    "rules_followed": "是",
    "signed": "4",
    "due": "4",
}
GOALS = ({"name": "讲座", "category": "quantity", "operator": ">=", "target": "8", "actual": "8"},)


def scheme_with(*changes):
    """The small scheme with pieces of its text replaced."""
    text = SMALL.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    loaded = load_content(text.encode(), Path("small.yaml"))
    assert loaded.scheme is not None, [finding.message for finding in loaded.findings]
    return loaded.scheme


def evaluate(scheme=None, goals=GOALS, year=2022, **changes):
    scheme = scheme or load_scheme(SMALL).scheme
    facts = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    return score(scheme, example_facts(Example("例", None, facts, goals, {}), scheme.inputs, year))


def node(result, name):
    return next(one for one in result.walk() if one.id == name)


def test_a_complete_unit_has_total_and_grade():
    result = evaluate()
    assert (result.total, result.grade, result.complete) == (Decimal("99.50"), "优", True)
    assert [(one.id, str(one.score)) for one in result.walk()] == [
        ("effect", "59.50"),
        ("output", "50.00"),
        ("execution", "9.50"),
        ("management", "40.00"),
        ("budget", "25.00"),
        ("carryover_rate", "10.00"),
        ("system", "15.00"),
        ("contracts", "15.00"),
    ]
    assert pickle.loads(pickle.dumps(result)) == result


def test_a_leaf_carries_everything_that_explains_it():
    found = node(evaluate(expenditure="315.59", adjusted_budget="332.21"), "execution")
    assert [fact.label for fact in found.facts] == ["全年执行数", "全年预算数"]
    assert found.steps == (
        "预算执行率 ＝ 全年执行数 ÷ 全年预算数 ＝ 315.59 万元 ÷ 332.21 万元 ＝ 94.997…%",
        "得分 ＝ 10 分 × 94.997…% ＝ 9.4997…分",
        "四舍五入，保留2位小数：9.50 分",
    )
    assert found.rounding == "half_up_2"
    assert found.wording == "执行率乘分值"
    assert found.source.title == "测试区评分表"
    assert found.rule_kind == "proportional"


def test_a_unit_of_money_does_not_matter():
    assert evaluate(expenditure="950000元", adjusted_budget="0.01亿元").total == Decimal("99.50")


def test_a_figure_in_a_wrong_unit_is_asked_about_and_not_used():
    result = evaluate(expenditure="95人")
    found = node(result, "execution")
    assert found.state is State.MISSING
    assert [question.code for question in found.questions] == ["QU008"]
    assert result.grade == ""


def test_missing_data_leaves_the_total_incomplete_and_without_grade():
    result = evaluate(expenditure=None)
    found = node(result, "execution")
    assert (found.state, found.score, found.missing) == (State.MISSING, None, ("全年执行数",))
    assert (node(result, "effect").state, node(result, "effect").score) == (State.MISSING, None)
    assert (result.total, result.grade, result.complete) == (Decimal("90.00"), "", False)
    assert "尚有指标缺少数据" in result.steps[-1]


def test_blank_zero_and_not_applicable_are_three_things():
    blank = node(evaluate(expenditure=""), "execution")
    zero = node(evaluate(expenditure="0"), "execution")
    absent = node(evaluate(expenditure="不适用"), "execution")
    assert [one.state for one in (blank, zero, absent)] == [State.MISSING, State.SCORED, State.NOT_APPLICABLE]
    assert [one.score for one in (blank, zero, absent)] == [None, Decimal("0.00"), Decimal("10.00")]


# --- nothing to do


def test_what_does_not_apply_gets_full_points_where_the_scheme_says_so():
    result = evaluate(scheme_with(("        not_applicable: rescale\n", "")), signed="0", due="0")
    found = node(result, "contracts")
    assert (found.state, found.score, found.effective_points) == (State.NOT_APPLICABLE, Decimal("15.00"), 15)
    assert result.total == Decimal("99.50")
    assert "本年不涉及，按方案得满分 15 分" in found.steps


def test_what_does_not_apply_is_taken_out_and_the_total_scaled_where_the_scheme_says_so():
    result = evaluate(signed="0", due="0")
    found = node(result, "contracts")
    assert (found.state, found.score, found.effective_points) == (State.NOT_APPLICABLE, None, 0)
    assert node(result, "management").effective_points == 25
    # 84.5 of 85 points, scaled to 100: 99.411…
    assert (result.total, result.grade, result.complete) == (Decimal("99.41"), "优", True)
    assert any("84.5 分 × 100 分 ÷ 85 分" in step for step in result.steps)


def test_full_marks_on_everything_that_applies_are_exactly_all_points():
    assert evaluate(signed="0", due="0", expenditure="100").total == Decimal("100.00")


def test_a_policy_is_inherited_from_the_node_above():
    scheme = scheme_with(("    title: 管理效率\n", "    title: 管理效率\n    not_applicable: rescale\n"))
    result = evaluate(scheme, rules_exist="不适用", rules_followed="不适用")
    assert node(result, "system").effective_points == 0
    assert node(result, "budget").effective_points == 10


def test_nothing_applies_at_all():
    scheme = scheme_with(("not_applicable: full", "not_applicable: rescale"))
    absent = dict.fromkeys(GOOD, "不适用")
    result = evaluate(scheme, goals=({**GOALS[0], "actual": "不适用"},), **absent)
    assert (result.total, result.complete, result.grade) == (None, False, "")
    assert [question.code for question in result.questions] == ["QU013"]


# --- goal rows


def goal_scheme(policy="full"):
    rule = "{kind: goals_completion, categories: [quantity, quality], reverse: excess, wording: 各项产出指标的平均完成率乘分值}"
    new = "{kind: goal_indicators, categories: [quantity, quality], reverse: excess, wording: 逐项计分}"
    return scheme_with((rule, new), ("not_applicable: full", f"not_applicable: {policy}"))


def goal(name, actual, points=""):
    return {"name": name, "category": "quantity", "operator": ">=", "target": "3", "actual": actual, "points": points}


def test_goal_rows_become_children_with_their_own_scores():
    result = evaluate(goal_scheme(), goals=(goal("讲座", "2", "20"), goal("展览", "3", "30")))
    found = node(result, "output")
    assert [(child.code, child.title, str(child.score)) for child in found.children] == [
        ("1.1.1", "讲座", "13.33"),
        ("1.1.2", "展览", "30.00"),
    ]
    assert str(found.score) == "43.33"
    assert result.complete


def test_rows_without_points_share_alike_to_the_hundredth():
    found = node(evaluate(goal_scheme(), goals=tuple(goal(name, "3") for name in "甲乙丙")), "output")
    assert [str(child.points) for child in found.children] == ["16.67", "16.67", "16.66"]
    assert found.score == Decimal("50.00")


def test_rows_whose_points_do_not_sum_are_not_scored():
    result = evaluate(goal_scheme(), goals=(goal("讲座", "3", "20"), goal("展览", "3", "20")))
    found = node(result, "output")
    assert (found.state, found.score) == (State.MISSING, None)
    assert [question.code for question in found.questions] == ["QU009"]
    assert "合计 40 分，应为 50 分" in found.questions[0].message
    assert found.effective_points == 50
    assert result.total == Decimal("49.50")
    assert not result.complete


@pytest.mark.parametrize(("policy", "score_text", "points"), [("full", "40.00", 50), ("rescale", "20.00", 30)])
def test_a_row_that_does_not_apply_follows_the_policy(policy, score_text, points):
    goals = (goal("讲座", "不适用", "20"), goal("展览", "2", "30"))
    found = node(evaluate(goal_scheme(policy), goals=goals), "output")
    assert (str(found.score), found.effective_points) == (score_text, points)


def test_a_missing_row_leaves_the_others_scored():
    found = node(evaluate(goal_scheme(), goals=(goal("讲座", "", "20"), goal("展览", "3", "30"))), "output")
    assert found.state is State.MISSING
    assert [child.state for child in found.children] == [State.MISSING, State.SCORED]
    assert found.children[0].missing == ("讲座（实际完成值）",)


# --- totals and grades


def test_totals_sum_rounded_or_exact_scores_as_the_scheme_says():
    thirds = {"expenditure": "1", "adjusted_budget": "3", "signed": "1", "due": "3", "carryover": "0"}
    goals = ({**GOALS[0], "target": "3", "actual": "1"},)
    rounded = evaluate(goals=goals, **thirds)
    exact = evaluate(scheme_with(("total_of: rounded", "total_of: exact")), goals=goals, **thirds)
    # 16.666… + 3.333… + 10 + 15 + 5
    assert (str(rounded.total), str(exact.total)) == ("50.00", "50.00")
    coarse = (("score: half_up_2", "score: half_up_0"),)
    assert str(evaluate(scheme_with(*coarse), goals=goals, **thirds).total) == "50.00"
    exact = evaluate(scheme_with(*coarse, ("total_of: rounded", "total_of: exact")), goals=goals, expenditure="1")
    # 16.666… + 0.1 + 10 + 15 + 15 = 56.766… although the rows print 17 + 0 + 10 + 15 + 15
    assert str(exact.total) == "56.77"
    assert any("未取舍" in step for step in exact.steps)


@pytest.mark.parametrize(
    ("actual", "total", "grade"),
    [
        ("810", "90.00", "优"),
        ("809", "89.94", "良"),
        ("630", "80.00", "良"),
        ("270", "60.00", "中"),
        ("269", "59.94", "差"),
    ],
)
def test_a_grade_begins_exactly_at_its_lower_edge(actual, total, grade):
    # 50 × actual ÷ 900, and 5 for half of the budget spent, and 40
    result = evaluate(goals=({**GOALS[0], "target": "900", "actual": actual},), expenditure="50", carryover="0")
    assert (str(result.total), result.grade) == (total, grade)


def test_a_scheme_that_does_not_cover_the_year_is_said_to():
    result = evaluate(year=2024)
    assert [question.code for question in result.questions] == ["QU012"]
    assert "2020 到 2023" in result.questions[0].message
    assert evaluate(year=2023).questions == ()


def test_a_reason_due_is_asked_for_until_it_is_given():
    scheme = scheme_with(
        ("        title: 预算执行率\n", "        title: 预算执行率\n        needs_reason_below: 90%\n")
    )
    spent, budget = parse_printed("80万元"), parse_printed("100万元")
    for note, asked in (("", ["QU011"]), ("项目跨年实施", [])):
        facts = [Fact("expenditure", "全年执行数", spent, note=note), Fact("adjusted_budget", "全年预算数", budget)]
        found = node(score(scheme, Facts.of("单位", 2022, facts)), "execution")
        assert [question.code for question in found.questions] == asked


def test_a_believable_range_is_asked_about_but_not_enforced():
    scheme = scheme_with(
        (
            "carryover: {label: 年末结转结余, kind: money, unit: 万元}",
            "carryover: {label: 年末结转结余, kind: money, unit: 万元, low: 0}",
        )
    )
    found = node(evaluate(scheme, carryover="-3"), "carryover_rate")
    assert [question.code for question in found.questions] == ["QU015"]
    assert found.score == Decimal("10.00")


def test_two_wrong_signs_do_not_pass_unnoticed():
    found = node(evaluate(expenditure="-95", adjusted_budget="-100"), "execution")
    assert [question.code for question in found.questions] == ["QU004"]


def test_origins_of_facts_reach_the_result():
    place = Location(sheet="预算", row=4, column=2)
    facts = [
        Fact("expenditure", "全年执行数", parse_printed("95万元"), (place,)),
        Fact("adjusted_budget", "全年预算数", parse_printed("100万元")),
    ]
    found = node(score(load_scheme(SMALL).scheme, Facts.of("单位", 2022, facts)), "execution")
    assert found.facts[0].origins == (place,)


def test_an_unscored_scheme_reports_and_gives_no_total():
    text = """
id: plain
title: 只填报
version: "1"
jurisdiction: 测试
issuer: 测试
subject: transfer
scored: false
in_force: {from: 2020}
sources: {norm: {title: 依据, certainty: printed}}
inputs: {done: {label: 完成数, kind: number}, open: {label: 已公开, kind: yes_no}}
indicators:
  - {id: a, title: 甲, source: norm, rule: {kind: reported, inputs: [done, open], wording: 填报}}
"""
    scheme = load_content(text.encode(), Path("plain.yaml")).scheme
    full = score(scheme, example_facts(Example("例", None, {"done": "3", "open": "否"}, (), {}), scheme.inputs, 2022))
    assert (full.total, full.points, full.grade, full.complete) == (None, None, "", True)
    assert full.indicators[0].state is State.UNSCORED
    part = score(scheme, example_facts(Example("例", None, {"done": "3"}, (), {}), scheme.inputs, 2022))
    assert part.indicators[0].missing == ("已公开",)
    assert not part.complete


# --- for any facts

AMOUNT = st.integers(0, 300).map(str) | st.sampled_from(["", "不适用"])
ANSWER = st.sampled_from(["是", "否", "不适用", ""])
ANY = st.fixed_dictionaries(
    {
        "expenditure": AMOUNT,
        "adjusted_budget": AMOUNT,
        "carryover": AMOUNT,
        "rules_exist": ANSWER,
        "rules_followed": ANSWER,
        "signed": AMOUNT,
        "due": AMOUNT,
    }
)
ROW = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["甲", "乙"]),
        "category": st.sampled_from(["quantity", "quality"]),
        "operator": st.sampled_from([">=", "<=", "=", ">", "<"]),
        "target": AMOUNT,
        "actual": AMOUNT,
    }
)
SCHEMES = {
    (kind, policy, total_of): scheme_with(
        ("not_applicable: full", f"not_applicable: {policy}"),
        ("total_of: rounded", f"total_of: {total_of}"),
        ("kind: goals_completion", f"kind: {kind}"),
    )
    for kind in ("goals_completion", "goal_indicators")
    for policy in ("full", "rescale")
    for total_of in ("rounded", "exact")
}


@settings(max_examples=200, deadline=None)
@given(ANY, st.lists(ROW, max_size=4), st.sampled_from(sorted(SCHEMES)))
def test_totals_are_the_sums_of_their_parts(values, rows, which):
    scheme = SCHEMES[which]
    result = score(scheme, example_facts(Example("例", None, values, tuple(rows), {}), scheme.inputs, 2022))
    leaves = list(result.leaves())
    for one in result.walk():
        if one.score is not None:
            assert 0 <= one.score <= one.points
        if one.children and one.score is not None and which[2] == "rounded":
            assert one.score == sum(child.score for child in one.children if child.score is not None)
        if one.children and all(child.effective_points is not None for child in one.children):
            assert one.effective_points == sum(child.effective_points for child in one.children)
    earned = sum((leaf.score for leaf in leaves if leaf.score is not None), Decimal(0))
    counted = sum(top.effective_points for top in result.indicators)
    if result.total is None:
        assert counted == 0
        return
    assert 0 <= result.total <= result.points
    if which[2] == "rounded":
        assert abs(result.total - earned * result.points / counted) <= Decimal("0.005")
    assert result.complete == (not any(leaf.state is State.MISSING for leaf in leaves))
    assert bool(result.grade) == result.complete
    assert all(leaf.steps or leaf.missing for leaf in leaves)
    assert Missing.BLANK not in [leaf.score for leaf in leaves]
