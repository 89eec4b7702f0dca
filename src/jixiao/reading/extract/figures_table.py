"""Figures from the cells of a table, whichever way its labels stand.

A value's label is the words to its left put together with the words above it (``基本支出`` + ``年初预算数（万元）``). A
label directly to the left that says all by itself (``实际支出数 280.19``) needs no head, and a cell may hold both
(``其中：基本支出：600.12``). Rows of text copies that slipped to one side are put back by :mod:`table_heads`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jixiao.numbers import narrow, unit_named
from jixiao.reading.extract.drafts import Draft
from jixiao.reading.extract.names import LEVELS, Reading, Strength, read_money, read_rate, with_default
from jixiao.reading.extract.passages import cell_passage, is_sentence
from jixiao.reading.extract.prose import read_passage
from jixiao.reading.extract.prose_state import SOURCES
from jixiao.reading.extract.scopes import years_in
from jixiao.reading.extract.table_heads import (
    Head,
    columns_of,
    find_head,
    is_indicator_head,
    is_total_row,
    noted_unit,
)
from jixiao.reading.extract.values import Value, column_kind, is_label, unit_in, value_of

if TYPE_CHECKING:
    from jixiao.document import Cell, Document, Table
    from jixiao.reading.extract.scopes import Subject

__all__ = ["read_table"]

_ROW_MEASURES: Final = ("carryover_in", "carryover", "investment")
"""Measures that name a row of a table as well as a single figure."""
_ACCOUNT: Final = re.compile(r"(?:本年度?|年度|部门)?总?(?P<side>收入|支出)(?:合计|总计|总额)?[::]?")
"""The row that opens one side of the accounts; the sources and kinds below it are its parts."""
_INCOME: Final = {
    "initial_budget": "revenue_budget",
    "adjusted_budget": "revenue_budget",
    "expenditure": "revenue_final",
}
"""What a column says in a row of income."""
_INLINE: Final = re.compile(
    r"\s*(?:其中[::]?\s*)?(?P<label>[^::\d]{2,24})[::]\s*(?P<value>-?[\d.,]+\s*(?:亿元|万元|元|%)?)\s*\Z"
)


def read_table(document: Document, table: Table, subject: Subject) -> list[Draft]:
    """The figures of one table, row by row; ``parent`` counts from the table's first figure."""
    return _TableReader(document, table, subject).read()


class _TableReader:
    def __init__(self, document: Document, table: Table, subject: Subject) -> None:
        self._document = document
        self._table = table
        self._subject = subject
        self._note = noted_unit(table)
        self._drafts: list[Draft] = []
        self._above: dict[int, int] = {}
        self._wholes: dict[str, int] = {}
        self._since_head = 0
        self._side = ""
        self._told: tuple[int, int] = (-1, -1)
        self._share: tuple[int, int | None] = (-1, None)

    def read(self) -> list[Draft]:
        head: Head | None = None
        indicators = False
        for r, row in enumerate(self._table.grid):
            own = [(c, cell) for c, cell in enumerate(row) if (cell.row, cell.column) == (r, c)]
            found = find_head(row)
            if found is not None:
                head, indicators = found, False
                self._wholes, self._since_head, self._side = {}, len(self._drafts), ""
                continue
            if is_indicator_head([cell for _, cell in own]):
                head, indicators = None, True
                continue
            if len(own) == 1 or not any(cell.text.strip() for _, cell in own[1:]):
                # A line above a table within the table: 年度收入情况（万元）.
                self._note = unit_in(own[0][1].text) or self._note if own else self._note
            if head is not None and _is_paired(own, head):
                self._note = self._note or head.unit
                head = None
            if not indicators:
                self._row(r, row, own, head)
            for _, cell in own:
                if is_sentence(cell.text):
                    self._sentences(cell)
        return _items_unnamed(self._drafts)

    # --- rows ----------------------------------------------------------------------------------------------------

    def _row(self, r: int, row: tuple[Cell, ...], own: list[tuple[int, Cell]], head: Head | None) -> None:
        columns = columns_of(self._table, own, head) if head is not None else {}
        for c, cell in own:
            if (inline := _INLINE.match(narrow(cell.text))) is not None:
                self._inline(cell, inline)
                continue
            if not isinstance(value_of(cell.text), Value):
                continue
            left = next((other.text for other in reversed(row[:c]) if is_label(other.text)), "")
            if head is not None and c in columns and not _says_all(left, row[c - 1].text if c else "", columns[c]):
                if head.named is not None and head.named < len(row) and is_label(row[head.named].text):
                    left = row[head.named].text
                self._under_head(cell, left, columns[c], head)
            elif left:
                self._beside_label(r, c, cell, left)

    def _under_head(self, cell: Cell, row_label: str, label: str, head: Head) -> None:
        """A value of a table with rows and columns."""
        account = _ACCOUNT.fullmatch(_row_name(row_label))
        self._side = account.group("side") if account else self._side
        whole_row = not account and (is_total_row(row_label) or not row_label)
        name = "" if whole_row else _row_name(row_label)
        rate = bool(read_rate(label).measure)
        reading = _read(name + label, rate=rate)
        if not reading.measure:
            reading = with_default(reading, revenue=head.revenue)
        if self._side == "收入" and not account and reading.what in SOURCES:
            reading = replace(reading, measure=_INCOME.get(reading.measure, reading.measure))
        unit = unit_in(label) or ("%" if rate else unit_in(row_label) or head.unit or self._note)
        draft = self._draft(cell, name + label, reading, unit, rate=rate)
        if draft is None or not draft.measure:
            return
        key = f"{read_money(label).what}/{_read(label, rate=rate).measure}"
        if account:
            if not rate:
                self._wholes[key] = len(self._drafts)
            self._keep(draft, cell, key)
            return
        parent = None if rate or whole_row else self._whole_row(key, draft)
        if whole_row and not rate and key not in self._wholes:
            self._wholes[key] = len(self._drafts)
            self._adopt(key, draft.measure)
        scope = self._scope_of_row(name, head) or draft.scope
        self._keep(replace(draft, share=not whole_row, parent=parent, scope=scope, source=name), cell, key)

    def _scope_of_row(self, name: str, head: Head) -> str:
        """The project or task that a row names; empty where its name says what the money is."""
        named = _read(name, rate=False)
        if not name or named.what or named.measure:
            return ""
        whose = self._subject.whose(name).kind
        kind = "project" if "项目" in head.names or (whose == "project" and "任务" not in head.names) else "task"
        return "unit" if whose == "unit" else f"{kind}:{''.join(name.split())}"

    def _whole_row(self, key: str, draft: Draft) -> int | None:
        """The figure in the row of totals that one of a row below is part of. A side of the accounts is split by
        source and kind only; what else follows it (三公经费, 年末结转) is told beside it."""
        whole = self._wholes.get(key)
        if whole is None or not self._side:
            return whole
        splits = draft.what in ("basic", "project", *SOURCES) and draft.measure == self._drafts[whole].measure
        return whole if splits else None

    def _adopt(self, key: str, measure: str) -> None:
        """A total below its rows is the whole of the rows above it."""
        for i in range(self._since_head, len(self._drafts)):
            draft = self._drafts[i]
            if draft.share and draft.parent is None and draft.measure == measure and draft.printed.unit != "%":
                self._drafts[i] = replace(draft, parent=self._wholes[key])

    def _beside_label(self, r: int, c: int, cell: Cell, left: str) -> None:
        """A value beside its label. A label that names only a share takes the measure from the label above it, or
        from the row of which it is a part."""
        if column_kind(left) == "points" or re.search(r"总分|分数", left):
            return
        rate = bool(read_rate(left).measure) and not read_money(left).measure
        reading = _read(left, rate=rate)
        unit = unit_in(left) or ("%" if rate else self._unit_of_row(r) or self._note)
        above = self._label_above(r, c, left) if reading.what and not reading.measure else ""
        if above:
            label = _row_name(left) + above
            draft = self._draft(cell, label, _read(label, rate=False), unit_in(above) or unit, rate=False)
            whole = self._above.get(c)
            same = draft is not None and whole is not None and self._drafts[whole].measure == draft.measure
            parent = whole if same else None
            self._share = (r, parent)
            self._keep(replace(draft, share=True, parent=parent, source=_row_name(left)) if draft else None, cell, left)
            return
        whole = self._whole_of(r, c)
        if reading.what and not reading.measure and whole is not None and not rate:
            of = self._drafts[whole]
            unit = unit or of.printed.unit
            reading = replace(reading, measure=of.measure, strength=Strength.CONTEXT)
            draft = self._draft(cell, left, reading, unit, rate=False)
            self._keep(replace(draft, share=True, parent=whole, source=left) if draft else None, cell, left)
            self._share = (r, whole)
            return
        self._keep(self._draft(cell, left, with_default(reading), unit, rate=rate), cell)

    def _whole_of(self, r: int, c: int) -> int | None:
        """The figure that a share beside its label belongs to: the whole told before it in the row, the amount above
        it, else that of the share before it in the row."""
        if self._told[0] == r:
            return self._told[1]
        above = self._above.get(c)
        if above is not None and self._drafts[above].printed.unit not in ("%", "‰"):
            return above
        return self._share[1] if self._share[0] == r else None

    def _label_above(self, r: int, c: int, left: str) -> str:
        """The label right above the label of this value, where that one has a measure."""
        row = self._table.grid[r]
        place = next((i for i in range(c - 1, -1, -1) if row[i].text == left), None)
        if place is None or r == 0 or place >= len(self._table.grid[r - 1]):
            return ""
        above = self._table.grid[r - 1][place].text
        return above if is_label(above) and read_money(above).measure else ""

    def _unit_of_row(self, r: int) -> str:
        """The unit that a cell of the row names, or the cell that heads this row and those above it."""
        while True:
            units = [unit for cell in self._table.grid[r] if (unit := unit_in(cell.text)) and unit != "%"]
            if units or r == 0 or self._table.grid[r][0].text.strip():
                return units[0] if units else ""
            r -= 1

    def _inline(self, cell: Cell, match: re.Match[str]) -> None:
        """``其中：基本支出：600.12`` in one cell."""
        label = _row_name(match.group("label"))
        rate = bool(read_rate(label).measure)
        reading = with_default(_read(label, rate=rate))
        draft = self._draft(cell, label, reading, self._note, rate=rate, span=match.span("value"))
        if draft is not None and draft.measure:
            self._drafts.append(draft)

    def _sentences(self, cell: Cell) -> None:
        """A cell with sentences is read as prose."""
        found = read_passage(cell_passage(self._document, self._table, cell), self._subject)
        offset = len(self._drafts)
        self._drafts += [d if d.parent is None else replace(d, parent=d.parent + offset) for d in found]

    # --- figures -------------------------------------------------------------------------------------------------

    def _draft(
        self,
        cell: Cell,
        label: str,
        reading: Reading,
        unit: str,
        *,
        rate: bool,
        span: tuple[int, int] | None = None,
    ) -> Draft | None:
        text = cell.text if span is None else cell.text[span[0] : span[1]]
        value = value_of(text, unit)
        if not isinstance(value, Value):
            return None
        printed = value.printed
        is_rate = printed.unit in ("%", "‰")
        if is_rate is not rate and printed.unit:
            reading = _read(label, rate=is_rate)
        if not is_rate and not rate and not unit_named(printed.unit).is_money and not reading.measure:
            return None
        whose = self._subject.whose(reading.head)
        measure = "" if is_rate and "target" in reading.flags else reading.measure
        if measure == "allocated" and reading.what not in LEVELS:
            measure = ""
        where = (span[0], span[1]) if span else (None, None)
        return Draft(
            printed=printed,
            location=self._document.locate_cell(self._table, cell, *where),
            label=re.sub(r"\s+", "", label),
            what=reading.what,
            measure=measure,
            strength=reading.strength,
            scope=f"project:{whose.name}" if whose.kind == "project" and reading.measure else "unit",
            year=self._year(label, reading),
            readable=value.readable,
        )

    def _year(self, label: str, reading: Reading) -> int | None:
        own = self._subject.year
        years = years_in(label)
        if own is None or (years and years[-1] == own):
            return None
        if "prior" in reading.flags and reading.what != "carryover_in":
            return own - 1
        return years[-1] if years else None

    def _keep(self, draft: Draft | None, cell: Cell, key: str = "") -> None:
        if draft is None:
            return
        if draft.measure and not draft.share and draft.printed.unit not in ("%", "‰"):
            self._told = (cell.row, len(self._drafts))
        if draft.measure and not key:
            self._above[cell.column] = len(self._drafts)
        self._drafts.append(draft)


def _is_paired(own: list[tuple[int, Cell]], head: Head) -> bool:
    """Whether a row holds pairs of label and value (按收入性质分 X 按支出性质分 Y): its values go by the labels beside
    them, and the head above is over. A number before the name of the row counts the rows, and a word among the values
    that says nothing of money (a grade) is a value of its own column."""
    values = [c for c, cell in own if c > (head.named or 0) and isinstance(value_of(cell.text), Value)]
    labels = [
        c for c, cell in own if is_label(cell.text) and (said := read_money(cell.text)) and (said.what or said.measure)
    ]
    return any(values[0] < c < values[-1] for c in labels) if values else False


def _items_unnamed(drafts: list[Draft]) -> list[Draft]:
    """Rows of one name (several payments under one account) are items of a list and no shares: none has a name."""
    rows = Counter((d.scope, d.what, d.measure, d.year) for d in drafts if d.share and d.source)
    return [
        replace(draft, measure="", strength=Strength.NONE)
        if draft.share
        and draft.source
        and rows[draft.scope, draft.what, draft.measure, draft.year] > 1
        and draft.scope != "unit"
        else draft
        for draft in drafts
    ]


def _read(label: str, *, rate: bool) -> Reading:
    return read_rate(label) if rate else read_money(label)


def _says_all(left: str, beside: str, head: str) -> bool:
    """Whether the label directly beside a value has a measure of its own, so that no head is needed. A head that only
    says of what (财政拨款) is completed by it (年初预算)."""
    if not left or left != beside or not (read_money(head).measure or read_rate(head).measure):
        return False
    reading = read_money(left)
    told = reading.measure or read_rate(left).measure
    if _ACCOUNT.fullmatch(_row_name(left)):
        return False
    return bool(told) and told not in _ROW_MEASURES and reading.what != "procurement"


def _row_name(left: str) -> str:
    """A row's label without the words that only say that it is a part."""
    return re.sub(r"^\s*其中\s*[::、]?\s*|^\s*\d+[、.]\s*|[::]\s*$", "", narrow(left))
