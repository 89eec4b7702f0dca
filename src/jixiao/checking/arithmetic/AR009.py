"""AR009: all projects together against project expenditure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import Fit, Sum, add, compare, difference_text, shown, sum_text
from jixiao.checking.ledger import Ledger, called
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.report import Figure, Report

_PAIRS = (("expenditure", "project_expenditure"), ("adjusted_budget", "project_budget"))


class AR009(Check):
    """各项目支出之和，不应大于项目支出总数。

    什么
    报告逐个写了项目的支出（预算），又写了全部项目支出（预算），相加后大于总数的报；项目表的合计与总数不符的也报；
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
        tables = list(_tables(ledger))
        findings += [self._table(total, whole) for total, whole in tables if _disagree(total, whole)]
        seen = seen or bool(tables)
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

    def _table(self, total: Figure, whole: Figure) -> Finding:
        """The total of a table of projects against what the text calls the expenditure on projects."""
        difference = difference_text(total.value.base - whole.value.base, whole.value)
        return self.finding(
            f"项目表的{called(total)}合计 {shown(total.value)}，与{called(whole)} {shown(whole.value)}不符，相差 {difference}。",
            total.location,
            whole.location,
            expected=shown(whole.value),
            actual=shown(total.value),
            steps=(f"{shown(total.value)} ≠ {shown(whole.value)}",),
            advice="对照项目支出明细账，改正写错的一处；口径不同的，写明。",
            severity=Severity.WARNING,
        )


def _tables(ledger: Ledger) -> Iterator[tuple[Figure, Figure]]:
    for scope in ledger.scopes:
        if scope.startswith("table:"):
            for name, of in _PAIRS:
                for total in ledger.named(name, scope):
                    for whole in ledger.named(of)[:1]:
                        yield total, whole


def _disagree(total: Figure, whole: Figure) -> bool:
    """Whether a table's total is more than the whole, or so near to it that one of both is a slip."""
    if compare(total.value, whole.value) in (Fit.EXACT, Fit.ROUNDED):
        return False
    return total.value.base > whole.value.base or total.value.base * 5 > whole.value.base * 4


def _one_each(ledger: Ledger, name: str) -> list[Figure]:
    """One figure for each project that is no part of another; a project told twice counts once."""
    found = []
    for scope in ledger.scopes:
        if scope.startswith("project:"):
            named = [figure for figure in ledger.named(name, scope) if figure.parent is None]
            found += named[:1]
    return found
