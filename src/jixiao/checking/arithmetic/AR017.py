"""AR017: an amount and its instalments by year, or its shares by place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import REMARK_OF, SEVERITY_OF, Fit, add, difference_text, shown, sum_text
from jixiao.checking.statements import Term, statements
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import chinese_integer
from jixiao.reading.extract.scan import Sort

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.report import Report

_IN_YEARS = re.compile(r"分([两二三四五]|\d)(?:个)?(?:年度|年|期|批|次)(?:实施|安排|下达|拨付|投入|完成|到位|支付)")
_OF_A_YEAR = re.compile(r"20\d\d\s*年?|第[一二三四五]|首[批期年]|[一二三四五]期")


class AR017(Check):
    """分年、分批、分地区安排之和，应等于总额。

    什么
    “总投资……万元，分两年实施：某年安排……，某年安排……”“资金安排到 5 个县：甲县……”一类写法，各笔相加与总额比较。
    分地区的总额可能写在前面任何一处，合于其中一个即可。

    为什么
    分年数是以后各年预算的依据，加起来不等于总投资，必有一年写错。

    例子
    总投资 1268.5 万元，分两年实施，2021 年安排 500 万元，2022 年安排 786.5 万元：合计 1286.5 万元。

    改法
    对照批复改正写错的一年或总额。

    来源
    文内勾稽关系。
    """

    code = "AR017"
    title = "分年、分批、分地区安排之和与总额不符"
    kind = Kind.ARITHMETIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        found = [*_plans(report), *_allotments(report)]
        if not found:
            return NotApplicable("没有写分年、分批、分地区安排")
        judged = (self._judge(whole, parts) for whole, parts in found)
        return [finding for finding in judged if finding is not None]

    def _judge(self, whole: Term, parts: list[Term]) -> Finding | None:
        values, total = [part.token.printed for part in parts], whole.token.printed
        result = add(values, total)
        if result.fit is Fit.EXACT:
            return None
        summed = difference_text(result.total, total)
        severity = Severity.WARNING if result.fit is Fit.OFF else SEVERITY_OF[result.fit]
        return self.finding(
            f"总额 {shown(total)}，分 {len(parts)} 笔安排 {'、'.join(shown(value) for value in values)}，合计 {summed}，"
            f"相差 {difference_text(result.difference, total)}{REMARK_OF[result.fit]}。",
            whole.where,
            *(part.where for part in parts),
            expected=summed,
            actual=shown(total),
            steps=(f"{sum_text(values)} = {summed} ≠ {shown(total)}",),
            advice="对照批复改正写错的一年或总额。",
            severity=severity,
        )


def _allotments(report: Report) -> Iterator[tuple[Term, list[Term]]]:
    """资金安排到 5 个县区：… with five amounts, and the amount before it that they share out: one that they make, or
    the one that is called the same."""
    before: list[Term] = []
    for statement in statements(report):
        money = [term for term in statement.terms if term.token.sort is Sort.MONEY]
        match = _TO_PLACES.search(statement.text)
        start = statement.start + match.end() if match else 0
        parts = [term for term in money if match and term.token.start >= start]
        if match and len(parts) == _number(match.group("number")) > 1 and before:
            values = [part.token.printed for part in parts]
            named = [term for term in before if term.clause.endswith(match.group("what")[-4:])]
            makes = any(add(values, term.token.printed).fit is Fit.EXACT for term in before)
            if named and not makes:
                yield named[-1], parts
        before += money


_TO_PLACES = re.compile(
    r"(?P<what>[\u4e00-\u9fff]{2,12}?)(?:安排|分配|下达|拨付|分解)(?:到|至|给)?\s*(?P<number>\d{1,2}|[两二三四五六七八九十]{1,2})\s*"
    r"个(?:县区?|区县?|市县?|乡镇|镇街|街道|单位|学校|部门|地区|市|区|乡|镇|村)(?:（[^）]*）)?[：:]"
)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else chinese_integer(text) or 0


def _plans(report: Report) -> Iterator[tuple[Term, list[Term]]]:
    """An amount that comes in so many years, and that many amounts with a year or an ordinal behind it."""
    terms: list[tuple[int, Term]] = []
    for statement in statements(report):
        terms += [(statement.passage.number, t) for t in statement.terms if t.token.sort is Sort.MONEY]
    for place, (passage, whole) in enumerate(terms):
        match = _IN_YEARS.search(whole.tail)
        number = _number(match.group(1)) if match else 0
        parts = [
            t
            for number_of, t in terms[place + 1 : place + 1 + (number or 0)]
            if number_of == passage and _OF_A_YEAR.search(t.lead)
        ]
        if number and number > 1 and len(parts) == number:
            yield whole, parts
