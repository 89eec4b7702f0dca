"""FO012: the same thing twice in one enumeration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.checking.passages import Passage
    from jixiao.report import Report

_LIST = re.compile(r"[^、，,。；;：:！？\n]{2,30}(?:、[^、，,。；;：:！？\n]{2,30}){2,}")
_TITLE = re.compile(r"《[^《》]*》")
_WITHIN = "\ue000"
"""Stands for a 、 within a title, which parts its words and no items."""


class FO012(Check):
    """一串并列的事项里，同一项不应列两次。

    什么
    用顿号并列三项以上时，查找写了两遍的事项。

    为什么
    列项常与“共几项”对应，重复的一项或是凑数，或是把另一项写错了。

    例子
    “科普亲子、科技体验、开放日、科普亲子等活动 9 场”：科普亲子列了两次。

    改法
    删去重复的一项，或改成漏写的那一项，并核对总数。

    来源
    通行的文字校核要求。
    """

    code = "FO012"
    title = "并列事项重复"
    kind = Kind.FORM
    severity = Severity.INFO

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        texts = passages(report)
        if not texts:
            return NotApplicable("没有正文")
        return [finding for passage in texts for finding in self._look(passage)]

    def _look(self, passage: Passage) -> Iterator[Finding]:
        text = _TITLE.sub(lambda title: title.group().replace("、", _WITHIN), passage.text)
        for match in _LIST.finditer(text):
            seen: dict[str, int] = {}
            start = match.start()
            items = match.group().split("、")
            for number, item in enumerate(items):
                name = _name(item, first=number == 0, last=number == len(items) - 1)
                at = start + item.find(name)
                if name in seen:
                    before = seen[name]
                    told = name.replace(_WITHIN, "、")
                    yield self.finding(
                        f"一串并列事项里“{told}”列了两次。",
                        passage.at(at, at + len(name)),
                        passage.at(before, before + len(name)),
                        actual=told,
                        advice="删去重复的一项，或改成漏写的那一项，并核对总数。",
                    )
                elif len(name) >= 3:
                    seen[name] = at
                start += len(item) + 1


def _name(item: str, *, first: bool, last: bool) -> str:
    """The item without the words that lead into the list (包括…) or out of it (…等活动)."""
    item = item.strip()
    if first:
        item = re.split(r"包括|包含|如|是|有|开展了?|举办了?", item)[-1]
    return re.split(r"等", item)[0] if last else item
