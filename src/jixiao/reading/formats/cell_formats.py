"""Number formats of spreadsheets: what a cell shows is not what it holds (0.9622 is printed as 96.22%)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from jixiao.numbers import from_digits, plain, round_by

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["BUILT_IN", "shown"]

BUILT_IN: Final[dict[int, str]] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    31: 'yyyy"年"m"月"d"日"',
    37: "#,##0_);(#,##0)",
    38: "#,##0_);(#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);(#,##0.00)",
    43: "#,##0.00",
    44: "#,##0.00",
    49: "@",
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""Formats that files name by number only; those from 27 on as a Chinese system shows them."""

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_CONDITION = re.compile(r"\[(?:[<>=]+[^\]]*|[A-Za-z]+\d*|DBNum\d|\$[^\]]*)\]", re.IGNORECASE)
_NUMBER = re.compile(r"[#0?][#0?,]*(?:\.[#0?]+)?")
_DATE = re.compile(r"[yd]|^[^hs]*m[^hs]*$", re.IGNORECASE)
_EPOCH: Final = date(1899, 12, 30)
_LAST_DAY: Final = 2_958_465


@dataclass(frozen=True, slots=True)
class _Form:
    """One section of a format: literal text around a number with so many decimals, or a date."""

    before: str = ""
    after: str = ""
    places: int = 0
    percent: bool = False
    thousands: int = 0
    general: bool = False
    day: str = ""


def shown(text: str, form: str, *, epoch_1904: bool = False) -> str:
    """What a cell with the stored number ``text`` shows under the number format ``form``.

    Figures keep the digits they are printed with, and no grouping marks. A number that is shown as a date becomes
    the date; fractions, scientific notation and times of day are left as plain numbers. A zero that the format shows as
    a dash is a zero: a dash in a table means that there is no figure.
    """
    value = from_digits(text)
    if value is None:
        return text
    sections = form.split(";") if '"' not in form else re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', form)
    if value < 0 and len(sections) > 1:
        return _apply(abs(value), _parsed(sections[1]), "-", epoch_1904)
    return _apply(abs(value), _parsed(sections[0]), "-" if value < 0 else "", epoch_1904)


def _apply(value: Decimal, form: _Form, sign: str, epoch_1904: bool) -> str:
    if form.day and not sign:
        return _as_date(value, form.day, epoch_1904) or plain(value)
    if form.general or form.day:
        return sign + plain(value)
    scaled = value.scaleb(2) if form.percent else value.scaleb(-3 * form.thousands)
    digits = f"{round_by(f'half_up_{form.places}', scaled):f}"
    if not digits.strip("0."):
        sign = ""
    return f"{form.before}{sign}{digits}{'%' if form.percent else ''}{form.after}".strip()


@lru_cache(maxsize=512)
def _parsed(section: str) -> _Form:
    bare = _CONDITION.sub("", section)
    skeleton = _LITERAL.sub("", bare)
    if "general" in skeleton.lower():
        return _Form(general=True)
    if _DATE.search(skeleton) and not re.search(r"[0#?]", skeleton):
        return _Form(day=bare)
    if "@" in skeleton or "/" in skeleton or "e+" in skeleton.lower():
        return _Form(general=True)
    # Literal text is set aside so that digits in it are not taken for the number's places.
    kept: list[str] = []

    def aside(found: re.Match[str]) -> str:
        literal = (found.group(1) or found.group(2) or "").strip("()")
        kept.append(literal)
        return "\x00" if literal else ""

    marked = _LITERAL.sub(aside, bare)
    kept = [literal for literal in kept if literal]
    number = _NUMBER.search(marked)
    if number is None:
        return _Form(general=True)
    core = number.group()
    places = min(len(core.partition(".")[2]), 8)
    tail = marked[number.end() :]
    thousands = len(tail) - len(tail.lstrip(","))
    if core.endswith(","):
        thousands += len(core) - len(core.rstrip(","))
    lead = marked[: number.start()]
    texts = iter(kept)
    before = "".join(next(texts) if c == "\x00" else c for c in lead if c not in "()%")
    after = "".join(next(texts, "") if c == "\x00" else c for c in tail.lstrip(",") if c not in "()%")
    return _Form(before.strip(" +-"), after.strip(), places, percent="%" in skeleton, thousands=thousands)


def _as_date(value: Decimal, form: str, epoch_1904: bool) -> str:
    days = int(value) + (1462 if epoch_1904 else 0)
    if not 0 < days <= _LAST_DAY:
        return ""
    day = _EPOCH + timedelta(days=days)
    bare = _LITERAL.sub(lambda found: found.group(1) or found.group(2) or "", form).lower()
    if "年" in bare or "月" in bare:
        parts = (("y", f"{day.year}年"), ("m", f"{day.month}月"), ("d", f"{day.day}日"))
        return "".join(text for letter, text in parts if letter in bare)
    if "y" not in bare:
        return f"{day.month}月{day.day}日" if "d" in bare else f"{day.month}月"
    return f"{day.year}-{day.month:02d}-{day.day:02d}" if "d" in bare else f"{day.year}-{day.month:02d}"
