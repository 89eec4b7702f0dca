"""Findings as JSON: the contract that people script against (``docs/schemas/check.schema.json``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location

if TYPE_CHECKING:
    from jixiao.checking.catalogue import Entry
    from jixiao.checking.engine import Checked

__all__ = ["check_object", "finding_object", "finding_of", "report_object"]

Json = dict[str, object]


def report_object(checked: Checked) -> Json:
    """One report with everything found on it. ``checks`` says how each check ended; ``complete`` is false when the
    file could not be read or a check crashed, so that no findings does not look like nothing wrong."""
    report = checked.report
    return {
        "source": report.source,
        "unit": report.unit or None,
        "year": report.year,
        "complete": not checked.incomplete,
        "findings": [finding_object(finding) for finding in checked.all_findings],
        "waived": [finding_object(finding) for finding in checked.waived],
        "checks": {outcome.code: outcome.state for outcome in checked.outcomes},
    }


def finding_object(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "kind": finding.kind.value,
        "message": finding.message,
        "expected": finding.expected,
        "actual": finding.actual,
        "locations": [_location_object(where) for where in finding.locations],
        "steps": list(finding.steps),
        "advice": finding.advice,
    }


def finding_of(made: dict[str, Any], source: str) -> Finding:
    """The finding that :func:`finding_object` made ``made`` of, on the file ``source``."""
    return Finding(
        code=made["code"],
        severity=Severity(made["severity"]),
        kind=Kind(made["kind"]),
        message=made["message"],
        expected=made["expected"],
        actual=made["actual"],
        locations=tuple(
            Location(file=source, quote=where["quote"], **{name: where[name] for name in _PLACES if name in where})
            for where in made["locations"]
        ),
        steps=tuple(made["steps"]),
        advice=made["advice"],
    )


_PLACES = ("page", "sheet", "line", "block", "row", "column", "start", "end")


def _location_object(where: Location) -> Json:
    """A place: always its quote and its label in words; of the indices (from zero) those that there are."""
    given = {name: getattr(where, name) for name in _PLACES}
    return {"quote": where.quote, "label": where.label} | {
        name: value for name, value in given.items() if value is not None and value != ""
    }


def check_object(each: Entry) -> Json:
    """A check as ``jixiao checks --format json`` lists it."""
    return {
        "code": each.code,
        "title": each.title,
        "kind": each.kind.value,
        "severity": each.severity,
        "status": each.status,
        "since": each.since,
        "sections": dict(each.sections),
    }
