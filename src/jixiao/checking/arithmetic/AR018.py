"""AR018: what is said to be saved or left, against budget and expenditure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import Fit, add, difference_text, shown
from jixiao.checking.ledger import Ledger, called
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Figure, Report

_SAVED = re.compile(
    r"(?:较|比|与)(?:年初|全年|调整后)?预算(?:数|资金)?(?:相比)?[，,]?(?:节约?|节省|减少|结余|剩余|少支出|增加|超支|超出)(?:资金|经费|支出)?(?:了|约)?$|^(?:节约?|剩余|结余|未支出|未使用|尚余)(?:资金|经费)?(?:了|约)?$"
)
_BUDGETS = (
    "adjusted_budget",
    "initial_budget",
    "received_funds",
    "revenue_budget",
    "investment",
    "procurement_planned",
)
_SPENT = ("expenditure", "procurement_executed")


class AR018(Check):
    """节约、剩余的金额，应等于预算减支出。

    什么
    “较预算节约 X 万元”“剩余 X 万元”，用报告所写的预算（到位资金）和支出相减，任何一对都不合的报。

    为什么
    节约额常作为成本指标的依据；剩余额要有去向，算错就对不上账。

    例子
    项目资金 90 万元，实际支付 86.4 万元，较预算节约 6.3 万元：应为 3.6 万元。

    改法
    重算节约（剩余）额，或改正预算、支出中写错的数。

    来源
    成本节约额＝计划成本－实际成本（财预〔2013〕53号共性指标体系框架）。
    """

    code = "AR018"
    title = "节约或剩余金额与预算、支出不符"
    kind = Kind.ARITHMETIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        saved = [
            figure
            for figure in ledger.money
            if _SAVED.search(figure.label)
            and figure.name != "carryover"
            and figure.scope == "unit"
            and figure.year is None
            and figure.parent is None
        ]
        likely = (ledger.first(_BUDGETS), ledger.first(_SPENT))
        if not saved or likely[0] is None or likely[1] is None:
            return NotApplicable("没有写节约或剩余的金额，或没有预算和支出")
        bases = [(figure, figure.value.base) for figure in ledger.money]
        pairs = [(budget, out) for budget, more in bases for out, less in bases if more > less]
        return [
            self._report(figure, likely[0], likely[1])
            for figure in saved
            if not any(_makes(figure, *pair) for pair in pairs)
        ]

    def _report(self, saved: Figure, budget: Figure, spent: Figure) -> Finding:
        expected = difference_text(budget.value.base - spent.value.base, saved.value)
        return self.finding(
            f"{called(saved)} {shown(saved.value)}，而{called(budget)} {shown(budget.value)}、{called(spent)} {shown(spent.value)}，"
            f"相差 {expected}；用报告里的任何两个金额都减不出 {shown(saved.value)}。",
            saved.location,
            budget.location,
            spent.location,
            expected=expected,
            actual=shown(saved.value),
            steps=(f"{shown(budget.value)} − {shown(spent.value)} = {expected} ≠ {shown(saved.value)}",),
            advice="重算节约（剩余）额，或改正预算、支出中写错的数。",
        )


def _makes(saved: Figure, budget: Figure, out: Figure) -> bool:
    if saved in (budget, out):
        return False
    return add([budget.value, out.value], saved.value, [1, -1]).fit in (Fit.EXACT, Fit.ROUNDED)
