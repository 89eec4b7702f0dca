"""CO019: fewer people reached by everything than by one thing."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Count, Report

_PEOPLE = ("人", "人次", "名", "位")
_ALL = re.compile(r"各种|各类|各项|全部|所有|全年|累计|总")
_REACHED = re.compile(r"受众|受益|参加|参与|覆盖|惠及|服务|受教育|观看|阅读|学生|群众|居民")


class CO019(Check):
    """各项活动合计的人数，不应少于其中一项的人数。

    什么
    “各种活动受众约 N 人次”一类合计数，若少于报告里某一项活动单独的人数，提示。

    为什么
    合计少于一项，合计数必有遗漏，受益人数指标就不可信。

    例子
    各种宣传活动受众约 1 万人次，而其中一项活动受教育学生 10455 人。

    改法
    重新汇总；线上人数不计入的，写明“线下”。

    来源
    文内勾稽关系。
    """

    code = "CO019"
    title = "合计人数少于其中一项"
    kind = Kind.CONSISTENCY
    severity = Severity.INFO

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        people = [count for count in report.counts if count.value.unit in _PEOPLE and _REACHED.search(_words(count))]
        totals = [count for count in people if _ALL.search(_words(count))]
        if not totals:
            return NotApplicable("没有写各项活动合计的人数")
        findings = []
        for total in totals:
            high = total.value.interval.high
            larger = [count for count in people if count not in totals and high is not None and _least(count) > high]
            if larger:
                one = max(larger, key=_least)
                findings.append(
                    self.finding(
                        f"“{total.subject}”合计 {total.value.text}，而其中“{one.subject}”一项就有 {one.value.text}。",
                        total.location,
                        *(count.location for count in larger[:3]),
                        expected=f"不少于 {one.value.text}",
                        actual=total.value.text,
                        advice="重新汇总；线上人数不计入的，写明“线下”。",
                    )
                )
        return findings


def _words(count: Count) -> str:
    return f"{count.verb}{count.subject}"


def _least(count: Count) -> Fraction:
    low = count.value.interval.low
    return Fraction(0) if low is None else low
