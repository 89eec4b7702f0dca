"""Noticing that what was submitted is no longer what stands in the registers or is attached to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from jixiao.lifecycle.states import State
from jixiao.web.audit.chain import record
from jixiao.web.evaluation import evidence
from jixiao.web.evaluation.draft import draft_of
from jixiao.web.evaluation.models import Evaluation

if TYPE_CHECKING:
    from jixiao.web.registers.models import Book

__all__ = ["notice"]


def notice(book: Book, evaluations: tuple[Evaluation, ...] | None = None) -> None:
    """Marks every submitted evaluation of ``book`` whose content is not what it was, and clears the mark where it is
    again. Runs in the transaction of the change, so that no approval outlives it unseen.

    ``evaluations``: those that the change concerns, where it is not the whole book. Drafts cost nothing but the query
    that finds no others.
    """
    concerned = (
        Evaluation.objects.filter(book=book)
        .exclude(state=State.DRAFT.value)
        .select_related("unit", "unit__parent", "round", "book", "current")
        if evaluations is None
        else evaluations
    )
    for evaluation in concerned:
        if evaluation.current is None or evaluation.state == State.DRAFT:
            continue
        draft, version = draft_of(evaluation), evaluation.current
        changed = draft.fingerprint != version.fingerprint or evidence.changed(version, draft)
        if changed == (evaluation.changed_since is not None):
            continue
        evaluation.changed_since = timezone.now() if changed else None
        evaluation.save(update_fields=["changed_since"])
        action = "void" if changed else "restore"
        record(None, action, evaluation, unit=evaluation.unit, new={"changed_since": evaluation.changed_since})
