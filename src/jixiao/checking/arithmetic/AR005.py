"""AR005: funds by level of government against the total."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import Fit, add, difference_text, shown, sum_text
from jixiao.checking.ledger import Ledger, called, same_place
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Figure, Report

_LEVELS = ("central_funds", "province_funds", "city_funds", "county_funds", "local_funds")
_TOTALS = ("adjusted_budget", "received_funds", "initial_budget", "expenditure")
_NEAR = Fraction(2, 100)
"""How near the sum has to be to the total to be taken for it where the text does not say that the levels are all."""

_FAR = Fraction(20, 100)
"""How far above the total the sum may be; beyond it the amounts are not the levels of that total."""


class AR005(Check):
    """各级财政资金相加，应等于资金总额。

    什么
    同一段（表）里写了两级以上财政的资金和总额时，把各级相加，与总额比较。各级相加超过总额的报；
    略少（2% 以内）的也报，因为那多半不是另有来源，而是算错。

    为什么
    转移支付资金按级次拨付，各级之和就是总额；差几角几分，常是四舍五入各算各的，差得多则有一级写错。

    例子
    省级下拨 3.89 万元，市级下拨 3.89 万元，全年应执行数 7.79 万元：两级合计 7.78 万元。

    改法
    对照指标文件改正；确有其他来源的，一并列出。

    来源
    中央对地方转移支付区域绩效自评表：年度资金总额＝中央财政资金＋地方财政资金＋其他资金。
    """

    code = "AR005"
    title = "各级资金之和与总额不符"
    kind = Kind.ARITHMETIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        levels = [figure for name in _LEVELS for figure in ledger.named(name) if figure.parent is None]
        groups = _together(levels)
        if not groups:
            return NotApplicable("没有在一处写明两级以上财政的资金")
        findings = []
        for group in groups:
            totals = [
                figure
                for name in _TOTALS
                for figure in ledger.named(name)
                if same_place(figure, group[0]) and figure not in group
            ]
            spent = [figure for figure in totals if figure.name == "expenditure"]
            if totals and (finding := self._judge(group, [f for f in totals if f not in spent] or spent, ledger)):
                findings.append(finding)
        return findings

    def _judge(self, group: list[Figure], totals: list[Figure], ledger: Ledger) -> Finding | None:
        brought_in = [figure for figure in ledger.named("carryover_in") if same_place(figure, group[0])]
        with_it = [*group, *brought_in]
        if any(add([figure.value for figure in with_it], total.value).difference == 0 for total in totals):
            return None
        trials = [(add([figure.value for figure in group], total.value), total) for total in totals]
        if any(result.difference == 0 for result, _ in trials):
            return None
        result, total = min(trials, key=lambda trial: abs(trial[0].difference))
        near = abs(result.difference) <= _NEAR * total.value.base
        if not near and not 0 < result.difference <= _FAR * total.value.base:
            return None
        summed = difference_text(result.total, total.value)
        difference = difference_text(result.difference, total.value)
        remark = "，在各项四舍五入的范围内" if result.fit is Fit.ROUNDED else ""
        return self.finding(
            f"{'、'.join(f'{called(figure)} {shown(figure.value)}' for figure in group)}合计 {summed}，"
            f"与{called(total)} {shown(total.value)}相差 {difference}{remark}。",
            total.location,
            *(figure.location for figure in group),
            expected=summed,
            actual=shown(total.value),
            steps=(f"{sum_text([figure.value for figure in group])} = {summed} ≠ {shown(total.value)}",),
            advice="对照指标文件改正；确有其他来源的，一并列出。",
            severity=Severity.INFO if result.fit is Fit.ROUNDED else Severity.WARNING,
        )


def _together(levels: list[Figure]) -> list[list[Figure]]:
    """Levels that stand in one paragraph or table, one figure for each."""
    by_block: dict[int | None, list[Figure]] = {}
    for figure in levels:
        by_block.setdefault(figure.location.block, []).append(figure)
    groups = []
    for found in by_block.values():
        by_name = [[figure for figure in found if figure.name == name] for name in _LEVELS]
        if sum(bool(each) for each in by_name) > 1 and all(len(each) < 2 for each in by_name):
            groups += [list(choice) for choice in product(*(each for each in by_name if each))]
    return groups
