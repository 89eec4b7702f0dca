"""AR106: the part scores behind 其中 against the total."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.scores import fits_score, place, score_text, total_of
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import plain

if TYPE_CHECKING:
    from jixiao.report import IndicatorRow, Report

_APART: Final = Fraction(10)
"""Points by which part scores may miss the total and still be meant as all of it."""


class AR106(Check):
    """总分之下分列的得分，相加应等于总分。

    什么
    “自评得分……分，其中甲得分……分，乙得分……分”一类的分列得分，相加与总分不符的报。差得远的，说明没有列全，不判断。

    为什么
    总分和分列得分写在同一句里，相加不符，必有一个写错。

    例子
    自评得分 96.95 分，其中管理效率 48.5 分、履职效能 47.45 分：相加 95.95。

    改法
    对照评分表改正写错的一项。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）：总分为各项指标得分之和。
    """

    code = "AR106"
    title = "分列得分之和与总分不符"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        parts = [row for row in report.indicators if _is_part(row)]
        if report.total_score is None or report.total_location is None or len(parts) < 2:
            return NotApplicable("没有总分和分列的得分")
        claimed, total = plain(report.total_score.value), total_of(parts)
        if fits_score(claimed, total) == "fits" or not 0 < abs(total - Fraction(report.total_score.value)) <= _APART:
            return []
        return [
            self.finding(
                f"分列的 {len(parts)} 项得分相加是 {score_text(total)}，总分写 {claimed}。",
                report.total_location,
                *(place(row, "score") for row in parts),
                expected=score_text(total),
                actual=claimed,
                steps=(f"{' + '.join(str(row.score) for row in parts)} = {score_text(total)} ≠ {claimed}",),
                advice="对照评分表改正写错的一项。",
            )
        ]


def _is_part(row: IndicatorRow) -> bool:
    """A score of a part that is told with the total, without points of its own."""
    return row.row_kind == "subtotal" and row.points is None and row.score is not None
