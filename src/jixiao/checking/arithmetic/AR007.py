"""AR007: income, expenditure and what is left."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import Fit, Sum, add, difference_text, shown, sum_text
from jixiao.checking.ledger import Ledger, called
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Figure, Report

_INCOME = ("revenue_final", "received_funds", "adjusted_budget", "revenue_budget")
_EXTRA = ("other_funds_expenditure", "carryover_in", "other_funds_adjusted_budget")
"""What may come on top of the year's income; reports name the income from other sources in many ways."""


class AR007(Check):
    """收入减支出，应等于结转结余。

    什么
    报告同时写了收入（预算、到位）、支出和结转结余时，验算“收入 − 支出 = 结转结余”。收入有几种口径（是否含其他资金、上年结转），合于任一种即可。

    为什么
    收支不平，说明有一项漏写或写错；结余为零而收支有差，尤其要说明。

    例子
    预算收入 69.06 万元，其他资金 21.31 万元，支出 76.36 万元，结余 0 万元：两项收入合计 90.37 万元，减支出还余 14.01 万元。

    改法
    对照部门决算报表“收入支出决算总表”，改正写错的一项，或写明差额的去向。

    来源
    部门决算报表“收入支出决算总表”的平衡关系。
    """

    code = "AR007"
    title = "收入、支出与结转结余不平"
    kind = Kind.ARITHMETIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        spent, left = ledger.named("expenditure"), ledger.named("carryover")
        incomes = [figure for name in _INCOME for figure in ledger.named(name) if figure.parent is None]
        if not spent or not left or not incomes:
            return NotApplicable("没有同时写明收入、支出和结转结余")
        extras = [found[0] for name in _EXTRA if (found := ledger.named(name))]
        trials = [
            (
                add([*(each.value for each in income), out.value], rest.value, [*(1 for _ in income), -1]),
                income,
                out,
                rest,
            )
            for income in _incomes(incomes, extras)
            for out in spent
            for rest in left
        ]
        if any(result.fit in (Fit.EXACT, Fit.ROUNDED) for result, *_ in trials):
            return []
        fullest = [trial for trial in trials if len(trial[1]) > 1 and trial[0].total >= 0] or trials
        result, income, out, rest = fullest[0]
        return [self._report(result, income, out, rest)]

    def _report(self, result: Sum, income: list[Figure], out: Figure, rest: Figure) -> Finding:
        came = sum_text([each.value for each in income])
        expected = difference_text(result.total, out.value)
        sign = "−" if result.total < 0 else ""
        words = "加".join(f"{called(each)} {shown(each.value)}" for each in income)
        over = "支出多于收入" if result.total < 0 else f"应余 {expected}"
        return self.finding(
            f"收支不平：{words}，减{called(out)} {shown(out.value)}，{over}，"
            f"而{called(rest)}写的是 {shown(rest.value)}，相差 {difference_text(result.difference, out.value)}。",
            rest.location,
            out.location,
            *(each.location for each in income),
            expected=f"{sign}{expected}",
            actual=shown(rest.value),
            steps=(f"{came} − {shown(out.value)} = {sign}{expected} ≠ {shown(rest.value)}",),
            advice="对照收入支出决算总表，改正写错的一项，或写明差额的去向。",
        )


def _incomes(incomes: list[Figure], extras: list[Figure]) -> list[list[Figure]]:
    """Each income alone and with any of what may come on top."""
    return [
        [income, *chosen]
        for income in incomes
        for count in range(len(extras) + 1)
        for chosen in combinations(extras, count)
    ]
