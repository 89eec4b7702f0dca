"""A register row as the database keeps it, as the core's record, and as the text that a clerk types."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location
from jixiao.numbers import Missing, Printed, plain
from jixiao.web.fields import PLACES, keeps
from jixiao.workbook.book import Cell
from jixiao.workbook.cells import read_cell, target_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jixiao.registers.base import Column, Table
    from jixiao.web.registers.models import Entry

__all__ = ["Typed", "clean", "fields_of", "read_texts", "record_of", "text_of", "texts_of", "unkept"]

Typed = dict[str, str]
"""What was typed, by the column's name."""


def record_of(table: Table[Any], entry: Entry) -> Any:
    """The core's record of a row."""
    skipped = set(entry.not_applicable)
    values: dict[str, Any] = {}
    for column in table.columns:
        kept = getattr(entry, f"value_{column.name}")
        if column.name in skipped:
            values[column.name] = Missing.NOT_APPLICABLE
        elif column.kind == "target":
            values[column.name] = _read(kept, column, getattr(entry, "value_unit", ""), Location())[0]
        elif kept is None:
            values[column.name] = Missing.BLANK
        else:
            values[column.name] = kept
    return table.record(**values)


def fields_of(table: Table[Any], record: Any) -> dict[str, Any]:
    """The fields of the row that keeps ``record``; :func:`record_of` gives the record back."""
    fields: dict[str, Any] = {}
    skipped = []
    for column in table.columns:
        value = getattr(record, column.name)
        if value is Missing.NOT_APPLICABLE:
            skipped.append(column.name)
            value = None
        elif value is Missing.BLANK:
            value = None
        if column.kind == "target":
            value = "" if value is None else _target(value, column, getattr(record, "unit", ""))
        elif column.kind in ("text", "choice"):
            value = value or ""
        fields[f"value_{column.name}"] = value
    return {**fields, "not_applicable": skipped}


def read_texts(
    table: Table[Any], columns: Sequence[Column], typed: Mapping[str, str], number: int
) -> tuple[Any, list[Finding]]:
    """The record that the typed texts are, and every fault in them, each at its cell of row ``number``.

    The same reading as that of the workbook's cells, so that a grid and a sheet never disagree. The record holds a
    blank where a cell could not be read.
    """
    findings: list[Finding] = []
    values: dict[str, Any] = {}
    for index, column in enumerate(columns):
        place = Location(register=table.label, row=number - 1, column=index, records=(number,))
        unit = clean(typed.get("unit", "")).strip() if column.kind == "target" else column.unit
        values[column.name], finding = _read(clean(typed.get(column.name, "")), column, unit, place)
        if finding is not None:
            findings.append(finding)
    record = table.record(**values)
    return record, findings + list(unkept(columns, record, number, Location(register=table.label)))


def clean(text: str) -> str:
    """The text without what a database cannot hold: zero characters and halves of a pair."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def unkept(columns: Sequence[Column], record: Any, number: int, origin: Location) -> Iterator[Finding]:
    """The figures of ``record`` that the database would have to round; ``number`` is its row in ``origin``."""
    for index, column in enumerate(columns):
        value = getattr(record, column.name)
        if isinstance(value, Decimal) and not keeps(value):
            yield Finding(
                "IN401",
                Severity.ERROR,
                Kind.FORM,
                f"“{column.label}”填的是 {plain(value)}，应为不超过 {PLACES} 位小数、小于 9 万亿的数。",
                expected=f"不超过 {PLACES} 位小数",
                actual=plain(value),
                locations=(replace(origin, row=number - 1, column=index, records=(number,)),),
            )


def _read(text: str, column: Column, unit: str, place: Location) -> tuple[Any, Finding | None]:
    return read_cell(Cell(text) if text.strip() else None, column, unit, place)


def texts_of(table: Table[Any], record: Any) -> Typed:
    """The record as a clerk would type it."""
    unit = getattr(record, "unit", "")
    return {
        column.name: _target(value, column, unit) if column.kind == "target" else text_of(value, column)
        for column in table.columns
        for value in (getattr(record, column.name),)
    }


def text_of(value: Any, column: Column | None = None) -> str:
    """A value as it is typed and shown: nothing for a blank, 是/否, ISO dates, plain figures.

    A rate is shown with its sign, without which 0.27 could as well be a share of one.
    """
    if value is None or value is Missing.BLANK:
        return ""
    if isinstance(value, Missing):
        return value.label
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    return f"{plain(value)}%" if column is not None and column.kind == "rate" else plain(value)


def _target(value: Any, column: Column, unit: str) -> str:
    return target_words(value, column, unit) if isinstance(value, Printed) else text_of(value)
