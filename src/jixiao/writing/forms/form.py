"""A blank form as squares: what its tables and lines hold and where, whatever the file's format is."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from jixiao.document import Cell, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.writing.forms.known import Answer

__all__ = ["Form", "Grid", "Line", "Square", "splice", "width_of"]


@dataclass(slots=True, eq=False)
class Square:
    """One cell of a table, merged areas once. ``fixed`` says that it holds what is no text (a formula, a picture);
    ``place`` is where a person finds it; ``handle`` belongs to the format."""

    row: int
    column: int
    text: str
    place: str
    handle: Any
    rowspan: int = 1
    colspan: int = 1
    fixed: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.fixed and not self.text.strip()


@dataclass(slots=True, eq=False)
class Line:
    """A paragraph outside the tables."""

    text: str
    place: str
    handle: Any


@dataclass(slots=True, eq=False)
class Grid:
    """One table (docx) or sheet (xlsx), unfolded: a merged cell stands in every square that it covers. ``before`` are
    the lines above it, nearest last; ``handles`` what the format needs to find its rows again."""

    rows: tuple[tuple[Square, ...], ...]
    place: str
    before: tuple[str, ...] = ()
    handles: Any = None
    table: Table = field(init=False)

    def __post_init__(self) -> None:
        self.table = Table(
            0,
            tuple(
                tuple(Cell(each.row, each.column, each.text, each.rowspan, each.colspan) for each in row)
                for row in self.rows
            ),
        )

    def own(self, row: int | None = None) -> Iterator[Square]:
        """Each cell once, of the whole grid or of those that begin in ``row``."""
        for r, squares in enumerate(self.rows):
            if row is None or r == row:
                for c, square in enumerate(squares):
                    if (square.row, square.column) == (r, c):
                        yield square

    def at(self, row: int, column: int) -> Square | None:
        """The cell that covers a square; ``None`` beyond the edge."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def right_of(self, square: Square) -> Square | None:
        return self.at(square.row, square.column + square.colspan)

    def below(self, square: Square) -> Square | None:
        """The cell under this one if it is as wide, so that the one above is its head."""
        under = self.at(square.row + square.rowspan, square.column)
        same = under is not None and (under.column, under.colspan) == (square.column, square.colspan)
        return under if same else None

    def left_label(self, square: Square) -> Square | None:
        """The nearest cell with words to the left, passing no more than blank ones."""
        for column in range(square.column - 1, -1, -1):
            found = self.rows[square.row][column]
            if found.text.strip():
                return found
        return None


class Form(Protocol):
    """An opened form that can be written into. Squares and lines are those of the last call of :meth:`read`."""

    def read(self) -> tuple[tuple[Grid, ...], tuple[Line, ...]]:
        """Its tables and lines as they are now."""

    def write(self, square: Square, answer: Answer) -> None:
        """Fills a blank cell in the cell's own fonts and number format."""

    def write_inline(self, target: Square | Line, start: int, end: int, value: str) -> None:
        """Puts ``value`` in the place of the blanks or underscores from ``start`` to ``end`` of the target's text."""

    def insert_below(self, grid: Grid, row: int, count: int, keep: Sequence[int]) -> bool:
        """Adds copies of ``row`` below it, their cells empty, those of the columns ``keep`` joined to the cell above.

        False where the file does not allow that without breaking something else; then nothing has changed."""

    def content(self) -> bytes:
        """The file as it is now."""


def width_of(text: str) -> int:
    """Columns of a line: Chinese characters and full-width blanks take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def splice(nodes: Sequence[Any], start: int, end: int, value: str) -> None:
    """Replaces ``start`` to ``end`` of the text that ``nodes`` hold together (each has ``.text``) by ``value``.

    The value goes into the node that holds the first replaced character, so that it stands on the form's own
    underline; with nothing to replace, into the node that ends there. A ``text`` of ``None`` marks what takes one
    character and cannot be written into (a tab, a line break)."""
    at = 0
    spans = []
    for node in nodes:
        length = 1 if node.text is None else len(node.text)
        spans.append((at, at + length, node))
        at += length
    holds = [span for span in spans if span[2].text is not None]
    home = next((span for span in holds if span[0] <= start < span[1] and end > start), None) or next(
        (span for span in reversed(holds) if span[0] <= start <= span[1]), None
    )
    if home is None:
        return
    for first, last, node in holds:
        text = node.text
        low, high = max(start, first) - first, min(end, last) - first
        if node is home[2]:
            low = start - first
            node.text = text[:low] + value + text[max(low, high) :]
        elif low < high:
            node.text = text[:low] + text[high:]
