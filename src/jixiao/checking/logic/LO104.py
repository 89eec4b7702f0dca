"""LO104: results so far beyond their targets that the targets look low."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import percent
from jixiao.checking.scores import attainment, place, sheets
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.checking.scores import Attainment
    from jixiao.report import IndicatorRow, Report

_FAR: Final = Fraction(130, 100)
_TWICE: Final = 2


class LO104(Check):
    """完成值超过目标值 30% 以上的，应当说明。

    什么
    越多越好的指标，完成值超过目标值 30% 以上，又没有写原因的提示；有超过一倍以上的，是警告。不因此判定得分有误。

    为什么
    远超目标，常是目标定得过低；年初目标偏低，完成得再多也说明不了成效。

    例子
    目标≥124 家，完成 253 家，是目标的 204.03%，没有说明。

    改法
    说明超额完成的原因；目标偏低的，下年度据实提高。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）：完成值高于指标值较多的，要分析原因；30% 是各地通知常用的界限。
    """

    code = "LO104"
    title = "远超目标而未说明，目标可能偏低"
    kind = Kind.LOGIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        told = [
            (row, reached)
            for sheet in sheets(report)
            for row in sheet.rows
            if (reached := attainment(row)) is not None and reached.more
        ]
        if not told:
            return NotApplicable("没有同时写明目标值和完成值的定量指标")
        far = [(row, reached) for row, reached in told if row.reason is None and _far(reached)]
        if not far:
            return []
        rows = [row for row, _ in far]
        shown = "；".join(_line(row, reached) for row, reached in far)
        return [
            self.finding(
                f"有 {len(rows)} 个指标的完成值超过目标值 30% 以上，没有说明原因：{shown}。请核实目标值是否偏低。",
                *(place(row, "actual") for row in rows),
                *(place(row, "target") for row in rows),
                expected="说明超额原因，或核实目标值",
                actual="、".join(percent(reached.completion) for _, reached in far if reached.completion is not None),
                steps=tuple(_line(row, reached) for row, reached in far),
                advice="说明超额完成的原因；目标偏低的，下年度据实提高。",
                severity=None if any(reached.actual > _TWICE * reached.target for _, reached in far) else Severity.INFO,
            )
        ]


def _far(reached: Attainment) -> bool:
    return reached.target > 0 and reached.actual > _FAR * reached.target


def _line(row: IndicatorRow, reached: Attainment) -> str:
    ratio = percent(reached.completion) if reached.completion is not None else ""
    return f"{row.name} 目标 {row.target}，完成 {row.actual}，完成率 {ratio}"
