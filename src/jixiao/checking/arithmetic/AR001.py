"""AR001: parts against their whole, in prose and in tables."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from math import lcm
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import Fit, Sum, add, difference_text, shown, sum_text
from jixiao.checking.ledger import Ledger, between, called, same_place
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.numbers import Printed
    from jixiao.report import Figure, Report

_CHANGES = ("budget_adjustment", "initial_budget")
"""Parts that are added or taken away rather than enumerated: AR004 looks at those."""

_ALL_THERE = (
    {"basic_expenditure", "project_expenditure"},
    {"basic_budget", "project_budget"},
    {"general_public_expenditure", "government_fund_expenditure", "state_capital_expenditure"},
)
"""Names that together leave nothing out."""

_ALL_LABELS = (
    (re.compile("公务接待|接待费"), re.compile("公务用车|公车|车辆")),
    (re.compile("人员"), re.compile("公用|日常")),
    (re.compile("基本支出"), re.compile("项目支出")),
)
"""Words of parts that together leave nothing out either."""

_PARTIAL = re.compile(r"主要|重点|如|内含|含有|含(?!税)")
"""Words before a list that does not claim to be complete."""

_MOST_SUBSETS = 12
"""Parts of a list up to which every selection of them is tried."""


class AR001(Check):
    """分项之和应等于总数。

    什么
    总数之后用“其中”、括号、冒号列出的各项，以及表格合计行下的各行，逐项相加，与总数比较。
    各项都按所印位数看作一个区间，四舍五入造成的尾差不算错。

    为什么
    分项与总数对不上，总数或某一项必有一处写错；多出来的数常是把别处的支出又算了一遍。

    例子
    基本支出 246.79 万元（工资福利 151.10 万元、商品和服务 62.74 万元、对个人和家庭的补助 79.95 万元）：三项合计 293.79 万元，多 47.00 万元。

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
        judged = (self._judge(_List(report, whole, parts), ledger) for whole, parts in groups)
        return [finding for finding in judged if finding is not None]

    def _judge(self, listed: _List, ledger: Ledger) -> Finding | None:
        whole, parts, result = listed.whole, listed.parts, listed.result
        if result.fit is Fit.EXACT or listed.fits_otherwise(ledger):
            return None
        severity, remark = self._weigh(listed)
        if severity is None:
            return None
        total = difference_text(result.total, whole.value)
        difference = difference_text(result.difference, whole.value)
        over = result.difference > 0
        sum_line = sum_text([part.value for part in parts])
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

    def _weigh(self, listed: _List) -> tuple[Severity | None, str]:
        """How grave it is, and what to add; no severity where a list that is not complete comes to less."""
        result = listed.result
        short = result.difference < 0
        if short and listed.partial and listed.unit_slip is None:
            return None, ""
        if result.fit is Fit.ROUNDED:
            return Severity.INFO, "，在各项四舍五入的范围内"
        if result.fit in (Fit.CUT, Fit.LAST_DIGIT):
            return Severity.WARNING, "，只差在末位，疑为截取或舍入不一"
        if (slipped := listed.unit_slip) is not None:
            return Severity.ERROR, f"；若 {shown(slipped.value)}的单位应为“{listed.whole.value.unit}”，则正好相符"
        if not short:
            return (Severity.WARNING, "，各项或有重叠") if listed.overlapping else (Severity.ERROR, "")
        if listed.exhaustive:
            return Severity.ERROR, ""
        gap = abs(result.difference) / listed.whole.value.base
        if gap * 2 > 1 and len(listed.parts) < 3:
            return Severity.INFO, "，若只列举部分请忽略"
        return Severity.WARNING, "，或有遗漏未列"


class _List:
    """A whole and the figures that the text lists under it, with the other ways in which the text can be read."""

    def __init__(self, report: Report, whole: Figure, parts: list[Figure]) -> None:
        self.whole, self.parts = whole, parts
        self.result = add([part.value for part in parts], whole.value)
        self._lead = between(report, whole, parts[0])

    @property
    def exhaustive(self) -> bool:
        names = {part.name for part in self.parts}
        labels = [part.label for part in self.parts]
        return any(full <= names for full in _ALL_THERE) or any(
            all(any(word.search(label) for label in labels) for word in words) for words in _ALL_LABELS
        )

    @property
    def unit_slip(self) -> Figure | None:
        """The part that would make the list fit if it were in the unit of the whole (276.31 元 for 万元)."""
        unit = self.whole.value.unit
        for slipped in self.parts:
            values = [replace(p.value, unit=unit) if p is slipped else p.value for p in self.parts]
            if slipped.value.unit != unit and add(values, self.whole.value).fit is Fit.EXACT:
                return slipped
        return None

    @property
    def partial(self) -> bool:
        return _PARTIAL.search(self._lead) is not None and not self.exhaustive

    @property
    def overlapping(self) -> bool:
        """Whether some of the parts make the whole: the others may be parts of parts."""
        values = [part.value.base for part in self.parts]
        whole = self.whole.value.base
        if len(values) > _MOST_SUBSETS or whole <= 0:
            return False
        # Thousands of sums: as multiples of the finest share they are as exact, and whole numbers.
        finest = lcm(whole.denominator, *(value.denominator for value in values))
        shares, all_of_it = [int(value * finest) for value in values], int(whole * finest)
        return any(
            sum(chosen) == all_of_it for count in range(2, len(shares)) for chosen in combinations(shares, count)
        )

    def fits_otherwise(self, ledger: Ledger) -> bool:
        """Whether another reading of the text holds.

        The list may end before its last figures; after a full stop it may be the list of an earlier whole; and it may
        go on behind a semicolon with the figure that is missing.
        """
        values = [part.value for part in self.parts]
        shorter = (values[:count] for count in range(2, len(values)))
        if any(self._makes_whole(each) for each in shorter):
            return True
        beside = [f for f in ledger.money if same_place(f, self.whole) and f is not self.whole and f not in self.parts]
        if "。" in self._lead and any(f.value.base == self.result.total for f in beside):
            return True
        after = [f.value for f in beside if (f.location.start or 0) > (self.parts[-1].location.start or 0)]
        return self.result.difference < 0 and any(self._makes_whole([*values, each]) for each in after)

    def _makes_whole(self, values: list[Printed]) -> bool:
        return add(values, self.whole.value).fit in (Fit.EXACT, Fit.ROUNDED)


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
