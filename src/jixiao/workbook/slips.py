"""Amounts that were probably typed in 元 where 万元 was asked: found by what they are kept beside.

A single register cannot tell: 2 947 300 万元 is a believable budget. But budget and payments of one unit and year do not
differ ten thousand times. Where two sums that belong together are far apart and become alike once one side is taken for
元, that is asked. It is a question, never a correction: the figure is used as it was typed.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from jixiao.numbers import exact, plain
from jixiao.workbook.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jixiao.findings import Finding
    from jixiao.registers.base import Column, Ledger

__all__ = ["slips_of_unit"]

_PAIRS: Final = (
    (("budget", "initial"), ("budget", "adjusted")),
    (("budget", "adjusted"), ("execution", "amount")),
    (("budget", "initial"), ("execution", "amount")),
    (("revenue", "budget"), ("revenue", "final")),
    (("revenue", "final"), ("execution", "amount")),
    (("procurement", "planned"), ("procurement", "executed")),
    (("three_public", "budget"), ("three_public", "expenditure")),
    (("funds", "planned"), ("funds", "received")),
)
"""Columns whose sums are of one order of size in any unit and year."""

_FAR: Final = 20
_NEAR: Final = 5
_FACTOR: Final = 10_000  # 元 a 万元
_LEAST: Final = 1_000
"""元: a smaller figure is hardly an amount somebody keeps a row for, so it was not typed in 元."""


def slips_of_unit(ledgers: Iterable[Ledger[Any]]) -> Iterator[Finding]:
    """A question for each amount that makes two sums alike once it is taken for 元; each amount is asked once."""
    kept = {ledger.register.name: ledger for ledger in ledgers}
    asked: set[tuple[str, str, int]] = set()
    for pair in _PAIRS:
        sides = [(register, column) for register, column in pair if register in kept]
        if len(sides) < 2:
            continue
        larger, smaller = sorted(sides, key=lambda side: _sum(kept[side[0]], side[1]), reverse=True)
        for number in _suspects(kept, larger, _sum(kept[smaller[0]], smaller[1])):
            if (*larger, number) not in asked:
                asked.add((*larger, number))
                yield _question(kept[larger[0]], larger[1], number)


def _figures(ledger: Ledger[Any], column: str) -> dict[int, Fraction]:
    """The amounts of one column by the number of their row."""
    values = ((row.number, getattr(row.record, column)) for row in ledger.rows)
    return {number: Fraction(value) for number, value in values if isinstance(value, Decimal)}


def _sum(ledger: Ledger[Any], column: str) -> Fraction:
    return sum(_figures(ledger, column).values(), Fraction(0))


def _suspects(kept: dict[str, Ledger[Any]], side: tuple[str, str], other: Fraction) -> list[int]:
    """The rows on the larger side that account for its distance: the fewest largest ones, or none."""
    figures = _figures(kept[side[0]], side[1])
    total = sum(figures.values(), Fraction(0))
    if not other or total < _FAR * other:
        return []
    taken: list[int] = []
    for number in sorted(figures, key=lambda each: -figures[each]):
        if figures[number] < _LEAST:
            return []
        taken.append(number)
        total -= figures[number] - figures[number] / _FACTOR
        if other <= _NEAR * total and total <= _NEAR * other:
            return taken
        if total < other:
            return []
    return []


def _question(ledger: Ledger[Any], column: str, number: int) -> Finding:
    asked: Column = ledger.register.column(column)
    value = next(getattr(row.record, column) for row in ledger.rows if row.number == number)
    text = plain(value)
    at = replace(
        ledger.origin, register=ledger.register.label, row=number - 1, column=ledger.places.get(column), quote=text
    )
    meant = plain(exact(Fraction(value) / _FACTOR))
    return fault(
        "IN210",
        at,
        f"“{asked.label}”填的是 {text} 万元，与有关各项相差上万倍，是不是把元当成了万元？应为万元数，如 {meant}。",
        expected=f"{meant}万元",
        actual=f"{text}万元",
        advice="以元为单位的，请在数后面写“元”，如“2947300元”；确实如此的，不必改。",
    )
