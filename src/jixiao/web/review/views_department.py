"""A department collects: it sees how far its units are, checks what they handed in, and forwards all of it as one."""

from __future__ import annotations

import importlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jixiao.lifecycle.states import HANDED_IN, Action, Refusal, State
from jixiao.web import access
from jixiao.web.evaluation.workflow import take
from jixiao.web.organizations.models import Unit
from jixiao.web.review.collecting import collection_of
from jixiao.web.review.rounds import days_left, standing_of
from jixiao.writing.rollups import rollups

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from jixiao.web.evaluation.models import Evaluation, Round
    from jixiao.writing.collection import Collection

__all__ = ["department", "document", "forward"]


@require_safe
def department(request: HttpRequest) -> HttpResponse:
    """Each open round with the department's units: their states, the sums, the rolled-up score."""
    person: Any = request.user
    parts = []
    for which, evaluations in _rounds(request):
        ready = [each for each in evaluations if each.state == State.WITH_DEPARTMENT]
        parts.append(
            {
                "round": which,
                "evaluations": [(each, days_left(each)) for each in evaluations],
                "standing": standing_of(evaluations),
                "ready": ready,
                "whole": len(ready)
                + sum(each.state in ("with_finance", "accepted", "published") for each in evaluations)
                == len(evaluations),
                "handed_in": any(State(each.state) in HANDED_IN for each in evaluations),
                # Of a round that is over only the papers are wanted, not every workbook read for one line of sums.
                "collection": None if which.closed else _collection(person, evaluations),
                "documents": [each for each in rollups().values() if each.collector == "department"],
            }
        )
    return render(request, "review/department.html", {"parts": parts})


def _rounds(request: HttpRequest) -> list[tuple[Round, list[Evaluation]]]:
    person: Any = request.user
    rights = access.rights_of(person)
    if not rights.departments:
        raise Http404
    found: dict[int, tuple[Round, list[Evaluation]]] = {}
    tracked = access.listed(access.tracked(person)).filter(unit__in=rights.subordinate)
    for each in tracked.select_related("unit__parent").order_by("-round__year", "round", "unit__code"):
        found.setdefault(each.round_id, (each.round, []))[1].append(each)
    return list(found.values())


def _collection(person: Any, evaluations: list[Evaluation]) -> Collection | None:
    names = Unit.objects.filter(pk__in=access.rights_of(person).departments).values_list("name", flat=True)
    handed_in = [each for each in evaluations if State(each.state) in HANDED_IN]
    return collection_of("、".join(names), [each.unit for each in evaluations], handed_in)


@require_POST
def forward(request: HttpRequest, pk: int) -> HttpResponse:
    """Forwards everything of the round that stands with the department; what is skipped is told with its reason."""
    person: Any = request.user
    evaluations = next((each for which, each in _rounds(request) if which.pk == pk), None)
    if evaluations is None:
        raise Http404
    done = 0
    for each in evaluations:
        if each.state != State.WITH_DEPARTMENT:
            continue
        outcome = take(person, each, Action.FORWARD)
        if isinstance(outcome, Refusal):
            messages.warning(request, f"{each.unit.name}：{_(outcome.label)}")
        else:
            done += 1
    messages.success(request, _("已报送财政部门 %(count)s 份。") % {"count": done})
    return redirect("department")


@require_safe
def document(request: HttpRequest, pk: int, name: str, form: str) -> HttpResponseBase:
    """A roll-up document of the round over what has been handed in."""
    person: Any = request.user
    evaluations = next((each for which, each in _rounds(request) if which.pk == pk), None)
    rollup = rollups().get(name)
    if evaluations is None or rollup is None or rollup.collector != "department" or form not in rollup.formats:
        raise Http404
    collection = _collection(person, evaluations)
    if collection is None:
        raise Http404
    layout = rollup.build(collection)
    content = importlib.import_module(f"jixiao.writing.render.{form}").render(layout)
    return FileResponse(BytesIO(content), as_attachment=True, filename=f"{layout.name}.{form}")
