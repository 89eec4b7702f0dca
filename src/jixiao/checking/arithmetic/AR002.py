"""AR002: basic and project expenditure against the total."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import Fit, add, difference_text, shown
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Figure, Report

_SUMS = (
    ("expenditure", "basic_expenditure", "project_expenditure"),
    ("adjusted_budget", "basic_budget", "project_budget"),
)


class AR002(Check):
    """基本支出与项目支出之和，应等于支出（或预算）总数。

    什么
    报告同时写了总数、基本支出和项目支出时，后两项相加应等于总数。

    为什么
    部门支出按性质只分为基本支出和项目支出两类，两类相加对不上总数，必有一处写错。

    例子
    支出 331.18 万元，其中基本支出 237.59 万元、项目支出 90.59 万元：两项合计 328.18 万元，少 3.00 万元。

    改法
    对照部门决算报表的“支出决算表”，改正写错的一项。

    来源
    部门预算、决算报表的支出分类（基本支出、项目支出）。
    """

    code = "AR002"
    title = "基本支出加项目支出不等于总数"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        found = [[_of(report, name) for name in names] for names in _SUMS]
        groups = [[each[0] for each in lists] for lists in found if all(len(each) == 1 for each in lists)]
        if not groups:
            return NotApplicable("没有同时写明总数、基本支出和项目支出")
        return [finding for group in groups if (finding := self._judge(*group)) is not None]

    def _judge(self, whole: Figure, basic: Figure, project: Figure) -> Finding | None:
        result = add([basic.value, project.value], whole.value)
        if result.fit in (Fit.EXACT, Fit.ROUNDED):
            return None
        total = difference_text(result.total, whole.value)
        more = "多" if result.difference > 0 else "少"
        return self.finding(
            f"基本支出 {shown(basic.value)}与项目支出 {shown(project.value)}相加是 {total}，"
            f"与总数 {shown(whole.value)}不符，{more} {difference_text(result.difference, whole.value)}。",
            whole.location,
            basic.location,
            project.location,
            expected=total,
            actual=shown(whole.value),
            steps=(f"{shown(basic.value)} + {shown(project.value)} = {total} ≠ {shown(whole.value)}",),
            advice="对照部门决算报表，改正写错的一项。",
        )


def _of(report: Report, name: str) -> list[Figure]:
    return [figure for figure in report.figures if figure.name == name and figure.scope == "unit"]
