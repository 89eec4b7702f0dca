"""The rows of one table sheet, read back as records, with every fault in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from jixiao.location import Location, cell_name
from jixiao.numbers import exact, narrow, unit_named
from jixiao.registers.base import NOTHING_THIS_YEAR, Column, Row
from jixiao.workbook.cells import Value, read_cell, words_of
from jixiao.workbook.faults import fault
from jixiao.workbook.headers import Header, find_header
from jixiao.workbook.marks import EXAMPLE, TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.findings import Finding
    from jixiao.registers.base import Table
    from jixiao.workbook.book import Sheet

__all__ = ["ReadTable", "check_rows", "data_rows", "read_table", "read_under"]

_TOTALS: Final = (TOTAL, "总计", "小计", "合 计")
_NOTHING: Final = Column("nothing", NOTHING_THIS_YEAR, "yes_no")


@dataclass(frozen=True)
class ReadTable:
    """What a sheet gave: its rows, whether it states that there was nothing, where its columns are, and all faults."""

    rows: tuple[Row[Any], ...] = ()
    nothing: bool = False
    places: dict[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def read_table(
    sheet: Sheet, table: Table[Any], columns: Sequence[Column], file: str, year: int | None, *, may_be_empty: bool
) -> ReadTable:
    """Reads ``sheet`` as ``table``; ``columns`` are the table's in the units asked, ``year`` the year evaluated."""
    header, findings = find_header(sheet, columns, [each.label for each in table.computed], file)
    if header is None:
        return ReadTable(findings=tuple(findings))
    found = read_under(header, sheet, table, columns, file, year, may_be_empty=may_be_empty)
    return replace(found, findings=(*findings, *found.findings))


def read_under(
    header: Header,
    sheet: Sheet,
    table: Table[Any],
    columns: Sequence[Column],
    file: str,
    year: int | None,
    *,
    may_be_empty: bool,
) -> ReadTable:
    """Reads what stands below a known ``header``; the rest as in :func:`read_table`."""
    reader = _Rows(sheet, table, columns, file, header)
    rows = tuple(reader.rows())
    nothing = may_be_empty and reader.nothing()
    reader.check(rows, year, nothing=nothing)
    return ReadTable(rows, nothing, header.places, tuple(reader.findings))


def data_rows(sheet: Sheet, header: Header) -> Iterator[tuple[int, str]]:
    """The rows below ``header`` that hold anything but totals, each with what marks it (its number, ``示例``)."""
    for at, cells in sheet.rows.items():
        if at <= header.row or not any(words_of(sheet.cell(at, place)) for place in header.places.values()):
            continue
        marked = next(iter(cells.values())) if header.number is None else sheet.cell(at, header.number)
        mark = words_of(marked)
        if mark not in _TOTALS:
            yield at, mark


Place = Callable[[int, str], Location]
"""Where a row (by its number) and a column (by its name, empty for the whole row) stand."""


def check_rows(
    table: Table[Any], columns: Sequence[Column], rows: Sequence[Row[Any]], year: int | None, place: Place
) -> Iterator[Finding]:
    """What is wrong with ``rows`` taken together: repeated, of another ``year``, a total among them.

    The later one of two rows is the guilty one. ``columns`` are those that the rows were asked in.
    """
    yield from _repeated(table, rows, place)
    yield from _totals_among(columns, rows, place)
    if year is not None:
        yield from _of_another_year(columns, rows, year, place)


def _repeated(table: Table[Any], rows: Sequence[Row[Any]], place: Place) -> Iterator[Finding]:
    whole: dict[object, int] = {}
    keys: dict[tuple[object, ...], int] = {}
    for row in rows:
        key = tuple(getattr(row.record, name) for name in table.key)
        if any(key) and key in keys:
            labels = "、".join(f"“{table.column(name).label}”" for name in table.key)
            yield fault(
                "IN202",
                place(row.number, ""),
                f"与第 {keys[key]} 行的{labels}相同，应只有一行。",
                actual="、".join(str(part) for part in key if part),
                advice="重复的删去；确是两件事的，把名称写得能分清。",
            )
        elif row.record in whole:
            yield fault(
                "IN201",
                place(row.number, ""),
                f"与第 {whole[row.record]} 行完全相同，两行都已计入，应为不同的事项。",
                advice="重复录入的删去一行；确是两笔的，在事项里写明。",
            )
        keys.setdefault(key, row.number)
        whole.setdefault(row.record, row.number)


def _totals_among(columns: Sequence[Column], rows: Sequence[Row[Any]], place: Place) -> Iterator[Finding]:
    """A row of totals that somebody added below would count everything twice."""
    named = next((column for column in columns if column.kind == "text" and column.required), None)
    for row in rows if named is not None else ():
        assert named is not None
        name = getattr(row.record, named.name)
        if isinstance(name, str) and "".join(name.split()) in _TOTALS:
            yield fault(
                "IN208",
                place(row.number, named.name),
                f"“{named.label}”填的是“{name}”，应为一件事；合计行会使数额重复计入。",
                expected="一件事",
                actual=name,
                advice="表头下面已有自动合计，请删去这一行。",
            )


def _of_another_year(columns: Sequence[Column], rows: Sequence[Row[Any]], year: int, place: Place) -> Iterator[Finding]:
    for column in columns:
        if not column.in_year:
            continue
        for row in rows:
            day = getattr(row.record, column.name)
            if isinstance(day, date) and day.year != year:
                yield fault(
                    "IN114",
                    place(row.number, column.name),
                    f"“{column.label}”是 {day.isoformat()}，应为 {year} 年的日期。",
                    expected=f"{year} 年的日期",
                    actual=day.isoformat(),
                    advice="其他年度的事项不填在本年的台账里。",
                )


class _Rows:
    def __init__(self, sheet: Sheet, table: Table[Any], columns: Sequence[Column], file: str, header: Header) -> None:
        self._sheet = sheet
        self._table = table
        self._columns = tuple(column for column in columns if column.name in header.places)
        self._file = file
        self._header = header
        self.findings: list[Finding] = []

    # --- reading

    def rows(self) -> Iterator[Row[Any]]:
        """The records, in the order of the sheet."""
        for at, mark in data_rows(self._sheet, self._header):
            if mark.startswith(EXAMPLE):
                self._check_example(at)
                continue
            record = self._record(at)
            if self._header.number is None and record == self._example:
                continue
            yield Row(at + 1, record)

    @property
    def _example(self) -> object:
        """The example as it reads back: without the columns that this sheet does not have."""
        return self._table.record(**{name: getattr(self._table.example, name) for name in self._header.places})

    def _record(self, at: int, *, silent: bool = False, as_shipped: bool = False) -> Any:
        """The row as a record; ``as_shipped`` reads it in the units of the template, whatever its header says now."""
        values: dict[str, Value] = {}
        for column in self._columns:
            place = self._header.places[column.name]
            cell = self._sheet.cell(at, place)
            unit = column.unit if as_shipped and column.kind != "target" else self._unit(at, column)
            value, finding = read_cell(cell, column, unit, self._at(at, place))
            values[column.name] = self._own(column, value)
            if finding is not None and not silent:
                self.findings.append(finding)
        return self._table.record(**values)

    def _unit(self, at: int, column: Column) -> str:
        """The unit of a cell: of its column, or, of a goal's target, the one that its own row names."""
        if column.kind != "target":
            return self._header.units[column.name]
        return narrow(words_of(self._sheet.cell(at, self._header.places.get("unit"))))

    def _own(self, column: Column, value: Value) -> Value:
        """The value in the unit of the record, which stays the same whatever unit a scheme asks for."""
        own = self._table.column(column.name).unit
        if not isinstance(value, Decimal) or own == column.unit:
            return value
        return exact(Fraction(value) * unit_named(column.unit).factor / unit_named(own).factor)

    def _check_example(self, at: int) -> None:
        # Who changes the unit in a header leaves the example as it came, or converts it too: neither is a fault.
        readings = (self._record(at, silent=True, as_shipped=shipped) for shipped in (False, True))
        if self._example not in readings:
            self._say(
                "IN207",
                at,
                self._header.number,
                "示例行的内容被改动，示例行不计入，应保持原样。",
                advice="真实的数据请填在示例行下面；不需要示例的，删去整行。",
            )

    def nothing(self) -> bool:
        """Whether the sheet states above its header that there was nothing of the kind this year."""
        for at, cells in self._sheet.rows.items():
            place = next((c for c, cell in cells.items() if words_of(cell).startswith(NOTHING_THIS_YEAR)), None)
            if at < self._header.row and place is not None and len(cells) > 1:
                nearest = min((column for column in cells if column != place), key=lambda column: abs(column - place))
                answer, finding = read_cell(cells[nearest], _NOTHING, "", self._at(at, nearest))
                if finding is not None:
                    self.findings.append(finding)
                return answer is True
        return False

    # --- checking

    def check(self, rows: tuple[Row[Any], ...], year: int | None, *, nothing: bool) -> None:
        """Reports what is wrong with the rows together: merged, hidden, repeated, of another year."""
        self._check_merged()
        self._check_hidden(rows)
        self.findings += check_rows(
            self._table,
            self._columns,
            rows,
            year,
            lambda number, name: self._at(number - 1, self._header.places.get(name)),
        )
        if nothing and rows:
            self._say(
                "IN203",
                rows[0].number - 1,
                None,
                f"填了“{NOTHING_THIS_YEAR}”，下面却有 {len(rows)} 行，应只取其一。",
                actual=f"{len(rows)} 行",
                advice="有此类事项的，清除表头上方的“是”；没有的，删去这些行。",
            )

    def _check_merged(self) -> None:
        used = set(self._header.places.values())
        for top, left, bottom, right in self._sheet.merged:
            filled = self._sheet.cell(top, left) is not None
            if filled and bottom > self._header.row and any(left <= place <= right for place in used):
                area = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
                self._say(
                    "IN026",
                    top,
                    left,
                    f"{area} 是合并单元格，应为一行一格。",
                    actual=area,
                    advice="请取消合并，并在每一行填上内容。",
                )

    def _check_hidden(self, rows: tuple[Row[Any], ...]) -> None:
        hidden = [row.number for row in rows if row.number - 1 in self._sheet.hidden_rows]
        if hidden:
            shown = "、".join(str(number) for number in hidden[:8]) + (" 等" if len(hidden) > 8 else "")
            self._say(
                "IN027",
                hidden[0] - 1,
                None,
                f"第 {shown} 行是隐藏的，其中的数据也已计入，应为都看得见的行。",
                actual=f"{len(hidden)} 行",
                advice="请取消隐藏或筛选后核对；不该计入的，删去。",
            )

    def _at(self, row: int, column: int | None) -> Location:
        return Location(file=self._file, sheet=self._sheet.name, row=row, column=column)

    def _say(
        self,
        code: str,
        row: int,
        column: int | None,
        message: str,
        *,
        expected: str = "",
        actual: str = "",
        advice: str = "",
    ) -> None:
        self.findings.append(
            fault(code, self._at(row, column), message, expected=expected, actual=actual, advice=advice)
        )
