"""What of a document is read as running text, what as a table, and whose each stretch is by the headings above it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jixiao.document import Paragraph, Table
from jixiao.numbers import narrow
from jixiao.reading.extract.values import Value, column_kind, is_label, value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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
    """One cell of a table that lost its lines, as far as it can be told: its text and where it stands."""

    text: str
    place: Location


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
            pieces = (*noted, *(piece for paragraph in run for piece in _pieces(document, paragraph)))
            yield Pieces(pieces, tuple(_sentences(document, pieces)))
        else:
            if run.heading is not None:
                scopes.enter(run.heading)
            named = _NAMED.search(narrow(run.text))
            scope = f"project:{named.group(1)}" if named else scopes.scope
            noted = tuple(_pieces(document, run)) if _UNIT_LINE.fullmatch(run.text.strip()) else ()
            yield Passage(run.text, _placer(document, run), scope, scopes.goals)


def _placer(document: Document, paragraph: Paragraph) -> Callable[[int, int], Location]:
    return lambda start, end: document.locate(paragraph, start, end)


# --- tables that lost their lines --------------------------------------------------------------------------------

_UNIT_LINE = re.compile(r"(?:金额)?单位\s*[:：]\s*(?:人民币)?(?:亿元|万元|千元|元)")
"""A line that gives the unit of the table below it."""
_FEWEST_CELLS = 8
_FEWEST_VALUES = 2
_FEWEST_HEADS = 2


def _runs(document: Document) -> Iterator[Paragraph | Table | list[Paragraph]]:
    """The blocks, with paragraphs that are cells of a lost table taken together."""
    cells: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph) and _is_cell(block.text):
            cells.append(block)
            continue
        yield from _flushed(cells)
        cells = []
        if isinstance(block, Paragraph) and _is_run_on(block.text):
            yield [block]
        else:
            yield block
    yield from _flushed(cells)


def _is_cell(text: str) -> bool:
    return len(text) <= 24 and not re.search(r"[。；，]", text)


def _flushed(cells: list[Paragraph]) -> Iterator[Paragraph | list[Paragraph]]:
    """Many short lines with heads and values among them are a table; others are headings and lines of their own."""
    values = sum(isinstance(value_of(cell.text), Value) for cell in cells)
    heads = sum(bool(column_kind(cell.text)) for cell in cells if is_label(cell.text))
    if len(cells) >= _FEWEST_CELLS and values >= _FEWEST_VALUES and heads >= _FEWEST_HEADS:
        yield cells
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


def _pieces(document: Document, paragraph: Paragraph) -> Iterator[Piece]:
    for match in re.finditer(r"\S+", paragraph.text):
        yield Piece(match.group(), document.locate(paragraph, match.start(), match.end()))


def _sentences(document: Document, pieces: Sequence[Piece]) -> Iterator[Passage]:
    """The pieces with sentences, below the project that a piece before them names."""
    scope = "unit"
    for piece in pieces:
        named = _NAMED.search(narrow(piece.text))
        scope = f"project:{named.group(1)}" if named else scope
        if is_sentence(piece.text):
            yield _within(document, piece, scope)


def _within(document: Document, piece: Piece, scope: str) -> Passage:
    """A piece with sentences; its spans are counted in the paragraph that it stands in."""
    paragraph = next(p for p in document.paragraphs if p.index == piece.place.block)
    offset = piece.place.start or 0
    return Passage(piece.text, lambda start, end: document.locate(paragraph, offset + start, offset + end), scope)


# --- cells with sentences ----------------------------------------------------------------------------------------

_LONGEST_LABEL = 40
_NAMED = re.compile(r"(?:二级项目|重点项目)[::]\s*([^\s。，,;；:：]{4,40})")


def is_sentence(text: str) -> bool:
    """Whether a cell holds running text."""
    return len(text) > _LONGEST_LABEL or bool(re.search(r"[。；]", text))


def cell_passage(document: Document, table: Table, cell: Cell) -> Passage:
    """A cell read as running text; a project that it names is whose figures they are."""

    def place(start: int, end: int) -> Location:
        return document.locate_cell(table, cell, start, end)

    row = table.grid[cell.row]
    first = next((other.text for other in row if other.text.strip()), "")
    named = _NAMED.search(narrow(cell.text))
    goals = "目标" in first and not re.search(r"完成|实现|自评", first)
    return Passage(cell.text, place, f"project:{named.group(1)}" if named else "unit", goals)


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
