"""From words with their places on pages to paragraphs and tables: what PDF, OFD and recognised images have in common.

All measures are points, y grows upwards. A page gives its lines in reading order and, on demand, the words of a line.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from jixiao.reading.formats.assemble import Builder, clean
from jixiao.reading.formats.page import Grid, PageLine, SetPage
from jixiao.reading.formats.page_tables import shared_columns, spread, stacked
from jixiao.reading.lines import ends_sentence, first_piece, row_like, run_on, seam
from jixiao.reading.numbering import numbering

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["compose"]

_LONG_LINE: Final = 30
_FULL: Final = 1.3
"""Characters by which a line may fall short of the margin and still be full."""
_INDENTED: Final = 1.4


def compose(builder: Builder, pages: Sequence[SetPage]) -> None:
    """Adds the blocks on ``pages``, numbered from zero, in order: running heads and page numbers dropped, broken
    paragraphs and tables that go on over pages joined."""
    dropped = _running(pages)
    margins = _margins([line for page in pages for line in page.lines if line not in dropped])
    prose: list[PageLine] = []
    table: list[Grid] = []

    def flush_prose() -> None:
        for text, page in _paragraphs(prose, margins):
            builder.paragraph(text, page=page)
        prose.clear()

    def flush_table() -> None:
        if table:
            cells, rows = stacked(table)
            builder.table(cells, page=table[0].page, pages=rows)
            table.clear()

    for page in pages:
        for item in page.items:
            if item in dropped:
                continue
            if isinstance(item, PageLine):
                flush_table()
                prose.append(item)
                continue
            flush_prose()
            shared = shared_columns(table[-1].xs, item.xs) if table and item.page == table[-1].page + 1 else None
            if shared is None:
                flush_table()
                table.append(item)
            else:
                table[:] = [spread(part, shared) for part in (*table, item)]
    flush_prose()
    flush_table()


# --- running heads and page numbers ----------------------------------------------------------------------------------

_EDGE_LINES: Final = 2
_PAGE_NUMBER = re.compile(
    r"[-—–－·~〔(（\s]*(?:第\s*)?(\d{1,4})(?:\s*页)?(?:\s*[/，,]?\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–－·~〕)）\s]*"
)


def _running(pages: Sequence[SetPage]) -> set[PageLine]:
    """Lines at the head or foot of pages that are no text: they recur, or they are the number of the page."""
    dropped: set[PageLine] = set()
    edges: list[tuple[str, PageLine]] = []
    numbers: list[tuple[PageLine, int]] = []
    for page in pages:
        ordered = sorted(page.lines, key=lambda line: -line.base)
        sides = [("head", line) for line in ordered[:_EDGE_LINES]]
        sides += [("foot", line) for line in ordered[_EDGE_LINES:][-_EDGE_LINES:]]
        for side, line in sides:
            if found := _PAGE_NUMBER.fullmatch(line.text):
                numbers.append((line, int(found.group(1))))
            else:
                edges.append((side, line))
    seen = Counter((_shape(line.text), side, round(line.base / 6)) for side, line in edges)
    for side, line in edges:
        near = sum(seen[_shape(line.text), side, round(line.base / 6) + step] for step in (-1, 0, 1))
        if 2 * near >= len(pages) and (near >= 3 or near == len(pages) == 2):
            dropped.add(line)
    shifts = Counter(number - line.page for line, number in numbers)
    for line, number in numbers:
        # A bare figure at the edge of a page may be a cell: page numbers rise with the pages or have marks around them.
        counts = number == line.page + 1 or shifts[number - line.page] >= 2 or not line.text.isdecimal()
        if counts and _is_outside(line, pages):
            dropped.add(line)
    return dropped


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text.replace(" ", ""))


def _is_outside(line: PageLine, pages: Sequence[SetPage]) -> bool:
    """Whether a line stands apart from the text of its page, by more than two lines."""
    bases = sorted((other.base for other in pages[line.page].lines), reverse=True)
    place = bases.index(line.base)
    above = bases[place - 1] - line.base if place else 1e9
    below = line.base - bases[place + 1] if place + 1 < len(bases) else 1e9
    return len(bases) > 1 and min(above, below) > 1.9 * max(line.em, 8)


# --- paragraphs -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Margins:
    """Where the lines of running text begin and end, their character width, and whether paragraphs are indented."""

    left: float
    right: float
    em: float
    leading: float
    indented: bool


def _margins(lines: Sequence[PageLine]) -> _Margins:
    long = [line for line in lines if line.columns >= _LONG_LINE] or list(lines)
    if not long:
        return _Margins(0, 0, 10, 20, False)
    em = _middle_em(long)
    right = sorted(line.right for line in long)[int(len(long) * 0.9)]
    if long[0].columns < _LONG_LINE:
        # Only short lines, as of a table copied cell by cell: none of them is full.
        right += 10 * em
    left = _usual(line.left for line in long)
    lowest = min((line.left for line in long if line.left > left - 3 * em), default=left)
    left = min(left, lowest)
    gaps = [a.base - b.base for a, b in pairwise(lines) if a.page == b.page and 0 < a.base - b.base < 5 * em]
    starts = sum(1 for line in lines if 1.5 * em <= line.left - left <= 2.6 * em)
    return _Margins(left, right, em, _usual(gaps) if gaps else 1.6 * em, 10 * starts >= len(lines))


def _middle_em(lines: Sequence[PageLine]) -> float:
    """The character width that half of the text has at most: titles are larger, but short."""
    ordered = sorted(lines, key=lambda line: line.em)
    left = sum(line.columns for line in ordered) / 2
    for line in ordered:
        left -= line.columns
        if left <= 0:
            return line.em
    return ordered[-1].em


def _usual(values: Iterable[float]) -> float:
    """The most frequent value, to the half point."""
    counted = Counter(round(value * 2) / 2 for value in values)
    return max(counted, key=lambda value: counted[value])


def _paragraphs(lines: Sequence[PageLine], margins: _Margins) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    start = 0
    for index in range(1, len(lines) + 1):
        if index < len(lines) and _continues(lines[index - 1], lines[index], lines[start], margins):
            continue
        found.append((_text_of(lines[start:index]), lines[start].page))
        start = index
    return [(text, page) for text, page in found if text]


def _continues(before: PageLine, line: PageLine, first: PageLine, margins: _Margins) -> bool:
    """Whether ``line`` goes on with the paragraph that ``first`` began and ``before`` is the last line of."""
    em = margins.em
    if abs(before.em - line.em) > 0.18 * em and min(len(before.text), len(line.text)) >= 4:
        return False
    drop = before.base - line.base
    if line.em > 1.15 * em and before.right - before.left > 10 * em and 0 < drop < 2 * line.em:
        # A title set in larger type over two lines, both in the middle of the page.
        return True
    if line.page == before.page and drop > margins.leading + 0.8 * em:
        return False
    room = margins.right - before.right
    full = room < 0.3 * em or room < (first_piece(line.text) / 2 + _FULL - 1) * em
    connects = before.text[-1] in "，、（《“"
    if not full:
        return connects and numbering(line.text) is None
    if any(part.em > 1.15 * em and row_like(part.text) for part in (before, line)):
        # A row of figures with gaps between them; without gaps it is a table that was run into one line of text.
        return False
    open_end = not ends_sentence(before.text) or (run_on(before.text) and before.text[-1] in "：:")
    indented = line.left - margins.left > _INDENTED * em
    if (indented or not open_end or not margins.indented) and numbering(line.text) is not None:
        return connects and not indented
    if indented and line.left - first.left > -_INDENTED * em:
        # As deep as the paragraph's own second line is a hanging indent; deeper or equal to its first is a new one.
        return False
    return open_end or margins.indented


def _text_of(lines: Sequence[PageLine]) -> str:
    text = lines[0].text
    for before, line in pairwise(lines):
        text += (" " if before.blank_after else seam(before.text, line.text)) + line.text
    return clean(text)
