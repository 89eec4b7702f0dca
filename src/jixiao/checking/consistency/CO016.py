"""CO016: two long numbers that differ by two digits swapped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import shown
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import UnitKind, plain
from jixiao.reading.extract.scan import Sort, scan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.location import Location
    from jixiao.numbers import Printed
    from jixiao.report import Report

_LEAST_DIGITS = 4
_FEWER = 3
"""Digits that are enough where the same words stand in front."""
_SAME_WORDS = 4
"""Characters right in front of two numbers that say that they are the same."""


@dataclass(frozen=True, slots=True)
class _Number:
    value: Printed
    where: Location
    words: str

    @property
    def digits(self) -> int:
        return len(re.sub(r"\D", "", plain(self.value.value)).strip("0"))


class CO016(Check):
    """两个数只差相邻两位颠倒，疑是同一个数抄错。

    什么
    同一计量单位、四位以上的两个数，数字相同而相邻两位颠倒（331.18 与 313.18）的报；前面的字相同的，三位数也报。

    为什么
    相邻两位颠倒是誊抄时最常见的错误，单看任何一处都看不出来。

    例子
    前文“受益 26113 户”，后文“惠及 26131 户”。

    改法
    对照台账核实；确是两个数的，请忽略。

    来源
    数据录入差错的通行核查方法（相邻换位差额是 9 的倍数）。
    """

    code = "CO016"
    title = "两数只差相邻两位颠倒"
    kind = Kind.CONSISTENCY
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        numbers = list(_numbers(report))
        if len(numbers) < 2:
            return NotApplicable("没有两个以上的多位数")
        by_digits: dict[tuple[str, str], list[_Number]] = {}
        for number in numbers:
            by_digits.setdefault((_sorted_digits(number.value), number.value.unit), []).append(number)
        findings = []
        for alike in by_digits.values():
            first = alike[0]
            other = next((number for number in alike[1:] if _is_slip(first, number)), None)
            if other is not None:
                findings.append(self._report(first, other))
        return findings

    def _report(self, first: _Number, other: _Number) -> Finding:
        return self.finding(
            f"{shown(first.value)}与 {shown(other.value)}只差相邻两位颠倒，疑为同一个数抄错。",
            other.where,
            first.where,
            expected=shown(first.value),
            actual=shown(other.value),
            advice="对照台账核实；确是两个数的，请忽略。",
        )


def _numbers(report: Report) -> Iterator[_Number]:
    for passage in passages(report):
        for token in scan(passage.text):
            exact = token.sort in (Sort.MONEY, Sort.COUNT) and not token.printed.approximation
            if exact and token.printed.kind in (UnitKind.MONEY, UnitKind.COUNT):
                words = re.sub(r"[^\u4e00-\u9fff]", "", re.split(r"[，。；：,;:]", passage.text[: token.start])[-1])
                number = _Number(token.printed, passage.at(token.start, token.end), words[-_SAME_WORDS:])
                if number.digits >= _FEWER:
                    yield number


def _is_slip(one: _Number, two: _Number) -> bool:
    told_alike = one.words == two.words and len(one.words) == _SAME_WORDS
    enough = one.digits >= (_FEWER if told_alike else _LEAST_DIGITS)
    return enough and _swapped(plain(one.value.value), plain(two.value.value))


def _sorted_digits(value: Printed) -> str:
    return "".join(sorted(plain(value.value)))


def _swapped(one: str, two: str) -> bool:
    """Whether exactly two neighbouring digits change places (the point between them does not count)."""
    if len(one) != len(two) or one.find(".") != two.find("."):
        return False
    slim_one, slim_two = one.replace(".", ""), two.replace(".", "")
    different = [place for place, (a, b) in enumerate(zip(slim_one, slim_two, strict=True)) if a != b]
    return len(different) == 2 and different[1] == different[0] + 1
