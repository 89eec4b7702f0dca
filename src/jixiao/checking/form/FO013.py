"""FO013: placeholders where a name, year or figure belongs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Report

_PLACEHOLDER = re.compile(
    r"(?<![A-Za-z0-9])20[xX×*＊_]{1,2}(?=\s*年)|(?<![A-Za-z])[xX]{2,}(?![A-Za-z])|×{2,}|＊{2,}|\*{2,}|_{3,}|〔\s*〕|【\s*】|\?{2,}|？{3,}|�"
)


class FO013(Check):
    """不应留有占位符号。

    什么
    查找“20xx年”“XX 单位”“××项目”“____”等占位符号和乱码。

    为什么
    占位符号说明套用了模板而没有填写，或文件转换时丢了字。

    例子
    “20xx年资金到位率达 100%”：没有写明年份。

    改法
    填上实际的年份、名称或数字。因保密而隐去的，注明原因。

    来源
    通行的文字校核要求。
    """

    code = "FO013"
    title = "留有占位符号"
    kind = Kind.FORM
    severity = Severity.INFO

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        texts = passages(report)
        if not texts:
            return NotApplicable("没有正文")
        places: dict[str, list[tuple[int, int, int]]] = {}
        for number, passage in enumerate(texts):
            for match in _PLACEHOLDER.finditer(passage.text):
                places.setdefault(match.group(), []).append((number, match.start(), match.end()))
        return [
            self.finding(
                f"留有占位符号“{mark}”" + (f"（{len(spots)} 处）。" if len(spots) > 1 else "。"),
                *(
                    texts[number].at(max(0, start - 6), min(len(texts[number].text), end + 8))
                    for number, start, end in spots
                ),
                actual=mark,
                advice="填上实际的年份、名称或数字；有意隐去的请忽略。",
            )
            for mark, spots in places.items()
        ]
