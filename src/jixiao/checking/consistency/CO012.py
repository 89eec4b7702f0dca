"""CO012: nothing left over, and not everything spent."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import shown
from jixiao.checking.ledger import Ledger, called
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Figure, Report

_NEARLY = Fraction(99, 100)


class CO012(Check):
    """执行率不满，结转结余就不应是零。

    什么
    整体执行率低于 99%，而结转结余（率）写 0 的报；反过来，执行率 100% 而结转结余大于 0 的也报。

    为什么
    没有用完的预算不是结转就是收回；结转结余为零，须说明余款已被收回。

    例子
    执行率 76%，结转结余率 0。

    改法
    核对决算报表的“年末结转和结余”；余款已收回的，写明收回金额和文号。

    来源
    部门决算报表：本年收入－本年支出＝年末结转和结余（扣除收回）。
    """

    code = "CO012"
    title = "执行率与结转结余相矛盾"
    kind = Kind.CONSISTENCY
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        rate = ledger.first(["execution_rate"])
        left = ledger.first(["carryover_rate", "carryover"])
        if rate is None or left is None or rate.value.approximation:
            return NotApplicable("没有同时写明执行率和结转结余")
        if rate.value.base < _NEARLY and left.value.value == 0 and left.value.interval.high is not None:
            return [self._report(rate, left, f"还有 {_rest(rate)} 没有用完，结转结余却是零")]
        return []

    def _report(self, rate: Figure, left: Figure, why: str) -> Finding:
        return self.finding(
            f"{called(rate)}写 {shown(rate.value)}，{called(left)}写 {shown(left.value)}：{why}。",
            left.location,
            rate.location,
            expected=_rest(rate),
            actual=shown(left.value),
            steps=(f"100% − {shown(rate.value)} = {_rest(rate)} ≠ {shown(left.value)}",),
            advice="核对决算报表的年末结转和结余；余款已收回的，写明收回金额和文号。",
        )


def _rest(rate: Figure) -> str:
    from jixiao.checking.fit import percent

    return percent(1 - rate.value.base)
