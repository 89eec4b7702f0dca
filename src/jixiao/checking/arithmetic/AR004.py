"""AR004: initial budget, adjustment and adjusted budget."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import REMARK_OF, SEVERITY_OF, Fit, Sum, add, difference_text, shown
from jixiao.checking.ledger import Ledger, called, same_place
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from fractions import Fraction

    from jixiao.report import Figure, Report

_BUDGET = re.compile(r"预算|批复|下达|安排|指标")
_LESS = re.compile(r"减|压|缩|收回|追回")
_MORE = re.compile(r"增|追加|补充|新增")


class AR004(Check):
    """年初预算加减调整数，应等于调整后（全年）预算。

    什么
    报告同时写了年初预算、预算调整数和调整后预算时，验算三者关系；调增、调减按文字判断，没有写明的两种都试。

    为什么
    三个数出自同一张表，关系不成立必有一处写错，预算调整率、执行率都会跟着错。

    例子
    年初预算 57.28 万元，追加 11.78 万元，全年预算 69.60 万元：应为 69.06 万元。

    改法
    对照预算批复和调整文件，改正写错的一项。

    来源
    部门预算、决算报表的预算调整关系（年初预算数＋调整数＝全年预算数）。
    """

    code = "AR004"
    title = "年初预算、调整数与调整后预算不平"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        findings: list[Finding] = []
        seen = False
        for scope in ledger.scopes:
            changes = ledger.named("budget_adjustment", scope)
            adjusted = ledger.named("adjusted_budget", scope)
            initial = ledger.named("initial_budget", scope) or _beginnings(ledger, changes, adjusted)
            if initial and changes and adjusted:
                seen = True
                finding = self._judge(initial, changes, adjusted)
                findings += [finding] if finding else []
        return findings if seen else NotApplicable("没有同时写明年初预算、调整数和调整后预算")

    def _judge(self, initial: list[Figure], changes: list[Figure], adjusted: list[Figure]) -> Finding | None:
        """Any of the figures printed under these names may be meant; a finding only if no choice of them agrees."""
        choices = [[change] for change in changes] + ([changes] if len(changes) > 1 else [])
        trials = [
            (
                add([start.value, *(change.value for change in choice)], end.value, [1, *signs]),
                start,
                choice,
                signs,
                end,
            )
            for start in initial
            for end in adjusted
            for choice in choices
            for signs in _signs(choice)
        ]
        if any(result.fit is Fit.EXACT for result, *_ in trials):
            return None
        result, start, choice, signs, end = min(trials, key=lambda trial: _distance(trial[0]))
        total = difference_text(result.total, end.value)
        terms = "".join(
            f" {'+' if sign > 0 else '−'} {shown(change.value)}" for sign, change in zip(signs, choice, strict=True)
        )
        difference = difference_text(result.difference, end.value)
        return self.finding(
            f"{called(start)} {shown(start.value)}{terms.replace('+', '加').replace('−', '减')}应为 {total}，"
            f"{called(end)}写的是 {shown(end.value)}，相差 {difference}{REMARK_OF[result.fit]}。",
            end.location,
            start.location,
            *(change.location for change in choice),
            expected=total,
            actual=shown(end.value),
            steps=(f"{shown(start.value)}{terms} = {total} ≠ {shown(end.value)}",),
            advice="对照预算批复和调整文件，改正写错的一项。",
            severity=SEVERITY_OF[result.fit],
        )


def _beginnings(ledger: Ledger, changes: list[Figure], adjusted: list[Figure]) -> list[Figure]:
    """The budget that an adjustment follows in the same paragraph, where the text does not call it the initial one."""
    return [
        figure
        for figure in ledger.money
        for change in changes[:1]
        if same_place(figure, change)
        and (figure.location.start or 0) < (change.location.start or 0)
        and figure.location.row is None
        and figure not in (*changes, *adjusted)
        and _BUDGET.search(figure.label)
    ]


def _signs(changes: list[Figure]) -> list[list[int]]:
    """The signs to try: as the words say, or both where they say nothing; all the same way then."""
    told = [_sign(change) for change in changes]
    if all(told):
        return [told]
    return [[sign or 1 for sign in told], [sign or -1 for sign in told]]


def _sign(change: Figure) -> int:
    words = f"{change.label}{change.location.quote}"
    less, more = _LESS.search(words), _MORE.search(words)
    return 0 if bool(less) == bool(more) else -1 if less else 1


def _distance(result: Sum) -> Fraction:
    return abs(result.difference)
