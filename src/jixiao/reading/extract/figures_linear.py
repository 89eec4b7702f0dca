"""Figures from tables that lost their lines: all cells in one line of text, or one cell a line.

What is left is a row of pieces. Several column heads in a row are a head; a label and the values behind it are a row
under it; a label with a measure of its own and one value behind it is a pair.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jixiao.numbers import Missing, narrow, unit_named
from jixiao.reading.extract.drafts import Draft
from jixiao.reading.extract.lexicon import words
from jixiao.reading.extract.names import read_money, read_rate
from jixiao.reading.extract.passages import Piece
from jixiao.reading.extract.values import Value, column_kind, is_label, unit_in, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.reading.extract.scopes import Subject

__all__ = ["read_linear"]


def read_linear(pieces: Sequence[Piece], subject: Subject) -> list[Draft]:
    """The figures of a row of pieces."""
    return _LinearReader(_mended(pieces), subject).read()


_HALVES: Final = frozenset(words("年初 全年 年度 实际 调整后 当年 本年 累计 预算 执行 财政"))


def _mended(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with heads that a narrow column broke in two (年初 | 预算数) put together again."""
    mended: list[Piece] = []
    for piece in pieces:
        before = mended[-1] if mended else None
        if (
            before is not None
            and before.text in _HALVES
            and is_label(piece.text)
            and column_kind(before.text + piece.text)
        ):
            mended[-1] = Piece(before.text + piece.text, piece.place)
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

    def read(self) -> list[Draft]:
        i = 0
        while i < len(self._pieces):
            head = self._head_at(i)
            if len(head) >= 2:
                i = self._rows(i + len(head), head)
                continue
            text = self._pieces[i].text
            if unit := unit_in(text):
                self._unit = unit if unit != "%" else self._unit
            if i + 1 < len(self._pieces) and is_label(text) and self._value(i + 1) is not None:
                self._pair(i)
                i += 2
                continue
            i += 1
        return self._drafts

    def _value(self, i: int) -> Value | None:
        if i >= len(self._pieces):
            return None
        value = value_of(self._pieces[i].text)
        return value if isinstance(value, Value) else None

    def _head_at(self, i: int) -> list[str]:
        """The run of column heads that begins here; only money and rates count, points and reasons go along."""
        heads: list[str] = []
        while i < len(self._pieces) and is_label(self._pieces[i].text) and column_kind(self._pieces[i].text):
            heads.append(self._pieces[i].text)
            i += 1
        measured = [head for head in heads if column_kind(head) in ("money", "rate")]
        return heads if len(measured) >= 2 else []

    def _rows(self, i: int, head: list[str]) -> int:
        """Reads rows under ``head`` from piece ``i`` on; returns where they end."""
        unit = next((unit for text in head if (unit := unit_in(text)) and unit != "%"), self._unit)
        self._wholes = {}
        kinds = [column_kind(text) for text in head]
        money = kinds.count("money")
        while i < len(self._pieces):
            start = i
            words: list[str] = []
            while i < len(self._pieces) and is_label(self._pieces[i].text) and not self._blank(i) and len(words) < 3:
                words.append(self._pieces[i].text)
                i += 1
            cells: list[int] = []
            while i < len(self._pieces) and (self._value(i) is not None or self._blank(i)) and len(cells) < len(head):
                cells.append(i)
                i += 1
            label = "".join(words)
            if not cells or not words or not _is_fund_row(label):
                return start if not words else start + len(words) - 1 if cells else start + 1
            numbers = [j for j in cells if self._value(j) is not None]
            if len(cells) >= money and len(numbers) >= min(money, len(cells)):
                self._row(label, head, cells, unit)
        return i

    def _blank(self, i: int) -> bool:
        return isinstance(value_of(self._pieces[i].text), Missing)

    def _row(self, label: str, head: list[str], cells: list[int], unit: str) -> None:
        total = bool(re.search(r"总额|合计|总计", label))
        row_label = "" if total else re.sub(r"^其中[::]?", "", narrow(label))
        for column, j in zip(_placed(head, [self._pieces[k].text for k in cells]), cells, strict=True):
            if column is None:
                continue
            kind = column_kind(head[column])
            value = self._value(j)
            if value is None or kind not in ("money", "rate"):
                continue
            key = read_money(head[column]).measure
            parent = None
            if total:
                self._wholes[key] = len(self._drafts)
            elif kind == "money":
                parent = self._wholes.get(key)
            self._add(
                j,
                row_label + head[column],
                unit_in(head[column]) or unit,
                rate=kind == "rate",
                parent=parent,
                share=not total,
            )

    def _pair(self, i: int) -> None:
        label = self._pieces[i].text
        rate = bool(read_rate(label).measure) and not read_money(label).measure
        if not rate and not read_money(label).measure:
            return
        self._add(i + 1, label, unit_in(label) or self._unit, rate=rate, parent=None, share=False)

    def _add(self, i: int, label: str, unit: str, *, rate: bool, parent: int | None, share: bool) -> None:
        reading = read_rate(label) if rate else read_money(label)
        value = value_of(self._pieces[i].text, "%" if rate else unit)
        if not isinstance(value, Value) or not reading.measure:
            return
        if not rate and value.printed.unit and not unit_named(value.printed.unit).is_money:
            return
        whose = self._subject.whose(reading.head)
        scope = f"project:{whose.name}" if whose.kind == "project" and not reading.what else "unit"
        self._drafts.append(
            Draft(
                printed=value.printed,
                location=self._pieces[i].place,
                label=label,
                what=reading.what,
                measure=reading.measure,
                strength=reading.strength,
                scope=scope,
                parent=parent,
                share=share,
                readable=value.readable,
            )
        )


def _is_fund_row(label: str) -> bool:
    """Whether a label names a row of the funds head: the total, a source, a level of government."""
    return bool(read_money(label).what) or bool(re.search(r"资金|拨款|经费|项目", label))


def _placed(head: list[str], texts: list[str]) -> list[int | None]:
    """The column of each value: in order, skipping a column whose kind does not suit (a lost blank cell)."""
    columns: list[int | None] = []
    column = 0
    for n, text in enumerate(texts):
        value = value_of(text)
        rate = isinstance(value, Value) and value.printed.unit in ("%", "‰")
        while (
            column < len(head)
            and len(texts) - n <= len(head) - column - 1
            and not _takes(column_kind(head[column]), rate)
        ):
            column += 1
        columns.append(column if column < len(head) else None)
        column += 1
    return columns


def _takes(kind: str, rate: bool) -> bool:
    return kind == "rate" if rate else kind != "words"
