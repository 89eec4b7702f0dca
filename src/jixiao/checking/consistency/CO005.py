"""CO005: one document number, two amounts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import Fit, compare, shown
from jixiao.checking.passages import passages, sentences
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import narrow
from jixiao.reading.extract.scan import Sort, Token, scan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.checking.passages import Passage
    from jixiao.location import Location
    from jixiao.numbers import Printed
    from jixiao.report import Report

_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}?[〔\[【(](?:19|20)\d\d[〕\]】)]\s*\d+\s*号")
_PART = re.compile(r"其中|内含|包括|用于|调整为|追加|剩余|已拨|已支|支出|使用|执行|结余")


@dataclass(frozen=True, slots=True)
class _Allotment:
    """An amount that a document is said to bring."""

    number: str
    value: Printed
    where: Location


class CO005(Check):
    """同一文号下达的金额，前后应当相同。

    什么
    找出“某某〔年〕某号下达……万元”的说法，同一文号在两处所写的金额不同即报。一份文件下达几笔、或其中一部分的，不报。

    为什么
    文号对应一份文件，金额是确定的；两处不同，必有一处写错或漏了说明。

    例子
    前文写某号文下达 5 万元，后文写同一文号下达 6 万元。

    改法
    对照文件原文改正；两处说的不是同一笔的，分别写明。

    来源
    预算指标文件（文号）的唯一性。
    """

    code = "CO005"
    title = "同一文号前后金额不同"
    kind = Kind.CONSISTENCY
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        by_number: dict[str, list[_Allotment]] = {}
        for passage in passages(report):
            for each in _allotments(passage):
                by_number.setdefault(each.number, []).append(each)
        if not by_number:
            return NotApplicable("没有写明文号的金额")
        findings = []
        for number, told in by_number.items():
            first = told[0]
            other = next((each for each in told[1:] if compare(each.value, first.value) is Fit.OFF), None)
            if other is None or len({each.value.base for each in told}) > 2:
                continue
            findings.append(
                self.finding(
                    f"{number}的金额前后不同：前文 {shown(first.value)}，后文 {shown(other.value)}。",
                    other.where,
                    first.where,
                    expected=shown(first.value),
                    actual=shown(other.value),
                    steps=(f"{shown(first.value)} ≠ {shown(other.value)}",),
                    advice="对照文件原文改正；不是同一笔的，分别写明。",
                )
            )
        return findings


def _allotments(passage: Passage) -> Iterator[_Allotment]:
    """Each document number that stands alone before exactly one amount in its clause."""
    text = narrow(passage.text)
    for start, end in sentences(passage.text):
        numbers = list(_NUMBER.finditer(text, start, end))
        for place, match in enumerate(numbers):
            stop = numbers[place + 1].start() if place + 1 < len(numbers) else end
            money = [token for token in _money(passage.text) if match.end() <= token.start < stop]
            if len(money) != 1 or _joined(text, match) or _PART.search(text, match.end(), money[0].start):
                continue
            yield _Allotment(_key(match.group()), money[0].printed, passage.at(match.start(), money[0].end))


def _money(text: str) -> list[Token]:
    return [token for token in scan(text) if token.sort in (Sort.MONEY, Sort.MYRIAD)]


def _joined(text: str, match: re.Match[str]) -> bool:
    """Whether several documents share the amount (甲号、乙号下达 …), or this one only is quoted in brackets behind it."""
    before = re.sub(
        r"(?:^|\s)[一二三四五六七八九十\d]{1,2}[、.]$", "", text[max(0, match.start() - 4) : match.start()]
    )[-2:]
    after = text[match.end() : match.end() + 2]
    enclosed = text.rfind("(", 0, match.start()) > text.rfind(")", 0, match.start())
    return bool(re.search(r"[、和及]", before) or re.match(r"[、和及]", after) or enclosed)


def _key(number: str) -> str:
    slim = re.sub(r"[〔\[【(]", "〔", re.sub(r"[〕\]】)]", "〕", re.sub(r"\s", "", number)))
    return re.sub(r"^.*?(?:根据|依据|按照|通过|以|由|按|依|和|及)(?=[\u4e00-\u9fff]{2,})", "", slim)
