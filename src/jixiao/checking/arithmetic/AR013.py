"""AR013: shares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import SEVERITY_OF, Fit, fit_of, rate_text, shown
from jixiao.checking.ledger import Ledger
from jixiao.checking.statements import Statement, Term, statements
from jixiao.findings import Finding, Kind, Severity
from jixiao.reading.extract.scan import Sort

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.location import Location
    from jixiao.numbers import Printed
    from jixiao.report import Report

_SHARE = re.compile(r"占(?P<of>[\u4e00-\u9fff“”\"]{0,14}?)的?(?:比重|比例|比)?(?:为|约|达|的|是)*$")
_NAMES = {
    "支出": ("expenditure",),
    "执行": ("expenditure",),
    "到位": ("received_funds",),
    "预算": ("adjusted_budget", "initial_budget"),
    "收入": ("revenue_final", "revenue_budget", "adjusted_budget"),
    "资金": ("adjusted_budget", "received_funds", "initial_budget"),
}


class AR013(Check):
    """“占……的百分之几”应与两个金额相符。

    什么
    “某项 X 万元，占总支出（预算）的 Y%”，用同一句或全文所写的总数重算。有几个总数的，合于任一个即可。

    为什么
    占比常用来说明重点支出的安排，算错了，结论就偏了。

    例子
    总支出 331.18 万元，项目支出 93.59 万元，占 38.26%：应占 28.26%。

    改法
    重算占比，或改正写错的金额。

    来源
    统计通例：占比＝部分÷整体。
    """

    code = "AR013"
    title = "占比与金额不符"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        shares = [share for statement in statements(report) for share in _shares(statement, ledger)]
        if not shares:
            return NotApplicable("没有写占比")
        judged = (self._judge(*share) for share in shares)
        return [finding for finding in judged if finding is not None]

    def _judge(self, rate: Term, part: Term, wholes: list[tuple[Printed, Location]], near: bool) -> Finding | None:
        printed, over = rate.token.printed, part.token.printed
        trials = []
        for whole, where in wholes:
            inside = over.interval / whole.interval
            fit = fit_of(printed, inside, inside, over.base / whole.base)
            if fit is Fit.EXACT:
                return None
            trials.append((fit, whole, where))
        order = (Fit.ROUNDED, Fit.CUT, Fit.LAST_DIGIT, Fit.OFF)
        fit, whole, where = min(trials, key=lambda trial: order.index(trial[0]))
        expected = rate_text(over.base / whole.base, printed)
        severity = SEVERITY_OF[fit]
        return self.finding(
            f"{shown(over)}占 {shown(whole)}应为 {expected}，写的是 {shown(printed)}。",
            rate.where,
            part.where,
            where,
            expected=expected,
            actual=shown(printed),
            steps=(f"{shown(over)} ÷ {shown(whole)} = {rate_text(over.base / whole.base, printed, 2)} ≈ {expected}",),
            advice="重算占比，或改正写错的金额。",
            severity=severity if near or severity is not Severity.ERROR else Severity.WARNING,
        )


def _shares(statement: Statement, ledger: Ledger) -> Iterator[tuple[Term, Term, list[tuple[Printed, Location]], bool]]:
    money = [term for term in statement.terms if term.token.sort is Sort.MONEY and not term.token.printed.approximation]
    for term in statement.terms:
        match = _SHARE.search(term.clause) if term.token.sort is Sort.RATE else None
        before = [each for each in money if each.token.end <= term.token.start]
        if match is None or not before or term.token.printed.approximation:
            continue
        part = before[-1]
        named = _named(match.group("of"), ledger)
        others = [
            (figure.value, figure.location)
            for figure in reversed(ledger.money)
            if figure.location.block == statement.passage.block.index
            and (figure.location.start or 0) < part.token.start
            and figure.value.base >= part.token.printed.base > 0
        ]
        near = len(others) == 1 and not named
        wholes = [(whole, where) for whole, where in (*named, *others) if whole.base >= part.token.printed.base > 0]
        if wholes:
            yield term, part, wholes, near


def _named(of: str, ledger: Ledger) -> list[tuple[Printed, Location]]:
    """The totals that the words after 占 may mean."""
    return [
        (figure.value, figure.location)
        for word, names in _NAMES.items()
        if word in of
        for name in names
        for figure in ledger.named(name)
        if figure.value.base > 0
    ]
