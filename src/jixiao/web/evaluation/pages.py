"""What the pages of one evaluation share: who looks at it, where it stands, what can be done, what was returned."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import Http404

from jixiao.lifecycle.states import Action, State
from jixiao.scoring.contract import result_object
from jixiao.scoring.explain import gaps
from jixiao.web import access
from jixiao.web.audit.models import Event
from jixiao.web.evaluation.draft import draft_of
from jixiao.web.evaluation.fields import address_of, field_of, live_of
from jixiao.web.evaluation.models import Return
from jixiao.web.evaluation.tree import anchor_of, tree_of
from jixiao.web.evaluation.workflow import offered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from jixiao.lifecycle.states import Transition
    from jixiao.scoring.explain import Gap
    from jixiao.web.evaluation.draft import Draft, Open
    from jixiao.web.evaluation.fields import Field
    from jixiao.web.evaluation.models import Evaluation, Version
    from jixiao.web.evaluation.tree import Tree
    from jixiao.web.organizations.models import Person

__all__ = ["Page", "page_of"]

_UNDONE = {Action.RETURN, Action.REOPEN}


@dataclass(frozen=True)
class Page:
    """One evaluation as one person sees it. ``inside``: they belong to the unit."""

    person: Person
    evaluation: Evaluation
    inside: bool
    prepares: bool

    @property
    def live(self) -> bool:
        """Whether it is shown as it stands in the registers: to the unit itself, before it is submitted."""
        return self.inside and self.evaluation.state == State.DRAFT

    @property
    def editable(self) -> bool:
        return self.live and self.prepares

    @cached_property
    def draft(self) -> Draft:
        """The evaluation out of its tables; only where :attr:`live`."""
        assert self.inside, "nobody outside sees a draft"
        return draft_of(self.evaluation)

    @property
    def version(self) -> Version | None:
        """The version shown where the page is not live."""
        return self.evaluation.current

    @cached_property
    def returns(self) -> tuple[Return, ...]:
        """The returns that the unit has not answered yet; the unit itself sees all of its own."""
        seen = Return.objects.all() if self.inside else access.returns(self.person)
        found = seen.filter(version__evaluation=self.evaluation, answered_by__isnull=True)
        return tuple(found.select_related("by", "version"))

    @cached_property
    def tree(self) -> Tree | None:
        """The scored tree: of the draft where it is live, else of the version; nothing was ever submitted: ``None``."""
        if self.live:
            return tree_of(result_object(self.draft.result), live_of(self.draft), self.returns)
        return tree_of(self.version.result, returns=self.returns) if self.version is not None else None

    @cached_property
    def open(self) -> tuple[tuple[Open, str], ...]:
        """What is still to be done, each with the address where."""
        return tuple((each, address_of(self.draft, each)) for each in self.draft.open)

    @property
    def required(self) -> int:
        return sum(1 for each, _ in self.open if each.required)

    @cached_property
    def gaps(self) -> tuple[tuple[Gap, str], ...]:
        """Where points are lost, largest first, after those not scored yet; each with its anchor."""
        return tuple((gap, anchor_of(gap.node.code)) for gap in gaps(self.draft.result))

    @cached_property
    def other_fields(self) -> tuple[Field, ...]:
        """The questions that no indicator looks at: the documents tell of them."""
        return tuple(field_of(self.draft, each) for each in self.draft.plan.questions if not each.indicators)

    @property
    def changed_scheme(self) -> bool:
        """Whether the scheme is no longer the one that the round was opened with."""
        return self.live and self.draft.scheme.digest != self.evaluation.round.scheme_digest

    @cached_property
    def offered(self) -> tuple[Transition, ...]:
        """The steps that the person can take on these pages."""
        return tuple(each for each in self._possible if each not in self.decided)

    @cached_property
    def decided(self) -> tuple[Transition, ...]:
        """The steps of the bureau: they are taken on the review's page, beside the report and its findings."""
        there = (State.WITH_FINANCE, State.ACCEPTED, State.PUBLISHED)
        return tuple(each for each in self._possible if each.source in there and each.action is not Action.WITHDRAW)

    @cached_property
    def _possible(self) -> tuple[Transition, ...]:
        return offered(self.person, self.evaluation)

    @property
    def asked_why(self) -> frozenset[str]:
        """The actions that send it back and so have a place and a deadline."""
        return frozenset(action.value for action in _UNDONE)

    @property
    def late(self) -> bool:
        return access.today_is_late(self.evaluation)

    @property
    def deadline(self) -> Any:
        return self.evaluation.deadline or self.evaluation.round.deadline

    @cached_property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """The states on this evaluation's way with ``done``, ``now`` or nothing."""
        states = [state for state in State if state is not State.WITH_DEPARTMENT or self.evaluation.unit.has_department]
        here = states.index(State(self.evaluation.state))
        return tuple(
            (state.value, "done" if index < here else "now" if index == here else "")
            for index, state in enumerate(states)
        )

    @cached_property
    def versions(self) -> QuerySet[Version]:
        found = access.versions(self.person).filter(evaluation=self.evaluation)
        return found.select_related("made_by").prefetch_related("files__blob").defer("result", "findings", "figures")

    @cached_property
    def history(self) -> Sequence[Event]:
        """The steps taken, newest first; the unit's own affair until the auditor asks."""
        if not (self.inside or self.audited):
            return ()
        actions = [*(action.value for action in Action), "void", "restore"]
        found = Event.objects.filter(object_kind="evaluation", object_id=str(self.evaluation.pk), action__in=actions)
        return tuple(found[:200])

    @cached_property
    def audited(self) -> bool:
        return self.evaluation.unit_id in access.rights_of(self.person).audits


def page_of(person: Any, pk: int) -> Page:
    """The evaluation as ``person`` sees it; 404 if they may not."""
    evaluation = access.evaluations(person).filter(pk=pk).first()
    if evaluation is None:
        raise Http404
    rights = access.rights_of(person)
    return Page(person, evaluation, evaluation.unit_id in rights.own, evaluation.unit_id in rights.prepares)
