"""Payments (支出台账): what was paid in the year, one payment or one heading a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jixiao.registers.base import Figure, Register, When, date_of, money, text
from jixiao.registers.classes import (
    by_economic_class,
    by_kind,
    by_nature,
    by_source,
    economic_column,
    kind_column,
    level_column,
    nature_column,
    project_column,
    source_column,
)
from jixiao.registers.measures import total

__all__ = ["REGISTER", "Payment"]


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment, or the year's payments under one heading (then without a date)."""

    paid_on: When = date_of("支付日期", in_year=True, width=13, note="按科目汇总填报的可以留空。", synonyms=("日期",))
    item: str = text("支付事项", required=True, width=28, synonyms=("摘要", "事项", "支出事项"))
    kind: str = kind_column()
    source: str = source_column()
    nature: str = nature_column()
    level: str = level_column()
    economic: str = economic_column()
    project: str = project_column()
    amount: Figure = money(
        "支付金额",
        width=16,
        required=True,
        note="退回、冲销的，直接从原来那一行减去。",
        synonyms=("金额", "支出金额", "执行数", "全年执行数", "支出数"),
    )
    voucher: str = text("凭证号", width=14, synonyms=("凭证编号",))


REGISTER = Register(
    name="execution",
    label="支出台账",
    purpose="每笔支付一行，也可以按科目每类一行。",
    record=Payment,
    example=Payment(
        paid_on=date(2023, 5, 18),
        item="科普讲座场地布置",
        kind="项目支出",
        source="一般公共预算",
        nature="当年财政拨款",
        level="县级",
        economic="302 商品和服务支出",
        project="科普活动经费",
        amount=Decimal("1.26"),
        voucher="记-0518",
    ),
    totals=("amount",),
    measures=(
        total("expenditure", "全年执行数", "amount"),
        *by_kind("expenditure", "执行数", "amount"),
        *by_source("expenditure", "执行数", "amount"),
        *by_nature("expenditure", "执行数", "amount"),
        *by_economic_class("expenditure", "执行数", "amount"),
        total("central_funds_expenditure", "中央资金执行数", "amount", where={"level": ("中央",)}),
        total("province_funds_expenditure", "省级资金执行数", "amount", where={"level": ("省级",)}),
        total("city_funds_expenditure", "市级资金执行数", "amount", where={"level": ("市级",)}),
        total("county_funds_expenditure", "县级资金执行数", "amount", where={"level": ("县级",)}),
        total("local_funds_expenditure", "地方资金执行数", "amount", where={"level": ("省级", "市级", "县级")}),
    ),
    order=20,
    may_be_empty=False,
    scope="project",
)
