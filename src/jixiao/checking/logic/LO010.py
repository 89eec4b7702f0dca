"""LO010: rates above a hundred that cannot be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import shown
from jixiao.checking.ledger import Ledger, called
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Figure, Report

_AT_MOST_ALL = re.compile(
    r"满意度|满意率|合格率|覆盖率|知晓率|知晓度|普及率|利用率|使用率|参与率|达标率|及时率|入学率|就业率|公开率|优良率|完好率|参保率|兑现率|准确率|好评率"
)
_MONEY_RATES = ("execution_rate", "funding_rate", "revenue_rate", "basic_execution_rate", "project_execution_rate")
_NO_RATE = re.compile(r"增长|提高|提升|下降|降低|变动|同比|控制率|增幅|改善|偏差")


class LO010(Check):
    """满意度、合格率一类的比率不会超过 100%，也不会是负数。

    什么
    满意度、合格率、覆盖率等大于 100% 或为负的报；执行率、到位率大于 120% 的也报。

    为什么
    这些比率的分子是分母的一部分，超过 100% 不可能成立，多半是小数点或百分号写错。

    例子
    “群众满意度 980%”：应为 98.0%。

    改法
    对照调查统计表改正；执行率确超 100% 的，写明追加来源。

    来源
    各比率的定义。
    """

    code = "LO010"
    title = "比率超出可能的范围"
    kind = Kind.LOGIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        rates = [
            figure
            for figure in Ledger(report).rates
            if figure.value.unit in ("%", "‰") and not _NO_RATE.search(figure.label)
        ]
        if not rates:
            return NotApplicable("没有这类比率")
        return [finding for rate in rates if (finding := self._judge(rate)) is not None]

    def _judge(self, rate: Figure) -> Finding | None:
        bounded = rate.name == "satisfaction" or _AT_MOST_ALL.search(rate.label) is not None
        value = rate.value.base
        if bounded and not 0 <= value <= 1:
            return self._report(rate, "不应超过 100%" if value > 1 else "不应是负数", Severity.ERROR)
        if rate.name in _MONEY_RATES and (value * 5 > 6 or value < 0):
            return self._report(rate, "明显超过 100%" if value > 1 else "不应是负数", Severity.WARNING)
        return None

    def _report(self, rate: Figure, fault: str, severity: Severity) -> Finding:
        return self.finding(
            f"{called(rate)}写 {shown(rate.value)}，{fault}，疑小数点或百分号写错。",
            rate.location,
            expected="0 至 100%",
            actual=shown(rate.value),
            advice="对照统计表改正；执行率确超 100% 的，写明追加来源。",
            severity=severity,
        )
