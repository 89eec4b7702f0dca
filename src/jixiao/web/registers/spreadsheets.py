"""Tables that somebody keeps for themselves: a spreadsheet file or a pasted block, matched to a register's columns.

Headings are matched by label and synonyms as in the workbook, amounts in another unit are converted, rows of totals
are left out. What a heading is can be chosen by hand where it is not known.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location
from jixiao.numbers import parse_decimal, unit_named
from jixiao.reading.formats.decode import decode
from jixiao.registers.base import broken_rows
from jixiao.web.registers.rows import clean, unkept
from jixiao.workbook.book import Book as Workbook
from jixiao.workbook.book import Cell, Sheet, open_book
from jixiao.workbook.cells import words_of
from jixiao.workbook.headers import Header, find_header, label_in
from jixiao.workbook.rows import data_rows, read_under

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jixiao.registers.base import Column, Table
    from jixiao.web.registers.rows import Typed

__all__ = ["MOST_ROWS", "Heading", "Pasted", "TableReading", "open_table", "pasted", "read_spreadsheet"]

MOST_ROWS: Final = 5000
"""Rows taken over at once."""
_PACKED: Final = (b"PK", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the file and the name of the register's column that it stands for, empty where it is left out."""

    index: int
    text: str
    column: str


@dataclass(frozen=True, slots=True)
class TableReading:
    """What a file gave for one register: its records where nothing is wrong, and every fault with its row."""

    sheets: tuple[str, ...] = ()
    sheet: str = ""
    headings: tuple[Heading, ...] = ()
    records: tuple[Any, ...] = ()
    findings: tuple[Finding, ...] = ()
    content: Mapping[str, Sheet] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        return bool(self.headings) and not any(finding.severity is Severity.ERROR for finding in self.findings)


def open_table(path: Path, name: str) -> Mapping[str, Sheet] | Finding:
    """The sheets of a workbook, or the one sheet of a text file; the fault that keeps ``name`` from being read."""
    with path.open("rb") as file:
        start = file.read(8)
        if start.startswith(_PACKED) or not start or b"\0" in start:
            found = open_book(path)
            return found.sheets if isinstance(found, Workbook) else _named(found, name)
        text, unreadable = decode(start + file.read())
    if unreadable or "\0" in text:
        return _fault("IN004", Location(file=name), "读不出文字，应为 Excel 工作簿或 CSV 文件。")
    return {"": _sheet(text)}


def _named(finding: Finding, name: str) -> Finding:
    """The finding with the name that the file had before it was kept by its hash."""
    return replace(finding, locations=tuple(replace(at, file=name) for at in finding.locations))


def _sheet(text: str) -> Sheet:
    """The cells of a text whose columns are divided by tabs, semicolons or commas, quoted like a spreadsheet does."""
    first = text.split("\n", 1)[0]
    delimiter = max("\t,;", key=first.count)
    lines = csv.reader(io.StringIO(clean(text), newline=""), delimiter=delimiter)
    rows = {
        at: cells
        for at, line in enumerate(lines)
        if (cells := {index: Cell(words.strip()) for index, words in enumerate(line) if words.strip()})
    }
    return Sheet("", rows)


def read_spreadsheet(
    table: Table[Any],
    sheets: Mapping[str, Sheet],
    name: str,
    year: int,
    *,
    sheet: str = "",
    chosen: Mapping[int, str] | None = None,
) -> TableReading:
    """Reads one sheet (that named, else the one with most known headings) as rows of ``table``.

    ``chosen`` are columns that a person chose for headings, by the heading's index.
    """
    columns = table.columns
    found = {each: _header(sheets[each], table, name) for each in ([sheet] if sheet in sheets else sheets)}
    best = max(found, key=lambda each: _known(found[each]), default="")
    header = found.get(best)
    if header is None:
        labels = "、".join(column.heading for column in columns)
        message = "找不到表头，应有一行写着至少两列的名称。"
        return TableReading(
            tuple(sheets),
            best,
            findings=(_fault("IN021", Location(file=name), message, f"可用的列名：{labels}。"),),
            content=sheets,
        )
    content = sheets[best]
    if chosen is not None:
        header = _as_chosen(header, columns, content, chosen)
    used = {index: column for column, index in header.places.items()}
    headings = tuple(
        Heading(index, words_of(cell), used.get(index, ""))
        for index, cell in sorted(content.rows[header.row].items())
        if index != header.number
    )
    findings = [*_lacking(columns, header, name, best)]
    read = read_under(header, content, table, columns, name, year, may_be_empty=False)
    at = Location(file=name, sheet=best)
    findings += read.findings
    findings += broken_rows(table, read.rows, at, read.places)
    for row in read.rows:
        findings += unkept(columns, row.record, row.number, at)
    if len(read.rows) > MOST_ROWS:
        findings.append(
            _fault("IN405", at, f"有 {len(read.rows)} 行，一次最多导入 {MOST_ROWS} 行。", "请分成几个文件导入。")
        )
    records = tuple(row.record for row in read.rows)
    return TableReading(tuple(sheets), best, headings, records, tuple(findings), sheets)


def _header(sheet: Sheet, table: Table[Any], name: str) -> Header | None:
    return find_header(sheet, table.columns, [each.label for each in table.computed], name, own=True)[0]


def _known(header: Header | None) -> int:
    return 0 if header is None else len(header.places)


def _as_chosen(header: Header, columns: Sequence[Column], sheet: Sheet, chosen: Mapping[int, str]) -> Header:
    known = {column.name: column for column in columns}
    places = {name: index for index, name in chosen.items() if name in known}
    units = {}
    for name, index in places.items():
        _, unit = label_in(words_of(sheet.cell(header.row, index)))
        same_kind = unit and known[name].is_figure and unit_named(unit).kind is unit_named(known[name].unit).kind
        units[name] = unit if same_kind else known[name].unit
    return replace(header, places=places, units=units)


def _lacking(columns: Sequence[Column], header: Header, name: str, sheet: str) -> list[Finding]:
    at = Location(file=name, sheet=sheet, row=header.row)
    return [
        _fault(
            "IN022",
            at,
            f"没有“{column.heading}”这一列，这一列必须有。",
            "请在“列的对应”里指定是哪一列，或在文件里加上这一列。",
        )
        for column in columns
        if column.required and column.name not in header.places
    ]


def _fault(code: str, at: Location, message: str, advice: str = "") -> Finding:
    return Finding(code, Severity.ERROR, Kind.FORM, message, locations=(at,), advice=advice)


@dataclass(frozen=True, slots=True)
class Pasted:
    """A pasted block as typed rows. ``headed``: its first line was headings; ``left_out`` are headings not known;
    ``skipped`` how many lines (totals, examples) were left out."""

    rows: tuple[Typed, ...] = ()
    headed: bool = False
    left_out: tuple[str, ...] = ()
    skipped: int = 0


def pasted(table: Table[Any], text: str, start: str, order: Sequence[str]) -> Pasted:
    """The block copied from a spreadsheet as rows to type: by its headings where it has them, else from the column
    ``start`` on in the ``order`` in which the columns are shown."""
    sheet = _sheet(text.replace("\r\n", "\n").replace("\r", "\n")) if "\t" in text else _lines(text)
    known = {column.name: column for column in table.columns}
    header = _header(sheet, table, "")
    first = next(iter(sheet.rows), 0)
    if header is not None and header.row == first:
        used = {*header.places.values(), header.number}
        left_out = tuple(words_of(cell) for index, cell in sheet.rows[first].items() if index not in used)
    else:
        names = list(order)[list(order).index(start) if start in order else 0 :]
        header = Header(first - 1, {name: at for at, name in enumerate(names)}, {}, None)
        left_out = ()
    headed = header.row == first
    below = [at for at in sheet.rows if at > header.row]
    rows = []
    for at, _ in data_rows(sheet, header):
        typed = {}
        for name, place in header.places.items():
            words = words_of(sheet.cell(at, place))
            if headed or place <= max(sheet.rows[at]):
                typed[name] = _in_unit(words, header.units.get(name, ""), known[name])
        rows.append(typed)
    return Pasted(tuple(rows), headed, left_out, len(below) - len(rows))


def _lines(text: str) -> Sheet:
    """One column: each line is a cell, whatever commas it holds."""
    lines = clean(text).splitlines()
    return Sheet("", {at: {0: Cell(line.strip())} for at, line in enumerate(lines) if line.strip()})


def _in_unit(words: str, unit: str, column: Column) -> str:
    """A bare figure with the unit of its heading behind it, where that is not the column's own."""
    return f"{words}{unit}" if unit and unit != column.unit and parse_decimal(words) is not None else words
