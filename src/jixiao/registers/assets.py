"""Fixed assets (固定资产): what there is, whether it is used, counted, and what it brought in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from jixiao.registers.base import Broken, Figure, Invariant, Register, When, choice, count, date_of, money, text
from jixiao.registers.measures import tally, total

if TYPE_CHECKING:
    from jixiao.numbers import Missing

__all__ = ["REGISTER", "Asset"]

CATEGORIES: Final = ("房屋和构筑物", "设备", "文物和陈列品", "图书和档案", "家具和用具", "特种动植物", "其他资产")
STATES: Final = ("在用", "出租出借", "闲置", "待处置")


@dataclass(frozen=True, slots=True)
class Asset:
    """One asset or one group of like assets."""

    name: str = text("资产名称", required=True, width=26, synonyms=("资产",))
    category: str = choice("资产类别", CATEGORIES, width=15, synonyms=("类别",))
    quantity: Figure = count("数量", "件", width=10)
    value: Figure = money("账面原值", width=15, required=True, synonyms=("原值", "资产原值"))
    state: str = choice("使用状态", STATES, required=True, width=12, synonyms=("使用状况", "状态"))
    counted_on: When = date_of("盘点日期", width=13, note="本年最近一次盘点的日期；没有盘点的留空。")
    income: Figure = money("应缴收益", width=15, note="处置、出租等收益；没有的填 0。", synonyms=("资产收益",))
    remitted: Figure = money("已缴收益", width=15, note="已按时上缴财政的部分。", synonyms=("已上缴收益",))


def _remitted_within(asset: Asset) -> Broken | None:
    if isinstance(asset.remitted, Decimal) and isinstance(asset.income, Decimal) and asset.remitted > asset.income:
        return Broken("remitted", f"{asset.remitted:f} 万元", f"不超过应缴收益 {asset.income:f} 万元")
    return None


def _counted(asset: Asset, year: int) -> bool | Missing:
    return isinstance(asset.counted_on, date) and asset.counted_on.year == year


REGISTER = Register(
    name="assets",
    label="固定资产",
    purpose="每件或每类资产一行；金额用账面原值。",
    record=Asset,
    example=Asset(
        name="台式计算机",
        category="设备",
        quantity=Decimal(6),
        value=Decimal("3.12"),
        state="在用",
        counted_on=date(2023, 11, 30),
        income=Decimal(0),
        remitted=Decimal(0),
    ),
    invariants=(Invariant("IN310", "已缴收益超过应缴收益", _remitted_within),),
    totals=("value", "income", "remitted"),
    measures=(
        total("assets_all", "固定资产总额", "value"),
        total("assets_in_use", "在用固定资产", "value", where={"state": ("在用", "出租出借")}),
        tally("asset_items", "固定资产项数", "项", "固定资产的行数"),
        tally("asset_items_counted", "本年已盘点的固定资产项数", "项", "盘点日期在本年的项数", test=_counted),
        total("asset_income", "应缴资产收益", "income"),
        total("asset_income_remitted", "已缴资产收益", "remitted"),
    ),
    order=90,
)
