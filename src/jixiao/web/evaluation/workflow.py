"""Taking an evaluation from one state to the next: checked by the lifecycle, frozen, recorded, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jixiao.lifecycle.states import HANDED_IN, Action, Refusal, State, possible, refusal, target_of
from jixiao.web.access import rights_of
from jixiao.web.audit.chain import record
from jixiao.web.evaluation.draft import draft_of
from jixiao.web.evaluation.freezing import freeze, prepare
from jixiao.web.evaluation.models import Evaluation, Return
from jixiao.web.registers.models import Book

if TYPE_CHECKING:
    from datetime import date

    from jixiao.lifecycle.states import Transition
    from jixiao.web.evaluation.freezing import Prepared
    from jixiao.web.organizations.models import Person

__all__ = ["offered", "take"]


def offered(person: Person, evaluation: Evaluation) -> tuple[Transition, ...]:
    """The steps that the person can take now."""
    roles = rights_of(person).towards(evaluation.unit_id, evaluation.pk)
    return possible(State(evaluation.state), roles, has_department=evaluation.unit.has_department)


def take(
    person: Person,
    evaluation: Evaluation,
    action: Action,
    *,
    reason: str = "",
    place: str = "",
    until: date | None = None,
    seen: int | None = None,
) -> Refusal | Evaluation:
    """Takes the step ``action``, or says why not. ``reason``, ``place`` and ``until`` (the new deadline) go into a
    return; submitting freezes the next version. ``seen`` is the number of the version that the person looked at: where
    another one has been submitted meanwhile, nobody decides on what they have not seen.

    A submission is prepared before its transaction; where somebody changes the content meanwhile it is prepared anew.
    """
    while True:
        prepared = _prepared(person, evaluation) if action is Action.SUBMIT else None
        if isinstance(prepared, Refusal):
            return prepared
        with transaction.atomic():
            now = _locked(evaluation)
            if prepared is None or _same(prepared.draft.evaluation, now):
                if seen is not None and action is not Action.SUBMIT and seen != _number(now):
                    return Refusal.OTHER_VERSION
                return _take(person, now, action, prepared, reason.strip(), place, until)


def _loaded(evaluation: Evaluation) -> Evaluation:
    related = ("unit", "unit__parent", "round", "book", "current")
    return Evaluation.objects.select_related(*related).get(pk=evaluation.pk)


def _locked(evaluation: Evaluation) -> Evaluation:
    """The evaluation and its book, locked: nobody changes a row of either before the transaction ends. The book first,
    as whoever changes a row or a file of it does, who marks the evaluation afterwards."""
    Book.objects.select_for_update().get(pk=evaluation.book_id)
    Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    return _loaded(evaluation)


def _same(before: Evaluation, now: Evaluation) -> bool:
    return (before.revision, before.book.revision) == (now.revision, now.book.revision)


def _prepared(person: Person, evaluation: Evaluation) -> Prepared | Refusal:
    evaluation = _loaded(evaluation)
    draft = draft_of(evaluation)
    step = refusal(
        Action.SUBMIT,
        State(evaluation.state),
        rights_of(person).towards(evaluation.unit_id, evaluation.pk),
        has_department=evaluation.unit.has_department,
        complete=draft.complete,
    )
    return step if isinstance(step, Refusal) else prepare(draft)


def _take(
    person: Person,
    evaluation: Evaluation,
    action: Action,
    prepared: Prepared | None,
    reason: str,
    place: str,
    until: date | None,
) -> Refusal | Evaluation:
    has_department = evaluation.unit.has_department
    step = refusal(
        action,
        State(evaluation.state),
        rights_of(person).towards(evaluation.unit_id, evaluation.pk),
        has_department=has_department,
        reason=reason,
        changed=evaluation.changed_since is not None,
    )
    if isinstance(step, Refusal):
        return step
    before, after = State(evaluation.state), target_of(step, has_department=has_department)
    if prepared is not None:
        version = freeze(replace(prepared, draft=replace(prepared.draft, evaluation=evaluation)), person)
        Return.objects.filter(version__evaluation=evaluation, answered_by__isnull=True).update(answered_by=version)
        evaluation.current, evaluation.changed_since = version, None
    if action in (Action.APPROVE, Action.FORWARD) and evaluation.current is not None:
        evaluation.current.reached = after.value
        evaluation.current.save(update_fields=["reached"])
    if action in (Action.RETURN, Action.REOPEN):
        assert evaluation.current is not None, "only what was submitted can be returned"
        Return.objects.create(
            version=evaluation.current, by=person, source=before.value, reason=reason, place=place, deadline=until
        )
        evaluation.deadline = until or evaluation.deadline
    _stamp(evaluation, before, after)
    evaluation.state = after.value
    evaluation.save()
    record(
        person,
        action.value,
        evaluation,
        unit=evaluation.unit,
        old={"state": before.value},
        new={"state": after.value, "version": _number(evaluation)},
        reason=reason,
    )
    return evaluation


def _number(evaluation: Evaluation) -> int | None:
    return evaluation.current.number if evaluation.current else None


def _stamp(evaluation: Evaluation, before: State, after: State) -> None:
    now = timezone.now()
    if after in HANDED_IN and before not in HANDED_IN:
        evaluation.handed_in_at = now
    if after is State.ACCEPTED:
        evaluation.accepted_at = now
    if after is State.PUBLISHED:
        evaluation.published_at = now
    if after is State.DRAFT:
        evaluation.handed_in_at = evaluation.accepted_at = evaluation.published_at = None
        evaluation.changed_since = None
