"""FO004: numbers that are no numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import narrow, parse_decimal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.checking.passages import Passage
    from jixiao.report import Report

_TOKEN = re.compile(r"(?<![\w.,])\d[\d,.]*[,.][\d,.]*\d")
_UNIT = re.compile(r"\s*(?:亿元|万元|千元|元|亿|万|%|‰)")
_DOTTED_DATE = re.compile(r"(?:19|20)\d{2}\.\d{1,2}(?:\.\d{1,2})?")
_DOUBLED = re.compile(r"\d\.{2,}\d|\d(?:%%+|％％+)")


class FO004(Check):
    """金额和比率要写成能读出来的数。

    什么
    查找写坏的数：千分位不是三位一节（“7,00.0,77”）、有两个小数点、连着两个百分号。

    为什么
    这样的数读不出是多少，合计、执行率都无从核对，不同的人会读成不同的金额。

    例子
    实际到位“7,00.0,77”万元，读成 700.077 还是 70007.7，相差一百倍。

    改法
    对照账簿改成规范写法，如 700.08 或 7,000.77。

    来源
    GB/T 15835—2011《出版物上数字用法》5.1.5（多位数的分节）。
    """

    code = "FO004"
    title = "数字写法不合规，读不出是多少"
    kind = Kind.FORM
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        texts = passages(report)
        if not texts:
            return NotApplicable("没有正文")
        return [finding for passage in texts for finding in self._look(passage)]

    def _look(self, passage: Passage) -> Iterator[Finding]:
        text = _ascii_digits(passage.text)
        for match in _TOKEN.finditer(text):
            token = match.group()
            money = _UNIT.match(text, match.end()) is not None
            alone = text.strip() == token
            if not _malformed(token, alone=alone or money):
                continue
            readings = _readings(token)
            yield self.finding(
                f"“{token}”不是合规的数字，读不出是 {'还是 '.join(readings)}。"
                if len(readings) > 1
                else f"“{token}”不是合规的数字。",
                passage.at(match.start(), match.end()),
                actual=token,
                severity=Severity.ERROR if money or (alone and "," in token) else Severity.WARNING,
                advice="对照账簿改正；千分位每三位一节，小数点只有一个。",
            )
        for match in _DOUBLED.finditer(text):
            yield self.finding(
                f"“{match.group()}”多写了符号。",
                passage.at(match.start(), match.end()),
                actual=match.group(),
                severity=Severity.WARNING,
                advice="删去多余的小数点或百分号。",
            )


def _ascii_digits(text: str) -> str:
    """Full-width digits and points made plain, character for character; a full-width comma separates words and stays."""
    return "".join(character if character == "，" else narrow(character) for character in text)


def _malformed(token: str, *, alone: bool) -> bool:
    """Whether ``token`` is a broken number; ``alone``: it fills its cell or carries a unit, so it has to be one."""
    if parse_decimal(token) is not None or ".." in token or _DOTTED_DATE.fullmatch(token):
        return False
    if "," in token and "." in token:
        # Numbers in a row (1.5,2.5) are no broken number, unless one of them begins with idle zeros (7,00.0,77).
        parts = token.split(",")
        idle = any(re.match(r"0\d", part) for part in parts[1:])
        return alone or idle or any(parse_decimal(part) is None for part in parts)
    if "," in token:
        return alone and not all(len(part) == 4 for part in token.split(","))
    # Section numbers and versions (1.2.3) have short groups and no unit.
    return alone and token.count(".") >= 2 and len(token) > 5


def _readings(token: str) -> list[str]:
    """What the number may have been meant to be: its digits with each of the points kept."""
    digits = re.sub(r"[,.]", "", token)
    places = sorted({len(re.sub(r"[,.]", "", token[match.end() :])) for match in re.finditer(r"\.", token)})
    commas = token.rfind(",")
    if not places and commas >= 0:
        places = [len(token) - commas - 1]
    elif commas > token.rfind("."):
        places = sorted({*places, len(token) - commas - 1})
    return [
        f"{digits[: len(digits) - p]}.{digits[len(digits) - p :]}" if 0 < p < len(digits) else digits for p in places
    ]
