"""Whether a printed figure can equal what other printed figures give.

Every figure is the interval of its printed precision (:attr:`Printed.interval`), after XBRL Calculations 1.1: two
figures disagree only if no values inside their intervals agree. How they agree matters as well: a figure that fits
only when it was cut off instead of rounded is a milder fault, and a sum that is off by no more than the rounding of
its parts is none, though worth a note.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao.findings import Severity
from jixiao.intervals import Interval
from jixiao.numbers import Printed, UnitKind, plain, round_by, unit_named

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "REMARK_OF",
    "SEVERITY_OF",
    "Fit",
    "Sum",
    "add",
    "compare",
    "cut",
    "difference_text",
    "fit_of",
    "rate_text",
    "shown",
    "sum_text",
]


class Fit(Enum):
    """``EXACT``: the printed figures, taken at their word, give it to its printed digits. ``ROUNDED``: possible, but only
    because the figures it is made of were rounded. ``CUT``: only if a figure was cut off. ``LAST_DIGIT``: off by one
    unit of the last printed digit. ``OFF``: cannot be."""

    EXACT = "exact"
    ROUNDED = "rounded"
    CUT = "cut"
    LAST_DIGIT = "last_digit"
    OFF = "off"


SEVERITY_OF = {
    Fit.ROUNDED: Severity.INFO,
    Fit.CUT: Severity.WARNING,
    Fit.LAST_DIGIT: Severity.WARNING,
    Fit.OFF: Severity.ERROR,
}
"""How grave it is when two figures that the text puts side by side fit no better than so."""

REMARK_OF = {
    Fit.ROUNDED: "（在各数四舍五入的范围内）",
    Fit.CUT: "（只差在末位，疑为截去尾数而没有四舍五入）",
    Fit.LAST_DIGIT: "（只差在末位）",
    Fit.OFF: "",
}
"""What a message adds about a mild misfit."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Parts against their whole: how they fit, what the parts come to, and by how much that is more (base units)."""

    fit: Fit
    total: Fraction
    difference: Fraction


def fit_of(claimed: Printed, computed: Interval, computed_cut: Interval, exact: Fraction) -> Fit:
    """How ``claimed`` fits a value known to lie in ``computed``.

    ``computed_cut`` is the same interval if the inputs were cut off; ``exact`` the value that the printed inputs give
    when they are taken at their word.
    """
    if exact == claimed.base or _rounds_to(exact, claimed):
        return Fit.EXACT
    if claimed.interval.overlaps(computed):
        return Fit.ROUNDED
    if _rounds_to(exact, claimed, "truncate"):
        return Fit.CUT
    if computed_cut is not computed and claimed.truncated_interval.overlaps(computed_cut):
        return Fit.CUT
    # A whole per cent is no last digit: 85 % for 86 % is wrong.
    fine = claimed.kind is not UnitKind.RATIO or claimed.places > 0
    if fine and claimed.interval.widened(_step(claimed)).overlaps(computed):
        return Fit.LAST_DIGIT
    return Fit.OFF


def _rounds_to(exact: Fraction, claimed: Printed, how: str = "half_up") -> bool:
    """Whether ``exact`` printed with the digits of ``claimed`` is ``claimed``; what nobody rounds has to be equal."""
    if claimed.kind not in (UnitKind.MONEY, UnitKind.RATIO) or claimed.places > 8:
        return False
    return round_by(f"{how}_{claimed.places}", exact / unit_named(claimed.unit).factor) == claimed.value


def add(parts: Sequence[Printed], whole: Printed, signs: Sequence[int] | None = None) -> Sum:
    """``parts`` (each taken with its sign) against ``whole``."""
    factors = signs or [1] * len(parts)
    total = sum((part.base * sign for part, sign in zip(parts, factors, strict=True)), Fraction(0))
    inside, cut_inside = Interval.point(0), Interval.point(0)
    for part, sign in zip(parts, factors, strict=True):
        # A bare 0 is nothing at all, not something below half a unit; 0.00 may be a few thousandths.
        if part.value != 0 or part.places:
            inside += part.interval.scaled(sign)
            cut_inside += cut(part).scaled(sign)
    fit = fit_of(whole, inside, cut_inside, total)
    if fit in (Fit.CUT, Fit.LAST_DIGIT) and abs(total - whole.base) * _SLIGHT > abs(whole.base):
        fit = Fit.OFF
    return Sum(fit, total, total - whole.base)


_SLIGHT = 200
"""A sum is off in its last digit only if that is less than this part of it: 42 for 40 万元 is no slip of rounding."""


def compare(one: Printed, two: Printed) -> Fit:
    """Whether two figures can be one and the same quantity printed twice.

    Printed to the same digit they have to be equal; otherwise the finer has to round (or at least be cut) to the coarser.
    """
    if one.base == two.base:
        return Fit.EXACT
    if one.approximation or two.approximation:
        return Fit.ROUNDED if one.interval.overlaps(two.interval) else Fit.OFF
    fine, coarse = sorted((one, two), key=_step)
    if _step(fine) < _step(coarse) and coarse.kind is not UnitKind.COUNT:
        if fine.base in coarse.interval:
            return Fit.ROUNDED
        if fine.base in coarse.truncated_interval:
            return Fit.CUT
    near = abs(one.base - two.base) <= _step(coarse) and abs(one.base - two.base) * 500 <= abs(coarse.base)
    return Fit.LAST_DIGIT if near and coarse.kind is not UnitKind.COUNT else Fit.OFF


def cut(figure: Printed) -> Interval:
    """The true values if ``figure`` was cut off; counts and scores, which nobody rounds, stay as they are."""
    return figure.truncated_interval if figure.kind in (UnitKind.MONEY, UnitKind.RATIO) else figure.interval


def _step(figure: Printed) -> Fraction:
    return Fraction(figure.multiplier, 10**figure.places) * unit_named(figure.unit).factor


def shown(figure: Printed) -> str:
    """The figure as it was printed, without grouping marks: ``237.59 万元``, ``17.35%``, ``8 场``."""
    value = plain(figure.value)
    if figure.multiplier != 1:
        value = plain(Fraction(figure.value) / figure.multiplier)
        return f"{value} {'万' if figure.multiplier == 10_000 else '亿'}{figure.unit}"
    if figure.kind is UnitKind.RATIO and figure.unit in ("%", "‰"):
        return f"{value}{figure.unit}"
    return f"{value} {figure.unit}".strip()


def sum_text(values: Sequence[Printed]) -> str:
    """``144.10 + 61.74 + 77.95``: the terms of a sum, with their units only where these differ."""
    alike = len({value.unit for value in values}) == 1 and all(value.multiplier == 1 for value in values)
    terms = [plain(value.value) if alike else shown(value) for value in values[:_MOST_TERMS]]
    return " + ".join([*terms, "…"] if len(values) > _MOST_TERMS else terms)


_MOST_TERMS = 12


def difference_text(difference: Fraction, like: Printed, places: int | None = None) -> str:
    """A difference in base units, printed in the unit of ``like``, without sign."""
    inside = abs(difference) / unit_named(like.unit).factor
    wanted = like.places if places is None else places
    value = plain(round_by(f"half_up_{min(8, max(wanted, _needed(inside)))}", inside))
    return f"{value}{like.unit}" if like.unit in ("%", "‰") else f"{value} {like.unit}".strip()


def rate_text(value: Fraction, like: Printed, more: int = 0) -> str:
    """A computed rate with the digits of a printed one, and ``more`` of them."""
    places = min(8, like.places + more)
    return f"{plain(round_by(f'half_up_{places}', value / unit_named(like.unit).factor))}{like.unit}"


def percent(value: Fraction) -> str:
    """A ratio in per cent with two decimals at most."""
    hundred = round_by("half_up_2", value * 100)
    return f"{plain(hundred, 0) if hundred == hundred.to_integral_value() else plain(hundred)}%"


def _needed(value: Fraction) -> int:
    """How many decimals, at most four, print ``value`` in full."""
    return next((places for places in range(4) if (value * 10**places).denominator == 1), 4)
