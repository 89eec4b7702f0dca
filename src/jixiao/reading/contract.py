"""A report as JSON: what ``jixiao read --format json`` prints (``docs/schemas/read.schema.json``).

People script against it. Values are strings, exactly as printed and without grouping marks; ``scope`` is ``unit`` or
the name of the project or task; names are those of the vocabulary, ``null`` stands for what the report does not say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.numbers import UnitKind, narrow

if TYPE_CHECKING:
    from jixiao.findings import Finding
    from jixiao.location import Location
    from jixiao.numbers import Printed
    from jixiao.report import Count, Figure, IndicatorRow, Report, Section, Unreadable

__all__ = ["Json", "location_object", "to_contract", "value_text"]

Json = dict[str, object]

_PLACES = ("page", "sheet", "line", "block", "row", "column", "start", "end")


def to_contract(report: Report) -> Json:
    """The one object a file."""
    figures, index = _figures(report)
    return {
        "source": report.source,
        "unit": report.unit or None,
        "year": report.year,
        # The vocabulary knows departments and projects; a transfer is project expenditure over several levels.
        "kind": {"transfer": "project"}.get(report.kind, report.kind) or None,
        "form": report.form or None,
        "nature": report.nature,
        "title": report.title or None,
        "figures": figures,
        "counts": [_count(count) for count in report.counts],
        "projects": [
            {
                "name": project.name,
                "kind": project.kind,
                "figures": [index[i] for i in project.figures],
                "location": location_object(project.location),
            }
            for project in report.projects
        ],
        "indicators": [_indicator(row) for row in report.indicators if row.row_kind in ("indicator", "execution")],
        "total_score": value_text(report.total_score) if report.total_score else None,
        "grade": report.grade or None,
        "sections": [_section(section) for section in report.sections],
        "findings": [_fault(finding) for finding in (report.document.findings if report.document else ())],
    }


def value_text(printed: Printed) -> str:
    """The number as printed: digits and decimals kept, no grouping marks; a bound keeps its sign (≥95)."""
    number = f"{printed.value:f}"
    text = narrow(printed.text).strip()
    bound = text[0] if text[:1] in ("≥", "≤", ">", "<") else ""
    return bound + number


def _figures(report: Report) -> tuple[list[Json], list[int]]:
    """The figures in the order of the text, with those whose digits make no number among them, and the place of each
    of ``report.figures`` in that list."""
    found: list[Json] = []
    index: list[int] = []
    waiting = list(report.unreadable)
    for i, figure in enumerate(report.figures):
        while waiting and waiting[0].before <= i:
            found.append(_unreadable(waiting.pop(0)))
        index.append(len(found))
        found.append(_figure(figure, report.year))
    found += [_unreadable(each) for each in waiting]
    for i, figure in enumerate(report.figures):
        if figure.parent is not None:
            found[index[i]]["part_of"] = index[figure.parent]
    return found, index


def _figure(figure: Figure, year: int | None) -> Json:
    other_year = figure.year is not None and figure.year != year
    made: Json = {
        # A name says a figure of the year evaluated; another year's keeps its label and says the year.
        "name": "" if other_year else figure.name,
        "label": figure.label,
        "value": value_text(figure.value),
        "unit": _unit(figure),
        "scope": _scope(figure.scope),
        "quote": figure.location.quote,
        "location": location_object(figure.location),
    }
    if other_year:
        made["year"] = figure.year
    return made


def _unit(figure: Figure) -> str:
    """The printed or inherited unit. A rate without a sign anywhere near it has none, though it is counted in %."""
    unit = figure.value.unit
    if figure.value.kind is UnitKind.RATIO and unit not in narrow(figure.value.text + figure.label):
        return ""
    return unit


def _scope(scope: str) -> str:
    kind, colon, name = scope.partition(":")
    return name if colon and kind in ("project", "task") else scope


def _unreadable(each: Unreadable) -> Json:
    return {
        "name": each.name,
        "label": each.label,
        "value": each.text,
        "unit": each.unit,
        "scope": _scope(each.scope),
        "quote": each.location.quote,
        "location": location_object(each.location),
        "readable": False,
    }


def _count(count: Count) -> Json:
    return {
        "subject": count.subject,
        "verb": count.verb,
        "value": value_text(count.value),
        "unit": count.value.unit,
        "approximation": count.value.approximation,
        "scope": _scope(count.scope),
        "quote": count.location.quote,
        "location": location_object(count.location),
    }


def _indicator(row: IndicatorRow) -> Json:
    return {
        "name": row.name,
        "level": row.level,
        "path": list(row.path),
        "points": row.points,
        "score": row.score,
        "operator": row.operator,
        "target": row.target,
        "actual": row.actual,
        "unit": row.unit,
        "reason": row.reason,
        "kind": row.row_kind,
        "location": location_object(row.location),
    }


def _section(section: Section) -> Json:
    return {
        "title": section.title,
        "level": section.level,
        "ordinal": section.ordinal,
        "part": section.part or None,
        "location": location_object(section.location),
    }


def _fault(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "advice": finding.advice,
    }


def location_object(where: Location) -> Json:
    """A place: its quote and its label in words, and of the indices (from zero) those that there are."""
    given = {name: getattr(where, name) for name in _PLACES}
    return {"quote": where.quote, "label": where.label} | {
        name: value for name, value in given.items() if value is not None and value != ""
    }
