"""CO001: one amount or rate, two values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import Fit, compare, shown
from jixiao.checking.ledger import Ledger, called, same_place
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Figure, Report

_WHOLE = (
    "initial_budget",
    "adjusted_budget",
    "expenditure",
    "received_funds",
    "revenue_budget",
    "revenue_final",
    "carryover",
    "budget_adjustment",
    "investment",
    "execution_rate",
    "revenue_rate",
    "funding_rate",
    "adjustment_rate",
    "carryover_rate",
)
"""Names that a part of a whole can have as well: a figure listed as a part is not the quantity itself."""

_CLASS = (
    "basic_budget",
    "basic_expenditure",
    "project_budget",
    "project_expenditure",
    "wages_welfare_expenditure",
    "goods_services_expenditure",
    "personal_subsidy_expenditure",
    "general_public_expenditure",
    "government_fund_expenditure",
    "personnel_budget",
    "personnel_expenditure",
    "public_funds_budget",
    "public_funds_expenditure",
    "three_public_budget",
    "three_public_expenditure",
    "procurement_planned",
    "procurement_executed",
    "basic_execution_rate",
    "project_execution_rate",
    "procurement_execution_rate",
    "asset_utilization_rate",
    "public_funds_control_rate",
    "contract_on_time_rate",
    "staff_quota",
    "staff_actual",
)
_AT_A_TIME = re.compile(r"截[至止]|上半年|季度|月底|月末|\d月|第[一二三四]批|提前|其中|首批|追加|计划")
_BUDGET = re.compile(r"预算|决算|总投资")
_SHARE = re.compile(r"项目|基本|总|合计|累计|其中|本级|上级|中央|省|市|县|区|直补|配套|自筹")
_MEASURE = re.compile(
    r"实际|全部|整体|已|完成|预算|决算|支出|执行|使用|拨付|支付|到位|下达|批复|收入|调整|年初|后|投资|结转|结余|执行率|率|进度|比例|编制|人员|在职|实有|核定|经费|款|年|[万亿]?元"
)
_LONG = 4
"""Characters from which on the words of two labels say that they name the same, whatever name they were given."""
_IDLE = re.compile(r"安排|金额|资金|20\d\d年?度?|[我本全该]|部门|单位|中心|[局委会院校馆]|年度|的|共|总|为|数|[\W\d_]")


class CO001(Check):
    """同一个数，前后应当相同。

    什么
    同一单位（或同一项目）、同一年度、同一名称的金额或比率，在两处所写的数不同即报。位数不同而能四舍五入成同一个数的不报；
    写明“截至某日”“首批”等时点、批次的不比。

    为什么
    正文与表、概况与分析引用的是同一个决算数，两处不同，必有一处写错，多半是改了一处漏了一处。

    例子
    概况写全年支出 331.18 万元，分析部分写全年支出 313.18 万元。

    改法
    对照决算报表统一；口径不同的，在文字上区分开。

    来源
    文内勾稽关系。
    """

    code = "CO001"
    title = "同一金额或比率前后不同"
    kind = Kind.CONSISTENCY
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        findings: list[Finding] = []
        seen = False
        for scope in ledger.scopes:
            for name in (*_WHOLE, *_CLASS):
                told = [
                    figure
                    for figure in ledger.named(name, scope)
                    if not _AT_A_TIME.search(figure.label) and (name in _CLASS or figure.parent is None)
                ]
                seen = seen or len(told) > 1
                findings += self._judge(told)
        by_words: dict[tuple[str, str], list[Figure]] = {}
        for figure in ledger.money:
            told_alike = _BUDGET.search(figure.label) and not _AT_A_TIME.search(figure.label) and figure.parent is None
            if told_alike and figure.year is None and len(_words(figure)) >= _LONG:
                by_words.setdefault((figure.scope, _words(figure)), []).append(figure)
        for told in by_words.values():
            seen = seen or len(told) > 1
            if len({figure.name for figure in told}) > 1:
                findings += self._judge(told)
        return findings if seen else NotApplicable("没有写过两次的金额或比率")

    def _judge(self, told: list[Figure]) -> list[Finding]:
        """One finding for the first value that differs; several different values say that the names are not the same."""
        values = {figure.value.base for figure in told}
        if len(values) < 2:
            return []
        first = told[0]
        for other in told[1:]:
            if _one_table(first, other):
                continue  # columns of one row, and rows of one table, say different things
            if _share(first) != _share(other) or not (
                _words(first) == _words(other) or (_bare(first) and _bare(other) and _slip(first, other))
            ):
                continue
            fit = compare(first.value, other.value)
            if fit in (Fit.EXACT, Fit.ROUNDED):
                continue
            alike = _words(first) == _words(other) and _words(first) != ""
            severity = Severity.ERROR if alike and fit is Fit.OFF and len(values) == 2 else Severity.WARNING
            if len(values) > 3:
                severity = Severity.INFO
            remark = "（只差在末位）" if fit is not Fit.OFF else ""
            return [
                self.finding(
                    f"{called(first)} {shown(first.value)}，后文{called(other)} {shown(other.value)}，前后不一致{remark}。",
                    other.location,
                    first.location,
                    expected=shown(first.value),
                    actual=shown(other.value),
                    steps=(f"{shown(first.value)} ≠ {shown(other.value)}",),
                    advice="对照决算报表统一；口径不同的，在文字上区分开。",
                    severity=severity,
                )
            ]
        return []


def _one_table(one: Figure, two: Figure) -> bool:
    return same_place(one, two) and one.location.row is not None and two.location.row is not None


def _slip(one: Figure, two: Figure) -> bool:
    """Whether two amounts are so near that one may be a slip for the other."""
    small, large = sorted((one.value.base, two.value.base))
    return small * 5 >= large * 4


def _bare(figure: Figure) -> bool:
    """Whether a label names a measure and nothing that it is a measure of (支出, but not 支出办案补贴)."""
    return len(_MEASURE.sub("", _words(figure))) < 2


def _share(figure: Figure) -> frozenset[str]:
    """Words by which one expenditure is told from another (项目, 总, 县级): figures that differ in them are two."""
    return frozenset(_SHARE.findall(figure.label))


def _words(figure: Figure) -> str:
    return _IDLE.sub("", figure.label)
