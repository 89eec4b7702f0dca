"""FO005: dates that cannot be dates."""

from __future__ import annotations

import calendar
import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import narrow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.checking.passages import Passage
    from jixiao.report import Report

_DATE = re.compile(r"(?<![\d.])(\d+)\s*年\s*(\d+)\s*月(?!份?(?:来|以来))(?:\s*(\d+)\s*[日号])?")
_MONTH_DAY = re.compile(r"(?<![\d年.])(\d{1,3})\s*月\s*(\d{1,3})\s*日")
_BARE_YEAR = re.compile(r"(?<![\d.])(20\d|20\d{3})\s*年度")


class FO005(Check):
    """日期要完整，并且是日历上有的日子。

    什么
    查找年份缺位或多位（“202年1月”）、月份大于 12、日子超过当月天数的日期。

    为什么
    时效指标、资金到位及时率都以日期为据，日期写坏了就无法认定。

    例子
    资金于“202年1月11日”到位：年份少一位。

    改法
    对照拨款文件或入账凭证补全日期。

    来源
    GB/T 15835—2011《出版物上数字用法》；GB/T 7408《日期和时间表示法》。
    """

    code = "FO005"
    title = "日期缺位或不存在"
    kind = Kind.FORM
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        texts = passages(report)
        if not texts:
            return NotApplicable("没有正文")
        return [finding for passage in texts for finding in self._look(passage)]

    def _look(self, passage: Passage) -> Iterator[Finding]:
        text = narrow(passage.text)
        seen: list[tuple[int, int]] = []
        for match in _DATE.finditer(text):
            seen.append(match.span())
            if fault := _date_fault(*match.groups()):
                yield self._fault(passage, match, fault)
        for pattern, judge in ((_MONTH_DAY, _month_day_fault), (_BARE_YEAR, _year_fault)):
            for match in pattern.finditer(text):
                inside = any(start <= match.start() < end for start, end in seen)
                if not inside and (fault := judge(*match.groups())):
                    yield self._fault(passage, match, fault)

    def _fault(self, passage: Passage, match: re.Match[str], fault: str) -> Finding:
        words = match.group().strip()
        return self.finding(
            f"日期“{words}”{fault}。",
            passage.at(match.start(), match.end()),
            actual=words,
            advice="对照文件或凭证补全、改正日期。",
        )


def _date_fault(year: str, month: str, day: str | None) -> str:
    if len(year) == 3 or len(year) > 4:
        return f"的年份是 {len(year)} 位，应为 4 位"
    if len(year) == 1:
        return ""  # 3年6月: a length of time
    if not 1 <= int(month) <= 12:
        return f"的月份是 {month}，没有这个月"
    if day is not None:
        last = calendar.monthrange(int(year) if len(year) == 4 else 2000 + int(year), int(month))[1]
        if not 1 <= int(day) <= last:
            return f"不存在，当月只有 {last} 天"
    return ""


def _month_day_fault(month: str, day: str) -> str:
    if not 1 <= int(month) <= 12:
        return f"的月份是 {month}，没有这个月"
    last = calendar.monthrange(2024, int(month))[1]
    return "" if 1 <= int(day) <= last else f"不存在，当月只有 {last} 天"


def _year_fault(year: str) -> str:
    return f"的年份是 {len(year)} 位，应为 4 位"
