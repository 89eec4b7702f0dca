"""What of a document is read as running text, what as a table, and whose each stretch is by the headings above it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jixiao.document import Paragraph, Table
from jixiao.numbers import narrow
from jixiao.reading.extract.values import Value, column_kind, is_label, value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from jixiao.document import Cell, Document, Heading
    from jixiao.location import Location
    from jixiao.reading.extract.scopes import Subject

__all__ = ["Passage", "Piece", "Pieces", "Stretch", "cell_passage", "is_sentence", "stretches"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or a cell with what is known around it: whose it is (``scope``, from the headings above or the
    row's name) and whether it sets goals instead of telling results."""

    text: str
    place: Callable[[int, int], Location]
    scope: str = "unit"
    goals: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One cell of a table that lost its lines, as far as it can be told: its text, where it stands, and how to find
    the place of a span of its text."""

    text: str
    place: Location
    within: Callable[[int, int], Location]


@dataclass(frozen=True, slots=True)
class Pieces:
    """A table that lost its lines: all cells in one line, or one cell a line. ``sentences`` are those of its cells
    that hold running text."""

    pieces: tuple[Piece, ...]
    sentences: tuple[Passage, ...]


Stretch = Passage | Pieces | Table


def stretches(document: Document, subject: Subject) -> Iterator[Stretch]:
    """The document in order."""
    scopes = _HeadingScopes(subject)
    noted: tuple[Piece, ...] = ()
    for run in _runs(document):
        if isinstance(run, Table):
            yield run
        elif isinstance(run, list):
            pieces = (*noted, *(piece for block in run for piece in _pieces(document, block)))
            yield Pieces(pieces, tuple(_sentences(pieces)))
        else:
            if run.heading is not None:
                scopes.enter(run.heading)
            named = _NAMED.search(narrow(run.text))
            scope = f"project:{named.group(1)}" if named else scopes.scope
            noted = tuple(_pieces(document, run)) if _UNIT_LINE.fullmatch(run.text.strip()) else ()
            yield Passage(run.text, _placer(document, run), scope, scopes.goals)


def _placer(document: Document, paragraph: Paragraph, offset: int = 0) -> Callable[[int, int], Location]:
    return lambda start, end: document.locate(paragraph, offset + start, offset + end)


def _cell_placer(document: Document, table: Table, cell: Cell) -> Callable[[int, int], Location]:
    return lambda start, end: document.locate_cell(table, cell, start, end)


# --- tables that lost their lines --------------------------------------------------------------------------------

_UNIT_LINE = re.compile(r"(?:金额)?单位\s*[:：]\s*(?:人民币)?(?:亿元|万元|千元|元)")
"""A line that gives the unit of the table below it."""
_FEWEST_CELLS = 8
_FEWEST_VALUES = 2
_FEWEST_HEADS = 2


def _runs(document: Document) -> Iterator[Paragraph | Table | list[Paragraph | Table]]:
    """The blocks, with those that are a table without its lines taken together."""
    cells: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph) and _is_cell(block.text):
            cells.append(block)
            continue
        yield from _flushed(cells)
        cells = []
        if _is_one_column(block) if isinstance(block, Table) else _is_run_on(block.text):
            yield [block]
        else:
            yield block
    yield from _flushed(cells)


def _is_one_column(table: Table) -> bool:
    """Whether a table came with one cell a row: its rows are the cells of a table that was wider."""
    filled = [sum(bool(cell.text.strip()) for cell in row) for row in table.grid]
    return len(filled) >= _FEWEST_CELLS and max(filled) == 1


def _is_lost_table(texts: Iterable[str]) -> bool:
    """Whether heads and values are among the cells."""
    cells = list(texts)
    values = sum(isinstance(value_of(text), Value) for text in cells)
    heads = sum(bool(column_kind(text)) for text in cells if is_label(text))
    return len(cells) >= _FEWEST_CELLS and values >= _FEWEST_VALUES and heads >= _FEWEST_HEADS


def _is_cell(text: str) -> bool:
    return len(text) <= 24 and not re.search(r"[。；，]", text)


def _flushed(cells: list[Paragraph]) -> Iterator[Paragraph | list[Paragraph | Table]]:
    """Many short lines with heads and values among them are a table; others are headings and lines of their own."""
    if _is_lost_table(cell.text for cell in cells):
        yield list(cells)
    else:
        yield from cells


_SHORTEST_ROW = 8


def _is_run_on(text: str) -> bool:
    """Whether a paragraph is a table in one line: a long row of pieces without punctuation, heads and values among
    them. Prose that a copy has sprinkled with blanks has no such row."""
    streak: list[str] = []
    for piece in [*text.split(), "。"]:
        if not re.search(r"[，。；]", piece):
            streak.append(piece)
            continue
        values = sum(isinstance(value_of(each), Value) for each in streak)
        heads = sum(bool(column_kind(each)) for each in streak if is_label(each))
        if len(streak) >= _SHORTEST_ROW and values >= 2 and heads >= 2:
            return True
        streak = []
    return False


def _pieces(document: Document, block: Paragraph | Table) -> Iterator[Piece]:
    """The pieces of a line, parted by blanks, or the cells of a column."""
    if isinstance(block, Table):
        for cell in block.own_cells():
            if cell.text.strip():
                yield Piece(cell.text.strip(), document.locate_cell(block, cell), _cell_placer(document, block, cell))
        return
    for match in re.finditer(r"\S+", block.text):
        place = document.locate(block, match.start(), match.end())
        yield Piece(match.group(), place, _placer(document, block, match.start()))


def _sentences(pieces: Sequence[Piece]) -> Iterator[Passage]:
    """The pieces with sentences, below the project that a piece before them names."""
    scope = "unit"
    for piece in pieces:
        named = _NAMED.search(narrow(piece.text))
        scope = f"project:{named.group(1)}" if named else scope
        if is_sentence(piece.text):
            yield Passage(piece.text, piece.within, scope)


# --- cells with sentences ----------------------------------------------------------------------------------------

_LONGEST_LABEL = 40
_NAMED = re.compile(r"(?:二级项目|重点项目)[::]\s*([^\s。，,;；:：]{4,40})")


def is_sentence(text: str) -> bool:
    """Whether a cell holds running text."""
    return len(text) > _LONGEST_LABEL or bool(re.search(r"[。；]", text))


def cell_passage(document: Document, table: Table, cell: Cell) -> Passage:
    """A cell read as running text; a project that it names is whose figures they are."""

    row = table.grid[cell.row]
    first = next((other.text for other in row if other.text.strip()), "")
    named = _NAMED.search(narrow(cell.text))
    goals = "目标" in first and not re.search(r"完成|实现|自评", first)
    return Passage(
        cell.text, _cell_placer(document, table, cell), f"project:{named.group(1)}" if named else "unit", goals
    )


# --- headings ----------------------------------------------------------------------------------------------------

_PROJECT_HEADING = re.compile(r"(?:项目|经费|工程|资金|专项|补助|补贴|计划)(?:支出)?\Z")
_GENERAL_HEADING = re.compile(
    r"情况|分析|概况|管理|绩效|目标|到位|执行|评价|问题|措施|依据|背景|来源|内容|效益|成效|意义|安排|投入|落实|分配|完成|整体|重点项目|支出项目|基本支出|三公|\d+\s*个|共计"
)
_GOALS = re.compile(r"目标(?!.{0,8}(?:完成|实现|达成|自评|情况|下达))")


class _HeadingScopes:
    """Whose figures stand below the headings seen so far."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._open: list[tuple[int, str, bool]] = []

    def enter(self, heading: Heading) -> None:
        self._open = [entry for entry in self._open if entry[0] < heading.level]
        title = re.split(r"[。；：:]", heading.title)[0].strip()
        goals = bool(_GOALS.search(title)) and len(title) < 24
        self._open.append((heading.level, self._project(title), goals))

    def _project(self, title: str) -> str:
        """The project a heading names; 项目概况 and the like name none."""
        if len(title) > 36 or not _PROJECT_HEADING.search(title) or _GENERAL_HEADING.search(title):
            return ""
        whose = self._subject.whose(title)
        return f"project:{whose.name}" if whose.kind == "project" and len(whose.name) >= 5 else ""

    @property
    def scope(self) -> str:
        return next((scope for _, scope, _ in reversed(self._open) if scope), "unit")

    @property
    def goals(self) -> bool:
        return any(goals for _, _, goals in self._open)
