"""Indicator rows from tables with cells: grids, pipe rows, tab rows, sheets.

A head row says what each column holds (:func:`head_role`); where the head is lost or on the page before, the columns
are those of the table before or the likeliest of the official orders. Level cells carry down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jixiao.reading.extract.indicators_align import GUESSES, align, is_indicator_head, points_bonus, settle
from jixiao.reading.extract.indicators_cells import Piece, clean_name, is_blank, look_of
from jixiao.reading.extract.indicators_rows import LevelPath, has_values, make_row, subtotal, total
from jixiao.reading.extract.indicators_vocabulary import STOP, TOTAL, Role, head_role, level_of, slim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.document import Document, Table
    from jixiao.report import IndicatorRow

__all__ = ["Head", "TableReader", "distinct", "ends", "indicator_heads", "pieces_of"]

Row = list[Piece]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an indicator table in rows ``first`` to ``last`` (none if it stands elsewhere): what its columns
    hold and how deep each naming column is. ``slipping``: the rows below have to be put under it by their looks."""

    columns: tuple[Role, ...]
    depths: tuple[int | None, ...]
    slipping: bool
    first: int = -1
    last: int = -1


def pieces_of(document: Document, table: Table) -> list[Row]:
    """The grid as text with places; a merged cell stands in every square that it covers."""
    return [[Piece(cell.text, document.locate_cell(table, cell)) for cell in row] for row in table.grid]


def distinct(row: Sequence[Piece]) -> Row:
    """The row with each merged cell once and without the blank squares that only fill it up at its end."""
    kept = [piece for i, piece in enumerate(row) if i == 0 or piece.location != row[i - 1].location]
    while kept and not kept[-1].text.strip():
        kept.pop()
    return kept


class TableReader:
    """Reads the tables of one document in order; remembers the last head for a table that goes on overleaf."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._last: Head | None = None
        self._path = LevelPath()

    def read(self, table: Table) -> list[IndicatorRow]:
        """All rows of ``table``: indicators, groups with points, totals and indicators left blank."""
        grid = pieces_of(self._document, table)
        heads = indicator_heads(grid, slipping=table.layout != "grid")
        if not heads:
            head = self._head_of_headless(grid)
            return self._body(grid, head) if head else []
        self._last = heads[-1]
        rows: list[IndicatorRow] = []
        for head, following in zip(heads, [*heads[1:], None], strict=True):
            self._path = LevelPath()
            rows += self._body(grid[head.last + 1 : following.first if following else len(grid)], head)
        return rows

    def _head_of_headless(self, grid: list[Row]) -> Head | None:
        """The head of the table before if these rows suit it, else the likeliest of the official ones."""
        texts = [[piece.text for piece in distinct(row)] for row in grid if not ends(row)]
        if self._last is not None and texts:
            cost = sum(align(row, self._last.columns)[0] for row in texts)
            if cost <= _TOLERABLE * len(texts):
                return Head(self._last.columns, self._last.depths, slipping=True)
        if not any(level_of(text) for row in texts for text in row):
            return None
        self._path = LevelPath()
        return _guess([row for row in texts if sum(not is_blank(text) for text in row) > 1])

    def _body(self, grid: Sequence[Row], head: Head) -> list[IndicatorRow]:
        rows: list[IndicatorRow] = []
        for number, row in enumerate(grid):
            if ends(row):
                totals = [made for later in grid[number:] for made in _total_row(later, head)]
                return rows + totals[:1]
            rows += self._row(row, head)
        return rows

    def _row(self, row: Row, head: Head) -> list[IndicatorRow]:
        cells, levels = _under_head(row, head)
        named = cells.get(Role.NAME)
        if head.slipping and named is not None and _stands_alone(row, named):
            self._path = LevelPath()
        groups: list[IndicatorRow] = []
        new: list[Piece] = []
        deepest = 0
        for piece, depth in levels:
            if named and piece.location == named.location:
                continue
            if self._path.enter(piece.text, depth):
                new.append(piece)
                groups += [made] if (made := subtotal(piece, self._path.names)) else []
                deepest = depth or 0
        if named is None or not clean_name(named.text):
            return groups + self._unnamed(cells, new, leaf=deepest > 2, whole_group=not groups)
        made = make_row(cells, self._path.names, head.depths[head.columns.index(Role.NAME)])
        if made is None:
            return groups
        if has_values(made):
            self._path.row_done()
            return [*groups, made]
        if level_of(named.text) is not None:
            self._path.enter(named.text)
            return groups
        blank = make_row(cells, self._path.names, made.level, row_kind="blank")
        return [*groups, blank] if blank else groups

    def _unnamed(
        self, cells: dict[Role, Piece], new: list[Piece], *, leaf: bool, whole_group: bool
    ) -> list[IndicatorRow]:
        """A row without a name in the deepest column: its last group is the indicator, or it carries the group's points.

        In a ragged tree (``leaf``) an indicator may stand a column further left.
        """
        if not new:
            return []
        names = self._path.names
        named = {**cells, Role.NAME: new[-1]}
        if cells.keys() & {Role.TARGET, Role.ACTUAL} or (leaf and cells.keys() & {Role.POINTS, Role.SCORE}):
            made = make_row(named, names[:-1])
            self._path.row_done()
        elif whole_group and cells.keys() & {Role.POINTS, Role.SCORE}:
            made = make_row(named, names[:-1], len(names), row_kind="subtotal")
        else:
            made = None
        return [made] if made else []


# --- heads ------------------------------------------------------------------------------------------------------

_TOLERABLE: Final = 20
"""The misfit per row up to which a borrowed or guessed head is believed."""


def indicator_heads(grid: list[Row], *, slipping: bool) -> list[Head]:
    """The heads of all indicator tables in the grid; a head may take several rows."""
    heads: list[Head] = []
    for index, row in enumerate(grid):
        if heads and index <= heads[-1].last:
            continue
        roles = [head_role(piece.text) for piece in row]
        own = {piece.location: role for piece, role in zip(row, roles, strict=True) if not is_blank(piece.text)}
        known = [role for role in own.values() if role is not None]
        if len(known) < 2 or 2 * len(known) < len(own) or not is_indicator_head(known):
            continue
        last, roles = _lower_head_rows(grid, index, roles)
        kept = roles
        while slipping and kept and kept[-1] is None and not row[len(kept) - 1].text.strip():
            kept = kept[:-1]
        columns = settle(kept)
        heads.append(Head(columns, _depths(row, columns), slipping, index, last))
    return heads


def _lower_head_rows(grid: list[Row], first: int, roles: list[Role | None]) -> tuple[int, list[Role | None]]:
    """The last row of the head that starts at ``first``, and the roles with its lower rows taken into account.

    指标值 over 年初 and 完成 says 年初指标值 and 完成指标值.
    """
    last = first
    while last + 1 < len(grid) and len(grid[last + 1]) == len(grid[first]):
        above, below = grid[first], grid[last + 1]
        fresh = [i for i, piece in enumerate(below) if not is_blank(piece.text) and piece.location != above[i].location]
        merged = {
            i: role
            for i in fresh
            for role in (
                head_role(below[i].text)
                or head_role(below[i].text + above[i].text)
                or head_role(above[i].text + below[i].text),
            )
            if role is not None
        }
        if not fresh or len(merged) < len(fresh):
            break
        roles = [merged.get(i, role) for i, role in enumerate(roles)]
        last += 1
    return last, roles


_DEPTH_WORDS: Final = {"一级": 1, "二级": 2, "三级": 3, "四级": 4}


def _depths(row: Row, columns: tuple[Role, ...]) -> tuple[int | None, ...]:
    """How deep each naming column is: 三级指标 is 3 because it says so; one that does not say is one deeper than the
    naming column before it, and the first of all has no depth."""
    depths: list[int | None] = []
    depth: int | None = None
    for piece, role in zip(row, columns, strict=False):
        if role not in (Role.LEVEL, Role.NAME):
            depths.append(None)
            continue
        said = next((number for word, number in _DEPTH_WORDS.items() if word in slim(piece.text)), None)
        depth = said if said is not None else depth + 1 if depth is not None else None
        depths.append(depth)
    return tuple(depths)


def _guess(rows: list[list[str]]) -> Head | None:
    """The likeliest of the official orders of columns for rows whose head is lost; ``None`` if none suits."""
    if not any(look_of(text) in ("bounded", "ratio", "number", "quantity") for row in rows for text in row):
        return None
    best: tuple[int, tuple[Role, ...]] | None = None
    for guess in GUESSES:
        columns = (Role.LEVEL, Role.LEVEL, *guess)
        cost = 0
        under: dict[Role, list[str]] = {Role.POINTS: [], Role.SCORE: []}
        for row in rows:
            price, mapping = align(row, columns)
            cost += price
            for text, column in zip(row, mapping, strict=True):
                if column is not None and columns[column] in under:
                    under[columns[column]].append(text)
        cost -= points_bonus(under[Role.POINTS], under[Role.SCORE])
        if best is None or cost < best[0]:
            best = (cost, columns)
    if best is None or best[0] > _TOLERABLE * len(rows):
        return None
    return Head(best[1], (1, 2, 3, *[None] * (len(best[1]) - 3)), slipping=True)


# --- rows -------------------------------------------------------------------------------------------------------


def _under_head(row: Row, head: Head) -> tuple[dict[Role, Piece], list[tuple[Piece, int | None]]]:
    """The row's cells by role, and its level cells in order, each with the depth of its column."""
    kept = distinct(row) if head.slipping else row
    mapping: Sequence[int | None] = range(len(kept))
    if head.slipping:
        _, mapping = align([piece.text for piece in kept], head.columns)
    cells: dict[Role, Piece] = {}
    levels: list[tuple[Piece, int | None]] = []
    for piece, column in zip(kept, mapping, strict=True):
        if column is None or column >= len(head.columns) or is_blank(piece.text):
            continue
        role = head.columns[column]
        if role is Role.LEVEL:
            levels.append((piece, None if head.slipping and level_of(piece.text) else head.depths[column]))
        else:
            cells.setdefault(role, piece)
    return cells, levels


def _stands_alone(row: Row, named: Piece) -> bool:
    """Whether the name is in the first column with blank level cells behind it: it belongs to no group."""
    return len(row) > 1 and row[0] is named and is_blank(row[1].text)


def ends(row: Row) -> bool:
    """Whether the indicator rows are over: a total, a conclusion, a note."""
    first = next((slim(piece.text) for piece in row if not is_blank(piece.text)), "")
    return bool(TOTAL.match(first) or STOP.match(first))


def _total_row(row: Row, head: Head) -> list[IndicatorRow]:
    kept = [piece for piece in distinct(row) if not is_blank(piece.text)]
    if not kept or not TOTAL.match(slim(kept[0].text)):
        return []
    made = total(kept[0], kept[1:], head.columns)
    return [made] if made else []
