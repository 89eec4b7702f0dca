"""AR001: parts against their whole, in prose and in tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import Fit, Sum, add, difference_text, shown
from jixiao.checking.ledger import Ledger, called
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Figure, Report

_CHANGES = ("budget_adjustment", "initial_budget")
"""Parts that are added or taken away rather than enumerated: AR004 looks at those."""

_ALL_THERE = (
    {"basic_expenditure", "project_expenditure"},
    {"basic_budget", "project_budget"},
    {"general_public_expenditure", "government_fund_expenditure", "state_capital_expenditure"},
)
"""Names that together leave nothing out."""

_PARTIAL = re.compile(r"主要|重点|如|等|部分|内含|含|包含")


class AR001(Check):
    """分项之和应等于总数。

    什么
    总数之后用“其中”、括号、冒号列出的各项，以及表格合计行下的各行，逐项相加，与总数比较。
    各项都按所印位数看作一个区间，四舍五入造成的尾差不算错。

    为什么
    分项与总数对不上，总数或某一项必有一处写错；多出来的数常是把别处的支出又算了一遍。

    例子
    基本支出 236.79 万元（工资福利 144.10 万元、商品和服务 61.74 万元、对个人和家庭的补助 77.95 万元）：三项合计 283.79 万元，多 47.00 万元。

    改法
    对照账表改正写错的一项；没有列全的，补上“其他”一项；只列举重点的，写明“主要包括”。

    来源
    表内、文内勾稽关系；四舍五入按 XBRL Calculations 1.1 的区间法判断。
    """

    code = "AR001"
    title = "分项之和与总数不符"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        groups = [
            (whole, parts)
            for whole, parts in ledger.groups()
            if len(parts) > 1 and not any(part.name in _CHANGES and whole.name not in _CHANGES for part in parts)
        ]
        if not groups:
            return NotApplicable("没有列出分项的总数")
        judged = (self._judge(whole, parts, ledger) for whole, parts in groups)
        return [finding for finding in judged if finding is not None]

    def _judge(self, whole: Figure, parts: list[Figure], ledger: Ledger) -> Finding | None:
        result = add([part.value for part in parts], whole.value)
        if result.fit is Fit.EXACT or _shorter_list_fits(whole, parts):
            return None
        severity, remark = self._weigh(result, whole, parts)
        total = difference_text(result.total, whole.value)
        difference = difference_text(result.difference, whole.value)
        over = result.difference > 0
        sum_line = " + ".join(shown(part.value) for part in parts)
        return self.finding(
            f"{called(whole)} {shown(whole.value)}，所列 {len(parts)} 项合计 {total}，{'多' if over else '少'} {difference}{remark}。"
            f"{_hint(result, whole, parts, ledger)}",
            whole.location,
            *(part.location for part in parts),
            expected=total,
            actual=shown(whole.value),
            steps=(
                *(f"{called(part)}：{shown(part.value)}" for part in parts),
                f"{sum_line} = {total}",
                f"{total} {'>' if over else '<'} {shown(whole.value)}，相差 {difference}",
            ),
            advice=_advice(over=over, rounding=result.fit is Fit.ROUNDED),
            severity=severity,
        )

    def _weigh(self, result: Sum, whole: Figure, parts: list[Figure]) -> tuple[Severity, str]:
        if result.fit is Fit.ROUNDED:
            return Severity.INFO, "，在各项四舍五入的范围内"
        if result.fit in (Fit.CUT, Fit.LAST_DIGIT):
            return Severity.WARNING, "，只差在末位，疑为截取或舍入不一"
        if result.difference > 0 or {part.name for part in parts} >= _complete(parts):
            return Severity.ERROR, ""
        gap = abs(result.difference) / whole.value.base if whole.value.base else 1
        named_partial = _PARTIAL.search(called(parts[0])) is not None
        if named_partial or (gap * 2 > 1 and len(parts) < 3):
            return Severity.INFO, "，若只列举部分请忽略"
        return Severity.WARNING, "，或有遗漏未列"


def _complete(parts: list[Figure]) -> set[str]:
    """The set of names that leaves nothing out and is there; a set nothing contains where there is none."""
    names = {part.name for part in parts}
    return next((full for full in _ALL_THERE if full <= names), {""} if "" not in names else {"\0"})


def _shorter_list_fits(whole: Figure, parts: list[Figure]) -> bool:
    """Whether the list makes the whole without its last figures: what follows may not belong to it any more."""
    values = [part.value for part in parts]
    return any(add(values[:count], whole.value).fit is Fit.EXACT for count in range(2, len(parts)))


def _hint(result: Sum, whole: Figure, parts: list[Figure], ledger: Ledger) -> str:
    """Another figure of the report that equals the difference: what was counted twice or left out."""
    if result.fit is not Fit.OFF:
        return ""
    gap = abs(result.difference)
    twin = next((f for f in ledger.money if f.value.base == gap and f is not whole and f not in parts and gap), None)
    if twin is None:
        return ""
    what = "疑把它也计入" if result.difference > 0 else "疑漏列了它"
    return f"相差之数恰与{called(twin)} {shown(twin.value)}相等，{what}。"


def _advice(*, over: bool, rounding: bool) -> str:
    if rounding:
        return "多为各项分别四舍五入所致；如要逐位相符，可调整尾差最大的一项或在表下注明。"
    if over:
        return "分项不能多于总数：核对是否重复计列，改正写错的一项。"
    return "核对是否漏列或写错；只列举重点的，写明“主要包括”。"
