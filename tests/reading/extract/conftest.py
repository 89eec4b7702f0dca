"""Documents made from text, and the figures read from them, for the tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jixiao.document import Cell, Document, Paragraph, Table
from jixiao.reading.extract.figures import extract_drafts
from jixiao.reading.extract.scopes import Subject
from jixiao.reading.structure import mark_headings

if TYPE_CHECKING:
    from collections.abc import Callable

    from jixiao.reading.extract.drafts import Draft


def document_of(text: str) -> Document:
    """One paragraph a line; lines with ``|`` are the rows of a table."""
    blocks: list[Paragraph | Table] = []
    rows: list[list[str]] = []

    def flush() -> None:
        if rows:
            width = max(map(len, rows))
            padded = [[*row, *[""] * (width - len(row))] for row in rows]
            grid = tuple(tuple(Cell(r, c, text) for c, text in enumerate(row)) for r, row in enumerate(padded))
            blocks.append(Table(len(blocks), grid, layout="pipe"))
            rows.clear()

    for line in text.strip("\n").split("\n"):
        if "|" in line:
            rows.append([cell.strip() for cell in line.split("|")])
            continue
        flush()
        blocks.append(Paragraph(len(blocks), line))
    flush()
    return mark_headings(Document("example.txt", "txt", tuple(blocks)))


@pytest.fixture(name="document_of", scope="session")
def _document_of() -> Callable[[str], Document]:
    return document_of


@pytest.fixture(scope="session")
def drafts_of() -> Callable[..., list[Draft]]:
    """The figures of a text. ``project``: the report is about one project and not a whole department."""

    def read(text: str, *, project: bool = False, unit: str = "", title: str = "", year: int = 2023) -> list[Draft]:
        return extract_drafts(document_of(text), Subject(unit, title, project, year))

    return read
