"""Random tables of facts for any scheme, and the comparison of a table's results with the engine's."""

from __future__ import annotations

import json
from decimal import Decimal

import polars as pl
from hypothesis import strategies as st

from jixiao.facts import Fact, Facts
from jixiao.schemes.examples import fact_value, goal_row
from jixiao.schemes.goals import LEVELS, OPERATORS
from jixiao.scoring import engine
from jixiao.scoring.fact_faults import TableFaults
from jixiao.scoring.fact_header import read_header
from jixiao.scoring.frames import TableScorer
from jixiao.scoring.plan import SCORE, STATE
from jixiao.scoring.result import State

FIGURE_KINDS = ("money", "rate", "count", "number", "share")


def _decimals(low, high, places):
    return st.decimals(low, high, places=places, allow_nan=False, allow_infinity=False).map(lambda value: f"{value:f}")


def figures():
    """Figures as people write them, none of them, and sizes from nothing to far beyond any budget."""
    return st.one_of(
        st.sampled_from(
            ["0", "1", "2", "3", "5", "8", "10", "60", "80", "89.995", "90", "95", "100", "100.00", "-1", "-5"]
        ),
        st.sampled_from(["", "不适用", "１２．５", "1,234.50", "33.333", "66.67", "0.005", "-0.5"]),
        _decimals(0, 200, 2),
        _decimals(-1000, 100000, 4),
        st.sampled_from(
            ["99999999999999.999999", "-99999999999999.999999", "0.000000000001", "123456789012345678901234567890"]
        ),
    )


def entries(spec):
    """What may stand in the column of an input."""
    if spec.kind in FIGURE_KINDS:
        return figures()
    if spec.kind == "yes_no":
        return st.sampled_from(["是", "是", "否", "", "不适用"])
    if spec.kind == "choice":
        return st.sampled_from([*spec.choices, "", "不适用"])
    return st.sampled_from(["2022-03-01", "", "不适用"])


def goals(categories):
    """Goal rows of one unit."""
    value = st.one_of(
        st.sampled_from(["0", "1", "2", "3", "7", "8", "10", "12", "100", "-3", "", "不适用", "有所提升"]),
        st.sampled_from(["95%", "90%", "100 %", "0.9", "3万元", "30000元", "12 人次", "约 90", "90.5"]),
        _decimals(-50, 500, 2),
    )
    row = st.fixed_dictionaries(
        {
            "name": st.just("某项"),
            "category": st.sampled_from(categories),
            "operator": st.sampled_from([*OPERATORS, *OPERATORS, ""]),
            "target": value,
            "actual": value,
            "points": st.sampled_from(["", "", "10", "5", "20", "16.67", "12.5", "0", "-1"]),
            "unit": st.sampled_from(["", "", "人", "%", "元", "万元"]),
            "level": st.sampled_from([*(level.name for level in LEVELS), "", "没有这一档"]),
            "share": st.sampled_from(["", "100%", "85%", "0.7", "60", "0", "80%", "33.3%"]),
        }
    )
    return st.lists(row, max_size=5) | st.lists(row.map(lambda one: {**one, "points": ""}), max_size=4)


@st.composite
def units(draw, scheme):
    """One row of a table: a cell for each input, and the goal rows."""
    cells = {name: draw(entries(spec)) for name, spec in scheme.inputs.items()}
    categories = [name for leaf in scheme.leaves() for name in leaf.rule.categories]
    return cells, draw(goals(categories)) if categories else []


def tables(scheme, most=5):
    """Some rows, more than one, so that what holds for the batch is not what holds for a row."""
    return st.lists(units(scheme), min_size=1, max_size=most)


def facts_of(scheme, unit):
    """The facts of one row, as the rest of the program reads such texts."""
    cells, rows = unit
    found = [Fact(name, spec.label, fact_value(spec, cells[name])) for name, spec in scheme.inputs.items()]
    goal_rows = [goal_row({key: text for key, text in row.items() if text}) for row in rows]
    return Facts.of("某单位", scheme.from_year, found, goal_rows)


def frame_of(scheme, table):
    """The rows as a csv file would give them."""
    data = {"unit": ["某单位"] * len(table), "year": [str(scheme.from_year)] * len(table)}
    for name in scheme.inputs:
        data[name] = [cells[name] or None for cells, _ in table]
    if any(leaf.rule.categories for leaf in scheme.leaves()):
        data["goals"] = [json.dumps(rows, ensure_ascii=False) for _, rows in table]
    return pl.DataFrame(data, schema=dict.fromkeys(data, pl.String))


def scored(scheme, frame):
    """The results of a table, which must be without faults, and the scorer."""
    faults = TableFaults()
    header = read_header(frame.columns, scheme, faults)
    assert header is not None, [finding.message for finding in faults.findings]
    scorer = TableScorer(scheme, header)
    result, faults = scorer.score(frame, 0)
    assert result is not None, [finding.message for finding in faults.findings]
    assert dict(result.schema) == scorer.schema
    return result, scorer


def assert_equal_to_engine(scheme, table):
    """Every score, state, total and grade of the table is the engine's."""
    result, scorer = scored(scheme, frame_of(scheme, table))
    for unit, row in zip(table, result.to_dicts(), strict=True):
        expected = engine.score(scheme, facts_of(scheme, unit))
        nodes = {node.id: node for node in expected.walk()}
        missing = 0
        for leaf in scheme.leaves():
            node = nodes[leaf.id]
            found = (leaf.id, row[leaf.id + STATE], row[leaf.id + SCORE])
            assert found == (leaf.id, node.state.value, node.score), (found, node)
            missing += any(one.missing or one.state is State.MISSING for one in node.walk())
        found = (row["total"], row["grade"] or "", row["complete"], row["missing"])
        wanted = (expected.total, expected.grade, expected.complete, missing)
        assert found == wanted, (found, wanted)
        assert row["total"] is None or isinstance(row["total"], Decimal)
    return scorer
