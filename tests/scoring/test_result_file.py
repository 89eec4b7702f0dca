"""``result.json`` written and read back tells the same, and whatever else stands in such a file is refused in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from frames_support import facts_of, units
from hypothesis import given
from hypothesis import strategies as st

from jixiao.numbers import Printed
from jixiao.schemes.catalogue import Catalogue
from jixiao.scoring import engine
from jixiao.scoring.contract import result_object
from jixiao.scoring.result import Result
from jixiao.scoring.result_file import result_in, result_of
from jixiao.workbook.evaluation import evaluate_file

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.xlsx"))
SCHEMES = Catalogue.of().schemes


def written(result: Result) -> dict:
    return json.loads(json.dumps(result_object(result), ensure_ascii=False))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_was_written_is_read(path):
    result = evaluate_file(path).result
    read = result_of(written(result))
    assert written(read) == written(result)
    for mine, theirs in zip(read.leaves(), result.leaves(), strict=True):
        assert (mine.score, mine.effective_points, mine.state) == (theirs.score, theirs.effective_points, theirs.state)
        for fact, original in zip(mine.facts, theirs.facts, strict=True):
            assert _same(fact.value, original.value)
        for goal, original in zip(mine.goals, theirs.goals, strict=True):
            assert _same(goal.target, original.target)
            assert _same(goal.actual, original.actual)


def _same(mine: object, theirs: object) -> bool:
    """Equal, figures also in what they may stand for."""
    if isinstance(mine, Printed) and isinstance(theirs, Printed):
        return (mine.base, mine.interval) == (theirs.base, theirs.interval)
    return mine == theirs


@given(st.data())
def test_any_scored_unit_is_read(data):
    scheme = data.draw(st.sampled_from(SCHEMES))
    result = engine.score(scheme, facts_of(scheme, data.draw(units(scheme))))
    read = result_of(written(result))
    assert written(read) == written(result)
    values = [(fact.value, other.value) for a, b in zip(read.leaves(), result.leaves(), strict=True)
              for fact, other in zip(a.facts, b.facts, strict=True)]  # fmt: skip
    assert all(_same(mine, theirs) for mine, theirs in values)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def good() -> dict:
    return written(evaluate_file(EXAMPLES[0]).result)


@given(st.data())
def test_a_changed_file_is_refused_in_one_line_or_still_a_result(good, tmp_path_factory, data):
    made = json.loads(json.dumps(good))
    at = made
    for _ in range(data.draw(st.integers(0, 6))):
        keys = sorted(at) if isinstance(at, dict) else range(len(at))
        deeper = [key for key in keys if isinstance(at[key], (dict, list)) and at[key]]
        if not deeper:
            break
        at = at[data.draw(st.sampled_from(deeper))]
    key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
    at[key] = data.draw(JSON)
    path = tmp_path_factory.mktemp("changed") / "result.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    read = result_in(path)
    if isinstance(read, str):
        assert "result.json" in read
        assert "\n" not in read
    else:
        assert isinstance(read, Result)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{", b"[]", b"null", b'"x"', b"[" * 100_000])
def test_other_contents_are_refused(content, tmp_path):
    (tmp_path / "result.json").write_bytes(content)
    assert isinstance(result_in(tmp_path / "result.json"), str)


def test_a_file_that_is_not_there(tmp_path):
    assert result_in(tmp_path / "result.json").startswith("打不开")
