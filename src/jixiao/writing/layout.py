"""A document before it has a format: paragraphs, tables and charts in order, every figure a field with its source.

Each document (``writing/<document>/``) builds one :class:`Layout`; each renderer (``writing/render/<format>.py``) turns a
layout into docx, pdf, html or xlsx. A renderer knows fonts, sizes and page geometry, a document knows none of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.location import Location

__all__ = ["Block", "Cell", "Chart", "Gap", "Layout", "PageBreak", "Para", "Run", "Table", "gaps"]

Style = Literal["title", "subtitle", "body", "h1", "h2", "h3", "h4", "note", "caption", "right", "list"]
Align = Literal["left", "center", "right"]

_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters and halves of characters: what is pasted out of other programs and no document format can hold."""


@dataclass(frozen=True, slots=True)
class _Printable:
    """Its texts hold nothing unprintable, wherever they came from; a copy that does is mended when it is made."""

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, (str, dict)) and (printable := _printable(value)) != value:
                object.__setattr__(self, each.name, printable)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value)
    if isinstance(value, dict):
        return {name: _printable(part) for name, part in value.items()}
    return [_printable(part) for part in value] if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class Run(_Printable):
    """A stretch of text. ``fact`` names the fact it prints (then it is a live field, locked against rewording),
    ``origins`` the rows or cells that fact came from; ``gap`` marks a missing fact, printed as 待补充: its ``fact`` says
    in words what is missing, ``stands_for`` names the fact that will be printed there once it is known."""

    text: str
    bold: bool = False
    fact: str = ""
    origins: tuple[Location, ...] = ()
    gap: bool = False
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. ``key`` names it across versions of the document, so that a clerk's own wording is kept; it becomes
    part of the paragraph's mark (:mod:`jixiao.writing.marks`)."""

    runs: tuple[Run, ...]
    style: Style = "body"
    key: str = ""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell at its upper left corner; covered squares are left out, as in html.

    ``naming`` cells say, as heads do, what their rows are about: a row is known by them when the document is made again.
    ``key`` becomes the cell's mark (:mod:`jixiao.writing.marks`); a cell without one is nobody's but the clerk's."""

    runs: tuple[Run, ...]
    rowspan: int = 1
    colspan: int = 1
    align: Align = "left"
    head: bool = False
    naming: bool = False
    key: str = ""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Table(_Printable):
    """A table. ``widths`` are shares of the text width, one a column; the first ``head_rows`` rows are repeated on
    every page; ``unit_note`` (单位：万元) stands above it on the right; ``formulas`` gives live spreadsheet formulas for
    the xlsx form by (row, column); in them ``D{2}`` is column D in row 2 of this table, wherever on the sheet it comes
    to stand."""

    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    head_rows: int = 1
    caption: str = ""
    unit_note: str = ""
    formulas: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Chart(_Printable):
    """A chart as a Vega-Lite specification with its data inside, and the words for those who do not see it."""

    spec: dict[str, object]
    alt: str
    caption: str = ""
    height_mm: int = 70


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page."""


Block = Para | Table | Chart | PageBreak


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact the document needed and did not have: what it is called and where it would stand."""

    label: str
    place: str


@dataclass(frozen=True, slots=True)
class Layout(_Printable):
    """A whole document. ``name`` is its file name without ending; ``landscape`` turns the page for wide tables."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False
    unit: str = ""
    year: int | None = None

    def runs(self) -> Iterator[tuple[Run, str]]:
        """Every run with the name of the place it stands in (the heading or table above it)."""
        place = self.title
        for block in self.blocks:
            if isinstance(block, Para):
                if block.style.startswith("h"):
                    place = block.text
                for run in block.runs:
                    yield run, place
            elif isinstance(block, Table):
                where = block.caption or place
                for row in block.rows:
                    for cell in row:
                        for run in cell.runs:
                            yield run, where


def gaps(layout: Layout) -> tuple[Gap, ...]:
    """What the document still lacks, in its order: the list that the command prints at its end."""
    return tuple(Gap(run.fact or run.text, place) for run, place in layout.runs() if run.gap)
