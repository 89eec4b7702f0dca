"""LO008: magnitudes that cannot be: 元 printed for 万元 and the other way round."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import shown
from jixiao.checking.ledger import Ledger, called
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import plain

if TYPE_CHECKING:
    from jixiao.report import Figure, Report

_BUDGETS = ("initial_budget", "adjusted_budget", "expenditure", "received_funds", "revenue_budget", "revenue_final")
_TINY = Fraction(1000, 10_000)
"""1000 元 in 万元: no budget of a unit or project for a year is smaller."""
_HUGE = Fraction(5_000_000)
"""500 亿元 in 万元: no single unit or project below a province spends more."""


class LO008(Check):
    """金额的量级应当合理，“元”与“万元”不要混。

    什么
    预算、支出以“元”计而不足千元，或以“万元”计而超过五百亿元的报；同样的数字一处写“元”、一处写“万元”的也报。

    为什么
    单位写错，金额差一万倍；照此公开，读者得出的结论完全相反。

    例子
    “全年预算数 100 元，资助 230 人服药”：100 元做不到，应为 100 万元。

    改法
    核对金额单位；表头写了“单位：万元”的，正文也用万元。

    来源
    各地自评表表头的金额单位（万元或元）。
    """

    code = "LO008"
    title = "金额量级不合理，疑把元与万元写混"
    kind = Kind.LOGIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        budgets = [figure for name in _BUDGETS for figure in ledger.named(name) if figure.parent is None]
        if not budgets:
            return NotApplicable("没有写预算或支出")
        findings = []
        if tiny := [figure for figure in budgets if 0 < figure.value.base < _TINY]:
            findings.append(self._wrong(tiny, "元", "万元", "小得不可能，疑应为万元"))
        if huge := [figure for figure in budgets if figure.value.base >= _HUGE and figure.value.unit == "万元"]:
            findings.append(self._wrong(huge, "万元", "元", "大得不可能，疑应为元"))
        return findings + self._mixed(ledger)

    def _wrong(self, figures: list[Figure], unit: str, likely: str, verdict: str) -> Finding:
        told = "、".join(f"{called(figure)} {shown(figure.value)}" for figure in figures[:3])
        return self.finding(
            f"{told}，{verdict}。",
            *(figure.location for figure in figures),
            expected=f"{plain(figures[0].value.value)} {likely}",
            actual=shown(figures[0].value),
            advice=f"核对金额单位：“{unit}”是否应为“{likely}”。",
        )

    def _mixed(self, ledger: Ledger) -> list[Finding]:
        """The same digits once in 元 and once in 万元."""
        seen: dict[tuple[str, str, str], Figure] = {}
        findings = []
        for figure in ledger.money:
            digits = plain(figure.value.value)
            if not figure.name or figure.value.value < 10 or figure.value.unit not in ("元", "万元"):
                continue
            other = "万元" if figure.value.unit == "元" else "元"
            twin = seen.get((figure.name, digits, other))
            if twin is not None and twin.scope == figure.scope:
                findings.append(
                    self.finding(
                        f"同样的数，一处写 {shown(twin.value)}，一处写 {shown(figure.value)}，单位不一致。",
                        figure.location,
                        twin.location,
                        expected=shown(twin.value),
                        actual=shown(figure.value),
                        advice="核对金额单位，改成一致。",
                        severity=Severity.ERROR,
                    )
                )
            seen.setdefault((figure.name, digits, figure.value.unit), figure)
        return findings
