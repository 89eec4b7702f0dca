"""Government procurement (政府采购): plan, intent and execution of each item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from jixiao.findings import Severity
from jixiao.numbers import Missing
from jixiao.registers.base import (
    Broken,
    ComputedColumn,
    Figure,
    Invariant,
    Register,
    When,
    YesNo,
    choice,
    date_of,
    money,
    text,
    yes_no,
)
from jixiao.registers.measures import tally, total

__all__ = ["INTENT_LEAD", "REGISTER", "Procurement"]

METHODS: Final = (
    "公开招标",
    "邀请招标",
    "竞争性谈判",
    "竞争性磋商",
    "询价",
    "单一来源",
    "框架协议",
    "电子卖场",
    "其他方式",
)

INTENT_LEAD: Final = timedelta(days=30)
"""An intent is in principle published at least 30 days before the procurement starts (财库〔2020〕10号; recalled)."""


@dataclass(frozen=True, slots=True)
class Procurement:
    """One item of the procurement plan."""

    item: str = text("采购项目", required=True, width=28, synonyms=("采购项目名称", "采购内容"))
    project: str = text("所属项目", width=22, synonyms=("预算项目",))
    method: str = choice("采购方式", METHODS, width=12)
    planned: Figure = money("采购计划金额", width=16, required=True, synonyms=("采购预算", "计划金额", "采购计划"))
    executed: Figure = money(
        "实际采购金额",
        width=16,
        required=True,
        note="没有实施的填 0。",
        synonyms=("采购执行金额", "实际金额", "采购执行"),
    )
    reserved: Figure = money(
        "面向中小企业", width=16, note="实际采购金额中授予中小企业的部分。", synonyms=("中小企业",)
    )
    intent: YesNo = yes_no("须公开意向", width=12, note="按规定可以不公开意向的填“否”。", synonyms=("是否公开意向",))
    intent_on: When = date_of("意向公开日期", width=14)
    started_on: When = date_of("采购开始日期", width=14, note="采购公告或邀请发出的日期。", synonyms=("采购公告日期",))


def _reserved_within(item: Procurement) -> Broken | None:
    if isinstance(item.reserved, Decimal) and isinstance(item.executed, Decimal) and item.reserved > item.executed:
        return Broken("reserved", f"{item.reserved:f} 万元", f"不超过实际采购金额 {item.executed:f} 万元")
    return None


def _within_plan(item: Procurement) -> Broken | None:
    if isinstance(item.executed, Decimal) and isinstance(item.planned, Decimal) and item.executed > item.planned:
        return Broken("executed", f"{item.executed:f} 万元", f"不超过采购计划 {item.planned:f} 万元")
    return None


def _intent_due(item: Procurement, _year: int) -> bool | Missing:
    return item.intent


def _intent_in_time(item: Procurement, _year: int) -> bool | Missing:
    if item.intent is not True:
        return item.intent
    if isinstance(item.intent_on, Missing):
        return False
    if isinstance(item.started_on, date):
        return item.started_on - item.intent_on >= INTENT_LEAD
    return Missing.BLANK


REGISTER = Register(
    name="procurement",
    label="政府采购",
    purpose="采购计划中的每个项目一行。",
    record=Procurement,
    example=Procurement(
        item="科普展板制作",
        project="科普活动经费",
        method="电子卖场",
        planned=Decimal("3.00"),
        executed=Decimal("2.80"),
        reserved=Decimal("2.80"),
        intent=False,
    ),
    invariants=(
        Invariant("IN305", "中小企业部分超过实际采购金额", _reserved_within),
        Invariant("IN306", "实际采购超过采购计划", _within_plan, Severity.WARNING),
    ),
    totals=("planned", "executed", "reserved"),
    computed=(ComputedColumn("采购执行率", "%", after="executed", numerator="executed", denominator="planned"),),
    measures=(
        total("procurement_planned", "采购计划金额", "planned"),
        total("procurement_executed", "实际采购金额", "executed"),
        total("procurement_reserved", "面向中小企业采购金额", "reserved"),
        tally("procurement_items", "采购项目个数", "个", "政府采购的行数"),
        tally("intents_due", "应公开意向的采购项目个数", "个", "须公开意向的采购项目个数", test=_intent_due),
        tally(
            "intents_on_time",
            "按时公开意向的采购项目个数",
            "个",
            "意向公开比采购开始早 30 日以上的项目个数",
            test=_intent_in_time,
        ),
    ),
    order=70,
    scope="project",
)
