"""LO004: low execution or funding and no reason given."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import percent, shown
from jixiao.checking.ledger import Ledger, called
from jixiao.checking.reasons import EXECUTION, FUNDING, explained
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Figure, Report

_DUE = Fraction(90, 100)
_LOW = Fraction(80, 100)
_RECEIVED_LOW = Fraction(90, 100)


class LO004(Check):
    """执行率、到位率偏低的，应当说明原因。

    什么
    整体执行率低于 90%，或到位资金不到预算的 90%，而全文没有一句说明原因的报；执行率低于 80% 的为警告，其余为提示。

    为什么
    表样要求“低于 90% 须说明原因”；不说明原因，改进措施也无从谈起。

    例子
    调整后预算 861.46 万元，实际到位 334.67 万元（38.85%），正文未说明原因。

    改法
    写明原因（资金下达迟、项目未验收、政策调整等）和后续安排。

    来源
    四川省等地自评表“预算执行率低于 90% 须说明原因”；《项目支出绩效评价管理办法》（财预〔2020〕10号）关于偏差原因的要求。
    """

    code = "LO004"
    title = "执行率或到位率偏低而未说明原因"
    kind = Kind.LOGIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        rate = ledger.first(["execution_rate"])
        budget = ledger.first(["adjusted_budget", "initial_budget"])
        received = ledger.first(["received_funds"])
        if rate is None and (budget is None or received is None):
            return NotApplicable("没有执行率，也没有预算和到位资金")
        findings: list[Finding] = []
        if (
            rate is not None
            and not rate.value.approximation
            and 0 <= rate.value.base < _DUE
            and not explained(report, EXECUTION)
        ):
            findings.append(self._execution(rate))
        if budget is not None and received is not None and budget.value.base > 0:
            share = received.value.base / budget.value.base
            if share < _RECEIVED_LOW and not explained(report, FUNDING):
                findings.append(self._funding(budget, received, share))
        return findings

    def _execution(self, rate: Figure) -> Finding:
        return self.finding(
            f"{called(rate)}只有 {shown(rate.value)}，全文没有说明原因。",
            rate.location,
            expected="说明执行率偏低的原因",
            actual=shown(rate.value),
            advice="写明原因和后续安排。",
            severity=None if rate.value.base < _LOW else Severity.INFO,
        )

    def _funding(self, budget: Figure, received: Figure, share: Fraction) -> Finding:
        return self.finding(
            f"{called(received)} {shown(received.value)}，仅为{called(budget)} {shown(budget.value)}的 {percent(share)}，全文没有说明原因。",
            received.location,
            budget.location,
            expected="说明资金未到位的原因",
            actual=percent(share),
            steps=(f"{shown(received.value)} ÷ {shown(budget.value)} = {percent(share)}",),
            advice="写明资金未到位的原因，以及对项目的影响。",
            severity=Severity.INFO,
        )
