"""LO102: a target that was met and points that were taken off all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.scores import attainment, number, place, score_text, sheets
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import IndicatorRow, Report


class LO102(Check):
    """达到目标而被扣分的，应当写明原因。

    什么
    完成值已经达到目标值，得分却低于分值，而偏差原因栏没有写原因的报；目标用文字写的，完成值与目标文字相同的提示。

    为什么
    达标就应得满分；扣了分，说明还有没写出来的事，读者看不出扣的是什么。

    例子
    “资金到位及时率”目标≥100%，完成 100%，分值 10 得 7，原因栏空白。

    改法
    写明扣分原因；确已达标的，改为满分。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）：完成指标值的，记该指标所赋全部分值。
    """

    code = "LO102"
    title = "达到目标而扣分，未写原因"
    kind = Kind.LOGIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        rows = [row for sheet in sheets(report) for row in sheet.rows if row.points and row.score and _reached(row)]
        if not rows:
            return NotApplicable("没有达到目标并写明分值、得分的指标")
        return [finding for row in rows if (finding := self._judge(row)) is not None]

    def _judge(self, row: IndicatorRow) -> Finding | None:
        points, score = number(row.points), number(row.score)
        if points is None or score is None or score >= points or row.reason is not None:
            return None
        return self.finding(
            f"“{row.name}”目标值 {row.target}，完成值 {row.actual}，已经达到目标，"
            f"分值 {row.points} 只得 {row.score}，扣 {score_text(points - score)} 分没有写原因。",
            place(row, "score"),
            place(row, "actual"),
            place(row, "target"),
            expected=f"{row.points}，或写明扣分原因",
            actual=str(row.score),
            steps=(f"{row.points} − {row.score} = {score_text(points - score)}",),
            advice="写明扣分原因；确已达标的，改为满分。",
            severity=None if attainment(row) is not None else Severity.INFO,
        )


def _reached(row: IndicatorRow) -> bool:
    """Whether the target is met: by number, or in the very words of the target (明显改善)."""
    reached = attainment(row)
    if reached is not None:
        return not reached.missed
    if row.target is None or row.actual is None:
        return False
    return "".join(row.target.split()) == "".join(row.actual.split())
