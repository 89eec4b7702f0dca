"""How the examples write down what a report says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jixiao.facts import GoalRow
from jixiao.numbers import Missing, parse_cell, parse_decimal
from jixiao.workbook.filling import Answer

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["NOT_PRINTED", "amount", "answer", "claimed", "told"]

NOT_PRINTED: Final = "报告未印"
_CLAIM: Final = "单位自评满分，报告未印依据"
_REACHED: Final = "达成年度指标"


def amount(text: str) -> Decimal:
    """A figure: of money in 万元, otherwise a number."""
    value = parse_decimal(text)
    assert value is not None, text
    return value


def answer(value: str, unit: str = "", note: str = "") -> Answer:
    """An answer as a clerk types it: 是, 否, 不适用, or a figure in ``unit``."""
    cell = {"是": True, "否": False}.get(value)
    if cell is None:
        cell = parse_cell(value, unit)
    assert cell is not None, value
    return Answer(cell, note=note)


def claimed(name: str, category: str, actual: str, task: str = "") -> GoalRow:
    """A goal of which the report prints what was done but no target, and for which the unit claims full points."""
    return told(name, category, actual, task, level=_REACHED, share=amount("1"), deviation=_CLAIM)


def told(
    name: str,
    category: str,
    actual: str,
    task: str = "",
    *,
    target: str = NOT_PRINTED,
    level: str = "",
    share: Decimal | Missing = Missing.BLANK,
    deviation: str = "",
) -> GoalRow:
    """A goal of which the report prints what was done; without a claim it cannot be scored."""
    return GoalRow(
        name=name,
        category=category,
        operator="qualitative",
        target=target,
        actual=actual,
        level=level,
        share=share,
        task=task,
        deviation=deviation,
    )
