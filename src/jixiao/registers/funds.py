"""Funds received and left over (资金到位与结转): what was promised, what arrived and when, what stayed at year end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jixiao.findings import Severity
from jixiao.numbers import Missing
from jixiao.registers.base import (
    Broken,
    ComputedColumn,
    Figure,
    Invariant,
    Register,
    When,
    choice,
    date_of,
    money,
    text,
)
from jixiao.registers.classes import (
    SOURCES,
    level_column,
)
from jixiao.registers.measures import tally, total

__all__ = ["REGISTER", "Fund"]


@dataclass(frozen=True, slots=True)
class Fund:
    """Money from one source: brought over, due, received, left over."""

    item: str = text("资金名称", required=True, width=28, synonyms=("资金项目",))
    source: str = choice("资金来源", SOURCES, width=16)
    level: str = level_column()
    project: str = text("所属项目", width=22, synonyms=("项目名称", "项目"))
    carryover_in: Figure = money("上年结转结余", width=16, synonyms=("年初结转和结余", "上年结转"))
    planned: Figure = money("应到位资金", width=16, synonyms=("计划到位资金", "应到位金额"))
    received: Figure = money("实际到位资金", width=16, synonyms=("到位资金", "实际到位金额"))
    due_on: When = date_of("应到位日期", width=13)
    received_on: When = date_of("实际到位日期", width=13, synonyms=("到位日期",))
    carryover: Figure = money("年末结转结余", width=16, synonyms=("年末结转和结余", "结转结余", "结转和结余"))


def _received_has_amount(fund: Fund) -> Broken | None:
    if isinstance(fund.received_on, date) and (fund.received is Missing.BLANK or fund.received == 0):
        shown = "空白" if fund.received is Missing.BLANK else "0"
        return Broken("received", shown, "到位的金额（已填实际到位日期）")
    return None


def _in_time(fund: Fund, _year: int) -> bool | Missing:
    if fund.planned is Missing.NOT_APPLICABLE or fund.due_on is Missing.NOT_APPLICABLE:
        return Missing.NOT_APPLICABLE
    if isinstance(fund.due_on, Missing) or fund.planned is Missing.BLANK or fund.received is Missing.BLANK:
        return Missing.BLANK
    if isinstance(fund.received, Decimal) and isinstance(fund.planned, Decimal) and fund.received < fund.planned:
        return False
    if isinstance(fund.received_on, Missing):
        return Missing.BLANK
    return fund.received_on <= fund.due_on


def _due(fund: Fund, year: int) -> bool | Missing:
    answer = _in_time(fund, year)
    return answer if isinstance(answer, Missing) else True


REGISTER = Register(
    name="funds",
    label="资金到位与结转",
    purpose="每项资金一行：应到多少、实到多少、年末剩多少。",
    record=Fund,
    example=Fund(
        item="科普活动专项资金",
        source="一般公共预算",
        level="县级",
        project="科普活动经费",
        carryover_in=Decimal("0.00"),
        planned=Decimal("52.50"),
        received=Decimal("52.50"),
        due_on=date(2023, 3, 31),
        received_on=date(2023, 3, 20),
        carryover=Decimal("0.80"),
    ),
    invariants=(Invariant("IN302", "有到位日期而没有到位金额", _received_has_amount, Severity.WARNING),),
    totals=("carryover_in", "planned", "received", "carryover"),
    computed=(ComputedColumn("到位率", "%", after="received", numerator="received", denominator="planned"),),
    measures=(
        total("planned_funds", "应到位资金", "planned"),
        total("received_funds", "到位资金", "received"),
        total("carryover_in", "上年结转", "carryover_in"),
        total("carryover", "年末结转和结余", "carryover"),
        tally("funds_due", "应按期到位的资金项数", "项", "填有应到位日期的资金项数", test=_due),
        tally("funds_on_time", "及时足额到位的资金项数", "项", "足额到位且不晚于应到位日期的项数", test=_in_time),
    ),
    order=40,
    may_be_empty=False,
    scope="project",
)
