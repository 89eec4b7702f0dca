"""Budget lines (预算台账): what was approved at the start of the year and what it was after adjustments."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jixiao.findings import Severity
from jixiao.registers.base import (
    Broken,
    ComputedColumn,
    Figure,
    Invariant,
    Register,
    money,
    text,
)
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

__all__ = ["REGISTER", "BudgetLine"]


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One line of the budget. ``initial`` is blank where nobody recorded it, 0 where the line was added later."""

    item: str = text("预算事项", required=True, width=28, synonyms=("预算项目", "预算科目", "事项"))
    kind: str = kind_column()
    source: str = source_column()
    nature: str = nature_column()
    level: str = level_column()
    economic: str = economic_column()
    project: str = project_column()
    initial: Figure = money("年初预算数", width=16, synonyms=("年初预算", "年初批复数", "年初批复预算数"))
    adjusted: Figure = money(
        "全年预算数",
        width=16,
        required=True,
        note="年中调整后的数；没有调整过的，与年初预算数相同。",
        synonyms=("调整预算数", "调整后预算数", "全年预算"),
    )
    basis: str = text("调整依据", width=22, note="追加、追减的文号或会议纪要。", synonyms=("调整文号",))


def _has_basis(line: BudgetLine) -> Broken | None:
    if not isinstance(line.initial, Decimal) or not isinstance(line.adjusted, Decimal):
        return None
    if line.initial == line.adjusted or line.basis:
        return None
    return Broken("basis", "空白", "调整的依据（全年预算数与年初预算数不同）")


REGISTER = Register(
    name="budget",
    label="预算台账",
    purpose="每条预算一行：年初批复多少，年中调整后多少。",
    record=BudgetLine,
    example=BudgetLine(
        item="科普活动经费",
        kind="项目支出",
        source="一般公共预算",
        nature="当年财政拨款",
        level="县级",
        economic="302 商品和服务支出",
        project="科普活动经费",
        initial=Decimal("60.00"),
        adjusted=Decimal("52.50"),
        basis="×财预〔20××〕×号",
    ),
    invariants=(Invariant("IN301", "预算有调整而未写依据", _has_basis, Severity.WARNING),),
    totals=("initial", "adjusted"),
    computed=(ComputedColumn("调整数", "万元", after="adjusted", minuend="adjusted", subtrahend="initial"),),
    measures=(
        total("initial_budget", "年初预算数", "initial"),
        total("adjusted_budget", "全年预算数", "adjusted"),
        *by_kind("initial_budget", "年初预算数", "initial"),
        *by_kind("budget", "全年预算数", "adjusted"),
        *by_source("initial_budget", "年初预算数", "initial"),
        *by_source("budget", "全年预算数", "adjusted"),
        *by_nature("initial_budget", "年初预算数", "initial"),
        *by_nature("adjusted_budget", "全年预算数", "adjusted"),
        *by_economic_class("budget", "全年预算数", "adjusted"),
        total("central_funds", "中央资金", "adjusted", where={"level": ("中央",)}),
        total("province_funds", "省级资金", "adjusted", where={"level": ("省级",)}),
        total("city_funds", "市级资金", "adjusted", where={"level": ("市级",)}),
        total("county_funds", "县级资金", "adjusted", where={"level": ("县级",)}),
        total("local_funds", "地方资金", "adjusted", where={"level": ("省级", "市级", "县级")}),
    ),
    order=10,
    may_be_empty=False,
    scope="project",
)
