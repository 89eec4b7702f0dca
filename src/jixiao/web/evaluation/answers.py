"""Saving what is typed on the evaluation's own page: answers, passages and deviations, each by its revision, each with
its event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction

from jixiao.web.audit.chain import record
from jixiao.web.evaluation.changes import notice
from jixiao.web.evaluation.draft import scheme_of
from jixiao.web.evaluation.models import Answer, Evaluation, Passage
from jixiao.web.registers.models import MODELS
from jixiao.web.registers.rows import record_of, texts_of
from jixiao.web.registers.services import Change, change_rows
from jixiao.workbook.goals import GOALS

if TYPE_CHECKING:
    from jixiao.findings import Finding
    from jixiao.web.organizations.models import Person

__all__ = ["Conflict", "save_answer", "save_deviation", "save_passage"]

A = TypeVar("A", Answer, Passage)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else changed it meanwhile: what stands there now, by field, and its revision."""

    now: dict[str, str]
    revision: int


@transaction.atomic
def save_answer(
    person: Person, evaluation: Evaluation, name: str, fields: dict[str, str], *, revision: int
) -> Answer | Conflict:
    """Saves ``text``, ``evidence`` and ``note`` (those given) of the input ``name`` as seen at ``revision`` (0: never)."""
    evaluation = _locked(evaluation)
    answer = Answer.objects.filter(evaluation=evaluation, name=name).first() or Answer(
        evaluation=evaluation, name=name, revision=0
    )
    spec = scheme_of(evaluation).inputs.get(name)
    return _save(person, evaluation, answer, fields, revision, label=spec.label if spec else name)


@transaction.atomic
def save_passage(
    person: Person, evaluation: Evaluation, key: str, text: str, *, revision: int, label: str = ""
) -> Passage | Conflict:
    """Saves the unit's own words for the place ``key`` of the report (called ``label`` in the log), as seen at
    ``revision`` (0: never)."""
    evaluation = _locked(evaluation)
    passage = Passage.objects.filter(evaluation=evaluation, key=key).first() or Passage(
        evaluation=evaluation, key=key, revision=0
    )
    return _save(person, evaluation, passage, {"text": text}, revision, label=label or key)


def save_deviation(
    person: Person, evaluation: Evaluation, pk: int, text: str, *, revision: int
) -> int | Conflict | tuple[Finding, ...]:
    """Saves why the goal of row ``pk`` was missed and what is done about it: the row's new revision, or what keeps the
    row from being saved."""
    entry = MODELS[GOALS.name].objects.filter(book=evaluation.book, pk=pk).first()
    if entry is None:
        return Conflict({"text": ""}, 0)
    typed = {**texts_of(GOALS, record_of(GOALS, entry)), "deviation": text}
    (outcome,) = change_rows(person, evaluation.book, GOALS, GOALS.columns, [Change(typed, pk, revision)])
    if outcome.conflict:
        return Conflict({"text": outcome.conflict.get("deviation", "")}, outcome.revision)
    return outcome.revision if outcome.saved else outcome.findings


def _locked(evaluation: Evaluation) -> Evaluation:
    return (
        Evaluation.objects.select_for_update(of=("self",))
        .select_related("unit", "unit__parent", "round", "book", "current")
        .get(pk=evaluation.pk)
    )


def _save(
    person: Person, evaluation: Evaluation, kept: A, fields: dict[str, str], revision: int, *, label: str
) -> A | Conflict:
    old = {name: getattr(kept, name) for name, text in fields.items() if getattr(kept, name) != text}
    if not old:
        return kept
    if kept.revision != revision:
        return Conflict({name: getattr(kept, name) for name in fields}, kept.revision)
    for name in old:
        setattr(kept, name, fields[name])
    kept.revision = revision + 1
    kept.save()
    evaluation.revision += 1  # it is locked: nobody else counts meanwhile
    evaluation.save(update_fields=["revision"])
    new = {name: fields[name] for name in old}
    record(person, "answer", kept, unit=evaluation.unit, old=old, new=new, label=f"{evaluation} {label}")
    notice(evaluation.book, (evaluation,))
    return kept
