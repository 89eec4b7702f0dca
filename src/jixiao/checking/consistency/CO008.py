"""CO008: the same meeting or session under two ordinals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import chinese_integer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.checking.passages import Passage
    from jixiao.location import Location
    from jixiao.report import Report

_ORDINAL = re.compile(
    r"(?P<before>[\u4e00-\u9fff]{0,6})第\s*(?P<number>[零一二两三四五六七八九十百]+|\d+)\s*(?P<unit>次|届)"
    r"(?P<after>[\u4e00-\u9fff]{2,10})"
)
_NAMES = re.compile(
    r"(?:全国|会员|职工|妇女|学生|党员)?代表大会|换届|全委会|理事会|常委会|委员会|党代会|职代会|妇代会|论坛|大赛|竞赛|运动会|博览会|交易会|年会|文化节|艺术节"
)


@dataclass(frozen=True, slots=True)
class _Mention:
    name: str
    number: int
    words: str
    where: Location


class CO008(Check):
    """同一会议、届次的序数，前后应当一致。

    什么
    查找名称相同而“第几次”“第几届”不同的会议、代表大会、赛事。

    为什么
    届次写错，常是沿用了往年的文字；也可能确是两届，需要核实。

    例子
    前文说召开“第九次代表大会”，后文仍写“第八次代表大会代表”。

    改法
    核实届次；确是两届的，写明年份，以免误解。

    来源
    通行的文字校核要求。
    """

    code = "CO008"
    title = "同一会议或赛事的届次前后不同"
    kind = Kind.CONSISTENCY
    severity = Severity.INFO

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        mentions = [mention for passage in passages(report) for mention in _mentions(passage)]
        if not mentions:
            return NotApplicable("没有写届次")
        by_name: dict[str, list[_Mention]] = {}
        for mention in mentions:
            by_name.setdefault(mention.name, []).append(mention)
        findings = []
        for name, same in by_name.items():
            first = same[0]
            other = next((mention for mention in same if mention.number != first.number), None)
            if other is None:
                continue
            findings.append(
                self.finding(
                    f"同是“{name}”，一处写“{first.words}”，另一处写“{other.words}”，届次不同，请核实。",
                    other.where,
                    first.where,
                    expected=first.words,
                    actual=other.words,
                    advice="核实届次；确是两届的，写明年份。",
                )
            )
        return findings


def _mentions(passage: Passage) -> Iterator[_Mention]:
    for match in _ORDINAL.finditer(passage.text):
        named = _NAMES.search(match.group("after"))
        number = _number(match.group("number"))
        if named is None or number is None:
            continue
        end = match.start("after") + named.end()
        start = match.start("before") + len(match.group("before"))
        body = match.group("after")[: named.end()]
        yield _Mention(body, number, passage.text[start:end], passage.at(start, end))


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else chinese_integer(text)
