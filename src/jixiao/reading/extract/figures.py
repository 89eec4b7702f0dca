"""All figures of a document in the order of its text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jixiao.document import Table
from jixiao.reading.extract.figures_linear import read_linear
from jixiao.reading.extract.figures_table import read_table
from jixiao.reading.extract.passages import Passage, stretches
from jixiao.reading.extract.prose import read_passage
from jixiao.reading.extract.settle import settle
from jixiao.reading.extract.staff import staff_figures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jixiao.document import Document
    from jixiao.reading.extract.drafts import Draft
    from jixiao.reading.extract.scopes import Subject

__all__ = ["extract_drafts"]


def extract_drafts(document: Document, subject: Subject) -> list[Draft]:
    """The figures of ``document``, named as far as the whole of it allows."""
    drafts: list[Draft] = []
    for stretch in stretches(document, subject):
        _add(drafts, staff_figures(document, stretch))
        if isinstance(stretch, Table):
            _add(drafts, read_table(document, stretch, subject))
        elif isinstance(stretch, Passage):
            _add(drafts, read_passage(stretch, subject))
        else:
            _add(drafts, read_linear(stretch.pieces, subject))
            for passage in stretch.sentences:
                _add(drafts, read_passage(passage, subject))
    return settle(drafts, subject)


def _add(drafts: list[Draft], new: Iterable[Draft]) -> None:
    """Appends with parents counted from the report's first figure instead of the stretch's."""
    offset = len(drafts)
    drafts += [draft if draft.parent is None else replace(draft, parent=draft.parent + offset) for draft in new]
