"""The documents an office hands in, one module each, found by this folder."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jixiao.writing.dossier import Dossier
    from jixiao.writing.layout import Layout

__all__ = ["Document", "documents"]


@dataclass(frozen=True, slots=True)
class Document:
    """A document: ``name`` as the command calls it, ``title`` for people, for which subjects (``department``,
    ``project``, ``transfer``) it is made, in which formats, and what makes it. ``form`` cites the form it follows."""

    name: str
    title: str
    subjects: tuple[str, ...]
    build: Callable[[Dossier], Layout]
    form: str
    formats: tuple[str, ...] = ("docx", "pdf", "html", "xlsx")


@functools.cache
def documents() -> Mapping[str, Document]:
    """Every document by its name: the value ``DOCUMENT`` of each module in this folder."""
    found = {}
    for module in sorted(each.name for each in pkgutil.iter_modules(__path__) if not each.name.startswith("_")):
        document = importlib.import_module(f"{__name__}.{module}").DOCUMENT
        found[document.name] = document
    return found
