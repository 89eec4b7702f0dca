"""What the API gives: plain data, every number as text, so that no reader turns it into a binary float."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - read at run time by the API's schema
from typing import Any

from ninja import Schema

__all__ = ["EvaluationOut", "RegisterOut", "RoundOut", "UnitOut", "VersionOut"]


class UnitOut(Schema):
    """A unit: ``kind`` is finance, department or unit."""

    id: int
    name: str
    code: str
    kind: str
    parent_id: int | None


class RoundOut(Schema):
    """A round of evaluation."""

    id: int
    title: str
    year: int
    scheme_id: str
    opens_on: date
    deadline: date
    closed: bool


class EvaluationOut(Schema):
    """Where an evaluation stands."""

    id: int
    round_id: int
    unit_id: int
    unit: str
    year: int
    subject: str
    state: str
    deadline: date
    version: int | None
    total: str | None
    grade: str | None
    changed_since: datetime | None


class VersionOut(Schema):
    """A frozen version with its result (the object of ``result.json``), its findings and the hashes of its files and of
    its evidence with the row or indicator each proves."""

    number: int
    made_at: datetime
    scheme_id: str
    scheme_version: str
    scheme_digest: str
    result: dict[str, Any]
    findings: list[dict[str, Any]]
    files: list[dict[str, str]]
    evidence: list[dict[str, str]]


class RegisterOut(Schema):
    """A register's rows as typed text, by the names of its columns."""

    name: str
    label: str
    columns: list[dict[str, str]]
    nothing_this_year: bool
    rows: list[dict[str, str]]
