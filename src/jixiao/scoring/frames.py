"""Scores a table of units by one scheme, batch by batch, with the same results as the engine to the last digit.

A batch is scored by a :class:`~jixiao.scoring.plan.Plan` in integer columns. Rows that the plan cannot decide, and
rows with figures too long for 128 bits, are scored one by one by :func:`jixiao.scoring.engine.score`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import polars as pl

from jixiao.numbers import rounding
from jixiao.schemes.columns import TooWide
from jixiao.scoring.engine import score
from jixiao.scoring.fact_faults import TableFaults
from jixiao.scoring.fact_table import read_batch, unit_facts, years_of
from jixiao.scoring.plan import COMPLETE, DOUBT, GRADE, MISSING, SCORE, STATE, TOTAL, Plan
from jixiao.scoring.result import State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from jixiao.schemes.model import Scheme
    from jixiao.scoring.fact_header import Header
    from jixiao.scoring.fact_table import Batch, BatchShape
    from jixiao.scoring.result import Result

__all__ = ["TableScorer"]

_FEW: Final = 64
"""So few rows are scored one by one when they do not fit a plan; more are halved first."""


class TableScorer:
    """Scores batches of one table. Plans are compiled once for each shape of batch and kept."""

    def __init__(self, scheme: Scheme, header: Header) -> None:
        self.scheme = scheme
        self.header = header
        self._plans: dict[BatchShape, Plan | None] = {}
        self._leaves = [leaf.id for leaf in scheme.leaves()]
        self._score_places = max(rounding(scheme.score_rounding).places, rounding(scheme.total_rounding).places)
        self._total_places = rounding(scheme.total_rounding).places
        self._states = pl.Enum([state.value for state in State])
        self._grades = [band.name for band in scheme.grades]

    # --- results

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """The columns of the result: who, then score and state of each indicator, then what follows from them."""
        score_type, total_type = pl.Decimal(18, self._score_places), pl.Decimal(18, self._total_places)
        found: dict[str, pl.DataType] = {"unit": pl.String(), "year": pl.Int32()}
        if self.header.subject:
            found["subject"] = pl.String()
        for leaf in self._leaves:
            found |= {leaf + SCORE: score_type, leaf + STATE: self._states}
        return {
            **found,
            TOTAL: total_type,
            GRADE: pl.Enum(self._grades),
            COMPLETE: pl.Boolean(),
            MISSING: pl.UInt32(),
        }

    def score(
        self, source: pl.DataFrame, first: int, *, check_only: bool = False
    ) -> tuple[pl.DataFrame | None, TableFaults]:
        """The results of some rows of the table, the first of which has the number ``first``; ``None`` after faults.

        May be called from several threads at once.
        """
        faults = TableFaults()
        batch = read_batch(source, first, self.header, self.scheme, faults)
        if batch is None or check_only:
            return None, faults
        return self._presented(source, self._numbers(batch)), faults

    def _presented(self, source: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
        identity = [
            source.get_column(self.header.unit).cast(pl.String).str.strip_chars().alias("unit"),
            years_of(source.get_column(self.header.year)).alias("year"),
        ]
        if self.header.subject:
            identity.append(source.get_column(self.header.subject).cast(pl.String).alias("subject"))
        places = {**{leaf + SCORE: self._score_places for leaf in self._leaves}, TOTAL: self._total_places}
        expressions = [
            _as_decimal(pl.col(name), places[name]) if name in places else _typed(pl.col(name), dtype)
            for name, dtype in self.schema.items()
            if name in numbers.columns
        ]
        return pl.DataFrame(identity).hstack(numbers.select(expressions))

    # --- scoring

    def _numbers(self, batch: Batch) -> pl.DataFrame:
        plan = self._plan(batch.shape)
        if plan is None:
            return self._in_parts(batch)
        numbers = plan.run(batch)
        doubtful = numbers.get_column(DOUBT).arg_true().to_list()
        if not doubtful:
            return numbers
        places = pl.Series(doubtful, dtype=pl.UInt32)
        decided = self._one_by_one(batch, doubtful)
        return numbers.with_columns(
            numbers.get_column(name).scatter(places, decided.get_column(name)) for name in numbers.columns
        )

    def _in_parts(self, batch: Batch) -> pl.DataFrame:
        """The results of a batch that does not fit: of its halves, and of its rows where it is short."""
        if len(batch.source) <= _FEW:
            return self._one_by_one(batch, range(len(batch.source)))
        half = len(batch.source) // 2
        parts = (
            read_batch(part, 0, self.header, self.scheme, TableFaults())
            for part in (batch.source[:half], batch.source[half:])
        )
        # Both halves are without faults, as the whole was.
        return pl.concat([self._numbers(part) for part in parts if part is not None])

    def _plan(self, shape: BatchShape | None) -> Plan | None:
        """The plan for batches of this shape; ``None`` where they do not fit 128 bits."""
        if shape is None:
            return None
        if shape not in self._plans:
            try:
                self._plans[shape] = Plan(self.scheme, shape)
            except TooWide:
                self._plans[shape] = None
        return self._plans[shape]

    def _one_by_one(self, batch: Batch, rows: Iterable[int]) -> pl.DataFrame:
        """The results of single rows by the engine, in the form that plans give."""
        found = [self._row(score(self.scheme, unit_facts(batch, row, self.header))) for row in rows]
        schema: dict[str, type[pl.DataType]] = {}
        for leaf in self._leaves:
            schema |= {leaf + SCORE: pl.Int64, leaf + STATE: pl.UInt8}
        schema |= {TOTAL: pl.Int64, GRADE: pl.UInt8, COMPLETE: pl.Boolean, MISSING: pl.UInt32, DOUBT: pl.Boolean}
        return pl.DataFrame(found, schema=schema, orient="row")

    def _row(self, result: Result) -> list[int | bool | None]:
        nodes = {node.id: node for node in result.walk()}
        states = list(State)
        row: list[int | bool | None] = []
        missing = 0
        for leaf in self._leaves:
            node = nodes[leaf]
            row += [_in_units(node.score, self._score_places), states.index(node.state)]
            missing += any(one.missing or one.state is State.MISSING for one in node.walk())
        grade = self._grades.index(result.grade) if result.grade else None
        return [*row, _in_units(result.total, self._total_places), grade, result.complete, missing, False]


def _in_units(number: Decimal | None, places: int) -> int | None:
    return None if number is None else int(Fraction(number) * 10**places)


def _as_decimal(column: pl.Expr, places: int) -> pl.Expr:
    """Integers in units of the last of so many places as decimals: the same bits, read another way."""
    return column.cast(pl.Int128).reinterpret(dtype=pl.Decimal(18, places))


def _typed(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Numbers of an enumeration as its words; anything else as it is."""
    return column.cat.to(dtype) if isinstance(dtype, pl.Enum) else column.cast(dtype)
