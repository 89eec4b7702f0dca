"""Columns of figures as integers: every figure of a batch times the same power of ten, exactly.

Most figures are plain digits and are converted column-wise; whatever else stands in a cell (full-width digits, grouping
marks, units, 不适用, floats with more digits than they mean) is read once for each different value by the functions of
:mod:`jixiao.numbers`, so that a table of facts and a workbook understand the same things.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import polars as pl

from jixiao.numbers import Missing, plain
from jixiao.schemes.columns import TooWide, Whole

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "ABSENT",
    "BLANK",
    "PLAIN",
    "Figures",
    "Shape",
    "bounded",
    "integers_of",
    "plain_text",
    "raised",
    "read_figures",
]

BLANK: Final = "#blank"
ABSENT: Final = "#absent"
"""Endings of the columns that say where a figure was not given, and where it does not apply."""

PLAIN: Final = r"^[+-]?\d{1,30}(\.\d{1,30})?$"
"""A figure that is converted column-wise."""

_FLOAT: Final = r"^-?\d{1,15}\.\d{1,15}$"
_SIGNIFICANT: Final = 15
"""Digits that a binary float carries for certain."""

_DIGITS: Final = 38
"""Digits that the library's decimals have."""

_NONE: Final = "不适用"
"""Stands for "does not apply" while a column is text."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What expressions over the column depend on: equal shapes can share one compiled plan.

    ``scale``: the integers are the figures times 10^scale. ``low`` and ``high`` bound the integers, widened to powers
    of two so that batches of like data have the same shape. ``blank`` and ``absent``: whether such rows occur.
    """

    scale: int
    low: int
    high: int
    blank: bool
    absent: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """A column as integers. Where there is no figure, ``integers`` holds one inside the bounds that means nothing;
    ``blank``, ``absent`` and ``bad`` say where that is (``bad``: something that is no figure). ``integers`` and ``shape``
    are ``None`` where the figures are too long for 128 bits."""

    shape: Shape | None
    integers: pl.Series | None
    blank: pl.Series
    absent: pl.Series
    bad: pl.Series


def read_figures(column: pl.Series, parse: Callable[[object], Decimal | Missing | None]) -> Figures:
    """The figures of a column of any type; ``parse`` reads a cell that is not plain digits (``None``: it cannot)."""
    dtype = column.dtype
    if isinstance(dtype, pl.Decimal) or dtype.is_integer():
        integers, scale = integers_of(column)
        nowhere = pl.repeat(value=False, n=len(column), dtype=pl.Boolean, eager=True)
        return bounded(integers, scale, integers.is_null(), nowhere, nowhere)
    text, absent, bad = plain_text(column, parse)
    blank = text.is_null() & ~absent & ~bad
    try:
        return bounded(*integers_of(text), blank, absent, bad)
    except TooWide:
        return Figures(None, None, blank, absent, bad)


def integers_of(column: pl.Series) -> tuple[pl.Series, int]:
    """A column of numbers or plain digits as integers, and the power of ten they were multiplied by.

    :class:`TooWide` where that is not wide enough.
    """
    dtype = column.dtype
    if isinstance(dtype, pl.Decimal):
        return column.to_physical(), dtype.scale
    if dtype.is_integer():
        return column, 0
    return _from_text(column)


def plain_text(
    column: pl.Series, parse: Callable[[object], Decimal | Missing | None]
) -> tuple[pl.Series, pl.Series, pl.Series]:
    """The column as plain digits, null where there is no figure; where it does not apply; where it is no figure."""
    text = column.cast(pl.String)
    if column.dtype.is_float():
        ready = text.str.contains(_FLOAT) & (text.str.count_matches(r"\d") <= _SIGNIFICANT)
    else:
        text = text.str.strip_chars()
        ready = text.str.contains(PLAIN)
    odd = ~ready & column.is_not_null()
    if not odd.any():
        nowhere = pl.repeat(value=False, n=len(column), dtype=pl.Boolean, eager=True)
        return text, nowhere, nowhere
    source = column if column.dtype.is_float() else text
    meanings: dict[str, str | None] = {}
    unreadable: list[str] = []
    cells = pl.DataFrame({"text": text.filter(odd), "source": source.filter(odd)}).unique(subset="text")
    for shown, cell in cells.iter_rows():
        value = parse(cell)
        if value is None:
            unreadable.append(shown)
        meanings[shown] = (
            plain(value) if isinstance(value, Decimal) else _NONE if value is Missing.NOT_APPLICABLE else None
        )
    bad = odd & text.is_in(unreadable)
    text = text.set(bad, None).replace(meanings)
    absent = (text == _NONE).fill_null(value=False)
    return text.set(absent, None), absent, bad


def _from_text(text: pl.Series) -> tuple[pl.Series, int]:
    places = (text.str.len_bytes().cast(pl.Int64) - text.str.find(".", literal=True) - 1).max()
    scale = places if isinstance(places, int) else 0
    if scale > _DIGITS:
        raise TooWide("more than 38 decimals")
    integers = text.str.to_decimal(scale=scale).to_physical() if text.null_count() < len(text) else text.cast(pl.Int128)
    if integers.null_count() > text.null_count():
        raise TooWide("more than 38 digits")
    return integers.cast(pl.Int128), scale


def raised(integers: pl.Series, places: int) -> pl.Series:
    """The integers times 10^``places``; :class:`TooWide` where they would not fit."""
    if isinstance(most := _largest(integers), int) and most * 10**places >= 2**126:
        raise TooWide("figures")
    return integers.cast(pl.Int128) * pl.Series([10**places], dtype=pl.Int128) if places else integers


def _largest(integers: pl.Series) -> int:
    low, high = integers.min(), integers.max()
    return max(abs(low), abs(high)) if isinstance(low, int) and isinstance(high, int) else 0


def bounded(integers: pl.Series, scale: int, blank: pl.Series, absent: pl.Series, bad: pl.Series) -> Figures:
    """The column with the bounds of its integers, in 64 bits where they fit, and with all rows filled."""
    lowest, highest = integers.min(), integers.max()
    if not isinstance(lowest, int) or not isinstance(highest, int):
        lowest = highest = 0
    # 1 rather than 0 where nothing is zero: it proves that a divisor is positive.
    low = 1 if lowest > 0 else 1 - 2 ** lowest.bit_length() if lowest < 0 else 0
    high = 2 ** highest.bit_length() - 1 if highest > 0 else 0
    wide = Whole.column(integers.name, low, high).wide
    stored = integers.cast(pl.Int128 if wide else pl.Int64)
    if stored.null_count():
        stored = stored.fill_null(pl.lit(lowest, dtype=stored.dtype))
    return Figures(Shape(scale, low, high, bool(blank.any()), bool(absent.any())), stored, blank, absent, bad)
