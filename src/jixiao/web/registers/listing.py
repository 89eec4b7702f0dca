"""One register as a list: what is looked for, in which order, the page of it, its sums, and last year beside."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Q, Sum

from jixiao.location import Location
from jixiao.numbers import exact, plain, round_by
from jixiao.registers.base import Column, ComputedColumn, Register
from jixiao.web.registers.models import MODELS, Book, Evidence
from jixiao.web.registers.rows import record_of, texts_of
from jixiao.web.registers.services import name_columns
from jixiao.workbook.book import Cell
from jixiao.workbook.cells import read_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from jixiao.registers.base import Table
    from jixiao.web.registers.rows import Typed

__all__ = ["PAGE", "Line", "Listing", "Query", "computed_texts", "laid_out", "listing_of", "sums_of", "year_before"]

PAGE: Final = 100
"""Rows of one page."""
_MOST_GONE: Final = 200


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of the list: words, filters by column, a column to sort by (with ``-`` downwards), the page, rows
    to point out by number (then the page is that of the first of them), whether last year stands beside."""

    words: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    page: int = 1
    rows: tuple[int, ...] = ()
    beside: bool = False

    @property
    def narrowed(self) -> bool:
        return bool(self.words or self.filters)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the page. ``number`` is its place in the whole register; ``before`` last year's row of the name."""

    number: int
    pk: int
    revision: int
    texts: Typed
    computed: Mapping[str, str]
    evidence: int = 0
    pointed: bool = False
    before: Typed | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a register. ``sums`` and ``sums_before`` are this year's and last year's totals by column; ``missing``
    are last year's rows that have no row of the name this year."""

    lines: tuple[Line, ...]
    found: int
    total: int
    page: int
    pages: int
    sums: Mapping[str, Decimal]
    sums_before: Mapping[str, Decimal]
    choices: Mapping[str, tuple[str, ...]]
    missing: tuple[Typed, ...] = ()
    before: Book | None = None


def laid_out(table: Table[Any]) -> tuple[Column | ComputedColumn, ...]:
    """The columns as they are shown: each computed one behind the column that it follows."""
    laid: list[Column | ComputedColumn] = []
    for column in table.columns:
        laid.append(column)
        laid += [each for each in table.computed if each.after == column.name]
    return tuple(laid)


def computed_texts(table: Table[Any], record: Any) -> dict[str, str]:
    """The computed columns of a record by their label; a rate in per cent with two decimals."""
    texts = {}
    for column in table.computed:
        found = column.result(*(getattr(record, name) for name in column.operands))
        if found is not None and column.unit == "%":
            texts[column.label] = f"{plain(round_by('half_up_2', found * 100))}%"
        elif found is not None:
            texts[column.label] = plain(exact(Fraction(found)))
    return texts


def year_before(book: Book) -> Book | None:
    """The unit's book of the year before."""
    return Book.objects.filter(unit=book.unit_id, year=book.year - 1).first()


def sums_of(entries: QuerySet[Any], table: Table[Any]) -> tuple[int, dict[str, Decimal]]:
    """How many rows there are and the exact sums of the columns that are added up; none of a column without figures."""
    found = entries.order_by().aggregate(rows=Count("pk"), **{name: Sum(f"value_{name}") for name in table.totals})
    return found.pop("rows"), {name: total for name, total in found.items() if total is not None}


def listing_of(book: Book, table: Table[Any], query: Query, *, size: int = PAGE) -> Listing:
    """The page that ``query`` asks for. As many queries for ten rows as for ten thousand."""
    every = MODELS[table.name].objects.filter(book=book)
    numbers = {pk: number for number, pk in enumerate(every.values_list("pk", flat=True), 1)}
    entries = _narrowed(every, table, query)
    found, sums = sums_of(entries, table)
    pages = max(1, -(-found // size))
    page = min(max(query.page, 1), pages)
    if query.rows and not query.narrowed and not query.sort:
        page = min(pages, max(1, -(-query.rows[0] // size)))
    shown = list(_sorted(entries, table, query.sort)[(page - 1) * size : page * size])
    before = year_before(book)
    sums_before = sums_of(MODELS[table.name].objects.filter(book=before), table)[1] if before else {}
    attached = _evidence(book, table, [entry.pk for entry in shown])
    records = [(entry, record_of(table, entry)) for entry in shown]
    old = _before(before, table, [each for _, each in records]) if before and query.beside else {}
    lines = []
    for entry, each in records:
        same = old.get(_name(table, each), [])
        lines.append(
            Line(
                numbers[entry.pk],
                entry.pk,
                entry.revision,
                texts_of(table, each),
                computed_texts(table, each),
                attached.get(entry.pk, 0),
                numbers[entry.pk] in query.rows,
                texts_of(table, same.pop(0)) if same else None,
            )
        )
    return Listing(
        tuple(lines),
        found,
        len(numbers),
        page,
        pages,
        sums,
        sums_before,
        _choices(every, table),
        _missing(every, before, table) if before and query.beside else (),
        before,
    )


def _narrowed(entries: QuerySet[Any], table: Table[Any], query: Query) -> QuerySet[Any]:
    for word in query.words.split():
        entries = entries.filter(_holding(word, table))
    columns = {column.name: column for column in table.columns}
    for name, wanted in query.filters.items():
        column = columns.get(name)
        if column is None:
            continue
        if column.kind == "yes_no":
            answer = {"是": True, "否": False}.get(wanted)
            entries = entries.filter(**{f"value_{name}": answer})
        else:
            entries = entries.filter(**{f"value_{name}": wanted})
    return entries


def _holding(word: str, table: Table[Any]) -> Q:
    """Rows that hold ``word`` in any of their texts, or as a figure or a date."""
    found = Q()
    for column in table.columns:
        if column.is_figure or column.kind == "date":
            value, finding = read_cell(Cell(word), column, column.unit, Location())
            if finding is None and isinstance(value, Decimal | date):
                found |= Q(**{f"value_{column.name}": value})
        elif column.kind != "yes_no":
            found |= Q(**{f"value_{column.name}__icontains": word})
    return found


def _sorted(entries: QuerySet[Any], table: Table[Any], sort: str) -> QuerySet[Any]:
    name = sort.removeprefix("-")
    if name not in {column.name for column in table.columns}:
        return entries
    return entries.order_by(f"{'-' if sort.startswith('-') else ''}value_{name}", "position", "pk")


def _choices(entries: QuerySet[Any], table: Table[Any]) -> dict[str, tuple[str, ...]]:
    """What the list can be filtered by: projects as they occur, choices and yes or no as they are declared."""
    scope = table.scope if isinstance(table, Register) else "project"
    names = [column.name for column in table.columns]
    found: dict[str, tuple[str, ...]] = {}
    if scope in names:
        found[scope] = tuple(
            each
            for each in entries.order_by(f"value_{scope}").values_list(f"value_{scope}", flat=True).distinct()
            if each
        )
    for column in table.columns:
        if column.kind == "choice" and not column.free:
            found[column.name] = column.choices
        elif column.kind == "yes_no":
            found[column.name] = ("是", "否")
    return found


def _evidence(book: Book, table: Table[Any], keys: Sequence[int]) -> dict[int, int]:
    counted = (
        Evidence.objects.filter(book=book, table=table.name, row__in=keys, removed_at__isnull=True)
        .order_by()
        .values_list("row")
        .annotate(files=Count("pk"))
    )
    return {row: files for row, files in counted if row is not None}


def _name(table: Table[Any], record: Any) -> tuple[Any, ...]:
    return tuple(getattr(record, name) for name in name_columns(table))


def _before(before: Book, table: Table[Any], records: Iterable[Any]) -> dict[tuple[Any, ...], list[Any]]:
    """Last year's records that are called like one of ``records``, in their order."""
    names = name_columns(table)
    found: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    if names:
        wanted = {f"value_{names[0]}__in": {getattr(each, names[0]) for each in records}}
        for entry in MODELS[table.name].objects.filter(book=before, **wanted):
            each = record_of(table, entry)
            found[_name(table, each)].append(each)
    return found


def _missing(entries: QuerySet[Any], before: Book, table: Table[Any]) -> tuple[Typed, ...]:
    """Last year's rows without a row of the name this year, at most :data:`_MOST_GONE`."""
    names = name_columns(table)
    if not names:
        return ()
    columns = [f"value_{name}" for name in names]
    now = Counter(entries.values_list(*columns))
    gone = []
    for pk, *name in MODELS[table.name].objects.filter(book=before).values_list("pk", *columns):
        if now[tuple(name)]:
            now[tuple(name)] -= 1
        else:
            gone.append(pk)
    rows = MODELS[table.name].objects.filter(pk__in=gone[:_MOST_GONE])
    return tuple(texts_of(table, record_of(table, entry)) for entry in rows)
