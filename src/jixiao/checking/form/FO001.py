"""FO001: numbering with gaps, repeats and steps backwards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jixiao.checking.base import Check, NotApplicable
from jixiao.findings import Finding, Kind, Severity
from jixiao.reading.numbering import RANKS

if TYPE_CHECKING:
    from jixiao.document import Document, Paragraph
    from jixiao.report import Report

_MAJOR: Final = RANKS["（一）"]
"""Forms down to this rank head parts of a report. Lists in arabic numbers begin anew all the time and may do so."""


@dataclass
class _Run:
    """A numbered run that is still open: the rank of its form, its last number and the paragraph that carries it."""

    rank: int
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
            if paragraph.heading is not None and paragraph.heading.ordinal is not None and not _is_decimal(paragraph)
        ]
        if len(numbered) < 2:
            return NotApplicable("没有编号")
        return _Walk(self, report.document).over(numbered)


class _Walk:
    """Follows the numbered paragraphs with a stack of the runs that are open.

    Levels are not taken from the headings as read: those are made so that a faulty number still finds its place.
    """

    def __init__(self, check: Check, document: Document) -> None:
        self._check = check
        self._document = document
        self._open: list[_Run] = []
        self._beheaded = False
        self._findings: list[Finding] = []

    def over(self, numbered: list[Paragraph]) -> list[Finding]:
        self._beheaded = _ordinal(numbered[0]) != 1
        for place, paragraph in enumerate(numbered):
            self._step(paragraph, first=place == 0)
        return self._findings

    def _step(self, paragraph: Paragraph, *, first: bool) -> None:
        ordinal, rank = _ordinal(paragraph), _rank(paragraph)
        same = [depth for depth, run in enumerate(self._open) if run.rank == rank]
        follows = [depth for depth in same if self._open[depth].last + 1 == ordinal]
        if follows:
            self._continue(follows[-1], paragraph)
        elif ordinal == 1:
            if same and same[-1] == len(self._open) - 1 and rank <= _MAJOR:
                self._report(paragraph, self._open[-1], "又从头编起，中间没有上一级标题，疑漏写了标题")
                self._continue(same[-1], paragraph)
            else:
                self._begin(paragraph)
        elif same:
            before = self._open[same[-1]]
            if ordinal <= before.last or not self._inline(paragraph):
                self._report(paragraph, before, _fault(before.last, ordinal))
            self._continue(same[-1], paragraph)
        else:
            # A text that begins in the middle of a report has lost the numbers before, on every level.
            if not first and not self._beheaded and not self._inline(paragraph):
                self._report(paragraph, None, "前面没有同级的前一号")
            self._begin(paragraph)

    def _begin(self, paragraph: Paragraph) -> None:
        rank = _rank(paragraph)
        while (
            rank <= _MAJOR and self._open and self._open[-1].rank > rank and all(run.rank != rank for run in self._open)
        ):
            self._open.pop()
        self._open.append(_Run(rank, _ordinal(paragraph), paragraph))

    def _continue(self, depth: int, paragraph: Paragraph) -> None:
        del self._open[depth + 1 :]
        self._open[depth].last = _ordinal(paragraph)
        self._open[depth].paragraph = paragraph

    def _inline(self, paragraph: Paragraph) -> bool:
        """Whether the number before stands inside a paragraph (…；4.… before a paragraph that begins with 5.)."""
        ordinal = _ordinal(paragraph)
        mark = re.match(r"\s*[（(]?\d{1,2}\s*[.．、）)]", paragraph.text)
        if mark is None:
            return False
        wanted = re.escape(mark.group().strip()).replace(str(ordinal), rf"(?<!\d){ordinal - 1}", 1)
        earlier = [each.text for each in self._document.paragraphs if each.index < paragraph.index]
        return re.search(rf"[。；;：:]\s*{wanted}", "\n".join(earlier[-_NEAR:])) is not None

    def _report(self, paragraph: Paragraph, before: _Run | None, fault: str) -> None:
        here = _head(paragraph.text)
        after = f"接在“{_head(before.paragraph.text)}”之后，" if before else ""
        both = (paragraph, before.paragraph) if before else (paragraph,)
        self._findings.append(
            self._check.finding(
                f"编号不连续：“{here}”{after}{fault}。",
                *(self._document.locate(each, 0, len(_head(each.text))) for each in both),
                actual=here,
                advice="补上缺少的标题，或按顺序重排编号。",
            )
        )


_NEAR = 30
"""How many paragraphs back the number before may stand inside running text."""


def _is_decimal(paragraph: Paragraph) -> bool:
    """Whether what looks like a section number (3.65岁) is a number of something."""
    assert paragraph.heading is not None
    return paragraph.heading.style == "1.1" and (paragraph.heading.ordinal or 0) > _MOST_SECTIONS


_MOST_SECTIONS = 30


def _ordinal(paragraph: Paragraph) -> int:
    assert paragraph.heading is not None
    return paragraph.heading.ordinal or 0


def _rank(paragraph: Paragraph) -> int:
    assert paragraph.heading is not None
    return RANKS[paragraph.heading.style]


def _fault(last: int, now: int) -> str:
    if now == last:
        return f"编号 {now} 重复"
    if now < last:
        return f"编号由 {last} 退到 {now}"
    return f"缺编号 {last + 1}" if now == last + 2 else f"缺编号 {last + 1} 至 {now - 1}"


def _head(text: str) -> str:
    """The beginning of a heading, enough to recognise it."""
    for end in "。；：:\n":
        text = text.split(end, maxsplit=1)[0]
    return text.strip()[:24]
