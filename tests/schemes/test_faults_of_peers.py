"""Ten faults of a scoring system in use; each test shows that ours does not have it.

The formulas they come from: positive and equal signs score actual ÷ target × points, reverse signs
(1 - excess ÷ target) × points, the execution rate Σ executed ÷ Σ adjusted × 10.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from jixiao.numbers import Missing
from jixiao.schemes.catalogue import Catalogue
from jixiao.schemes.context import Context
from jixiao.schemes.examples import example_facts
from jixiao.schemes.loader import load_content, load_scheme
from jixiao.schemes.model import Example
from jixiao.scoring.engine import score

SMALL = Path(__file__).parent / "fixtures" / "small.yaml"
MONEY = "{spent: {label: 执行数, kind: money}, budget: {label: 预算数, kind: money}}"
NUMBERS = "{actual: {label: 实际, kind: number}, target: {label: 目标, kind: number}}"
EXECUTION = "{kind: proportional, value: spent ÷ budget, wording: 执行率}"
GOALS = "{kind: goal_indicators, categories: [quantity], reverse: excess, wording: 逐项}"


def outcome(scheme, facts=(), goals=()):
    example = Example("例", None, dict(facts), tuple(goals), {})
    context = Context(example_facts(example, scheme.inputs, 2022), scheme.inputs, scheme.formulas)
    return scheme.indicators[0].rule.score(Fraction(scheme.points), context)


def row(operator, target, actual, **more):
    return {"name": "指标", "category": "quantity", "operator": operator, "target": target, "actual": actual, **more}


def codes(found):
    return [question.code for question in (*found.questions, *(one for part in found.parts for one in part.questions))]


def test_i_money_spent_without_a_budget_scores_nothing_and_is_asked_about(make_rule):
    found = outcome(make_rule(EXECUTION, inputs=MONEY), {"spent": "5", "budget": "0"})
    assert found.score == 0
    assert codes(found) == ["QU003"]


def test_ii_overspending_never_gives_more_than_the_points(make_rule):
    found = outcome(make_rule(EXECUTION, inputs=MONEY), {"spent": "130", "budget": "100"})
    assert found.score == 10
    assert codes(found) == ["QU002"]


def test_iii_a_target_of_zero_with_a_negative_actual_divides_by_nothing(make_rule):
    found = outcome(make_rule(GOALS), goals=[row(">=", "0", "-3")])
    assert found.score == 0
    assert codes(found) == ["QU005"]


@pytest.mark.parametrize("actual", ["-100", "-6", "-5", "-4", "0", "7"])
@pytest.mark.parametrize("operator", [">=", "<=", "=", ">", "<"])
def test_iv_a_negative_target_never_gives_more_than_the_points(make_rule, operator, actual):
    found = outcome(make_rule(GOALS), goals=[row(operator, "-5", actual)])
    assert 0 <= found.score <= 10


@pytest.mark.parametrize(("actual", "expected"), [("-5", 10), ("-6", 8), ("-4", 10), ("-10", 0), ("3", 10)])
def test_v_an_equal_sign_with_a_negative_target_gives_a_score(make_rule, actual, expected):
    goals = outcome(make_rule(GOALS), goals=[row("=", "-5", actual)])
    rule = make_rule("{kind: equal, value: actual, target: target, wording: 一致}", inputs=NUMBERS)
    assert goals.score == expected
    assert outcome(rule, {"actual": actual, "target": "-5"}).score == expected


def test_vi_an_excess_over_a_target_of_zero_does_not_fall_to_nothing_unsaid(make_rule):
    smallest = row("<=", "0", "0.01")
    found = outcome(make_rule(GOALS), goals=[smallest])
    assert found.score is Missing.BLANK
    assert codes(found) == ["QU006"]
    assert outcome(make_rule(GOALS), goals=[{**smallest, "share": "95%"}]).score == Fraction("9.5")
    # A scheme may fix it, and then says so.
    fixed = "{kind: reverse, value: actual, target: target, formula: excess, zero_target: zero, wording: 零容忍}"
    strict = outcome(make_rule(fixed, inputs=NUMBERS), {"actual": "0.01", "target": "0"})
    assert strict.score == 0
    assert any("目标为零时有超出即不得分" in step for step in strict.steps)


def test_vii_every_total_has_exactly_one_grade_in_every_scheme():
    for scheme in [*Catalogue.of().schemes, load_scheme(SMALL).scheme]:
        if not scheme.grades:
            continue
        for hundredths in range(int(scheme.points * 100) + 1):
            total = Decimal(hundredths).scaleb(-2)
            assert sum(band.covers(total) for band in scheme.grades) == 1, (scheme.id, total)
    assert load_scheme(SMALL).scheme.grade_of(Decimal(90)) == "优"


def test_viii_a_score_of_zero_is_a_score_and_still_asks_for_its_reason(make_rule):
    assert outcome(make_rule(GOALS), goals=[row(">=", "8", "0")]).score == 0
    facts = example_facts(Example("例", None, {}, (row(">=", "8", "0"),), {}), {}, 2022)
    text = (
        Path(SMALL)
        .read_text(encoding="utf-8")
        .replace("points: 50\n", "points: 50\n        needs_reason_below: 90%\n", 1)
    )
    text = text.replace(
        "{kind: goals_completion, categories: [quantity, quality],", "{kind: goals_completion, categories: [quantity],"
    )
    asking = load_content(text.encode(), Path("small.yaml")).scheme
    node = next(node for node in score(asking, facts).walk() if node.id == "output")
    assert node.score == 0
    assert [question.code for question in node.questions] == ["QU011"]


def test_ix_rounding_is_named_by_the_scheme_and_applied_once():
    text = SMALL.read_text(encoding="utf-8")
    facts = {"expenditure": "2", "adjusted_budget": "3"}
    scores = set()
    for name in ("half_up_2", "half_up_4", "truncate_1"):
        scheme = load_content(text.replace("score: half_up_2", f"score: {name}").encode(), Path("small.yaml")).scheme
        result = score(scheme, example_facts(Example("例", None, facts, (), {}), scheme.inputs, 2022))
        scores |= {str(node.score) for node in result.walk() if node.id == "execution"}
    assert scores == {"6.67", "6.6667", "6.6"}


def test_x_a_region_extends_the_national_rule_instead_of_copying_it():
    text = "id: region\ntitle: 某地\nextends: national-project-2020\nindicators:\n  - {id: output, title: 换了名称}\n"
    region = load_content(text.encode(), Path("region.yaml")).scheme
    parent = Catalogue.of().find("national-project-2020")[0]
    rules = {node.id: node.rule for node in parent.walk()}
    assert all(node.rule == rules[node.id] for node in region.walk())
    assert {node.id: node.title for node in region.walk()}["output"] == "换了名称"
