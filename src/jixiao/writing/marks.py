"""Names by which a paragraph or figure of a document is found again after a clerk has worked on the file.

They are stored as hidden bookmarks: Word, WPS and LibreOffice carry those through editing and saving unchanged, while
LibreOffice 7.4 drops the tags of content controls and multiplies the text of controls around whole paragraphs
(decision 5). A bookmark's name has at most 40 characters, so that what can be long is stored as a hash.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from jixiao.writing.grid import grid
from jixiao.writing.layout import Chart, Layout, Para, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jixiao.writing.grid import Square
    from jixiao.writing.layout import Run

__all__ = [
    "FURNITURE",
    "NUMBER",
    "PARAGRAPH",
    "CellMark",
    "FieldMark",
    "Mark",
    "Segment",
    "digest",
    "identity",
    "marked",
    "segments",
    "skeleton",
    "tidy",
]

PARAGRAPH: Final = "_jx_"
_FIELD: Final = "_jf_"
_CELL: Final = "_jt_"
_READ: Final = "#hash:"
FURNITURE: Final = "_jc_"
"""Begins the bookmark of a paragraph that goes with a table or chart: caption, unit, picture. It is nobody's text."""

_ORDINAL: Final = "[一二三四五六七八九十百]"
NUMBER: Final = re.compile(
    rf"^(?:第{_ORDINAL}+[章节部分条]+|[（(](?:{_ORDINAL}+|\d+)[)）]|{_ORDINAL}+、|\d{{1,3}}[.、．](?!\d))\s*"
)
"""The number before a heading or an item of a list: it follows the outline and is no part of the wording."""
_NO_KEY: Final = "0000"
_MOST_ROWS: Final = 9999
"""A longer table has no marks: their names would be too long."""
_LEVELS: Final = {"title": 0, "h1": 1, "h2": 2, "h3": 3, "h4": 4}


def _hash(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def tidy(text: str) -> str:
    """``text`` as it compares: no white space, which word processors change on their own."""
    return "".join(text.split())


def skeleton(runs: Iterable[Run]) -> str:
    """The text with every figure and gap taken out and bold stretches marked: changed figures leave it as it is, and so
    do another number before it and another mark at its end, which depend on the items around it."""
    parts: list[tuple[bool, str]] = []
    for run in runs:
        bold, text = (False, "\x00") if run.fact else (run.bold, tidy(run.text))
        if not text:
            continue
        if parts and parts[-1][0] == bold:
            parts[-1] = (bold, parts[-1][1] + text)
        else:
            parts.append((bold, text))
    text = "".join(f"\x02{text}\x03" if bold else text for bold, text in parts)
    return NUMBER.sub("", text).rstrip("；。")


def digest(runs: Iterable[Run]) -> str:
    """Tells one wording from another; the same for the same wording with other figures."""
    return _hash(skeleton(runs), 8)


def identity(run: Run) -> str:
    """The fact of a figure or gap as it stands in the mark of its field; one that was read from a mark stays as it is."""
    name = run.stands_for or run.fact
    return name.removeprefix(_READ) if name.startswith(_READ) else _hash(name, 12)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a generated paragraph stands and how it was worded: the path of headings (hashed), the ``segment`` under
    that heading between tables and charts, its ordinal among the segment's ``count`` paragraphs, the digest of the
    generated wording, and the hash of the key that the document gave the paragraph, if any."""

    path: str
    segment: int
    ordinal: int
    count: int
    digest: str
    key: str = _NO_KEY

    @property
    def name(self) -> str:
        return f"{PARAGRAPH}{self.path}_{self.segment}_{self.ordinal}_{self.count}_{self.digest}{self.key}"

    @property
    def sameness(self) -> str:
        """What is equal for a paragraph and its next version: the document's key for it, else its wording."""
        return self.digest if self.key == _NO_KEY else self.key

    @classmethod
    def read(cls, name: str) -> Mark | None:
        """The mark of that name; ``None`` where it is some other bookmark."""
        found = re.fullmatch(
            PARAGRAPH + r"([0-9a-f]{8})_(\d{1,4})_(\d{1,4})_(\d{1,4})_([0-9a-f]{8})([0-9a-f]{4})", name
        )
        if found is None:
            return None
        path, segment, ordinal, count, words, key = found.groups()
        return cls(path, int(segment), int(ordinal), int(count), words, key)


@dataclass(frozen=True, slots=True)
class FieldMark:
    """A figure or gap in a paragraph: the hash of its fact, and that of what was printed: one typed over differs."""

    fact: str
    printed: str
    gap: bool

    @classmethod
    def of(cls, run: Run) -> FieldMark:
        return cls(identity(run), _hash(tidy(run.text), 8), run.gap)

    def name(self, number: int) -> str:
        """The bookmark's name; ``number`` sets it apart from the same fact elsewhere in the document."""
        return f"{_FIELD}{self.fact}_{'g' if self.gap else 'f'}{self.printed}_{number}"

    @property
    def stands_for(self) -> str:
        """The fact's name for a run that is made from this mark."""
        return f"{_READ}{self.fact}"

    @classmethod
    def read(cls, name: str) -> FieldMark | None:
        """The field of that name; ``None`` where it is some other bookmark."""
        found = re.fullmatch(_FIELD + r"([0-9a-f]{12})_([fg])([0-9a-f]{8})_\d+", name)
        return cls(found[1], found[3], found[2] == "g") if found else None

    def overtyped(self, text: str) -> bool:
        """Whether ``text`` is not what the program printed there."""
        return _hash(tidy(text), 8) != self.printed


@dataclass(frozen=True, slots=True)
class CellMark:
    """Which cell of which table, and what was printed there: the table (hash of the headings above it, its first heads
    and its number among those alike), the number of the row and of all rows, the column where the cell begins, the key of the row
    (hash of what names it) and the digest of the generated text."""

    table: str
    row: int
    count: int
    column: int
    key: str
    printed: str

    @property
    def name(self) -> str:
        return f"{_CELL}{self.table}_{self.row}_{self.count}_{self.column}_{self.key}{self.printed}"

    @classmethod
    def read(cls, name: str) -> CellMark | None:
        """The mark of that name; ``None`` where it is some other bookmark."""
        found = re.fullmatch(_CELL + r"([0-9a-f]{8})_(\d{1,4})_(\d{1,4})_(\d{1,2})_([0-9a-f]{6})([0-9a-f]{8})", name)
        if found is None:
            return None
        table, row, count, column, key, printed = found.groups()
        return cls(table, int(row), int(count), int(column), key, printed)

    def overtyped(self, text: str) -> bool:
        """Whether ``text`` is not what the program printed there."""
        return _hash(tidy(text), 8) != self.printed


@dataclass(frozen=True, slots=True)
class Segment:
    """Consecutive paragraphs of a layout under one heading, that heading first, without a table or chart between.
    ``blocks`` are their places in the layout, ``end`` the place behind them."""

    path: str
    number: int
    title: str
    blocks: tuple[int, ...]
    end: int


def segments(layout: Layout) -> tuple[Segment, ...]:
    """All segments in order, also the empty ones behind a table: a clerk may have written there."""
    found: list[Segment] = []
    headings: list[tuple[int, str]] = []
    seen: dict[str, int] = {}
    path, title, number, blocks = _hash("", 8), layout.title, 1, list[int]()

    def close(end: int) -> None:
        found.append(Segment(path, number, title, tuple(blocks), end))
        blocks.clear()

    for index, block in enumerate(layout.blocks):
        if isinstance(block, Para) and block.style in _LEVELS:
            close(index)
            level = _LEVELS[block.style]
            headings = [(at, text) for at, text in headings if at < level]
            headings.append((level, "" if level == 0 else tidy(NUMBER.sub("", block.text))))
            full = "/".join(f"{at}{text}" for at, text in headings)
            seen[full] = seen.get(full, 0) + 1
            path, title, number = _hash(f"{full}#{seen[full]}" if seen[full] > 1 else full, 8), block.text, 1
            blocks.append(index)
        elif isinstance(block, Para):
            blocks.append(index)
        elif isinstance(block, Table | Chart):
            close(index)
            number += 1
    close(len(layout.blocks))
    return tuple(found)


def marked(layout: Layout) -> Layout:
    """The layout with the name of its mark as the key of each paragraph and cell; one that is marked already stays as
    it is."""
    if any(isinstance(block, Para) and block.key.startswith(PARAGRAPH) for block in layout.blocks):
        return layout
    blocks = list(layout.blocks)
    tables: dict[str, int] = {}
    for segment in segments(layout):
        after = blocks[segment.end] if segment.end < len(blocks) else None
        if isinstance(after, Table):
            heads = "\t".join(cell.text for cell in (after.rows or ((),))[0] if cell.head)
            name = f"{segment.path}/{heads}"
            tables[name] = tables.get(name, 0) + 1
            blocks[segment.end] = _marked_table(after, _hash(f"{name}#{tables[name]}", 8))
        for ordinal, index in enumerate(segment.blocks):
            block = blocks[index]
            assert isinstance(block, Para)
            key = _hash(block.key, len(_NO_KEY)) if block.key else _NO_KEY
            mark = Mark(segment.path, segment.number, ordinal, len(segment.blocks), digest(block.runs), key)
            blocks[index] = replace(block, key=mark.name)
    return replace(layout, blocks=tuple(blocks))


def _marked_table(table: Table, name: str) -> Table:
    if len(table.rows) > _MOST_ROWS:
        return table
    rows, heads = [], ""
    for number, squares in enumerate(grid(table)):
        own = [square for square in squares if square.begins]
        if own and all(square.cell.head for square in own):
            heads = _named(own)
        # The heads of the columns belong to the key: under other heads a cell means something else.
        key = _hash(f"{heads}\n{_named(squares)}", 6)
        cells = []
        for square in own:
            mark = CellMark(name, number, len(table.rows), square.column, key, _hash(tidy(square.cell.text), 8))
            cells.append(replace(square.cell, key=mark.name))
        rows.append(tuple(cells))
    return replace(table, rows=tuple(rows))


def _named(squares: Sequence[Square]) -> str:
    return "\t".join(square.cell.text for square in squares if square.cell.head or square.cell.naming)
