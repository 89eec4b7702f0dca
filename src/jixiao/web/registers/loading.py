"""A filled workbook into the registers: what would change, told beforehand, and then done as a whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from jixiao.numbers import Printed, plain
from jixiao.web.evaluation.answers import save_answer
from jixiao.web.evaluation.models import Answer
from jixiao.web.registers.models import MODELS, TABLES
from jixiao.web.registers.rows import record_of, text_of
from jixiao.web.registers.services import add_records, remove_rows, set_nothing
from jixiao.web.schemes import catalogue
from jixiao.workbook.goals import GOALS, line_of
from jixiao.workbook.reader import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jixiao.findings import Finding
    from jixiao.registers.base import Table
    from jixiao.web.evaluation.models import Evaluation
    from jixiao.web.organizations.models import Person
    from jixiao.web.registers.models import Book
    from jixiao.workbook.filling import Filling

__all__ = ["Loaded", "TableChange", "compare", "load_workbook"]


@dataclass(frozen=True, slots=True)
class TableChange:
    """What a workbook changes in one table: the records it adds, the rows (with revision) it no longer has."""

    table: Table[Any]
    added: tuple[Any, ...] = ()
    gone: dict[int, int] = field(default_factory=dict)
    kept: int = 0
    nothing: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """What reading a workbook gave. ``ready``: it can be (or was) taken over; ``findings`` all its faults."""

    ready: bool
    findings: tuple[Finding, ...] = ()
    changes: tuple[TableChange, ...] = ()
    answers: dict[str, dict[str, str]] = field(default_factory=dict)


def compare(evaluation: Evaluation, path: Path) -> Loaded:
    """What the workbook at ``path`` would change in the evaluation's registers and answers. Nothing is written."""
    reading = read_workbook(path, catalogue())
    filling = reading.filling
    if reading.facts is None or filling is None:
        return Loaded(ready=False, findings=reading.findings)
    return Loaded(
        ready=True,
        findings=reading.findings,
        changes=tuple(_changes(evaluation.book, filling)),
        answers={
            name: {"text": _answer_text(answer.value), "evidence": answer.evidence, "note": answer.note}
            for name, answer in filling.answers.items()
        },
    )


def _answer_text(value: Any) -> str:
    return f"{plain(value.value)}{value.unit}" if isinstance(value, Printed) else text_of(value)


def _changes(book: Book, filling: Filling) -> Iterator[TableChange]:
    rows = {GOALS.name: tuple(line_of(goal) for goal in filling.goals), **filling.rows}
    for name, table in TABLES.items():
        nothing = name in filling.nothing
        records = rows.get(name, ())
        if not records and not nothing:
            continue
        wanted = Counter(records)
        gone = {}
        for entry in MODELS[name].objects.filter(book=book):
            found = record_of(table, entry)
            if wanted[found]:
                wanted[found] -= 1
            else:
                gone[entry.pk] = entry.revision
        added = []
        for each in records:
            if wanted[each]:
                wanted[each] -= 1
                added.append(each)
        yield TableChange(table, tuple(added), gone, len(records) - len(added), nothing)


@transaction.atomic
def load_workbook(person: Person, evaluation: Evaluation, path: Path, *, remove: bool = False) -> Loaded:
    """Takes the workbook over if it has no faults; ``remove`` also removes the rows that it no longer has."""
    loaded = compare(evaluation, path)
    if not loaded.ready:
        return loaded
    for change in loaded.changes:
        if remove and change.gone:
            remove_rows(person, evaluation.book, change.table, change.gone)
        add_records(person, evaluation.book, change.table, change.added)
        set_nothing(person, evaluation.book, change.table.name, nothing=change.nothing)
    for name, fields in loaded.answers.items():
        before = Answer.objects.filter(evaluation=evaluation, name=name).first()
        save_answer(person, evaluation, name, fields, revision=before.revision if before else 0)
    return loaded
