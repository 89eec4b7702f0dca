"""Goal rows as columns of integers and words, target and actual values in base units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import polars as pl

from jixiao.numbers import Missing, Printed, UnitKind, exact, parse_cell, plain, unit_named
from jixiao.schemes.columns import TooWide
from jixiao.schemes.examples import goal_row
from jixiao.schemes.goal_columns import ROW
from jixiao.schemes.goals import comparison_kind
from jixiao.scoring.fact_goals import WORDS, goal_text
from jixiao.scoring.fact_numbers import (
    ABSENT,
    BLANK,
    PLAIN,
    Figures,
    Shape,
    bounded,
    integers_of,
    plain_text,
    raised,
    read_figures,
)

if TYPE_CHECKING:
    from fractions import Fraction

    from jixiao.scoring.fact_faults import TableFaults
    from jixiao.scoring.fact_goals import GoalTable

__all__ = ["COMPARABLE", "GoalBatch", "GoalShape", "read_goals"]

COMPARABLE: Final = "comparable"
"""The column that says where target and actual value are figures that can be compared."""

_KINDS: Final = list(UnitKind)
_NO_KIND: Final = len(_KINDS)


@dataclass(frozen=True, slots=True)
class GoalShape:
    """Shapes of the columns of figures that there are; whether there is one of levels; bounds of how many goal rows one
    unit has, and all of them together."""

    figures: tuple[tuple[str, Shape], ...]
    level: bool
    most: int
    height: int


@dataclass(frozen=True, slots=True)
class GoalBatch:
    """The goal rows of a batch: ``category``, ``operator`` and ``level`` are words, empty where there is none; the
    figures ``target``, ``actual`` (in base units), ``points`` and ``share`` stand like those of inputs. ``ends`` as in
    :class:`~jixiao.scoring.fact_goals.GoalTable`. ``shape`` is ``None`` where they are too long for 128 bits."""

    frame: pl.DataFrame
    ends: pl.Series
    shape: GoalShape | None


def read_goals(table: GoalTable, first: int, faults: TableFaults) -> GoalBatch | None:
    """The goal rows of a batch whose first row has the number ``first``; ``None`` after faults."""
    before = faults.count
    batch = _GoalReader(table, first, faults).read()
    return None if faults.count > before else batch


class _GoalReader:
    def __init__(self, table: GoalTable, first: int, faults: TableFaults) -> None:
        self.table = table
        self.rows = table.rows
        self.first = first
        self.faults = faults
        self.columns: list[pl.Series] = [table.rows.get_column(ROW)]
        self.shapes: list[tuple[str, Shape]] = []
        self.too_wide = False

    def read(self) -> GoalBatch:
        for name, words in WORDS.items():
            self._word(name, words)
        if level := "level" in self.rows.columns:
            self.columns.append(self._texts("level").alias("level"))
        units = self._texts("unit") if "unit" in self.rows.columns else None
        kinds = [self._figure(name, units) for name in ("target", "actual")]
        self.columns.append(((kinds[0] == kinds[1]) & (kinds[0] != _NO_KIND)).alias(COMPARABLE))
        for name in ("points", "share"):
            if name in self.rows.columns:
                self._number(name)
        shape = None
        if not self.too_wide:
            most, height = (2 ** number.bit_length() for number in (self.table.most, len(self.rows)))
            shape = GoalShape(tuple(self.shapes), level, most, height)
        return GoalBatch(pl.DataFrame(self.columns), self.table.ends, shape)

    # --- words

    def _texts(self, name: str) -> pl.Series:
        return self.rows.get_column(name).cast(pl.String).str.strip_chars().fill_null("")

    def _word(self, name: str, words: dict[str, str]) -> None:
        known = pl.Enum(["", *dict.fromkeys(words.values())])
        if name not in self.rows.columns:
            self.columns.append(pl.Series(name, [""], dtype=known).new_from_index(0, len(self.rows)))
            return
        cells = self.rows.get_column(name)
        column = cells.cast(pl.String).cast(known, strict=False)
        if column.null_count():
            texts = self._texts(name)
            column = texts.replace(words).cast(known, strict=False)
            self._report(column.is_null(), texts, name, "、".join(words))
        self.columns.append(column.fill_null("").alias(name))

    def _report(self, bad: pl.Series, cells: pl.Series, name: str, expected: str) -> None:
        for row in bad.arg_true():
            self.faults.add(
                "IN410",
                f"“{self.table.header}”里有一项指标的 {name} 是“{cells[row]}”，应为{expected}。",
                column=self.table.header,
                row=self.first + self.columns[0][row],
                expected=expected,
                actual=str(cells[row]),
            )

    # --- figures

    def _place(self, name: str, figures: Figures) -> None:
        if figures.shape is None or figures.integers is None:
            self.too_wide = True
            return
        shape = replace(figures.shape, blank=bool(figures.blank.any()), absent=bool(figures.absent.any()))
        self.columns.append(figures.integers.alias(name))
        if shape.blank:
            self.columns.append(figures.blank.alias(name + BLANK))
        if shape.absent:
            self.columns.append(figures.absent.alias(name + ABSENT))
        self.shapes.append((name, shape))

    def _number(self, name: str) -> None:
        """A figure without a unit of its own: points as they stand, shares also in percent."""

        def parse(cell: object) -> Decimal | Missing | None:
            row = goal_row({name: goal_text(name, cell)})
            value = row.points if name == "points" else row.share
            return value if isinstance(value, Decimal) or isinstance(parse_cell(cell), Missing) else None

        cells = self.rows.get_column(name)
        figures = read_figures(cells, parse)
        self._report(figures.bad, cells, name, "一个数")
        self._place(name, replace(figures, blank=figures.blank | figures.absent, absent=figures.bad))

    def _figure(self, name: str, units: pl.Series | None) -> pl.Series:
        """Places a target or actual value; gives the kind of each figure."""
        nowhere = pl.repeat(value=False, n=len(self.rows), dtype=pl.Boolean, eager=True)
        if name not in self.rows.columns:
            self._place(name, bounded(nowhere.cast(pl.Int128), 0, ~nowhere, nowhere, nowhere))
            return pl.repeat(_NO_KIND, len(self.rows), dtype=pl.UInt8, eager=True)
        cells = self.rows.get_column(name)
        odd = _odd_cells(cells, units)
        blank, absent = cells.is_null(), nowhere
        kind = pl.repeat(_NO_KIND, len(self.rows), dtype=pl.UInt8, eager=True)
        if odd is not None:
            blank, absent = blank | odd.blank, odd.absent
        try:
            integers, scale, kind = _in_base_units(cells, units, odd)
            figures = bounded(integers, scale, blank, absent, nowhere)
        except TooWide:
            figures = Figures(None, None, blank, absent, nowhere)
        self._place(name, figures)
        return kind


def _in_base_units(cells: pl.Series, units: pl.Series | None, odd: _Odd | None) -> tuple[pl.Series, int, pl.Series]:
    """Integers, the power of ten they were multiplied by, and the kinds of the figures."""
    used = {unit: unit_named(unit) for unit in ([""] if units is None else units.unique().to_list())}
    powers = {unit: _power_of_ten(known.factor) for unit, known in used.items()}
    kinds = {unit: _KINDS.index(comparison_kind(known.kind)) for unit, known in used.items()}
    if cells.dtype.is_float():
        cells = plain_text(cells, _plain_cell)[0]
    integers, scale = integers_of(cells if odd is None else cells.set(odd.here, None))
    odd_integers, odd_scale = (None, 0) if odd is None else integers_of(odd.base)
    common = max(scale - min(powers.values(), default=0), odd_scale)
    places = {unit: common - scale + power for unit, power in powers.items()}
    if units is None or len(used) <= 1:
        integers = raised(integers, max(places.values(), default=0))
        kind = pl.repeat(max(kinds.values(), default=_NO_KIND), len(cells), dtype=pl.UInt8, eager=True)
    else:
        raised(integers, max(places.values()))
        factors = pl.Series([10**power for power in places.values()], dtype=pl.Int128)
        integers = integers.cast(pl.Int128) * units.replace_strict(list(places), factors, return_dtype=pl.Int128)
        kind = units.replace_strict(kinds, return_dtype=pl.UInt8)
    if integers.null_count():
        kind = kind.set(integers.is_null(), _NO_KIND)
    if odd is not None and odd_integers is not None:
        read = raised(odd_integers, common - odd_scale).cast(pl.Int128)
        integers = read.zip_with(odd.here, integers.cast(pl.Int128))
        kind = odd.kind.zip_with(odd.here, kind)
    return integers, common, kind


@dataclass(frozen=True, slots=True)
class _Odd:
    """Cells that are not plain digits, read one by one: where they are, and what they say in base units."""

    here: pl.Series
    base: pl.Series
    kind: pl.Series
    blank: pl.Series
    absent: pl.Series


def _odd_cells(cells: pl.Series, units: pl.Series | None) -> _Odd | None:
    if cells.dtype != pl.String:
        return None
    here = (~cells.str.strip_chars().str.contains(PLAIN)).fill_null(value=False)
    if not here.any():
        return None
    unit = pl.repeat("", len(cells), eager=True) if units is None else units
    pairs = pl.DataFrame({"text": cells, "unit": unit})
    meanings = [(*pair, *_meaning(*pair)) for pair in pairs.filter(here).unique().iter_rows()]
    schema = {"text": pl.String, "unit": pl.String, "base": pl.String, "kind": pl.UInt8, "state": pl.UInt8}
    known = pl.DataFrame(meanings, schema=schema, orient="row")
    found = pairs.join(known, on=["text", "unit"], how="left", maintain_order="left")
    state = found.get_column("state")
    return _Odd(
        here,
        found.get_column("base"),
        found.get_column("kind").fill_null(_NO_KIND),
        (state == _BLANK).fill_null(value=False),
        (state == _ABSENT).fill_null(value=False),
    )


_FIGURE, _BLANK, _ABSENT, _TEXT = range(4)


def _meaning(text: str, unit: str) -> tuple[str | None, int, int]:
    """Figure in base units, kind of the figure, and what the cell is."""
    value = goal_row({"target": text, "unit": unit}).target
    if isinstance(value, Missing):
        return None, _NO_KIND, _BLANK if value is Missing.BLANK else _ABSENT
    if isinstance(value, str):
        return None, _NO_KIND, _TEXT
    return plain(exact(value.base)), _KINDS.index(comparison_kind(value.kind)), _FIGURE


def _plain_cell(cell: object) -> Decimal | None:
    value = parse_cell(cell)
    return value.value if isinstance(value, Printed) else None


def _power_of_ten(factor: Fraction) -> int:
    """The exponent of a unit's factor."""
    return len(str(factor.numerator)) - len(str(factor.denominator))
