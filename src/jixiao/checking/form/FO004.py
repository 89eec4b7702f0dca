"""FO004: numbers that are no numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.malformed import Spoiled, plain_digits, readings, spoiled
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.checking.passages import Passage
    from jixiao.report import Report

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
        by_token: dict[str, list[Spoiled]] = {}
        for each in spoiled(report):
            by_token.setdefault(each.text, []).append(each)
        findings = [self._report(token, found) for token, found in by_token.items()]
        return findings + [finding for passage in texts for finding in self._doubled(passage)]

    def _report(self, token: str, found: list[Spoiled]) -> Finding:
        meant = [plain(value) for value in readings(token)]
        doubt = f"，读不出是 {' 还是 '.join(meant)}" if len(meant) > 1 else ""
        times = f"（{len(found)} 处）" if len(found) > 1 else ""
        return self.finding(
            f"“{token}”不是合规的数字{doubt}{times}。",
            *(each.passage.at(each.start, each.end) for each in found),
            actual=token,
            severity=None if any(each.certain for each in found) else Severity.WARNING,
            advice="对照账簿改正；千分位每三位一节，小数点只有一个。",
        )

    def _doubled(self, passage: Passage) -> Iterator[Finding]:
        for match in _DOUBLED.finditer(plain_digits(passage.text)):
            yield self.finding(
                f"“{match.group()}”多写了符号。",
                passage.at(match.start(), match.end()),
                actual=match.group(),
                severity=Severity.WARNING,
                advice="删去多余的小数点或百分号。",
            )
