"""AR101: a score above its points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.scores import number, place, score_text, sheets
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import IndicatorRow, Report


class AR101(Check):
    """单项得分不能高于该项分值。

    什么
    指标（含预算执行率）的得分大于它的分值的报。

    为什么
    分值是满分。得分高于满分，不是分值写错就是得分写错，总分也随之虚高。

    例子
    “培训人次”分值 10，得分 12。

    改法
    核对评分表，改正写错的一项，并重新加总。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）所附自评表填报说明：各项得分最高不能超过该指标分值上限。
    """

    code = "AR101"
    title = "得分高于分值"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        rows = [row for sheet in sheets(report) for row in (*sheet.rows, *sheet.groups) if row.points and row.score]
        if not rows:
            return NotApplicable("没有同时写明分值和得分的指标")
        return [finding for row in rows if (finding := self._judge(row)) is not None]

    def _judge(self, row: IndicatorRow) -> Finding | None:
        points, score = number(row.points), number(row.score)
        if points is None or score is None or score <= points:
            return None
        return self.finding(
            f"“{row.name}”分值 {row.points}，得分却是 {row.score}，高出 {score_text(score - points)} 分。",
            place(row, "score"),
            place(row, "points"),
            expected=f"不高于 {row.points}",
            actual=str(row.score),
            steps=(f"{row.score} > {row.points}",),
            advice="核对评分表，改正写错的一项，并重新加总。",
        )
