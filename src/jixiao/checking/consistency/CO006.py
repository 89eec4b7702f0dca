"""CO006: a part that is larger than its whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import difference_text, shown
from jixiao.checking.ledger import Ledger, between, called, same_place
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.report import Figure, Report

_WHOLES = {
    "basic_expenditure": "expenditure",
    "project_expenditure": "expenditure",
    "general_public_expenditure": "expenditure",
    "government_fund_expenditure": "expenditure",
    "fiscal_appropriation_expenditure": "expenditure",
    "three_public_expenditure": "expenditure",
    "personnel_expenditure": "expenditure",
    "public_funds_expenditure": "expenditure",
    "wages_welfare_expenditure": "expenditure",
    "personal_subsidy_expenditure": "expenditure",
    "basic_budget": "adjusted_budget",
    "project_budget": "adjusted_budget",
    "fiscal_appropriation_adjusted_budget": "adjusted_budget",
    "personnel_budget": "adjusted_budget",
    "public_funds_budget": "adjusted_budget",
}
_GIVEN = re.compile(r"安排|支持|资助|给予|奖励|补助|扶持|投入|拨付|下拨")
_OF_OTHERS = re.compile(r"社会|企业|第三方|引入|撬动|带动|争取|申报|上级|省财政|市财政|中央|总投资|吸引|募集|捐")


class CO006(Check):
    """部分不应大于整体。

    什么
    “其中”一项大于总数；基本支出、项目支出等一类大于总支出；某项目的支出大于全部项目支出；
    资助、安排出去的金额大于本单位的项目支出。按所印位数的区间判断。

    为什么
    部分大于整体不可能成立：不是数写错，就是把不属于本年、本单位的钱写了进来，或把计划数当成支出数。

    例子
    项目支出共 93.59 万元，却写“支持 35 个项目，共计 270 万元”。

    改法
    核对口径：写的是计划、多年累计或别的来源的，写明；写错的改正。

    来源
    文内勾稽关系。
    """

    code = "CO006"
    title = "部分大于整体"
    kind = Kind.CONSISTENCY
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        pairs = [*_only_parts(report, ledger), *_classes(ledger), *_projects(ledger), *_grants(ledger)]
        if not pairs:
            return NotApplicable("没有成对的部分和整体")
        return [self._report(part, whole, severity) for part, whole, severity in pairs if _exceeds(part, whole)]

    def _report(self, part: Figure, whole: Figure, severity: Severity) -> Finding:
        gap = difference_text(part.value.base - whole.value.base, whole.value)
        return self.finding(
            f"{called(part)} {shown(part.value)}，大于{called(whole)} {shown(whole.value)}，多 {gap}，部分不应大于整体。",
            part.location,
            whole.location,
            expected=f"不超过 {shown(whole.value)}",
            actual=shown(part.value),
            steps=(f"{shown(part.value)} − {shown(whole.value)} = {gap}",),
            advice="核对口径：写的是计划、多年累计或别的来源的，写明；写错的改正。",
            severity=severity,
        )


_Pair = tuple["Figure", "Figure", Severity]


def _exceeds(part: Figure, whole: Figure) -> bool:
    low, high = part.value.interval.low, whole.value.interval.high
    return low is not None and high is not None and low >= high and part.value.base > whole.value.base


def _only_parts(report: Report, ledger: Ledger) -> Iterator[_Pair]:
    """A whole of which only one part is named; where several are, AR001 adds them up.

    Behind a semicolon or a full stop the text may speak of something else already.
    """
    for whole, parts in ledger.groups():
        alone = len(parts) == 1 and parts[0].name != "budget_adjustment"
        if alone and re.search(r"[；;。]", between(report, whole, parts[0])) is None:
            yield parts[0], whole, Severity.ERROR


def _classes(ledger: Ledger) -> Iterator[_Pair]:
    for name, of in _WHOLES.items():
        parts, wholes = ledger.named(name), ledger.named(of)
        if not parts or not wholes or any(part.parent is not None for part in parts):
            continue
        largest = max(wholes, key=lambda figure: figure.value.base)
        for part in parts:
            yield part, largest, Severity.ERROR if same_place(part, largest) else Severity.WARNING


def _projects(ledger: Ledger) -> Iterator[_Pair]:
    """What one project spent against what all did."""
    wholes = ledger.named("project_expenditure") or ledger.named("expenditure")
    if not wholes:
        return
    largest = max(wholes, key=lambda figure: figure.value.base)
    for scope in ledger.scopes:
        if scope.startswith("project:"):
            for part in ledger.named("expenditure", scope):
                if part.parent is None:
                    yield part, largest, Severity.WARNING


def _grants(ledger: Ledger) -> Iterator[_Pair]:
    """Money that the unit says it gave away against all that its projects spent."""
    wholes = ledger.named("project_expenditure")
    if not wholes:
        return
    largest = max(wholes, key=lambda figure: figure.value.base)
    for figure in ledger.money:
        told = _GIVEN.search(figure.label) and not _OF_OTHERS.search(figure.label)
        if (
            told
            and not figure.name
            and figure.year is None
            and figure.parent is None
            and not figure.value.approximation
        ):
            yield figure, largest, Severity.WARNING
