"""FO102: a target copied into the cell of the result."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.scores import place, sheets
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Report

_BOUND: Final = re.compile(r"^\s*(?:>=|<=|=>|=<|[≥≤≧≦><＞＜]|不低于|不少于|不高于|不超过)|以上$|以下$|以内$")


class FO102(Check):
    """指标的完成值要填实测数，不能照抄目标区间。

    什么
    指标的完成值写成“≥90%”“不少于 100 人”一类区间的报。

    为什么
    区间是目标的写法；照抄成完成值，看不出实际是多少，也无法计分。

    例子
    “免疫密度”目标值≥90%，完成值也写≥90%。

    改法
    填写统计、检测或问卷得到的数，如 93.6%。

    来源
    《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》（财预〔2021〕101号）：指标值应可衡量。
    """

    code = "FO102"
    title = "完成值照抄目标区间"
    kind = Kind.FORM
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        rows = [row for sheet in sheets(report) for row in sheet.rows if row.actual is not None]
        if not rows:
            return NotApplicable("没有写明完成值的指标")
        copied = [row for row in rows if row.actual is not None and _BOUND.search(row.actual)]
        if not copied:
            return []
        shown = "、".join(f"{row.name} {row.actual}" for row in copied)
        return [
            self.finding(
                f"{len(copied)} 个指标的完成值写成了区间，没有实测数：{shown}。",
                *(place(row, "actual") for row in copied),
                expected="实测数",
                actual="、".join(str(row.actual) for row in copied),
                steps=tuple(f"{row.name}：目标 {row.target or '未填'}，完成 {row.actual}" for row in copied),
                advice="填写统计、检测或问卷得到的数。",
            )
        ]
