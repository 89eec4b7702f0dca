"""AR104: the points of a sheet against 100."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.scores import number, place, score_text, sheets
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.checking.scores import Sheet
    from jixiao.report import Report

_EXECUTION: Final = (Fraction(10), Fraction(20))
"""Points that forms give to the execution rate; a sheet may leave that row to the funds head."""
_NEARLY: Final = Fraction(10)


class AR104(Check):
    """各项分值之和应等于满分。

    什么
    评分表各项分值相加不等于 100 分（或表中所写的满分合计）的报。预算执行率的 10 分（有的表 20 分）写在表头的，不计也认。
    相差很多的，说明所列只是一部分指标，不判断。

    为什么
    分值不足或超出 100，总分就不是百分制的分数，等级也就无从划分。

    例子
    25 项分值相加 99，少 1 分。

    改法
    对照财政部门印发的评分表，改正写错的分值。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）：自评采用百分制。
    """

    code = "AR104"
    title = "各项分值之和不是满分"
    kind = Kind.ARITHMETIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        told = [sheet for sheet in sheets(report) if len(sheet.pointed) >= 3]
        if not told:
            return NotApplicable("没有写明分值的评分表")
        return [finding for sheet in told if (finding := self._judge(sheet)) is not None]

    def _judge(self, sheet: Sheet) -> Finding | None:
        stated = number(sheet.total.points) if sheet.total is not None else None
        full = Fraction(100) if stated is None or abs(stated - 100) <= _NEARLY else stated
        sums = {sheet.points, sheet.without_execution.points}
        sums |= {
            total + rate for total in sums for rate in _EXECUTION if sheet.points == sheet.without_execution.points
        }
        if full in sums or (stated is not None and stated in sums) or abs(sheet.points - full) > _NEARLY:
            return None
        total = score_text(sheet.points)
        stated_text = f"，表中合计写 {sheet.total.points}" if sheet.total is not None and sheet.total.points else ""
        return self.finding(
            f"{len(sheet.pointed)} 项分值相加是 {total}，不是 {score_text(full)}{stated_text}。",
            *([place(sheet.total, "points")] if stated is not None and sheet.total is not None else []),
            *(place(row, "points") for row in sheet.pointed),
            expected=score_text(full),
            actual=total,
            steps=(f"{' + '.join(str(row.points) for row in sheet.pointed)} = {total} ≠ {score_text(full)}",),
            advice="对照财政部门印发的评分表，改正写错的分值。",
        )
