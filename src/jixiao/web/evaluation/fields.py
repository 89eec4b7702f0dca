"""What is typed on the evaluation's page: each question and each deviation as a field with its revision and faults."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.urls import reverse

from jixiao.numbers import Missing
from jixiao.registers.catalogue import MEASURES
from jixiao.web.evaluation.tree import Live, anchor_of
from jixiao.web.registers.evidence import Place
from jixiao.web.registers.models import MODELS, TABLES, Evidence
from jixiao.workbook.goals import GOALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.location import Location
    from jixiao.schemes.model import Indicator
    from jixiao.web.evaluation.draft import Draft, Open
    from jixiao.web.evaluation.models import Evaluation
    from jixiao.web.registers.models import Book
    from jixiao.workbook.plan import Question

__all__ = ["Deviation", "Field", "address_of", "evidence_place", "field_of", "live_of", "row_address"]


@dataclass(frozen=True, slots=True)
class Field:
    """One question as it is asked: ``choices`` where words are chosen, else free text in ``unit``."""

    name: str
    label: str
    kind: str
    unit: str
    hint: str
    choices: tuple[str, ...]
    text: str
    evidence: str
    note: str
    revision: int
    fault: str
    also: tuple[Indicator, ...] = ()

    @property
    def key(self) -> str:
        """Its element's id."""
        return f"q-{self.name}"

    @property
    def unknown(self) -> bool:
        """Whether what stands there is none of the choices."""
        return bool(self.choices and self.text) and self.text not in self.choices


@dataclass(frozen=True, slots=True)
class Deviation:
    """Why a goal was missed and what is done about it: a column of the goal's own row (``pk``)."""

    pk: int
    goal: str
    text: str
    revision: int

    @property
    def key(self) -> str:
        return f"d-{self.pk}"


def field_of(draft: Draft, question: Question) -> Field:
    """The question with what was typed for it so far."""
    kept, fault = draft.texts.get(question.name), draft.faults.get(question.name)
    column = question.column
    choices = ("是", "否", Missing.NOT_APPLICABLE.label) if column.kind == "yes_no" else column.choices
    return Field(
        question.name,
        question.label,
        column.kind,
        column.unit,
        question.hint,
        choices,
        kept.text if kept else "",
        kept.evidence if kept else "",
        kept.note if kept else "",
        kept.revision if kept else 0,
        f"{fault.message}{fault.advice}" if fault else "",
        question.indicators[1:],
    )


def live_of(draft: Draft) -> Live:
    """Everything that a draft adds to the shown tree. One query, for the goals' rows."""
    fields: dict[str, tuple[Field, ...]] = {}
    for question in draft.plan.questions:
        if question.indicators:
            first = question.indicators[0].id
            fields[first] = (*fields.get(first, ()), field_of(draft, question))
    asked = {question.name for question in draft.plan.questions}
    book = draft.evaluation.book
    tables = {name: _table_address(book.pk, name) for name in TABLES}
    facts = {
        name: f"#q-{name}" if name in asked else _fact_address(tables, name, fact.origins)
        for name, fact in draft.facts.values.items()
    }
    places = {goal.origin.label: tables[GOALS.name] + _marked(goal.origin.records) for goal in draft.facts.goals}
    return Live(facts, places, fields, dict(_deviations(draft)), _files(draft.evaluation))


def evidence_place(evaluation: Evaluation, indicator: str) -> Place:
    """Where files are attached to an indicator: a book may serve several evaluations by the same scheme."""
    return Place(indicator=f"{evaluation.pk}/{indicator}")


def _files(evaluation: Evaluation) -> dict[str, int]:
    begin = evidence_place(evaluation, "").indicator
    kept = Evidence.objects.filter(book=evaluation.book, removed_at__isnull=True, indicator__startswith=begin)
    return dict(Counter(place.removeprefix(begin) for place in kept.values_list("indicator", flat=True)))


def _deviations(draft: Draft) -> Iterator[tuple[str, Deviation]]:
    if draft.plan.goals is None:
        return
    rows = MODELS[GOALS.name].objects.filter(book=draft.evaluation.book).values_list("pk", "revision")
    kept = dict(enumerate(rows, 1))
    for goal in draft.facts.goals:
        pk, revision = kept[goal.origin.records[0]]
        yield goal.origin.label, Deviation(pk, goal.name, goal.deviation, revision)


def _fact_address(tables: dict[str, str], name: str, origins: tuple[Location, ...]) -> str:
    if name not in MEASURES:
        return ""
    return tables[MEASURES[name].register] + _marked(origins[0].records if origins else ())


def row_address(book: Book, table: str, rows: tuple[int, ...] = ()) -> str:
    """The page of the table, with the rows of these numbers marked."""
    return _table_address(book.pk, table) + _marked(rows)


@lru_cache(maxsize=8192)
def _table_address(book: int, table: str) -> str:
    return reverse("register", args=(book, table))


def _marked(rows: tuple[int, ...]) -> str:
    return f"?rows={','.join(map(str, rows))}" if rows else ""


def address_of(draft: Draft, each: Open) -> str:
    """Where an open thing is done."""
    if each.kind == "register":
        return row_address(draft.evaluation.book, each.name, each.rows)
    if each.kind == "input":
        return f"#q-{each.name}"
    node = next((leaf for leaf in draft.result.leaves() if leaf.id == each.indicator), None)
    return f"#i-{anchor_of(node.code)}" if node else ""
