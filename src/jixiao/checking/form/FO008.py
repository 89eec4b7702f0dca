"""FO008: personal data in what is to be published."""

from __future__ import annotations

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

_IDENTITY = re.compile(r"(?<![0-9A-Za-z])([1-9]\d{5})((?:19|20)\d{2})(\d{2})(\d{2})(\d{3})([0-9Xx])(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![\d.])(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?![\d.])")
_CARD = re.compile(r"(?<!\d)62\d{14,17}(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class FO008(Check):
    """拟公开的文本里不应有身份证号、手机号和银行卡号。

    什么
    查找居民身份证号（校验码相符的）、手机号和银行卡号。提示中只显示头尾，中间以星号代替。

    为什么
    自评报告要向社会公开，个人信息一经公开难以收回。

    例子
    “联系人张某，139****0000”：手机号应改为单位办公电话。

    改法
    删去或遮盖号码；确需联系方式的，改用单位办公电话。

    来源
    《中华人民共和国个人信息保护法》；《中华人民共和国政府信息公开条例》第十五条；GB 11643—1999《公民身份号码》。
    """

    code = "FO008"
    title = "含有个人身份或联系信息"
    kind = Kind.FORM
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        texts = passages(report)
        if not texts:
            return NotApplicable("没有正文")
        return [finding for passage in texts for finding in self._look(passage)]

    def _look(self, passage: Passage) -> Iterator[Finding]:
        text = narrow(passage.text)
        taken: list[tuple[int, int]] = []
        for pattern, what, valid in (
            (_IDENTITY, "居民身份证号", _is_identity),
            (_CARD, "银行卡号", _is_card),
            (_MOBILE, "手机号", _always),
        ):
            for match in pattern.finditer(text):
                if not valid(match.group()) or any(start < match.end() and match.start() < end for start, end in taken):
                    continue
                taken.append(match.span())
                masked = _mask(match.group())
                yield self.finding(
                    f"有{what}（{masked}），公开前应删去或遮盖。",
                    passage.at(match.start(), match.end()).quoting(masked),
                    actual=masked,
                    advice="删去或遮盖号码；确需联系方式的，改用单位办公电话。",
                )


def _mask(number: str) -> str:
    return (
        f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"
        if len(number) < 15
        else f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"
    )


def _is_identity(number: str) -> bool:
    """Whether the check digit (ISO 7064, MOD 11-2) and the month and day of birth are right."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    right = "10X98765432"[total % 11]
    return number[17].upper() == right and 1 <= int(number[10:12]) <= 12 and 1 <= int(number[12:14]) <= 31


def _is_card(number: str) -> bool:
    """Whether the check digit of the card number is right (Luhn)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _always(_: str) -> bool:
    return True
