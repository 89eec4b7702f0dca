"""FO003: instructions of the form left in cells and headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.checking.passages import Passage
    from jixiao.report import Report

_LIMIT = re.compile(r"[（(][^（）()]{0,60}?\d{2,4}\s*字(?:以内|之内|左右|以上|内)?[^（）()]{0,10}[）)]")
_ORDER = re.compile(
    r"^[（(](?:请|需|应|简要|逐项|对照|结合|说明|分析|提出|填写|填报|阐述|概述|介绍|描述|列出|列示|可另附|此处|包括|主要从)"
    r"[^（）()]{4,}[）)]$"
)
_HINT = re.compile(
    r"(?:请在此|在此处|此处)(?:填写|输入|插入|说明)[^。；]*|填表说明[：:]?|填写说明[：:]?|填报说明[：:]?"
)
_OUTLINE = re.compile(r"(?:^|[。\s])(包[括含](?:项目|评价|自评|资金|预算|总体|相关|管理|各)[^。：；]{8,}?等?。)\s*$")


class FO003(Check):
    """报告里不应留有表样自带的填写提示。

    什么
    查找没有删去的填写提示：字数要求（“200 字以内”）、整格都是括号里的说明、“请在此填写”，以及提纲中“包括……等。”的提示句。

    为什么
    格子里只有提示，说明这一项没有填写；提示与正文并存，则是定稿前没有清理。

    例子
    “评价结论”一格仍是“（说明总分和成效，200 字以内）”。

    改法
    写上实际内容，并删去提示文字。

    来源
    各地绩效自评表样、自评报告提纲所附的填写提示。
    """

    code = "FO003"
    title = "留有表样的填写提示，内容未填"
    kind = Kind.FORM
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        texts = passages(report)
        if not texts:
            return NotApplicable("没有正文")
        return [finding for passage in texts for finding in self._look(passage)]

    def _look(self, passage: Passage) -> list[Finding]:
        text = passage.text.strip()
        offset = passage.text.index(text)
        whole = _ORDER.match(text) or (match if (match := _LIMIT.match(text)) and match.end() == len(text) else None)
        if whole:
            return [
                self.finding(
                    f"这一项没有填写，仍是表样的提示：“{text}”。",
                    passage.at(offset, offset + len(text)),
                    actual=text,
                    expected="实际内容",
                    advice="写上实际内容，并删去提示文字。",
                )
            ]
        matches = [match for pattern in (_LIMIT, _HINT) for match in pattern.finditer(text)]
        if not passage.in_table and not matches and (outline := _OUTLINE.search(text)):
            return [
                self.finding(
                    f"留有提纲的提示句：“{outline.group(1)}”",
                    passage.at(offset + outline.start(1), offset + outline.end(1)),
                    actual=outline.group(1),
                    severity=Severity.INFO,
                    advice="定稿前删去提纲里的提示。",
                )
            ]
        return [
            self.finding(
                f"留有表样的提示文字：“{match.group()}”。",
                passage.at(offset + match.start(), offset + match.end()),
                actual=match.group(),
                advice="内容填好后删去提示文字；没有填写的，补上内容。",
            )
            for match in matches
        ]
