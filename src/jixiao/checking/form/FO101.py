"""FO101: a missed target or lost points, and an empty cell where the reason belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.scores import attainment, number, place, sheets
from jixiao.document import Table
from jixiao.findings import Finding, Kind, Severity
from jixiao.reading.extract.indicators_vocabulary import Role, head_role

if TYPE_CHECKING:
    from jixiao.report import IndicatorRow, Report


class FO101(Check):
    """没有达到目标或被扣分的指标，偏差原因栏应当填写。

    什么
    表中有“偏差原因分析及改进措施”一类的栏目，指标没有达到目标或得分低于分值，而该栏空白的报。

    为什么
    原因和改进措施是自评的落脚点；空着，扣分就没有下文。

    例子
    “政策知晓率”目标 100%，完成 98%，扣 1 分，偏差原因栏空白。

    改法
    写明没有达到目标的原因和下一步措施。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）所附自评表：偏差原因分析及改进措施。
    """

    code = "FO101"
    title = "扣分或未达标而偏差原因栏空白"
    kind = Kind.FORM
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        asking = _tables_with_reasons(report)
        rows = [
            row
            for sheet in sheets(report)
            for row in sheet.rows
            if row.row_kind == "indicator" and row.location.block in asking
        ]
        if not rows:
            return NotApplicable("没有设偏差原因栏的指标表")
        return [finding for row in rows if (finding := self._judge(row)) is not None]

    def _judge(self, row: IndicatorRow) -> Finding | None:
        points, score = number(row.points), number(row.score)
        reached = attainment(row)
        missed = reached is not None and reached.missed
        lost = points is not None and score is not None and score < points
        if row.reason is not None or not (missed or (lost and reached is None)):
            return None
        said = [f"目标值 {row.target}，完成值 {row.actual}，没有达到目标"] if missed else []
        said += [f"分值 {row.points} 得 {row.score}"] if lost else []
        field = "score" if lost else "actual"
        return self.finding(
            f"“{row.name}”{'，'.join(said)}，偏差原因栏是空白。",
            place(row, field),
            place(row, "actual", "target"),
            expected="填写偏差原因和改进措施",
            actual="空白",
            advice="写明没有达到目标的原因和下一步措施。",
        )


def _tables_with_reasons(report: Report) -> set[int]:
    """The tables that have a column for reasons."""
    blocks = report.document.blocks if report.document else ()
    return {
        block.index
        for block in blocks
        if isinstance(block, Table) and any(head_role(cell.text) is Role.REASON for cell in block.own_cells())
    }
