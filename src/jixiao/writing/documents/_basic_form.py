"""A table of figures whose identities are live formulas in the xlsx form."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.numbers import parse_decimal, round_by
from jixiao.writing.cells import head, naming, value
from jixiao.writing.layout import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.writing.cells import Row
    from jixiao.writing.layout import Run

__all__ = ["Form"]

_COLUMNS: Final = 7
_WIDTHS: Final = (6, 6, 5, 5, 5, 5, 5)
"""One grid for all forms of a sheet: what a form has less of, its first column is wider."""


class Form:
    """Built row by row. ``names`` head the columns of words at the left, ``heads`` those of values.

    Columns of values are counted from 0, rows as :meth:`add` returns them. A formula is set only where the figures that
    are printed satisfy it, rounded half-up to two decimals where it is a rate. The head of a form is ``repeated`` on the
    next page; a spreadsheet repeats the first head of a sheet over everything, so the first form of a sheet does not.
    """

    def __init__(self, names: Sequence[str], heads: Sequence[str], unit_note: str, *, repeated: bool = True) -> None:
        self._repeated = repeated
        self._names = len(names)
        self._first = _COLUMNS - len(heads)
        self._unit_note = unit_note
        self._formulas: list[tuple[int, int, str]] = []
        self._values: list[tuple[Run, ...]] = [()]
        spans = self._spans()
        self._rows: list[Row] = [(*(head(n, s) for n, s in zip(names, spans, strict=True)), *(head(h) for h in heads))]

    def _spans(self) -> list[int]:
        return [1] * (self._names - 1) + [self._first - self._names + 1]

    def add(self, names: Sequence[Run | str], *values: Run) -> int:
        """A row, by its number for the formulas."""
        cells = (naming([name], span) for name, span in zip(names, self._spans(), strict=True))
        self._rows.append((*cells, *(value(run) for run in values)))
        self._values.append(values)
        return len(self._rows) - 1

    def table(self) -> Table:
        return Table(
            tuple(self._rows), _WIDTHS, int(self._repeated), unit_note=self._unit_note, formulas=tuple(self._formulas)
        )

    # --- identities

    def sums(self, total: int, parts: Sequence[int], columns: Sequence[int]) -> None:
        """``total`` is the sum of the rows ``parts`` in each of ``columns``; a blank part is nothing."""
        for column in columns:
            figures = [self._figure(part, column) for part in parts]
            known = [figure for figure in figures if figure is not None]
            if known and sum(known, Decimal(0)) == self._figure(total, column):
                cells = [self._cell(part, column) for part in parts]
                together = list(parts) == list(range(parts[0], parts[-1] + 1))
                self._set(total, column, f"SUM({f'{cells[0]}:{cells[-1]}' if together else ','.join(cells)})")

    def differences(self, rows: Sequence[int], *, minuend: int, subtrahend: int, at: int) -> None:
        """``at`` is ``minuend`` less ``subtrahend`` in each of ``rows``."""
        for row in rows:
            more, less = self._figure(row, minuend), self._figure(row, subtrahend)
            if more is not None and less is not None and more - less == self._figure(row, at):
                self._set(row, at, f"{self._cell(row, minuend)}-{self._cell(row, subtrahend)}")

    def rates(self, rows: Sequence[int], *, part: int, whole: int, at: int) -> None:
        """``at`` is ``part`` in per cent of ``whole`` in each of ``rows``."""
        for row in rows:
            some, all_of = self._figure(row, part), self._figure(row, whole)
            if some is not None and all_of and _percent(Fraction(some), all_of) == self._figure(row, at):
                self._set(row, at, f"ROUND({self._cell(row, part)}/{self._cell(row, whole)}*100,2)")

    def _figure(self, row: int, column: int) -> Decimal | None:
        return parse_decimal(self._values[row][column].text)

    def _set(self, row: int, column: int, formula: str) -> None:
        self._formulas.append((row, self._first + column, f"={formula}"))

    def _cell(self, row: int, column: int) -> str:
        return f"{'ABCDEFG'[self._first + column]}{{{row}}}"


def _percent(part: Fraction, whole: Decimal) -> Decimal:
    return round_by("half_up_2", part / Fraction(whole) * 100)
