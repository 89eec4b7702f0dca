"""From words with their places on pages to paragraphs and tables: what PDF, OFD and recognised images have in common.

All measures are points, y grows upwards. A page gives its lines in reading order and, on demand, the words of a line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from jixiao.document import Cell
from jixiao.reading.formats.assemble import Builder, clean
from jixiao.reading.formats.lattice import Lattice, Rule, find_lattices
from jixiao.reading.lines import ends_sentence, row_like, run_on, seam, width
from jixiao.reading.numbering import numbering

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Page", "PageLine", "SetPage", "Word", "compose", "set_page"]


class Word(NamedTuple):
    """Characters without a gap, none of them invisible. ``left`` and ``base`` are the left edge and base line of the
    first, ``last`` and ``last_base`` of the last one, ``place`` where the word stands in the page's text.

    Both ends are kept because what a library takes for one word may be two figures in neighbouring cells.
    """

    text: str
    left: float
    base: float
    last: float
    last_base: float
    place: int = 0


class PageLine:
    """One line, which is itself and nothing else however alike another is. ``place`` is where it begins in the page's
    text, ``em`` about the width of a Chinese character in it, ``blank_after`` whether a blank stood at its end."""

    __slots__ = ("base", "blank_after", "columns", "em", "left", "page", "place", "right", "text")

    def __init__(
        self,
        text: str,
        left: float,
        right: float,
        base: float,
        page: int,
        place: int = 0,
        blank_after: bool = False,
    ) -> None:
        self.text = text
        self.blank_after = blank_after
        self.left = left
        self.right = right
        self.base = base
        self.page = page
        self.place = place
        self.columns = width(text)
        self.em = 2 * (right - left) / max(self.columns, 1)


class Page(Protocol):
    """What a reader knows of one page. ``words`` are those of a line; ``end`` is the right edge of a word; ``letters``
    are the characters of a word, for the rare word that runs through a ruling line; ``touch`` says whether nothing
    but the setter's own spacing parts two words of a line."""

    number: int
    lines: list[PageLine]
    rules: list[Rule]

    def words(self, line: PageLine) -> list[Word]: ...

    def end(self, word: Word) -> float: ...

    def touch(self, before: Word, word: Word) -> bool: ...

    def letters(self, word: Word) -> list[Word]: ...


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table found on a page: its grid, the edges of its columns, and the lines it took."""

    cells: tuple[tuple[Cell, ...], ...]
    xs: tuple[float, ...]
    page: int


@dataclass(frozen=True, slots=True)
class SetPage:
    """A page taken apart: its lines, and what stands on it in reading order, lines of text and tables."""

    lines: tuple[PageLine, ...]
    items: tuple[PageLine | _Grid, ...]


_LONG_LINE: Final = 30
_FULL: Final = 1.3
"""Characters by which a line may fall short of the margin and still be full."""
_INDENTED: Final = 1.4
_WIDE_GAP: Final = 1.5
"""Characters between two words of a line from which on they stand in different columns."""
_OPENERS: Final = frozenset("（《“‘【〔「『")
_FEWEST_ROWS: Final = 3
_SAME_LINE: Final = 3.0
"""Points by which the base lines of words in one line of a cell may differ."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Words of a line without a wide gap between them."""

    text: str
    left: float
    right: float


def compose(builder: Builder, pages: Sequence[SetPage]) -> None:
    """Adds the blocks on ``pages``, numbered from zero, in order: running heads and page numbers dropped, broken paragraphs and tables
    that go on over pages joined."""
    dropped = _running(pages)
    margins = _margins([line for page in pages for line in page.lines if line not in dropped])
    prose: list[PageLine] = []
    table: list[_Grid] = []

    def flush_prose() -> None:
        for text, page in _paragraphs(prose, margins):
            builder.paragraph(text, page=page)
        prose.clear()

    def flush_table() -> None:
        if table:
            cells, rows = _stacked(table)
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
            shared = _shared_columns(table[-1].xs, item.xs) if table and item.page == table[-1].page + 1 else None
            if shared is None:
                flush_table()
                table.append(item)
            else:
                table[:] = [_spread(part, shared) for part in (*table, item)]
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
    full = room < 0.3 * em or room < (_piece(line.text) + _FULL - 1) * em
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


_HANGING: Final = frozenset("，。、；：！？）》”’")
_PIECE = re.compile(r"[A-Za-z0-9.,%/+-]+[，。、；：！？）》”’]*")


def _piece(text: str) -> float:
    """Characters' width of the first piece of a line that cannot be broken."""
    if not text[0].isascii():
        return 1.0 if text[1:2] not in _HANGING else 2.0
    found = _PIECE.match(text)
    return width(found.group()) / 2 if found else 1.0


def _text_of(lines: Sequence[PageLine]) -> str:
    text = lines[0].text
    for before, line in pairwise(lines):
        text += (" " if before.blank_after else seam(before.text, line.text)) + line.text
    return clean(text)


# --- tables -----------------------------------------------------------------------------------------------------------


def set_page(page: Page, most_cells: int) -> SetPage:
    """A page taken apart; tables stand where their first line stood."""
    lines = page.lines
    items: list[PageLine | _Grid] = []
    lattices = find_lattices(page.rules, most_cells) if page.rules else []
    owner = {line: _owner(line, lattices) for line in lines} if lattices else {}
    placed: set[int] = set()
    loose: list[PageLine] = []

    def flush() -> None:
        items.extend(_unruled(page, loose))
        loose.clear()

    for line in lines:
        index = owner.get(line)
        if index is None:
            loose.append(line)
        elif index not in placed:
            flush()
            placed.add(index)
            inside = [other for other in lines if owner.get(other) == index]
            items.append(_Grid(_filled(page, lattices[index], inside), lattices[index].xs, page.number))
    flush()
    return SetPage(tuple(lines), tuple(items))


def _owner(line: PageLine, lattices: Sequence[Lattice]) -> int | None:
    middle = (line.left + line.right) / 2
    high = line.base + 0.3 * min(line.em, 14)
    for index, lattice in enumerate(lattices):
        if lattice.holds(middle, high):
            return index
    return None


def _filled(page: Page, lattice: Lattice, lines: Sequence[PageLine]) -> tuple[tuple[Cell, ...], ...]:
    """The grid of a ruled table with the words that stand in each cell."""
    contents: dict[tuple[int, int], list[Word]] = {}
    covering = {
        (r + dr, c + dc): (r, c) for r, c, high, wide in lattice.cells for dr in range(high) for dc in range(wide)
    }
    inner_xs, inner_ys = lattice.xs[1:-1], [-y for y in lattice.ys[1:-1]]

    def holder(letter: str, x: float, y: float, em: float) -> tuple[int, int]:
        # An opening bracket at the start of a line is set with its empty left half outside the cell.
        inset = 0.5 * em if letter in _OPENERS else 0.5
        return covering[bisect_right(inner_ys, -(y + 0.3 * em)), bisect_right(inner_xs, x + inset)]

    for line in lines:
        em = min(line.em, 14)
        for word in page.words(line):
            first = holder(word.text[0], word.left, word.base, em)
            if len(word.text) == 1 or first == holder(word.text[-1], word.last, word.last_base, em):
                contents.setdefault(first, []).append(word)
                continue
            for letter in page.letters(word):
                contents.setdefault(holder(letter.text, letter.left, letter.base, em), []).append(letter)
    grid: dict[tuple[int, int], Cell] = {}
    for r, c, high_, wide in lattice.cells:
        text = _cell_text(page, contents.get((r, c), []), lattice.xs[c + wide])
        cell = Cell(r, c, text, high_, wide)
        for dr in range(high_):
            for dc in range(wide):
                grid[r + dr, c + dc] = cell
    return tuple(tuple(grid[r, c] for c in range(len(lattice.xs) - 1)) for r in range(len(lattice.ys) - 1))


def _cell_text(page: Page, words: Sequence[Word], right: float) -> str:
    """The words of a cell in order. A line that fills the cell's width goes on in the next one; others end a paragraph
    of the cell."""
    if not words:
        return ""
    if len(words) == 1:
        return words[0].text
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (-word.base, word.left)):
        if rows and abs(rows[-1][0].base - word.base) <= _SAME_LINE:
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        row.sort(key=lambda word: (word.left, word.place))
    texts = [_side_by_side(page, row) for row in rows]
    if len(rows) == 1:
        return texts[0]
    ends = [page.end(row[-1]) for row in rows]
    em = max(2 * (end - row[0].left) / max(width(text), 1) for row, text, end in zip(rows, texts, ends, strict=True))
    edge = min(right, max(ends) + em)
    joined = texts[0]
    for text, before in zip(texts[1:], ends, strict=False):
        full = edge - before < (_piece(text) + 1.2) * em
        if not full or (numbering(text) is not None and ends_sentence(joined)):
            joined += "\n"
        elif joined[-1].isascii() and text[0].isascii() and joined[-1].isalpha() and text[0].isalpha():
            joined += " "
        joined += text
    return joined


def _side_by_side(page: Page, words: Sequence[Word]) -> str:
    text = words[0].text
    for before, word in pairwise(words):
        text += word.text if page.touch(before, word) else f" {word.text}"
    return text


def _unruled(page: Page, lines: Sequence[PageLine]) -> list[PageLine | _Grid]:
    """Lines with tables that have no ruling lines, known by columns of words that keep their places."""
    items: list[PageLine | _Grid] = []
    run: list[tuple[PageLine, list[_Stretch]]] = []

    def flush() -> None:
        grid = _by_columns([parts for _, parts in run], page.number) if len(run) >= _FEWEST_ROWS else None
        items.extend([grid] if grid else [line for line, _ in run])
        run.clear()

    for line in lines:
        parts = _parted(page, line)
        if len(parts) >= 2:
            run.append((line, parts))
        else:
            flush()
            items.append(line)
    flush()
    return items


def _parted(page: Page, line: PageLine) -> list[_Stretch]:
    """A line as stretches of words parted by wide gaps. Most lines have none, and are not taken apart for it."""
    if " " not in line.text or "，" in line.text or "。" in line.text or "；" in line.text:
        return []
    stretches: list[_Stretch] = []
    for word in page.words(line):
        end = page.end(word)
        em = min(line.em, 2 * (end - word.left) / max(width(word.text), 1))
        if stretches and word.left - stretches[-1].right <= _WIDE_GAP * em:
            stretches[-1] = _Stretch(f"{stretches[-1].text} {word.text}", stretches[-1].left, end)
        else:
            stretches.append(_Stretch(word.text, word.left, end))
    return stretches


def _by_columns(rows: Sequence[Sequence[_Stretch]], page: int) -> _Grid | None:
    """A grid from rows of stretches, if they stand in columns: bands of the page that no stretch crosses."""
    bands: list[list[float]] = []
    for stretch in sorted((stretch for row in rows for stretch in row), key=lambda stretch: stretch.left):
        if bands and stretch.left <= bands[-1][1] + 1:
            bands[-1][1] = max(bands[-1][1], stretch.right)
        else:
            bands.append([stretch.left, stretch.right])
    if len(bands) < 2 or sum(1 for row in rows if len(row) >= 2) < _FEWEST_ROWS:
        return None
    edges = [band[0] for band in bands]
    grid = []
    for r, row in enumerate(rows):
        texts = [""] * len(bands)
        for stretch in row:
            c = bisect_right(edges, stretch.left + 0.5) - 1
            texts[c] = clean(f"{texts[c]} {stretch.text}")
        grid.append(tuple(Cell(r, c, text) for c, text in enumerate(texts)))
    return _Grid(tuple(grid), (*edges, bands[-1][1]), page)


_SAME_EDGE: Final = 4.0
"""Points by which the edge of a column may differ from page to page."""


def _shared_columns(a: Sequence[float], b: Sequence[float]) -> tuple[float, ...] | None:
    """The columns of a table of which two pages show ``a`` and ``b``: as wide, and all edges of one among those of the
    other, since merged cells may hide some on a page. ``None`` where these are two tables."""
    more, fewer = (a, b) if len(a) >= len(b) else (b, a)
    ends = abs(a[0] - b[0]) <= _SAME_EDGE and abs(a[-1] - b[-1]) <= _SAME_EDGE
    within = all(any(abs(x - y) <= _SAME_EDGE for y in more) for x in fewer)
    return tuple(more) if ends and within else None


def _spread(part: _Grid, xs: tuple[float, ...]) -> _Grid:
    """The same cells over the columns between ``xs``."""
    if len(xs) == len(part.xs):
        return part
    edges = [min(range(len(xs)), key=lambda i: abs(xs[i] - x)) for x in part.xs]
    columns = [c for c in range(len(edges) - 1) for _ in range(edges[c], edges[c + 1])]

    def moved(cell: Cell) -> Cell:
        start, end = edges[cell.column], edges[cell.column + cell.colspan]
        return replace(cell, column=start, colspan=end - start)

    return _Grid(tuple(tuple(moved(row[c]) for c in columns) for row in part.cells), xs, part.page)


def _stacked(parts: Sequence[_Grid]) -> tuple[tuple[tuple[Cell, ...], ...], tuple[int, ...]]:
    """One grid from the parts of a table on following pages, a head repeated on each page taken once, a row that the
    end of a page cut in two put together."""
    if len(parts) == 1:
        return parts[0].cells, ()
    rows: list[tuple[Cell, ...]] = []
    pages: list[int] = []
    head = [cell.text for cell in parts[0].cells[0]]
    for part in parts:
        more = list(part.cells)
        skipped = 0
        if rows and [cell.text for cell in more[0]] == head and len(set(head)) > 1:
            skipped = 1
        if rows and len(more) > skipped and _is_remainder(rows[-1], more[skipped]):
            rows[-1] = tuple(
                replace(above, text=above.text + rest.text) for above, rest in zip(rows[-1], more[skipped], strict=True)
            )
            skipped += 1
        more = _named_again(rows[-1], more, skipped) if rows else more
        shift = len(rows) - skipped
        for row in more[skipped:]:
            rows.append(tuple(replace(cell, row=cell.row + shift) for cell in row))
            pages.append(part.page)
    return tuple(rows), tuple(pages)


def _named_again(above: Sequence[Cell], rows: list[tuple[Cell, ...]], first: int) -> list[tuple[Cell, ...]]:
    """The rows of a page with the names of the groups that go on from the page before: their merged cells are blank."""
    if first >= len(rows):
        return rows
    for c, (high, low) in enumerate(zip(above, rows[first], strict=True)):
        if low.text or not high.text or high.rowspan == 1:
            break
        for r in range(first, min(first + low.rowspan, len(rows))):
            rows[r] = (*rows[r][:c], replace(rows[r][c], text=high.text), *rows[r][c + 1 :])
    return rows


def _is_remainder(above: Sequence[Cell], row: Sequence[Cell]) -> bool:
    """Whether a row at the top of a page is the rest of the row above: few cells with words, all below open ends."""
    filled = [(high, low) for high, low in zip(above, row, strict=True) if low.text]
    if not filled or row[0].text or 2 * len(filled) > len(row) or any(cell.rowspan > 1 for cell in above):
        return False
    return all(
        high.text and not ends_sentence(high.text) and not re.search(r"\d", low.text[:1]) for high, low in filled
    )
