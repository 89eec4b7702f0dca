"""A table of facts, one row a unit, batch by batch: checked and turned into columns of integers and words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import polars as pl

from jixiao.facts import Fact, Facts
from jixiao.numbers import Missing, Printed, exact, parse_cell, unit_named
from jixiao.schemes.context import ALLOWED_UNITS, Context
from jixiao.schemes.goal_columns import ROW
from jixiao.scoring.fact_goals import goal_rows, goal_table
from jixiao.scoring.fact_numbers import ABSENT, BLANK, Shape, read_figures
from jixiao.scoring.fact_words import read_words, word_of
from jixiao.scoring.goal_figures import GoalBatch, GoalShape, read_goals

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from jixiao.facts import FactValue
    from jixiao.schemes.model import Scheme
    from jixiao.scoring.fact_faults import TableFaults
    from jixiao.scoring.fact_header import FactColumn, Header

__all__ = ["Batch", "BatchShape", "WordShape", "read_batch", "unit_facts", "years_of"]

_YES: Final = ("true", "是", "1")
_NO: Final = ("false", "否", "0", "")
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class WordShape:
    """Which reasons for having no word occur in a column."""

    blank: bool
    absent: bool


@dataclass(frozen=True, slots=True)
class BatchShape:
    """What a compiled plan depends on; equal shapes share one. ``figures`` are by input: shape, and unit."""

    figures: tuple[tuple[str, Shape, str], ...]
    words: tuple[tuple[str, WordShape], ...]
    goals: GoalShape | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of the table. ``source`` are the rows as they stand there; ``frame`` numbers them and
    holds an input's figures or words in the column of its name, and its reasons for having none beside it; ``goals`` are the goal rows.
    ``shape`` is ``None`` where figures are too long for 128 bits."""

    source: pl.DataFrame
    frame: pl.DataFrame
    goals: GoalBatch | None
    shape: BatchShape | None


def read_batch(source: pl.DataFrame, first: int, header: Header, scheme: Scheme, faults: TableFaults) -> Batch | None:
    """The batch whose first row has the number ``first``; ``None`` after faults."""
    reader = _BatchReader(source, first, header, faults)
    before = faults.count
    reader.check_identity(scheme)
    for column in header.columns:
        reader.read(column)
    goals = None
    if header.goals and (table := goal_table(source.get_column(header.goals), first, faults)) is not None:
        goals = read_goals(table, first, faults)
    if faults.count > before:
        return None
    shape: BatchShape | None = None
    if not reader.too_wide and (goals is None or goals.shape is not None):
        shape = BatchShape(tuple(reader.figures), tuple(reader.words), goals.shape if goals else None)
    return Batch(source, pl.DataFrame(reader.frame), goals, shape)


class _BatchReader:
    def __init__(self, source: pl.DataFrame, first: int, header: Header, faults: TableFaults) -> None:
        self.source = source
        self.first = first
        self.header = header
        self.faults = faults
        self.frame: list[pl.Series] = [pl.int_range(len(source), dtype=pl.UInt32, eager=True).alias(ROW)]
        self.figures: list[tuple[str, Shape, str]] = []
        self.words: list[tuple[str, WordShape]] = []
        self.too_wide = False

    def check_identity(self, scheme: Scheme) -> None:
        """Reports rows without a unit, and years for which the scheme was not made."""
        units = self.source.get_column(self.header.unit).cast(pl.String).str.strip_chars().fill_null("")
        for row in (units == "").arg_true():
            self.faults.add("IN413", "没有写单位名称。", column=self.header.unit, row=self.first + row)
        years = self.source.get_column(self.header.year)
        low, high = scheme.from_year, scheme.to_year
        until = f"{low} 年起" if high is None else f"{low} 到 {high} 年"
        covered = years_of(years).is_between(low, 9999 if high is None else high).fill_null(value=False)
        for row in (~covered).arg_true():
            self.faults.add(
                "IN409",
                f"年度是“{_shown(years[row])}”，方案“{scheme.title}”适用于 {until}。",
                column=self.header.year,
                row=self.first + row,
                expected=until,
                actual=_shown(years[row]),
                advice="换用适用于该年度的方案，或改正年度。",
            )

    def read(self, column: FactColumn) -> None:
        """Takes one column into the frame; reports its faults."""
        cells = self.source.get_column(column.header)
        if cells.dtype.is_nested() or cells.dtype == pl.Binary:
            self.faults.add(
                "IN407", f"“{column.header}”一列的类型是 {cells.dtype}，应为数或文字。", column=column.header
            )
            return
        marks = self._marks(column)
        if column.spec.kind in ALLOWED_UNITS:
            figures = read_figures(cells, _FigureParser(column))
            unit = f"（单位{column.unit}）" if column.unit else ""
            self._report(figures.bad, cells, f"一个确切的数{unit}")
            if figures.integers is None or figures.shape is None:
                self.too_wide = True
                return
            blank, absent = self._place(column, figures.integers, figures.blank, figures.absent, marks)
            shape = replace(figures.shape, blank=blank, absent=absent)
            self.figures.append((column.spec.name, shape, column.unit))
            return
        words = read_words(cells, column.spec)
        wanted = {"yes_no": "“是”“否”或“不适用”", "choice": "、".join(column.spec.choices)}
        self._report(words.bad, cells, wanted.get(column.spec.kind, "日期"))
        blank, absent = self._place(column, words.values, words.blank, words.absent, marks)
        self.words.append((column.spec.name, WordShape(blank, absent)))

    def _place(
        self, column: FactColumn, values: pl.Series, blank: pl.Series, absent: pl.Series, marks: pl.Series | None
    ) -> tuple[bool, bool]:
        if marks is not None:
            absent, blank = absent | marks, blank & ~marks
        name = column.spec.name
        self.frame.append(values.alias(name))
        if some_blank := bool(blank.any()):
            self.frame.append(blank.alias(name + BLANK))
        if some_absent := bool(absent.any()):
            self.frame.append(absent.alias(name + ABSENT))
        return some_blank, some_absent

    def _marks(self, column: FactColumn) -> pl.Series | None:
        """Where the companion column says that the input does not apply; ``None`` without one."""
        if not column.mark:
            return None
        cells = self.source.get_column(column.mark)
        text = cells.cast(pl.String).str.strip_chars().str.to_lowercase().fill_null("")
        yes = text.is_in(_YES)
        self._report(~yes & ~text.is_in(_NO), cells, "“是”或“否”（真或假）")
        values = self.source.get_column(column.header)
        for row in (yes & values.is_not_null()).arg_true():
            self.faults.add(
                "IN412",
                f"“{column.header}”填了“{_shown(values[row])}”，又在“{column.mark}”标明不适用。",
                column=column.header,
                row=self.first + row,
                advice="两处只留一处。",
            )
        return yes

    def _report(self, bad: pl.Series, cells: pl.Series, expected: str) -> None:
        for row in bad.arg_true():
            self.faults.add(
                "IN408",
                f"“{cells.name}”填的是“{_shown(cells[row])}”，应为{expected}。",
                column=cells.name,
                row=self.first + row,
                expected=expected,
                actual=_shown(cells[row]),
            )


def years_of(cells: pl.Series) -> pl.Series:
    """The years of a column of numbers or texts (2023, 2023年); null where there is none."""
    if cells.dtype.is_integer():
        return cells.cast(pl.Int32, strict=False)
    return cells.cast(pl.String).str.strip_chars().str.strip_suffix("年").cast(pl.Int32, strict=False)


def _shown(value: object) -> str:
    text = "空白" if value is None else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


class _FigureParser:
    """Reads a cell that is not plain digits as the engine would: a figure in the column's unit, or a reason for none."""

    def __init__(self, column: FactColumn) -> None:
        self.spec = column.spec
        self.unit = column.unit

    def __call__(self, cell: object) -> Decimal | Missing | None:
        value = parse_cell(cell, self.unit)
        if not isinstance(value, Printed):
            return value
        if value.approximation:
            return None
        facts = Facts.of("", 0, [Fact(self.spec.name, self.spec.label, value)])
        base = Context(facts, {self.spec.name: self.spec}, {}).value(self.spec.name)
        # Units are powers of ten apart, so the quotient is a decimal.
        return exact(base / unit_named(self.unit).factor) if isinstance(base, Fraction) else None


# --- one unit --------------------------------------------------------------------------------------------------


def unit_facts(batch: Batch, row: int, header: Header) -> Facts:
    """The facts of one row as the engine takes them, from the cells as they stand in the table."""
    cells = batch.source.row(row, named=True)
    year = years_of(batch.source.get_column(header.year).slice(row, 1))[0]
    return Facts.of(
        str(cells[header.unit]).strip(),
        year,
        _facts(cells, header.columns),
        goal_rows(cells[header.goals]) if header.goals else (),
        str(cells[header.subject] or "").strip() if header.subject else "",
    )


def _facts(cells: dict[str, object], columns: Iterable[FactColumn]) -> list[Fact]:
    found: list[Fact] = []
    for column in columns:
        marked = bool(column.mark) and str(cells[column.mark]).strip().lower() in _YES
        value: FactValue | None = Missing.NOT_APPLICABLE
        if not marked:
            cell = cells[column.header]
            figures = column.spec.kind in ALLOWED_UNITS
            value = parse_cell(cell, column.unit) if figures else word_of(column.spec, cell)
        assert value is not None
        found.append(Fact(column.spec.name, column.spec.label, value))
    return found
