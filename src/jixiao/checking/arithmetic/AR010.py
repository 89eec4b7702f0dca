"""AR010: changes against the year before or the budget."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import REMARK_OF, SEVERITY_OF, Fit, difference_text, fit_of, rate_text, shown
from jixiao.checking.statements import Statement, Term, statements
from jixiao.findings import Finding, Kind, Severity
from jixiao.intervals import Interval
from jixiao.numbers import plain
from jixiao.reading.extract.scan import Sort

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.numbers import Printed
    from jixiao.report import Report

_UP = re.compile(r"增加|增长|上升|提高|提升|增幅|多支出|超支|上涨|新增")
_DOWN = re.compile(r"减少|下降|降低|减幅|降幅|节约|节省|压减|少支出|回落")
_BASE = re.compile(r"上年|去年|上一年|前一年|同期|上年度|年初预算|预算数|预算为|(?:较|比)20\d\d年度?的?$")
_FROM = re.compile(r"[由从](?:[\u4e00-\u9fff\d]{0,8})$")
_TO = re.compile(r"(?:至|到|为)(?:了|约)?$")
_NO_VALUE = re.compile(r"率|占|比重|达到|完成")

_PRIOR = re.compile(r"[，,]\s*(?:比|较|同比|与)(?:上年|去年|上一年|前一年|同期)?")
_NEXT = re.compile(r"[，,、]\s*[\u4e00-\u9fff]{0,8}")


@dataclass(frozen=True, slots=True)
class _Change:
    """A value, what it is compared with (if printed), by how much it changed, and by how many per cent."""

    now: Term
    base: Term | None
    amount: Term | None
    rate: Term | None
    sign: int


class AR010(Check):
    """增减额、增减幅应与前后两个数相符。

    什么
    “比上年增加 X 万元，增长 Y%”“较预算减少 X 万元，下降 Y%”一类写法，用本期数和对比数重算增减额和增减幅。

    为什么
    增减额和增减幅是分析变动原因的依据，算错了，原因也就对不上。

    例子
    三公经费 5.20 万元，上年 6.00 万元，减少 0.80 万元，下降 15.38%：应下降 13.33%（除的是本年数，应除上年数）。

    改法
    以对比期的数为分母重算。

    来源
    统计通例：增减幅＝（本期数－对比期数）÷对比期数。
    """

    code = "AR010"
    title = "增减额或增减幅与前后两数不符"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        told = list(statements(report))
        changes = [change for statement in told for change in _changes(statement)]
        moves = [move for statement in told for move in _moves(statement)]
        if not changes and not moves:
            return NotApplicable("没有写增减额或增减幅")
        findings = [self._moved(*move) for move in moves]
        findings += [finding for change in changes for finding in (self._amount(change), self._rate(change))]
        return [finding for finding in findings if finding is not None]

    def _moved(self, old: Term, new: Term, rate: Term, sign: int) -> Finding | None:
        """由 A 降至 B，下降 P%: of whatever unit."""
        before, after = (Fraction(term.token.printed.value) for term in (old, new))
        exact = (after - before) * sign / before
        claimed = rate.token.printed
        fit = fit_of(claimed, Interval.point(exact), Interval.point(exact), exact)
        if fit in (Fit.EXACT, Fit.ROUNDED):
            return None
        expected = rate_text(exact, claimed)
        word = "增长" if sign > 0 else "下降"
        return self.finding(
            f"由 {shown(old.token.printed)}到 {shown(new.token.printed)}，应{word} {expected}，写的是 {shown(claimed)}{REMARK_OF[fit]}。",
            rate.where,
            old.where,
            new.where,
            expected=expected,
            actual=shown(claimed),
            steps=(f"（{plain(after)} − {plain(before)}）÷ {plain(before)} = {rate_text(exact * sign, claimed, 2)}",),
            advice="以变化前的数为分母重算。",
            severity=SEVERITY_OF[fit],
        )

    def _amount(self, change: _Change) -> Finding | None:
        """The amount against the difference of the two values."""
        if change.base is None or change.amount is None:
            return None
        now, base, amount = (term.token.printed for term in (change.now, change.base, change.amount))
        inside = (now.interval - base.interval).scaled(change.sign)
        exact = (now.base - base.base) * change.sign
        fit = fit_of(amount, inside, inside, exact)
        if fit is Fit.EXACT:
            return None
        if fit is Fit.ROUNDED and change.rate is not None and base.base > 0:
            # The rate is the sharper witness: an amount within the rounding of the values can still be off from it.
            share = amount.interval / base.interval
            by_rate = fit_of(change.rate.token.printed, share, share, amount.base / base.base)
            fit = by_rate if by_rate is not Fit.EXACT else fit
        expected = _money(exact, amount)
        word = "增加" if change.sign > 0 else "减少"
        return self.finding(
            f"写{word} {shown(amount)}，而两数分别为 {shown(now)}和 {shown(base)}，应{word} {expected}{REMARK_OF[fit]}。",
            change.amount.where,
            change.now.where,
            change.base.where,
            expected=expected,
            actual=shown(amount),
            steps=(f"{shown(now)} − {shown(base)} = {_money(now.base - base.base, amount)}",),
            advice="重算增减额，或改正写错的一个数。",
            severity=SEVERITY_OF[fit],
        )

    def _rate(self, change: _Change) -> Finding | None:
        """The percentage against the two values, or against the value and the amount."""
        if change.rate is None or (change.base is None and change.amount is None):
            return None
        now, rate = change.now.token.printed, change.rate.token.printed
        if change.base is not None:
            base, base_text = change.base.token.printed.interval, shown(change.base.token.printed)
            base_exact = change.base.token.printed.base
            inside, exact = (now.interval - base).scaled(change.sign), (now.base - base_exact) * change.sign
            others = (change.base.where,)
        else:
            assert change.amount is not None
            amount = change.amount.token.printed
            base = now.interval - amount.interval.scaled(change.sign)
            base_exact = now.base - amount.base * change.sign
            base_text = f"（{shown(now)} {'−' if change.sign > 0 else '+'} {shown(amount)}）"
            inside, exact = amount.interval, amount.base
            others = (change.amount.where,)
        if base_exact <= 0 or base.low is None or base.low <= 0:
            return None
        fit = fit_of(rate, inside / base, inside / base, exact / base_exact)
        if fit is Fit.EXACT:
            return None
        expected = rate_text(exact / base_exact, rate)
        word = "增长" if change.sign > 0 else "下降"
        return self.finding(
            f"写{word} {shown(rate)}，按所写的数应{word} {expected}{REMARK_OF[fit]}。",
            change.rate.where,
            change.now.where,
            *others,
            expected=expected,
            actual=shown(rate),
            steps=(f"{_money(exact, now)} ÷ {base_text} = {rate_text(exact / base_exact, rate, 2)} ≈ {expected}",),
            advice="以对比期的数为分母重算。",
            severity=SEVERITY_OF[fit],
        )


def _money(value: Fraction, like: Printed) -> str:
    return f"{'−' if value < 0 else ''}{difference_text(value, like)}"


def _moves(statement: Statement) -> Iterator[tuple[Term, Term, Term, int]]:
    """Two numbers of one unit joined by 由 … 至 …, and the rate of the change behind them."""
    for old, new, rate in zip(statement.terms, statement.terms[1:], statement.terms[2:], strict=False):
        joined = _FROM.search(old.clause) and _TO.search(new.clause)
        same = old.token.printed.unit == new.token.printed.unit and old.token.sort is new.token.sort
        exact = not (
            old.token.printed.approximation or new.token.printed.approximation or rate.token.printed.approximation
        )
        sign = _sign(rate.clause)
        if (
            (
                joined
                and same
                and exact
                and sign
                and rate.token.sort is Sort.RATE
                and old.token.sort in (Sort.COUNT, Sort.MONEY)
            )
            and old.token.printed.value > 0
            and (new.token.printed.value - old.token.printed.value) * sign > 0
        ):
            yield old, new, rate, sign


def _changes(statement: Statement) -> Iterator[_Change]:
    """The changes told in a sentence, part by part (；); a part that names no value speaks of the one before."""
    before: Term | None = None
    for terms in _parts(statement):
        told = _Told.of(terms)
        if told is None:
            before = None
            continue
        yield from told.changes(before)
        before = told.values[-1] if told.values else before


def _parts(statement: Statement) -> Iterator[list[Term]]:
    """The numbers of a sentence between its semicolons."""
    part: list[Term] = []
    for term in statement.terms:
        if part and re.search(r"[；;]", term.lead):
            yield part
            part = []
        part.append(term)
    yield part


@dataclass(frozen=True, slots=True)
class _Told:
    """The numbers of one part of a sentence by what they tell: values, what they are compared with, changes and rates
    of change with their signs."""

    terms: list[Term]
    values: list[Term]
    bases: list[Term]
    amounts: list[tuple[Term, int]]
    rates: list[tuple[Term, int]]

    @classmethod
    def of(cls, terms: list[Term]) -> _Told | None:
        """``None`` where a number is loose (约, 多): nothing can be computed then."""
        told = cls(terms, [], [], [], [])
        for term in terms:
            sign = _sign(term.clause)
            if term.token.printed.approximation:
                return None
            if term.token.sort is Sort.MONEY:
                if sign and not term.clause.rstrip().endswith(("至", "到", "为")):
                    told.amounts.append((term, sign))
                elif _BASE.search(term.lead):
                    told.bases.append(term)
                else:
                    told.values.append(term)
            elif term.token.sort is Sort.RATE and sign and "点" not in term.token.printed.unit:
                told.rates.append((term, sign))
        return told

    def changes(self, before: Term | None) -> Iterator[_Change]:
        """The change, if it is plain which numbers belong together: one value, at most one base."""
        if len(self.values) > 1:
            yield from self._among_others()
        values = self.values or ([before] if before is not None and self.bases else [])
        signs = {sign for _, sign in (*self.amounts, *self.rates)}
        if (
            len(values) == 1
            and len(self.bases) < 2
            and len(self.amounts) < 2
            and len(self.rates) < 2
            and len(signs) == 1
        ):
            amount = self.amounts[0][0] if self.amounts else None
            rate = self.rates[0][0] if self.rates else None
            yield _Change(values[0], self.bases[0] if self.bases else None, amount, rate, signs.pop())

    def _among_others(self) -> Iterator[_Change]:
        """Among many amounts: one, the change of it and the rate of the change right behind one another. None is told
        if the change fits another of the amounts: then that one is meant."""
        for now, amount, rate in zip(self.terms, self.terms[1:], self.terms[2:], strict=False):
            sign = _sign(amount.clause)
            if now not in self.values or amount in self.values:
                continue
            if rate.token.sort is not Sort.RATE or "点" in rate.token.printed.unit:
                continue
            if (
                not sign
                or sign != _sign(rate.clause)
                or not _PRIOR.match(amount.lead)
                or not _NEXT.fullmatch(rate.lead)
            ):
                continue
            share = amount.token.printed.base
            bases = [value.token.printed.base - share * sign for value in self.values]
            told = rate.token.printed.interval
            if not any(base > 0 and told.overlaps(Interval.point(share / base)) for base in bases):
                yield _Change(now, None, amount, rate, sign)


def _sign(clause: str) -> int:
    """Whether the words in front of a number say that something grew (1) or shrank (-1) by it."""
    last = re.sub(r"[了约为是\s]", "", clause)[-6:]
    up, down = _UP.search(last), _DOWN.search(last)
    if _NO_VALUE.search(last[-2:]) or bool(up) == bool(down):
        return 0
    return 1 if up else -1
