"""Grants (资助项目): projects of others that the unit funds, and money passed on to others (二次分配)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.registers.base import Broken, ComputedColumn, Figure, Invariant, Register, YesNo, money, text, yes_no
from jixiao.registers.measures import distinct, tally, total

if TYPE_CHECKING:
    from jixiao.numbers import Missing

__all__ = ["REGISTER", "Grant"]


@dataclass(frozen=True, slots=True)
class Grant:
    """One funded project of somebody else."""

    name: str = text("资助项目", required=True, width=30, synonyms=("资助项目名称",))
    recipient: str = text("受资助单位", width=26, required=True, synonyms=("承担单位", "实施单位"))
    project: str = text("所属项目", width=22, note="从哪个预算项目列支。", synonyms=("预算项目",))
    agreed: Figure = money("资助金额", width=15, required=True, synonyms=("核定金额", "批准金额"))
    paid: Figure = money("已拨付金额", width=15, required=True, synonyms=("拨付金额", "实际拨付"))
    accepted: YesNo = yes_no("已验收", width=10, note="未到验收时间的填“不适用”。", synonyms=("是否验收",))


def _not_overpaid(grant: Grant) -> Broken | None:
    if isinstance(grant.paid, Decimal) and isinstance(grant.agreed, Decimal) and grant.paid > grant.agreed:
        return Broken("paid", f"{grant.paid:f} 万元", f"不超过资助金额 {grant.agreed:f} 万元")
    return None


def _accepted(grant: Grant, _year: int) -> bool | Missing:
    return grant.accepted


REGISTER = Register(
    name="grants",
    label="资助项目",
    purpose="资助他人的项目、二次分配的资金，每项一行。",
    record=Grant,
    example=Grant(
        name="社区科普角建设",
        recipient="某街道办事处",
        project="科普活动经费",
        agreed=Decimal("2.00"),
        paid=Decimal("2.00"),
        accepted=True,
    ),
    invariants=(Invariant("IN304", "拨付超过资助金额", _not_overpaid),),
    key=("name", "recipient"),
    totals=("agreed", "paid"),
    computed=(ComputedColumn("拨付率", "%", after="paid", numerator="paid", denominator="agreed"),),
    measures=(
        tally("grants", "资助项目个数", "个", "资助项目的行数"),
        distinct("grant_recipients", "受资助单位个数", "个", "recipient", "不同受资助单位的个数"),
        total("grants_amount", "资助金额", "agreed"),
        total("grants_paid", "资助拨付金额", "paid"),
        tally("grants_accepted", "已验收的资助项目个数", "个", "已验收的资助项目个数", test=_accepted),
    ),
    order=60,
    scope="project",
)
