"""Which column each value of a row stands in, where blank cells have been lost.

All ways to put the values in order under the heads are compared. A percentage belongs to a rate; a rate has to be what
the executed and the budgeted amount give; a score what points and rate give; a row fills the columns that the row above
it filled. The way with the most of this wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Final

from jixiao.reading.extract.names import read_money
from jixiao.reading.extract.values import Value, column_kind, unit_in, value_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jixiao.numbers import Missing

__all__ = ["Column", "columns_of_head", "place_row"]

_MOST_WAYS: Final = 2000
"""Beyond that many ways (a head of more than a dozen columns) values are taken from the left."""
_LARGEST_POINTS: Final = 100
_NOTHING_LEFT: Final[Mapping[int, Fraction]] = {}


@dataclass(frozen=True, slots=True)
class Column:
    """A column head: its words, what it takes, and the measure that it names. ``spanning``: it stands over others
    (年度预算数（万元） above 年初预算 …) and has no values of its own, most likely."""

    text: str
    kind: str
    measure: str
    spanning: bool


def columns_of_head(heads: Sequence[str]) -> tuple[Column, ...]:
    """The columns of a run of heads."""
    kinds = [column_kind(text) for text in heads]
    money = kinds.count("money")
    return tuple(
        Column(text, kind, read_money(text).measure, i == 0 and money > _FEW and bool(unit_in(text)))
        for i, (text, kind) in enumerate(zip(heads, kinds, strict=True))
    )


_FEW: Final = 2


def place_row(
    columns: Sequence[Column],
    texts: Sequence[str],
    like: Sequence[int] = (),
    left: Mapping[int, Fraction] = _NOTHING_LEFT,
) -> tuple[int | None, ...]:
    """The number of the column of each of ``texts`` (``None``: none).

    ``like`` are the columns that the total's row filled, ``left`` what the rows so far have left of the totals.
    """
    values = [value_of(text) for text in texts]
    count, width = len(values), len(columns)
    if count > width:
        return tuple(range(width)) + (None,) * (count - width)
    ranked: list[tuple[Fraction, tuple[int, ...]]] = []
    for number, way in enumerate(combinations(range(width), count)):
        if number > _MOST_WAYS:
            break
        worth = _worth(columns, values, way, like)
        if worth is not None:
            worth += _remainder(columns, values, way, left)
            ranked.append((worth, way))
    if not ranked:
        return (None,) * count
    highest = max(worth for worth, _ in ranked)
    best = [way for worth, way in ranked if worth == highest]
    if len({_amounts(columns, values, way) for way in best}) > 1:
        # 上年结转 0 0 —: two of three columns, and nothing tells which. Nothing is better than a guess.
        return (None,) * count
    return best[0]


def _remainder(
    columns: Sequence[Column],
    values: Sequence[Value | Missing | None],
    way: Sequence[int],
    left: Mapping[int, Fraction],
) -> Fraction:
    """Whether amounts are what is left of the totals: the last row of a list makes it full."""
    worth = Fraction(0)
    for value, place in zip(values, way, strict=True):
        amount = _number(value)
        if amount and place in left and columns[place].kind == "money":
            worth += 1 if amount == left[place] else -2 if amount > left[place] else 0
    return worth


def _amounts(
    columns: Sequence[Column], values: Sequence[Value | Missing | None], way: Sequence[int]
) -> tuple[int, ...]:
    """The columns of money that numbers stand in."""
    numbers = zip(values, way, strict=True)
    return tuple(place for value, place in numbers if isinstance(value, Value) and columns[place].kind == "money")


def _worth(
    columns: Sequence[Column], values: Sequence[Value | Missing | None], way: Sequence[int], like: Sequence[int]
) -> Fraction | None:
    """How well the values stand so; ``None`` if they cannot."""
    worth = Fraction(0)
    for value, place in zip(values, way, strict=True):
        fit = _fit(columns[place], value)
        if fit is None:
            return None
        worth += fit
        if place in like and isinstance(value, Value):
            worth += 2
    filled = {columns[place].measure or columns[place].kind: value for value, place in zip(values, way, strict=True)}
    return worth + _agreement(filled)


def _fit(column: Column, value: Value | Missing | None) -> Fraction | None:
    if not isinstance(value, Value):
        # A dash stands where a column does not apply: points, rate and score of a row that is no total.
        return Fraction(1, 2) if column.kind in ("points", "rate", "words") else Fraction(0)
    rate = value.printed.unit in ("%", "‰")
    if column.kind == "words" or (rate and column.kind != "rate"):
        return None
    if column.kind == "rate":
        return Fraction(3) if rate else Fraction(-1, 2)
    if column.kind == "points":
        # Money comes first: the amounts of a row below the total must not slip into its points.
        return Fraction(3, 4) if value.printed.value <= _LARGEST_POINTS else None
    return Fraction(0) if column.spanning else Fraction(1)


_TOLERANCE: Final = Fraction(1, 100)


def _agreement(filled: dict[str, Value | Missing | None]) -> Fraction:
    """Whether the rate is what the amounts give."""
    spent, rate = _number(filled.get("expenditure")), _number(filled.get("rate"))
    budget = _number(filled.get("adjusted_budget"))
    worth = Fraction(0)
    if spent is None or rate is None:
        return worth
    if budget is None:
        budget = _number(filled.get("initial_budget"))
        worth -= 2
    if not budget:
        return worth
    printed = filled["rate"]
    signed = isinstance(printed, Value) and printed.printed.unit == "%"
    percent = rate / 100 if signed or rate > 1 else rate
    agrees = abs(spent / budget - percent) <= _TOLERANCE
    # A bare number may agree by chance: it could as well be an amount.
    return worth + ((5 if signed else 2) if agrees else -3)


def _number(value: Value | Missing | None) -> Fraction | None:
    return Fraction(value.printed.value) if isinstance(value, Value) and value.readable else None
