"""FO010: a self-evaluation in which actuals and scores were never filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import IndicatorRow, Report

_FEWEST = 2
_RARE = 3
"""At most one row in so many may lack its actual for the lack to be an oversight."""


class FO010(Check):
    """自评表的完成值和得分应当填写。

    什么
    指标写了目标值或分值，而完成值、得分全部空着的报；个别指标有得分而完成值空着的也报，整行空着的提示。

    为什么
    没有完成值和得分，就没有自评。

    例子
    四个指标都有目标值和分值，完成值、得分两栏全空。

    改法
    逐个填写完成值和得分；不适用的写“不适用”并说明。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）所附《项目支出绩效自评表》。
    """

    code = "FO010"
    title = "完成值、得分没有填写"
    kind = Kind.FORM
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        rows = [row for row in report.indicators if row.row_kind == "indicator"]
        blank = [row for row in report.indicators if row.row_kind == "blank"]
        if report.nature == "goal" or (len(rows) < _FEWEST and not blank):
            return NotApplicable("没有自评指标表")
        findings: list[Finding] = []
        if len(rows) >= _FEWEST and all(row.target is not None for row in rows):
            findings += self._empty(rows)
        findings += self._scored_blank(rows)
        findings += [
            self.finding(
                f"指标“{row.name}”整行没有填写。",
                row.location,
                expected="目标值和完成值",
                advice="填写目标值和完成值；不适用的删去或注明。",
                severity=Severity.INFO,
            )
            for row in blank
        ]
        return findings

    def _scored_blank(self, rows: list[IndicatorRow]) -> list[Finding]:
        """Rows of a table that have a score and no actual, where nearly all others have one."""
        rows = [row for row in rows if row.target is not None and row.score is not None]
        blank = [row for row in rows if row.actual is None and row.location.row is not None]
        if not blank or len(blank) * _RARE > len(rows):
            return []
        return [
            self.finding(
                f"指标“{row.name}”完成值没有填写，却得 {row.score} 分。",
                row.places.get("score", row.location),
                expected="完成值",
                advice="填写完成值；没有完成的，不得分。",
            )
            for row in blank
        ]

    def _empty(self, rows: list[IndicatorRow]) -> list[Finding]:
        """Columns that are empty in every row; scores only where points are printed, for other forms ask for none."""
        lacking = []
        if all(row.actual is None for row in rows):
            lacking.append("完成值")
        if all(row.score is None for row in rows) and any(row.points is not None for row in rows):
            lacking.append("得分")
        if not lacking:
            return []
        names = "、".join(row.name for row in rows[:4])
        more = f"等 {len(rows)} 个指标" if len(rows) > 4 else f" {len(rows)} 个指标"
        return [
            self.finding(
                f"{names}{more}的{'和'.join(lacking)}都没有填写。",
                *(row.location for row in rows[:8]),
                expected="、".join(lacking),
                advice="逐个填写完成值和得分；不适用的写“不适用”并说明。",
            )
        ]
