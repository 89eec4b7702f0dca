"""The goal rows of a table of facts: a nested column, or JSON text in each row, as one row a goal."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import polars as pl

from jixiao.facts import GoalRow
from jixiao.numbers import Missing, Printed, UnitKind, exact, parse_cell, plain, unit_named
from jixiao.schemes.columns import TooWide
from jixiao.schemes.examples import goal_row
from jixiao.schemes.goal_columns import ROW
from jixiao.schemes.goals import CATEGORIES, OPERATORS, comparison_kind
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
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from jixiao.scoring.fact_faults import TableFaults

__all__ = ["COMPARABLE", "GoalBatch", "GoalShape", "goal_rows", "read_goals"]

COMPARABLE: Final = "comparable"
"""The column that says where target and actual value are figures that can be compared."""

_KEYS: Final = tuple(field.name for field in fields(GoalRow) if field.name != "origin")
_CATEGORIES: Final = {**{label: name for name, label in CATEGORIES.items()}, **{name: name for name in CATEGORIES}}
_OPERATORS: Final = {
    **{name: name for name in OPERATORS},
    "≥": ">=",
    "≤": "<=",
    "＝": "=",
    "＞": ">",
    "＜": "<",
    "定性": "qualitative",
}
_WORDS: Final = {"category": _CATEGORIES, "operator": _OPERATORS}
_KINDS: Final = list(UnitKind)
_NO_KIND: Final = len(_KINDS)


@dataclass(frozen=True, slots=True)
class GoalShape:
    """Shapes of the figures of goal rows by column, and a bound of how many rows one unit has."""

    figures: tuple[tuple[str, Shape], ...]
    most: int


@dataclass(frozen=True, slots=True)
class GoalBatch:
    """The goal rows of a batch: ``row`` is the row of their unit in it; ``category``, ``operator`` and ``level`` are
    words, empty where there is none; the figures ``target``, ``actual`` (in base units), ``points`` and ``share`` stand
    like those of inputs. ``shape`` is ``None`` where they are too long for 128 bits."""

    frame: pl.DataFrame
    shape: GoalShape | None


def read_goals(cells: pl.Series, first: int, faults: TableFaults) -> GoalBatch | None:
    """The goal rows of a batch; ``None`` after faults."""
    before = faults.count
    rows = _from_json(cells, first, faults) if cells.dtype == pl.String else _from_nested(cells, faults)
    if rows is None or faults.count > before:
        return None
    return _GoalReader(rows, cells.name, first, faults).read()


# --- to rows ---------------------------------------------------------------------------------------------------


def _from_nested(cells: pl.Series, faults: TableFaults) -> pl.DataFrame | None:
    dtype = cells.dtype
    if dtype == pl.Null:
        return pl.DataFrame({ROW: []}, schema={ROW: pl.UInt32})
    if not isinstance(dtype, pl.List) or not isinstance(dtype.inner, pl.Struct):
        expected = "每行一个列表，列表里每项指标一条记录（list<struct>）；或 JSON 文字"
        faults.add(
            "IN407", f"“{cells.name}”一列的类型是 {dtype}，应为{expected}。", column=cells.name, expected=expected
        )
        return None
    unknown = [field.name for field in dtype.inner.fields if field.name not in _KEYS]
    for name in unknown:
        faults.add("IN410", _unknown_key(cells.name, name), column=cells.name, actual=name)
    table = pl.DataFrame({ROW: pl.int_range(len(cells), dtype=pl.UInt32, eager=True), "goals": cells})
    exploded = table.filter(pl.col("goals").list.len() > 0).explode("goals")
    return exploded.select(ROW, *(pl.col("goals").struct.field(field.name) for field in dtype.inner.fields))


def _from_json(cells: pl.Series, first: int, faults: TableFaults) -> pl.DataFrame:
    rows: list[dict[str, object]] = []
    for number, text in enumerate(cells):
        read = _json_rows(text)
        if isinstance(read, str):
            faults.add(
                "IN410", f"“{cells.name}”不是绩效指标的 JSON 列表：{read}。", column=cells.name, row=first + number
            )
            continue
        for entry in read:
            for name in entry.keys() - set(_KEYS):
                faults.add("IN410", _unknown_key(cells.name, name), column=cells.name, row=first + number, actual=name)
            rows.append({ROW: number, **entry})
    schema: dict[str, type[pl.DataType]] = {ROW: pl.UInt32, **dict.fromkeys(_KEYS, pl.String)}
    return pl.DataFrame(rows, schema=schema)


def _json_rows(text: str | None) -> list[dict[str, str]] | str:
    """The rows that a cell holds; or what is wrong with it."""
    if text is None or not text.strip():
        return []
    try:
        read = json.loads(text, parse_float=str, parse_int=str)
    except ValueError as error:
        return f"{error}"
    if not isinstance(read, list) or not all(isinstance(entry, dict) for entry in read):
        return "应是 [{…}, {…}]"
    return [{key: str(value) for key, value in entry.items() if value is not None} for entry in read]


def _unknown_key(header: str, name: str) -> str:
    return f"“{header}”里有不认识的“{name}”，可以写的有：{'、'.join(_KEYS)}。"


def goal_rows(cell: object) -> tuple[GoalRow, ...]:
    """The goal rows of one unit, from its cell."""
    if cell is None:
        return ()
    entries: Iterable[Mapping[str, object]]
    if isinstance(cell, str):
        read = _json_rows(cell)
        assert not isinstance(read, str)
        entries = read
    else:
        assert isinstance(cell, list)
        entries = cell
    return tuple(
        goal_row({key: _text(key, value) for key, value in entry.items() if value is not None}) for entry in entries
    )


def _text(key: str, value: object) -> str:
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return f"{value:f}" if isinstance(value, Decimal) else f"{value}"
    figure = None if isinstance(value, str) else parse_cell(value)
    text = figure.text if isinstance(figure, Printed) else str(value).strip()
    return _WORDS.get(key, {}).get(text, text)


# --- to columns ------------------------------------------------------------------------------------------------


class _GoalReader:
    def __init__(self, rows: pl.DataFrame, header: str, first: int, faults: TableFaults) -> None:
        self.rows = rows
        self.header = header
        self.first = first
        self.faults = faults
        self.columns: list[pl.Series] = [rows.get_column(ROW)]
        self.shapes: list[tuple[str, Shape]] = []
        self.too_wide = False

    def read(self) -> GoalBatch | None:
        before = self.faults.count
        for name, words in _WORDS.items():
            self._word(name, words)
        self.columns.append(self._texts("level").alias("level"))
        units = self._texts("unit")
        kinds = [self._figure(name, units) for name in ("target", "actual")]
        self.columns.append(((kinds[0] == kinds[1]) & (kinds[0] != _NO_KIND)).alias(COMPARABLE))
        for name in ("points", "share"):
            self._number(name)
        if self.faults.count > before:
            return None
        counts = self.columns[0].value_counts().get_column("count") if len(self.rows) else pl.Series([0])
        most = counts.max()
        assert isinstance(most, int)
        shape = None if self.too_wide else GoalShape(tuple(self.shapes), max(1, 2 ** most.bit_length() - 1))
        return GoalBatch(pl.DataFrame(self.columns), shape)

    def _texts(self, name: str) -> pl.Series:
        if name not in self.rows.columns:
            return pl.repeat("", len(self.rows), dtype=pl.String, eager=True)
        return self.rows.get_column(name).cast(pl.String).str.strip_chars().fill_null("")

    def _word(self, name: str, words: dict[str, str]) -> None:
        texts = self._texts(name)
        column = texts.replace(words).cast(pl.Enum(["", *dict.fromkeys(words.values())]), strict=False)
        self._report(column.is_null(), texts, name, "、".join(dict.fromkeys(words)))
        self.columns.append(column.fill_null("").alias(name))

    def _report(self, bad: pl.Series, texts: pl.Series, name: str, expected: str) -> None:
        for row in bad.arg_true():
            self.faults.add(
                "IN410",
                f"“{self.header}”里有一项指标的 {name} 是“{texts[row]}”，应为{expected}。",
                column=self.header,
                row=self.first + self.columns[0][row],
                expected=expected,
                actual=str(texts[row]),
            )

    def _cells(self, name: str) -> pl.Series:
        if name in self.rows.columns:
            return self.rows.get_column(name)
        return pl.Series(name, [], dtype=pl.String).extend_constant(None, len(self.rows))

    def _number(self, name: str) -> None:
        """A figure without a unit of its own: points as they stand, shares also in percent."""

        def parse(cell: object) -> Decimal | Missing | None:
            row = goal_row({name: _text(name, cell)})
            value = row.points if name == "points" else row.share
            return value if isinstance(value, Decimal) or isinstance(parse_cell(cell), Missing) else None

        cells = self._cells(name)
        figures = read_figures(cells, parse)
        self._report(figures.bad, cells.cast(pl.String), name, "一个数")
        self._place(name, replace(figures, blank=figures.blank | figures.absent, absent=figures.bad))

    def _place(self, name: str, figures: Figures) -> None:
        if figures.shape is None or figures.integers is None:
            self.too_wide = True
            return
        self.columns.append(figures.integers.alias(name))
        shape = replace(figures.shape, blank=bool(figures.blank.any()), absent=bool(figures.absent.any()))
        if shape.blank:
            self.columns.append(figures.blank.alias(name + BLANK))
        if shape.absent:
            self.columns.append(figures.absent.alias(name + ABSENT))
        self.shapes.append((name, shape))

    def _figure(self, name: str, units: pl.Series) -> pl.Series:
        """Places a target or actual value in base units; gives the kind of each figure."""
        cells = self._cells(name)
        odd = _odd_cells(cells, units)
        blank = (cells.is_null() & ~odd.absent) | odd.blank
        kind = odd.kind
        try:
            integers, scale, kind = self._in_base_units(cells, units, odd)
            figures = bounded(integers, scale, blank, odd.absent, odd.blank)
        except TooWide:
            figures = Figures(None, None, blank, odd.absent, odd.blank)
        self._place(name, figures)
        return kind

    @staticmethod
    def _in_base_units(cells: pl.Series, units: pl.Series, odd: _Odd) -> tuple[pl.Series, int, pl.Series]:
        """Integers, the power of ten they were multiplied by, and the kinds of the figures."""
        used = {unit: unit_named(unit) for unit in units.unique().to_list()}
        powers = {unit: _power_of_ten(known.factor) for unit, known in used.items()}
        text = plain_text(cells, _plain_cell)[0] if cells.dtype.is_float() else cells.set(odd.here, None)
        integers, scale = integers_of(text)
        kinds = {unit: _KINDS.index(comparison_kind(known.kind)) for unit, known in used.items()}
        kind = units.replace_strict(kinds, return_dtype=pl.UInt8).cast(pl.UInt8).set(integers.is_null(), _NO_KIND)
        odd_integers, odd_scale = integers_of(odd.base)
        common = max(scale - min(powers.values(), default=0), odd_scale)
        places = {unit: common - scale + power for unit, power in powers.items()}
        if len(set(places.values())) == 1:
            integers = raised(integers, next(iter(places.values())))
        elif places:
            raised(integers, max(places.values()))
            factors = pl.Series([10**power for power in places.values()], dtype=pl.Int128)
            integers *= units.replace_strict(list(places), factors, return_dtype=pl.Int128).cast(pl.Int128)
        integers = raised(odd_integers, common - odd_scale).zip_with(odd.here, integers)
        return integers, common, odd.kind.zip_with(odd.here, kind)


@dataclass(frozen=True, slots=True)
class _Odd:
    """Cells that are not plain digits, read one by one: where they are, and what they say in base units."""

    here: pl.Series
    base: pl.Series
    kind: pl.Series
    blank: pl.Series
    absent: pl.Series


def _odd_cells(cells: pl.Series, units: pl.Series) -> _Odd:
    here = pl.repeat(value=False, n=len(cells), dtype=pl.Boolean, eager=True)
    if cells.dtype == pl.String:
        here = (~cells.str.strip_chars().str.contains(PLAIN)).fill_null(value=False)
    pairs = pl.DataFrame({"text": cells if here.any() else cells.cast(pl.String), "unit": units})
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


_FIGURE, _BLANK, _ABSENT, _WORDS_ONLY = range(4)


def _meaning(text: str, unit: str) -> tuple[str | None, int, int]:
    """Figure in base units, kind of the figure, and what the cell is."""
    value = goal_row({"target": text, "unit": unit}).target
    if value is Missing.BLANK:
        return None, _NO_KIND, _BLANK
    if value is Missing.NOT_APPLICABLE:
        return None, _NO_KIND, _ABSENT
    if isinstance(value, str):
        return None, _NO_KIND, _WORDS_ONLY
    assert isinstance(value, Printed)
    return plain(exact(value.base)), _KINDS.index(comparison_kind(value.kind)), _FIGURE


def _plain_cell(cell: object) -> Decimal | None:
    value = parse_cell(cell)
    return value.value if isinstance(value, Printed) else None


def _power_of_ten(factor: Fraction) -> int:
    """The exponent of a unit's factor."""
    return len(str(factor.numerator)) - len(str(factor.denominator))
