"""FO011: a bound where a measured value belongs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.ledger import Ledger
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.checking.passages import Passage
    from jixiao.report import Report

_BOUND = re.compile(
    r"(?P<what>[\u4e00-\u9fff]{0,10}(?:满意度|满意率|知晓率|覆盖率|合格率|完成率|达标率|及时率|普及率|发放率|参与率|有效率))"
    r"\s*(?:均|都|达到?|为|在)?\s*(?P<bound>[≥≧>＞]\s*=?\s*\d+(?:\.\d+)?\s*[%％]|\d+(?:\.\d+)?\s*[%％]\s*(?:以上|及以上))"
)
_TARGET = re.compile(r"目标|指标值|预期|要求|应|标准|计划|力争|确保|不低于")


class FO011(Check):
    """完成情况要写实测值，不写“≥95%”一类的区间。

    什么
    在完成情况、效益、满意度、成效等叙述里，满意度、覆盖率等只写“≥”或“以上”而没有实测数的提示。目标部分不查。

    为什么
    “≥95%”是目标的写法，照抄成完成值，等于没有调查。

    例子
    “服务对象满意度≥95%”，没有写实际是百分之几。

    改法
    写出问卷或统计得到的数，如 96.4%，并注明样本数。

    来源
    《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》（财预〔2021〕101号）：指标值应可衡量。
    """

    code = "FO011"
    title = "完成值写成区间，没有实测数"
    kind = Kind.FORM
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        goals = {
            block
            for section in report.sections
            if section.part == "goals"
            for block in range(section.first_block, section.last_block + 1)
        }
        tabular = {row.location.block for row in report.indicators}
        texts = [
            passage
            for passage in passages(report)
            if not passage.in_table and passage.block.index not in goals and passage.block.index not in tabular
        ]
        if not texts or report.nature == "goal":
            return NotApplicable("没有叙述完成情况的正文")
        measured = {figure.label for figure in Ledger(report).rates if not figure.value.approximation}
        return [finding for passage in texts for finding in self._look(passage, measured)]

    def _look(self, passage: Passage, measured: set[str]) -> Iterator[Finding]:
        for match in _BOUND.finditer(passage.text):
            sentence = passage.text[: match.start()].split("。")[-1][-20:]
            what = match.group("what")
            told_elsewhere = any(label.endswith(what[-5:]) for label in measured)
            if _TARGET.search(sentence + what) or told_elsewhere:
                continue
            yield self.finding(
                f"“{match.group().strip()}”写的是区间，没有实测数。",
                passage.at(match.start(), match.end()),
                expected="实测值",
                actual=match.group("bound"),
                advice="写出问卷或统计得到的数，并注明样本数。",
            )
