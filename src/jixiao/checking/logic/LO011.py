"""LO011: amounts, counts and scores below zero."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import narrow
from jixiao.reading.extract.scan import CLASSIFIERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.checking.passages import Passage
    from jixiao.report import Report

_NAMES = frozenset(
    [
        "级",
        "年",
        "月",
        "日",
        "天",
        "周",
        "期",
        "届",
        "版",
        "类",
        "种",
        "款",
        "节",
        "段",
        "条",
        "页",
        "集",
        "轮",
        "点",
        "站",
        "班",
        "队",
        "村",
        "镇",
        "乡",
        "街道",
        "社区",
        "学校",
        "企业",
        "字",
        "道",
        "对",
        "部",
        "门",
    ]
)
"""Measures that stand behind numbers of things (二-3 期) as often as behind numbers of pieces."""
_MEASURES = "|".join(sorted((re.escape(word) for word in CLASSIFIERS if word not in _NAMES), key=len, reverse=True))
_NEGATIVE = re.compile(
    r"(?<![\d.%A-Za-z元年月日号）)\-])(?P<number>[-−]\s?\d[\d,]*(?:\.\d+)?)\s*"
    rf"(?P<unit>[万亿千]?元|%|分(?!之)|{_MEASURES}|(?=[\s，。、；|]|$))"
)
_MAY_BE = re.compile(
    r"差|超出|超支|增减|变动|变化|增长|同比|环比|控制率|调整(?!后)|余额|盈余|净|温度|℃|负|编号|代码|电话|[—–~～-]\s*$"
)
_TAKEN_FROM = re.compile(r"[\d.%‰元)）\]…]\s*$")
"""What stands before a minus sign that takes one number from another, or joins the two ends of a range."""
_COMPUTED = re.compile(r"[=＝]\s*[-−]\s?(\d[\d,]*(?:\.\d+)?)")
"""The negative outcome of written arithmetic, which AR011 works out again."""
_NAME_LENGTH = 20
"""Characters up to which a cell to the left names what stands in its row."""


class LO011(Check):
    """金额、人数、次数和得分不会是负数。

    什么
    查找前面带负号的金额、人数、次数、分值和比率；变动、差额、控制率、结余一类可以为负的除外。

    为什么
    支出、人数为负不可能成立，多半是把破折号当成了负号，或冲账数没有还原。

    例子
    “设备购置支出 -17.19 万元”。

    改法
    核对后去掉负号；确是冲减的，写明“冲减”。

    来源
    各项指标的定义。
    """

    code = "LO011"
    title = "不应为负的数带负号"
    kind = Kind.LOGIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        texts = passages(report)
        if not texts:
            return NotApplicable("没有正文")
        return [finding for passage in texts for finding in self._look(passage)]

    def _look(self, passage: Passage) -> Iterator[Finding]:
        text = narrow(passage.text)
        computed = set(_COMPUTED.findall(text))
        for match in _NEGATIVE.finditer(text):
            before = re.split(r"[，,。；;、：:\n|]", text[: match.start()])[-1]
            if match.group("number").lstrip("-− ") in computed or _TAKEN_FROM.search(before):
                continue
            if _MAY_BE.search(before) or _MAY_BE.search(_head(passage)):
                continue
            words = match.group().strip()
            yield self.finding(
                f"“{before.strip()[-14:]}{words}”带负号，这里的数不应为负。",
                passage.at(match.start(), match.end()),
                expected=words.lstrip("-− "),
                actual=words,
                advice="核对后去掉负号；确是冲减的，写明“冲减”。",
            )


def _head(passage: Passage) -> str:
    """The heads of the column and the names of the row that a cell stands in."""
    from jixiao.document import Table

    if passage.cell is None or not isinstance(passage.block, Table):
        return ""
    grid = passage.block.grid
    column = [row[passage.cell.column].text for row in grid[: passage.cell.row] if passage.cell.column < len(row)]
    names = [cell.text for cell in grid[passage.cell.row][: max(1, passage.cell.column)]]
    return " ".join([*column[:3], *(name for name in names if len(name) < _NAME_LENGTH)])
