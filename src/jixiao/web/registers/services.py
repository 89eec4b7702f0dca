"""Changing registers: every change checked like a sheet, written with its event, and noticed by what was submitted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Max

from jixiao.findings import Severity
from jixiao.location import Location
from jixiao.registers.base import Row, broken_rows
from jixiao.web.audit.chain import Told, record, record_all
from jixiao.web.audit.models import Event
from jixiao.web.registers.models import MODELS, TABLES, Book
from jixiao.web.registers.rows import fields_of, read_texts, record_of, text_of, texts_of
from jixiao.workbook.rows import check_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jixiao.findings import Finding
    from jixiao.registers.base import Column, Table
    from jixiao.web.organizations.models import Person, Unit
    from jixiao.web.registers.models import Entry
    from jixiao.web.registers.rows import Typed

__all__ = [
    "GONE",
    "Change",
    "Outcome",
    "add_records",
    "change_rows",
    "create_book",
    "faults_of",
    "locked",
    "move_row",
    "name_columns",
    "records_of",
    "remove_rows",
    "replace_records",
    "restore_rows",
    "set_nothing",
]


GONE: Final = "这一行已被别人删除"
"""What a conflict says where the row is no longer there."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row as typed: ``pk`` and the ``revision`` it was seen with, or neither for a new row."""

    typed: Typed
    pk: int | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change: saved (with its row), or refused for its faults, or because somebody else changed the
    row meanwhile (``conflict``: the row as it stands now; under ``""`` why there is none)."""

    pk: int | None
    revision: int = 0
    findings: tuple[Finding, ...] = ()
    conflict: Typed = field(default_factory=dict)

    @property
    def saved(self) -> bool:
        return not self.conflict and not _wrong(self.findings)


def _wrong(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def records_of(book: Book, table: Table[Any]) -> tuple[Row[Any], ...]:
    """The book's rows of one table in their order, numbered from 1 as the pages show them."""
    entries = MODELS[table.name].objects.filter(book=book)
    return tuple(Row(number, record_of(table, entry)) for number, entry in enumerate(entries, 1))


def name_columns(table: Table[Any]) -> tuple[str, ...]:
    """The columns by which a person tells one row of ``table`` from another: its key, else its required words."""
    return table.key or tuple(each.name for each in table.columns if each.kind == "text" and each.required)[:1]


def faults_of(book: Book, table: Table[Any]) -> tuple[Finding, ...]:
    """Everything that is wrong with the rows as they stand: each by itself, and all together."""
    rows = records_of(book, table)
    return (
        *broken_rows(table, rows, Location(register=table.label), _places(table.columns)),
        *check_rows(table, table.columns, rows, book.year, _place(table, table.columns)),
    )


def _places(columns: Sequence[Column]) -> dict[str, int]:
    return {column.name: index for index, column in enumerate(columns)}


def _place(table: Table[Any], columns: Sequence[Column]) -> Any:
    places = _places(columns)
    return lambda number, name: Location(
        register=table.label, row=number - 1, column=places.get(name), records=(number,)
    )


def locked(book: Book) -> Book:
    """The book, locked until the transaction ends: nobody changes it meanwhile, nor submits what it holds."""
    return Book.objects.select_for_update(of=("self",)).select_related("unit").get(pk=book.pk)


@transaction.atomic
def create_book(person: Person, unit: Unit, year: int) -> Book:
    """Opens the unit's registers of ``year``, empty; the book that is there already, if there is one."""
    book, made = Book.objects.get_or_create(unit=unit, year=year)
    if made:
        record(person, "add", book, unit=unit, new={"year": year})
    return book


@dataclass(slots=True)
class _Read:
    """A change while it is being looked at: its row, and what was found in it."""

    change: Change
    entry: Any
    number: int
    record: Any = None
    findings: list[Finding] = field(default_factory=list)
    conflict: Typed = field(default_factory=dict)


@transaction.atomic
def change_rows(
    person: Person, book: Book, table: Table[Any], columns: Sequence[Column], changes: Iterable[Change]
) -> tuple[Outcome, ...]:
    """Saves those changes that are right; each outcome tells what became of its change, in their order."""
    book = locked(book)
    read = _read(book, table, columns, tuple(changes))
    _compare(book, table, columns, [each for each in read if not each.conflict and not _wrong(each.findings)])
    good = [each for each in read if not each.conflict and not _wrong(each.findings)]
    last = _last(book, table) if any(each.entry is None for each in good) else 0
    for each in good:
        if each.entry is None:
            last += 1
            each.entry = _add(person, book, table, each.record, last)
        else:
            _change(person, book, table, each.entry, each.record)
    if good:
        if any(each.change.pk is None for each in good):
            set_nothing(person, book, table.name, nothing=False)
        touch(book, table.name)
    return tuple(
        Outcome(
            each.entry.pk if each.entry is not None else each.change.pk,
            each.entry.revision if each.entry is not None else 0,
            tuple(each.findings),
            each.conflict,
        )
        for each in read
    )


def _read(book: Book, table: Table[Any], columns: Sequence[Column], changes: tuple[Change, ...]) -> list[_Read]:
    objects = MODELS[table.name].objects.filter(book=book)
    known = objects.in_bulk([change.pk for change in changes if change.pk is not None])
    numbers = {pk: number for number, pk in enumerate(objects.values_list("pk", flat=True), 1)}
    new, read = len(numbers), []
    for change in changes:
        if change.pk is None:
            new += 1
            each = _Read(change, None, new)
        else:
            each = _Read(change, known.get(change.pk), numbers.get(change.pk, 0))
            if each.entry is None:
                each.conflict = {"": GONE}
            elif each.entry.revision != change.revision:
                each.conflict = texts_of(table, record_of(table, each.entry))
        if not each.conflict:
            each.record, each.findings = read_texts(table, columns, change.typed, each.number)
            if not _wrong(each.findings):
                rows = (Row(each.number, each.record),)
                each.findings += broken_rows(table, rows, Location(register=table.label), _places(columns))
        read.append(each)
    return read


def _compare(book: Book, table: Table[Any], columns: Sequence[Column], good: list[_Read]) -> None:
    """Adds to each row what is wrong with it beside the others; only those of the same name are looked at."""
    name = name_columns(table)[:1]
    objects = MODELS[table.name].objects.filter(book=book)
    numbers = {pk: number for number, pk in enumerate(objects.values_list("pk", flat=True), 1)}
    kept: list[Row[Any]] = []
    if name:
        alike = {f"value_{name[0]}__in": {getattr(each.record, name[0]) for each in good}}
        others = objects.filter(**alike).exclude(pk__in=[each.change.pk for each in good if each.change.pk])
        kept = [Row(numbers[entry.pk], record_of(table, entry)) for entry in others]
    mine = {each.number: each for each in good}
    rows = (*kept, *(Row(each.number, each.record) for each in good))
    for finding in check_rows(table, columns, rows, book.year, _place(table, columns)):
        (number,) = finding.locations[0].records
        if number in mine:
            mine[number].findings.append(finding)


def _last(book: Book, table: Table[Any]) -> int:
    return MODELS[table.name].objects.filter(book=book).aggregate(last=Max("position"))["last"] or 0


def _add(person: Person, book: Book, table: Table[Any], found: Any, position: int) -> Entry:
    entry: Entry = MODELS[table.name].objects.create(book=book, position=position, **fields_of(table, found))
    record(person, "add", entry, unit=book.unit, new=texts_of(table, found), label=_label(book, table, found))
    return entry


def _change(person: Person, book: Book, table: Table[Any], entry: Entry, found: Any) -> None:
    before, after = texts_of(table, record_of(table, entry)), texts_of(table, found)
    if before == after:
        return
    for name, value in fields_of(table, found).items():
        setattr(entry, name, value)
    entry.revision += 1
    entry.save()
    old = {name: text for name, text in before.items() if after[name] != text}
    new = {name: after[name] for name in old}
    record(person, "change", entry, unit=book.unit, old=old, new=new, label=_label(book, table, found))


@transaction.atomic
def add_records(person: Person, book: Book, table: Table[Any], records: Sequence[Any]) -> int:
    """Appends records that were read and checked elsewhere (a workbook); how many."""
    if not records:
        return 0
    book = locked(book)
    model = MODELS[table.name]
    first = _last(book, table) + 1
    made = model.objects.bulk_create(
        (model(book=book, position=at, **fields_of(table, found)) for at, found in enumerate(records, first)),
        batch_size=500,
    )
    changes = (
        Told(entry, new=texts_of(table, found), label=_label(book, table, found))
        for entry, found in zip(made, records, strict=True)
    )
    record_all(person, "add", changes, unit=book.unit)
    set_nothing(person, book, table.name, nothing=False)
    touch(book, table.name)
    return len(records)


@transaction.atomic
def replace_records(person: Person, book: Book, table: Table[Any], records: Mapping[int, Any]) -> None:
    """Puts records that were read and checked elsewhere in the place of rows, by their number in the database."""
    if not records:
        return
    book = locked(book)
    for entry in MODELS[table.name].objects.filter(book=book, pk__in=records):
        _change(person, book, table, entry, records[entry.pk])
    touch(book, table.name)


@transaction.atomic
def remove_rows(person: Person, book: Book, table: Table[Any], keys: Mapping[int, int]) -> tuple[int, ...]:
    """Removes the rows ``keys`` (by the revision they were seen with); the numbers of those that were kept because
    somebody changed them meanwhile."""
    book = locked(book)
    objects = MODELS[table.name].objects.filter(book=book)
    there = list(objects.filter(pk__in=keys))
    gone = [entry for entry in there if entry.revision == keys[entry.pk]]
    found = {entry.pk: record_of(table, entry) for entry in gone}
    changes = [
        Told(entry, old=texts_of(table, found[entry.pk]), label=_label(book, table, found[entry.pk])) for entry in gone
    ]
    record_all(person, "remove", changes, unit=book.unit)
    objects.filter(pk__in=found).delete()
    touch(book, table.name)
    return tuple(entry.pk for entry in there if entry.pk not in found)


@transaction.atomic
def restore_rows(person: Person, book: Book, table: Table[Any], places: Mapping[int, int]) -> tuple[int, ...]:
    """Brings removed rows back from the events of their removal, under their old numbers, so that evidence and trail
    still belong to them; ``places`` are their positions by number. Gives the numbers of those brought back."""
    book = locked(book)
    model = MODELS[table.name]
    there = set(model.objects.filter(pk__in=places).values_list("pk", flat=True))
    back = []
    for pk, position in places.items():
        trail = Event.objects.filter(object_kind=model._meta.model_name, object_id=str(pk), unit=book.unit)  # noqa: SLF001 - Django's public name for it
        event = trail.filter(object_label__startswith=f"{book} {table.label} ").order_by("-number").first()
        if pk in there or event is None or event.action != "remove":
            continue
        found, _ = read_texts(table, table.columns, event.old, 1)
        # Above every revision that anybody can have seen of the row.
        revision = trail.count() + 1
        entry = model.objects.create(pk=pk, book=book, position=position, revision=revision, **fields_of(table, found))
        record(person, "add", entry, unit=book.unit, new=texts_of(table, found), label=_label(book, table, found))
        back.append(pk)
    if back:
        set_nothing(person, book, table.name, nothing=False)
        touch(book, table.name)
    return tuple(back)


@transaction.atomic
def move_row(book: Book, table: Table[Any], pk: int, before: int | None) -> None:
    """Puts a row before another one, or at the end. The order is for the eye and leaves no event; but rows are told by
    their numbers, so that the book has another revision."""
    book = locked(book)
    entries = list(MODELS[table.name].objects.filter(book=book).only("pk", "position"))
    moved = next((entry for entry in entries if entry.pk == pk), None)
    if moved is None:
        return
    order = [entry for entry in entries if entry is not moved]
    order.insert(next((at for at, entry in enumerate(order) if entry.pk == before), len(order)), moved)
    changed = []
    for position, entry in enumerate(order, 1):
        if entry.position != position:
            entry.position = position
            changed.append(entry)
    MODELS[table.name].objects.bulk_update(changed, ["position"], batch_size=500)
    _count(book, table.name)


@transaction.atomic
def set_nothing(person: Person, book: Book, table: str, *, nothing: bool) -> bool:
    """States, or takes back, that there was nothing of the kind this year; whether it holds as wished. It cannot be
    stated of a table that has rows."""
    book = locked(book)
    now = set(book.nothing)
    if nothing == (table in now):
        return True
    if nothing and MODELS[table].objects.filter(book=book).exists():
        return False
    book.nothing = sorted(now | {table} if nothing else now - {table})
    book.save(update_fields=["nothing"])
    record(
        person,
        "state",
        book,
        unit=book.unit,
        old={table: not nothing},
        new={table: nothing},
        label=f"{book} {TABLES[table].label}",
    )
    touch(book, table)
    return True


def touch(book: Book, table: str) -> None:
    """Notes that ``table`` of the book, which is locked, changed: what was submitted from it may no longer be what
    stands in it."""
    from jixiao.web.evaluation.changes import notice

    _count(book, table)
    notice(book)


def _count(book: Book, table: str) -> None:
    now = Book.objects.get(pk=book.pk)  # in one transaction it may be counted twice
    now.revision += 1
    now.table_revisions = {**now.table_revisions, table: now.revision}
    now.save(update_fields=["revision", "table_revisions"])


def _label(book: Book, table: Table[Any], found: Any) -> str:
    first = next((text for column in table.columns if (text := text_of(getattr(found, column.name), column))), "")
    return f"{book} {table.label} {first}"
