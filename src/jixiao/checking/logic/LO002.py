"""LO002: a key project far behind beside a whole that is finished."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import percent, shown
from jixiao.checking.ledger import Ledger, called
from jixiao.checking.reasons import EXECUTION, explained
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Figure, Report

_DONE = Fraction(95, 100)
_BEHIND = Fraction(80, 100)
_BUDGETS = ("adjusted_budget", "initial_budget")


class LO002(Check):
    """整体完成率很高，而重点项目执行很低的，应当说明。

    什么
    部门整体完成率在 95% 以上，某个项目的支出不到它预算的 80%，而文中没有说明原因的报。

    为什么
    整体 100% 常是调整预算的结果；重点项目没有花完钱，说明任务可能没有做完，恰是评价要看的。

    例子
    整体预算完成率 100%，重点项目预算 13 万元只用了 8.54 万元（65.69%），没有说明。

    改法
    写明该项目未用完的原因、余款去向和任务完成情况。

    来源
    各地自评表“执行率低于 90% 须说明原因”。
    """

    code = "LO002"
    title = "重点项目执行明显低于整体而未说明"
    kind = Kind.LOGIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        whole = ledger.first(["execution_rate"])
        projects = [
            pair for scope in ledger.scopes if scope.startswith(("project:", "task:")) for pair in _pairs(ledger, scope)
        ]
        if whole is None or not projects:
            return NotApplicable("没有同时写明整体完成率和项目的预算、支出")
        if whole.value.base < _DONE or explained(report, EXECUTION):
            return []
        return [
            self._report(whole, budget, spent, scope)
            for budget, spent, scope in projects
            if spent.value.base < _BEHIND * budget.value.base
        ]

    def _report(self, whole: Figure, budget: Figure, spent: Figure, scope: str) -> Finding:
        name = scope.partition(":")[2]
        reached = percent(spent.value.base / budget.value.base)
        return self.finding(
            f"“{name}”{called(budget)} {shown(budget.value)}，{called(spent)} {shown(spent.value)}，只执行 {reached}，"
            f"而整体{called(whole)}写 {shown(whole.value)}，没有说明原因。",
            spent.location,
            budget.location,
            whole.location,
            expected="说明项目未用完的原因",
            actual=reached,
            steps=(f"{shown(spent.value)} ÷ {shown(budget.value)} = {reached}",),
            advice="写明该项目未用完的原因、余款去向和任务完成情况。",
        )


def _pairs(ledger: Ledger, scope: str) -> list[tuple[Figure, Figure, str]]:
    budget, spent = ledger.first(_BUDGETS, scope), ledger.first(["expenditure"], scope)
    return [(budget, spent, scope)] if budget and spent and budget.value.base > 0 else []
