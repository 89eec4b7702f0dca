"""LO007: "no deviation" beside a deviation."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import shown
from jixiao.checking.ledger import Ledger, called
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.location import Location
    from jixiao.report import Figure, Report

_NONE = re.compile(
    r"(?:不存在|没有|未发生|未出现|未发现|无)(?:明显|较大|重大)?(?:的)?(?:偏差|偏离)|未偏离(?:绩效)?目标|"
    r"偏[离差][^。；]{0,20}?[：:]\s*无(?![^。；\s])|存在的?(?:主要)?问题[^。；]{0,6}[：:]\s*(?:暂?无|没有)"
)
_FULL = Fraction(95, 100)


class LO007(Check):
    """写了“无偏差”“无问题”，就不应另有偏差。

    什么
    文中写无偏差、未偏离目标、存在问题为无，而执行率、到位率低于 95%，或满意度等比率低于文中写明的目标，或有指标的得分低于分值的报。

    为什么
    偏差要有原因和措施；一面扣分、一面说没有偏差，两处必有一处不实。

    例子
    “偏离绩效目标的原因：无”，而执行率 83%。

    改法
    写明偏差及其原因，或核实数据。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）：未完成或偏离目标的，分析原因，提出改进措施。
    """

    code = "LO007"
    title = "称无偏差而数据有偏差"
    kind = Kind.LOGIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        claims = [
            passage.at(match.start(), match.end())
            for passage in passages(report)
            for match in _NONE.finditer(passage.text)
        ]
        if not claims:
            return NotApplicable("没有写无偏差")
        facts = _deviations(report)
        if not facts:
            return []
        told, places = "、".join(text for text, _ in facts[:3]), tuple(where for _, where in facts[:3])
        return [
            self.finding(
                f"文中写“{claims[0].quote}”，而{told}，前后不符。",
                claims[0],
                *places,
                actual=claims[0].quote,
                expected="写明偏差及其原因",
                advice="写明偏差及其原因，或核实数据。",
            )
        ]


def _deviations(report: Report) -> list[tuple[str, Location]]:
    """What the report itself shows to have fallen short."""
    ledger = Ledger(report)
    facts = [
        (f"{called(figure)} {shown(figure.value)}", figure.location)
        for name in ("execution_rate", "funding_rate")
        for figure in ledger.named(name)
        if not figure.value.approximation and 0 <= figure.value.base < _FULL
    ]
    facts += _below_goals(ledger)
    facts += [
        (f"{row.name}分值 {row.points}、得分 {row.score}", row.places.get("score", row.location))
        for row in report.indicators
        if row.row_kind == "indicator" and _lost(row.points, row.score)
    ]
    return facts


def _below_goals(ledger: Ledger) -> list[tuple[str, Location]]:
    """Rates that stay below the least that an earlier sentence promises of the same (满意度不低于 90%)."""
    goals = [figure for figure in ledger.rates if figure.value.approximation == "at_least"]
    return [
        (f"{called(figure)} {shown(figure.value)}低于目标 {shown(goal.value)}", figure.location)
        for goal in goals
        for figure in ledger.rates
        if not figure.value.approximation
        and called(figure) == called(goal)
        and _place(figure) > _place(goal)
        and figure.value.base < goal.value.base
    ]


def _place(figure: Figure) -> tuple[int, int]:
    return figure.location.block or 0, figure.location.start or 0


def _lost(points: str | None, score: str | None) -> bool:
    from jixiao.numbers import Printed, parse_cell

    both = [parse_cell(text) for text in (points, score)]
    full, got = both
    return isinstance(full, Printed) and isinstance(got, Printed) and got.value < full.value
