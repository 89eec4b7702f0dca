"""A table of units is scored like each unit by itself: every score, state, total and grade, to the last digit."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from frames_support import assert_equal_to_engine, frame_of, scored, tables
from hypothesis import given, settings

from jixiao.schemes.catalogue import Catalogue
from jixiao.schemes.goal_columns import FINENESS
from jixiao.schemes.loader import load_content
from jixiao.schemes.rules import rule_kinds
from jixiao.scoring import frames
from jixiao.scoring.fact_faults import TableFaults
from jixiao.scoring.fact_header import read_header

SCHEMES = {scheme.id: scheme for scheme in Catalogue.of().schemes}
EVERY_RULE = (Path(__file__).parent / "fixtures" / "every-rule.yaml").read_text(encoding="utf-8")
ROUNDING = "{score: half_up_2, total: half_up_2, total_of: rounded}"
VARIANTS = {
    "as printed": {},
    "rescaled": {"not_applicable: full": "not_applicable: rescale"},
    "exact total": {ROUNDING: "{score: half_up_2, total: half_up_2, total_of: exact}"},
    "exact total, rescaled": {
        ROUNDING: "{score: half_up_1, total: half_even_3, total_of: exact}",
        "not_applicable: full": "not_applicable: rescale",
    },
    "cut off": {ROUNDING: "{score: truncate_2, total: half_up_1, total_of: rounded}"},
    "half even": {ROUNDING: "{score: half_even_1, total: half_even_2, total_of: rounded}"},
    "whole points": {ROUNDING: "{score: half_up_0, total: half_up_0, total_of: rounded}"},
}


def every_rule(variant):
    text = EVERY_RULE
    for old, new in VARIANTS[variant].items():
        assert old in text
        text = text.replace(old, new)
    loaded = load_content(text.encode(), Path("every-rule.yaml"))
    assert loaded.scheme is not None, [finding.message for finding in loaded.findings]
    return loaded.scheme


def test_the_scheme_of_every_rule_has_every_rule_that_scores():
    used = {leaf.rule.kind for leaf in every_rule("as printed").leaves()}
    assert used | {"reported"} == set(rule_kinds())


@pytest.mark.parametrize("name", SCHEMES)
def test_shipped_schemes_score_tables_as_they_score_units(name):
    @settings(max_examples=8)
    @given(tables(SCHEMES[name]))
    def check(table):
        assert_equal_to_engine(SCHEMES[name], table)

    check()


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_rule_scores_tables_as_it_scores_units(variant):
    scheme = every_rule(variant)

    @settings(max_examples=20)
    @given(tables(scheme))
    def check(table):
        assert_equal_to_engine(scheme, table)

    check()


@pytest.mark.parametrize("name", SCHEMES)
def test_worked_examples_of_schemes_hold_for_tables(name):
    scheme = SCHEMES[name]
    table = [
        (
            {key: str(example.facts.get(key, "")) for key in scheme.inputs},
            [{key: str(value) for key, value in goal.items()} for goal in example.goals],
        )
        for example in scheme.examples
    ]
    if table:
        assert_equal_to_engine(scheme, table)


# --- what goes which way -----------------------------------------------------------------------------------------


def _unit(scheme, goals=(), **facts):
    return {name: facts.get(name, "") for name in scheme.inputs}, list(goals)


def _goal(target, actual, **more):
    return {"name": "某项", "category": "quantity", "operator": ">=", "target": target, "actual": actual, **more}


@pytest.fixture
def counted(monkeypatch):
    """The units that were scored one by one."""
    singly = []

    def score(scheme, facts):
        singly.append(facts)
        return original(scheme, facts)

    original = frames.score
    monkeypatch.setattr(frames, "score", score)
    return singly


def test_ordinary_figures_never_go_through_the_engine(counted):
    scheme = SCHEMES["guangdong-department-2022"]
    goals = [_goal("277.00", "272.84"), _goal("7", "3"), _goal("90", "88.5", category="satisfaction")]
    table = [_unit(scheme, goals, expenditure=f"{n}.37", adjusted_budget="313.91") for n in range(200)]
    table += [_unit(scheme, goals, expenditure="", adjusted_budget="0")]
    frames_of_table = frame_of(scheme, table)
    scored(scheme, frames_of_table)
    assert counted == []


def test_one_figure_beyond_128_bits_costs_only_its_neighbours(counted):
    scheme = every_rule("as printed")
    table = [_unit(scheme, spent=f"{n}.37", budget="3139100", staff=str(n), quota="300") for n in range(500)]
    table[321][0]["spent"] = "1" + "0" * 36
    assert_equal_to_engine(scheme, table)
    assert 1 <= len(counted) <= frames._FEW


def test_figures_with_more_digits_than_128_bits_hold_are_scored_all_the_same(counted):
    scheme = every_rule("as printed")
    assert_equal_to_engine(scheme, [_unit(scheme, spent="9" * 60, budget="0." + "1" * 50, rate="90")])
    assert len(counted) == 1


def test_a_sum_of_quotients_exactly_on_a_tie_is_decided_by_the_engine(counted):
    # 30/67 + 37/67 is 1, but 67 divides no unit of an enclosed sum: both bounds of 0.25 × 1/2 round differently.
    text = EVERY_RULE.replace("points: 150", "points: 145.25").replace(
        "id: mean, title: 平均完成率, points: 5", "id: mean, title: 平均完成率, points: 0.25"
    )
    text = text.replace(
        "  - id: judgement\n    title: 认定\n    points: 50", "  - id: judgement\n    title: 认定\n    points: 45.25"
    )
    scheme = load_content(text.encode(), Path("every-rule.yaml")).scheme
    assert all(unit % 67 for unit in FINENESS)
    tie = [_goal("67", "30"), _goal("67", "37")]
    assert_equal_to_engine(scheme, [_unit(scheme, tie), _unit(scheme, [_goal("67", "30"), _goal("67", "36")])])
    assert len(counted) == 1


def test_quotients_by_usual_targets_need_no_engine_on_a_tie(counted):
    scheme = every_rule("as printed")
    table = [
        _unit(scheme, [_goal("3", "1"), _goal("6", "1"), _goal(str(n), "1")]) for n in (2, 4, 7, 8, 9, 12, 30, 40, 300)
    ]
    assert_equal_to_engine(scheme, table)
    assert counted == []


def test_batches_of_like_figures_share_one_plan():
    scheme = SCHEMES["national-project-2020"]
    goals = [_goal("10", "9", category=category) for category in ("quantity", "social", "satisfaction")]
    batches = [
        frame_of(
            scheme, [_unit(scheme, goals, expenditure=f"{n}", adjusted_budget=f"{n + 1}") for n in range(low, low + 9)]
        )
        for low in (130, 150, 200)
    ]
    scorer = frames.TableScorer(scheme, read_header(batches[0].columns, scheme, TableFaults()))
    for batch in batches:
        assert scorer.score(batch, 0)[0] is not None
    assert len(scorer._plans) == 1


# --- what a table may look like ----------------------------------------------------------------------------------


def _typed(scheme):
    """The same three units as texts and as a typed table of another program."""
    goals = [
        [_goal("8", "6"), _goal("90%", "81%", category="social")],
        [],
        [_goal("5", "5"), _goal("1", "0.5", category="social")],
    ]
    texts = [
        _unit(
            scheme,
            goals[0],
            spent="12.5",
            budget="200000",
            staff="9",
            quota="10",
            rate="95",
            k="0.9",
            a="是",
            b="否",
            c="不适用",
        ),
        _unit(
            scheme, goals[1], spent="", budget="0", staff="11", quota="10", rate="不适用", k="0.1", a="是", b="", c="是"
        ),
        _unit(
            scheme,
            goals[2],
            spent="0.1",
            budget="3000.00",
            staff="0",
            quota="0",
            rate="-1.5",
            k="1",
            level="达成年度指标",
            share="85",
        ),
    ]
    typed = pl.DataFrame(
        {
            "unit": ["某单位"] * 3,
            "year": pl.Series([2020, 2020, 2020], dtype=pl.Int16),
            "spent[元]": [125000.0, None, 1000.0],
            "预算数[万元]": pl.Series(["20", "0", "0.3"]).str.to_decimal(scale=1),
            "staff": pl.Series([9, 11, 0], dtype=pl.UInt8),
            "quota": [10, 10, 0],
            "rate": [95.0, None, -1.5],
            "rate__na": [False, True, None],
            "cost": pl.Series([None, None, None], dtype=pl.Float64),
            "limit": pl.Series([None, None, None], dtype=pl.Null),
            "k": pl.Series([0.9, 0.1, 1.0], dtype=pl.Float64),
            "a": [True, True, None],
            "b": pl.Series([False, None, None], dtype=pl.Boolean),
            "c": ["不适用", "是", ""],
            "level": pl.Series([None, None, "达成年度指标"], dtype=pl.Categorical),
            "share": [None, None, 85],
            "quality": pl.Series([None, None, None], dtype=pl.String),
            "goals": goals,
        },
        schema_overrides={
            "goals": pl.List(pl.Struct(dict.fromkeys(("name", "category", "operator", "target", "actual"), pl.String)))
        },
    )
    return texts, typed


@pytest.mark.parametrize("variant", ["as printed", "rescaled"])
def test_a_typed_table_in_other_units_scores_like_one_of_texts(variant):
    scheme = every_rule(variant)
    texts, typed = _typed(scheme)
    assert_equal_to_engine(scheme, texts)
    expected, _ = scored(scheme, frame_of(scheme, texts))
    found, _ = scored(scheme, typed)
    assert found.equals(expected)


def test_goals_may_be_numbers_and_chinese_words():
    scheme = every_rule("as printed")
    texts = [_unit(scheme, [_goal("8", "6.5"), _goal("3", "4", operator="<=", category="quality")])]
    expected, _ = scored(scheme, frame_of(scheme, texts))
    goals = [
        {"category": "数量指标", "operator": "≥", "target": 8.0, "actual": 6.5},
        {"category": "质量指标", "operator": "≤", "target": 3.0, "actual": 4.0},
    ]
    nested = frame_of(scheme, texts).with_columns(pl.Series("goals", [goals]))
    assert scored(scheme, nested)[0].equals(expected)
    as_json = frame_of(scheme, texts).with_columns(pl.lit(json.dumps(goals, ensure_ascii=False)).alias("goals"))
    assert scored(scheme, as_json)[0].equals(expected)


def test_floats_mean_the_decimals_they_were_printed_as():
    scheme = SCHEMES["chongqing-department-2021"]
    name = next(leaf for leaf in scheme.leaves() if leaf.rule.kind == "coefficient").rule.inputs[0]
    frame = frame_of(scheme, [_unit(scheme), _unit(scheme), _unit(scheme)])
    noisy = frame.with_columns(pl.Series(name, [0.1 + 0.2, 1e-7, 0.35]))
    exact = frame.with_columns(pl.Series(name, ["0.3", "0.0000001", "0.35"]))
    assert Fraction(0.1 + 0.2) != Fraction(3, 10)
    assert scored(scheme, noisy)[0].equals(scored(scheme, exact)[0])


def test_no_rows_give_no_results():
    scheme = SCHEMES["national-project-2020"]
    empty, scorer = scored(scheme, frame_of(scheme, [_unit(scheme)]).clear())
    assert len(empty) == 0
    assert dict(empty.schema) == scorer.schema
