"""Cells of the official tables: heads, values and texts, and rows under one name at their left."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jixiao.writing.dossier import GAP
from jixiao.writing.layout import Cell, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jixiao.writing.dossier import Dossier

__all__ = ["Row", "gap", "head", "middle", "naming", "own_text", "texts", "under", "value"]

Row = tuple[Cell, ...]
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?%?")


def head(text: str, columns: int = 1, rows: int = 1) -> Cell:
    """A printed head of the form."""
    return Cell((Run(text),), rows, columns, "center", head=True)


def value(run: Run, columns: int = 1, rows: int = 1) -> Cell:
    """A figure, to the right so that figures below each other are aligned; or a short word, centred."""
    return (
        replace(middle(run, columns, rows), align="right")
        if _NUMBER.fullmatch(run.text)
        else middle(run, columns, rows)
    )


def middle(run: Run, columns: int = 1, rows: int = 1) -> Cell:
    """An ordinal or a word, centred."""
    return Cell((run,), rows, columns, "center")


def texts(parts: Iterable[Run | str], columns: int = 1, rows: int = 1) -> Cell:
    """A sentence, to the left."""
    return Cell(tuple(Run(part) if isinstance(part, str) else part for part in parts), rows, columns)


def naming(parts: Iterable[Run | str], columns: int = 1, rows: int = 1) -> Cell:
    """What the row is about: by this it is found again when the document is made again."""
    return replace(texts(parts, columns, rows), naming=True)


def gap(label: str, shown: str = GAP) -> Run:
    """What is missing, marked, with the name under which it is listed."""
    return Run(shown, fact=label, gap=True)


def own_text(dossier: Dossier, name: str, columns: int) -> Cell:
    """The unit's own text of this name, a line a paragraph, or the gap in its place."""
    lines = [line.strip() for line in dossier.own.get(name, "").splitlines() if line.strip()]
    return texts(["\n".join(lines)] if lines else [gap(dossier.text(name).wanted)], columns)


def under(title: str, rows: Sequence[Row]) -> list[Row]:
    """The rows with one head cell at the left that spans them all."""
    return [(head(title, rows=len(rows)), *rows[0]), *rows[1:]]
