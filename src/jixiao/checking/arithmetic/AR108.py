"""AR108: a score that is not its weight times its coefficient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.scores import figure, fits_score, number, place, score_text, sheets
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from fractions import Fraction

    from jixiao.report import IndicatorRow, Report


class AR108(Check):
    """指标得分＝指标权重×得分系数。

    什么
    表中有“得分系数”栏，而得分不等于权重乘系数的报。只差四舍五入的不报。

    为什么
    系数、权重和得分三栏互相决定，有一栏写错就对不上。

    例子
    权重 5，得分系数 90%，得分写 5；应为 4.5。

    改法
    核对系数和得分，改正写错的一栏，并重新加总。

    来源
    重庆市部门整体绩效自评表：指标得分＝指标权重×得分系数。
    """

    code = "AR108"
    title = "得分与权重、得分系数不符"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        rows = [
            (row, coefficient)
            for sheet in sheets(report)
            for row in sheet.rows
            if row.row_kind == "indicator" and number(row.score) is not None and (coefficient := _coefficient(row))
        ]
        if not rows:
            return NotApplicable("没有设得分系数栏的指标表")
        return [finding for row, coefficient in rows if (finding := self._judge(row, coefficient)) is not None]

    def _judge(self, row: IndicatorRow, coefficient: Fraction) -> Finding | None:
        points = number(row.points)
        if points is None or row.score is None:
            return None
        due = points * coefficient
        fit = fits_score(row.score, due)
        if fit == "fits":
            return None
        return self.finding(
            f"“{row.name}”权重 {row.points}，得分系数 {row.coefficient}，得分写 {row.score}；权重乘系数是 {score_text(due)}。",
            place(row, "score"),
            place(row, "coefficient"),
            place(row, "points"),
            expected=score_text(due),
            actual=row.score,
            steps=(f"{row.points} × {row.coefficient} = {score_text(due)} ≠ {row.score}",),
            advice="核对系数和得分，改正写错的一栏，并重新加总。",
            severity=None if fit == "off" else Severity.INFO,
        )


def _coefficient(row: IndicatorRow) -> Fraction | None:
    """The printed coefficient as a ratio: 100 %, 100 and 1 are all of the points, 0.9 is nine tenths."""
    if row.coefficient is None:
        return None
    printed = figure(row.coefficient, "")
    if printed is None:
        return None
    if printed.unit == "%":
        return printed.base
    return printed.base / 100 if printed.base > 1 else printed.base
