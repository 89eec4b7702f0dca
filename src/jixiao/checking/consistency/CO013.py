"""CO013: more spent or received than there was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import difference_text, shown
from jixiao.checking.ledger import Ledger, called
from jixiao.checking.malformed import readings
from jixiao.checking.reasons import ADJUSTMENT, explained
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import Printed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.report import Figure, Report, Unreadable

_PAIRS = (
    ("expenditure", ("adjusted_budget", "investment"), "支出大于预算"),
    ("expenditure", ("received_funds",), "支出大于到位资金"),
    ("received_funds", ("adjusted_budget", "initial_budget"), "到位资金大于预算"),
    ("basic_expenditure", ("basic_budget",), "支出大于预算"),
    ("project_expenditure", ("project_budget",), "支出大于预算"),
    ("three_public_expenditure", ("three_public_budget",), "支出大于预算"),
    ("procurement_executed", ("procurement_planned",), "采购执行大于计划"),
)


_RECEIVED_OR_SPENT = ("received_funds", "expenditure")


class CO013(Check):
    """支出不应大于预算和到位资金，到位资金不应大于预算。

    什么
    同一单位或项目，支出大于全年预算、支出大于到位资金、到位资金大于预算，而没有说明追加来源的报。
    金额写坏了读不出来的（如“7,00.0,77”），逐种读法比较，每种都大于计划的也报。

    为什么
    超出的部分必有来源（追加、上年结转、垫付）；没有交代，不是漏写就是写错。

    例子
    计划安排 700 万元，到位与支出都写“7,00.0,77”，怎么读都大于 700，多出部分的来源没有说明。

    改法
    写明追加或结转的来源和金额，或改正写错的数。

    来源
    《中华人民共和国预算法》第十三条：经批准的预算，非经法定程序不得调整；支出以批准的预算为依据。
    """

    code = "CO013"
    title = "支出或到位资金大于预算而未说明"
    kind = Kind.CONSISTENCY
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        compared = list(_compared(ledger))
        broken = [each for each in report.unreadable if each.name in _RECEIVED_OR_SPENT and each.scope == "unit"]
        if not compared and not broken:
            return NotApplicable("没有能比较的预算、到位和支出")
        findings = self._unreadable(broken, ledger.first(["adjusted_budget", "initial_budget"]))
        over = [(part, whole, what) for part, whole, what in compared if _more(part, whole)]
        if over and not explained(report, ADJUSTMENT):
            findings += [self._report(part, whole, what) for part, whole, what in over]
        return findings

    def _unreadable(self, broken: list[Unreadable], plan: Figure | None) -> list[Finding]:
        """Amounts that are no number: reported where each way to read them is more than was planned."""
        if plan is None or not broken:
            return []
        in_unit = [Printed(value, plan.value.unit) for value in readings(broken[0].text)]
        if not in_unit or any(reading.base <= plan.value.base for reading in in_unit):
            return []
        told = "、".join(shown(reading) for reading in in_unit)
        names = "、".join(dict.fromkeys(re.sub(r"[（(].*", "", each.label) for each in broken))
        return [
            self.finding(
                f"{called(plan)} {shown(plan.value)}，{names}写“{broken[0].text}”，无论读作 {told} 都大于计划，多出部分的来源没有说明。",
                *(each.location for each in broken),
                plan.location,
                expected=f"不超过 {shown(plan.value)}",
                actual=broken[0].text,
                advice="先改正写坏的数；确实超出的，写明来源。",
            )
        ]

    def _report(self, part: Figure, whole: Figure, what: str) -> Finding:
        gap = difference_text(part.value.base - whole.value.base, part.value)
        return self.finding(
            f"{called(part)} {shown(part.value)}，大于{called(whole)} {shown(whole.value)}，多 {gap}：{what}，来源没有说明。",
            part.location,
            whole.location,
            expected=f"不超过 {shown(whole.value)}",
            actual=shown(part.value),
            steps=(f"{shown(part.value)} − {shown(whole.value)} = {gap}",),
            advice="写明追加或结转的来源和金额，或改正写错的数。",
        )


def _compared(ledger: Ledger) -> Iterator[tuple[Figure, Figure, str]]:
    for scope in ledger.scopes:
        for name, wholes, what in _PAIRS:
            parts = [figure for figure in ledger.named(name, scope) if name != "expenditure" or figure.parent is None]
            limits = [
                f for whole in wholes for f in ledger.named(whole, scope) if name != "expenditure" or f.parent is None
            ]
            if limits and all(limit.name == "investment" for limit in limits):
                continue  # what a project costs over the years is no budget of one
            if len(parts) == 1 and limits and not parts[0].value.approximation:
                yield parts[0], max(limits, key=lambda figure: figure.value.base), what


def _more(part: Figure, whole: Figure) -> bool:
    low, high = part.value.interval.low, whole.value.interval.high
    # Without a unit a figure is a point, whose ends are its own: equal figures touch, and none is more.
    return low is not None and high is not None and low >= high and part.value.base > whole.value.base
