"""AR008: the rate of what is carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import Fit, fit_of, rate_text, shown
from jixiao.checking.ledger import Ledger, called
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from jixiao.report import Figure, Report

_BASES = ("adjusted_budget", "revenue_final", "revenue_budget", "initial_budget", "received_funds", "expenditure")


class AR008(Check):
    """结转结余率应能由报告自己的数算出来。

    什么
    用报告所写的结转结余（没有写的，用预算或收入减支出）除以预算、收入或支出，与所写结转结余率比较；各地分母不同，合于任一种即可。

    为什么
    结转结余率直接计分，且常以“≤10%”为满分线；算不出来的比率等于没有依据。

    例子
    预算 332.21 万元，支出 315.59 万元，结转结余率写 0.27%：（332.21−315.59）÷332.21=5.00%。

    改法
    写明分子、分母和口径，重算后改正。

    来源
    《预算绩效评价共性指标体系框架》（财预〔2013〕53号）：结转结余率＝结转结余总额÷支出预算数；各地评分表另有以收入、支出为分母的。
    """

    code = "AR008"
    title = "结转结余率算不出来"
    kind = Kind.ARITHMETIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        rates = ledger.named("carryover_rate")
        ways = list(_ways(ledger))
        if not rates or not ways:
            return NotApplicable("没有结转结余率，或没有能重算的数")
        return [finding for rate in rates if (finding := self._judge(rate, ways)) is not None]

    def _judge(self, rate: Figure, ways: list[_Way]) -> Finding | None:
        lines: list[str] = []
        places: list[Figure] = []
        expected = ""
        for figures, text, exact, inside_fits in ((way.figures, way.text, way.exact, way.fits(rate)) for way in ways):
            if inside_fits in (Fit.EXACT, Fit.ROUNDED):
                return None
            result = rate_text(exact, rate.value)
            expected = expected or result
            line = f"{text} = {result} ≠ {shown(rate.value)}"
            lines += [line] if line not in lines else []
            places += [figure for figure in figures if figure not in places]
        return self.finding(
            f"{called(rate)}写 {shown(rate.value)}，用报告自己的数算不出来：{'；'.join(lines[:3])}。",
            rate.location,
            *(figure.location for figure in places[:6]),
            expected=expected,
            actual=shown(rate.value),
            steps=tuple(lines),
            advice="写明分子、分母和口径，重算后改正。",
        )


class _Way:
    """One way to compute the rate: what is left (printed, or income less expenditure) over a base."""

    def __init__(self, left: list[Figure], base: Figure) -> None:
        self.figures = [*left, *([] if base in left else [base])]
        first, *rest = left
        self._inside, self.exact = first.value.interval, first.value.base
        for figure in rest:
            self._inside, self.exact = self._inside - figure.value.interval, self.exact - figure.value.base
        self._inside, self.exact = self._inside / base.value.interval, self.exact / base.value.base
        over = " − ".join(shown(figure.value) for figure in left)
        self.text = f"{f'（{over}）' if rest else f'{over} '}÷ {shown(base.value)}"

    exact: Fraction

    def fits(self, rate: Figure) -> Fit:
        return fit_of(rate.value, self._inside, self._inside, self.exact)


def _ways(ledger: Ledger) -> Iterator[_Way]:
    left = ledger.named("carryover")
    spent = ledger.named("expenditure")
    bases = [figure for name in _BASES for figure in ledger.named(name) if figure.value.base > 0]
    for base in bases:
        for printed in left:
            yield _Way([printed], base)
        if not left and base.name != "expenditure":
            for out in spent:
                yield _Way([base, out], base)
