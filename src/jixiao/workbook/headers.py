"""Finding the header of a sheet and telling which of its columns is which."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from jixiao.location import Location, cell_name
from jixiao.numbers import narrow, unit_named
from jixiao.workbook.cells import words_of
from jixiao.workbook.faults import fault
from jixiao.workbook.marks import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.findings import Finding
    from jixiao.registers.base import Column
    from jixiao.workbook.book import Sheet

__all__ = ["Header", "find_header", "label_in"]

_SEARCHED_ROWS: Final = 30
_NEAR: Final = 0.6
_BRACKETS = re.compile(r"[(\[【]([^)\]】]*)[)\]】]$")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands and what is under it: the index of each column by name, the unit it is filled in, and
    the index of the column of row numbers (``None`` where it was taken out)."""

    row: int
    places: dict[str, int]
    units: dict[str, str]
    number: int | None


def label_in(text: str) -> tuple[str, str]:
    """The bare label of a heading and the unit in brackets behind it: ``年初预算数 （ 万元 ） *`` has both."""
    slim = re.sub(r"[\s*＊]+", "", narrow(text))
    match = _BRACKETS.search(slim)
    if match is None:
        return slim.rstrip(":"), ""
    return slim[: match.start()], match.group(1).removeprefix("单位:")


def find_header(
    sheet: Sheet, columns: Sequence[Column], computed: Sequence[str], file: str, *, own: bool = False
) -> tuple[Header | None, list[Finding]]:
    """The header of ``columns`` in ``sheet`` and what is wrong with it; ``None`` where the rows cannot be trusted.

    ``own``: the sheet is a table that somebody keeps for themselves, which owes no column to a template: one that is
    lacking is no fault of the header, and one that is not known is only named.
    """
    search = _Search(sheet, columns, computed, file, own=own)
    return search.result()


class _Search:
    def __init__(
        self, sheet: Sheet, columns: Sequence[Column], computed: Sequence[str], file: str, *, own: bool
    ) -> None:
        self._own = own
        self._sheet = sheet
        self._columns = columns
        self._file = file
        self._by_label = {column.label: column for column in columns}
        self._by_synonym: dict[str, Column] = {}
        for column in columns:
            for synonym in column.synonyms:
                self._by_synonym.setdefault(synonym, column)
        self._ignored = {NUMBER, *computed}
        self._findings: list[Finding] = []

    def result(self) -> tuple[Header | None, list[Finding]]:
        row = self._row()
        if row is None:
            labels = "、".join(column.label for column in self._columns if column.required)
            self._say("IN021", None, None, f"找不到表头，应有一行写着各列的名称（{labels} 等）。", expected=labels)
            return None, self._findings
        if self._merged(row):
            return None, self._findings
        header = self._read(row)
        broken = any(finding.severity.rank == 0 for finding in self._findings)
        return (None if broken else header), self._findings

    def _row(self) -> int | None:
        """The row among the first with the most known labels; at least two, or all where there are fewer columns."""
        best, most = None, min(2, len(self._columns)) - 1
        for row in islice(self._sheet.rows, _SEARCHED_ROWS):
            known = sum(1 for _, label, _ in self._labels(row) if label in self._by_label or label in self._by_synonym)
            if known > most:
                best, most = row, known
        return best

    def _labels(self, row: int) -> Iterator[tuple[int, str, str]]:
        for column, cell in self._sheet.rows[row].items():
            label, unit = label_in(words_of(cell))
            if label:
                yield column, label, unit

    def _merged(self, row: int) -> bool:
        found = False
        for top, left, bottom, right in self._sheet.merged:
            if top <= row <= bottom:
                found = True
                area = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
                self._say(
                    "IN025",
                    top,
                    left,
                    f"表头 {area} 是合并单元格，看不出每一列的名称，应为每列一个名称。",
                    actual=area,
                    advice="请取消合并，并补上各列的名称。",
                )
        return found

    def _read(self, row: int) -> Header:
        places: dict[str, int] = {}
        units: dict[str, str] = {}
        number: int | None = None
        unknown: list[tuple[int, str]] = []
        present = {label for _, label, _ in self._labels(row)}
        for index, label, unit in self._labels(row):
            column = self._by_label.get(label)
            synonymous = self._by_synonym.get(label)
            if column is None and synonymous is not None and synonymous.label not in present:
                column = synonymous
            if label == NUMBER and number is None:
                number = index
            elif column is None:
                if label not in self._ignored:
                    unknown.append((index, label))
            elif column.name in places:
                first = cell_name(row, places[column.name])
                self._say("IN024", row, index, f"“{label}”出现了两次（另一处在 {first}），应只有一列。", actual=label)
            else:
                places[column.name] = index
                units[column.name] = self._unit(row, index, column, unit)
        self._missing(row, places, unknown)
        return Header(row, places, units, number)

    def _unit(self, row: int, index: int, column: Column, unit: str) -> str:
        if not unit or not column.is_figure:
            return column.unit
        if unit_named(unit).kind is not unit_named(column.unit).kind:
            self._say(
                "IN028",
                row,
                index,
                f"“{column.label}”的单位写的是“{unit}”，应为“{column.unit}”。",
                expected=column.heading,
                actual=unit,
            )
        return unit

    def _missing(self, row: int, places: dict[str, int], unknown: list[tuple[int, str]]) -> None:
        left = dict(unknown)
        for column in () if self._own else self._columns:
            if column.name in places:
                continue
            near = difflib.get_close_matches(column.label, left.values(), n=1, cutoff=_NEAR)
            if near:
                index = next(index for index, label in left.items() if label == near[0])
                del left[index]
                self._say(
                    "IN028",
                    row,
                    index,
                    f"列名“{near[0]}”不认识，应为“{column.heading}”。",
                    expected=column.heading,
                    actual=near[0],
                    advice="请把列名改回原样；确是另一列的，请换一个不相近的名称。",
                )
            elif column.required:
                self._say(
                    "IN022",
                    row,
                    None,
                    f"缺少“{column.heading}”这一列，这一列必须有。",
                    expected=column.heading,
                    advice="请从新生成的模板里复制这一列的表头。",
                )
        for index, label in left.items():
            if any(at > row and index in cells for at, cells in self._sheet.rows.items()):
                self._say("IN023", row, index, f"不认识“{label}”这一列，没有读取，应为模板里的列。", actual=label)

    def _say(
        self,
        code: str,
        row: int | None,
        column: int | None,
        message: str,
        *,
        expected: str = "",
        actual: str = "",
        advice: str = "",
    ) -> None:
        at = Location(file=self._file, sheet=self._sheet.name, row=row, column=column, quote=actual)
        self._findings.append(fault(code, at, message, expected=expected, actual=actual, advice=advice))
