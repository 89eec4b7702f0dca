"""CO007: "all of it" beside a part of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import difference_text, shown
from jixiao.checking.ledger import Ledger, called
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.location import Location
    from jixiao.report import Figure, Report

_ALL_SPENT = re.compile(
    r"(?:已|均已|目前已)?(?:全部|全额|足额)(?:都)?(?:已)?(?:拨付|支付|支出|使用|执行|兑付|发放|用于)(?:完毕|完成|到位|到[^，。；]{0,10})?"
    r"|(?:拨付|支付|支出|使用|执行|兑付|发放)(?:完毕|完成率?\s*(?:达到?|为)?\s*100\s*%)"
)
_ALL_RECEIVED = re.compile(r"(?:已|均已|均)?(?:全部|全额|足额)(?:及时)?(?:已)?(?:到位|下达|拨入)")
_NOT = re.compile(r"未|没有|尚|不能|力争|确保|应|须|要求|预计|计划|将")
_OWN_MONEY = re.compile(
    r"\d\s*[万亿]?元(?:目前)?(?:已|均)?$|(?:^|[^\u4e00-\u9fff])(?:该|本|此|上述|以上|全部|项目|专项|补助|衔接|下达|预算|财政)*(?:资金|经费|款项)(?:目前)?(?:已|均|也)*$"
)
"""The clause before the claim ends in an amount, or speaks of the money as such and not of some of it."""
_FOR = re.compile(r"用于")
_LESS = 995


class CO007(Check):
    """写了“全部拨付”“全部到位”，后面的数就应当是全部。

    什么
    文中称资金已全部拨付（支付、使用）而支出少于预算，或称全部到位而到位少于预算的报。

    为什么
    定性的话与数字矛盾，读者不知道该信哪一个；余下的钱去了哪里也没有交代。

    例子
    前文称 2179 万元“已全部拨付”，后文写已拨付 2113.63 万元、执行率 97%，还差 65.37 万元。

    改法
    按数字改写；余款的去向写明。

    来源
    文内前后一致。
    """

    code = "CO007"
    title = "称全部拨付（到位）而数字不足"
    kind = Kind.CONSISTENCY
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        spent_claims, received_claims = _claims(report, _ALL_SPENT), _claims(report, _ALL_RECEIVED)
        if not spent_claims and not received_claims:
            return NotApplicable("没有写全部拨付或全部到位")
        ledger = Ledger(report)
        findings = []
        if spent_claims and (
            short := _short(ledger, "expenditure", ("adjusted_budget", "received_funds", "investment"))
        ):
            findings.append(self._report(spent_claims[0], *short))
        elif spent_claims and (rate := _low_rate(ledger)):
            findings.append(self._by_rate(spent_claims[0], rate))
        if received_claims and (short := _short(ledger, "received_funds", ("adjusted_budget", "initial_budget"))):
            findings.append(self._report(received_claims[0], *short))
        return findings

    def _report(self, claim: Location, part: Figure, whole: Figure) -> Finding:
        gap = difference_text(whole.value.base - part.value.base, part.value)
        return self.finding(
            f"一处写“{claim.quote}”，而{called(part)} {shown(part.value)}，少于{called(whole)} {shown(whole.value)}，还差 {gap}。",
            claim,
            part.location,
            whole.location,
            expected=shown(whole.value),
            actual=shown(part.value),
            steps=(f"{shown(whole.value)} − {shown(part.value)} = {gap}",),
            advice="按数字改写；余款的去向写明。",
        )

    def _by_rate(self, claim: Location, rate: Figure) -> Finding:
        return self.finding(
            f"一处写“{claim.quote}”，而{called(rate)}写 {shown(rate.value)}，并非全部。",
            claim,
            rate.location,
            expected="100%",
            actual=shown(rate.value),
            advice="按数字改写；余款的去向写明。",
        )


def _claims(report: Report, pattern: re.Pattern[str]) -> list[Location]:
    """Where the report says so of its own money, in the past tense."""
    found = []
    for passage in passages(report):
        for match in pattern.finditer(passage.text):
            before = passage.text[max(0, match.start() - 30) : match.start()]
            clause = re.split(r"[，,。；;、：:]", before)[-1]
            if _OWN_MONEY.search(clause) and not _NOT.search(before[-8:]) and not _FOR.search(match.group()):
                found.append(passage.at(match.start(), match.end()))
    return found


def _short(ledger: Ledger, name: str, wholes: tuple[str, ...]) -> tuple[Figure, Figure] | None:
    """The largest figure of that name and a whole that it does not reach within rounding."""
    parts = [figure for figure in ledger.named(name) if figure.parent is None]
    against = [figure for whole in wholes for figure in ledger.named(whole) if figure.parent is None]
    if not parts or not against:
        return None
    exact = [part for part in parts if all(part.value.base != whole.value.base for whole in against)] or parts
    part = min(exact, key=lambda figure: figure.value.base)
    whole = against[0]
    high, low = part.value.interval.high, whole.value.interval.low
    if high is None or low is None or high > low or part.value.base * 1000 > whole.value.base * _LESS:
        return None
    return part, whole


def _low_rate(ledger: Ledger) -> Figure | None:
    rates = ledger.named("execution_rate")
    return next((r for r in rates if not r.value.approximation and 0 < r.value.base * 1000 < _LESS), None)
