"""FO014: a paragraph that stands there twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.passages import passages
from jixiao.document import Table
from jixiao.findings import Finding, Kind, Severity
from jixiao.reading.extract.indicators_vocabulary import Role, head_role

if TYPE_CHECKING:
    from jixiao.checking.passages import Passage
    from jixiao.report import Report

_LONG = 40


class FO014(Check):
    """同一段话不应原样出现两次。

    什么
    查找四十字以上、一字不差地重复的段落；表格里评分标准一类的栏各行用语相同的不算。

    为什么
    整段重复多是粘贴时的疏忽，或者用同一段话应付两个部分。

    例子
    “主要成效”和“项目完成情况”两处是完全相同的一段。

    改法
    删去重复的一处，或按各部分的要求改写。

    来源
    通行的文字校核要求。
    """

    code = "FO014"
    title = "整段文字重复"
    kind = Kind.FORM
    severity = Severity.INFO

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        texts = [passage for passage in passages(report) if len(passage.text) >= _LONG and not _is_rule(passage)]
        if len(texts) < 2:
            return NotApplicable("没有两段以上的长段落")
        seen: dict[str, Passage] = {}
        findings = []
        for passage in texts:
            key = re.sub(r"^\W*[\d一二三四五六七八九十]*[、.．）)]?|[\s，。、；：]", "", passage.text)
            first = seen.setdefault(key, passage)
            if first is not passage:
                findings.append(
                    self.finding(
                        f"这一段与前面一段相同：“{passage.text[:20]}……”。",
                        passage.at(0, min(40, len(passage.text))),
                        first.at(0, min(40, len(first.text))),
                        advice="删去重复的一处，或按各部分的要求改写。",
                    )
                )
        return findings


def _is_rule(passage: Passage) -> bool:
    """Whether it is a cell of a column of rules, which many indicators share."""
    cell = passage.cell
    if cell is None or not isinstance(passage.block, Table):
        return False
    above = passage.block.grid[: cell.row]
    return any(head_role(row[cell.column].text) is Role.RULE for row in above if cell.column < len(row))
