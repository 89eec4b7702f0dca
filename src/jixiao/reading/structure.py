"""Headings with their levels, and the sections of a report with the part each plays.

A level comes from the document's own order, not from the form of the number: what is first seen under a heading lies
below it, and a number that goes on with an earlier list closes everything that began since. So a list that uses the
same form as the list around it (``2、`` → ``一、 二、 三、`` → ``3、`` inside ``一、``) is told apart from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from jixiao.document import Heading, Paragraph
from jixiao.reading.lines import ends_sentence
from jixiao.reading.numbering import RANKS, numbering
from jixiao.report import Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.document import Document

__all__ = ["PARTS", "is_section_heading", "mark_headings", "part_of", "sections"]

PARTS: Final[tuple[tuple[str, str], ...]] = (
    ("disclosure", r"公开情况|应用和公开|公开和应用|公开计划|拟应用|结果(?:的)?(?:应用|运用)|信息公开"),
    ("measures", r"改进|整改|下一步|建议|措施|意见$|工作(?:计划|打算)"),
    ("problems", r"问题|不足|困难|偏离|偏差|未完成(?:原因)?|原因分析"),
    ("conclusion", r"结论|自评(?:结果|得分|分数)|评价(?:结果|得分|等级)|综合评价(?!分析)|总体评价|评分"),
    ("results", r"成效|成绩|亮点|主要做法|经验|效益|影响|满意度"),
    ("key_tasks", r"重点(?:工作|任务|项目)|主要任务|工作任务|年度(?:总体)?工作|任务完成"),
    ("funds", r"资金|收支|收入|支出(?!绩效)|预算(?!绩效)|决算|经费|投入|财政拨款|“三公”|三公"),
    (
        "goals",
        r"(?:绩效|年度|总体|阶段性|区域)目标(?!(?:自评)?的?(?:完成|实现|达成))|目标(?:设定|设置|申报|分解)|绩效指标|产出指标|指标(?:设置|体系)",
    ),
    ("analysis", r"分析|完成情况|自评$|自评情况|评价情况|产出|效能|管理|绩效情况"),
    ("organization", r"自评工作|评价工作|组织实施|组织情况|工作开展|开展情况|前期准备|评价(?:方法|方式|过程|依据)"),
    ("functions", r"职能|职责|机构|人员|编制|部门概况|单位概况"),
    ("basics", r"基本(?:情况|信息)|概况|概述|概要|背景|简介|立项|项目(?:内容|实施)|实施项目"),
    ("attachments", r"^附[件表]"),
)
"""Part of a report → words in its headings; the first that fits counts, so what is special stands before the general."""

_PARTS = tuple((name, re.compile(pattern)) for name, pattern in PARTS)
_TITLE_END = re.compile(r"[。：:；;！？]")
_MONEY = re.compile(r"\d\s*[万亿]?元")
_LONGEST_TITLE: Final = 45
_ENUMERATION = re.compile(r"[一二三四五六七八九十]是|第[一二三四五六七八九十]，|其[一二三四五]，|首先|其次|再次|最后")
_UNNUMBERED: Final = 24
"""Characters a heading without a number has at most."""
_UNNUMBERED_HEADING = re.compile(
    r"(?:存在的?(?:主要)?问题|(?:下一步)?改进(?:措施|意见|建议)|主要(?:经验|成效|做法|问题)|自评结论)(?:及\S{1,8})?"
)


def part_of(title: str) -> str:
    """The part that a section called ``title`` plays in such reports, or empty."""
    for name, pattern in _PARTS:
        if pattern.search(title):
            return name
    return ""


def mark_headings(document: Document) -> Document:
    """The document with ``heading`` set on every paragraph that begins with a number, and on unnumbered headings.

    Table rows, lines of a table of contents and enumerations inside running text (``一是…二是…``) are left alone.
    """
    found: list[tuple[int, Heading]] = []
    for position, block in enumerate(document.blocks):
        if isinstance(block, Paragraph) and block.style != "toc" and (heading := _heading(block.text)):
            found.append((position, heading))
    levels = _levels([heading for _, heading in found])
    blocks = list(document.blocks)
    for (position, heading), level in zip(found, levels, strict=True):
        paragraph = blocks[position]
        assert isinstance(paragraph, Paragraph)
        blocks[position] = replace(paragraph, heading=replace(heading, level=level))
    return replace(document, blocks=tuple(blocks))


def _heading(text: str) -> Heading | None:
    number = numbering(text)
    if number is not None:
        rest = text[number.end :]
        end = _TITLE_END.search(rest)
        title = rest[: end.start()] if end else rest
        return Heading(number.style, 0, number.ordinal, title.strip()) if title.strip() else None
    bare = text.strip().rstrip("：:。")
    if len(bare) <= _UNNUMBERED and _UNNUMBERED_HEADING.fullmatch(bare):
        return Heading("", 0, None, bare)
    return None


@dataclass(slots=True)
class _Open:
    """A list whose items may still come: its form and the number it has reached."""

    style: str
    last: int

    @property
    def rank(self) -> int:
        return RANKS[self.style]


_FIRM: Final = RANKS["（一）"]
"""Forms down to this rank are used in one order only; below it every author has his own."""
_AHEAD: Final = 200
"""How many headings ahead the rest of a list is looked for."""


def _levels(headings: Sequence[Heading]) -> list[int]:
    """The level of each heading from 1, by the document's own order."""
    highest = min((RANKS[heading.style] for heading in headings if heading.style), default=0)
    stack: list[_Open] = []
    levels: list[int] = []
    for place, heading in enumerate(headings):
        if not heading.style:
            levels.append(1)
            continue
        ordinal = heading.ordinal or 0
        depth = _depth(stack, heading.style, ordinal, headings[place + 1 : place + 1 + _AHEAD])
        if depth is None:
            stack.append(_Open(heading.style, ordinal))
        else:
            del stack[depth + 1 :]
            stack[depth] = _Open(heading.style, ordinal)
        # A text that begins in the middle begins below the level of the highest form that follows.
        beheaded = stack[0].rank > highest and highest <= _FIRM
        levels.append(len(stack) + int(beheaded))
    return levels


def _depth(stack: list[_Open], style: str, ordinal: int, ahead: Sequence[Heading]) -> int | None:
    """The place in ``stack`` of the list that ``ordinal`` belongs to, or ``None`` if it begins one below what is open.

    ``1.`` and ``1、`` have one rank and are mixed within a list, so a list is known by its rank and number. Closes
    what a heading of a higher form ends.
    """
    rank = RANKS[style]
    for place in reversed(range(len(stack))):
        if stack[place].rank == rank and stack[place].last == ordinal - 1:
            return place
    same = [place for place, item in enumerate(stack) if item.rank == rank]
    if not same:
        while stack and stack[-1].rank > rank and rank <= _FIRM:
            stack.pop()
        return None
    innermost = same[-1]
    begins = ordinal == 1 and (innermost != len(stack) - 1 or stack[innermost].style != style)
    awaited = (stack[innermost].style, stack[innermost].last + 1)
    if begins and awaited in {(heading.style, heading.ordinal) for heading in ahead}:
        # A list of the same form begins below: the one around it goes on later.
        return None
    return next((place for place in reversed(same) if stack[place].last < ordinal), innermost)


def is_section_heading(paragraph: Paragraph) -> bool:
    """Whether a paragraph with a number is the heading of a section and not an item of a list.

    A heading stands alone without the punctuation of a sentence, or runs in: a short title, then the text.
    """
    heading = paragraph.heading
    if heading is None or len(heading.title) > _LONGEST_TITLE or _ENUMERATION.match(heading.title):
        return False
    if not heading.style:
        return True
    if _MONEY.search(heading.title):
        return False
    bare = paragraph.text.rstrip("。：: ")
    alone = len(bare) <= _LONGEST_TITLE + 6 and not re.search(r"[。；;！？]", bare)
    if alone and (not ends_sentence(paragraph.text) or RANKS[heading.style] <= RANKS["（一）"]):
        return True
    return bool(part_of(heading.title)) and "，" not in heading.title


def sections(document: Document) -> tuple[Section, ...]:
    """The sections of a document whose headings are marked, in order.

    A section ends before the next one of its level or a higher one. A section whose own title says nothing about its
    part takes the part of the section around it.
    """
    heads = [
        (position, block, block.heading)
        for position, block in enumerate(document.blocks)
        if isinstance(block, Paragraph) and block.heading is not None and is_section_heading(block)
    ]
    found: list[Section] = []
    around: list[Section] = []
    for place, (position, block, heading) in enumerate(heads):
        last = next(
            (other - 1 for other, _, following in heads[place + 1 :] if following.level <= heading.level),
            len(document.blocks) - 1,
        )
        while around and around[-1].level >= heading.level:
            around.pop()
        part = part_of(heading.title) or (around[-1].part if around else "")
        section = Section(
            heading.title, heading.level, heading.ordinal, heading.style, part, document.locate(block), position, last
        )
        found.append(section)
        around.append(section)
    return tuple(found)
