"""The heads of tables of money: which row is one, what its columns take, and which cell of a row stands under which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jixiao.numbers import Missing, narrow
from jixiao.reading.extract import indicators_align
from jixiao.reading.extract.indicators_vocabulary import head_role
from jixiao.reading.extract.names import read_money
from jixiao.reading.extract.values import Value, column_kind, is_label, unit_in, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.document import Cell, Table

__all__ = ["Head", "columns_of", "find_head", "is_indicator_head", "is_total_row", "noted_unit"]

_NAME_COLUMN: Final = re.compile(r"(?<!指标)名称|任务|科目|支出内容|资金来源|支出用途|明细")
_INDICATOR_HEAD: Final = re.compile(r"指标值|目标值|年度指标|三级指标|指标名称|绩效指标内容|完成值|实际值")
_TOTAL_ROW: Final = re.compile(r"资金总额|总额|合计|总计|小计|汇总|本级及.{0,6}单位")


_COLUMNS_BESIDE_CORNER: Final = 2
"""With more columns than that, 部门整体支出 in the corner names the table and no column."""


@dataclass(frozen=True, slots=True)
class Head:
    """A row of column heads: its labels by column, the unit it gives to all, and the column that names the rows
    (项目名称, 主要任务) with its head, if one says so. ``revenue``: the columns split income, not spending."""

    labels: dict[int, str]
    unit: str
    named: int | None
    names: str
    revenue: bool


def find_head(row: Sequence[Cell]) -> Head | None:
    """The head that a row of cells is: two or more columns of money or rates (one beside a column of names), no values."""
    labels: dict[int, str] = {}
    for c, cell in enumerate(row):
        if isinstance(value_of(cell.text), Value):
            return None
        if is_label(cell.text):
            labels[c] = cell.text
    kinds = {c: column_kind(text) for c, text in labels.items()}
    said = [c for c, kind in kinds.items() if kind in ("money", "rate")]
    shares = [c for c, text in labels.items() if not kinds[c] and read_money(text).what]
    # Columns that only say of what (基本支出, 项目支出) make a head when there are several beside one that says more.
    measured = sorted(said + shares) if len(said) + len(shares) >= 3 else said
    if len(measured) > _COLUMNS_BESIDE_CORNER and read_money(labels[measured[0]]).what == "whole" and measured[0] == 0:
        measured = measured[1:]
    names = [c for c, text in labels.items() if c < min(measured, default=0) and _NAME_COLUMN.search(text)]
    if len({labels[c] for c in measured}) < (1 if names else 2):
        return None
    unit = next((unit for text in labels.values() if (unit := unit_in(text)) and unit not in ("%", "‰")), "")
    return Head(
        {c: text for c, text in labels.items() if c >= min(measured) or kinds[c]},
        unit,
        names[0] if names else None,
        labels[names[0]] if names else "",
        "收入" in labels[min(measured)],
    )


def is_indicator_head(cells: Sequence[Cell]) -> bool:
    """Whether a row is the head of an indicator or scoring table, whose rows are read elsewhere."""
    named = sum(bool(_INDICATOR_HEAD.search(cell.text)) for cell in cells if len(cell.text) < 20) >= 2
    return named or indicators_align.is_indicator_head([head_role(cell.text) for cell in cells])


def is_total_row(label: str) -> bool:
    return bool(_TOTAL_ROW.search(narrow(label)))


def columns_of(table: Table, own: Sequence[tuple[int, Cell]], head: Head) -> dict[int, str]:
    """The head's label for each value of a row.

    In a real grid they share the column; in a text copy the row may have slipped, and the shift at which most values
    suit their columns wins.
    """
    values = {c for c, cell in own if isinstance(value_of(cell.text), Value)}
    if table.layout == "grid":
        return {c: head.labels[c] for c in values if c in head.labels}
    best_fit, best = 0, dict[int, str]()
    for shift in sorted(range(-3, 4), key=abs):
        fit = 0
        found: dict[int, str] = {}
        for c, cell in own:
            label = head.labels.get(c + shift, "")
            suits = _suits(cell.text, _kind(label)) if label else 0
            fit += suits
            if label and suits >= 0 and c in values:
                found[c] = label
        if fit > best_fit:
            best_fit, best = fit, found
    return best


def _kind(label: str) -> str:
    """What a column takes; one that only says of what (基本支出) takes money."""
    return column_kind(label) or ("money" if read_money(label).what else "words")


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
    return -1


_UNIT: Final = re.compile(r"(?:金额)?单位[::]\s*(?:人民币)?(亿元|万元|千元|元)")


def noted_unit(table: Table) -> str:
    """The unit noted above the table or in one of its first rows."""
    if table.unit_note:
        return narrow(table.unit_note).strip()
    if unit := unit_in(table.title):
        return unit
    cells = (cell for row in table.grid[:3] for cell in row)
    return next((match.group(1) for cell in cells if (match := _UNIT.search(narrow(cell.text)))), "")
