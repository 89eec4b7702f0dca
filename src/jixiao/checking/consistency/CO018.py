"""CO018: so many a week, so many a year."""

from __future__ import annotations

import itertools
import re
from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.statements import statements
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import plain

if TYPE_CHECKING:
    from jixiao.checking.statements import Term
    from jixiao.report import Report

_TIMES = {"天": 250, "日": 250, "周": 52, "月": 12, "季度": 4, "季": 4}
"""How often a year it comes round; working days for the day."""
_EACH = re.compile(r"每(?:个)?(天|日|周|月|季度|季)[\u4e00-\u9fff]{0,8}$")
_YEAR = re.compile(r"全年|年度|一年|本年|累计|共")
_SLACK = Fraction(15, 100)


class CO018(Check):
    """每周、每月的次数，应与全年的总数相称。

    什么
    一句话里既写每周（月、季）多少，又写全年多少，折算相差 15% 以上的提示。

    为什么
    频次与总数是同一件事的两种说法，折算不上，至少有一个是估计数。

    例子
    “每周推送 3 篇，全年 120 多篇”：每周 3 篇，全年应约 156 篇。

    改法
    按实际记录改写，或写明从几月开始。

    来源
    文内前后一致。
    """

    code = "CO018"
    title = "频次与全年总数不相称"
    kind = Kind.CONSISTENCY
    severity = Severity.INFO

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        findings: list[Finding] = []
        told: set[str] = set()
        seen = False
        for statement in statements(report):
            for each, total in _pairs(statement.terms):
                seen = True
                finding = self._judge(each, total)
                if finding is not None and finding.message not in told:
                    told.add(finding.message)
                    findings.append(finding)
        return findings if seen else NotApplicable("没有同时写频次和全年总数")

    def _judge(self, each: Term, total: Term) -> Finding | None:
        match = _EACH.search(each.clause)
        assert match is not None
        times = _TIMES[match.group(1)]
        expected = Fraction(each.token.printed.value) * times
        inside = total.token.printed.interval
        low, high = inside.low or Fraction(0), inside.high
        if low <= expected * (1 + _SLACK) and (high is None or high >= expected * (1 - _SLACK)):
            return None
        unit = total.token.printed.unit
        return self.finding(
            f"每{match.group(1)} {plain(each.token.printed.value)} {unit}，全年应约 {plain(expected)} {unit}，写的是 {total.token.printed.text}。",
            total.where,
            each.where,
            expected=f"约 {plain(expected)} {unit}",
            actual=total.token.printed.text,
            steps=(f"{plain(each.token.printed.value)} × {times} = {plain(expected)}",),
            advice="按实际记录改写，或写明从几月开始。",
        )


def _pairs(terms: tuple[Term, ...]) -> list[tuple[Term, Term]]:
    """A number per week, month … directly followed by a number of the same unit for the year."""
    return [
        (each, total)
        for each, total in itertools.pairwise(terms)
        if _EACH.search(each.clause)
        and _YEAR.search(total.clause)
        and each.token.printed.unit == total.token.printed.unit
        and each.token.printed.unit not in ("%", "元", "万元")
        and each.token.printed.value > 0
    ]
