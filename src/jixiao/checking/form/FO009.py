"""FO009: a conclusion without score and grade."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Report
_UNSCORED = re.compile(r"不(?:计|打|评|赋)分")


class FO009(Check):
    """自评结论应写明得分和等级。

    什么
    有“自评结论”一类的部分，而全文没有总分也没有等级的提示。

    为什么
    没有得分和等级，结论无法比较，也无法应用于预算安排。

    例子
    “自评结论综述”只写“总体较为理想”，没有分数。

    改法
    写明总分和等级；当地表样不要求打分的，可忽略。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）：单位自评结果以自评表和得分体现。
    """

    code = "FO009"
    title = "自评结论没有得分和等级"
    kind = Kind.FORM
    severity = Severity.INFO

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        conclusions = [
            section for section in report.sections if section.part == "conclusion" and "问题" not in section.title
        ]
        if report.nature != "self_evaluation" or not conclusions:
            return NotApplicable("没有自评结论部分")
        if report.total_score is not None or report.grade:
            return []
        if any(_UNSCORED.search(passage.text) for passage in passages(report)):
            return NotApplicable("写明了不计分")
        return [
            self.finding(
                f"“{conclusions[0].title}”部分没有写明总分和等级。",
                conclusions[0].location,
                expected="总分和等级",
                advice="写明总分和等级；当地表样不要求打分的，可忽略。",
            )
        ]
