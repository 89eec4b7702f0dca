"""A register row as the database keeps it, as the core's record, and as the text that a clerk types."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from jixiao.location import Location
from jixiao.numbers import Missing, Printed, plain
from jixiao.workbook.book import Cell
from jixiao.workbook.cells import read_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jixiao.findings import Finding
    from jixiao.registers.base import Column, Table
    from jixiao.web.registers.models import Entry

__all__ = ["Typed", "fields_of", "read_texts", "record_of", "text_of", "texts_of"]

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
            value = "" if value is None else _target_text(value, getattr(record, "unit", ""))
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
        unit = typed.get("unit", "") if column.kind == "target" else column.unit
        values[column.name], finding = _read(typed.get(column.name, ""), column, unit, place)
        if finding is not None:
            findings.append(finding)
    return table.record(**values), findings


def _read(text: str, column: Column, unit: str, place: Location) -> tuple[Any, Finding | None]:
    return read_cell(Cell(text) if text.strip() else None, column, unit, place)


def texts_of(table: Table[Any], record: Any) -> Typed:
    """The record as a clerk would type it."""
    unit = getattr(record, "unit", "")
    return {
        column.name: _target_text(value, unit) if column.kind == "target" else text_of(value, column)
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


def _target_text(value: Any, unit: str) -> str:
    """A target with its unit written behind it where that is not the row's own."""
    if not isinstance(value, Printed):
        return text_of(value)
    return plain(value.value) if value.unit == unit else f"{plain(value.value)}{value.unit}"
