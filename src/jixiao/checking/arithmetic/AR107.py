"""AR107: the score of the execution rate against rate and points."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.ledger import Ledger
from jixiao.checking.scores import figure, fits_score, number, place, score_text, sheets
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.location import Location
    from jixiao.numbers import Printed
    from jixiao.report import IndicatorRow, Report

_RATE: Final = re.compile(r"^(?:项目|部门|全年)?(?:预算)?(?:资金)?(?:执行率|支出率)$")
_CLEAR: Final = Fraction(1, 2)
"""A difference of so many points is no matter of rounding."""


class AR107(Check):
    """预算执行率得分＝分值×执行率，不超过分值。

    什么
    执行率、分值和得分都写明，而得分不等于分值乘执行率的报。只差四舍五入的不报；按整数取分的只提示。

    为什么
    执行率得分是自评表里唯一由公式直接算出的一项，人人都会验算。

    例子
    分值 10，执行率 79.27%，得分写 9.73；应为 7.93。

    改法
    按分值乘执行率重新计算，并重新加总。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）所附自评表；各地公开的自评表均照此计算。
    """

    code = "AR107"
    title = "预算执行率得分与执行率不符"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        rows = [
            (row, *found)
            for sheet in sheets(report)
            for row in sheet.rows
            if row.score is not None and number(row.points) and (found := _rate(row, report)) is not None
        ]
        if not rows:
            return NotApplicable("没有同时写明执行率、它的分值和得分")
        return [finding for row, rate, where in rows if (finding := self._judge(row, rate, where)) is not None]

    def _judge(self, row: IndicatorRow, rate: Printed, where: Location) -> Finding | None:
        points, score = number(row.points), number(row.score)
        assert points is not None
        assert score is not None
        assert row.score is not None
        due = min(points, points * rate.base)
        span = rate.interval.scaled(points)
        inside = any(fits_score(row.score, end) == "fits" for end in (span.low, span.high) if end is not None)
        fit = fits_score(row.score, due)
        if inside or fit == "fits" or score in span or score > points:
            return None
        return self.finding(
            f"{row.name} {_text(rate)}，分值 {row.points}，得分写 {row.score}；分值乘执行率是 {score_text(due)}。",
            place(row, "score"),
            where,
            expected=score_text(due),
            actual=row.score,
            steps=(f"{row.points} × {_text(rate)} = {score_text(due)} ≠ {row.score}",),
            advice="按分值乘执行率重新计算，并重新加总；评分标准另有规定的，在说明栏写明。",
            severity=self._graded(row, fit, abs(score - due)),
        )

    def _graded(self, row: IndicatorRow, fit: str, difference: Fraction) -> Severity:
        if fit in ("whole", "cut"):
            return Severity.INFO
        return Severity.ERROR if row.row_kind == "execution" and difference > _CLEAR else Severity.WARNING


def _rate(row: IndicatorRow, report: Report) -> tuple[Printed, Location] | None:
    """The execution rate that the row scores: printed in it, else the report's own."""
    if row.row_kind != "execution" and not _RATE.match(row.name):
        return None
    printed = row.actual if row.actual is not None else row.coefficient
    if printed is not None:
        rate = figure(printed, "%")
        return None if rate is None or rate.unit != "%" else (rate, place(row, "actual", "coefficient"))
    told = Ledger(report).first(["execution_rate"])
    return None if told is None else (told.value, told.location)


def _text(rate: Printed) -> str:
    return f"{rate.value:f}%"
