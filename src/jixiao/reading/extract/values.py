"""What a cell is: a label, a value, or empty; and what a column head lets its cells be."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from jixiao.numbers import Missing, Printed, narrow, parse_cell, unit_named
from jixiao.reading.extract.names import read_money, read_rate
from jixiao.reading.extract.scan import Sort, scan

__all__ = ["Value", "column_kind", "is_label", "unit_in", "value_of"]

_BRACKETED_UNIT = re.compile(r"[((\[](?:单位[::])?\s*(?:人民币)?(亿元|百万元|万元|千元|元|%|‰)\s*[))\]]")
_LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell holds as a value. ``readable`` is false for digits that make no number."""

    printed: Printed
    readable: bool = True


@lru_cache(maxsize=20_000)  # a table is read with several heads until one suits
def value_of(text: str, unit: str = "") -> Value | Missing | None:
    """The value a cell holds, why there is none, or ``None`` if the cell is words."""
    slim = narrow(text).strip()
    parsed = parse_cell(slim, unit)
    if isinstance(parsed, Missing):
        return parsed
    if isinstance(parsed, Printed):
        money_or_rate = unit_named(parsed.unit).is_money or parsed.unit in ("%", "‰", "")
        return Value(replace(parsed, text=text.strip())) if money_or_rate else None
    tokens = scan(slim)
    if len(tokens) == 1 and tokens[0].sort is Sort.MALFORMED and len(slim) - (tokens[0].end - tokens[0].start) <= 2:
        return Value(Printed(tokens[0].printed.value, tokens[0].printed.unit or unit, 0, text.strip()), readable=False)
    return None


def is_label(text: str) -> bool:
    return (
        bool(text.strip())
        and len(text.strip()) <= _LONGEST_LABEL
        and value_of(text) is None
        and not re.search(r"[。；]", text)
    )


def unit_in(text: str) -> str:
    """The unit printed in a head or label: 年初预算数（万元） gives 万元."""
    found = _BRACKETED_UNIT.search(narrow(text))
    return found.group(1) if found else ""


def column_kind(text: str) -> str:
    """What a column takes by its head: ``money``, ``rate``, ``points``, ``words``, or empty if the head is none of ours."""
    slim = re.sub(r"\s", "", narrow(text))
    if re.search(r"分值|权重|得分|评分|扣分", slim):
        return "points"
    if re.search(r"原因|说明|备注|措施", slim):
        return "words"
    if read_rate(slim).measure:
        return "rate"
    return "money" if read_money(slim).measure else ""
