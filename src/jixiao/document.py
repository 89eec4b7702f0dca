"""A document as it was read: paragraphs and tables in order, nothing interpreted yet."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from jixiao.location import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.findings import Finding

__all__ = ["Block", "Cell", "Document", "Heading", "Paragraph", "Table"]


@dataclass(frozen=True, slots=True)
class Heading:
    """The numbering in front of a heading or list item.

    ``style`` names its form (``一、``, ``（一）``, ``1.``, ``1、``, ``（1）``, ``①``, ``第一条``, or empty for a heading
    without number), ``level`` its depth in this document from 1, ``ordinal`` its number, ``title`` the words after it.
    """

    style: str
    level: int
    ordinal: int | None
    title: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, whole again where the source broke its lines. ``index`` is its place in the document.

    ``breaks`` says where in ``text`` each further source line begins, as pairs of offset and line, so that a span can
    be found in the file although the paragraph was joined from many lines.
    """

    index: int
    text: str
    page: int | None = None
    line: int | None = None
    heading: Heading | None = None
    style: str = ""
    breaks: tuple[tuple[int, int], ...] = ()

    def line_at(self, offset: int) -> int | None:
        """The source line on which the character at ``offset`` of ``text`` stands."""
        place = bisect_right(self.breaks, offset, key=itemgetter(0))
        return self.breaks[place - 1][1] if place else self.line


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the unfolded grid. Cells of one merged area share text and carry the area's ``row``/``column``."""

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table unfolded to a full grid: ``grid[r][c]`` is the cell that covers that square, merged ones repeated.

    ``unit_note`` is a unit printed above or beside it (``单位：万元`` gives ``万元``), ``title`` the line above it,
    ``layout`` how it came: ``grid`` (real table), ``pipe``, ``tab``, ``aligned`` or ``run_on``. Rows of a ``pipe`` or
    ``tab`` table have as many cells as were printed in that line, which may differ from row to row: what was merged
    left no trace there. ``lines`` are the source lines of the rows where the source has lines, ``pages`` their pages
    where the table goes on over pages.
    """

    index: int
    grid: tuple[tuple[Cell, ...], ...]
    page: int | None = None
    sheet: str = ""
    title: str = ""
    unit_note: str = ""
    layout: str = "grid"
    line: int | None = None
    lines: tuple[int, ...] = ()
    pages: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        return max((len(row) for row in self.grid), default=0)

    def own_cells(self) -> Iterator[Cell]:
        """Each cell once, merged areas at their upper left corner."""
        for r, row in enumerate(self.grid):
            for c, cell in enumerate(row):
                if (cell.row, cell.column) == (r, c):
                    yield cell


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader made of a file. ``format`` is what the content is (``docx``, ``pdf`` …), whatever its name says."""

    source: str
    format: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    title: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))

    def locate(self, block: Block, start: int | None = None, end: int | None = None) -> Location:
        """The place of a span in a paragraph, or of a whole block."""
        if isinstance(block, Paragraph):
            quote = block.text[start:end] if start is not None else block.text[:40]
            return Location(
                file=self.source,
                page=block.page,
                block=block.index,
                line=block.line_at(start or 0),
                start=start,
                end=end,
                quote=quote,
            )
        return Location(file=self.source, page=block.page, block=block.index, sheet=block.sheet, quote=block.title)

    def locate_cell(self, table: Table, cell: Cell, start: int | None = None, end: int | None = None) -> Location:
        """The place of a cell, or of a span of its text."""
        quote = cell.text if start is None else cell.text[start:end]
        return Location(
            file=self.source,
            page=table.pages[cell.row] if cell.row < len(table.pages) else table.page,
            sheet=table.sheet,
            block=table.index,
            row=cell.row,
            column=cell.column,
            line=table.lines[cell.row] if cell.row < len(table.lines) else None,
            start=start,
            end=end,
            quote=quote,
        )
