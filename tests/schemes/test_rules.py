"""Every rule kind: its own worked examples, and what must hold for any facts."""

from __future__ import annotations

import pickle
from fractions import Fraction

import pytest

from jixiao.numbers import Missing
from jixiao.schemes.context import Context
from jixiao.schemes.examples import example_facts
from jixiao.schemes.model import Example
from jixiao.schemes.rules import rule_kinds

EXAMPLES = [
    pytest.param(kind, example, id=f"{kind}-{example.title}")
    for kind, rule in rule_kinds().items()
    for example in rule.examples
]
WORDS = {"不适用": Missing.NOT_APPLICABLE, "缺少数据": Missing.BLANK, "不计分": None}


def test_all_kinds_of_the_architecture_are_there():
    assert set(rule_kinds()) == {
        "bands", "checklist", "coefficient", "deduct", "equal", "goal_indicators", "goals_completion", "judged",
        "on_time", "pass_mark", "proportional", "reported", "reverse",
    }  # fmt: skip


@pytest.mark.parametrize("kind", rule_kinds())
def test_a_kind_has_a_chinese_title_and_examples(kind):
    rule = rule_kinds()[kind]
    assert rule.title
    assert rule.__doc__
    assert len(rule.examples) >= 2


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_worked_examples_hold(make_rule, kind, example):
    scheme = make_rule(example.rule, inputs=example.inputs, points=example.points, scored=kind != "reported")
    rule = scheme.indicators[0].rule
    assert rule.kind == kind
    assert rule.describe().endswith("。")
    assert pickle.loads(pickle.dumps(rule)) == rule
    goals = tuple(dict(goal) for goal in example.goals)
    facts = example_facts(Example("例", None, dict(example.facts), goals, {}), scheme.inputs, 2022)
    outcome = rule.score(Fraction(example.points), Context(facts, scheme.inputs, scheme.formulas))
    expected = WORDS[example.score] if example.score in WORDS else Fraction(example.score)
    assert outcome.score == expected
    asked = [*outcome.questions, *(question for part in outcome.parts for question in part.questions)]
    assert tuple(question.code for question in asked) == example.asks
    if expected is Missing.BLANK:
        assert outcome.missing or any(part.missing for part in outcome.parts)
