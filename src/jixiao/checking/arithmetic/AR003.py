"""AR003: rates against the figures they are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import REMARK_OF, SEVERITY_OF, Fit, fit_of, rate_text, shown
from jixiao.checking.ledger import Ledger, called, same_place
from jixiao.findings import Finding, Kind, Severity
from jixiao.intervals import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from jixiao.report import Figure, Report

_BUDGETS = ("adjusted_budget", "initial_budget", "received_funds")
_LEVELS = ("central_funds", "province_funds", "city_funds", "county_funds", "local_funds")
"""A row of a table that is the money of one level carries the level's name in its budget column."""


_SPENT = re.compile(r"执行|支出|决算|支付|使用")
_BUDGET = re.compile(r"预算|计划|安排|下达")


@dataclass(frozen=True, slots=True)
class _Formula:
    """``numerators`` over ``denominators`` (any of the names each); ``difference``: the numerator is the numerator
    less the denominator (a rate of change)."""

    numerators: tuple[str, ...]
    denominators: tuple[str, ...]
    difference: bool = False


_FORMULAS: dict[str, tuple[_Formula, ...]] = {
    "execution_rate": (_Formula(("expenditure",), _BUDGETS),),
    "basic_execution_rate": (_Formula(("basic_expenditure",), ("basic_budget",)),),
    "project_execution_rate": (_Formula(("project_expenditure",), ("project_budget",)),),
    "personnel_execution_rate": (_Formula(("personnel_expenditure",), ("personnel_budget",)),),
    "public_funds_execution_rate": (_Formula(("public_funds_expenditure",), ("public_funds_budget",)),),
    "revenue_rate": (_Formula(("revenue_final",), ("revenue_budget",)),),
    "funding_rate": (_Formula(("received_funds",), ("adjusted_budget", "initial_budget", "investment")),),
    "adjustment_rate": (
        _Formula(("budget_adjustment",), ("initial_budget", "adjusted_budget")),
        _Formula(("adjusted_budget",), ("initial_budget",), difference=True),
    ),
    "procurement_execution_rate": (_Formula(("procurement_executed",), ("procurement_planned",)),),
    "public_funds_control_rate": (
        _Formula(("public_funds_expenditure",), ("public_funds_budget",)),
        _Formula(("public_funds_expenditure",), ("public_funds_budget",), difference=True),
    ),
    "three_public_control_rate": (
        _Formula(("three_public_expenditure",), ("three_public_budget",)),
        _Formula(("three_public_expenditure",), ("three_public_budget",), difference=True),
    ),
}
"""How each rate is made; where two definitions are in use either will do."""


@dataclass(frozen=True, slots=True)
class _Trial:
    """A rate computed one way."""

    fit: Fit
    exact: Fraction
    numerator: Figure
    denominator: Figure
    difference: bool
    near: bool


class AR003(Check):
    """比率应与算出它的两个数相符。

    什么
    执行率（完成率、支出率）、到位率、调整率、控制率、采购执行率等，用报告自己写的分子分母重算，与所写比率比较。
    同一比率有几种通行算法的，合于任一种即可。

    为什么
    比率直接决定得分；算错、截取或张冠李戴，得分就不对。

    例子
    年初预算 339.04 万元，调整 58.85 万元，调整率写 17.35%：58.85÷339.04=17.36%（17.3578%），少进了一位。

    改法
    重算后改正比率；分子或分母写错的，改正该数。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）及各地自评表所附的计算公式。
    """

    code = "AR003"
    title = "比率与分子分母不符"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        tried = [(rate, list(_row_trials(rate, ledger)) or list(_trials(rate, ledger))) for rate in ledger.rates]
        tried = [(rate, trials) for rate, trials in tried if trials and not rate.value.approximation]
        if not tried:
            return NotApplicable("没有能用报告自己的数重算的比率")
        return [finding for rate, trials in tried if (finding := self._judge(rate, trials, ledger)) is not None]

    def _judge(self, rate: Figure, trials: list[_Trial], ledger: Ledger) -> Finding | None:
        if any(trial.fit is Fit.EXACT for trial in trials):
            return None
        if _of_adjusted(rate, ledger) or (not any(trial.near for trial in trials) and _told_beside(rate, ledger)):
            return None
        order = (Fit.ROUNDED, Fit.CUT, Fit.LAST_DIGIT, Fit.OFF)
        best = min(trials, key=lambda trial: (not trial.near, order.index(trial.fit)))
        expected = rate_text(best.exact, rate.value)
        finer = rate_text(best.exact, rate.value, more=2)
        sum_text = _sum_text(best)
        remark = f"（{finer} 截去尾数而没有四舍五入）" if best.fit is Fit.CUT else REMARK_OF[best.fit]
        severity = Severity.WARNING if best.fit is Fit.OFF and not best.near else SEVERITY_OF[best.fit]
        return self.finding(
            f"{called(rate)}写 {shown(rate.value)}，按{called(best.numerator)} {shown(best.numerator.value)}、"
            f"{called(best.denominator)} {shown(best.denominator.value)}计算应为 {expected}{remark}。",
            rate.location,
            best.numerator.location,
            best.denominator.location,
            expected=expected,
            actual=shown(rate.value),
            steps=(f"{sum_text} = {finer} ≈ {expected}",),
            advice="重算后改正比率；分子或分母写错的，改正该数。",
            severity=severity,
        )


def _of_adjusted(rate: Figure, ledger: Ledger) -> bool:
    """Whether the rate is of the initial budget with its adjustment, which the report does not add up."""
    initial, change = (ledger.first([name], rate.scope) for name in ("initial_budget", "budget_adjustment"))
    spent = ledger.first(["expenditure"], rate.scope)
    if rate.name != "execution_rate" or initial is None or change is None or spent is None:
        return False
    if ledger.first(["adjusted_budget"], rate.scope) is not None:
        return False
    for inside, exact in (
        (initial.value.interval + change.value.interval, initial.value.base + change.value.base),
        (initial.value.interval - change.value.interval, initial.value.base - change.value.base),
    ):
        low = inside.low
        if exact > 0 and low is not None and low > 0:
            share = spent.value.interval / inside
            if fit_of(rate.value, share, share, spent.value.base / exact) in (Fit.EXACT, Fit.ROUNDED):
                return True
    return False


def _told_beside(rate: Figure, ledger: Ledger) -> bool:
    """Whether an amount of the same paragraph and one of the report give the rate, whatever they are called; a full rate
    is no evidence, for equal amounts stand everywhere."""
    if rate.value.base == 1 or rate.value.value == 0 or rate.location.row is not None:
        return False
    share = rate.scope.startswith("source:")
    amounts = [figure for figure in ledger.money if figure.value.base > 0]
    beside = [f.value for f in amounts if same_place(f, rate) or (share and f.scope == rate.scope)]
    # The budget of money brought in from last year has a name of its own and is a part.
    anywhere = [f.value for f in amounts if f.parent is None or (share and f.name == "carryover_in")]
    quotients = [
        (over.interval / under.interval, over.base / under.base)
        for over in beside
        for under in anywhere
        if over is not under
    ]
    return any(fit_of(rate.value, inside, inside, exact) in (Fit.EXACT, Fit.ROUNDED) for inside, exact in quotients)


def _row_trials(rate: Figure, ledger: Ledger) -> Iterator[_Trial]:
    """The rate of execution of one row of a table: what was spent over what was budgeted in the same row."""
    if rate.location.row is None or not rate.name.endswith("execution_rate"):
        return
    row = [f for f in ledger.money if same_place(f, rate) and f.location.row == rate.location.row]
    spent = [f for f in row if f.name.endswith("expenditure") or (not f.name and _SPENT.search(f.label))]
    budget = [
        figure
        for figure in row
        if figure.name.endswith("adjusted_budget")
        or figure.name in _LEVELS
        or (not figure.name and _BUDGET.search(figure.label))
    ]
    if len(spent) == 1 and len(budget) == 1 and budget[0].value.base > 0:
        yield _trial(rate, spent[0], budget[0], difference=False, near=True)


def _formulas(rate: Figure, ledger: Ledger) -> tuple[_Formula, ...]:
    """The formulas of a rate. In a report that has no budget but the money of one level that money is the budget, and
    so is the income budgeted where it is all there is."""
    known = _FORMULAS.get(rate.name, ())
    budget = ledger.first(_BUDGETS[:2], rate.scope)
    levels = [name for name in _LEVELS if ledger.named(name, rate.scope)]
    if rate.name in ("execution_rate", "funding_rate") and budget is None and len(levels) == 1:
        return (*known, _Formula(known[0].numerators, (levels[0],)))
    if rate.name == "execution_rate" and budget is None and not levels:
        return (*known, _Formula(known[0].numerators, ("revenue_budget",)))
    return known


def _trials(rate: Figure, ledger: Ledger) -> Iterator[_Trial]:
    """Every way to compute ``rate`` from figures of its scope: those of its paragraph or table if there are any."""
    for formula in _formulas(rate, ledger):
        pairs = [
            (numerator, denominator)
            for over in formula.numerators
            for under in formula.denominators
            for numerator in ledger.named(over, rate.scope)
            for denominator in ledger.named(under, rate.scope)
            if denominator.value.interval.low is not None
            and denominator.value.interval.low > 0
            and not _another_row(rate, numerator, denominator)
        ]
        beside = [pair for pair in pairs if all(same_place(rate, figure) for figure in pair)]
        for numerator, denominator in beside or pairs:
            yield _trial(rate, numerator, denominator, difference=formula.difference, near=bool(beside))


def _another_row(rate: Figure, numerator: Figure, denominator: Figure) -> bool:
    """Whether two figures of one row are to make the rate of another row of the same table."""
    row = numerator.location.row
    told_there = row is not None and row == denominator.location.row and same_place(numerator, denominator)
    return told_there and same_place(rate, numerator) and rate.location.row != row


def _trial(rate: Figure, numerator: Figure, denominator: Figure, *, difference: bool, near: bool) -> _Trial:
    over, under = numerator.value, denominator.value
    inside = over.interval / under.interval
    exact = over.base / under.base
    if difference:
        inside, exact = inside - Interval.point(1), exact - 1
    fit = fit_of(rate.value, inside, inside, exact)
    if fit is not Fit.EXACT and rate.name == "adjustment_rate":
        # The rate of a cut is printed with and without its sign.
        other = fit_of(rate.value, -inside, -inside, -exact)
        if other is not Fit.OFF:
            fit, exact = other, -exact
    return _Trial(fit, exact, numerator, denominator, difference, near)


def _sum_text(trial: _Trial) -> str:
    over, under = shown(trial.numerator.value), shown(trial.denominator.value)
    return f"（{over} − {under}）÷ {under}" if trial.difference else f"{over} ÷ {under}"
