"""Columns of integers say the same as fractions do, or say that they cannot."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.numbers import ROUNDINGS, round_by
from jixiao.schemes.columns import FALSE, TRUE, Ratio, TooWide, Truth, Whole, all_of, any_of

ROWS = 6
_SIZES = st.sampled_from([3, 100, 10**6, 10**12, 2**62, 2**63 - 1, 2**63, 10**25, 2**126])


@st.composite
def _columns(draw):
    """Three columns of a few rows, each of its own magnitude."""
    columns = []
    for _ in range(3):
        size = draw(_SIZES)
        columns.append(draw(st.lists(st.integers(-size, size), min_size=ROWS, max_size=ROWS)))
    return columns


_LEAVES = st.sampled_from(["a", "b", "c"]) | st.fractions(-1000, 1000, max_denominator=1000)
_TREES = st.recursive(
    _LEAVES,
    lambda below: st.tuples(st.sampled_from(["+", "-", "*", "/", "least", "greatest", "abs", "choose"]), below, below),
    max_leaves=6,
)


def _frame(columns):
    data, wholes = {}, {}
    for name, values in zip("abc", columns, strict=True):
        whole = Whole.column(name, min(values), max(values))
        data[name] = pl.Series(name, values, dtype=pl.Int128 if whole.wide else pl.Int64)
        wholes[name] = whole
    return pl.DataFrame(data), wholes


def _columns_of(frame, **expressions):
    return frame.lazy().with_columns(**expressions).collect(engine="streaming")


def _as_column(tree, wholes):
    if isinstance(tree, str):
        return Ratio(Fraction(1, 100), wholes[tree])
    if isinstance(tree, Fraction):
        return Ratio.of(tree)
    operator, left, right = tree
    one, two = _as_column(left, wholes), _as_column(right, wholes)
    if operator == "/":
        quotient, nothing = one.over(two)
        return nothing.choose(7, quotient)
    return {
        "+": lambda: one + two,
        "-": lambda: one - two,
        "*": lambda: one * two,
        "least": lambda: one.least(two),
        "greatest": lambda: one.greatest(two),
        "abs": lambda: one.magnitude() + two,
        "choose": lambda: ((one >= two) | one.same(1)).choose(one.times(Fraction(-2, 3)), two),
    }[operator]()


def _as_fraction(tree, row):
    if isinstance(tree, str):
        return Fraction(row[tree], 100)
    if isinstance(tree, Fraction):
        return tree
    operator, left, right = tree
    one, two = _as_fraction(left, row), _as_fraction(right, row)
    if operator == "/":
        return one / two if two else Fraction(7)
    return {
        "+": lambda: one + two,
        "-": lambda: one - two,
        "*": lambda: one * two,
        "least": lambda: min(one, two),
        "greatest": lambda: max(one, two),
        "abs": lambda: abs(one) + two,
        "choose": lambda: one * Fraction(-2, 3) if one >= two or one == 1 else two,
    }[operator]()


@settings(max_examples=150, deadline=None)
@given(_columns(), _TREES)
def test_arithmetic_on_columns_is_arithmetic_on_fractions_within_the_promised_bounds(columns, tree):
    frame, wholes = _frame(columns)
    try:
        value = _as_column(tree, wholes)
        out = _columns_of(frame, top=value.top.expr, bottom=value.bottom.expr)
    except TooWide:
        return
    low, high = value.bounds
    for row, top, bottom in zip(frame.to_dicts(), out["top"], out["bottom"], strict=True):
        expected = _as_fraction(tree, row)
        assert bottom > 0
        assert value.factor * top / bottom == expected
        assert low <= expected <= high
        assert value.top.low <= top <= value.top.high
        assert value.bottom.low <= bottom <= value.bottom.high
    assert value.top.wide == (out["top"].dtype == pl.Int128)


@settings(max_examples=150, deadline=None)
@given(
    _columns(),
    _TREES,
    st.sampled_from(sorted(name for name, how in ROUNDINGS.items() if how.places in (0, 1, 2, 4))),
    st.fractions(0, 200, max_denominator=7),
)
def test_rounding_a_column_is_rounding_each_fraction(columns, tree, name, points):
    frame, wholes = _frame(columns)
    try:
        rounded = _as_column(tree, wholes).clipped(0, points).rounded(name)
        out = _columns_of(frame, rounded=rounded.expr)["rounded"]
    except TooWide:
        return
    places = ROUNDINGS[name].places
    for row, got in zip(frame.to_dicts(), out, strict=True):
        expected = round_by(name, min(max(_as_fraction(tree, row), Fraction(0)), points))
        assert Fraction(got, 10**places) == expected
        assert rounded.low <= got <= rounded.high


@settings(max_examples=100, deadline=None)
@given(_columns(), _TREES, _TREES)
def test_comparing_columns_is_comparing_fractions(columns, left, right):
    frame, wholes = _frame(columns)
    try:
        one, two = _as_column(left, wholes), _as_column(right, wholes)
        tests = {"<": one < two, "<=": one <= two, ">": one > two, ">=": one >= two, "=": one.same(two)}
    except TooWide:
        return
    out = _columns_of(frame, **{name: test.expr for name, test in tests.items() if test.known is None})
    for row in out.to_dicts():
        one_is, two_is = _as_fraction(left, row), _as_fraction(right, row)
        for name, expected in {
            "<": one_is < two_is,
            "<=": one_is <= two_is,
            ">": one_is > two_is,
            ">=": one_is >= two_is,
            "=": one_is == two_is,
        }.items():
            known = tests[name].known
            assert (row[name] if known is None else known) == expected


def test_64_bits_are_used_up_to_their_last_value_and_128_from_the_next():
    largest = Whole.column("a", 0, 2**62)
    assert not (largest + Whole.column("b", 0, 2**62 - 1)).wide
    assert (largest + Whole.column("b", 0, 2**62)).wide


def test_what_could_exceed_128_bits_is_refused_before_it_is_computed():
    wide = Whole.column("a", 0, 2**100)
    assert (wide * Whole.of(2**26)).high == 2**126
    with pytest.raises(TooWide):
        wide * wide


def test_a_quotient_that_is_small_again_goes_back_to_64_bits():
    wide = Whole.column("a", 0, 10**18) * Whole.column("b", 0, 10**18)
    assert wide.wide
    assert not (wide // Whole.of(10**30)).wide


@pytest.mark.parametrize("one", [True, False, None])
@pytest.mark.parametrize("two", [True, False, None])
def test_conditions_known_beforehand_fold_like_the_others(one, two):
    def truth(known, name):
        return Truth(pl.col(name)) if known is None else (TRUE if known else FALSE)

    frame = pl.DataFrame({"x": [True, True, False, False], "y": [True, False, True, False]})
    left, right = truth(one, "x"), truth(two, "y")
    combined = {
        "and": left & right,
        "or": left | right,
        "not": ~left,
        "all": all_of([left, right]),
        "any": any_of([left, right]),
    }
    for row in frame.to_dicts():
        x, y = (row["x"] if one is None else one), (row["y"] if two is None else two)
        expected = {"and": x and y, "or": x or y, "not": not x, "all": x and y, "any": x or y}
        for name, test in combined.items():
            got = test.known
            if got is None:
                got = pl.DataFrame([row]).select(t=test.expr)["t"][0]
            assert got == expected[name]
