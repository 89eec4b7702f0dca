"""CO015: periods that end before they begin, and reports that are older than their year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import narrow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.checking.passages import Passage
    from jixiao.report import Report

_DAY = (
    r"(?P<{0}y>20\d\d)\s*(?:年|\.|/)\s*(?P<{0}m>1[0-2]|0?[1-9]|元)\s*(?:月|(?=[.\-/—–~～至到起]|$))"
    r"(?:\s*[./]?\s*(?P<{0}d>\d{{1,2}})\s*(?:日|号|(?=[\-—–~～至到起]|\D|$)))?"
)
_PERIOD = re.compile(rf"{_DAY.format('a')}(?:起|开始)?\s*(?:[-—–~～]+|至|到)\s*{_DAY.format('b')}")
_SHORT_END = re.compile(
    r"(?P<ay>20\d\d)\s*年\s*(?P<am>\d{1,2})\s*月\s*(?:(?P<ad>\d{1,2})\s*[日号])?\s*(?:[-—–~～]+|至|到)\s*"
    r"(?P<bm>\d{1,2})\s*月\s*(?:(?P<bd>\d{1,2})\s*[日号])?"
)
_WORKS = re.compile(
    rf"{_DAY.format('a')}[^。；\n]{{0,6}}?(?:开工|动工|启动|开始)[^。；\n]{{0,16}}?{_DAY.format('b')}[^。；\n]{{0,6}}?(?:竣工|完工|完成|验收|结束)"
)
_FILED = re.compile(
    r"(?:填报|报告|填表|报送|编制|撰写)(?:日期|时间)\s*[：:]?\s*(?P<y>20\d\d)\s*年\s*(?P<m>\d{1,2})\s*月"
)
_OVER_YEAR_END = re.compile(r"次年|跨年|翌年|第二年")


@dataclass(frozen=True, slots=True)
class _Span:
    begin: tuple[int, int, int]
    end: tuple[int, int, int]


class CO015(Check):
    """起止时间不能颠倒，填报日期不能早于所评价的年度。

    什么
    查找截止早于开始的起止时间，以及早于评价年度结束（当年 12 月）的自评填报日期。

    为什么
    日期颠倒多半是年份写错；填报早于年度结束，则全年数据不可能是决算数。

    例子
    “项目起止时间 2022 年 6 月至 2021 年 12 月”。

    改法
    对照合同、批复改正日期。

    来源
    文内前后一致。
    """

    code = "CO015"
    title = "起止时间颠倒或日期早于年度"
    kind = Kind.CONSISTENCY
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        texts = passages(report)
        found = [(passage, match, span) for passage in texts for match, span in _periods(passage)]
        filed = [(passage, match) for passage in texts for match in _FILED.finditer(narrow(passage.text))]
        if not found and not filed:
            return NotApplicable("没有写起止时间或填报日期")
        findings = [
            self.finding(
                f"起止时间“{match.group().strip()}”的截止早于开始。",
                passage.at(match.start(), match.end()),
                actual=match.group().strip(),
                advice="对照合同、批复改正日期。",
            )
            for passage, match, span in found
            if span.end < span.begin
        ]
        if report.year is not None and report.nature == "self_evaluation":
            findings += [
                self.finding(
                    f"评价的是 {report.year} 年度，填报日期却是“{match.group().strip()}”，早于年度结束。",
                    passage.at(match.start(), match.end()),
                    expected=f"{report.year + 1} 年",
                    actual=match.group().strip(),
                    advice="核实年度和填报日期；属年中自评的，写明数据截止的时间。",
                    severity=Severity.WARNING,
                )
                for passage, match in filed
                if (int(match.group("y")), int(match.group("m"))) < (report.year, 12)
            ]
        return findings


def _periods(passage: Passage) -> Iterator[tuple[re.Match[str], _Span]]:
    text = narrow(passage.text)
    for match in (*_PERIOD.finditer(text), *_WORKS.finditer(text)):
        yield match, _Span(_date(match, "a"), _date(match, "b", late=True))
    for match in _SHORT_END.finditer(text):
        following = text[match.end() : match.end() + 4]
        if not _OVER_YEAR_END.search(match.group() + following):
            end = (int(match.group("ay")), int(match.group("bm")), int(match.group("bd") or 31))
            yield match, _Span(_date(match, "a"), end)


def _date(match: re.Match[str], which: str, *, late: bool = False) -> tuple[int, int, int]:
    day = match.group(f"{which}d")
    month = match.group(f"{which}m")
    return int(match.group(f"{which}y")), 1 if month == "元" else int(month), int(day) if day else 31 if late else 1
