"""AR014: so much each, so many, so much together."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import REMARK_OF, Fit, difference_text, fit_of, shown
from jixiao.checking.statements import Statement, Term, statements
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import plain
from jixiao.reading.extract.scan import Sort

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.report import Report

_EACH = re.compile(r"每(人|名|户|亩|生|次|场|套|台|个|位|公里|头|株|只|家|辆|件|床|班|吨|平方米|口|眼|座|所|村|校)")
_PER = re.compile(
    r"^\s*(?:/|每)\s*(人|名|户|亩|生|次|场|套|台|个|位|公里|头|株|只|家|辆|件|床|班|吨|平方米|口|眼|座|所|村|校)"
)
_TOGETHER = re.compile(r"共|合计|总计|累计|发放|补助|补贴|资金|支出|投入")
_SAME = {"名": "人", "位": "人", "生": "人", "场": "次"}
_MONTHS = re.compile(r"(\d{1,2})\s*个月")


class AR014(Check):
    """标准乘以数量，应等于金额。

    什么
    一句话里写了每人（户、亩……）的标准、数量和合计金额时，验算标准×数量（×月数或 12 个月），哪种都不合的报。

    为什么
    补助类项目的金额就是这样算出来的；对不上，人数、标准、金额必有一个不实。

    例子
    “每人补助 500 元，共 120 人，发放 7 万元”：500×120=6 万元。

    改法
    对照发放表核实；分档、分期的，写明档次和期数。

    来源
    补助资金测算的通行方法。
    """

    code = "AR014"
    title = "标准乘数量与金额不符"
    kind = Kind.ARITHMETIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        products = [found for statement in statements(report) for found in _products(statement)]
        if not products:
            return NotApplicable("没有同时写标准、数量和金额")
        judged = (self._judge(*each) for each in products)
        return [finding for finding in judged if finding is not None]

    def _judge(self, price: Term, count: Term, total: Term, months: tuple[int, ...]) -> Finding | None:
        one, many, all_ = price.token.printed, count.token.printed, total.token.printed
        products = [(one.interval * many.interval).scaled(times) for times in months]
        exact = one.base * many.base
        if any(fit_of(all_, p, p, exact * times) is Fit.EXACT for p, times in zip(products, months, strict=True)):
            return None
        rounded = any(product.overlaps(all_.interval) for product in products)
        if not any(exact * times / 2 <= all_.base <= exact * times * 2 for times in months):
            return None
        times = min(months, key=lambda n: abs(exact * n - all_.base))
        expected = difference_text(exact * times, all_)
        by_months = f" × {times}" if times > 1 else ""
        return self.finding(
            f"每{many.unit} {shown(one)}、{shown(many)}，应为 {expected}，写的是 {shown(all_)}{REMARK_OF[Fit.ROUNDED] if rounded else ''}。",
            total.where,
            price.where,
            count.where,
            expected=expected,
            actual=shown(all_),
            steps=(f"{shown(one)} × {plain(Fraction(many.value))}{by_months} = {expected} ≠ {shown(all_)}",),
            advice="对照发放表核实；分档、分期的，写明档次和期数。",
            severity=Severity.INFO if rounded else None,
        )


def _products(statement: Statement) -> Iterator[tuple[Term, Term, Term, tuple[int, ...]]]:
    """One price, one count of what the price is for, one amount: with more of any of them the sentence is not plain."""
    prices = [(term, unit) for term in statement.terms if (unit := _unit_of_price(term))]
    if len(prices) != 1:
        return
    price, unit = prices[0]
    counts = [
        term
        for term in statement.terms
        if term.token.sort is Sort.COUNT
        and _SAME.get(term.token.printed.unit, term.token.printed.unit) == unit
        and not term.token.printed.approximation
    ]
    totals = [
        term
        for term in statement.terms
        if term.token.sort is Sort.MONEY
        and term is not price
        and _TOGETHER.search(term.clause)
        and not term.token.printed.approximation
    ]
    if len(counts) == 1 and len(totals) == 1:
        stated = tuple(int(number) for number in _MONTHS.findall(statement.text))
        yield price, counts[0], totals[0], (1, 12, *stated)


def _unit_of_price(term: Term) -> str:
    """What a price is for: 人 of 500 元/人 and of 每人 500 元; empty for any other number."""
    if term.token.sort not in (Sort.PRICE, Sort.MONEY):
        return ""
    match = _PER.match(term.tail) or _EACH.search(term.clause)
    return _SAME.get(match.group(1), match.group(1)) if match else ""
