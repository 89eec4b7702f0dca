"""The tables of a page: cells from ruling lines or from columns of words, and tables that go on over pages."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from jixiao.document import Cell
from jixiao.reading.formats.assemble import clean
from jixiao.reading.formats.lattice import Lattice, find_lattices
from jixiao.reading.formats.page import Grid, Page, PageLine, SetPage, Word
from jixiao.reading.lines import ends_sentence, first_piece, width
from jixiao.reading.numbering import numbering

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["set_page", "shared_columns", "spread", "stacked"]

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


def set_page(page: Page, most_cells: int) -> SetPage:
    """A page taken apart; tables stand where their first line stood."""
    lines = page.lines
    items: list[PageLine | Grid] = []
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
            items.append(Grid(_filled(page, lattices[index], inside), lattices[index].xs, page.number))
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
        full = edge - before < (first_piece(text) / 2 + 1.2) * em
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


def _unruled(page: Page, lines: Sequence[PageLine]) -> list[PageLine | Grid]:
    """Lines with tables that have no ruling lines, known by columns of words that keep their places."""
    items: list[PageLine | Grid] = []
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


def _by_columns(rows: Sequence[Sequence[_Stretch]], page: int) -> Grid | None:
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
    return Grid(tuple(grid), (*edges, bands[-1][1]), page)


_SAME_EDGE: Final = 4.0
"""Points by which the edge of a column may differ from page to page."""


def shared_columns(a: Sequence[float], b: Sequence[float]) -> tuple[float, ...] | None:
    """The columns of a table of which two pages show ``a`` and ``b``: as wide, and all edges of one among those of the
    other, since merged cells may hide some on a page. ``None`` where these are two tables."""
    more, fewer = (a, b) if len(a) >= len(b) else (b, a)
    ends = abs(a[0] - b[0]) <= _SAME_EDGE and abs(a[-1] - b[-1]) <= _SAME_EDGE
    within = all(any(abs(x - y) <= _SAME_EDGE for y in more) for x in fewer)
    return tuple(more) if ends and within else None


def spread(part: Grid, xs: tuple[float, ...]) -> Grid:
    """The same cells over the columns between ``xs``."""
    if len(xs) == len(part.xs):
        return part
    edges = [min(range(len(xs)), key=lambda i: abs(xs[i] - x)) for x in part.xs]
    columns = [c for c in range(len(edges) - 1) for _ in range(edges[c], edges[c + 1])]

    def moved(cell: Cell) -> Cell:
        start, end = edges[cell.column], edges[cell.column + cell.colspan]
        return replace(cell, column=start, colspan=end - start)

    return Grid(tuple(tuple(moved(row[c]) for c in columns) for row in part.cells), xs, part.page)


def stacked(parts: Sequence[Grid]) -> tuple[tuple[tuple[Cell, ...], ...], tuple[int, ...]]:
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
        first = [cell.text for cell in more[0]]
        if rows and ((first == head and len(set(head)) > 1) or _is_inner_head(first, rows)):
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


def _is_inner_head(texts: list[str], rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the first row of a page repeats a head that stands within a form: several words, no figure, seen before."""
    names = {text for text in texts if text}
    if len(names) < 4 or any(re.search(r"\d", name) for name in names):
        return False
    return any([cell.text for cell in row] == texts for row in rows)


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
