"""A filled workbook into the registers: what would change, told beforehand, and then done as a whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location
from jixiao.numbers import Printed, plain
from jixiao.schemes.catalogue import Catalogue
from jixiao.web.evaluation.answers import save_answer, save_passage
from jixiao.web.evaluation.draft import scheme_of
from jixiao.web.evaluation.models import Answer, Passage
from jixiao.web.registers.models import MODELS, TABLES
from jixiao.web.registers.rows import record_of, text_of, unkept
from jixiao.web.registers.services import add_records, remove_rows, replace_records, set_nothing
from jixiao.workbook.goals import GOALS, line_of
from jixiao.workbook.reader import read_workbook
from jixiao.workbook.texts import texts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from jixiao.registers.base import Table
    from jixiao.web.evaluation.models import Evaluation
    from jixiao.web.organizations.models import Person
    from jixiao.web.registers.models import Book
    from jixiao.workbook.filling import Filling
    from jixiao.workbook.reader import WorkbookReading

__all__ = ["Loaded", "TableChange", "apply_change", "change_of", "compare", "load_workbook"]


@dataclass(frozen=True, slots=True)
class TableChange:
    """What a file changes in one table.

    ``added``: the records it adds; ``replaced``: rows of the same key that read differently, by number, with what they
    were and what they become; ``gone``: the rows (with revision) that it no longer has; ``kept``: how many are the same
    already; ``nothing``: it states that there was nothing of the kind.
    """

    table: Table[Any]
    added: tuple[Any, ...] = ()
    gone: dict[int, int] = field(default_factory=dict)
    kept: int = 0
    nothing: bool = False
    replaced: dict[int, tuple[Any, Any]] = field(default_factory=dict)
    leaving: tuple[Any, ...] = ()
    """The records of ``gone``, in the same order."""

    @property
    def alters(self) -> bool:
        """Whether applying it does anything, removal aside."""
        return bool(self.added or self.replaced)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What reading a workbook gave. ``ready``: it can be (or was) taken over; ``findings`` all its faults; ``answers``
    those that it changes, by the name of their input, and ``texts`` the unit's own texts, by their names."""

    ready: bool
    findings: tuple[Finding, ...] = ()
    changes: tuple[TableChange, ...] = ()
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def compare(evaluation: Evaluation, path: Path) -> Loaded:
    """What the workbook at ``path`` would change in the evaluation's registers and answers. Nothing is written."""
    reading = read_workbook(path, Catalogue.of())
    filling = reading.filling
    if filling is None:
        return Loaded(ready=False, findings=reading.findings)
    findings = (*_strange(evaluation, reading, filling), *reading.findings, *_unkept(reading, filling))
    return Loaded(
        ready=not any(finding.severity is Severity.ERROR for finding in findings),
        findings=findings,
        changes=tuple(_changes(evaluation.book, filling)),
        answers=_answers(evaluation, filling) if reading.scheme_id == evaluation.round.scheme_id else {},
        texts=_texts(evaluation, filling),
    )


def _strange(evaluation: Evaluation, reading: WorkbookReading, filling: Filling) -> Iterator[Finding]:
    """What tells that the workbook was meant for another book."""
    book = evaluation.book
    if filling.year is not None and filling.year != book.year:
        yield _finding(
            "IN402",
            Severity.ERROR,
            f"工作簿的评价年度是 {filling.year}，应为本台账的年度 {book.year}。",
            "请选对年度的台账，或核对“单位信息”中的评价年度。",
        )
    if filling.unit and filling.unit != book.unit.name:
        yield _finding(
            "IN403",
            Severity.WARNING,
            f"工作簿的单位名称是“{filling.unit}”，应为“{book.unit.name}”。",
            "确认是本单位的数据再导入。",
        )
    if reading.scheme_id and reading.scheme_id != evaluation.round.scheme_id:
        yield _finding(
            "IN404",
            Severity.WARNING,
            "工作簿按另一个指标体系生成，只导入绩效目标和台账，“指标填报”不导入。",
            "请从本页导出工作簿，填好后再导入。",
        )


def _finding(code: str, severity: Severity, message: str, advice: str) -> Finding:
    return Finding(code, severity, Kind.CONSISTENCY, message, advice=advice)


def _tables(filling: Filling) -> dict[str, tuple[Any, ...]]:
    return {GOALS.name: tuple(line_of(goal) for goal in filling.goals), **filling.rows}


def _unkept(reading: WorkbookReading, filling: Filling) -> Iterator[Finding]:
    for name, records in _tables(filling).items():
        places = reading.places.get(name) or tuple(goal.origin for goal in filling.goals)
        for found, at in zip(records, places, strict=True):
            number = at.records[0] if at.records else 1
            yield from unkept(TABLES[name].columns, found, number, Location(file=at.file, sheet=at.sheet))


def _answers(evaluation: Evaluation, filling: Filling) -> dict[str, dict[str, str]]:
    there = {each.name: each for each in Answer.objects.filter(evaluation=evaluation)}
    told = {
        name: {"text": _answer_text(answer.value), "evidence": answer.evidence, "note": answer.note}
        for name, answer in filling.answers.items()
    }
    return {
        name: fields
        for name, fields in told.items()
        if name not in there or any(getattr(there[name], part) != text for part, text in fields.items())
    }


def _texts(evaluation: Evaluation, filling: Filling) -> dict[str, str]:
    there = dict(Passage.objects.filter(evaluation=evaluation).values_list("key", "text"))
    asked = texts_of(scheme_of(evaluation).subject)
    return {name: text for name, text in filling.texts.items() if name in asked and there.get(name) != text}


def _answer_text(value: Any) -> str:
    return f"{plain(value.value)}{value.unit}" if isinstance(value, Printed) else text_of(value)


def _changes(book: Book, filling: Filling) -> Iterator[TableChange]:
    rows = _tables(filling)
    for name, table in TABLES.items():
        nothing = name in filling.nothing
        records = rows.get(name, ())
        if records or nothing:
            yield change_of(book, table, records, nothing=nothing)


def change_of(book: Book, table: Table[Any], records: Sequence[Any], *, nothing: bool = False) -> TableChange:
    """What ``records`` change in the book's rows: alike rows are the same, rows of one key the same thing."""
    wanted = Counter(_essence(table, found) for found in records)
    leaving: dict[int, tuple[int, Any]] = {}
    for entry in MODELS[table.name].objects.filter(book=book):
        found = record_of(table, entry)
        essence = _essence(table, found)
        if wanted[essence]:
            wanted[essence] -= 1
        else:
            leaving[entry.pk] = (entry.revision, found)
    by_key = {_key(table, found): pk for pk, (_, found) in leaving.items()} if table.key else {}
    added, replaced = [], {}
    for each in records:
        essence = _essence(table, each)
        if not wanted[essence]:
            continue
        wanted[essence] -= 1
        pk = by_key.pop(_key(table, each), None)
        if pk is None:
            added.append(each)
        else:
            replaced[pk] = (leaving.pop(pk)[1], each)
    return TableChange(
        table,
        tuple(added),
        {pk: revision for pk, (revision, _) in leaving.items()},
        len(records) - len(added) - len(replaced),
        nothing,
        replaced,
        tuple(found for _, found in leaving.values()),
    )


def _essence(table: Table[Any], found: Any) -> tuple[Any, ...]:
    """What a record says, however its figures are written: a target of 1,000 is one of 1000."""
    return tuple(
        (value.value, value.unit, value.approximation, value.multiplier) if isinstance(value, Printed) else value
        for value in (getattr(found, column.name) for column in table.columns)
    )


def _key(table: Table[Any], found: Any) -> tuple[Any, ...]:
    return tuple(getattr(found, name) for name in table.key)


def apply_change(person: Person, book: Book, change: TableChange, *, remove: bool) -> None:
    """Does what ``change`` tells; ``remove`` also takes away the rows that the file no longer has."""
    if remove and change.gone:
        remove_rows(person, book, change.table, change.gone)
    replace_records(person, book, change.table, {pk: after for pk, (_, after) in change.replaced.items()})
    add_records(person, book, change.table, change.added)
    if change.nothing:
        set_nothing(person, book, change.table.name, nothing=True)


@transaction.atomic
def load_workbook(person: Person, evaluation: Evaluation, path: Path, *, remove: bool = False) -> Loaded:
    """Takes the workbook over if it has no faults; ``remove`` also removes the rows that it no longer has."""
    loaded = compare(evaluation, path)
    if not loaded.ready:
        return loaded
    for change in loaded.changes:
        apply_change(person, evaluation.book, change, remove=remove)
    revisions = dict(Answer.objects.filter(evaluation=evaluation).values_list("name", "revision"))
    for name, fields in loaded.answers.items():
        save_answer(person, evaluation, name, fields, revision=revisions.get(name, 0))
    seen = dict(Passage.objects.filter(evaluation=evaluation).values_list("key", "revision"))
    titles = texts_of(scheme_of(evaluation).subject)
    for name, text in loaded.texts.items():
        save_passage(person, evaluation, name, text, revision=seen.get(name, 0), label=titles[name].title)
    return loaded
