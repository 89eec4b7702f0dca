"""AR102: a score that the printed target and result do not give."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import percent
from jixiao.checking.scores import attainment, by_rules, fits_score, number, place, score_text, sheets
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.checking.scores import Attainment
    from jixiao.report import IndicatorRow, Report

_FAR: Final = Fraction(80, 100)
"""Completion below which no published rule gives full points."""


class AR102(Check):
    """目标没有达到的，得分应当相应减少。

    什么
    完成值没有达到目标值，却得满分，或得分高于按完成比例计算的分数的报；得分低于按比例计算的分数、或按整数取分的，只提示。
    越小越好的指标，两种通行算法都认：分值×目标值÷完成值，分值×（1−超出部分÷目标值）。

    为什么
    完成值、目标值和得分写在同一行，读者一除就知道。没有达标而得满分，这一行自己就说不通。

    例子
    “政府采购执行率”目标 100%，完成 72.74%，分值 2，得 2 分；按比例应为 1.45 分。

    改法
    按评分标准重新计分；评分标准允许一定幅度内不扣分的，在说明栏写明。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）：定量指标未完成的，按完成值与目标值的比例计分。
    """

    code = "AR102"
    title = "得分与目标值、完成值不符"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        rows = [
            (row, reached)
            for sheet in sheets(report)
            for row in sheet.rows
            if number(row.points) and row.score is not None and (reached := attainment(row)) is not None
        ]
        if not rows:
            return NotApplicable("没有写明目标值、完成值、分值和得分的定量指标")
        return [finding for row, reached in rows if (finding := self._judge(row, reached)) is not None]

    def _judge(self, row: IndicatorRow, reached: Attainment) -> Finding | None:
        points, score = number(row.points), number(row.score)
        assert points is not None
        assert row.score is not None
        assert score is not None
        rules = by_rules(points, reached)
        if not reached.missed or not rules or score > points:
            return None
        fits = {fits_score(row.score, value) for _, value in rules}
        if "fits" in fits:
            return None
        full = score == points
        high, low = max(value for _, value in rules), min(value for _, value in rules)
        if full or (score > high and "whole" not in fits):
            return self._report(row, reached, rules, _severity(reached) if full else Severity.WARNING)
        if score < low or "whole" in fits or "cut" in fits:
            return self._report(row, reached, rules, Severity.INFO)
        return None

    def _report(
        self, row: IndicatorRow, reached: Attainment, rules: list[tuple[str, Fraction]], severity: Severity
    ) -> Finding:
        due = " 或 ".join(dict.fromkeys(score_text(value) for _, value in rules))
        done = f"（完成 {percent(reached.completion)}）" if reached.completion is not None and reached.more else ""
        given = "满分" if number(row.score) == number(row.points) else ""
        coefficient = f"得分系数写 {row.coefficient}，" if row.coefficient else ""
        word = "没有达到目标" if reached.more else "超过了限额"
        return self.finding(
            f"“{row.name}”目标值 {_shown(row, 'target')}，完成值 {_shown(row, 'actual')}{done}，{word}，{coefficient}"
            f"分值 {row.points} 得{given} {row.score}；按完成比例应得 {due}。",
            place(row, "score"),
            place(row, "actual"),
            place(row, "target"),
            expected=due,
            actual=str(row.score),
            steps=tuple(f"{words} = {score_text(value)}（所写 {row.score}）" for words, value in rules),
            advice="按评分标准重新计分；评分标准另有规定的，在说明栏写明。",
            severity=severity,
        )


def _severity(reached: Attainment) -> Severity:
    """Full points are certainly wrong only far from the target (close to it a scheme may give them by bands), and only
    where it is certain which way the target points."""
    completion = reached.completion
    if not reached.certain:
        return Severity.WARNING
    if completion is None:
        return Severity.ERROR
    distance = completion if reached.more else (1 / completion if completion else Fraction(1))
    return Severity.ERROR if distance < _FAR else Severity.WARNING


def _shown(row: IndicatorRow, field: str) -> str:
    text: str = getattr(row, field)
    return text if not row.unit or text.endswith(row.unit) else f"{text}{row.unit}"
