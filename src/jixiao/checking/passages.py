"""The texts of a report one by one: each paragraph and each cell, with a way to point into it."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jixiao.document import Cell, Document, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.location import Location
    from jixiao.report import Report

__all__ = ["Passage", "passages", "sentences"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or a cell. ``number`` is its place in the reading order."""

    text: str
    document: Document
    block: Paragraph | Table
    cell: Cell | None = None
    number: int = 0

    def at(self, start: int, end: int) -> Location:
        """The place of the characters from ``start`` to ``end``."""
        if isinstance(self.block, Paragraph):
            return self.document.locate(self.block, start, end)
        assert self.cell is not None
        return self.document.locate_cell(self.block, self.cell, start, end)

    @property
    def whole(self) -> Location:
        return self.at(0, len(self.text))

    @property
    def in_table(self) -> bool:
        return self.cell is not None


class _Last(threading.local):
    """The passages of the document that was asked for last: forty checks ask for the same ones, one after another."""

    document: Document | None = None
    passages: tuple[Passage, ...] = ()


_last = _Last()


def passages(report: Report) -> tuple[Passage, ...]:
    """Every paragraph and cell with text, in reading order; none for a report that was not read from a file."""
    if report.document is not _last.document:
        _last.passages = () if report.document is None else tuple(_passages(report.document))
        _last.document = report.document
    return _last.passages


def _passages(document: Document) -> Iterator[Passage]:
    number = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield Passage(block.text, document, block, number=number)
            number += 1
        else:
            for cell in block.own_cells():
                if cell.text.strip():
                    yield Passage(cell.text, document, block, cell, number)
                    number += 1


_SENTENCE = re.compile(r"[^。；;！？\n]+[。；;！？]?")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of ``text`` begins and ends; a semicolon ends one too."""
    for match in _SENTENCE.finditer(text):
        yield match.span()
