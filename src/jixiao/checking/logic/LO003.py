"""LO003: execution measured against what was received instead of what was budgeted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import Fit, fit_of, percent, shown
from jixiao.checking.ledger import Ledger, called
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Figure, Report


class LO003(Check):
    """执行率应以全年预算为分母，不以到位资金为分母。

    什么
    到位资金少于预算，而所写执行率只有用到位资金作分母才算得出来的报。

    为什么
    用到位资金作分母，资金没有到位的部分就从评价里消失了；按预算计算，执行率和到位率一样低。

    例子
    预算 153 万元，到位 100 万元，使用 100 万元，支出率写 100%：按预算应为 65.36%。

    改法
    按全年预算计算执行率；资金未到位的，在到位率和原因里说明。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）所附自评表：执行率＝全年执行数÷全年预算数。
    """

    code = "LO003"
    title = "执行率以到位资金为分母"
    kind = Kind.LOGIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        groups = [found for scope in ledger.scopes if (found := _figures(ledger, scope))]
        if not groups:
            return NotApplicable("没有同时写明预算、到位、支出和执行率")
        return [finding for group in groups if (finding := self._judge(*group)) is not None]

    def _judge(self, budget: Figure, received: Figure, spent: Figure, rate: Figure) -> Finding | None:
        if received.value.base >= budget.value.base or not _gives(spent, received, rate) or _gives(spent, budget, rate):
            return None
        right = percent(spent.value.base / budget.value.base)
        return self.finding(
            f"{called(rate)} {shown(rate.value)}是按到位资金 {shown(received.value)}算的；"
            f"按{called(budget)} {shown(budget.value)}计算，{shown(spent.value)}只占 {right}。",
            rate.location,
            spent.location,
            received.location,
            budget.location,
            expected=right,
            actual=shown(rate.value),
            steps=(
                f"{shown(spent.value)} ÷ {shown(received.value)} = {percent(spent.value.base / received.value.base)}（到位资金）",
                f"{shown(spent.value)} ÷ {shown(budget.value)} = {right}（预算）",
            ),
            advice="按全年预算计算执行率；资金未到位的，在到位率和原因里说明。",
        )


def _figures(ledger: Ledger, scope: str) -> tuple[Figure, Figure, Figure, Figure] | None:
    budget = ledger.first(["adjusted_budget", "initial_budget"], scope)
    received = ledger.first(["received_funds"], scope)
    spent = ledger.first(["expenditure"], scope)
    rate = ledger.first(["execution_rate"], scope)
    if budget is None or received is None or spent is None or rate is None or received.value.base <= 0:
        return None
    return budget, received, spent, rate


def _gives(spent: Figure, base: Figure, rate: Figure) -> bool:
    quotient = spent.value.interval / base.value.interval
    return fit_of(rate.value, quotient, quotient, spent.value.base / base.value.base) in (Fit.EXACT, Fit.ROUNDED)
