"""Figures from the cells of a table, whichever way its labels stand.

A value's label is the words to its left put together with the words above it (``基本支出`` + ``年初预算数（万元）``). A
label directly to the left that says all by itself (``实际支出数 280.19``) needs no head. Rows of text copies that slipped
to one side are put back under the head's columns by the kind of value each column takes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jixiao.numbers import Missing, narrow, unit_named
from jixiao.reading.extract.drafts import Draft
from jixiao.reading.extract.names import LEVELS, Reading, Strength, read_money, read_rate
from jixiao.reading.extract.passages import cell_passage, is_sentence
from jixiao.reading.extract.prose import read_passage
from jixiao.reading.extract.values import Value, column_kind, is_label, unit_in, value_of

if TYPE_CHECKING:
    from jixiao.document import Cell, Document, Table
    from jixiao.location import Location
    from jixiao.reading.extract.scopes import Subject

__all__ = ["read_table"]

_UNIT = re.compile(r"(?:单位)?[:：]?\s*[((]?\s*(?:人民币)?(亿元|千万元|百万元|万元|千元|元|%|‰)\s*[))]?\s*\Z")
_NAME_COLUMN = re.compile(r"(?<!指标)名称|任务|科目|支出内容|资金来源|支出用途|明细")
_INDICATOR_HEAD = re.compile(r"指标值|目标值|年度指标|三级指标|指标名称|绩效指标内容|完成值|实际值")


def read_table(document: Document, table: Table, subject: Subject) -> list[Draft]:
    """The figures of one table, row by row."""
    return _TableReader(document, table, subject).read()


@dataclass(frozen=True, slots=True)
class _Head:
    """A row of column heads: its labels by column, the unit it gives to all, the first column of figures, and the
    column that names the rows (项目名称, 主要任务), if one says so."""

    row: int
    labels: dict[int, str]
    unit: str
    first: int
    named: int | None
    names: str


class _TableReader:
    def __init__(self, document: Document, table: Table, subject: Subject) -> None:
        self._document = document
        self._table = table
        self._subject = subject
        self._note = _noted_unit(table)
        self._drafts: list[Draft] = []
        self._above: dict[int, Draft] = {}
        self._whole: dict[str, int] = {}

    def read(self) -> list[Draft]:
        head: _Head | None = None
        indicators = False
        for r, row in enumerate(self._table.grid):
            cells = [cell for c, cell in enumerate(row) if (cell.row, cell.column) == (r, c)]
            found = self._head(r, row)
            if found is not None:
                head, indicators, self._whole = found, False, {}
                continue
            if sum(bool(_INDICATOR_HEAD.search(cell.text)) for cell in cells if len(cell.text) < 20) >= 2:
                head, indicators = None, True
                continue
            if not indicators:
                self._row(r, row, head)
            for cell in cells:
                if is_sentence(cell.text):
                    self._words(cell)
        return self._drafts

    # --- heads ---------------------------------------------------------------------------------------------------

    def _head(self, r: int, row: tuple[Cell, ...]) -> _Head | None:
        """A head has two or more columns of money or rates and no values."""
        labels: dict[int, str] = {}
        for c, cell in enumerate(row):
            if not cell.text.strip():
                continue
            value = value_of(cell.text)
            if isinstance(value, Value):
                return None
            if is_label(cell.text):
                labels[c] = cell.text
        kinds = {c: column_kind(text) for c, text in labels.items()}
        measured = [c for c, kind in kinds.items() if kind in ("money", "rate")]
        names = [c for c, text in labels.items() if c < min(measured, default=0) and _NAME_COLUMN.search(text)]
        if len({labels[c] for c in measured}) < (1 if names else 2):
            return None
        unit = next((unit for text in labels.values() if (unit := unit_in(text)) and unit not in ("%", "‰")), "")
        first = min(measured)
        shown = {c: text for c, text in labels.items() if c >= first or kinds[c]}
        return _Head(r, shown, unit, first, names[0] if names else None, labels[names[0]] if names else "")

    # --- rows ----------------------------------------------------------------------------------------------------

    def _row(self, r: int, row: tuple[Cell, ...], head: _Head | None) -> None:
        own = [(c, cell) for c, cell in enumerate(row) if (cell.row, cell.column) == (r, c)]
        values = [(c, cell) for c, cell in own if isinstance(value_of(cell.text), Value)]
        columns = self._columns(row, own, values, head) if head is not None else {}
        for c, cell in values:
            left = self._left(row, c)
            if head is not None and head.named is not None and is_label(row[head.named].text):
                left = row[head.named].text
            reading = read_money(left) if left else Reading()
            rate = read_rate(left) if left else Reading()
            direct = bool(reading.measure or rate.measure) and self._is_next(row, c, left)
            if head is not None and c in columns and not direct:
                self._under_head(r, cell, left, columns[c], head)
            elif left:
                self._beside_label(r, c, cell, left)

    def _left(self, row: tuple[Cell, ...], c: int) -> str:
        """The nearest words to the left of a value."""
        for cell in reversed(row[:c]):
            if is_label(cell.text):
                return cell.text
        return ""

    def _is_next(self, row: tuple[Cell, ...], c: int, left: str) -> bool:
        """Whether the label stands directly beside the value (merged squares of its cell between them count as it)."""
        return c > 0 and row[c - 1].text == left

    def _columns(
        self, row: tuple[Cell, ...], own: list[tuple[int, Cell]], values: list[tuple[int, Cell]], head: _Head
    ) -> dict[int, str]:
        """The head's label for each value of a row. In a real grid they share the column; in a text copy the row may
        have slipped, and the shift at which most values suit their columns wins."""
        if self._table.layout == "grid":
            return {c: head.labels[c] for c, _ in values if c in head.labels}
        best: tuple[int, int, dict[int, str]] = (0, 0, {})
        for shift in sorted(range(-3, 4), key=abs):
            fit = 0
            found: dict[int, str] = {}
            for c, cell in own:
                label = head.labels.get(c + shift)
                suits = _suits(cell.text, column_kind(label)) if label else 0
                fit += suits
                if label and suits >= 0 and (c, cell) in values:
                    found[c] = label
            if values and fit > best[0]:
                best = (fit, shift, found)
        return best[2]

    def _under_head(self, r: int, cell: Cell, left: str, label: str, head: _Head) -> None:
        kind = column_kind(label)
        if kind not in ("money", "rate"):
            return
        unit = unit_in(label) or ("%" if kind == "rate" else unit_in(left) or head.unit or self._note)
        row_label = "" if left and re.search(r"资金总额|总额|合计|总计", narrow(left)) else _row_name(left)
        self._add(cell, row_label, label, unit, row_label_given=bool(left), rate=kind == "rate")

    def _beside_label(self, r: int, c: int, cell: Cell, left: str) -> None:
        """A value beside its label. A label that names only a share takes the measure from the label above it, or
        from the row of which it is a part."""
        rate = bool(read_rate(left).measure) and not read_money(left).measure
        reading = read_money(left)
        unit = unit_in(left) or self._unit_of_row(r) or self._note
        if reading.measure or rate or not reading.what:
            self._add(cell, "", left, unit, row_label_given=False, rate=rate)
            return
        above = self._label_above(r, c, left)
        if above:
            self._add(cell, _row_name(left), above, unit_in(above) or unit, row_label_given=True, rate=False)
        elif c in self._above and self._above[c].measure:
            whole = self._above[c]
            draft = self._made(cell, left, reading, unit, rate=False)
            if draft is not None:
                parent = next((i for i, other in enumerate(self._drafts) if other is whole), None)
                self._keep(
                    replace(draft, measure=whole.measure, strength=Strength.CONTEXT, share=True, parent=parent), cell
                )

    def _label_above(self, r: int, c: int, left: str) -> str:
        """The label right above the label of this value, where that one has a measure."""
        row = self._table.grid[r]
        place = next((i for i in range(c - 1, -1, -1) if row[i].text == left), None)
        if place is None or r == 0 or place >= len(self._table.grid[r - 1]):
            return ""
        above = self._table.grid[r - 1][place].text
        return above if is_label(above) and read_money(above).measure else ""

    def _unit_of_row(self, r: int) -> str:
        units = [unit for cell in self._table.grid[r] if (unit := unit_in(cell.text)) and unit != "%"]
        return units[0] if units else ""

    # --- figures -------------------------------------------------------------------------------------------------

    def _add(self, cell: Cell, row_label: str, label: str, unit: str, *, row_label_given: bool, rate: bool) -> None:
        whole = row_label + label
        reading = read_rate(whole) if rate else read_money(whole)
        draft = self._made(cell, whole, reading, unit, rate=rate)
        if draft is None:
            return
        share = row_label_given and bool(row_label)
        key = read_money(label).measure
        if not share and row_label_given:
            self._whole[key] = len(self._drafts)
        parent = self._whole.get(key) if share and not rate else None
        scope = draft.scope
        if share and not reading.what:
            name = re.sub(r"\s+", "", row_label)
            scope = "unit" if self._subject.whose(name).kind in ("unit", "none") else f"{_scope_kind(name)}:{name}"
        self._keep(replace(draft, share=share, parent=parent, scope=scope), cell)

    def _made(self, cell: Cell, label: str, reading: Reading, unit: str, *, rate: bool) -> Draft | None:
        value = value_of(cell.text, unit)
        if not isinstance(value, Value):
            return None
        printed = value.printed
        is_rate = printed.unit in ("%", "‰")
        if is_rate is not rate and printed.unit:
            reading = read_rate(label) if is_rate else read_money(label)
        if not is_rate and not rate and not unit_named(printed.unit).is_money and not reading.measure:
            return None
        whose = self._subject.whose(reading.head)
        scope = f"project:{whose.name}" if whose.kind == "project" and reading.measure else "unit"
        measure = reading.measure
        if measure == "allocated" or (is_rate and reading.flags & {"target"}):
            measure = "adjusted_budget" if measure == "allocated" and reading.what in LEVELS else measure
        return Draft(
            printed=printed,
            location=self._place(cell),
            label=re.sub(r"\s+", "", label),
            what=reading.what,
            measure=measure,
            strength=reading.strength,
            scope=scope,
            readable=value.readable,
        )

    def _keep(self, draft: Draft, cell: Cell) -> None:
        self._drafts.append(draft)
        self._above[cell.column] = draft

    def _place(self, cell: Cell) -> Location:
        return self._document.locate_cell(self._table, cell)

    def _words(self, cell: Cell) -> None:
        """A cell with sentences is read as prose."""
        found = read_passage(cell_passage(self._document, self._table, cell), self._subject)
        offset = len(self._drafts)
        self._drafts += [d if d.parent is None else replace(d, parent=d.parent + offset) for d in found]


def _noted_unit(table: Table) -> str:
    match = _UNIT.search(narrow(table.unit_note))
    if match:
        return match.group(1)
    for row in table.grid[:3]:
        for cell in row:
            found = re.search(r"(?:金额)?单位[::]\s*(?:人民币)?(亿元|万元|千元|元)", narrow(cell.text))
            if found:
                return found.group(1)
    return ""


def _suits(text: str, kind: str) -> int:
    """Whether a cell can stand in a column of that kind: 2 well, 0 says nothing, -2 not."""
    value = value_of(text)
    if value is None:
        return 1 if kind == "words" else -1
    if isinstance(value, Missing):
        return 0
    rate = value.printed.unit in ("%", "‰")
    if kind == "rate":
        return 2 if rate else 0
    if kind in ("money", "points"):
        return -2 if rate else 1
    return -1 if kind == "words" else 0


def _row_name(left: str) -> str:
    """A row's label without the words that only say that it is a part."""
    return (
        re.sub(r"^\s*(?:其中|其他)?[::、\s]*(?=\S)|^\s*其中\s*", "", narrow(left))
        if left.strip().startswith("其中")
        else left
    )


def _scope_kind(name: str) -> str:
    return "project" if re.search(r"项目|经费|工程|资金|专项", name) else "task"
