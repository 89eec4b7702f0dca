"""The squares of a table: which cell covers which of them, so that a row can be told by all that stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jixiao.writing.layout import Cell, Table

__all__ = ["Square", "grid"]


@dataclass(frozen=True, slots=True)
class Square:
    """What stands in a row from ``column`` on: a cell that ``begins`` there, or one that reaches down from a row above."""

    column: int
    cell: Cell
    begins: bool


def grid(table: Table) -> tuple[tuple[Square, ...], ...]:
    """For each row the cells in it from left to right, also those that reach down into it."""
    reaching: dict[int, tuple[int, Cell]] = {}
    rows = []
    for cells in table.rows:
        squares: list[Square] = []
        column, waiting = 0, list(cells)
        while column < len(table.widths):
            if column in reaching:
                left, cell = reaching.pop(column)
                squares.append(Square(column, cell, begins=False))
            elif waiting:
                cell = waiting.pop(0)
                left = cell.rowspan
                squares.append(Square(column, cell, begins=True))
            else:
                break
            if left > 1:
                reaching[column] = (left - 1, cell)
            column += cell.colspan
        rows.append(tuple(squares))
    return tuple(rows)
