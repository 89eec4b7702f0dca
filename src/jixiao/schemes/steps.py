"""Intermediate results of column arithmetic that become columns of their own."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from jixiao.schemes.columns import Ratio, Truth, Whole

__all__ = ["Steps"]


class Steps:
    """Columns that are added to a table one after the other.

    An expression that mentions another one several times contains it several times; what is used again is therefore
    kept. ``expressions`` are to be added to the table in their order.
    """

    def __init__(self) -> None:
        self.expressions: list[pl.Expr] = []
        # What was kept stays referenced, so that no other object takes its identity.
        self._kept: dict[int, tuple[Whole, Whole]] = {}

    def add(self, expression: pl.Expr) -> pl.Expr:
        """The expression as a column."""
        name = f"#step{len(self.expressions)}"
        self.expressions.append(expression.alias(name))
        return pl.col(name)

    def keep(self, whole: Whole) -> Whole:
        """The same integer, as a column."""
        if whole.fixed is not None or whole.expr.meta.is_column():
            return whole
        if id(whole) not in self._kept:
            self._kept[id(whole)] = whole, replace(whole, expr=self.add(whole.expr))
        return self._kept[id(whole)][1]

    def keep_ratio(self, ratio: Ratio) -> Ratio:
        """The same number, its integers as columns."""
        return replace(ratio, top=self.keep(ratio.top), bottom=self.keep(ratio.bottom))

    def keep_truth(self, truth: Truth) -> Truth:
        """The same condition, as a column."""
        if truth.known is not None or truth.expr.meta.is_column():
            return truth
        return Truth(self.add(truth.expr))

    def applied(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The table with the columns added."""
        for expression in self.expressions:
            frame = frame.with_columns(expression)
        return frame
