"""FO001: numbering with gaps, repeats and steps backwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.document import Document, Paragraph
    from jixiao.report import Report

_MAJOR = ("一、", "（一）", "第一条", "第一章")
"""Styles that head parts of a report. Lists in arabic numbers begin anew all the time and may do so."""


@dataclass
class _Run:
    """A numbered run that is still open: its style, its last number and the paragraph that carries it."""

    style: str
    last: int
    paragraph: Paragraph


class FO001(Check):
    """标题和列项的编号应当连续，不跳号、不重号、不倒退。

    什么
    按层次检查“一、”“（一）”“1.”“（1）”等编号：中间缺号、同号出现两次、没有从一开始、编号倒退。

    为什么
    编号不连续，多半是整段漏写、误删，或从别处粘贴而来；读者也无法按编号引用。

    例子
    “一、基本情况”之后直接是“三、存在的主要问题”，缺“二、”。

    改法
    补上缺少的标题，或按顺序重排编号。

    来源
    GB/T 9704—2012《党政机关公文格式》7.3.3：结构层次序数依次用“一、”“（一）”“1.”“（1）”标注。
    """

    code = "FO001"
    title = "标题编号缺漏、重复或倒退"
    kind = Kind.FORM
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        if report.document is None:
            return NotApplicable("不是从文件读来的报告")
        numbered = [
            paragraph
            for paragraph in report.document.paragraphs
            if paragraph.heading is not None and paragraph.heading.ordinal is not None
        ]
        if len(numbered) < 2:
            return NotApplicable("没有编号")
        return _Walk(self, report.document).over(numbered)


class _Walk:
    """Follows the numbered paragraphs with a stack of the runs that are open."""

    def __init__(self, check: Check, document: Document) -> None:
        self._check = check
        self._document = document
        self._open: list[_Run] = []
        self._findings: list[Finding] = []

    def over(self, numbered: list[Paragraph]) -> list[Finding]:
        for place, paragraph in enumerate(numbered):
            self._step(paragraph, first=place == 0)
        return self._findings

    def _step(self, paragraph: Paragraph, *, first: bool) -> None:
        heading = paragraph.heading
        assert heading is not None
        assert heading.ordinal is not None
        same = [depth for depth, run in enumerate(self._open) if run.style == heading.style]
        follows = [depth for depth in same if self._open[depth].last + 1 == heading.ordinal]
        if follows:
            self._continue(follows[-1], paragraph, heading.ordinal)
        elif heading.ordinal == 1:
            if same and same[-1] == len(self._open) - 1 and heading.style in _MAJOR:
                before = self._open[-1]
                self._report(paragraph, before, "又从头编起，中间没有上一级标题，疑漏写了标题")
                self._continue(same[-1], paragraph, 1)
            else:
                self._open.append(_Run(heading.style, 1, paragraph))
        elif same:
            before = self._open[same[-1]]
            self._report(paragraph, before, _fault(before.last, heading.ordinal))
            self._continue(same[-1], paragraph, heading.ordinal)
        else:
            if not first:
                self._report(paragraph, None, "前面没有编号为一的同级标题")
            self._open.append(_Run(heading.style, heading.ordinal, paragraph))

    def _continue(self, depth: int, paragraph: Paragraph, ordinal: int) -> None:
        del self._open[depth + 1 :]
        self._open[depth].last = ordinal
        self._open[depth].paragraph = paragraph

    def _report(self, paragraph: Paragraph, before: _Run | None, fault: str) -> None:
        here = _head(paragraph.text)
        after = f"接在“{_head(before.paragraph.text)}”之后，" if before else ""
        places = [self._document.locate(paragraph, 0, len(here))]
        if before:
            places.append(self._document.locate(before.paragraph, 0, len(_head(before.paragraph.text))))
        self._findings.append(
            self._check.finding(
                f"编号不连续：“{here}”{after}{fault}。",
                *places,
                actual=here,
                advice="补上缺少的标题，或按顺序重排编号。",
            )
        )


def _fault(last: int, now: int) -> str:
    if now == last:
        return f"编号 {now} 重复"
    if now < last:
        return f"编号由 {last} 退到 {now}"
    missing = f"{last + 1}" if now == last + 2 else f"{last + 1} 至 {now - 1}"
    return f"缺编号 {missing}"


def _head(text: str) -> str:
    """The beginning of a heading, enough to recognise it."""
    for end in "。；：:\n":
        text = text.split(end, maxsplit=1)[0]
    return text.strip()[:24]
