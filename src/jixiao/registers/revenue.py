"""Revenue (收入台账): budgeted and final revenue by source."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jixiao.registers.base import ComputedColumn, Figure, Register, choice, money, text
from jixiao.registers.classes import SOURCES
from jixiao.registers.measures import total

__all__ = ["REGISTER", "Revenue"]


@dataclass(frozen=True, slots=True)
class Revenue:
    """Revenue of the year from one source."""

    item: str = text("收入事项", required=True, width=28, synonyms=("收入项目",))
    source: str = choice("资金来源", SOURCES, width=16, synonyms=("收入来源",))
    budget: Figure = money("收入预算数", width=16, required=True, synonyms=("预算数", "收入预算"))
    final: Figure = money("收入决算数", width=16, required=True, synonyms=("决算数", "收入决算"))


REGISTER = Register(
    name="revenue",
    label="收入台账",
    purpose="每项收入一行：预算多少，决算多少。",
    record=Revenue,
    example=Revenue(item="财政拨款收入", source="一般公共预算", budget=Decimal("280.00"), final=Decimal("276.40")),
    totals=("budget", "final"),
    computed=(ComputedColumn("差额", "万元", after="final", minuend="final", subtrahend="budget"),),
    measures=(
        total("revenue_budget", "收入预算数", "budget"),
        total("revenue_final", "收入决算数", "final"),
    ),
    order=30,
    may_be_empty=False,
)
