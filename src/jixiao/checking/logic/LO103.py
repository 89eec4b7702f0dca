"""LO103: every result equal to its target to the last digit."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.scores import attainment, place, sheets
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.checking.scores import Attainment
    from jixiao.report import IndicatorRow, Report

_FEWEST: Final = 4
"""Indicators that have to agree; fewer may well do so by chance."""


class LO103(Check):
    """完成值与目标值全部一字不差的，应当核实。

    什么
    四个以上的定量指标（不算目标为 100% 或 0 的），完成值全部与目标值相同的提示。

    为什么
    数量、满意度、次数的实际结果总有高低；全部恰好等于目标，多半是照抄了目标值，没有统计。

    例子
    目标 120 场、1500 人次、95%、30 篇，完成值也是 120 场、1500 人次、95%、30 篇。

    改法
    按台账、签到表、问卷填写实际数，并留存佐证材料。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）：自评应当客观公正、数据真实。
    """

    code = "LO103"
    title = "完成值全部等于目标值"
    kind = Kind.LOGIC
    severity = Severity.INFO

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        told = [
            (row, reached)
            for sheet in sheets(report)
            for row in sheet.rows
            if (reached := attainment(row)) is not None and _could_differ(row, reached)
        ]
        if len(told) < _FEWEST:
            return NotApplicable("写明目标值和完成值的定量指标不足四个")
        if any(reached.target != reached.actual for _, reached in told):
            return []
        rows = [row for row, _ in told]
        shown = "、".join(f"{row.name} {row.actual}" for row in rows[:_FEWEST])
        return [
            self.finding(
                f"{len(rows)} 个定量指标的完成值与目标值全部相同（{shown} 等），请核实是否照抄了目标值。",
                *(place(row, "actual") for row in rows),
                expected="实际统计的数",
                actual="与目标值全部相同",
                steps=tuple(f"{row.name}：目标 {row.target}，完成 {row.actual}" for row in rows),
                advice="按台账、签到表、问卷填写实际数，并留存佐证材料。",
            )
        ]


def _could_differ(row: IndicatorRow, reached: Attainment) -> bool:
    """Whether result and target could well differ: a rate of 100 % cannot be exceeded, none of something not undercut."""
    return reached.target not in (0, Fraction(1)) and not (reached.target == 100 and row.unit in ("", "%"))
