"""Rounds: opened by the bureau's administrator, joined by units, closed; who is where at any time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from jixiao.lifecycle.states import HANDED_IN, State
from jixiao.web.audit.chain import record
from jixiao.web.evaluation.models import Evaluation, Round
from jixiao.web.registers.models import Book
from jixiao.web.schemes import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from jixiao.web.organizations.models import Person, Unit

__all__ = ["Standing", "add_subjects", "close_round", "days_left", "open_round", "standing_of"]


@transaction.atomic
def open_round(person: Person, finance: Unit, fields: dict[str, Any], subjects: Iterable[tuple[Unit, str]]) -> Round:
    """Opens a round for those units (each with the project's name where projects are evaluated)."""
    scheme, _ = catalogue().find(fields["scheme_id"])
    assert scheme is not None, fields["scheme_id"]
    made = Round.objects.create(finance=finance, created_by=person, scheme_digest=scheme.digest, **fields)
    new = {name: fields[name] for name in ("title", "year", "scheme_id", "opens_on", "deadline")}
    record(person, "open", made, unit=finance, new=new)
    add_subjects(person, made, subjects)
    return made


@transaction.atomic
def add_subjects(person: Person, to: Round, subjects: Iterable[tuple[Unit, str]]) -> int:
    """Adds units (or projects of theirs) to the round; how many were not in it yet."""
    added = 0
    for unit, subject in subjects:
        book, _ = Book.objects.get_or_create(unit=unit, year=to.year)
        _, new = Evaluation.objects.get_or_create(round=to, unit=unit, subject=subject, defaults={"book": book})
        if new:
            added += 1
            record(person, "add", to, unit=unit, new={"unit": unit.name, "subject": subject})
    return added


@transaction.atomic
def close_round(person: Person, which: Round, *, closed: bool) -> None:
    """Closes the round, or opens it again; what was handed in stays as it is."""
    Round.objects.filter(pk=which.pk).update(closed=closed)
    record(person, "close" if closed else "open", which, unit=which.finance, new={"closed": closed})


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a round is: evaluations by state in the order of the way, and those that are late."""

    by_state: tuple[tuple[State, int], ...]
    late: int
    total: int

    @property
    def handed_in(self) -> int:
        return sum(count for state, count in self.by_state if state in HANDED_IN)

    @property
    def accepted(self) -> int:
        return sum(count for state, count in self.by_state if state in (State.ACCEPTED, State.PUBLISHED))


def standing_of(evaluations: Iterable[Evaluation], today: date | None = None) -> Standing:
    """Counts ``evaluations`` (with their rounds loaded)."""
    today = today or timezone.localdate()
    counts = dict.fromkeys(State, 0)
    late = 0
    for each in evaluations:
        counts[State(each.state)] += 1
        late += each.state in (State.DRAFT, State.IN_APPROVAL) and today > (each.deadline or each.round.deadline)
    return Standing(tuple(counts.items()), late, sum(counts.values()))


def days_left(evaluation: Evaluation, today: date | None = None) -> int | None:
    """Days until the deadline, negative when it is past; ``None`` where it no longer matters or is not yet near
    enough for the round's first reminder."""
    if evaluation.state not in (State.DRAFT, State.IN_APPROVAL):
        return None
    left = ((evaluation.deadline or evaluation.round.deadline) - (today or timezone.localdate())).days
    return left if left <= max(evaluation.round.remind_days or [0]) else None
