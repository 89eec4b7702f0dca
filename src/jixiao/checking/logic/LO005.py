"""LO005: everything reached with a fraction of the money."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import shown
from jixiao.checking.ledger import Ledger, called
from jixiao.checking.passages import passages
from jixiao.checking.reasons import EXECUTION, explained
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import Printed, parse_cell

if TYPE_CHECKING:
    from jixiao.location import Location
    from jixiao.report import IndicatorRow, Report

_LOW = Fraction(60, 100)
_CLAIM = re.compile(
    r"(?:全部|全面|均已|(?<!平)均|已全部|圆满|按期|如期)(?:完成|达到|实现|达成)(?:了)?(?:年初|年度|预期|既定|设定|各项|绩效|目标|任务)*(?:目标|任务|指标)"
    r"|(?:目标|任务|指标)[^。；，]{0,8}(?:全部|(?<!平)均|全面|圆满|已)(?:已)?(?:完成|达到|实现|达成)"
)
_SHORTFALL = re.compile(r"未完成|尚未|未全部|部分|除|基本")
_FEWEST = 2


class LO005(Check):
    """资金只用了一小部分，目标却全部达到的，应当说明。

    什么
    执行率低于 60%，而各项指标的完成值都达到或超过目标，或文中称“全部完成”，又没有说明原因的报。

    为什么
    要么目标定得与资金无关，要么完成情况不实，要么款项没有按时支付；哪一种都要说清楚。

    例子
    执行率 33.78%，四项产出全部达到或超过目标，没有说明。

    改法
    写明为什么少花钱也完成了任务（如尾款次年支付、成本节约、有其他资金），并据此调整下一年预算。

    来源
    绩效运行“双监控”的要求：预算执行与目标完成情况应当相称。
    """

    code = "LO005"
    title = "执行率很低而目标全部达到"
    kind = Kind.LOGIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        rate = Ledger(report).first(["execution_rate"])
        if rate is None or rate.value.approximation:
            return NotApplicable("没有执行率")
        if rate.value.base >= _LOW or explained(report, EXECUTION):
            return []
        compared = [(row, met) for row in report.indicators if (met := _met(row)) is not None]
        if len(compared) >= _FEWEST and all(met for _, met in compared):
            told = "、".join(f"{row.name} {row.actual}" for row, _ in compared[:4])
            more = f"等 {len(compared)} 项指标" if len(compared) > 4 else ""
            places = tuple(row.places.get("actual", row.location) for row, _ in compared[:6])
            return [
                self._report(f"{told}{more}都达到目标", rate.location, places, f"{called(rate)} {shown(rate.value)}")
            ]
        claim = _claim(report)
        if claim is not None:
            return [
                self._report(f"文中称“{claim.quote}”", rate.location, (claim,), f"{called(rate)} {shown(rate.value)}")
            ]
        return []

    def _report(self, told: str, at: Location, places: tuple[Location, ...], rate: str) -> Finding:
        return self.finding(
            f"{rate}，{told}，没有说明少用资金而完成任务的原因。",
            at,
            *places,
            expected="说明原因",
            actual=rate,
            advice="写明为什么少花钱也完成了任务（尾款次年支付、成本节约、另有资金等）。",
        )


def _met(row: IndicatorRow) -> bool | None:
    """Whether the printed actual reaches the printed target; ``None`` where they are not both numbers."""
    if row.row_kind != "indicator" or row.target is None or row.actual is None:
        return None
    target, actual = (parse_cell(re.sub(r"^[≥≤=＝<>]+", "", text), row.unit) for text in (row.target, row.actual))
    if not isinstance(target, Printed) or not isinstance(actual, Printed):
        return None
    return actual.value <= target.value if row.operator in ("≤", "<") else actual.value >= target.value


def _claim(report: Report) -> Location | None:
    for passage in passages(report):
        match = _CLAIM.search(passage.text)
        if match and not _SHORTFALL.search(passage.text[max(0, match.start() - 8) : match.start()]):
            return passage.at(match.start(), match.end())
    return None
