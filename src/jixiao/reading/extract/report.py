"""The one way from a document to a report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jixiao.reading.extract.counts import extract_counts
from jixiao.reading.extract.figures import extract_drafts
from jixiao.reading.extract.from_indicators import figures_from_indicators
from jixiao.reading.extract.identity import identify
from jixiao.reading.extract.indicators import extract_indicators
from jixiao.reading.extract.projects import collect_projects
from jixiao.reading.extract.scopes import Subject
from jixiao.reading.extract.totals import find_totals
from jixiao.reading.structure import sections
from jixiao.report import Figure, Report, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.document import Document
    from jixiao.reading.extract.drafts import Draft

__all__ = ["read_report"]


def read_report(document: Document) -> Report:
    """The report that ``document`` is. What the document does not say stays empty; nothing is refused."""
    identity = identify(document)
    subject = Subject(identity.unit, identity.title + identity.project, identity.kind != "department", identity.year)
    figures, unreadable = _figures(extract_drafts(document, subject))
    indicators = extract_indicators(document)
    figures += figures_from_indicators(indicators, figures)
    totals = find_totals(document, subject, indicators)
    return Report(
        source=document.source,
        unit=identity.unit,
        year=identity.year,
        kind=identity.kind,
        form=identity.form,
        nature=identity.nature,
        title=identity.title,
        figures=figures,
        unreadable=unreadable,
        counts=extract_counts(document, subject),
        indicators=indicators,
        projects=collect_projects(document, figures, identity.project),
        sections=sections(document),
        total_score=totals.score,
        total_location=totals.score_at,
        grade=totals.grade,
        grade_location=totals.grade_at,
        document=document,
    )


def _figures(drafts: Sequence[Draft]) -> tuple[tuple[Figure, ...], tuple[Unreadable, ...]]:
    """Drafts as figures; digits that make no number go apart, and parents are counted without them."""
    figures: list[Figure] = []
    unreadable: list[Unreadable] = []
    index: dict[int, int] = {}
    for i, draft in enumerate(drafts):
        if draft.readable:
            index[i] = len(figures)
            figures.append(
                Figure(draft.name, draft.label, draft.printed, draft.location, draft.scope, draft.year, draft.parent)
            )
        else:
            printed = draft.printed
            text = printed.text.removesuffix(printed.unit).strip()
            unreadable.append(
                Unreadable(draft.name, draft.label, text, printed.unit, draft.location, draft.scope, len(figures))
            )
    counted = [replace(f, parent=None if f.parent is None else index.get(f.parent)) for f in figures]
    return tuple(counted), tuple(unreadable)
