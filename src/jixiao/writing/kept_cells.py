"""What the clerk wrote into the cells of our tables, put into the cells of the table made anew (decision 9).

Rows are found again by what names them, cells by their column. A figure that the clerk left alone follows the registers;
a cell that the clerk filled in, changed or emptied stays so, and is told where the program would write something else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, Literal

from jixiao.writing.cells import value
from jixiao.writing.grid import grid
from jixiao.writing.layout import Cell, Run, Table
from jixiao.writing.marks import CellMark, segments, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jixiao.writing.edited import EditedCell, EditedRow, Piece
    from jixiao.writing.grid import Square
    from jixiao.writing.layout import Layout

__all__ = ["Rewrite", "Say", "keep_cells"]

Rewrite = Callable[[tuple["Piece", ...], Cell], tuple[Run, ...]]
"""Makes the text of a cell, with today's figures, from what was found in it and from the cell made anew."""
Say = Callable[[Literal["cell", "emptied", "disagrees", "lost"], str, str], None]
"""Takes a note: what happened, where, with which words."""

_EXCERPT: Final = 20


def keep_cells(layout: Layout, found: Mapping[str, Sequence[EditedRow]], rewrite: Rewrite, say: Say) -> Layout:
    """The marked ``layout`` with what the clerk wrote into the tables ``found`` in the old file."""
    blocks = list(layout.blocks)
    waiting = dict(found)
    for segment in segments(layout):
        block = blocks[segment.end] if segment.end < len(blocks) else None
        if isinstance(block, Table):
            rows = waiting.pop(_name_of(block), ())
            if rows:
                blocks[segment.end] = _Merge(block, block.caption or segment.title, rewrite, say).run(rows)
    for rows in waiting.values():
        for row in rows:
            _tell_lost(row, layout.title, say)
    return replace(layout, blocks=tuple(blocks))


def _name_of(table: Table) -> str:
    return next((mark.table for row in table.rows for cell in row if (mark := CellMark.read(cell.key))), "")


def _tell_lost(row: EditedRow, place: str, say: Say) -> None:
    """A row of the old file that the new table has no more: what the program wrote there has had its day."""
    for cell in row.cells:
        if cell.text and (row.mark is None or cell.overtyped):
            say("lost", place, f"表格里写的“{_excerpt(cell.text)}”（“{place}”中已没有这一行）")


@dataclass(frozen=True, slots=True)
class _Line:
    """A generated row: its number, its key, and what the program printed in its cells by their columns."""

    number: int
    key: str
    printed: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, number: int, marks: Iterable[CellMark | None]) -> _Line | None:
        known = [mark for mark in marks if mark is not None]
        return cls(number, known[0].key, tuple((mark.column, mark.printed) for mark in known)) if known else None


@dataclass(slots=True)
class _Merge:
    """One table. ``kept`` are the squares (row, column) that hold something else than the program would write; ``lines``
    the squares of each row."""

    table: Table
    title: str
    rewrite: Rewrite
    say: Say
    kept: set[tuple[int, int]] = field(default_factory=set)
    lines: tuple[tuple[Square, ...], ...] = ()

    def __post_init__(self) -> None:
        self.lines = grid(self.table)

    def run(self, found: Sequence[EditedRow]) -> Table:
        old: dict[int, EditedRow] = {}
        added: list[tuple[int | None, EditedRow]] = []
        for row in found:
            if row.mark is None or row.mark.row in old:  # put in, or copied together with its marks
                added.append((max(old) if old else None, row))
            else:
                old[row.mark.row] = row
        self._tell_deleted(old)
        partners = _partners(
            [line for number, row in old.items() if (line := _Line.of(number, (cell.mark for cell in row.cells)))],
            [
                line
                for number, cells in enumerate(self.table.rows)
                if (line := _Line.of(number, (CellMark.read(cell.key) for cell in cells)))
            ],
        )
        rows = {number: list(cells) for number, cells in enumerate(self.table.rows)}
        for number, row in old.items():
            if number in partners:
                self._row(row, partners[number], rows[partners[number]])
            else:
                _tell_lost(row, self.title, self.say)
        behind = self._placed(added, partners)
        if not behind and not self.kept:
            return self.table
        formulas = () if behind else tuple(each for each in self.table.formulas if not self._touched(each))
        merged = [row for number in rows for row in (tuple(rows[number]), *behind.get(number, ()))]
        return replace(self.table, rows=tuple(merged), formulas=formulas)

    def _tell_deleted(self, old: Mapping[int, EditedRow]) -> None:
        count = max((row.mark.count for row in old.values() if row.mark is not None), default=0)
        gone = len(set(range(count)) - old.keys())
        if gone:
            self.say("lost", self.title, f"从表格“{self.title}”删去的 {gone} 行（已按现在的数据重新写上）")

    # --- cells

    def _row(self, old: EditedRow, number: int, cells: list[Cell]) -> None:
        """Puts what was written into ``old`` into the ``cells`` of the row with that number."""
        squares = self.lines[number]
        places = {square.column: at for at, square in enumerate(s for s in squares if s.begins)}
        for at, found in enumerate(old.cells):
            if found.mark is not None:
                column = found.mark.column
            elif len(old.cells) == len(squares) and squares[at].begins:
                column = squares[at].column  # overwritten together with its mark: its place tells which it is
            else:
                column = -1
            if column not in places:
                if found.overtyped and found.text:
                    self.say("lost", self.title, f"表格里写的“{_excerpt(found.text)}”（“{self.title}”中已没有这一格）")
                continue
            now = cells[places[column]]
            names = {each: cells[place].text for each, place in places.items()}
            cell = self._cell(found, now, self._place(number, column, names))
            if cell is not now:
                cells[places[column]] = cell
                self.kept.add((number, column))

    def _cell(self, found: EditedCell, now: Cell, place: str) -> Cell:
        if not found.overtyped or tidy(found.text) == tidy(now.text):
            return now
        gap = any(run.gap for run in now.runs)
        if not found.text:
            if gap:
                return now
            self.say("emptied", place, now.text)
            return replace(now, runs=())
        kept = _aligned(replace(now, runs=self.rewrite(found.pieces, now)), now)
        if tidy(kept.text) == tidy(now.text):
            return now
        mark = CellMark.read(now.key)
        unlike = mark is None or found.mark is None or mark.printed != found.mark.printed
        figure = len(now.runs) == 1 and now.runs[0].fact
        if now.text and not gap and (unlike or figure):
            self.say("disagrees", place, f"您写的是“{kept.text}”，按现在的数据是“{now.text}”")
        else:
            self.say("cell", place, kept.text)
        return kept

    def _place(self, number: int, column: int, texts: Mapping[int, str]) -> str:
        """The place of a cell in words: the heading or caption of the table, what names the row, the head of the column.
        ``texts`` are those of the row's own cells, by their columns."""
        row = self.lines[number]
        naming = [square for square in row if square.column < column and (square.cell.head or square.cell.naming)]
        left = [text for each in naming if (text := texts[each.column] if each.begins else each.cell.text)]
        above = ""
        for line in reversed(self.lines[:number]):
            part = not row[0].cell.head or line[0].cell is row[0].cell
            if part and all(square.cell.head for square in line):
                above = next((s.cell.text for s in line if s.column <= column < s.column + s.cell.colspan), "")
                break
        told = "，".join(part for part in (_excerpt(left[-1]) if left else "", above) if part)
        return f"{self.title}：{told}" if told else self.title

    # --- rows

    def _placed(
        self, added: Iterable[tuple[int | None, EditedRow]], partners: Mapping[int, int]
    ) -> dict[int, list[tuple[Cell, ...]]]:
        """The clerk's rows by the new row they stand behind. They have no mark: they stay the clerk's."""
        placed: dict[int, list[tuple[Cell, ...]]] = defaultdict(list)
        for before, row in added:
            number = partners.get(before) if before is not None else None
            if not row.text:
                continue
            if number is None or not self._fits(row, number):
                self.say("lost", self.title, f"表格“{self.title}”里自加的一行（“{_excerpt(row.text)}”）")
                continue
            shapes = [square.cell for square in self.lines[number]]
            cells = tuple(
                _aligned(Cell(self.rewrite(found.pieces, Cell(())), 1, shape.colspan, shape.align), shape)
                for found, shape in zip(row.cells, shapes, strict=True)
            )
            placed[number].append(cells)
            self.say("cell", f"{self.title}（您加的一行）", "，".join(cell.text for cell in cells if cell.text))
        return placed

    def _fits(self, row: EditedRow, number: int) -> bool:
        """Whether ``row`` has the squares of the new row with that number, and none reaches down over its place."""
        below = self.lines[number + 1] if number + 1 < len(self.lines) else ()
        reaches = not all(square.begins for square in below)
        return len(row.cells) == len(self.lines[number]) and not reaches and not any(cell.covered for cell in row.cells)

    def _touched(self, formula: tuple[int, int, str]) -> bool:
        """Whether a formula stands in a kept square or looks at one: it would show another figure than the page."""
        row, column, text = formula
        seen = [(int(at), _column(letters)) for letters, at in re.findall(r"([A-Z]+)\{(\d+)\}", text)]
        rows, columns = [at for at, _ in seen], [at for _, at in seen]
        return (row, column) in self.kept or any(
            min(rows) <= r <= max(rows) and min(columns) <= c <= max(columns) for r, c in self.kept if seen
        )


def _partners(old: Sequence[_Line], new: Sequence[_Line]) -> dict[int, int]:
    """Which row of the new table each row of the old one has become.

    Rows of one name correspond; where several have it (the paragraphs of a long text, say), those of the same contents
    do, and between these as many as there are on both sides, in their order.
    """
    groups: dict[str, tuple[list[_Line], list[_Line]]] = defaultdict(lambda: ([], []))
    for line in old:
        groups[line.key][0].append(line)
    for line in new:
        groups[line.key][1].append(line)
    found: dict[int, int] = {}
    for was, now in groups.values():
        matcher = SequenceMatcher(None, [line.printed for line in was], [line.printed for line in now], autojunk=False)
        for _, i1, i2, j1, j2 in matcher.get_opcodes():
            if i2 - i1 == j2 - j1:
                found.update((was[i1 + n].number, now[j1 + n].number) for n in range(i2 - i1))
    return found


def _aligned(cell: Cell, like: Cell) -> Cell:
    """``cell`` as a figure or a short word is aligned, where it stands in the place of one or of a blank."""
    if like.align == "left" or (like.align == "center" and like.text and not any(run.gap for run in like.runs)):
        return cell
    return replace(cell, align=value(Run(cell.text)).align)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _excerpt(text: str) -> str:
    text = "".join(text.split())
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]}…"
