"""What is known of a unit when registers and answers are put together: every fact once, contradictions reported."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.numbers import Missing, Printed, plain
from jixiao.workbook.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jixiao.facts import Fact, FactValue
    from jixiao.findings import Finding
    from jixiao.registers.base import Column
    from jixiao.workbook.cells import Value

__all__ = ["fact_value", "settle"]


def settle(measured: Iterable[Fact], answered: Iterable[Fact]) -> tuple[tuple[Fact, ...], tuple[Finding, ...]]:
    """Every fact once: what the scheme asks as it was answered, or from a register kept besides if it was not.

    An answer that contradicts the register is taken and reported.
    """
    kept = {fact.name: fact for fact in measured}
    findings = []
    for answer in answered:
        found = kept.get(answer.name)
        if found is None or found.value is Missing.BLANK or answer.value is not Missing.BLANK:
            kept[answer.name] = answer
        if found is not None and _differ(found.value, answer.value):
            told, counted = _shown(answer.value), _shown(found.value)
            findings.append(
                fault(
                    "IN209",
                    answer.origins[0],
                    f"“{answer.label}”填的是{told}，由{found.origins[0].label}得出的是{counted}，应当一致；按填的评分。",
                    expected=counted,
                    actual=told,
                    advice="请核对后改正其中一处；台账是对的，把这里清空即可。",
                )
            )
    return tuple(kept.values()), tuple(findings)


def _differ(found: FactValue, answer: FactValue) -> bool:
    """Whether two values of one fact contradict each other; where there is none, nothing does."""
    if isinstance(found, Printed) and isinstance(answer, Printed):
        return found.kind is answer.kind and found.base != answer.base
    return isinstance(found, bool) and isinstance(answer, bool) and found is not answer


def _shown(value: FactValue) -> str:
    if isinstance(value, Printed):
        return f" {plain(value.value)} {value.unit}".rstrip()
    return "“是”" if value is True else "“否”"


def fact_value(value: Value, column: Column) -> Printed | bool | str | Missing:
    """An answer as a fact: a figure in the unit asked, a word, or why there is none."""
    if isinstance(value, Decimal):
        return Printed(value, column.unit, max(0, -int(value.as_tuple().exponent)), plain(value))
    if isinstance(value, date):
        return value.isoformat()
    if value == "":
        return Missing.BLANK
    return Missing.NOT_APPLICABLE if value == Missing.NOT_APPLICABLE.label else value
