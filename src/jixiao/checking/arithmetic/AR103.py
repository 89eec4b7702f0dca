"""AR103: the scores of a sheet against the printed total."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.scores import fits_score, number, place, score_text, sheets, total_of
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import plain

if TYPE_CHECKING:
    from jixiao.checking.scores import Sheet
    from jixiao.location import Location
    from jixiao.report import Report

_NEARLY: Final = Fraction(5)
"""Points by which a list may miss 100 and still be the whole list with a slip in it."""
_FULL: Final = Fraction(100)
_SHOWN: Final = 12


class AR103(Check):
    """各项得分之和应等于总分。

    什么
    评分表（或逐项写明分值、得分的正文）列出的各项得分相加，与所写总分不符的报。各项分值之和离 100 分很远的，
    说明所列只是一部分指标，不判断。

    为什么
    总分决定等级和结果应用，是最先被人核加的数。

    例子
    25 项得分相加 98.15，报告写自评 99.15 分；25 项分值相加 99，不是 100。

    改法
    逐项核对分值和得分，找出漏列或写错的一项，改正后重新加总。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）：总分为各项指标得分之和。
    """

    code = "AR103"
    title = "各项得分之和与总分不符"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        told = sheets(report)
        found: list[Finding] = []
        looked = False
        for sheet in told:
            claimed = _claimed(sheet, report, alone=len(told) == 1)
            if claimed is None or not _whole(sheet):
                continue
            looked = True
            found += [finding] if (finding := self._judge(sheet, *claimed)) is not None else []
        return found if looked else NotApplicable("没有完整的评分表和总分")

    def _judge(self, sheet: Sheet, claimed: str, where: Location) -> Finding | None:
        readings = (sheet, sheet.without_execution)
        fits = {fits_score(claimed, total_of(each.rows)) for each in readings if each.rows}
        if "fits" in fits:
            return None
        total, value = total_of(sheet.rows), number(claimed) or Fraction(0)
        points = (
            f"各项分值相加 {score_text(sheet.points)}，不是 100。"
            if len(sheet.pointed) == len(sheet.rows) and sheet.points != _FULL
            else ""
        )
        return self.finding(
            f"{len(sheet.scored)} 项得分相加是 {score_text(total)}，总分写 {claimed}，相差 {score_text(abs(total - value))} 分。{points}",
            where,
            *(place(row, "score") for row in sheet.scored),
            expected=score_text(total),
            actual=claimed,
            steps=(f"{_sum(sheet)} = {score_text(total)} ≠ {claimed}", *_points_step(sheet)),
            advice="逐项核对分值和得分，找出漏列或写错的一项，改正后重新加总。",
            severity=Severity.WARNING if "cut" in fits or (fits == {"whole"} and abs(total - value) < 1) else None,
        )


def _claimed(sheet: Sheet, report: Report, *, alone: bool) -> tuple[str, Location] | None:
    """The printed total of the sheet: that of its last row, else the report's own if this is its only sheet."""
    if sheet.total is not None and sheet.total.score is not None:
        return sheet.total.score, place(sheet.total, "score")
    if alone and report.total_score is not None and report.total_location is not None:
        return plain(report.total_score.value), report.total_location
    return None


def _whole(sheet: Sheet) -> bool:
    """Whether all scored rows of the sheet are there: each has its score, and the points nearly make 100."""
    scored = [row for row in sheet.rows if row.score is not None or row.points is not None]
    if len(scored) < 2 or any(row.score is None for row in scored):
        return False
    if len(sheet.pointed) < len(scored):
        return not sheet.pointed and abs(total_of(scored) - _FULL) <= 2 * _NEARLY
    return abs(sheet.points - _FULL) <= _NEARLY or abs(sheet.without_execution.points - _FULL) <= _NEARLY


def _sum(sheet: Sheet) -> str:
    texts = [str(row.score) for row in sheet.scored]
    return " + ".join(texts if len(texts) <= _SHOWN * 3 else [*texts[:_SHOWN], "…", texts[-1]])


def _points_step(sheet: Sheet) -> tuple[str, ...]:
    if len(sheet.pointed) != len(sheet.rows) or sheet.points == _FULL:
        return ()
    return (f"分值 {' + '.join(str(row.points) for row in sheet.pointed)} = {score_text(sheet.points)} ≠ 100",)
