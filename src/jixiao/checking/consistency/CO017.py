"""CO017: data of one year in the report on another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import shown
from jixiao.checking.ledger import called
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import narrow

if TYPE_CHECKING:
    from jixiao.report import Report

_MONEY_OF_THE_YEAR = (
    "initial_budget",
    "adjusted_budget",
    "expenditure",
    "revenue_final",
    "revenue_budget",
    "received_funds",
)
_SELF = re.compile(
    r"(?<![\d〔\[(（])(20\d\d)\s*年度?\s*(?:我|本)?(?:部门|单位|局|中心|会|委|院|校|馆)?(?:的)?"
    r"(?:(?:部门整体支出|整体支出|项目支出|预算执行|财政支出)?绩效(?:自评|评价|目标)(?!工作的?通知)|[\u4e00-\u9fff]{0,14}自评(?:得分|结果|分数))"
)
_QUOTED = re.compile(r"《[^》]*》|“[^”]*”")
_OTHER = re.compile(r"上年|去年|下一?年|明年|往年|以前|计划|拟")


class CO017(Check):
    """报告里的数据，应是所评价年度的数据。

    什么
    标题写某年度，而预算、支出等数据只写了另一年度的报；正文说“某年绩效自评（目标）”而年份与标题不同的提示。写明“上年”“去年”用作对比的不算。

    为什么
    年份不同，或是套用上年文字没有改年份，或是数据本身就是上年的。

    例子
    标题是 2023 年度，正文写“2022 年度绩效目标完成情况”，数据也只有 2022 年的。

    改法
    核实数据年度，统一改正。

    来源
    文内前后一致。
    """

    code = "CO017"
    title = "数据年度与报告年度不同"
    kind = Kind.CONSISTENCY
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        if report.year is None:
            return NotApplicable("没有写年度")
        return [*self._figures(report, report.year), *self._words(report, report.year)]

    def _figures(self, report: Report, year: int) -> list[Finding]:
        findings = []
        for name in _MONEY_OF_THE_YEAR:
            told = [figure for figure in report.figures if figure.name == name and figure.scope == "unit"]
            if told and all(figure.year == year - 1 for figure in told) and not _OTHER.search(told[0].label):
                findings.append(
                    self.finding(
                        f"报告评价 {year} 年度，而{called(told[0])} {shown(told[0].value)}写的是 {told[0].year} 年，没有 {year} 年的数。",
                        *(figure.location for figure in told),
                        expected=f"{year} 年的数",
                        actual=f"{told[0].year} 年",
                        advice="核实数据年度，统一改正。",
                    )
                )
        return findings

    def _words(self, report: Report, year: int) -> list[Finding]:
        places = []
        for passage in passages(report)[3:]:
            text = _QUOTED.sub(lambda match: " " * len(match.group()), narrow(passage.text))
            places += [
                passage.at(match.start(), match.end())
                for match in _SELF.finditer(text)
                if int(match.group(1)) != year and not _OTHER.search(text[max(0, match.start() - 6) : match.end() + 6])
            ]
        if not places:
            return []
        return [
            self.finding(
                f"报告评价 {year} 年度，正文却写“{places[0].quote}”，年份不同。",
                *places,
                expected=f"{year} 年",
                actual=places[0].quote,
                advice="核实年份；沿用上年文字的，改正。",
                severity=Severity.INFO,
            )
        ]
