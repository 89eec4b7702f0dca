"""The projects and tasks that a report names, each with its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.document import Paragraph
from jixiao.report import Project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.document import Document
    from jixiao.location import Location
    from jixiao.report import Figure

__all__ = ["collect_projects"]


def collect_projects(document: Document, figures: Sequence[Figure], own: str = "") -> tuple[Project, ...]:
    """The projects in the order of their first figures. ``own`` is the one project that the whole report is about, if
    it says so: its figures are those of the report's unit."""
    places: dict[tuple[str, str], list[int]] = {}
    for index, figure in enumerate(figures):
        kind, colon, name = figure.scope.partition(":")
        if colon and kind in ("project", "task"):
            places.setdefault((kind, name), []).append(index)
    projects = [
        Project(name, _where(document, name) or figures[indices[0]].location, tuple(indices), kind)
        for (kind, name), indices in places.items()
    ]
    if own:
        indices = [index for index, figure in enumerate(figures) if figure.scope == "unit"]
        where = _where(document, own)
        if where is not None:
            projects.insert(0, Project(own, where, tuple(indices)))
    return tuple(projects)


def _where(document: Document, name: str) -> Location | None:
    """Where the document names it first."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            start = block.text.find(name)
            if start >= 0:
                return document.locate(block, start, start + len(name))
            continue
        for cell in block.own_cells():
            start = cell.text.find(name)
            if start >= 0:
                return document.locate_cell(block, cell, start, start + len(name))
    return None
