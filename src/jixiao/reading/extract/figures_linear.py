"""Figures from tables that lost their lines: all cells in one line of text, or one cell a line.

What is left is a row of pieces. Several column heads in a row are a head; a label and the values behind it are a row
under it (:mod:`linear_rows` finds the columns); a label with a measure of its own and one value behind it is a pair.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.numbers import Missing, narrow, unit_named
from jixiao.reading.extract.drafts import Draft
from jixiao.reading.extract.lexicon import words
from jixiao.reading.extract.linear_rows import Column, columns_of_head, place_row
from jixiao.reading.extract.names import Strength, read_money, read_rate, with_default
from jixiao.reading.extract.passages import is_sentence
from jixiao.reading.extract.prose_state import BUDGETS
from jixiao.reading.extract.table_heads import is_total_row
from jixiao.reading.extract.values import Value, column_kind, is_label, unit_in, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.reading.extract.names import Reading
    from jixiao.reading.extract.passages import Piece
    from jixiao.reading.extract.scopes import Subject

__all__ = ["read_linear"]

_HALVES: Final = frozenset(words("年初 全年 年度 实际 调整后 当年 本年 累计 预算 执行 财政"))
_NOTED_UNIT: Final = re.compile(r"(?:金额)?单位[::]?(?:人民币)?(亿元|万元|千元|元)")
_LONGEST_ROW_LABEL: Final = 3
"""Pieces that the label of a row may have been broken into."""


def read_linear(pieces: Sequence[Piece], subject: Subject) -> list[Draft]:
    """The figures of a row of pieces; ``parent`` counts from the first of them."""
    return _LinearReader(_mended(pieces), subject).read()


def _mended(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with heads that a narrow column broke in two (年初 | 预算数) put together again."""
    mended: list[Piece] = []
    for piece in pieces:
        before = mended[-1] if mended else None
        halved = before is not None and before.text in _HALVES and is_label(piece.text)
        if before is not None and halved and column_kind(before.text + piece.text):
            mended[-1] = replace(piece, text=before.text + piece.text)
        else:
            mended.append(piece)
    return mended


class _LinearReader:
    def __init__(self, pieces: Sequence[Piece], subject: Subject) -> None:
        self._pieces = pieces
        self._subject = subject
        self._drafts: list[Draft] = []
        self._unit = ""
        self._wholes: dict[str, int] = {}
        self._left: dict[int, Fraction] = {}

    def read(self) -> list[Draft]:
        i = 0
        while i < len(self._pieces):
            head = self._head_at(i)
            if head:
                i = self._rows(i + len(head), columns_of_head(head))
                continue
            self._note_unit(self._pieces[i].text)
            if self._is_words(i) and self._value(i + 1) is not None:
                self._pair(i)
                i += 2
                continue
            i += 1
        return self._drafts

    # --- pieces --------------------------------------------------------------------------------------------------

    def _value(self, i: int) -> Value | None:
        value = value_of(self._pieces[i].text) if i < len(self._pieces) else None
        return value if isinstance(value, Value) else None

    def _is_blank(self, i: int) -> bool:
        return isinstance(value_of(self._pieces[i].text), Missing)

    def _is_words(self, i: int) -> bool:
        return is_label(self._pieces[i].text) and not self._is_blank(i)

    def _note_unit(self, text: str) -> None:
        noted = _NOTED_UNIT.fullmatch(re.sub(r"\s", "", narrow(text)))
        unit = noted.group(1) if noted else unit_in(text)
        if unit and unit not in ("%", "‰"):
            self._unit = unit

    def _head_at(self, i: int) -> list[str]:
        """The run of column heads that begins here; only money and rates count, points and reasons go along."""
        heads: list[str] = []
        while i < len(self._pieces) and is_label(self._pieces[i].text) and column_kind(self._pieces[i].text):
            heads.append(self._pieces[i].text)
            i += 1
        measured = [head for head in heads if column_kind(head) in ("money", "rate")]
        return heads if len(measured) > 1 else []

    # --- rows under a head ---------------------------------------------------------------------------------------

    def _rows(self, i: int, columns: tuple[Column, ...]) -> int:
        """Reads rows under a head from piece ``i`` on; returns where they end."""
        unit = next((unit for column in columns if (unit := unit_in(column.text)) and unit != "%"), self._unit)
        self._wholes, self._left = {}, {}
        like: tuple[int, ...] = ()
        while i < len(self._pieces):
            if is_sentence(self._pieces[i].text):
                i += 1
                continue
            start = i
            while i < len(self._pieces) and self._is_words(i) and i - start < _LONGEST_ROW_LABEL:
                i += 1
            label = "".join(piece.text for piece in self._pieces[start:i])
            first = i
            while i < len(self._pieces) and i - first < len(columns) and not self._is_words(i):
                if value_of(self._pieces[i].text) is None:
                    break
                i += 1
            if first in (start, i) or not _is_fund_row(label):
                return max(start, first - 1) if i > first else max(first, start + (first == start))
            filled = self._row(label, columns, range(first, i), unit, like)
            like = like or filled
        return i

    def _row(
        self, label: str, columns: tuple[Column, ...], cells: range, unit: str, like: tuple[int, ...]
    ) -> tuple[int, ...]:
        """Reads one row; returns the columns that it fills."""
        total = is_total_row(label)
        name = "" if total else re.sub(r"^其中[::]?", "", narrow(label))
        places = place_row(columns, [self._pieces[i].text for i in cells], like, self._left)
        filled: list[int] = []
        for place, i in zip(places, cells, strict=True):
            if place is None or self._value(i) is None:
                continue
            column = columns[place]
            filled.append(place)
            self._account(place, i, total=total)
            if column.kind not in ("money", "rate"):
                continue
            rate = column.kind == "rate"
            parent = None if total or rate else self._wholes.get(column.measure)
            if total and not rate:
                self._wholes[column.measure] = len(self._drafts)
            reading = _read(name + column.text, rate=rate)
            self._add(
                i, name + column.text, reading, unit_in(column.text) or unit, rate=rate, parent=parent, source=name
            )
        return tuple(filled)

    def _account(self, place: int, i: int, *, total: bool) -> None:
        """Keeps what the rows so far leave of the totals."""
        value = self._value(i)
        assert value is not None
        if total:
            self._left[place] = Fraction(value.printed.value)
        elif place in self._left:
            self._left[place] -= Fraction(value.printed.value)

    # --- pairs ---------------------------------------------------------------------------------------------------

    def _pair(self, i: int) -> None:
        """A label and its value. One that only says of what (其中：一般公共预算) is a share of the pair before."""
        label = self._pieces[i].text
        value = self._value(i + 1)
        if is_total_row(label) and value is not None and not (value.printed.unit or unit_in(label) or self._unit):
            # A total in which nothing speaks of money is one of points.
            return
        rate = bool(read_rate(label).measure) and not read_money(label).measure
        reading = _read(label, rate=rate)
        parent = None
        if not reading.measure and reading.what and narrow(label).startswith("其中"):
            parent = self._last_amount()
        if parent is not None:
            reading = replace(reading, measure=self._drafts[parent].measure, strength=Strength.CONTEXT)
        source = re.sub(r"^其中[::]?", "", narrow(label)) if parent is not None else ""
        reading = with_default(reading)
        self._add(i + 1, label, reading, unit_in(label) or self._unit, rate=rate, parent=parent, source=source)

    def _last_amount(self) -> int | None:
        """The amount before that can have shares: an adjustment or a rate has none."""
        indices = range(len(self._drafts) - 1, -1, -1)
        return next((i for i in indices if self._drafts[i].measure in ("expenditure", *BUDGETS)), None)

    def _add(
        self, i: int, label: str, reading: Reading, unit: str, *, rate: bool, parent: int | None, source: str
    ) -> None:
        value = value_of(self._pieces[i].text, "%" if rate else unit)
        if not isinstance(value, Value) or not reading.measure:
            return
        if not rate and value.printed.unit and not unit_named(value.printed.unit).is_money:
            return
        whose = self._subject.whose(reading.head)
        self._drafts.append(
            Draft(
                printed=value.printed,
                location=self._pieces[i].place,
                label=label,
                what=reading.what,
                measure=reading.measure,
                strength=reading.strength,
                scope=f"project:{whose.name}" if whose.kind == "project" and not reading.what else "unit",
                parent=parent,
                share=bool(source),
                source=source,
                readable=value.readable,
            )
        )


def _read(label: str, *, rate: bool) -> Reading:
    return read_rate(label) if rate else read_money(label)


def _is_fund_row(label: str) -> bool:
    """Whether a label names a row of the funds head: the total, a source, a level of government."""
    return bool(read_money(label).what) or bool(re.search(r"资金|拨款|经费|项目", label))
