"""Staff (编制与在职): posts approved and people in them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from jixiao.findings import Severity
from jixiao.registers.base import Broken, Figure, Invariant, Register, choice, count
from jixiao.registers.measures import total

__all__ = ["REGISTER", "Staff"]

CATEGORIES: Final = ("行政编制", "参公事业编制", "事业编制", "工勤编制")


@dataclass(frozen=True, slots=True)
class Staff:
    """Posts of one category at the end of the year."""

    category: str = choice("编制类别", CATEGORIES, required=True, width=16, synonyms=("类别",))
    quota: Figure = count("编制数", "人", required=True, width=12, synonyms=("核定编制", "编制人数"))
    actual: Figure = count("在职人数", "人", required=True, width=12, synonyms=("实有人数", "在编人数"))
    retired: Figure = count("退休人数", "人", width=12, synonyms=("离退休人数",))


def _within_quota(staff: Staff) -> Broken | None:
    if isinstance(staff.actual, Decimal) and isinstance(staff.quota, Decimal) and staff.actual > staff.quota:
        return Broken("actual", f"{staff.actual:f} 人", f"不超过编制数 {staff.quota:f} 人")
    return None


REGISTER = Register(
    name="staff",
    label="编制与在职",
    purpose="每类编制一行，按年末数填。",
    record=Staff,
    example=Staff(category="参公事业编制", quota=Decimal(6), actual=Decimal(5), retired=Decimal(8)),
    invariants=(Invariant("IN315", "在职人数超过编制", _within_quota, Severity.WARNING),),
    key=("category",),
    totals=("quota", "actual", "retired"),
    measures=(
        total("staff_quota", "编制数", "quota", kind="count", unit="人"),
        total("staff_actual", "在职人数", "actual", kind="count", unit="人"),
        total("staff_retired", "退休人数", "retired", kind="count", unit="人"),
    ),
    order=160,
    may_be_empty=False,
)
