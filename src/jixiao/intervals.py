"""Intervals of true values: what a rounded figure can stand for, and arithmetic that keeps every possibility."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["Interval"]


@dataclass(frozen=True, slots=True)
class Interval:
    """The true values that a printed figure can stand for; ``None`` is an unbounded end.

    Ends are exact fractions; ``low_closed`` and ``high_closed`` say whether the end itself belongs to it.
    Sums, differences, products and quotients of intervals contain every value that members of them can give.
    """

    low: Fraction | None
    high: Fraction | None
    low_closed: bool = True
    high_closed: bool = True

    @classmethod
    def point(cls, value: Decimal | int | Fraction) -> Interval:
        number = Fraction(value)
        return cls(number, number)

    def __contains__(self, value: Decimal | int | Fraction) -> bool:
        number = Fraction(value)
        if self.low is not None and (number < self.low or (number == self.low and not self.low_closed)):
            return False
        return not (self.high is not None and (number > self.high or (number == self.high and not self.high_closed)))

    def overlaps(self, other: Interval) -> bool:
        """Whether some value belongs to both."""
        return not (self._below(other) or other._below(self))

    def _below(self, other: Interval) -> bool:
        if self.high is None or other.low is None:
            return False
        if self.high == other.low:
            return not (self.high_closed and other.low_closed)
        return self.high < other.low

    def __neg__(self) -> Interval:
        return Interval(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
            self.high_closed,
            self.low_closed,
        )

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            None if self.low is None or other.low is None else self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
            self.low_closed and other.low_closed,
            self.high_closed and other.high_closed,
        )

    def __sub__(self, other: Interval) -> Interval:
        return self + (-other)

    def scaled(self, factor: Fraction | int) -> Interval:
        """The interval times an exact number."""
        if factor == 0:
            return Interval.point(0)
        ends = (
            None if self.low is None else self.low * factor,
            None if self.high is None else self.high * factor,
        )
        if factor > 0:
            return Interval(ends[0], ends[1], self.low_closed, self.high_closed)
        return Interval(ends[1], ends[0], self.high_closed, self.low_closed)

    def __mul__(self, other: Interval) -> Interval:
        corners: list[tuple[Fraction, bool]] = []
        for one, one_closed in ((self.low, self.low_closed), (self.high, self.high_closed)):
            for two, two_closed in ((other.low, other.low_closed), (other.high, other.high_closed)):
                if one is None or two is None:
                    return Interval(None, None)
                # Zero itself gives zero with every member of the other, whether that one's end belongs to it or not.
                reached = (one_closed and two_closed) or (one == 0 and one_closed) or (two == 0 and two_closed)
                corners.append((one * two, reached))
        low, high = min(value for value, _ in corners), max(value for value, _ in corners)
        return Interval(
            low,
            high,
            any(closed for value, closed in corners if value == low),
            any(closed for value, closed in corners if value == high),
        )

    def __truediv__(self, other: Interval) -> Interval:
        """Quotient; unbounded where the divisor can be zero."""
        if other.low is None or other.high is None or other.low <= 0 <= other.high:
            return Interval(None, None)
        return self * Interval(1 / other.high, 1 / other.low, other.high_closed, other.low_closed)

    def widened(self, by: Fraction) -> Interval:
        """Both ends moved outwards by ``by``, closed."""
        return Interval(None if self.low is None else self.low - by, None if self.high is None else self.high + by)
