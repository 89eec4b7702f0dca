"""Lines of a text made whole again: what was one paragraph before a page or a PDF copy broke it.

Two kinds of text come in. In *wrapped* text every printed line is a line of its own, often with an empty line after
each; a line then goes on in the next one when it is full, that is when the next line's first unbreakable piece would
not have fitted behind it. In other text a line is a paragraph, and only page breaks cut through sentences.
Headings, list items, rows and cells are never glued to what stands before or after them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from jixiao.reading.numbering import numbering

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.document import Block

__all__ = [
    "Joined",
    "Line",
    "are_page_lines",
    "cell_runs",
    "ends_sentence",
    "first_piece",
    "join_lines",
    "row_like",
    "run_on",
    "seam",
    "width",
]


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not empty. ``number`` counts all lines from zero, ``gap`` the empty ones before this one,
    ``indent`` the columns of white space cut off in front, ``page`` the page if the source has pages."""

    text: str
    number: int
    gap: int = 0
    indent: int = 0
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """A paragraph and the lines it came from: ``breaks`` as in :class:`jixiao.document.Paragraph`."""

    text: str
    line: int
    page: int | None
    breaks: tuple[tuple[int, int], ...] = ()


_TERMINAL = "。！？；：!?;:…"
_CONNECTING = "，、,（(《“‘【〔－—-"
_CLOSING = "，。、；：！？,;:!?）)》”’】〕％%"
_CLOSERS = "”’」』）)】》"
_PROSE = re.compile(r"[，。；、]|(?<=[\u4e00-\u9fff])[,;]")
_FIGURE = re.compile(r"[≥≤=＝<>＜＞±+-]?[\d,.]+(?:[%％]|万?元)?")
_COUNTED = re.compile(r"[万亿元年月日个名人次场项篇件家所户期份分届天℃%％]")
_LABEL = re.compile(r"[^，。；、：:（(]{1,14}[:：]")
_PIECE = re.compile(rf"[A-Za-z0-9.,%％/+-]+[{re.escape(_CLOSING)}]*|.[{re.escape(_CLOSING)}]*")
_SIGNATURE = re.compile(r".{0,30}(?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日")
_INDENT: Final = 4
"""The two characters by which a paragraph's first line is indented; PDF copies lose them."""
_SLACK: Final = 3
_WIDEST_PAGE: Final = 130
"""Columns of the widest printed line; longer lines are not lines of a page."""
_NARROWEST_PAGE: Final = 36
_WINDOW: Final = 10
_STEP: Final = 6
"""Lines around which, and lines after which, the width of the page is looked at anew."""
_LOCAL: Final = 5
"""Broken lines within the window that show a width of its own."""
_BAND: Final = 7
_FEWEST_LINES: Final = 12
_SENTENCE: Final = 20
"""Characters a line has at least if it is to be taken for part of a sentence."""
_SHORT: Final = 18
"""Characters a line has at most if it is to be taken for a cell."""


def width(text: str) -> int:
    """Columns of ``text`` when Chinese characters are two wide. The old encoding counts exactly that way."""
    return len(text.encode("gbk", "replace"))


def first_piece(text: str) -> int:
    """Columns of what stands first in a line and cannot be broken: a word, a number or one character, with the closing
    marks behind it."""
    if not text[0].isascii() and text[1:2] not in _CLOSING:
        return 2
    found = _PIECE.match(text)
    return width(found.group()) if found else 2


def ends_sentence(text: str) -> bool:
    """Whether ``text`` ends with punctuation after which nothing of the same sentence follows."""
    bare = text.rstrip().rstrip(_CLOSERS)
    return bool(bare) and (bare[-1] in _TERMINAL or (bare[-1] == "." and len(bare) > 1 and bare[-2] > "\u4e00"))


def row_like(text: str) -> bool:
    """Whether a line reads as the cells of a table row: several fields, two or more of them bare figures."""
    if _PROSE.search(text):
        return False
    fields = text.split()
    if len(fields) < 3:
        return False
    figures = sum(
        1
        for field, after in zip(fields, [*fields[1:], "."], strict=True)
        if _FIGURE.fullmatch(field) and not _COUNTED.match(after)
    )
    return figures >= 2 and 2 * figures >= len(fields) - 2


def join_lines(lines: Sequence[Line]) -> list[Joined]:
    """Paragraphs from the lines of a text without tables."""
    widths = [width(line.text) for line in lines]
    usual = _usual_gap(lines)
    edge = _page_width(widths, lines)
    prose = _is_prose(lines)
    edges: dict[int, int] = {}
    joined: list[Joined] = []
    start = 0
    for index in range(1, len(lines) + 1):
        if index < len(lines):
            place = index // _STEP
            if place not in edges:
                edges[place] = _edge_at(widths, lines, place * _STEP + _STEP // 2, edge)
            local = edges[place]
            if _goes_on(lines, widths, index, usual, local) if local else prose and _prose_goes_on(lines, index):
                continue
        joined.append(_glue(lines[start:index]))
        start = index
    return joined


def are_page_lines(texts: Sequence[str]) -> bool:
    """Whether ``texts``, paragraphs of a document, are the lines of printed pages that were copied one by one."""
    lines = [Line(text, number) for number, text in enumerate(texts)]
    return len(lines) >= _FEWEST_LINES and _page_width([width(text) for text in texts], lines) > 0


def _usual_gap(lines: Sequence[Line]) -> int:
    gaps = [line.gap for line in lines[1:]]
    return max(set(gaps), key=gaps.count) if gaps else 0


def _page_width(widths: Sequence[int], lines: Sequence[Line], least: int = 3) -> int:
    """The width to which the lines were broken, or 0 if a line is a paragraph here.

    Lines that break off inside a sentence crowd just below one width if a page broke them (95 % within seven columns
    in real copies); items of a list or cells of a table that end without a full stop do not. ``least`` is how many
    such lines there must be.
    """
    wide = sorted(value for value in widths if value >= _NARROWEST_PAGE)
    if len(wide) < least:
        return 0
    edge = wide[int(len(wide) * 0.9)]
    if edge > _WIDEST_PAGE or wide[-1] > 2 * edge:
        return 0
    full = sum(1 for value in widths if value >= edge - _BAND)
    broken = [
        value
        for value, line in zip(widths, lines, strict=True)
        if 10 * value >= 6 * edge and not ends_sentence(line.text)
    ]
    crowd = sum(1 for value in broken if value >= edge - _BAND)
    return edge if crowd >= least and 10 * crowd >= 7 * len(broken) and 5 * full >= len(widths) else 0


def _edge_at(widths: Sequence[int], lines: Sequence[Line], index: int, edge: int) -> int:
    """The width lines are broken to around ``index``; parts of one text may have been set to different widths."""
    first, last = max(0, index - _WINDOW), min(len(widths), index + _WINDOW)
    near = _page_width(widths[first:last], lines[first:last], _LOCAL)
    return min(edge, near) if edge and near else near or edge


def _goes_on(lines: Sequence[Line], widths: Sequence[int], index: int, usual: int, edge: int) -> bool:
    """Whether line ``index`` of a text broken to ``edge`` columns continues the line before it."""
    before, line = lines[index - 1], lines[index]
    if row_like(before.text) or row_like(line.text):
        return False
    if line.text[0] in _CLOSING:
        return True
    connects = before.text[-1] in _CONNECTING
    if numbering(line.text) is not None:
        return connects and widths[index - 1] >= _NARROWEST_PAGE and line.text[0].isascii()
    if line.indent >= _INDENT and before.indent < line.indent:
        return False
    if connects:
        return True
    room = edge - widths[index - 1]
    if first_piece(line.text) + _INDENT + _SLACK <= room:
        sentence = 5 * widths[index - 1] >= 4 * edge and _PROSE.search(before.text) and _PROSE.search(line.text)
        return bool(sentence) and not ends_sentence(before.text)
    if not ends_sentence(before.text):
        return not _SIGNATURE.fullmatch(line.text) and not _heads(lines, widths, index, edge)
    if before.text[-1] in "；;":
        return True
    return line.gap <= usual and before.text[-1] not in "：:" and _at_left_edge(lines, widths, index, edge)


def _heads(lines: Sequence[Line], widths: Sequence[int], index: int, edge: int) -> bool:
    """Whether line ``index`` begins the text under the heading before it: it is full, but for the indent of a first
    line, and the heading has no punctuation of a sentence."""
    number = numbering(lines[index - 1].text)
    if number is None or re.search(r"[，。；]", lines[index - 1].text) or ends_sentence(lines[index].text):
        return False
    return edge - _INDENT - _SLACK <= widths[index] <= edge - _SLACK


def _at_left_edge(lines: Sequence[Line], widths: Sequence[int], index: int, edge: int) -> bool:
    """Whether a full line after a full stop began at the margin: an indented first line ends two characters early."""
    if index + 1 >= len(lines) or ends_sentence(lines[index].text):
        return False
    return widths[index] + first_piece(lines[index + 1].text) >= edge - 1


def _is_prose(lines: Sequence[Line]) -> bool:
    """Whether most longer lines end as sentences do, so that one that does not was probably cut."""
    longer = [line.text for line in lines if len(line.text) >= _SENTENCE and _PROSE.search(line.text)]
    return 5 * sum(1 for text in longer if ends_sentence(text)) >= 3 * len(longer)


def _prose_goes_on(lines: Sequence[Line], index: int) -> bool:
    """Whether line ``index`` goes on with a sentence that a page cut, in text whose lines are paragraphs."""
    before, text = lines[index - 1].text, lines[index].text
    if ends_sentence(before) or len(before) < _SENTENCE or not _PROSE.search(before) or row_like(before):
        return False
    if not _PROSE.search(text) or _marked(text):
        return False
    around = [line.text for line in (*lines[max(0, index - 5) : index - 1], *lines[index + 1 : index + 5])]
    cells = sum(1 for line in around if len(line) <= _SHORT and not ends_sentence(line) and not _marked(line))
    return 2 * cells < max(len(around), 2)


def _marked(text: str) -> bool:
    """Whether a line begins with a number or a label, as headings and the lines of a title page do."""
    return numbering(text) is not None or _LABEL.match(text) is not None


def _glue(lines: Sequence[Line]) -> Joined:
    text, breaks = lines[0].text, []
    for before, line in pairwise(lines):
        text += seam(before.text, line.text)
        breaks.append((len(text), line.number))
        text += line.text
    return Joined(text, lines[0].number, lines[0].page, tuple(breaks))


def run_on(text: str) -> bool:
    """Whether a line is part of a table that was run into one line of text: fields with blanks between, no sentence."""
    return text.count(" ") >= 3 and _PROSE.search(text) is None


def seam(before: str, after: str) -> str:
    """What stands between two lines that are joined: a blank between words and numbers, which are never broken, and in
    a run-on table where a figure meets a word; else nothing."""
    left, right = before[-1], after[0]
    if left.isascii() and right.isascii():
        return " " if left.isalnum() and right.isalnum() else ""
    return " " if left.isascii() != right.isascii() and run_on(before) and run_on(after) else ""


def cell_runs(blocks: Sequence[Block], least: int = 6) -> Iterator[range]:
    """Runs of at least ``least`` neighbouring short paragraphs: most likely a table copied one cell a line.

    Yields ranges of positions in ``blocks``. A short paragraph has at most 18 characters and ends no sentence.
    """
    from jixiao.document import Paragraph

    start = 0
    for position in range(len(blocks) + 1):
        block = blocks[position] if position < len(blocks) else None
        if isinstance(block, Paragraph) and len(block.text) <= _SHORT and not ends_sentence(block.text):
            continue
        if position - start >= least:
            yield range(start, position)
        start = position + 1
