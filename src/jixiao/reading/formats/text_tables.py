"""Tables in plain text: rows of cells parted by pipes or tabs, and columns kept apart by blanks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jixiao.reading.formats.assemble import clean, clean_lines
from jixiao.reading.lines import width
from jixiao.reading.numbering import numbering

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["RawLine", "TextTable", "find_tables"]


@dataclass(frozen=True, slots=True)
class RawLine:
    """A line that is not empty, with its blanks and tabs; ``number``, ``gap`` and ``page`` as in ``lines.Line``."""

    text: str
    number: int
    gap: int
    page: int | None


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table that takes the raw lines ``first`` to ``last``: its rows, each with the number of its source line."""

    first: int
    last: int
    layout: str
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]


_PIPES = re.compile(r"[|｜│┃]")
_RULE = re.compile(r"[\s|｜│┃+\-=—:─┌┬┐├┼┤└┴┘━╋]+")
_COLUMN_GAP = re.compile(r"(?<=\S)(?: {2,}|[ \u3000]*\u3000[ \u3000]*)(?=\S)")
_BETWEEN: Final = 3
"""How many lines of a cell's own text may stand between the two halves of a row that a line break tore apart."""


def find_tables(lines: Sequence[RawLine], usual_gap: int) -> list[TextTable]:
    """All tables in ``lines``, in order. Neighbouring rows may be parted by as many empty lines as is usual there."""
    marks = [_mark(line.text) for line in lines]
    tables: list[TextTable] = []
    index = 0
    while index < len(lines):
        mark = marks[index]
        if not mark:
            index += 1
            continue
        last = _run_end(lines, marks, index, max(usual_gap, 1))
        table = _aligned(lines, index, last) if mark == "aligned" else _delimited(lines, marks, index, last)
        if table is not None:
            tables.append(table)
        index = last + 1
    return tables


def _mark(text: str) -> str:
    """Which kind of row a line is, or empty."""
    tabs = text.count("\t")
    if tabs:
        filled = sum(1 for cell in text.split("\t") if cell.strip())
        if filled >= 2 or (tabs >= 2 and filled):
            return "tab"
    if _PIPES.search(text) and (_RULE.fullmatch(text) or any(cell.strip() for cell in _PIPES.split(text))):
        return "pipe"
    wide = "  " in text or "\u3000" in text
    if wide and len(_COLUMN_GAP.findall(text.strip())) >= 2 and not re.search(r"[。；]", text):
        return "aligned"
    return ""


def _run_end(lines: Sequence[RawLine], marks: Sequence[str], first: int, gap: int) -> int:
    """The last line of the run of rows of one kind that begins at ``first``."""
    mark, last, index = marks[first], first, first + 1
    while index < len(lines) and index - last <= _BETWEEN + 1 and lines[index].gap <= gap:
        if marks[index] == mark:
            if index - last > 1 and not _one_row(lines, marks, last, index):
                break
            last = index
        elif mark == "aligned":
            break
        index += 1
    return last


def _cells(text: str, mark: str) -> list[str]:
    return text.split("\t") if mark == "tab" else _PIPES.split(text)


def _one_row(lines: Sequence[RawLine], marks: Sequence[str], left: int, right: int) -> bool:
    """Whether two rows with loose lines between are one row torn apart inside a cell: together they are as wide as
    the rows around, and each alone is narrower."""
    mark = marks[left]
    a, b = len(_cells(lines[left].text, mark)), len(_cells(lines[right].text, mark))
    around = Counter(
        len(_cells(lines[i].text, mark))
        for i in range(max(0, left - 6), min(len(lines), right + 7))
        if marks[i] == mark and i not in (left, right)
    )
    full = a + b - 1
    return a < full and b < full and around[full] >= 1 and around.most_common(1)[0][0] == full


def _delimited(lines: Sequence[RawLine], marks: Sequence[str], first: int, last: int) -> TextTable | None:
    mark = marks[first]
    rows: list[list[str]] = []
    numbers: list[int] = []
    torn = False
    for index in range(first, last + 1):
        text = lines[index].text
        if marks[index] != mark:
            rows[-1][-1] += text
            torn = True
        elif torn or _quote_open(rows):
            head, *rest = _cells(text, mark)
            rows[-1][-1] += head
            rows[-1].extend(rest)
            torn = False
        elif mark == "tab" or not _RULE.fullmatch(text):
            rows.append(_cells(text, mark))
            numbers.append(lines[index].number)
    if mark == "pipe" and all(not row[0].strip() and not row[-1].strip() and len(row) > 2 for row in rows):
        rows = [row[1:-1] for row in rows]
    if not rows or (len(rows) == 1 and _is_heading(rows[0])):
        return None
    cleaned = tuple(tuple(_cell_text(cell) for cell in row) for row in rows)
    return TextTable(first, last, mark, cleaned, tuple(numbers))


def _quote_open(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the last cell began a quotation as spreadsheets write cells with line breaks, not yet closed."""
    return bool(rows) and rows[-1][-1].lstrip().startswith('"') and rows[-1][-1].count('"') % 2 == 1


def _cell_text(cell: str) -> str:
    text = clean_lines(cell)
    if len(text) >= 2 and text[0] == text[-1] == '"':
        text = text[1:-1].replace('""', '"').strip()
    return text


def _is_heading(cells: Sequence[str]) -> bool:
    """Whether a single row is a heading whose number was set apart by a tab."""
    filled = [cell for cell in cells if cell.strip()]
    number = numbering(filled[0])
    return len(filled) == 2 and number is not None and number.end == len(filled[0])


def _aligned(lines: Sequence[RawLine], first: int, last: int) -> TextTable | None:
    """A table whose columns are kept apart by blanks: in all its lines some columns of the page are empty."""
    if last - first < 2:
        return None
    pieces = [_pieces(line.text) for line in lines[first : last + 1]]
    covered: set[int] = set()
    for row in pieces:
        for start, text in row:
            covered.update(range(start, start + width(text)))
    bands = _bands(covered)
    if len(bands) < 2:
        return None
    rows = []
    for row in pieces:
        cells = [""] * len(bands)
        for start, text in row:
            band = max(index for index, left in enumerate(bands) if left <= start)
            cells[band] = f"{cells[band]} {text}".strip()
        rows.append(tuple(clean(cell) for cell in cells))
    numbers = tuple(line.number for line in lines[first : last + 1])
    return TextTable(first, last, "aligned", tuple(rows), numbers)


def _pieces(text: str) -> list[tuple[int, str]]:
    """What stands between wide gaps, each with the column of the page at which it begins."""
    found, start = [], 0
    for gap in [*_COLUMN_GAP.finditer(text), None]:
        piece = text[start : gap.start()] if gap else text[start:]
        bare = piece.strip()
        if bare:
            found.append((width(text[:start]) + width(piece) - width(piece.lstrip()), bare))
        start = gap.end() if gap else len(text)
    return found


def _bands(covered: set[int]) -> list[int]:
    """The left edges of the columns: covered stretches parted by at least two empty columns."""
    edges: list[int] = []
    previous = -10
    for column in sorted(covered):
        if column - previous > 2:
            edges.append(column)
        previous = column
    return edges
