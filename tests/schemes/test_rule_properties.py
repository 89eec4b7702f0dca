"""What must hold of every rule kind for any facts: bounds, order, and that points only scale."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.facts import Fact, Facts, GoalRow
from jixiao.numbers import Missing, Printed
from jixiao.schemes.attainment import at_least, at_most, equal_to
from jixiao.schemes.context import Context
from jixiao.schemes.goals import CATEGORIES, LEVELS
from jixiao.schemes.loader import load_content
from jixiao.schemes.style import Style

FRAME = """
id: any
title: 各种规则
version: "1"
jurisdiction: 测试
issuer: 测试
subject: department
in_force: {{from: 2020}}
points: {total}
rounding: {{score: half_up_2, total: half_up_2, total_of: rounded}}
not_applicable: full
sources: {{norm: {{title: 测试依据, certainty: reconstructed}}}}
inputs:
  a: {{label: 甲, kind: number}}
  b: {{label: 乙, kind: number}}
  yes: {{label: 丙, kind: yes_no}}
  also: {{label: 丁, kind: yes_no}}
  level: {{label: 戊, kind: choice, choices: [{levels}]}}
  share: {{label: 己, kind: share}}
indicators:
{indicators}
"""
RULES = {
    "proportional": "{kind: proportional, value: a ÷ b, wording: 文}",
    "proportional_at": "{kind: proportional, value: a ÷ b, full_at: 90%, cap: 80%, wording: 文}",
    "pass_mark": "{kind: pass_mark, value: a ÷ b, pass: 60%, wording: 文}",
    "equal": "{kind: equal, value: a, target: b, wording: 文}",
    "equal_zero": "{kind: equal, value: a, target: b, below: zero, wording: 文}",
    "excess": "{kind: reverse, value: a, target: b, formula: excess, wording: 文}",
    "ratio": "{kind: reverse, value: a, target: b, formula: ratio, zero_target: zero, wording: 文}",
    "bands": "{kind: bands, value: a - b, wording: 文, bands: [{to: 0, points: 10}, {from: 0, to: 5, points: 5}, {from: 5, points: 0}]}",
    "deduct": "{kind: deduct, value: a, limit: b, step: 2, each: 1.5, wording: 文}",
    "deduct_started": "{kind: deduct, value: a, limit: b, step: 2, each: 1.5, steps: started, wording: 文}",
    "deduct_exact": "{kind: deduct, value: a, limit: b, step: 2, each: 1.5, steps: exact, direction: below, wording: 文}",
    "on_time": "{kind: on_time, on_time: a, due: b, wording: 文}",
    "coefficient": "{kind: coefficient, value: a, wording: 文}",
    "all": "{kind: checklist, mode: all, parts: [yes, also], wording: 文}",
    "each": "{kind: checklist, mode: each, parts: [{input: yes, points: 7}, {input: also, points: 3}], wording: 文}",
    "judged": "{kind: judged, level: level, share: share, wording: 文}",
    "completion": "{kind: goals_completion, categories: [quantity, cost], reverse: ratio, wording: 文}",
    "weighted": "{kind: goals_completion, categories: [quantity], weigh: points, reverse: excess, wording: 文}",
    "goals": "{kind: goal_indicators, categories: [quantity, satisfaction], reverse: excess, wording: 文}",
}
POINTS = Fraction(10)


def _scheme():
    lines = [
        f"  - {{id: {name}, title: {name}, points: 10, source: norm, rule: {rule}}}" for name, rule in RULES.items()
    ]
    text = FRAME.format(
        total=10 * len(RULES), indicators="\n".join(lines), levels=", ".join(band.name for band in LEVELS)
    )
    loaded = load_content(text.encode(), Path("any.yaml"))
    assert loaded.scheme is not None, [finding.message for finding in loaded.findings]
    return loaded.scheme


SCHEME = _scheme()
NUMBER = st.decimals(-1000, 1000, places=2).map(lambda value: Printed(value, "", 2, str(value)))
MISSING = st.sampled_from(list(Missing))
ANSWER = st.booleans() | MISSING
LEVEL = st.sampled_from([band.name for band in LEVELS]) | MISSING | st.just("别的")
SHARE = st.decimals(0, 100, places=1).map(lambda value: Printed(value, "%", 1, f"{value}%")) | MISSING
ROWS = st.builds(
    GoalRow,
    name=st.sampled_from(["讲座", "展览", "成本"]),
    category=st.sampled_from(list(CATEGORIES)),
    operator=st.sampled_from([">=", "<=", "=", ">", "<", "qualitative", ""]),
    target=NUMBER | MISSING | st.just("一句话"),
    actual=NUMBER | MISSING | st.just("另一句"),
    points=st.decimals(0, 10, places=1) | MISSING,
    level=st.sampled_from([*(band.name for band in LEVELS), "", "别的"]),
    share=st.decimals(0, 1, places=2) | MISSING,
)


@st.composite
def any_facts(draw):
    values = {
        "a": NUMBER | MISSING,
        "b": NUMBER | MISSING,
        "yes": ANSWER,
        "also": ANSWER,
        "level": LEVEL,
        "share": SHARE,
    }
    given_names = draw(st.sets(st.sampled_from(sorted(values))))
    facts = [Fact(name, name, draw(values[name])) for name in sorted(given_names)]
    return Facts.of("单位", 2022, facts, draw(st.lists(ROWS, max_size=5)))


def scores(facts):
    context = Context(facts, SCHEME.inputs, SCHEME.formulas)
    return {node.id: node.rule.score(POINTS, context) for node in SCHEME.indicators}


@settings(max_examples=200, deadline=None)
@given(any_facts())
def test_no_score_is_below_nothing_or_above_its_points(facts):
    for name, outcome in scores(facts).items():
        if isinstance(outcome.score, Fraction):
            assert 0 <= outcome.score <= POINTS, name
        for part in outcome.parts:
            if isinstance(part.score, Fraction):
                assert 0 <= part.score <= part.points, name
        if outcome.parts and isinstance(outcome.score, Fraction):
            assert outcome.score == sum(part.score for part in outcome.parts if isinstance(part.score, Fraction))


@settings(max_examples=200, deadline=None)
@given(any_facts())
def test_a_score_that_cannot_be_given_always_says_what_is_missing(facts):
    for name, outcome in scores(facts).items():
        if outcome.score is Missing.BLANK:
            assert outcome.missing or any(part.missing for part in outcome.parts), name


@settings(max_examples=100, deadline=None)
@given(any_facts(), st.fractions(Fraction(1, 4), 4))
def test_points_only_scale_a_score_that_is_a_share_of_them(facts, factor):
    context = Context(facts, SCHEME.inputs, SCHEME.formulas)
    for node in SCHEME.indicators:
        if node.rule.kind in ("proportional", "equal", "reverse", "pass_mark", "on_time", "coefficient", "judged"):
            one, more = node.rule.score(POINTS, context).score, node.rule.score(POINTS * factor, context).score
            assert more == (one * factor if isinstance(one, Fraction) else one)


VALUE = st.fractions(-100, 100, max_denominator=50)
PLAIN = Style("", 2)


@given(VALUE, VALUE, VALUE)
def test_more_is_never_worse_where_more_is_better(one, two, target):
    low, high = min(one, two), max(one, two)
    assert at_least(low, target, PLAIN).share <= at_least(high, target, PLAIN).share
    if target != 0:
        assert equal_to(low, target, PLAIN).share <= equal_to(high, target, PLAIN).share


@given(VALUE, VALUE, VALUE, st.sampled_from(["excess", "ratio"]))
def test_less_is_never_worse_where_less_is_better(one, two, target, reverse):
    low, high = min(one, two), max(one, two)
    better, worse = at_most(low, target, PLAIN, reverse).share, at_most(high, target, PLAIN, reverse).share
    if isinstance(worse, Fraction):
        assert isinstance(better, Fraction)
        assert better >= worse


@given(VALUE, st.fractions(Fraction(1, 50), 100, max_denominator=50))
def test_below_a_positive_target_the_share_is_actual_over_target(actual, target):
    share = at_least(actual, target, PLAIN).share
    assert share == min(max(actual / target, 0), 1)


@pytest.mark.parametrize("name", ["proportional", "pass_mark", "on_time", "deduct_exact"])
@given(VALUE, VALUE, st.fractions(Fraction(1, 10), 100, max_denominator=10))
@settings(deadline=None, max_examples=60)
def test_more_of_the_value_never_lowers_these_rules(name, one, two, base):
    assert _exact(name, min(one, two), base) <= _exact(name, max(one, two), base)


@pytest.mark.parametrize("name", ["excess", "ratio", "bands", "deduct", "deduct_started"])
@given(VALUE, VALUE, st.fractions(Fraction(1, 10), 100, max_denominator=10))
@settings(deadline=None, max_examples=60)
def test_more_of_the_value_never_raises_these_rules(name, one, two, base):
    assert _exact(name, min(one, two), base) >= _exact(name, max(one, two), base)


def _exact(name, value, base):
    hundredth = Fraction(1, 100)
    given_values = {"a": value // hundredth, "b": base // hundredth or 1}
    facts = [Fact(key, key, Printed(Decimal(int(number)).scaleb(-2), "", 2)) for key, number in given_values.items()]
    context = Context(Facts.of("单位", 2022, facts), SCHEME.inputs, SCHEME.formulas)
    rule = next(node.rule for node in SCHEME.indicators if node.id == name)
    return rule.score(POINTS, context).score
