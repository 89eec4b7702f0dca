"""Changing registers: every change checked like a sheet, written with its event, and noticed by what was submitted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Max

from jixiao.findings import Severity
from jixiao.location import Location
from jixiao.registers.base import Row, broken_rows
from jixiao.web.audit.chain import record
from jixiao.web.registers.models import MODELS, TABLES, Book
from jixiao.web.registers.rows import fields_of, read_texts, record_of, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jixiao.findings import Finding
    from jixiao.registers.base import Column, Table
    from jixiao.web.organizations.models import Person
    from jixiao.web.registers.rows import Typed

__all__ = ["Change", "Outcome", "add_records", "change_rows", "move_row", "records_of", "remove_rows", "set_nothing"]


@dataclass(frozen=True, slots=True)
class Change:
    """A row as typed: ``pk`` and the ``revision`` it was seen with, or neither for a new row."""

    typed: Typed
    pk: int | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change: saved (with its row), or refused for its faults, or because somebody else changed the
    row meanwhile (``conflict``: the row as it stands now)."""

    pk: int | None
    revision: int = 0
    findings: tuple[Finding, ...] = ()
    conflict: Typed = field(default_factory=dict)

    @property
    def saved(self) -> bool:
        return not self.conflict and not any(finding.severity is Severity.ERROR for finding in self.findings)


def records_of(book: Book, table: Table[Any]) -> tuple[Row[Any], ...]:
    """The book's rows of one table in their order, numbered from 1 as the pages show them."""
    entries = MODELS[table.name].objects.filter(book=book)
    return tuple(Row(number, record_of(table, entry)) for number, entry in enumerate(entries, 1))


@transaction.atomic
def change_rows(
    person: Person, book: Book, table: Table[Any], columns: Sequence[Column], changes: Iterable[Change]
) -> tuple[Outcome, ...]:
    """Saves those changes that are right; each outcome tells what became of its change, in their order."""
    book = Book.objects.select_for_update().get(pk=book.pk)
    model = MODELS[table.name]
    changes = tuple(changes)
    known = {entry.pk: entry for entry in model.objects.filter(book=book, pk__in=[each.pk for each in changes])}
    numbers = {pk: number for number, pk in enumerate(model.objects.filter(book=book).values_list("pk", flat=True), 1)}
    last = model.objects.filter(book=book).aggregate(last=Max("position"))["last"] or 0
    outcomes = []
    for change in changes:
        entry = known.get(change.pk) if change.pk is not None else None
        number = numbers.get(change.pk or 0, len(numbers) + 1)
        if change.pk is not None and (entry is None or entry.revision != change.revision):
            now = texts_of(table, record_of(table, entry)) if entry is not None else {"": "这一行已被删除"}
            outcomes.append(Outcome(change.pk, entry.revision if entry else 0, conflict=now))
            continue
        found, findings = read_texts(table, columns, change.typed, number)
        if not any(finding.severity is Severity.ERROR for finding in findings):
            places = {column.name: index for index, column in enumerate(columns)}
            findings += broken_rows(table, (Row(number, found),), Location(register=table.label), places)
        if any(finding.severity is Severity.ERROR for finding in findings):
            outcomes.append(Outcome(change.pk, change.revision, tuple(findings)))
            continue
        fields = fields_of(table, found)
        if entry is None:
            last += 1
            entry = model.objects.create(book=book, position=last, **fields)
            record(person, "add", entry, unit=book.unit, new=texts_of(table, found), label=_label(book, table, found))
        else:
            before = texts_of(table, record_of(table, entry))
            after = texts_of(table, found)
            if before != after:
                for name, value in fields.items():
                    setattr(entry, name, value)
                entry.revision += 1
                entry.save()
                old = {name: text for name, text in before.items() if after[name] != text}
                new = {name: after[name] for name in old}
                record(person, "change", entry, unit=book.unit, old=old, new=new, label=_label(book, table, found))
        outcomes.append(Outcome(entry.pk, entry.revision, tuple(findings)))
    if any(outcome.saved for outcome in outcomes):
        touch(book)
    return tuple(outcomes)


@transaction.atomic
def add_records(person: Person, book: Book, table: Table[Any], records: Sequence[Any]) -> int:
    """Appends records that were read and checked elsewhere (a workbook); how many."""
    book = Book.objects.select_for_update().get(pk=book.pk)
    model = MODELS[table.name]
    last = model.objects.filter(book=book).aggregate(last=Max("position"))["last"] or 0
    for position, found in enumerate(records, last + 1):
        entry = model.objects.create(book=book, position=position, **fields_of(table, found))
        record(person, "add", entry, unit=book.unit, new=texts_of(table, found), label=_label(book, table, found))
    if records:
        touch(book)
    return len(records)


@transaction.atomic
def remove_rows(person: Person, book: Book, table: Table[Any], keys: Mapping[int, int]) -> tuple[int, ...]:
    """Removes the rows ``keys`` (by the revision they were seen with); the numbers of those that were kept because
    somebody changed them meanwhile."""
    book = Book.objects.select_for_update().get(pk=book.pk)
    kept = []
    for entry in MODELS[table.name].objects.filter(book=book, pk__in=keys):
        if entry.revision != keys[entry.pk]:
            kept.append(entry.pk)
            continue
        found = record_of(table, entry)
        record(person, "remove", entry, unit=book.unit, old=texts_of(table, found), label=_label(book, table, found))
        entry.delete()
    touch(book)
    return tuple(kept)


@transaction.atomic
def move_row(book: Book, table: Table[Any], pk: int, before: int | None) -> None:
    """Puts a row before another one, or at the end. The order is for the eye and leaves no event."""
    model = MODELS[table.name]
    order = [key for key in model.objects.filter(book=book).values_list("pk", flat=True) if key != pk]
    order.insert(order.index(before) if before in order else len(order), pk)
    for position, key in enumerate(order, 1):
        model.objects.filter(pk=key).update(position=position)


@transaction.atomic
def set_nothing(person: Person, book: Book, table: str, *, nothing: bool) -> None:
    """States, or takes back, that there was nothing of the kind this year."""
    book = Book.objects.select_for_update().get(pk=book.pk)
    now = set(book.nothing)
    if nothing == (table in now):
        return
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
    touch(book)


def touch(book: Book) -> None:
    """Notes that the book changed: what was submitted from it may no longer be what stands in it."""
    from jixiao.web.evaluation.changes import notice

    Book.objects.filter(pk=book.pk).update(revision=F("revision") + 1)
    notice(book)


def _label(book: Book, table: Table[Any], found: Any) -> str:
    first = next((text for column in table.columns if (text := str(getattr(found, column.name) or ""))), "")
    return f"{book} {table.label} {first}"
