"""Who may see and do what: one function for each kind of object, and every view goes through one of them.

Each gives the queryset of what a person may see; what is not in it does not exist for them (404, never 403). Rights
follow from memberships alone: a role at a unit reaches the unit itself (preparer, approver), what stands below it
(department reviewer), or all of a finance bureau's district (finance reviewer and administrator, auditor). An
evaluator reaches the evaluations assigned to them and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db.models import F, Q
from django.utils import timezone

from jixiao.lifecycle.roles import REVIEWING, Role
from jixiao.lifecycle.states import HANDED_IN
from jixiao.web.audit.models import Event
from jixiao.web.evaluation.models import (
    Assignment,
    Draw,
    Evaluation,
    Return,
    Review,
    Round,
    Version,
    VersionEvidence,
    VersionFile,
)
from jixiao.web.jobs.models import Job
from jixiao.web.organizations.models import Membership, Person, Unit
from jixiao.web.registers.models import Book, Evidence

if TYPE_CHECKING:
    from django.db.models import QuerySet

__all__ = [
    "Rights",
    "books",
    "closed_reviews",
    "draws",
    "editable_books",
    "evaluations",
    "events",
    "evidence",
    "jobs",
    "listed",
    "people",
    "returns",
    "reviews",
    "rights_of",
    "rounds",
    "run_rounds",
    "today_is_late",
    "tracked",
    "units",
    "version_evidence",
    "version_files",
    "versions",
]


@dataclass(frozen=True, slots=True)
class Rights:
    """A person's roles resolved over the tree of units: unit numbers by what they may do there."""

    person: int
    roles: frozenset[Role] = frozenset()
    own: frozenset[int] = frozenset()
    prepares: frozenset[int] = frozenset()
    approves: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()
    subordinate: frozenset[int] = frozenset()
    district: frozenset[int] = frozenset()
    finances: frozenset[int] = frozenset()
    administers: frozenset[int] = frozenset()
    audits: frozenset[int] = frozenset()
    assigned: frozenset[int] = field(default_factory=frozenset)

    def towards(self, unit: int, evaluation: int | None = None) -> frozenset[Role]:
        """The roles that count towards a unit's evaluation."""
        held = set()
        if unit in self.prepares:
            held.add(Role.PREPARER)
        if unit in self.approves:
            held.add(Role.APPROVER)
        if unit in self.subordinate:
            held.add(Role.DEPARTMENT_REVIEWER)
        if unit in self.district:
            held |= self.roles & REVIEWING
        if unit in self.audits:
            held.add(Role.AUDITOR)
        if evaluation is not None and evaluation in self.assigned:
            held.add(Role.EVALUATOR)
        return frozenset(held)


def rights_of(person: Person) -> Rights:
    """The person's rights today: two queries, kept on the person for the length of a request."""
    kept = getattr(person, "_rights", None)
    if isinstance(kept, Rights):
        return kept
    held: dict[Role, set[int]] = {role: set() for role in Role}
    for role, unit in Membership.objects.current().filter(person=person).values_list("role", "unit"):
        held[Role(role)].add(unit)
    children: dict[int | None, list[int]] = {}
    if (
        held[Role.DEPARTMENT_REVIEWER]
        or held[Role.AUDITOR]
        or held[Role.FINANCE_REVIEWER] | held[Role.FINANCE_ADMINISTRATOR]
    ):
        for pk, parent in Unit.objects.values_list("pk", "parent"):
            children.setdefault(parent, []).append(pk)
    finances = held[Role.FINANCE_REVIEWER] | held[Role.FINANCE_ADMINISTRATOR]
    assigned = (
        Assignment.objects.filter(person=person, ended_at__isnull=True).values_list("evaluation", flat=True)
        if held[Role.EVALUATOR]
        else ()
    )
    rights = Rights(
        person=person.pk,
        roles=frozenset(role for role, where in held.items() if where),
        own=frozenset(held[Role.PREPARER] | held[Role.APPROVER]),
        prepares=frozenset(held[Role.PREPARER]),
        approves=frozenset(held[Role.APPROVER]),
        departments=frozenset(held[Role.DEPARTMENT_REVIEWER]),
        subordinate=_below(held[Role.DEPARTMENT_REVIEWER], children),
        district=_below(finances, children),
        finances=frozenset(finances),
        administers=_below(held[Role.FINANCE_ADMINISTRATOR], children) | held[Role.FINANCE_ADMINISTRATOR],
        audits=_below(held[Role.AUDITOR], children),
        assigned=frozenset(assigned),
    )
    person._rights = rights  # type: ignore[attr-defined]  # noqa: SLF001 - a cache for one request
    return rights


def _below(units: set[int], children: dict[int | None, list[int]]) -> frozenset[int]:
    found: set[int] = set()
    waiting = list(units)
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return frozenset(found)


_HANDED_IN = [state.value for state in HANDED_IN]


def units(person: Person) -> QuerySet[Unit]:
    """The units whose name and place in the work the person may see."""
    rights = rights_of(person)
    reached = rights.own | rights.departments | rights.subordinate | rights.district | rights.finances | rights.audits
    return Unit.objects.filter(Q(pk__in=reached) | Q(evaluations__in=rights.assigned)).distinct()


def people(person: Person) -> QuerySet[Person]:
    """Those whom the person administers: a finance administrator everybody of the district, anybody themselves."""
    rights = rights_of(person)
    return Person.objects.filter(Q(pk=person.pk) | Q(memberships__unit__in=rights.administers)).distinct()


def editable_books(person: Person) -> QuerySet[Book]:
    """The registers that the person keeps."""
    return Book.objects.filter(unit__in=rights_of(person).prepares).select_related("unit")


def books(person: Person) -> QuerySet[Book]:
    """The registers that the person may read: their own; those behind an evaluation that they review or audit."""
    rights = rights_of(person)
    reviewed = Q(evaluations__in=evaluations(person).order_by().values("pk"))
    return Book.objects.filter(Q(unit__in=rights.own | rights.audits) | reviewed).select_related("unit").distinct()


def evidence(person: Person) -> QuerySet[Evidence]:
    """Evidence files of the registers that the person may read."""
    return Evidence.objects.filter(book__in=books(person).order_by().values("pk"))


def rounds(person: Person) -> QuerySet[Round]:
    """Rounds of the person's own bureau, and those in which a unit that they reach takes part."""
    rights = rights_of(person)
    reached = rights.own | rights.departments | rights.subordinate | rights.audits
    return Round.objects.filter(
        Q(finance__in=rights.finances) | Q(evaluations__unit__in=reached) | Q(evaluations__in=rights.assigned)
    ).distinct()


def run_rounds(person: Person) -> QuerySet[Round]:
    """The rounds that the person opens, changes and closes."""
    return Round.objects.filter(finance__in=rights_of(person).administers)


def tracked(person: Person) -> QuerySet[Evaluation]:
    """The evaluations whose state the person may see, also before they are handed in; not their content."""
    rights = rights_of(person)
    reached = rights.own | rights.subordinate | rights.district | rights.audits
    return Evaluation.objects.filter(Q(unit__in=reached) | Q(pk__in=rights.assigned)).select_related("unit", "round")


def evaluations(person: Person) -> QuerySet[Evaluation]:
    """The evaluations whose content the person may see: a department and finance those that were handed in to them."""
    rights = rights_of(person)
    with_finance = [state for state in _HANDED_IN if state != "with_department"]
    return Evaluation.objects.filter(
        Q(unit__in=rights.own | rights.audits)
        | Q(unit__in=rights.subordinate, state__in=_HANDED_IN)
        | Q(unit__in=rights.district, state__in=with_finance)
        | Q(pk__in=rights.assigned, state__in=with_finance)
    ).select_related("unit", "unit__parent", "round", "book", "current")


def listed(found: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """``found`` with their current versions for a list of them: without what only a version's own page shows, which
    takes longer to read than all the rest of 300 rows."""
    large = ("result", "findings", "figures", "own_text")
    return found.select_related("current").defer(*(f"current__{name}" for name in large))


def versions(person: Person) -> QuerySet[Version]:
    """The versions that the person may see: all of their own unit; of others those that were handed in to them, as
    long as the evaluation is with them or further, and those that they sent back."""
    rights = rights_of(person)
    shown = Q(evaluation__in=evaluations(person).order_by().values("pk"))
    return Version.objects.filter(
        Q(evaluation__unit__in=rights.own | rights.audits)
        | shown & Q(evaluation__unit__in=rights.subordinate, reached__in=["with_department", "with_finance"])
        | shown & Q(reached="with_finance")
        | Q(evaluation__unit__in=rights.district, returns__source__in=["with_finance", "accepted", "published"])
        | Q(evaluation__unit__in=rights.subordinate, returns__source="with_department")
    ).distinct()


def version_files(person: Person) -> QuerySet[VersionFile]:
    """The files of those versions."""
    return VersionFile.objects.filter(version__in=versions(person).order_by().values("pk"))


def version_evidence(person: Person) -> QuerySet[VersionEvidence]:
    """The evidence of those versions, as it was attached when they were submitted."""
    return VersionEvidence.objects.filter(version__in=versions(person).order_by().values("pk"))


def returns(person: Person) -> QuerySet[Return]:
    """Returns of the evaluations that the person may see."""
    return Return.objects.filter(version__in=versions(person).order_by().values("pk"))


def reviews(person: Person) -> QuerySet[Review]:
    """Reviews: one's own always; those of others once they are closed, for the bureau and the auditor.

    The unit reads a review through the return letter or the accepted result, not here.
    """
    return Review.objects.filter(Q(by=person, version__in=versions(person).order_by().values("pk")) | _closed(person))


def closed_reviews(person: Person) -> QuerySet[Review]:
    """Those of :func:`reviews` that are closed, whoever wrote them: for the bureau and the auditor."""
    return Review.objects.filter(_closed(person))


def _closed(person: Person) -> Q:
    rights = rights_of(person)
    seen = rights.district if rights.roles & REVIEWING else frozenset()
    return Q(version__evaluation__unit__in=seen | rights.audits, closed_at__isnull=False)


def draws(person: Person) -> QuerySet[Draw]:
    """Draws of the bureau's rounds; a draw is announced, so whoever sees the round sees it."""
    return Draw.objects.filter(round__in=rounds(person).order_by().values("pk"))


def jobs(person: Person) -> QuerySet[Job]:
    """One's own background jobs."""
    return Job.objects.filter(owner=person)


_FEW: Final = 20
"""So many units are looked up one by one; more are a good part of a district."""


def events(person: Person) -> QuerySet[Event]:
    """The trail of one's own units; the auditor and the finance administrator read that of the district."""
    rights = rights_of(person)
    below = rights.audits | (rights.administers if Role.FINANCE_ADMINISTRATOR in rights.roles else frozenset())
    reached = rights.approves | rights.prepares | below
    if len(reached) <= _FEW:
        return Event.objects.filter(Q(unit__in=reached) | Q(actor=person))
    # Nearly every event is among them, and they are read from the end on: SQLite would first gather all of them by the
    # index of units and sort them. An expression has no index.
    return Event.objects.annotate(where=F("unit_id") + 0).filter(Q(where__in=reached) | Q(actor=person))


def today_is_late(evaluation: Evaluation) -> bool:
    """Whether the evaluation is still open after its deadline."""
    return evaluation.state == "draft" and timezone.localdate() > (evaluation.deadline or evaluation.round.deadline)
