"""Fits: figures made by rounding true values never disagree; figures moved away from them do."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from jixiao.checking.fit import Fit, add, compare, difference_text, fit_of, percent, rate_text, shown, sum_text
from jixiao.numbers import Printed, round_by

cents = st.integers(min_value=1, max_value=10**9).map(lambda n: Fraction(n, 10**4))


def money(value: Fraction, places: int = 2, unit: str = "万元") -> Printed:
    return Printed(round_by(f"half_up_{places}", value), unit, places)


@given(st.lists(cents, min_size=2, max_size=12))
def test_rounded_parts_never_disagree_with_their_rounded_sum(values):
    result = add([money(value) for value in values], money(sum(values, Fraction(0))))
    assert result.fit in (Fit.EXACT, Fit.ROUNDED)


@given(st.lists(cents, min_size=2, max_size=12), st.integers(min_value=0, max_value=3))
def test_the_whole_may_have_fewer_decimals(values, places):
    result = add([money(value) for value in values], money(sum(values, Fraction(0)), places))
    assert result.fit in (Fit.EXACT, Fit.ROUNDED)


@given(st.lists(cents, min_size=2, max_size=12), st.integers(min_value=2, max_value=10**6))
def test_a_whole_beyond_the_rounding_of_all_parts_disagrees(values, beyond):
    parts = [money(value) for value in values]
    # Half a cent for each part and for the whole, and as much again if they were cut off instead of rounded.
    off = Fraction(len(parts) + beyond, 100) + Fraction(sum(p.value for p in parts))
    assert add(parts, money(off)).fit is Fit.OFF


@given(cents, cents)
def test_a_rate_of_true_values_fits_their_printed_quotient(over, under):
    one, two = money(over, 4), money(under, 4)
    claimed = Printed(round_by("half_up_2", over / under * 100), "%", 2)
    inside = one.interval / two.interval
    assert fit_of(claimed, inside, inside, one.base / two.base) is Fit.EXACT


@given(cents)
def test_a_figure_cut_off_is_told_apart_from_a_wrong_one(value):
    exact = round_by("half_up_4", value)
    cut_off = Printed(round_by("truncate_2", value), "万元", 2)
    fit = compare(Printed(exact, "万元", 4), cut_off)
    assert fit in (Fit.EXACT, Fit.ROUNDED, Fit.CUT)


@given(cents, st.integers(min_value=0, max_value=3), st.integers(min_value=0, max_value=3))
def test_one_value_printed_twice_agrees(value, places, other):
    first, second = money(value, 3), money(value, 3)
    fine = money(Fraction(first.value), max(places, other))
    coarse = money(Fraction(fine.value), min(places, other))
    assert first == second
    assert compare(fine, coarse) in (Fit.EXACT, Fit.ROUNDED)


def test_counts_are_not_rounded():
    assert compare(Printed(Decimal(8), "场"), Printed(Decimal(9), "场")) is Fit.OFF
    assert compare(Printed(Decimal(300), "人"), Printed(Decimal(300), "人", approximation="more")) is not Fit.OFF


def test_zero_is_nothing():
    parts = [money(Fraction(100)), Printed(Decimal(0), "万元", 0)]
    assert add(parts, money(Fraction(100))).fit is Fit.EXACT
    assert add(parts, money(Fraction(10040, 100))).fit is Fit.OFF


def test_amounts_of_different_units_add_up():
    assert (
        add(
            [Printed(Decimal("4369.98"), "元", 2), Printed(Decimal(2), "万元", 0)],
            Printed(Decimal("24369.98"), "元", 2),
        ).fit
        is Fit.EXACT
    )


def test_how_figures_are_shown():
    assert shown(Printed(Decimal("237.59"), "万元", 2)) == "237.59 万元"
    assert shown(Printed(Decimal("17.35"), "%", 2)) == "17.35%"
    assert shown(Printed(Decimal(90000), "人次", 0, multiplier=10_000)) == "9 万人次"
    assert sum_text([Printed(Decimal("1.50"), "万元", 2), Printed(Decimal(2), "万元")]) == "1.50 + 2"
    assert sum_text([Printed(Decimal("1.50"), "万元", 2), Printed(Decimal(2), "元")]) == "1.50 万元 + 2 元"
    assert sum_text([Printed(Decimal(1), "万元")] * 20).endswith("+ …")
    assert difference_text(Fraction(-47), Printed(Decimal(1), "万元", 2)) == "47.00 万元"
    assert rate_text(Fraction(5885, 33904), Printed(Decimal("17.35"), "%", 2), more=2) == "17.3578%"
    assert percent(Fraction(1, 2)) == "50%"
    assert percent(Fraction(1, 3)) == "33.33%"
