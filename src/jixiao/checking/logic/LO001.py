"""LO001: a budget that was changed much, and no word about it."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import difference_text, percent, shown
from jixiao.checking.ledger import Ledger, called
from jixiao.checking.passages import passages
from jixiao.checking.reasons import ADJUSTMENT, explained
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Figure, Report

_LARGE = Fraction(20, 100)
_NOTABLE = Fraction(5, 100)
_DEMAND = re.compile(r"(?:追加|调减|调增|调整).{0,14}(?:说明|理由|原因)|(?:说明|理由|原因).{0,10}(?:追加|调减|调整)")


class LO001(Check):
    """预算大幅调整，应当说明原因；完成率应与年初预算对照着看。

    什么
    年初预算与全年（调整后）预算相差 20% 以上而全文没有说明原因的报；相差 5% 以上而表样要求说明的也报。

    为什么
    预算砍到与支出相等，完成率自然是 100%；不说明调整，完成率就没有意义，预算编制的质量也看不出来。

    例子
    年初预算 576.86 万元，全年预算 331.18 万元，支出 331.18 万元，完成率 100%：按年初预算只完成 57.41%。

    改法
    写明调整的时间、文号和原因，并同时列出按年初预算计算的完成率。

    来源
    《中华人民共和国预算法》第六十七条关于预算调整的规定；四川省等地自评表“年中追加或调减的应单独说明理由”。
    """

    code = "LO001"
    title = "预算大幅调整而未说明原因"
    kind = Kind.LOGIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        initial, adjusted = ledger.first(["initial_budget"]), ledger.first(["adjusted_budget"])
        if initial is None or adjusted is None or initial.value.base <= 0:
            return NotApplicable("没有同时写明年初预算和调整后预算")
        change = (adjusted.value.base - initial.value.base) / initial.value.base
        demanded = any(_DEMAND.search(passage.text) for passage in passages(report))
        if abs(change) < (_NOTABLE if demanded else _LARGE) or explained(report, ADJUSTMENT):
            return []
        return [self._report(initial, adjusted, change, ledger.first(["expenditure"]), demanded=demanded)]

    def _report(
        self, initial: Figure, adjusted: Figure, change: Fraction, spent: Figure | None, *, demanded: bool
    ) -> Finding:
        word = "调增" if change > 0 else "调减"
        difference = difference_text(adjusted.value.base - initial.value.base, adjusted.value)
        steps = [
            f"{shown(adjusted.value)} − {shown(initial.value)} = {'+' if change > 0 else '−'}{difference}（{percent(change)}）"
        ]
        beside = ""
        places = [adjusted.location, initial.location]
        if spent is not None:
            against = percent(spent.value.base / initial.value.base)
            steps.append(f"{shown(spent.value)} ÷ {shown(initial.value)} = {against}（按年初预算）")
            beside = f"按年初预算计算，完成率是 {against}。"
            places.append(spent.location)
        asked = "表样要求说明调整理由，" if demanded else ""
        return self.finding(
            f"{called(initial)} {shown(initial.value)}，{word}为 {shown(adjusted.value)}（{percent(change)}），{asked}全文没有说明原因。{beside}",
            *places,
            expected="说明预算调整的原因",
            actual=f"{shown(initial.value)} → {shown(adjusted.value)}",
            steps=tuple(steps),
            advice="写明调整的时间、文号和原因，并列出按年初预算计算的完成率。",
        )
