"""The goal rows of many units: the column form of :mod:`jixiao.schemes.goals`.

There are two tables: one row a goal, and one row a unit. What is written here about goals are expressions over the
first; :meth:`GoalColumns.total` carries their sums over to the second. A sum of quotients by different targets has no
common divisor that would fit 128 bits. It is therefore enclosed: each quotient is counted in very small units once
rounded down and once rounded up, and both sums are exact integers. Where they lead to the same score, that is the exact
score; the few rows where they do not (the exact sum lies on a tie without being a multiple of the unit) are scored one
by one. The unit is divided by all small whole numbers, so that the usual quotients are multiples of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Final

import polars as pl

from jixiao.schemes.amounts import Amount, Word
from jixiao.schemes.attainment import share_columns
from jixiao.schemes.columns import FALSE, TRUE, Ratio, TooWide, Truth, Whole, any_of, choose_whole
from jixiao.schemes.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from jixiao.schemes.attainment import Reverse
    from jixiao.schemes.goals import JudgedBand

__all__ = ["FINENESS", "ROW", "GoalColumns", "Parts", "enclosed", "judge_columns"]

ROW: Final = "#row"
"""The column by which a goal row names its unit's row."""

FINENESS: Final = tuple(10**6 * lcm(*range(1, most + 1)) for most in (12, 16, 20, 24, 30, 36, 41))
"""Units of an enclosed sum, as parts of one. The finest that fits 64 bits is taken: how fine only tells how many rows
are left in doubt, at the coarsest about one in a million. Where none fits 64 bits, the finest that fits 128."""

_ZERO: Final = Whole.of(0)
_ONE: Final = Ratio.of(1).top


def enclosed(number: Ratio, upper: Ratio | None, fineness: int) -> tuple[Whole, Whole]:
    """The number (or interval) in units of 1/``fineness``, rounded down and rounded up."""
    low, rest = _floor(number.times(fineness))
    if upper is not None:
        low_of_upper, rest = _floor(upper.times(fineness))
        return low, low_of_upper + choose_whole(rest.same(_ZERO), _ZERO, _ONE)
    return low, low + choose_whole(rest.same(_ZERO), _ZERO, _ONE)


def _floor(number: Ratio) -> tuple[Whole, Whole]:
    top, bottom = number.top.times(number.factor.numerator), number.bottom.times(number.factor.denominator)
    quotient, rest = top.divided(bottom)
    low, high = number.bounds
    return quotient.within(low.__floor__(), high.__floor__()), rest


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Goal rows under an indicator, each scored by itself: ``score`` and ``points`` of each, where ``rows`` holds.

    ``none`` and ``faulty`` speak of units: there are no such rows; or their points do not fit the indicator's.
    """

    goals: GoalColumns
    rows: Truth
    score: Amount
    points: Ratio
    none: Truth
    faulty: Truth


def judge_columns(level: Word, share: Amount | None, levels: tuple[JudgedBand, ...]) -> Amount:
    """The share earned by a judgement; the column form of :func:`jixiao.schemes.goals.judge`."""
    if share is None:
        share = Amount(Ratio.of(0), blank=TRUE)
    given = share.given
    exact = share.ratio.clipped(0, 1)
    earned, good = exact, FALSE
    for band in levels:
        here = level.equals(band.name)
        if band.is_fixed:
            earned = here.choose(band.low, earned)
        else:
            below = share.ratio <= 1 if band.high == 1 else share.ratio < band.high
            here = here & given & (share.ratio >= band.low) & below
        good |= here
    return Amount(earned, blank=~good)


@dataclass(eq=False)
class GoalColumns:
    """The goal rows of a batch as expressions.

    ``most`` bounds the number of goal rows that one unit has, ``height`` that of all together; ``comparable`` is where target and actual value are
    figures of the same kind. ``sums`` are the sums asked for so far, by the name of their column in the table of units
    (the terms are wide enough for running sums), ``wide`` whether that column takes 128 bits; ``steps`` are to be taken with the goal rows before.
    """

    category: Word
    operator: Word
    level: Word
    target: Amount
    actual: Amount
    comparable: Truth
    points: Amount
    share: Amount
    most: int
    height: int

    def __post_init__(self) -> None:
        self.sums: dict[str, pl.Expr] = {}
        self.wide: dict[str, bool] = {}
        self.steps = Steps()
        self._attained: dict[object, Amount] = {}
        self._totals: dict[tuple[int, int], tuple[Whole, Truth, Whole]] = {}
        self._enclosed: dict[int, tuple[Ratio, tuple[Whole, Whole], int]] = {}

    def among(self, categories: tuple[str, ...]) -> Truth:
        """The rows of these categories."""
        return any_of([self.category.equals(name) for name in categories])

    # --- one row

    def attained(self, reverse: Reverse, levels: tuple[JudgedBand, ...]) -> Amount:
        """The share that each row attains; the column form of :func:`jixiao.schemes.goals.attained`."""
        key = (reverse, levels)
        if key not in self._attained:
            self._attained[key] = self._share_of_row(reverse, levels)
        return self._attained[key]

    def _share_of_row(self, reverse: Reverse, levels: tuple[JudgedBand, ...]) -> Amount:
        qualitative = self.operator.equals("qualitative")
        less = self.operator.equals("<=") | self.operator.equals("<")
        equal = self.operator.equals("=")
        named = less | equal | self.operator.equals(">=") | self.operator.equals(">")
        share, unclear = share_columns(self.actual.ratio, self.target.ratio, less=less, equal=equal, reverse=reverse)
        # The row's own judged share answers the question that the formula leaves open.
        own = self.share.given & (self.share.ratio >= 0) & (self.share.ratio <= 1)
        share = unclear.choose(self.share.ratio.clipped(0, 1), share)
        judged = judge_columns(self.level, self.share, levels)
        lacking = ~named | self.target.blank | self.actual.blank | ~self.comparable | (unclear & ~own)
        absent = self.target.absent | self.actual.absent
        blank = ~absent & ((qualitative & judged.blank) | (~qualitative & lacking))
        keep = self.steps.keep_truth
        return Amount(qualitative.choose(judged.ratio, share), blank=keep(blank), absent=keep(absent))

    # --- one unit

    def total(self, whole: Whole, where: Truth) -> Whole:
        """For each unit the sum over its goal rows where the condition holds."""
        key = id(whole), id(where)
        if key not in self._totals:
            # Both stay referenced, so that no other object takes their identity.
            self._totals[key] = whole, where, self._new_total(choose_whole(where, whole, _ZERO))
        return self._totals[key][2]

    def _new_total(self, counted: Whole) -> Whole:
        low, high = min(0, counted.low), max(0, counted.high)
        name = f"#sum{len(self.sums)}"
        result = Whole.column(name, low * self.most, high * self.most)
        self.wide[name] = result.wide
        self.sums[name] = counted.at_width(Whole.column(name, low * self.height, high * self.height).wide)
        return result

    def count(self, where: Truth) -> Whole:
        """For each unit the number of its goal rows where the condition holds."""
        return self.total(_ONE, where) if where.known is not False else _ZERO

    def exists(self, where: Truth) -> Truth:
        """Whether a unit has a goal row where the condition holds."""
        return self.count(where) > _ZERO

    def total_ratio(self, ratio: Ratio, where: Truth) -> Ratio:
        """The sum of numbers that have no divisor of their own."""
        assert ratio.bottom.fixed == 1
        return Ratio(ratio.factor, self.total(ratio.top, where))

    def enclosed_total(self, ratio: Ratio, where: Truth) -> tuple[Ratio, Ratio | None]:
        """The sum of any numbers: exactly, or its bounds."""
        if ratio.bottom.fixed == 1:
            return self.total_ratio(ratio, where), None
        (low, high), fineness = self._enclosure(ratio)
        sums = [Ratio(Fraction(1, fineness), self.total(end, where)) for end in (low, high)]
        return sums[0], sums[1]

    def _enclosure(self, ratio: Ratio) -> tuple[tuple[Whole, Whole], int]:
        """The number in whole units rounded down and up, as columns computed once for all sums; and the unit."""
        if id(ratio) not in self._enclosed:
            fineness = self._fineness(ratio)
            ends = enclosed(ratio, None, fineness)
            columns = self.steps.keep(ends[0]), self.steps.keep(ends[1])
            self._enclosed[id(ratio)] = (ratio, columns, fineness)
        return self._enclosed[id(ratio)][1:]

    def _fineness(self, ratio: Ratio) -> int:
        """The finest unit whose sums fit 64 bits; where none does, the finest that fits 128."""
        narrow, fitting = [], []
        for fineness in FINENESS:
            in_units = ratio.times(fineness)
            try:
                top = in_units.top.times(in_units.factor.numerator)
                bottom = in_units.bottom.times(in_units.factor.denominator)
                low, high = (end // 1 for end in in_units.bounds)
                running = Whole.column("", min(0, low) * self.height, max(0, high + 1) * self.height)
            except TooWide:
                break
            fitting.append(fineness)
            if not (top.wide or bottom.wide or running.wide):
                narrow.append(fineness)
        if not fitting:
            raise TooWide("goal rows")
        return (narrow or fitting)[-1]

    # --- the points of each row

    def row_points(self, rows: Truth, points: Fraction, unit: Fraction) -> tuple[Ratio, Truth]:
        """The points of each row, its own or an equal share in whole ``unit``s of what the others leave, and the units
        whose rows' points do not fit; the column form of :func:`jixiao.schemes.rules.goal_indicators.row_points`."""
        own, given, open_ = self.points.ratio, rows & ~self.points.blank, rows & self.points.blank
        negative = self.exists(given & (own < 0))
        known = self.total_ratio(own, given)
        if self.points.blank.known is False:
            return own, negative | ~known.same(points)
        some_open = self.exists(open_)
        left = Ratio.of(points) - known
        faulty = negative | (some_open & (left <= 0)) | (~some_open & ~known.same(points))
        share = self._equal_shares(open_, Ratio.of(points) - self._spread(own, given), unit)
        return self.points.blank.choose(share, own), faulty

    def _equal_shares(self, open_: Truth, left: Ratio, unit: Fraction) -> Ratio:
        rows = self._over_unit(choose_whole(open_, _ONE, _ZERO), pl.Expr.sum)
        number = self._over_unit(choose_whole(open_, _ONE, _ZERO), pl.Expr.cum_sum) - _ONE
        in_units = left.times(1 / unit).greatest(0)
        quotient, _ = in_units.over(Ratio(Fraction(1), rows))
        whole = quotient.floored()
        over = (in_units - whole * Ratio(Fraction(1), rows)).floored()
        others = rows - _ONE
        before_last = whole * Ratio(Fraction(1), others) + over.least(Ratio(Fraction(1), others))
        extra = (Ratio(Fraction(1), number) < over).choose(1, 0)
        last = number.same(others)
        return last.choose(left - before_last.times(unit), (whole + extra).times(unit))

    def _spread(self, ratio: Ratio, where: Truth) -> Ratio:
        """A unit's sum, beside each of its goal rows."""
        assert ratio.bottom.fixed == 1
        return Ratio(ratio.factor, self._over_unit(choose_whole(where, ratio.top, _ZERO), pl.Expr.sum))

    def _over_unit(self, whole: Whole, how: Callable[[pl.Expr], pl.Expr]) -> Whole:
        """A sum or running sum over a unit's goal rows, beside each of them. It is made of a column, not of an
        expression: within groups polars does not extend what is the same in all rows to all of them."""
        low, high = min(0, whole.low) * self.most, max(0, whole.high) * self.most
        result = Whole.column("", low, high)
        column = self.steps.add(whole.at_width(result.wide))
        return replace(result, expr=self.steps.add(how(column).over(ROW)))
