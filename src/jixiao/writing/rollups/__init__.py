"""The documents on many units, one module each, found by this folder."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jixiao.writing.collection import Collection
    from jixiao.writing.layout import Layout

__all__ = ["Collector", "Rollup", "rollups"]

Collector = Literal["department", "finance"]
"""Who collects: a department its subordinate units, or a bureau of finance all departments."""


@dataclass(frozen=True, slots=True)
class Rollup:
    """A document on many units: ``name`` as the command calls it, ``title`` for people, for which collector it is made,
    in which formats, and what makes it."""

    name: str
    title: str
    collector: Collector
    build: Callable[[Collection], Layout]
    formats: tuple[str, ...] = ("docx", "pdf", "html", "xlsx")


@functools.cache
def rollups() -> Mapping[str, Rollup]:
    """Every such document by its name: the value ``ROLLUP`` of each module in this folder."""
    found = {}
    for module in sorted(each.name for each in pkgutil.iter_modules(__path__) if not each.name.startswith("_")):
        rollup = importlib.import_module(f"{__name__}.{module}").ROLLUP
        found[rollup.name] = rollup
    return found
