"""FO007: known miswritings, from the list in ``miswritings.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.location import Location
    from jixiao.report import Report


@dataclass(frozen=True, slots=True)
class Miswriting:
    """A word written wrongly, how it is written, the words in which the same characters are right, and why."""

    wrong: str
    right: str
    source: str
    unless: tuple[str, ...]


@cache
def miswritings() -> tuple[Miswriting, ...]:
    """The list, read once. A fault in it is ours and raises."""
    import yaml

    text = files("jixiao.checking.form").joinpath("miswritings.yaml").read_text(encoding="utf-8")
    listed = yaml.safe_load(text)
    return tuple(
        Miswriting(each["wrong"], each["right"], listed["sources"][each["source"]], tuple(each.get("unless", ())))
        for each in listed["words"]
    )


@cache
def _any() -> re.Pattern[str]:
    """Any of the miswritings: most passages have none, and are looked at once instead of once a word."""
    return re.compile("|".join(re.escape(word.wrong) for word in miswritings()))


class FO007(Check):
    """常见错别字。

    什么
    按《常见误写表》查找：绩效写成“续效”、拨款写成“拔款”、部署写成“布署”等。同一误写合并为一条，列出各处。

    为什么
    报告要公开，错别字伤及可信；“绩效”一类关键词写错，检索也找不到。

    例子
    “续效评价范围”应为“绩效评价范围”。

    改法
    按提示改正各处。

    来源
    《现代汉语词典》、《第一批异形词整理表》（GF 1001—2001），以及已公开报告中印过的误写；逐条依据见随程序附的误写表。
    """

    code = "FO007"
    title = "常见错别字"
    kind = Kind.FORM
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        texts = passages(report)
        if not texts:
            return NotApplicable("没有正文")
        suspects = [passage for passage in texts if _any().search(passage.text)]
        findings: list[Finding] = []
        for word in miswritings():
            places: list[Location] = []
            for passage in suspects:
                places += [passage.at(start, start + len(word.wrong)) for start in _places(passage.text, word)]
            if places:
                times = f"（{len(places)} 处）" if len(places) > 1 else ""
                findings.append(
                    self.finding(
                        f"“{word.wrong}”疑为“{word.right}”之误{times}。",
                        *places,
                        expected=word.right,
                        actual=word.wrong,
                        advice=f"改为“{word.right}”。依据：{word.source}。",
                    )
                )
        return findings


def _places(text: str, word: Miswriting) -> list[int]:
    found = []
    start = text.find(word.wrong)
    while start >= 0:
        if not any(_covers(text, start, len(word.wrong), good) for good in word.unless):
            found.append(start)
        start = text.find(word.wrong, start + len(word.wrong))
    return found


def _covers(text: str, start: int, length: int, good: str) -> bool:
    """Whether the characters at ``start`` are part of the right word ``good``."""
    first = max(0, start + length - len(good))
    return any(text.startswith(good, place) for place in range(first, start + 1))
