"""AR002: the classes of expenditure against the total, wherever they stand."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import REMARK_OF, SEVERITY_OF, Fit, Sum, add, difference_text, shown, sum_text
from jixiao.checking.ledger import Ledger, called
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Figure, Report

_MOST = 64
"""How many choices of figures are tried where names are printed several times; beyond that nothing can be said."""


@dataclass(frozen=True, slots=True)
class _Partition:
    """Classes that together are the whole: ``needed`` have to be printed, ``further`` count where they are."""

    title: str
    whole: str
    needed: tuple[str, ...]
    further: tuple[str, ...] = ()


_PARTITIONS = (
    _Partition("按支出性质", "expenditure", ("basic_expenditure", "project_expenditure")),
    _Partition("按支出性质", "adjusted_budget", ("basic_budget", "project_budget")),
    _Partition("按支出性质", "initial_budget", ("basic_initial_budget", "project_initial_budget")),
    _Partition(
        "按资金来源",
        "expenditure",
        ("general_public_expenditure", "government_fund_expenditure"),
        ("state_capital_expenditure", "other_funds_expenditure"),
    ),
    _Partition("按用途", "basic_expenditure", ("personnel_expenditure", "public_funds_expenditure")),
    _Partition("按用途", "basic_budget", ("personnel_budget", "public_funds_budget")),
)


class AR002(Check):
    """各类支出相加，应等于支出（或预算）总数。

    什么
    报告写了总数，又按性质（基本支出、项目支出）、按来源（一般公共预算、政府性基金……）或按用途（人员经费、公用经费）写了各类，
    不论写在哪里，各类相加应等于总数。紧跟在总数之后列出的分项由 AR001 核对。

    为什么
    这几种分类都不重不漏，相加对不上总数，必有一处写错。

    例子
    支出 341.28 万元；按支出性质看，基本支出 246.69 万元、项目支出 91.59 万元：两项合计 338.28 万元，少 3.00 万元。

    改法
    对照部门决算报表的“支出决算表”，改正写错的一项。

    来源
    部门预算、决算报表的支出分类。
    """

    code = "AR002"
    title = "各类支出之和不等于总数"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        findings: list[Finding] = []
        seen = False
        for partition in _PARTITIONS:
            wholes = ledger.named(partition.whole)
            parts = [ledger.named(name) for name in partition.needed]
            parts += [found for name in partition.further if (found := ledger.named(name))]
            if not wholes or not all(parts) or _listed_below(parts):
                continue
            seen = True
            finding = self._judge(partition, wholes, parts)
            findings += [finding] if finding else []
        return findings if seen else NotApplicable("没有同时写明总数和不重不漏的各类")

    def _judge(self, partition: _Partition, wholes: list[Figure], parts: list[list[Figure]]) -> Finding | None:
        choices = list(product(wholes, *parts))
        if len(choices) > _MOST:
            return None
        trials = [(add([part.value for part in chosen], whole.value), whole, chosen) for whole, *chosen in choices]
        if any(result.fit is Fit.EXACT for result, *_ in trials):
            return None
        result, whole, chosen = min(trials, key=lambda trial: abs(trial[0].difference))
        total = difference_text(result.total, whole.value)
        difference = difference_text(result.difference, whole.value)
        return self.finding(
            f"{partition.title}，{'、'.join(f'{called(part)} {shown(part.value)}' for part in chosen)}合计 {total}，"
            f"与{called(whole)} {shown(whole.value)}不符，{_more(result)} {difference}{REMARK_OF[result.fit]}。",
            whole.location,
            *(part.location for part in chosen),
            expected=total,
            actual=shown(whole.value),
            steps=(f"{sum_text([part.value for part in chosen])} = {total} ≠ {shown(whole.value)}",),
            advice="对照部门决算报表，改正写错的一项。",
            severity=SEVERITY_OF[result.fit],
        )


def _listed_below(parts: list[list[Figure]]) -> bool:
    """Whether the text itself lists these figures under a whole."""
    return any(figure.parent is not None for found in parts for figure in found)


def _more(result: Sum) -> str:
    return "多" if result.difference > 0 else "少"
