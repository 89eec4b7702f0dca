"""A book at a glance: each register with its rows and sums, last year beside, and the indicators that look at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Sum

from jixiao.registers.base import Register
from jixiao.web.evaluation.draft import scheme_of
from jixiao.web.kept import Kept
from jixiao.web.registers.models import MODELS, TABLES
from jixiao.web.schemes import fed_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from jixiao.registers.base import Column, Table
    from jixiao.schemes.model import Indicator
    from jixiao.web.evaluation.models import Evaluation
    from jixiao.web.registers.models import Book

__all__ = ["Feed", "Shelf", "feeds_of", "shelves_of"]


@dataclass(frozen=True, slots=True)
class Feed:
    """An evaluation of the book and the indicators of its scheme that look at one table."""

    evaluation: Evaluation
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One table of the book. ``sums`` and ``sums_before`` are pairs of a column and its total, this year and last."""

    table: Table[Any]
    rows: int
    rows_before: int
    sums: tuple[tuple[Column, Decimal | None, Decimal | None], ...]
    nothing: bool
    feeds: tuple[Feed, ...]

    @property
    def needed(self) -> bool:
        """Whether an indicator looks at it."""
        return bool(self.feeds)

    @property
    def open(self) -> bool:
        """Whether an indicator looks at it and there is neither a row nor the statement that there was nothing."""
        return self.needed and not self.rows and not self.nothing

    @property
    def may_be_empty(self) -> bool:
        return isinstance(self.table, Register) and self.table.may_be_empty


def feeds_of(evaluations: Iterable[Evaluation]) -> Mapping[str, tuple[Feed, ...]]:
    """By the table's name, which indicators of which evaluation look at it."""
    found: dict[str, tuple[Feed, ...]] = {}
    for evaluation in evaluations:
        for name, indicators in fed_by(scheme_of(evaluation)).items():
            if indicators:
                found[name] = (*found.get(name, ()), Feed(evaluation, indicators))
    return found


_counts: Kept[Mapping[int, Mapping[str, Any]]] = Kept(1024)


def _counted_of(books: list[Book], table: Table[Any]) -> Mapping[int, Mapping[str, Any]]:
    """``rows`` and the sum of each column of the table, by book."""
    key = (table.name, *((book.pk, book.table_revisions.get(table.name, 0)) for book in books))
    return _counts.get(key, lambda: _counted(books, table))


def _counted(books: list[Book], table: Table[Any]) -> Mapping[int, Mapping[str, Any]]:
    rows = MODELS[table.name].objects.filter(book__in=[book.pk for book in books]).order_by().values("book")
    sums = {column: Sum(f"value_{column}") for column in table.totals}
    return {each["book"]: each for each in rows.annotate(rows=Count("pk"), **sums)}


def shelves_of(book: Book, before: Book | None, evaluations: Iterable[Evaluation]) -> tuple[Shelf, ...]:
    """All tables of ``book``: those that an indicator looks at first. One query for both years for each table that
    changed since it was counted."""
    feeds = feeds_of(evaluations)
    books = [book, *([before] if before else [])]
    shelves = []
    for name, table in TABLES.items():
        found = _counted_of(books, table)
        now, then = found.get(book.pk, {}), found.get(before.pk, {}) if before else {}
        shelves.append(
            Shelf(
                table,
                now.get("rows", 0),
                then.get("rows", 0),
                tuple((table.column(each), now.get(each), then.get(each)) for each in table.totals),
                name in book.nothing,
                feeds.get(name, ()),
            )
        )
    return tuple(sorted(shelves, key=lambda each: not each.needed))
