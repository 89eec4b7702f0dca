"""The goal rows of a table of facts: a nested column, or JSON text in each row, as one row a goal."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import polars as pl

from jixiao.facts import GoalRow
from jixiao.numbers import Printed, parse_cell
from jixiao.schemes.examples import goal_row
from jixiao.schemes.goal_columns import ROW
from jixiao.schemes.goals import CATEGORIES, OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jixiao.scoring.fact_faults import TableFaults

__all__ = ["WORDS", "GoalTable", "goal_rows", "goal_table", "goal_text"]

_KEYS: Final = tuple(field.name for field in fields(GoalRow) if field.name != "origin")
_OPERATORS: Final = {"≥": ">=", "≤": "<=", "＝": "=", "＞": ">", "＜": "<", "定性": "qualitative"}
WORDS: Final[dict[str, dict[str, str]]] = {
    "category": {**{name: name for name in CATEGORIES}, **{label: name for name, label in CATEGORIES.items()}},
    "operator": {**{name: name for name in OPERATORS}, **_OPERATORS},
}
"""What may be written for a category or operator, and what it means."""


@dataclass(frozen=True, slots=True)
class GoalTable:
    """The goal rows of a batch as they stand: one row a goal, with the row of its unit in :data:`ROW`; a unit's goals
    follow one another. ``ends`` is, for each unit, how many goal rows there are up to its last."""

    header: str
    rows: pl.DataFrame
    ends: pl.Series
    most: int


def goal_table(cells: pl.Series, first: int, faults: TableFaults) -> GoalTable | None:
    """The goal rows of a batch without those that cannot be read, which are reported; ``None`` where none can."""
    return _from_json(cells, first, faults) if cells.dtype == pl.String else _from_nested(cells, faults)


def _from_nested(cells: pl.Series, faults: TableFaults) -> GoalTable | None:
    dtype = cells.dtype
    if dtype == pl.Null:
        return _table(cells.name, pl.Series([0]).new_from_index(0, len(cells)), {})
    if not isinstance(dtype, pl.List) or not isinstance(dtype.inner, pl.Struct):
        expected = "每行一个列表，列表里每项指标一条记录（list<struct>）；或 JSON 文字"
        faults.add(
            "IN407", f"“{cells.name}”一列的类型是 {dtype}，应为{expected}。", column=cells.name, expected=expected
        )
        return None
    for field in dtype.inner.fields:
        if field.name not in _KEYS:
            faults.add("IN410", _unknown_key(cells.name, field.name), column=cells.name, actual=field.name)
    records = cells.explode(empty_as_null=False, keep_nulls=False)
    columns = {field.name: records.struct.field(field.name) for field in dtype.inner.fields if field.name in _KEYS}
    return _table(cells.name, cells.list.len().fill_null(0), columns)


def _from_json(cells: pl.Series, first: int, faults: TableFaults) -> GoalTable:
    counts: list[int] = []
    found: list[dict[str, str]] = []
    for number, text in enumerate(cells):
        read = _json_rows(text)
        if isinstance(read, str):
            message = f"“{cells.name}”不是绩效指标的 JSON 列表：{read}。"
            faults.add("IN410", message, column=cells.name, row=first + number)
            read = []
        for entry in read:
            for name in entry.keys() - set(_KEYS):
                faults.add("IN410", _unknown_key(cells.name, name), column=cells.name, row=first + number, actual=name)
        counts.append(len(read))
        found += read
    used = [name for name in _KEYS if any(name in entry for entry in found)]
    columns = {name: pl.Series(name, [entry.get(name) for entry in found], dtype=pl.String) for name in used}
    return _table(cells.name, pl.Series(counts, dtype=pl.UInt32), columns)


def _table(header: str, counts: pl.Series, columns: dict[str, pl.Series]) -> GoalTable:
    numbers = pl.int_range(len(counts), dtype=pl.UInt32, eager=True).repeat_by(counts)
    rows = numbers.explode(empty_as_null=False).alias(ROW)
    most = counts.max()
    return GoalTable(
        header,
        pl.DataFrame([rows, *(column.alias(name) for name, column in columns.items())]),
        counts.cast(pl.UInt32).cum_sum(),
        most if isinstance(most, int) else 0,
    )


def _json_rows(text: str | None) -> list[dict[str, str]] | str:
    """The rows that a cell holds; or what is wrong with it."""
    if text is None or not text.strip():
        return []
    try:
        read = json.loads(text, parse_float=str, parse_int=str)
    except json.JSONDecodeError as error:
        return f"第 {error.pos + 1} 个字附近写法不对"
    if not isinstance(read, list) or not all(isinstance(entry, dict) for entry in read):
        return "应是 [{…}, {…}]"
    return [{key: str(value) for key, value in entry.items() if value is not None} for entry in read]


def _unknown_key(header: str, name: str) -> str:
    return f"“{header}”里有不认识的“{name}”，可以写的有：{'、'.join(_KEYS)}。"


# --- one unit --------------------------------------------------------------------------------------------------


def goal_rows(cell: object) -> tuple[GoalRow, ...]:
    """The goal rows of one unit, from its cell."""
    entries: Iterable[Mapping[str, object]] = ()
    if isinstance(cell, str):
        read = _json_rows(cell)
        assert not isinstance(read, str)
        entries = read
    elif cell is not None:
        assert isinstance(cell, list)
        entries = cell
    return tuple(
        goal_row({key: goal_text(key, value) for key, value in entry.items() if value is not None}) for entry in entries
    )


def goal_text(key: str, value: object) -> str:
    """What stands under a key of a goal row, as text."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return f"{value:f}" if isinstance(value, Decimal) else f"{value}"
    figure = None if isinstance(value, str) else parse_cell(value)
    text = figure.text if isinstance(figure, Printed) else str(value).strip()
    return WORDS.get(key, {}).get(text, text)
