"""AR105: the rows of a group against the points and the score of the group."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.scores import fits_score, number, place, score_text, sheets
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.checking.scores import Sheet
    from jixiao.report import IndicatorRow, Report

_FULL = Fraction(100)
_WORDS = {"points": "分值", "score": "得分"}


class AR105(Check):
    """各级指标的分值、得分应等于其下各项之和。

    什么
    一级或二级指标写有分值（如“产出指标（50分）”）或得分的，与其下各项相加不符的报。
    全表分值合计正好满分的是错误；所列指标可能不全的，是警告。

    为什么
    分值逐级分解，上级等于下级之和；不等，权重就和规定的比例不一致。

    例子
    “产出指标（50分）”之下四项分值 15、15、10、8，相加 48。

    改法
    核对指标体系，改正写错的分值或得分。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）：各级指标权重逐级分解。
    """

    code = "AR105"
    title = "分级指标之和不符"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        groups = [(sheet, group) for sheet in sheets(report) for group in sheet.groups if group.points]
        if not groups:
            return NotApplicable("没有写明分值的分级指标")
        return [finding for sheet, group in groups for finding in self._judge(sheet, group)]

    def _judge(self, sheet: Sheet, group: IndicatorRow) -> Iterator[Finding]:
        rows = _inside(sheet, group)
        for field in ("points", "score"):
            claimed: str | None = getattr(group, field)
            texts: list[str | None] = [getattr(row, field) for row in rows if row.points is not None]
            values = [number(text) for text in texts]
            if claimed is None or len(values) < 2 or any(value is None for value in values):
                continue
            total = sum((value for value in values if value is not None), Fraction(0))
            if fits_score(claimed, total) in ("fits", "whole" if field == "score" else "fits"):
                continue
            yield self._report(sheet, group, rows, field, total)

    def _report(
        self, sheet: Sheet, group: IndicatorRow, rows: list[IndicatorRow], field: str, total: Fraction
    ) -> Finding:
        claimed: str = getattr(group, field)
        parts = " + ".join(str(getattr(row, field)) for row in rows)
        word = _WORDS[field]
        return self.finding(
            f"“{group.name}”{word} {claimed}，其下 {len(rows)} 项{word}相加是 {score_text(total)}。",
            place(group, field),
            *(place(row, field) for row in rows),
            expected=score_text(total),
            actual=claimed,
            steps=(f"{parts} = {score_text(total)} ≠ {claimed}",),
            advice=f"核对指标体系，改正写错的{word}。",
            severity=_severity(sheet, group, total, "points" if field == "points" else "score"),
        )


def _inside(sheet: Sheet, group: IndicatorRow) -> list[IndicatorRow]:
    """The rows with points under the group: those whose path leads through it."""
    way = (*group.path, group.name)
    return [row for row in sheet.rows if row.points is not None and row.path[: len(way)] == way]


def _severity(sheet: Sheet, group: IndicatorRow, total: Fraction, field: Literal["points", "score"]) -> Severity:
    claimed = number(getattr(group, field)) or Fraction(0)
    whole = _FULL in (sheet.points, sheet.without_execution.points, sheet.without_execution.points + 10)
    return Severity.ERROR if whole or total > claimed else Severity.WARNING
