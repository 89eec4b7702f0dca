"""LO105: the full total beside something that was not reached."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import shown
from jixiao.checking.ledger import Ledger, called
from jixiao.checking.scores import attainment, place, sheets
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.location import Location
    from jixiao.report import Report

_RATES: Final = ("funding_rate", "execution_rate", "project_execution_rate", "procurement_execution_rate")
_SHORT: Final = Fraction(99, 100)
"""Below this a rate costs points that rounding of the total does not hide."""


class LO105(Check):
    """总分满分，就不应有没有完成的指标或不足的比率。

    什么
    总分写 100 分，而报告里有资金到位率、执行率等不足 99%，或有指标没有达到目标的报。

    为什么
    资金没有到位、预算没有执行完、指标没有完成，按任何一种评分标准都要扣分，总分不可能是满分。

    例子
    自评 100 分、等级为优，资金到位率只有 65.36%，而“资金到位率”正是评分指标之一。

    改法
    按评分标准扣减相应的分数，重新计算总分和等级。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）：总分为各项指标得分之和，未完成的指标按比例计分。
    """

    code = "LO105"
    title = "总分满分而有未完成的指标"
    kind = Kind.LOGIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        if report.total_score is None or report.total_location is None:
            return NotApplicable("没有写明总分")
        if report.total_score.value != 100:
            return []
        return [
            self.finding(
                f"总分写 {plain(report.total_score.value)} 分，是满分，而{what}。",
                report.total_location,
                *places,
                expected="低于 100 分",
                actual=plain(report.total_score.value),
                steps=(what,),
                advice="按评分标准扣减相应的分数，重新计算总分和等级。",
            )
            for what, places in _shortfalls(report)
        ]


def _shortfalls(report: Report) -> Iterator[tuple[str, tuple[Location, ...]]]:
    """What fell short, in words, with its places: rates first, then indicators."""
    ledger = Ledger(report)
    for name in _RATES:
        for rate in ledger.named(name)[:1]:
            if rate.value.base < _SHORT and not rate.value.approximation:
                yield f"{called(rate)}只有 {shown(rate.value)}", (rate.location,)
    for sheet in sheets(report):
        for row in sheet.rows:
            reached = attainment(row)
            if reached is not None and reached.missed:
                places = (place(row, "actual"), place(row, "target"))
                yield f"“{row.name}”目标值 {row.target}，完成值 {row.actual}，没有达到目标", places
