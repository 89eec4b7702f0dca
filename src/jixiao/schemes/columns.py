"""Exact arithmetic over whole columns: what rules and formulas are written in when many units are scored at once.

polars neither divides decimals exactly nor says when an integer overflows, so this module gives it integers only and
proves beforehand that they fit. A :class:`Whole` is an integer expression with exact bounds; it is computed in 64 bits
where the bounds allow it, in 128 where they do not, and :class:`TooWide` is raised where even these could overflow.
A :class:`Ratio` is an exact rational, constant factor × integer ÷ positive integer; it is compared by
cross-multiplication and rounded by one floor division. A :class:`Truth` is a yes-or-no expression. Whatever the bounds
already decide is decided here and costs nothing per row.

No expression in here is ever null: the loader fills what is missing with a value inside the column's bounds and keeps
beside it which rows those are.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, gcd
from typing import Final

import polars as pl

from jixiao.numbers import rounding

__all__ = [
    "FALSE",
    "TRUE",
    "Numeric",
    "Ratio",
    "TooWide",
    "Truth",
    "Whole",
    "all_of",
    "any_of",
    "choose_whole",
]

_NARROW: Final = 2**63 - 1
_WIDE: Final = 2**127 - 1


class TooWide(ArithmeticError):  # noqa: N818 - control flow inside the compiler, not an error a user meets
    """An intermediate result could exceed 128 bits, by its bounds. The caller scores such rows one by one."""


# --- yes or no -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """A condition on each row; ``known`` where all rows agree for certain (``expr`` is then not used)."""

    expr: pl.Expr
    known: bool | None = None

    def __and__(self, other: Truth) -> Truth:
        if self.known is False or other.known is True:
            return self
        if other.known is False or self.known is True:
            return other
        return Truth(self.expr & other.expr)

    def __or__(self, other: Truth) -> Truth:
        if self.known is True or other.known is False:
            return self
        if other.known is True or self.known is False:
            return other
        return Truth(self.expr | other.expr)

    def __invert__(self) -> Truth:
        if self.known is not None:
            return FALSE if self.known else TRUE
        return Truth(~self.expr)

    @classmethod
    def of(cls, condition: Truth | bool) -> Truth:
        """The same answer in every row (a condition is taken as it is)."""
        if isinstance(condition, Truth):
            return condition
        return TRUE if condition else FALSE

    def choose(self, one: Numeric, two: Numeric) -> Ratio:
        """``one`` where the condition holds, else ``two``."""
        return _choose_ratio(self, Ratio.of(one), Ratio.of(two))


TRUE: Final = Truth(pl.lit(value=True), known=True)
FALSE: Final = Truth(pl.lit(value=False), known=False)


def all_of(conditions: list[Truth] | tuple[Truth, ...]) -> Truth:
    """Whether every condition holds; true for none at all."""
    result = TRUE
    for condition in conditions:
        result &= condition
    return result


def any_of(conditions: list[Truth] | tuple[Truth, ...]) -> Truth:
    """Whether some condition holds."""
    result = FALSE
    for condition in conditions:
        result |= condition
    return result


# --- integers --------------------------------------------------------------------------------------------------


def _is_wide(low: int, high: int) -> bool:
    """Whether 128 bits are needed for [low, high]; :class:`TooWide` if they do not suffice."""
    largest = max(abs(low), abs(high))
    if largest > _WIDE:
        raise TooWide(f"[{low}, {high}]")
    return largest > _NARROW


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """An integer in each row, proven to lie in [``low``, ``high``]; ``wide`` says that its expression is 128 bits."""

    expr: pl.Expr
    low: int
    high: int
    wide: bool

    @classmethod
    def of(cls, number: int) -> Whole:
        """The same integer in every row."""
        wide = _is_wide(number, number)
        return cls(pl.lit(number, dtype=pl.Int128 if wide else pl.Int64), number, number, wide)

    @classmethod
    def column(cls, name: str, low: int, high: int) -> Whole:
        """The column ``name``, which the caller has stored in 128 bits if and only if its bounds need them."""
        return cls(pl.col(name), low, high, _is_wide(low, high))

    @property
    def fixed(self) -> int | None:
        """Its value where it is the same for certain in every row."""
        return self.low if self.low == self.high else None

    def within(self, low: int, high: int) -> Whole:
        """The same integer, known to the caller to lie in [``low``, ``high``] as well; narrowed where that allows it."""
        low, high = max(low, self.low), min(high, self.high)
        wide = _is_wide(low, high)
        return Whole(self.expr.cast(pl.Int64) if self.wide and not wide else self.expr, low, high, wide)

    def at_width(self, wide: bool) -> pl.Expr:
        """Its expression, in 128 bits if ``wide``."""
        return self.expr.cast(pl.Int128) if wide and not self.wide else self.expr

    def __add__(self, other: Whole) -> Whole:
        if self.fixed == 0:
            return other
        if other.fixed == 0:
            return self
        low, high = self.low + other.low, self.high + other.high
        if low == high:
            return Whole.of(low)
        wide = _is_wide(low, high) or self.wide or other.wide
        return Whole(self.at_width(wide) + other.at_width(wide), low, high, wide)

    def __neg__(self) -> Whole:
        return self.times(-1)

    def __sub__(self, other: Whole) -> Whole:
        return self + other.times(-1)

    def times(self, factor: int) -> Whole:
        """The product with a constant."""
        return self * Whole.of(factor)

    def __mul__(self, other: Whole) -> Whole:
        if self.fixed == 1 or other.fixed == 0:
            return other
        if other.fixed == 1 or self.fixed == 0:
            return self
        corners = [one * two for one in (self.low, self.high) for two in (other.low, other.high)]
        low, high = min(corners), max(corners)
        if low == high:
            return Whole.of(low)
        wide = _is_wide(low, high) or self.wide or other.wide
        return Whole(self.at_width(wide) * other.at_width(wide), low, high, wide)

    def __floordiv__(self, other: Whole) -> Whole:
        """Division towards minus infinity by a positive integer; the quotient is narrowed to 64 bits where it fits."""
        assert other.low > 0
        if other.fixed == 1:
            return self
        corners = [one // two for one in (self.low, self.high) for two in (other.low, other.high)]
        low, high = min(corners), max(corners)
        if low == high:
            return Whole.of(low)
        wide = self.wide or other.wide
        return Whole(self.at_width(wide) // other.at_width(wide), low, high, wide).within(low, high)

    def divided(self, other: Whole) -> tuple[Whole, Whole]:
        """Quotient and remainder of that division.

        The product of quotient and divisor lies within the divisor of the dividend, closer than the bounds of its
        factors tell; so it needs no more bits than both of them have.
        """
        quotient = self // other
        wide = self.wide or other.wide
        product = quotient.at_width(wide) * other.at_width(wide)
        return quotient, Whole(self.at_width(wide) - product, 0, other.high - 1, wide).within(0, other.high - 1)

    def __lt__(self, other: Whole) -> Truth:
        if self.high < other.low:
            return TRUE
        if self.low >= other.high:
            return FALSE
        wide = self.wide or other.wide
        return Truth(self.at_width(wide) < other.at_width(wide))

    def __le__(self, other: Whole) -> Truth:
        return ~(other < self)

    def __gt__(self, other: Whole) -> Truth:
        return other < self

    def __ge__(self, other: Whole) -> Truth:
        return ~(self < other)

    def same(self, other: Whole) -> Truth:
        """Whether both are equal."""
        if self.high < other.low or other.high < self.low:
            return FALSE
        if self.fixed is not None and self.fixed == other.fixed:
            return TRUE
        wide = self.wide or other.wide
        return Truth(self.at_width(wide) == other.at_width(wide))


def choose_whole(condition: Truth, one: Whole, two: Whole) -> Whole:
    """``one`` where the condition holds, else ``two``."""
    if condition.known is not None:
        return one if condition.known else two
    if one is two or (one.fixed is not None and one.fixed == two.fixed):
        return one
    wide = one.wide or two.wide
    expr = pl.when(condition.expr).then(one.at_width(wide)).otherwise(two.at_width(wide))
    return Whole(expr, min(one.low, two.low), max(one.high, two.high), wide)


# --- rationals -------------------------------------------------------------------------------------------------

_ONE: Final = Whole.of(1)
_ZERO: Final = Whole.of(0)


def _common(one: Fraction, two: Fraction) -> Fraction:
    """The largest fraction of which both are whole multiples (the other one where one is zero)."""
    return Fraction(
        gcd(one.numerator * two.denominator, two.numerator * one.denominator), one.denominator * two.denominator
    )


@dataclass(frozen=True, slots=True, eq=False)
class Ratio:
    """An exact rational in each row: ``factor`` × ``top`` ÷ ``bottom``, with ``bottom`` positive everywhere.

    ``low`` and ``high`` bound its value where more is known of it than the bounds of ``top`` and ``bottom`` tell.
    Constants are kept in ``factor`` and cancelled there, so that the integers stay short.
    """

    factor: Fraction
    top: Whole = _ONE
    bottom: Whole = _ONE
    low: Fraction | None = None
    high: Fraction | None = None

    @classmethod
    def of(cls, number: Numeric) -> Ratio:
        """The same number in every row (a ratio is taken as it is)."""
        if isinstance(number, Ratio):
            return number
        return cls(Fraction(number), low=Fraction(number), high=Fraction(number))

    @property
    def fixed(self) -> Fraction | None:
        """Its value where it is the same for certain in every row."""
        if self.factor == 0 or self.top.fixed == 0:
            return Fraction(0)
        if self.top.fixed is not None and self.bottom.fixed is not None:
            return self.factor * self.top.fixed / self.bottom.fixed
        return None

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """The closest bounds known of its value."""
        corners = [
            self.factor * top / bottom
            for top in (self.top.low, self.top.high)
            for bottom in (self.bottom.low, self.bottom.high)
        ]
        low, high = min(corners), max(corners)
        return (low if self.low is None else max(low, self.low)), (high if self.high is None else min(high, self.high))

    def __neg__(self) -> Ratio:
        return self.times(Fraction(-1))

    def times(self, factor: Fraction | int) -> Ratio:
        """The product with a constant; costs nothing per row."""
        factor = Fraction(factor)
        if factor == 0:
            return Ratio.of(0)
        if factor == 1:
            return self
        ends = [None if end is None else end * factor for end in (self.low, self.high)]
        return Ratio(self.factor * factor, self.top, self.bottom, *(ends if factor > 0 else ends[::-1]))

    def __add__(self, other: Numeric) -> Ratio:
        other = Ratio.of(other)
        if self.fixed == 0:
            return other
        if other.fixed == 0:
            return self
        ends = (
            None if self.low is None or other.low is None else self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
        )
        one, two = self, other
        factor, left, right = _over_common_factor(one, two)
        if one.bottom is two.bottom:
            return Ratio(factor, left + right, one.bottom, *ends)
        return Ratio(factor, left * two.bottom + right * one.bottom, one.bottom * two.bottom, *ends)

    def __sub__(self, other: Numeric) -> Ratio:
        return self + (-Ratio.of(other))

    def __rsub__(self, other: Fraction | int) -> Ratio:
        return Ratio.of(other) - self

    def __mul__(self, other: Ratio) -> Ratio:
        if other.fixed is not None:
            return self.times(other.fixed)
        if self.fixed is not None:
            return other.times(self.fixed)
        factor = self.factor * other.factor
        if self.bottom is other.top:
            return Ratio(factor, self.top, other.bottom)
        if other.bottom is self.top:
            return Ratio(factor, other.top, self.bottom)
        return Ratio(factor, self.top * other.top, self.bottom * other.bottom)

    def over(self, other: Ratio) -> tuple[Ratio, Truth]:
        """The quotient, and where the divisor is zero; in those rows the quotient is some number without meaning."""
        if other.fixed is not None:
            return (self, TRUE) if other.fixed == 0 else (self.times(1 / other.fixed), FALSE)
        nothing = other.top.same(_ZERO)
        divisor, sign = other.top, _ONE
        if divisor.high <= 0 and nothing.known is False:
            divisor, sign = -divisor, Whole.of(-1)
        elif divisor.low < 0:
            negative = divisor < _ZERO
            divisor, sign = choose_whole(negative, -divisor, divisor), choose_whole(negative, Whole.of(-1), _ONE)
        largest = max(abs(other.top.low), abs(other.top.high))
        divisor = choose_whole(nothing, _ONE, divisor).within(1, max(1, largest))
        factor = self.factor / other.factor
        top = self.top * sign
        if self.bottom is other.bottom:
            return Ratio(factor, top, divisor), nothing
        return Ratio(factor, top * other.bottom, self.bottom * divisor), nothing

    def __lt__(self, other: Numeric) -> Truth:
        other = Ratio.of(other)
        mine, theirs = self.bounds, other.bounds
        if mine[1] < theirs[0]:
            return TRUE
        if mine[0] >= theirs[1]:
            return FALSE
        _, left, right = _over_common_factor(self, other)
        if self.bottom is other.bottom:
            return left < right
        return left * other.bottom < right * self.bottom

    def __le__(self, other: Numeric) -> Truth:
        return ~(Ratio.of(other) < self)

    def __gt__(self, other: Numeric) -> Truth:
        return Ratio.of(other) < self

    def __ge__(self, other: Numeric) -> Truth:
        return ~(self < other)

    def same(self, other: Numeric) -> Truth:
        """Whether both are equal."""
        other = Ratio.of(other)
        if self.fixed is not None and self.fixed == other.fixed:
            return TRUE
        mine, theirs = self.bounds, other.bounds
        if mine[1] < theirs[0] or theirs[1] < mine[0]:
            return FALSE
        _, left, right = _over_common_factor(self, other)
        if self.bottom is other.bottom:
            return left.same(right)
        return (left * other.bottom).same(right * self.bottom)

    def magnitude(self) -> Ratio:
        """Its absolute value."""
        result = (self < 0).choose(-self, self)
        return result.known_within(Fraction(0), max(abs(end) for end in self.bounds))

    def least(self, other: Numeric) -> Ratio:
        """The smaller of both."""
        other = Ratio.of(other)
        result = (other < self).choose(other, self)
        return result.known_within(None, min(self.bounds[1], other.bounds[1]))

    def greatest(self, other: Numeric) -> Ratio:
        """The larger of both."""
        other = Ratio.of(other)
        result = (self < other).choose(other, self)
        return result.known_within(max(self.bounds[0], other.bounds[0]), None)

    def clipped(self, low: Fraction | int, high: Fraction | int) -> Ratio:
        """The nearest number in [``low``, ``high``]."""
        return self.greatest(low).least(high)

    def floored(self) -> Ratio:
        """The largest whole number not above it."""
        top, bottom = self.top.times(self.factor.numerator), self.bottom.times(self.factor.denominator)
        low, high = (floor(end) for end in self.bounds)
        return Ratio(Fraction(1), (top // bottom).within(low, high))

    def ceiled(self) -> Ratio:
        """The smallest whole number not below it."""
        return -((-self).floored())

    def known_within(self, low: Fraction | None, high: Fraction | None) -> Ratio:
        """The same number, known to the caller to have these bounds."""
        mine = self.bounds
        low, high = (mine[0] if low is None else max(mine[0], low)), (mine[1] if high is None else min(mine[1], high))
        return Ratio(self.factor, self._top_within(low, high), self.bottom, low, high)

    def _top_within(self, low: Fraction, high: Fraction) -> Whole:
        """The integer above, with the bounds that follow for it from those of the number."""
        if self.factor == 0:
            return self.top
        ends = [end / self.factor for end in ((low, high) if self.factor > 0 else (high, low))]
        corners = [end * bottom for end in ends for bottom in (self.bottom.low, self.bottom.high)]
        return self.top.within(ceil(min(corners)), floor(max(corners)))

    def rounded(self, name: str) -> Whole:
        """Rounded by the rounding of that name, in units of its last place; for numbers that are nowhere negative."""
        how = rounding(name)
        low, high = self.bounds
        assert low >= 0
        scaled = self.factor * 10**how.places
        top, bottom = self.top.times(scaled.numerator), self.bottom.times(scaled.denominator)
        if name.startswith("truncate"):
            quotient = top // bottom
        else:
            twice = bottom.times(2)
            doubled = top.times(2) + bottom
            quotient, rest = doubled.divided(twice)
            if name.startswith("half_even"):
                _, odd = quotient.divided(Whole.of(2))
                quotient = choose_whole(rest.same(_ZERO) & odd.same(_ONE), quotient + Whole.of(-1), quotient)
        step = 10**how.places
        return quotient.within(int(low * step), int(high * step) + 1)


def _over_common_factor(one: Ratio, two: Ratio) -> tuple[Fraction, Whole, Whole]:
    """A common factor, and both tops as whole multiples of it (their bottoms stay as they are)."""
    factor = _common(one.factor, two.factor)
    if factor == 0:
        return Fraction(0), _ZERO, _ZERO
    return factor, one.top.times(int(one.factor / factor)), two.top.times(int(two.factor / factor))


def _choose_ratio(condition: Truth, one: Ratio, two: Ratio) -> Ratio:
    if condition.known is not None:
        return one if condition.known else two
    low, high = min(one.bounds[0], two.bounds[0]), max(one.bounds[1], two.bounds[1])
    # A constant is brought over the other's bottom: one multiplication instead of a choice of bottoms.
    if one.fixed is not None:
        one = Ratio(one.fixed, two.bottom, two.bottom)
    elif two.fixed is not None:
        two = Ratio(two.fixed, one.bottom, one.bottom)
    factor, left, right = _over_common_factor(one, two)
    top = choose_whole(condition, left, right)
    bottom = one.bottom if one.bottom is two.bottom else choose_whole(condition, one.bottom, two.bottom)
    return Ratio(factor or Fraction(1), top, bottom, low, high)


Numeric = Ratio | Fraction | int
"""What may stand beside a ratio: another one, or the same number for every row."""
