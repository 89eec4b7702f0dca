"""Days as people and spreadsheets write them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from jixiao.numbers import narrow

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["date_in", "date_of_serial"]

_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s*(?:[上下]午)?\s*\d{1,2}:\d{2}(?::\d{2})?)?"
)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_EPOCH: Final = date(1899, 12, 30)
_EPOCH_1904: Final = date(1904, 1, 1)
_LAST_SERIAL: Final = 2_900_000
"""The year 9839; what lies beyond is no date that anybody meant, and in files that count from 1904 would overflow."""


def date_of_serial(serial: Decimal, *, since_1904: bool = False) -> date | None:
    """The day that a spreadsheet stores as ``serial``; ``None`` outside what it can show."""
    if not 1 <= serial <= _LAST_SERIAL:
        return None
    return (_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(days=int(serial))


def date_in(text: str) -> date | str | None:
    """The day that ``text`` writes; a text (what is wrong) where it is written as a date but there is no such day;
    ``None`` where it is no date at all."""
    slim = narrow(text).strip()
    match = _DATE.fullmatch(slim) or _COMPACT_DATE.fullmatch(slim)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return f"没有 {year} 年 {month} 月 {day} 日这一天"
