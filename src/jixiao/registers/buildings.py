"""Buildings (楼堂馆所): office buildings, halls and guest houses built or refitted, against what was approved."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from jixiao.findings import Severity
from jixiao.registers.base import Broken, Figure, Invariant, Register, money, number, text
from jixiao.registers.measures import tally

__all__ = ["REGISTER", "Building"]

_LARGEST: Final = Decimal(1_000_000)
"""Square metres: a larger one was almost certainly typed in another unit."""


@dataclass(frozen=True, slots=True)
class Building:
    """One building project that was under way in the year."""

    name: str = text("项目名称", required=True, width=28, synonyms=("楼堂馆所项目", "工程名称"))
    approved_area: Figure = number(
        "批复规模", unit="平方米", high=_LARGEST, width=16, synonyms=("批准规模", "批复面积")
    )
    area: Figure = number("实际规模", unit="平方米", high=_LARGEST, width=16, synonyms=("实际面积", "建筑面积"))
    estimate: Figure = money("概算投资", width=16, note="经批准的投资概算。", synonyms=("投资概算", "批复概算"))
    investment: Figure = money("实际投资", width=16, note="到年末累计。", synonyms=("累计完成投资", "实际完成投资"))


def _within_area(building: Building) -> Broken | None:
    area, approved = building.area, building.approved_area
    if isinstance(area, Decimal) and isinstance(approved, Decimal) and area > approved:
        return Broken("area", f"{area:f} 平方米", f"不超过批复规模 {approved:f} 平方米")
    return None


def _within_estimate(building: Building) -> Broken | None:
    spent, estimate = building.investment, building.estimate
    if isinstance(spent, Decimal) and isinstance(estimate, Decimal) and spent > estimate:
        return Broken("investment", f"{spent:f} 万元", f"不超过概算投资 {estimate:f} 万元")
    return None


REGISTER = Register(
    name="buildings",
    label="楼堂馆所",
    purpose="本年在建、维修、竣工的楼堂馆所，每个项目一行；没有的勾选本年无此类事项。",
    record=Building,
    example=Building(
        name="科普活动中心维修",
        approved_area=Decimal(1200),
        area=Decimal(1180),
        estimate=Decimal("260.00"),
        investment=Decimal("251.36"),
    ),
    invariants=(
        Invariant("IN316", "实际规模超过批复规模", _within_area, Severity.WARNING),
        Invariant("IN317", "实际投资超过概算", _within_estimate, Severity.WARNING),
    ),
    key=("name",),
    totals=("estimate", "investment"),
    measures=(tally("buildings", "楼堂馆所项目个数", "个", "楼堂馆所的行数"),),
    order=95,
)
