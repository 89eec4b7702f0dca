"""A reviewer at her desk: the queue by risk, one report beside its findings and evidence, scores with their basis.

Three hundred reports and two weeks: she works from the top of the queue, types a score only where she disagrees, and
ends with accepting or sending back; the letter and the sheet are made from what she typed.
"""

from __future__ import annotations

import importlib
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from jixiao.lifecycle.roles import REVIEWING, Role
from jixiao.lifecycle.states import Action
from jixiao.web import access
from jixiao.web.disclosure.privacy import traces_of
from jixiao.web.evaluation.evidence import proofs_of
from jixiao.web.evaluation.models import Evaluation, Review, Version
from jixiao.web.evaluation.tree import tree_of
from jixiao.web.evaluation.workflow import offered
from jixiao.web.jobs.services import enqueue
from jixiao.web.organizations.models import Membership, Person
from jixiao.web.review import bulk, reviews
from jixiao.web.review.charts import bar_chart
from jixiao.web.review.letters import return_letter, review_sheet
from jixiao.web.review.queue import queue_of, signals_of
from jixiao.web.review.statistics import as_xlsx, statistics_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from jixiao.writing.layout import Layout

__all__ = [
    "close",
    "letter",
    "many",
    "opinion",
    "queue",
    "reason",
    "review",
    "score",
    "sheet",
    "statistics",
    "statistics_file",
    "step",
]

_BULK = {
    Action.ACCEPT: gettext_noop("批量复核通过"),
    Action.RETURN: gettext_noop("批量退回"),
    Action.PUBLISH: gettext_noop("批量公开"),
}
"""What can be done to many at once, with what the job is called."""


def _may_review(request: HttpRequest) -> None:
    person: Any = request.user
    if not access.rights_of(person).roles & (REVIEWING | {Role.EVALUATOR, Role.AUDITOR}):
        raise Http404


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The reports in the order in which they need somebody."""
    _may_review(request)
    person: Any = request.user
    rights = access.rights_of(person)
    asked = {name: request.GET.get(name, "") for name in ("round", "state", "search")}
    state = asked["state"] or "with_finance"
    chosen = int(asked["round"]) if asked["round"].isdigit() else None
    found = queue_of(person, round_id=chosen, state="" if state == "all" else state)
    if asked["search"]:
        found = [each for each in found if asked["search"] in each.evaluation.unit.name]
    evaluators = Membership.objects.current().filter(role=Role.EVALUATOR.value, unit__in=rights.finances)
    context = {
        "page": Paginator(found, 50).get_page(request.GET.get("page")),
        "asked": {**asked, "state": state},
        "rounds": access.rounds(person),
        "bulk": _BULK if rights.roles & REVIEWING else (),
        "evaluators": evaluators.select_related("person") if rights.roles & REVIEWING else (),
    }
    return render(request, "review/queue.html", context)


@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """One action on the ticked reports: in the background, with what was skipped and why."""
    _may_review(request)
    person: Any = request.user
    keys = [int(key) for key in request.POST.getlist("evaluation") if key.isdigit()]
    what = request.POST.get("action", "")
    chosen = access.evaluations(person).filter(pk__in=keys)
    if not keys:
        messages.error(request, _("请先勾选要处理的自评。"))
        return redirect("queue")
    if what == "documents":
        job = enqueue(person, "documents", gettext_noop("打包自评材料"), {"evaluations": keys})
        return redirect("job", job.pk)
    if what == "assign":
        finances = access.rights_of(person).finances
        held = Membership.objects.current().filter(role=Role.EVALUATOR.value, unit__in=finances)
        key = request.POST.get("evaluator", "")
        evaluator = get_object_or_404(Person, pk=int(key) if key.isdigit() else 0, memberships__in=held)
        count = bulk.assign(person, chosen, evaluator, _day(request.POST.get("until", "")))
        messages.success(request, _("已分配 %(count)s 份给%(name)s。") % {"count": count, "name": evaluator.name})
        return redirect("queue")
    action = next((each for each in _BULK if each.value == what), None)
    if action is None:
        raise Http404
    reason = request.POST.get("reason", "").strip()
    if action is Action.RETURN and not reason:
        messages.error(request, _("批量退回要写明理由。"))
        return redirect("queue")
    arguments = {"evaluations": keys, "action": action.value, "reason": reason}
    return redirect("job", enqueue(person, "action", _BULK[action], arguments).pk)


def _evaluation(request: HttpRequest, pk: int) -> tuple[Evaluation, Version]:
    _may_review(request)
    person: Any = request.user
    rights = access.rights_of(person)
    evaluation = get_object_or_404(access.evaluations(person), pk=pk)
    if evaluation.current is None or not rights.towards(evaluation.unit_id, pk) & (
        REVIEWING | {Role.EVALUATOR, Role.AUDITOR}
    ):
        raise Http404
    return evaluation, evaluation.current


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The report, its findings and signals, the evidence, and the scores side by side."""
    person: Any = request.user
    evaluation, version = _evaluation(request, pk)
    mine = Review.objects.filter(version=version, by=person).prefetch_related("scores").first()
    rows = reviews.differences(version, {each.indicator: each for each in mine.scores.all()} if mine else {})
    others = access.closed_reviews(person).filter(version=version).exclude(by=person)
    context = {
        "evaluation": evaluation,
        "version": version,
        "review": mine,
        "rows": rows,
        "total": reviews.reviewed_total(rows),
        "others": [
            (
                each,
                reviews.reviewed_total(reviews.differences(version, {one.indicator: one for one in each.scores.all()})),
            )
            for each in others.select_related("by").prefetch_related("scores")
        ],
        "pages": [file for file in version.files.all() if file.format == "html"],
        "signals": signals_of(person, evaluation),
        "proofs": proofs_of(version),
        "returns": version.returns.select_related("by"),
        "steps": offered(person, evaluation),
        "may_write": Role.AUDITOR not in access.rights_of(person).towards(evaluation.unit_id, pk) or mine is not None,
        "traces": traces_of(version) if evaluation.state == "accepted" else (),
    }
    return render(request, "review/review.html", context)


@require_safe
def reason(request: HttpRequest, pk: int, indicator: str) -> HttpResponse:
    """How the unit came to its score of one indicator: read when the reviewer unfolds its row."""
    _evaluation_found, version = _evaluation(request, pk)
    leaf = next((each for each in tree_of(version.result).leaves if each.id == indicator), None)
    if leaf is None:
        raise Http404
    return render(request, "evaluation/_reason.html", {"leaf": leaf})


def _mine(request: HttpRequest, pk: int) -> tuple[Evaluation, Review]:
    """The person's own review, begun with the first thing written; an auditor only reads."""
    person: Any = request.user
    evaluation, version = _evaluation(request, pk)
    if not access.rights_of(person).towards(evaluation.unit_id, pk) & (REVIEWING | {Role.EVALUATOR}):
        raise Http404
    return evaluation, reviews.open_review(person, version)


@require_POST
def score(request: HttpRequest, pk: int, indicator: str) -> HttpResponse:
    """Saves one row as it is typed; 409 where it was changed meanwhile, 422 where it cannot be."""
    _evaluation_found, mine = _mine(request, pk)
    revision = request.POST.get("revision", "0")
    outcome = reviews.save_score(
        mine,
        indicator,
        request.POST.get("score", ""),
        request.POST.get("basis", ""),
        revision=int(revision) if revision.isdigit() else 0,
    )
    refused = outcome if isinstance(outcome, reviews.Refused) else None
    scores = {each.indicator: each for each in mine.scores.all()}
    rows = reviews.differences(mine.version, scores)
    row = next((each for each in rows if each.id == indicator), None)
    if row is None:
        raise Http404
    context = {
        "row": row,
        "evaluation": mine.version.evaluation,
        "refused": refused,
        "typed": request.POST if refused else None,
        "total": reviews.reviewed_total(rows),
        "may_write": True,
        "saved": refused is None,
    }
    status = 200 if refused is None else 409 if refused.now else 422
    return render(request, "review/row_saved.html", context, status=status)


@require_POST
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    _evaluation_found, mine = _mine(request, pk)
    outcome = reviews.save_opinion(mine, request.POST.get("opinion", "").strip())
    if isinstance(outcome, reviews.Refused):
        messages.error(request, outcome.why)
    return redirect("review", pk)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    _evaluation_found, mine = _mine(request, pk)
    reviews.close(mine, closed=request.POST.get("closed") == "1")
    return redirect("review", pk)


@require_POST
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Accepts, returns, publishes or reopens."""
    person: Any = request.user
    evaluation, _version = _evaluation(request, pk)
    action = next(
        (each.action for each in offered(person, evaluation) if each.action.value == request.POST.get("action")), None
    )
    if action is None:
        messages.error(request, _("当前状态下不能做这一步，页面已刷新。"))
        return redirect("review", pk)
    why = bulk.act(
        person,
        evaluation,
        action,
        reason=request.POST.get("reason", "").strip(),
        place=request.POST.get("place", "").strip(),
        until=_day(request.POST.get("until", "")),
        checked=request.POST.get("checked") == "1",
        seen=_number(request.POST.get("version", "")),
    )
    if why:
        messages.error(request, why)
        return redirect("review", pk)
    messages.success(
        request, _("已%(action)s：%(name)s") % {"action": _(action.label), "name": bulk.label_of(evaluation)}
    )
    return redirect("queue")


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_safe
def sheet(request: HttpRequest, pk: int, key: int, form: str) -> HttpResponseBase:
    """The review sheet of a review: one's own, or another's that is closed."""
    person: Any = request.user
    _found, version = _evaluation(request, pk)
    found = get_object_or_404(access.reviews(person).filter(version=version).prefetch_related("scores"), pk=key)
    return _file(review_sheet(version, found), form)


@require_safe
def letter(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """The letter of a return; its difference table is that of the one who sent it back."""
    person: Any = request.user
    found = get_object_or_404(access.returns(person).select_related("version__evaluation__round__finance"), pk=pk)
    mine = Review.objects.filter(version=found.version, by=found.by).prefetch_related("scores").first()
    return _file(return_letter(found, mine), form)


def _file(layout: Layout, form: str) -> FileResponse:
    if form not in ("docx", "pdf"):
        raise Http404
    content = importlib.import_module(f"jixiao.writing.render.{form}").render(layout)
    return FileResponse(BytesIO(content), as_attachment=True, filename=f"{layout.title}.{form}")


@require_safe
def statistics(request: HttpRequest, pk: int) -> HttpResponse:
    """A round in figures: grades, ranking, what reviews changed."""
    _may_review(request)
    person: Any = request.user
    which = get_object_or_404(access.rounds(person), pk=pk)
    found = statistics_of(person, which)
    chart = bar_chart(tuple((name, str(count)) for name, count in found.grades), "份") if found.grades else ""
    return render(request, "review/statistics.html", {"round": which, "statistics": found, "chart": chart})


@require_safe
def statistics_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    _may_review(request)
    person: Any = request.user
    which = get_object_or_404(access.rounds(person), pk=pk)
    content = as_xlsx(which, statistics_of(person, which))
    return FileResponse(BytesIO(content), as_attachment=True, filename=f"{which.title}统计.xlsx")
