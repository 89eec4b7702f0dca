"""CO014: so many things announced, so many listed."""

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
    from jixiao.report import Report

_N = r"(?P<number>\d{1,3}|[二两三四五六七八九十]{1,3})\s*(?P<unit>个|项|宗|座|家|所|名|位|条|处|类|种|大类|方面|场|次|期)"
_ITEM = r"[^、，,。；;：:！？()（）\n]{2,24}"
_AFTER = re.compile(
    rf"(?<![\d.]){_N}(?P<noun>[\u4e00-\u9fff]{{0,14}})(?:[：:]|[（(])\s*(?:分别是|分别为|包括|即|为|是)?(?P<items>{_ITEM}(?:、{_ITEM}){{1,}})(?P<end>[。；;）)\n]|$)"
)
_BEFORE = re.compile(rf"(?P<items>{_ITEM}(?:、{_ITEM}){{2,}}?)(?P<more>等)?\s*{_N}(?P<noun>[\u4e00-\u9fff]{{1,8}})")
_JOINERS = re.compile(r"[和与及]|以及")


@dataclass(frozen=True, slots=True)
class _Listing:
    """``fewest`` to ``most`` things are listed, depending on whether 和 inside an item joins two of them."""

    announced: int
    words: str
    items: tuple[str, ...]
    fewest: int
    most: int
    open_ended: bool
    start: int
    end: int


class CO014(Check):
    """写明几个，就应列出几个。

    什么
    “N 个……：甲、乙、丙”和“甲、乙、丙 N 个……”一类写法，数一数列出的项数是否等于 N；有“等”字的，列出的不应多于 N。

    为什么
    项数与清单不符，不是漏列就是总数没有随着改，数量指标也跟着不准。

    例子
    “改造小区 5 个：甲、乙、丙、丁”：只列出 4 个。

    改法
    补全清单或改正总数。

    来源
    通行的文字校核要求。
    """

    code = "CO014"
    title = "写明的个数与列出的项数不符"
    kind = Kind.CONSISTENCY
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        found = [(passage, listing) for passage in passages(report) for listing in _listings(passage)]
        if not found:
            return NotApplicable("没有写明个数的清单")
        return [finding for passage, listing in found if (finding := self._judge(passage, listing)) is not None]

    def _judge(self, passage: Passage, listing: _Listing) -> Finding | None:
        too_many = listing.fewest > listing.announced
        too_few = listing.most < listing.announced and not listing.open_ended
        if not too_many and not too_few:
            return None
        count = listing.fewest if too_many else listing.most
        return self.finding(
            f"写明“{listing.words}”，列出的却是 {count} 项：{'、'.join(listing.items)}。",
            passage.at(listing.start, listing.end),
            expected=f"{count} 项",
            actual=listing.words,
            steps=tuple(f"{number}. {item}" for number, item in enumerate(listing.items, start=1)),
            advice="补全清单或改正总数。",
        )


def _listings(passage: Passage) -> Iterator[_Listing]:
    for match in _AFTER.finditer(passage.text):
        yield from _listing(match, open_ended="等" in match.group("items"))
    for match in _BEFORE.finditer(passage.text):
        yield from _listing(match, open_ended=match.group("more") is not None)


def _listing(match: re.Match[str], *, open_ended: bool) -> Iterator[_Listing]:
    text = match.group("number")
    announced = int(text) if text.isdigit() else chinese_integer(text)
    *others, last = match.group("items").split("、")
    items = tuple(item.strip() for item in (*others, last.split("等")[0] if open_ended else last))
    if announced is None or not 2 <= announced <= 60 or 2 * len(items) < announced:
        return
    if any(not item or re.search(r"\d|等", item) or item.count("“") != item.count("”") for item in items):
        return
    joined = sum(1 for item in items if _JOINERS.search(item))
    words = f"{text} {match.group('unit')}{match.group('noun')}"
    yield _Listing(announced, words, items, len(items), len(items) + joined, open_ended, match.start(), match.end())
