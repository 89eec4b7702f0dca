"""AR015: rates of things counted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import SEVERITY_OF, Fit, fit_of, rate_text, shown
from jixiao.checking.statements import Statement, Term, statements
from jixiao.findings import Finding, Kind, Severity
from jixiao.reading.extract.scan import Sort

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.report import Report

_RATE = re.compile(
    r"(?:完成率|合格率|覆盖率|达标率|参与率|参保率|就业率|入学率|及时率|发放率|通过率|优良率|签约率|兑现率|整改率|办结率|竣工率|开工率|控制率|到岗率|执行率|支付率|拨付率|支出率|使用率|兑付率|到位率|采购率|节约率|进度|完成任务的|完成计划的|完成目标的|完成)(?:达到?|为|是|约)*$"
)
_PLAN = re.compile(r"计划|目标|任务|应|总|共|核定|编制")
_FLAT = ("年", "月", "日", "天", "级", "届", "个月", "分")


class AR015(Check):
    """完成率、合格率等，应与所写的两个数量相符。

    什么
    一句话里写了两个同单位的数量和一个完成率（合格率、覆盖率……）时，用两个数量重算。

    为什么
    完成率直接决定产出指标的得分。

    例子
    “计划培训 120 人，实际培训 96 人，完成率 85%”：96÷120=80%。

    改法
    重算完成率，或改正写错的数量。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）：实际完成率＝实际产出数÷计划产出数。
    """

    code = "AR015"
    title = "完成率、合格率与数量不符"
    kind = Kind.ARITHMETIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        tried = {figure.location for figure in report.figures if figure.name.endswith("_rate")}
        found = [each for statement in statements(report) for each in _rates(statement) if each[0].where not in tried]
        if not found:
            return NotApplicable("没有同时写两个数量和一个比率")
        judged = (self._judge(*each) for each in found)
        return [finding for finding in judged if finding is not None]

    def _judge(self, rate: Term, one: Term, two: Term) -> Finding | None:
        printed = rate.token.printed
        plan, done = (one, two) if _is_plan(one, two) else (two, one)
        trials = [(over, under) for over, under in ((done, plan), (plan, done)) if under.token.printed.value > 0]
        fits = []
        for over, under in trials:
            exact = over.token.printed.base / under.token.printed.base
            inside = over.token.printed.interval / under.token.printed.interval
            fit = fit_of(printed, inside, inside, exact)
            if fit in (Fit.EXACT, Fit.ROUNDED):
                return None
            fits.append((fit, exact, over, under))
        if not fits:
            return None
        fit, exact, over, under = fits[0]
        expected = rate_text(exact, printed)
        return self.finding(
            f"{shown(over.token.printed)}对 {shown(under.token.printed)}，比率应为 {expected}，写的是 {shown(printed)}。",
            rate.where,
            over.where,
            under.where,
            expected=expected,
            actual=shown(printed),
            steps=(
                f"{shown(over.token.printed)} ÷ {shown(under.token.printed)} = {rate_text(exact, printed, 2)} ≈ {expected}",
            ),
            advice="重算完成率，或改正写错的数量。",
            severity=SEVERITY_OF[fit] if fit is not Fit.OFF else None,
        )


def _rates(statement: Statement) -> Iterator[tuple[Term, Term, Term]]:
    """A rate that directly follows two counts of one unit, in a sentence that has no third of it."""
    terms = statement.terms
    for place in range(2, len(terms)):
        rate, two, one = terms[place], terms[place - 1], terms[place - 2]
        same = [t for t in terms if t.token.printed.unit == two.token.printed.unit and t.token.sort is two.token.sort]
        if (
            rate.token.sort is Sort.RATE
            and _RATE.search(rate.clause)
            and not rate.token.printed.approximation
            and not rate.token.operator
            and len(same) == 2
            and one.token.printed.unit == two.token.printed.unit
            and all(_exact(term) for term in (one, two))
        ):
            yield rate, one, two


def _exact(term: Term) -> bool:
    counted = term.token.sort in (Sort.COUNT, Sort.MONEY) and term.token.printed.unit not in _FLAT
    return counted and not term.token.printed.approximation and term.token.printed.multiplier == 1


def _is_plan(one: Term, two: Term) -> bool:
    """Whether the first number is the plan; where the words say nothing the larger one is."""
    first, second = bool(_PLAN.search(one.clause)), bool(_PLAN.search(two.clause))
    return first if first != second else one.token.printed.value >= two.token.printed.value
