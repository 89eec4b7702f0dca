"""FO002: parts that the outline of such a report asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Report

_REQUIRED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("基本情况（或概况、职能、收支）", ("basics", "functions", "funds", "goals")),
    ("评价分析（或自评结论、完成情况、成效）", ("analysis", "conclusion", "results", "key_tasks")),
    ("存在的问题", ("problems",)),
    ("改进措施", ("measures",)),
)
"""What has to be there, and the parts of which one will do."""
_FEWEST = 4
"""Headings that a narrative has at least; an extract with fewer is judged on what it has."""


class FO002(Check):
    """自评报告应有提纲所列的各部分。

    什么
    按标题判断报告有没有基本情况、评价分析、存在问题、改进措施四个部分，缺的提示。只看文字报告，不看自评表。

    为什么
    缺问题和措施两部分，评价结果无从应用。

    例子
    报告只有基本情况和主要成效，没有“存在的问题”和“改进措施”。

    改法
    按提纲补齐；合并写的，在标题里体现。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）所附报告提纲；广东省部门整体支出绩效自评报告提纲。
    """

    code = "FO002"
    title = "缺少提纲要求的部分"
    kind = Kind.FORM
    severity = Severity.INFO

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        narrative = report.form != "table" and report.nature != "goal"
        if not narrative or len(report.sections) < _FEWEST:
            return NotApplicable("不是分节的文字报告")
        there = {section.part for section in report.sections}
        if report.kind == "transfer" and there & {"problems", "measures"}:
            # The outline for transfers has one part for both: why goals were missed, and what will be done.
            there |= {"problems", "measures"}
        missing = [title for title, parts in _REQUIRED if not there & set(parts)]
        if not missing or len(missing) == len(_REQUIRED):
            return []
        return [
            self.finding(
                f"按标题看，缺少：{'、'.join(missing)}。",
                report.sections[-1].location,
                expected="、".join(missing),
                advice="按提纲补齐；合并写的，在标题里体现。",
            )
        ]
