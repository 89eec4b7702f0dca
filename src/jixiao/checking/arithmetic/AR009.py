"""AR009: all projects together against project expenditure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import Fit, Sum, add, difference_text, shown, sum_text
from jixiao.checking.ledger import Ledger, called
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Figure, Report

_PAIRS = (("expenditure", "project_expenditure"), ("adjusted_budget", "project_budget"))


class AR009(Check):
    """各项目支出之和，不应大于项目支出总数。

    什么
    报告逐个写了项目的支出（预算），又写了全部项目支出（预算），相加后大于总数的报；
    与总数只差 2% 以内的也报，因为那多半是列全了而有一个数写错。小于总数较多的，视为只列重点项目，不报。

    为什么
    各项目之和大于总数不可能成立；只差一点，说明有一个项目的数写错。

    例子
    三个项目支出 84.63、7.97、0.99 万元，合计 93.59 万元，项目支出写 93.95 万元。

    改法
    对照项目支出明细账，改正写错的一项。

    来源
    文内勾稽关系。
    """

    code = "AR009"
    title = "各项目之和与项目支出总数不符"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        findings: list[Finding] = []
        seen = False
        for name, of in _PAIRS:
            parts = _one_each(ledger, name)
            wholes = ledger.named(of)
            if len(parts) < 2 or not wholes:
                continue
            seen = True
            trials = [(add([part.value for part in parts], whole.value), whole) for whole in wholes]
            if any(result.fit is Fit.EXACT for result, _ in trials):
                continue
            result, whole = min(trials, key=lambda trial: abs(trial[0].difference))
            if result.difference > 0 or abs(result.difference) * 50 <= whole.value.base:
                findings.append(self._report(result, whole, parts))
        return findings if seen else NotApplicable("没有同时写明各项目和项目支出总数")

    def _report(self, result: Sum, whole: Figure, parts: list[Figure]) -> Finding:
        total = difference_text(result.total, whole.value)
        difference = difference_text(result.difference, whole.value)
        over = result.difference > 0
        near = abs(result.difference) * 50 <= whole.value.base
        severity = Severity.INFO if result.fit is Fit.ROUNDED else Severity.ERROR if over and near else Severity.WARNING
        names = "、".join(f"“{part.scope.partition(':')[2]}”{shown(part.value)}" for part in parts)
        return self.finding(
            f"{names}，{len(parts)} 个项目合计 {total}，{'大于' if over else '与'}{called(whole)} {shown(whole.value)}"
            f"{'' if over else '不符'}，{'多' if over else '少'} {difference}。",
            whole.location,
            *(part.location for part in parts),
            expected=total,
            actual=shown(whole.value),
            steps=(f"{sum_text([part.value for part in parts])} = {total} ≠ {shown(whole.value)}",),
            advice="对照项目支出明细账，改正写错的一项；项目之间有包含关系的，写明。",
            severity=severity,
        )


def _one_each(ledger: Ledger, name: str) -> list[Figure]:
    """One figure for each project that is no part of another; a project told twice counts once."""
    found = []
    for scope in ledger.scopes:
        if scope.startswith("project:"):
            named = [figure for figure in ledger.named(name, scope) if figure.parent is None]
            found += named[:1]
    return found
