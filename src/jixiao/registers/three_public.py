"""The three public expenses (“三公”经费): overseas travel, official vehicles, receptions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from jixiao.registers.base import ComputedColumn, Figure, Register, choice, money
from jixiao.registers.measures import total

__all__ = ["REGISTER", "ThreePublicItem"]

KINDS: Final = ("因公出国（境）费", "公务用车购置费", "公务用车运行维护费", "公务接待费")
VEHICLES: Final = KINDS[1:3]


@dataclass(frozen=True, slots=True)
class ThreePublicItem:
    """The year's budget and expenditure on one of the expenses."""

    kind: str = choice("经费类别", KINDS, required=True, width=22, synonyms=("类别", "项目"))
    budget: Figure = money(
        "本年预算数", required=True, width=16, note="没有安排的填 0。", synonyms=("预算数", "全年预算数")
    )
    expenditure: Figure = money(
        "本年支出数", required=True, width=16, note="没有发生的填 0。", synonyms=("支出数", "决算数", "本年决算数")
    )
    last_year: Figure = money("上年支出数", width=16, synonyms=("上年决算数", "上年数"))


REGISTER = Register(
    name="three_public",
    label="三公经费",
    purpose="四类经费各一行；没有安排的填 0。",
    record=ThreePublicItem,
    example=ThreePublicItem(
        kind="公务接待费", budget=Decimal("1.80"), expenditure=Decimal("0.44"), last_year=Decimal("0.90")
    ),
    key=("kind",),
    totals=("budget", "expenditure", "last_year"),
    computed=(ComputedColumn("控制率", "%", after="expenditure", numerator="expenditure", denominator="budget"),),
    measures=(
        total("three_public_budget", "“三公”经费预算数", "budget"),
        total("three_public_expenditure", "“三公”经费支出数", "expenditure"),
        total("three_public_last_year", "“三公”经费上年支出数", "last_year"),
        total("reception_expenditure", "公务接待费支出数", "expenditure", where={"kind": ("公务接待费",)}),
        total("reception_last_year", "公务接待费上年支出数", "last_year", where={"kind": ("公务接待费",)}),
        total("vehicle_expenditure", "公务用车费用支出数", "expenditure", where={"kind": VEHICLES}),
        total("vehicle_last_year", "公务用车费用上年支出数", "last_year", where={"kind": VEHICLES}),
        total("overseas_expenditure", "因公出国（境）费支出数", "expenditure", where={"kind": KINDS[:1]}),
        total("overseas_last_year", "因公出国（境）费上年支出数", "last_year", where={"kind": KINDS[:1]}),
    ),
    order=100,
)
