"""A scheme around one rule, so that rule kinds are tested through the loader and the engine like any scheme."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao.schemes.examples import example_facts
from jixiao.schemes.loader import load_content
from jixiao.schemes.model import Example

FRAME = """
id: one-rule
title: 单条规则
version: "1"
jurisdiction: 测试
issuer: 测试
subject: department
in_force: {{from: 2020}}
scored: {scored}
{points}
sources: {{norm: {{title: 测试依据, certainty: reconstructed}}}}
inputs: {inputs}
formulas: {formulas}
indicators:
  - {{id: one, title: 唯一指标, source: norm, {own} rule: {rule}}}
"""
POINTS = """points: {points}
rounding: {{score: half_up_8, total: half_up_8, total_of: exact}}
not_applicable: {policy}
"""


def one_rule(rule, *, inputs="", formulas="", points="10", scored=True, policy="full"):
    """What loading a scheme with this one rule gives; rule, inputs and formulas as flow YAML."""
    text = FRAME.format(
        scored=str(scored).lower(),
        points=POINTS.format(points=points, policy=policy) if scored else "",
        inputs=inputs or "{}",
        formulas=formulas or "{}",
        own=f"points: {points}," if scored else "",
        rule=rule,
    )
    return load_content(text.encode(), Path("one-rule.yaml"))


def facts_for(scheme, facts=(), goals=(), year=2022):
    """Facts written as in a scheme's examples."""
    return example_facts(Example("例", None, dict(facts), tuple(dict(goal) for goal in goals), {}), scheme.inputs, year)


@pytest.fixture
def make_rule():
    """The rule and scheme of flow YAML, which must load without errors."""

    def make(rule, **more):
        loaded = one_rule(rule, **more)
        assert loaded.scheme is not None, [finding.message for finding in loaded.findings]
        return loaded.scheme

    return make
