"""Actions on many evaluations at once: each goes the way a single one goes, and what is skipped is told with its reason."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from jixiao.lifecycle.states import Action, Refusal
from jixiao.web import access
from jixiao.web.audit.chain import record
from jixiao.web.disclosure.privacy import traces_of
from jixiao.web.evaluation.models import Assignment, Evaluation
from jixiao.web.evaluation.workflow import take
from jixiao.web.organizations.models import Person
from jixiao.web.registers.blobs import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from jixiao.web.jobs.progress import Progress

__all__ = ["act", "assign", "label_of", "run_action", "zip_documents"]


def label_of(evaluation: Evaluation) -> str:
    """What an evaluation is called in a list."""
    return f"{evaluation.unit.name} {evaluation.round.year} {evaluation.subject}".strip()


def act(
    person: Person,
    evaluation: Evaluation,
    action: Action,
    *,
    reason: str = "",
    place: str = "",
    until: date | None = None,
    checked: bool = False,
    seen: int | None = None,
) -> str:
    """Takes one step and says why not, in words; empty where it was taken.

    ``seen`` is the number of the version that was looked at. Publishing is refused while something in the documents
    looks personal, until somebody has ``checked`` it.
    """
    if action is Action.PUBLISH and not checked and evaluation.current is not None:
        traces = traces_of(evaluation.current)
        if traces:
            found = "、".join(f"{trace.kind} {trace.shown}" for trace in traces[:5])
            return _("疑有个人信息（%(found)s），请逐份核实后单独公开") % {"found": found}
    outcome = take(person, evaluation, action, reason=reason, place=place, until=until, seen=seen)
    return _(outcome.label) if isinstance(outcome, Refusal) else ""


def run_action(progress: Progress, arguments: dict[str, Any]) -> dict[str, Any]:
    """A background job: one action on many evaluations. Stopped in the middle, what was done stays done."""
    person = Person.objects.get(pk=progress.job.owner_id)
    keys = arguments["evaluations"]
    action = Action(arguments["action"])
    found = {each.pk: each for each in access.evaluations(person).filter(pk__in=keys)}
    progress.begin(len(keys))
    done, skipped = 0, []
    for key in keys:
        evaluation = found.get(key)
        why = (
            act(person, evaluation, action, reason=arguments.get("reason", "")) if evaluation else _("没有权限或已不在")
        )
        if why:
            skipped.append({"label": label_of(evaluation) if evaluation else str(key), "reason": why})
        else:
            done += 1
        progress.advance()
    return {"done": done, "skipped": skipped}


@transaction.atomic
def assign(by: Person, evaluations: Iterable[Evaluation], evaluator: Person, until: date | None) -> int:
    """Gives the evaluations to an evaluator; how many were not theirs yet."""
    count = 0
    for each in evaluations:
        _made, new = Assignment.objects.get_or_create(
            evaluation=each, person=evaluator, ended_at=None, defaults={"by": by, "until": until}
        )
        if new:
            count += 1
            record(by, "assign", each, unit=each.unit, new={"person": evaluator.name, "until": until})
    return count


def zip_documents(progress: Progress, arguments: dict[str, Any]) -> dict[str, Any]:
    """A background job: the frozen documents and evidence of many evaluations in one archive, a folder a unit."""
    person = Person.objects.get(pk=progress.job.owner_id)
    keys = arguments["evaluations"]
    progress.begin(len(keys))
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for evaluation in access.evaluations(person).filter(pk__in=keys).order_by("unit__code", "pk"):
            assert evaluation.current is not None, "only what was handed in is seen here"
            folder = label_of(evaluation).replace("/", "／")
            for file in evaluation.current.files.exclude(document="scheme"):
                archive.write(path_of(file.blob_id), f"{folder}/{file.name}")
            for number, each in enumerate(evaluation.current.evidence.all(), 1):
                archive.write(path_of(each.blob_id), f"{folder}/佐证材料/{number:02} {each.name}")
            progress.advance()
    progress.finish(written.getvalue(), "自评材料.zip")
    return {}
