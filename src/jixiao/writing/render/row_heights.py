"""About how high the rows of a table become, so that renderers can keep rows together that a page can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jixiao.writing.layout import Table

__all__ = ["ROW_MM", "columns_of", "inner_head", "line_width", "row_heights", "text_width"]

_HALF_MM: Final = 1.85
_LINE_MM: Final = 5.2
"""Half a character of 五号 (10.5 pt), and a line of them with its leading."""
_PADDING_MM: Final = 3
ROW_MM: Final = 60
"""A row up to about this high is not parted by the end of a page."""


def text_width(text: str) -> int:
    """The width of ``text`` in halves of a Chinese character: letters and digits take one, others two."""
    return sum(1 if character.isascii() else 2 for character in text)


def columns_of(block: Table) -> list[list[int]]:
    """For each row the column in which each of its cells stands."""
    covered: set[tuple[int, int]] = set()
    places = []
    for r, row in enumerate(block.rows):
        column, found = 0, []
        for cell in row:
            while (r, column) in covered:
                column += 1
            found.append(column)
            covered.update((r + down, column + right) for down in range(cell.rowspan) for right in range(cell.colspan))
        places.append(found)
    return places


def inner_head(block: Table) -> int | None:
    """The row within a form that heads the long list at its end, to be repeated where that goes on on further pages.

    It is the last row made of nothing but heads that is as wide as the form, so that no cell reaches into it.
    """
    for index in reversed(range(block.head_rows, len(block.rows) - 1)):
        row = block.rows[index]
        wide = sum(cell.colspan for cell in row) == len(block.widths)
        if wide and len(row) > 2 and all(cell.head and cell.rowspan == 1 for cell in row):
            return index
    return None


def line_width(block: Table, column: int, colspan: int, text_mm: int) -> int:
    """About how many halves of a character stand in a line of a cell, in a table ``text_mm`` wide."""
    wide = text_mm * sum(block.widths[column : column + colspan]) / sum(block.widths) - _PADDING_MM
    return max(1, int(wide // _HALF_MM))


def row_heights(block: Table, text_mm: int) -> list[float]:
    """The height of each row in millimetres where the table is ``text_mm`` wide; cells over several rows do not count."""
    heights = []
    for row, columns in zip(block.rows, columns_of(block), strict=True):
        lines = 1
        for cell, column in zip(row, columns, strict=True):
            if cell.rowspan == 1:
                lines = max(lines, text_width(cell.text) // line_width(block, column, cell.colspan, text_mm) + 1)
        heights.append(_LINE_MM * lines)
    return heights
