"""Who takes part: the roles a person can hold at a unit, and what kinds of unit there are."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["REVIEWING", "Role", "UnitKind"]


class UnitKind(StrEnum):
    """A unit's place in the tree: the finance bureau at the root, departments below it, budget units below these."""

    FINANCE = "finance"
    DEPARTMENT = "department"
    UNIT = "unit"

    @property
    def label(self) -> str:
        return {"finance": "财政部门", "department": "主管部门", "unit": "预算单位"}[self.value]


class Role(StrEnum):
    """What somebody does at a unit. One person may hold several roles, also at several units."""

    PREPARER = "preparer"
    APPROVER = "approver"
    DEPARTMENT_REVIEWER = "department_reviewer"
    FINANCE_REVIEWER = "finance_reviewer"
    FINANCE_ADMINISTRATOR = "finance_administrator"
    EVALUATOR = "evaluator"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def held_at(self) -> tuple[UnitKind, ...]:
        """At which kinds of unit the role can be given. A finance bureau reviews; it keeps no registers here."""
        if self in (Role.PREPARER, Role.APPROVER):
            return (UnitKind.DEPARTMENT, UnitKind.UNIT)
        if self is Role.DEPARTMENT_REVIEWER:
            return (UnitKind.DEPARTMENT,)
        return (UnitKind.FINANCE,)


_LABELS = {
    Role.PREPARER: "经办人",
    Role.APPROVER: "审核人",
    Role.DEPARTMENT_REVIEWER: "主管部门审核人",
    Role.FINANCE_REVIEWER: "财政复核人",
    Role.FINANCE_ADMINISTRATOR: "财政管理员",
    Role.EVALUATOR: "第三方评价人员",
    Role.AUDITOR: "审计人员",
}

REVIEWING = frozenset({Role.FINANCE_REVIEWER, Role.FINANCE_ADMINISTRATOR})
"""The roles that see every evaluation handed in to the finance bureau."""
