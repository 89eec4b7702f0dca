"""Measures: from the rows of a register to one named fact that keeps the rows behind it.

A measure never guesses. If a row it needs leaves open what it asks (a blank amount, a blank class), the fact is
:data:`Missing.BLANK` and its derivation names those rows; rows that say 不适用 do not take part.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from jixiao.facts import Fact
from jixiao.numbers import Missing, Printed, exact, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jixiao.registers.base import Ledger

__all__ = ["Computed", "Measure", "distinct", "tally", "total", "truth"]

MeasureKind = Literal["money", "count", "yes_no"]
Choices = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Computed:
    """What a measure found: the value, the numbers of the rows behind it, and how it came about, in Chinese."""

    value: Decimal | bool | Missing
    numbers: tuple[int, ...]
    derivation: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A named fact that a register yields.

    ``derivation`` says in general how it is worked out; ``register`` is filled in by the catalogue. Where the unit
    states that there was nothing of the kind this year, sums and counts are 0 and a yes-or-no is not applicable.
    """

    name: str
    label: str
    kind: MeasureKind
    unit: str
    derivation: str
    compute: Callable[[Ledger[Any]], Computed]
    register: str = ""

    def fact(self, ledger: Ledger[Any]) -> Fact:
        """The fact from ``ledger``; blank, with the sheet to fill in, where the register is simply empty."""
        if ledger.nothing:
            value = Missing.NOT_APPLICABLE if self.kind == "yes_no" else self._printed(Decimal(0))
            origin = replace(ledger.origin, register=ledger.register.label)
            return Fact(self.name, self.label, value, (origin,), f"“{ledger.register.label}”已勾选本年无此类事项")
        if not ledger.rows:
            origin = replace(ledger.origin, register=ledger.register.label)
            return Fact(self.name, self.label, Missing.BLANK, (origin,), f"“{ledger.register.label}”中没有可计的行")
        found = self.compute(ledger)
        value_found = self._printed(found.value) if isinstance(found.value, Decimal) else found.value
        origin = replace(ledger.origin, register=ledger.register.label, records=found.numbers)
        return Fact(self.name, self.label, value_found, (origin,), found.derivation)

    def _printed(self, value: Decimal) -> Printed:
        return Printed(value, self.unit, max(0, -int(value.as_tuple().exponent)), plain(value))


def total(
    name: str,
    label: str,
    column: str,
    *,
    where: Mapping[str, Choices] | None = None,
    unclear: Mapping[str, Choices] | None = None,
    kind: MeasureKind = "money",
    unit: str = "万元",
    listed: bool = False,
) -> Measure:
    """The sum of ``column`` over the rows whose choices are among those of ``where``.

    ``unclear`` are choices that leave it open whether the row belongs (基本支出, where 人员经费 is asked). Where every
    choice has a row of its own (``listed``), one without a row was not filled in, and is not zero.
    """

    def compute(ledger: Ledger[Any]) -> Computed:
        heading = ledger.register.column(column).label
        taken, open_rows = _select(ledger, where or {}, unclear or {})
        if open_rows:
            return _open(open_rows, "分类未填或未细分")
        blank = tuple(row.number for row in taken if getattr(row.record, column) is Missing.BLANK)
        if blank:
            return _open(blank, f"“{heading}”未填")
        if listed and not taken:
            return Computed(Missing.BLANK, (), "没有这一类的行")
        used = tuple(row for row in taken if isinstance(getattr(row.record, column), Decimal))
        if taken and not used:
            return Computed(Missing.NOT_APPLICABLE, tuple(row.number for row in taken), f"“{heading}”均为不适用")
        amount = exact(sum((Fraction(getattr(row.record, column)) for row in used), Fraction(0)))
        return Computed(amount, tuple(row.number for row in used), f"{len(used)} 行“{heading}”之和")

    which = "".join(f"，{'、'.join(values)}" for values in (where or {}).values())
    return Measure(name, label, kind, unit, f"“{label}”＝各行相应数额之和{which}", compute)


def tally(
    name: str,
    label: str,
    unit: str,
    derivation: str,
    *,
    where: Mapping[str, Choices] | None = None,
    test: Callable[[Any, int], bool | Missing] | None = None,
) -> Measure:
    """The number of rows within ``where`` for which ``test(record, year)`` is true.

    ``test`` answers ``BLANK`` where the row leaves it open, ``NOT_APPLICABLE`` where the question does not arise.
    """

    def compute(ledger: Ledger[Any]) -> Computed:
        taken, open_rows = _select(ledger, where or {}, {})
        answers = [(row.number, test(row.record, ledger.year) if test else True) for row in taken]
        open_rows += tuple(number for number, answer in answers if answer is Missing.BLANK)
        if open_rows:
            return _open(open_rows, "所需内容未填")
        counted = tuple(number for number, answer in answers if answer is True)
        return Computed(Decimal(len(counted)), counted, f"{derivation}：{len(counted)} {unit}")

    return Measure(name, label, "count", unit, derivation, compute)


def distinct(name: str, label: str, unit: str, column: str, derivation: str) -> Measure:
    """The number of different entries in ``column``; blank ones do not count."""

    def compute(ledger: Ledger[Any]) -> Computed:
        entries = [(row.number, getattr(row.record, column)) for row in ledger]
        kept = tuple((number, entry) for number, entry in entries if entry and not isinstance(entry, Missing))
        different = len({entry for _, entry in kept})
        return Computed(Decimal(different), tuple(number for number, _ in kept), f"{derivation}：{different} {unit}")

    return Measure(name, label, "count", unit, derivation, compute)


def truth(
    name: str,
    label: str,
    derivation: str,
    *,
    where: Mapping[str, Choices],
    test: Callable[[Any, int], bool | Missing],
    none: bool | Missing,
) -> Measure:
    """Whether ``test`` holds for every row within ``where``; ``none`` is the answer where there is no such row."""

    def compute(ledger: Ledger[Any]) -> Computed:
        taken, open_rows = _select(ledger, where, {})
        if open_rows:
            return _open(open_rows, "分类未填")
        answers = [(row.number, test(row.record, ledger.year)) for row in taken]
        asked = [(number, answer) for number, answer in answers if answer is not Missing.NOT_APPLICABLE]
        if not taken:
            return Computed(none, (), f"“{ledger.register.label}”中没有此类事项")
        if not asked:
            return Computed(Missing.NOT_APPLICABLE, tuple(number for number, _ in answers), "均为不适用")
        failed = tuple(number for number, answer in asked if answer is False)
        open_rows = tuple(number for number, answer in asked if answer is Missing.BLANK)
        if failed:
            return Computed(False, failed, f"{derivation}：有 {len(failed)} 行不符合")
        if open_rows:
            return _open(open_rows, "所需内容未填")
        return Computed(True, tuple(number for number, _ in asked), f"{derivation}：{len(asked)} 行均符合")

    return Measure(name, label, "yes_no", "", derivation, compute)


def _select(
    ledger: Ledger[Any], where: Mapping[str, Choices], unclear: Mapping[str, Choices]
) -> tuple[tuple[Any, ...], tuple[int, ...]]:
    """The rows within ``where``, and the numbers of those that leave open whether they belong."""
    taken, open_rows = [], []
    for row in ledger:
        entries = {column: getattr(row.record, column) for column in where}
        if any(entry and entry not in where[column] + unclear.get(column, ()) for column, entry in entries.items()):
            continue
        if any(not entry or entry in unclear.get(column, ()) for column, entry in entries.items()):
            open_rows.append(row.number)
        else:
            taken.append(row)
    return tuple(taken), tuple(open_rows)


def _open(numbers: tuple[int, ...], why: str) -> Computed:
    shown = "、".join(str(number) for number in numbers[:8])
    more = f" 等 {len(numbers)} 行" if len(numbers) > 8 else " 行"
    return Computed(Missing.BLANK, numbers, f"第 {shown}{more}{why}，无法得出")
