"""The evaluation's pages and what is typed on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jixiao.lifecycle.states import Action, Refusal, State
from jixiao.web import access
from jixiao.web.evaluation.answers import Conflict, save_answer, save_deviation, save_passage
from jixiao.web.evaluation.checks import at_leaves, at_passages, checked
from jixiao.web.evaluation.draft import scheme_of
from jixiao.web.evaluation.evidence import proofs_of
from jixiao.web.evaluation.fields import evidence_place
from jixiao.web.evaluation.forms import StepForm
from jixiao.web.evaluation.pages import page_of
from jixiao.web.evaluation.passages import asked
from jixiao.web.evaluation.workflow import take
from jixiao.web.registers.evidence import attached
from jixiao.web.registers.models import MODELS
from jixiao.web.schemes import plan_of
from jixiao.workbook.goals import GOALS

if TYPE_CHECKING:
    from django.http import HttpRequest

    from jixiao.web.evaluation.pages import Page

__all__ = [
    "answer",
    "checks",
    "deviation",
    "evaluation",
    "evaluations",
    "evidence",
    "passage",
    "passages",
    "step",
    "summary",
]


@require_safe
def evaluations(request: HttpRequest) -> HttpResponse:
    """One's own evaluations over the years. What is open in a draft is asked for row by row, when it is looked at."""
    person: Any = request.user
    rights = access.rights_of(person)
    own = (
        access.listed(access.evaluations(person))
        .filter(unit__in=rights.own)
        .order_by("-round__year", "unit", "subject", "-pk")
    )
    page = Paginator(own, 30).get_page(request.GET.get("page"))
    rows = [(each, access.today_is_late(each)) for each in page]
    return render(request, "evaluation/list.html", {"page": page, "rows": rows, "prepares": rights.prepares})


@require_safe
def summary(request: HttpRequest, pk: int) -> HttpResponse:
    """Score and progress of a draft, for its line in the list."""
    page = page_of(request.user, pk)
    if not page.live:
        raise Http404
    return render(request, "evaluation/_summary.html", {"view": page})


@require_safe
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """Steps, progress, the scheme's tree with every reason, and the fields to type into."""
    page = page_of(request.user, pk)
    findings: dict[str, Any] = {}
    rest: list[Any] = []
    proofs = None
    if not page.live and page.version is not None and page.tree is not None:
        findings, rest = at_leaves(page.version.findings, page.tree.leaves)
        proofs = proofs_of(page.version)
    context = {"view": page, "tab": "scores", "editable": page.editable, "placed": findings, "rest": rest}
    return render(request, "evaluation/page.html", {**context, "proofs": proofs})


@require_safe
def checks(request: HttpRequest, pk: int) -> HttpResponse:
    """What our checks find in the documents as they would be written now; loaded after the page, and after changes."""
    page = page_of(request.user, pk)
    if not page.live or page.tree is None:
        raise Http404
    findings = checked(page.draft)
    if request.GET.get("at") == "passages":
        by_passage = at_passages(findings, asked(page.draft))
        return render(request, "evaluation/_checks_words.html", {"findings": findings, "placed": by_passage})
    placed, rest = at_leaves(findings, page.tree.leaves)
    return render(
        request, "evaluation/_checks.html", {"view": page, "findings": findings, "placed": placed, "rest": rest}
    )


@require_safe
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The files that prove an indicator, and where the preparer drops more; loaded when they are unfolded."""
    page, indicator = page_of(request.user, pk), request.GET.get("indicator", "")
    if not page.live or all(leaf.id != indicator for leaf in page.draft.result.leaves()):
        raise Http404
    book, place = page.evaluation.book, evidence_place(page.evaluation, indicator)
    context = {"book": book, "place": place, "files": attached(book, place), "editable": page.editable}
    back = reverse("evaluation", args=(pk,))
    return render(request, "evaluation/_evidence.html", {**context, "back": back})


@require_safe
def passages(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of the report that only the unit can write, last year's beside them."""
    page = page_of(request.user, pk)
    if not page.live:
        raise Http404
    places = asked(page.draft)
    kept = {each.key: each for each in page.evaluation.passages.all()}
    before = _last_year(page)
    rows = [(place, kept.get(place.key), before.get(place.key, "")) for place in places]
    written = sum(1 for _place, own, _before in rows if own is not None and own.text.strip())
    context = {"view": page, "tab": "passages", "editable": page.editable, "rows": rows, "written": written}
    return render(request, "evaluation/passages.html", context)


def _last_year(page: Page) -> dict[str, str]:
    """The passages of the unit's evaluation of the year before of the same kind."""
    now = page.evaluation
    same = access.evaluations(page.person).filter(unit=now.unit_id, subject=now.subject, round__year=now.round.year - 1)
    before = same.order_by("-pk").first()
    return {each.key: each.text for each in before.passages.all()} if before is not None else {}


# --- saving ----------------------------------------------------------------------------------------------------


def _editable(request: HttpRequest, pk: int) -> Page:
    page = page_of(request.user, pk)
    if not page.prepares:
        raise Http404
    return page


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "0")
    return int(text) if text.isdecimal() else 0


def _shut(request: HttpRequest, page: Page, key: str) -> HttpResponse:
    """It was submitted meanwhile: what is typed now would belong to no version."""
    said = _("已经提交，不能再改；要改请先撤回。")
    return render(request, "evaluation/_refused.html", {"key": key, "said": said}, status=409)


def _saved(
    request: HttpRequest, page: Page, key: str, revision: int, *, name: str = "", indicators: tuple[str, ...] = ()
) -> HttpResponse:
    """What changes on the page after saving: the field's own state, the standing, all scores, the reasons concerned."""
    if not request.headers.get("HX-Request"):
        return redirect("evaluation", page.evaluation.pk)
    fresh = page_of(request.user, page.evaluation.pk)
    found = fresh.draft.faults.get(name)
    fault = f"{found.message}{found.advice}" if found else ""
    concerned = {
        leaf.anchor
        for leaf in (fresh.tree.leaves if fresh.tree else ())
        if leaf.id in indicators or any(each.key == key for each in leaf.deviations)
    }
    context = {"view": fresh, "key": key, "revision": revision, "fault": fault, "concerned": concerned}
    response = render(request, "evaluation/_saved.html", context)
    response.headers["HX-Trigger"] = "evaluation-saved"
    return response


def _conflict(request: HttpRequest, key: str, conflict: Conflict, mine: dict[str, str]) -> HttpResponse:
    labels = {"text": _("填报值"), "evidence": _("佐证材料"), "note": _("备注")}
    fields = [(name, labels[name], now, mine.get(name, "")) for name, now in conflict.now.items()]
    context = {"key": key, "revision": conflict.revision, "fields": fields}
    return render(request, "evaluation/_conflict.html", context, status=409)


@require_POST
def answer(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Saves one answer with its evidence and note."""
    page = _editable(request, pk)
    plan = plan_of(scheme_of(page.evaluation))
    question = next((each for each in plan.questions if each.name == name), None)
    if question is None:
        raise Http404
    if not page.editable:
        return _shut(request, page, f"q-{name}")
    fields = {part: request.POST[part].strip() for part in ("text", "evidence", "note") if part in request.POST}
    saved = save_answer(page.person, page.evaluation, name, fields, revision=_revision(request))
    if isinstance(saved, Conflict):
        return _conflict(request, f"q-{name}", saved, fields)
    concerned = tuple(each.id for each in question.indicators)
    return _saved(request, page, f"q-{name}", saved.revision, name=name, indicators=concerned)


@require_POST
def passage(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Saves one passage of the report."""
    page = _editable(request, pk)
    place = next((each for each in asked(page.draft) if each.key == key), None)
    if place is None:
        raise Http404
    if not page.editable:
        return _shut(request, page, f"p-{key}")
    text = request.POST.get("text", "")
    saved = save_passage(
        page.person, page.evaluation, key, text, revision=_revision(request), label=f"{place.section} {place.label}"
    )
    if isinstance(saved, Conflict):
        return _conflict(request, f"p-{key}", saved, {"text": text})
    if not request.headers.get("HX-Request"):
        return redirect("evaluation_passages", pk)
    response = render(request, "evaluation/_kept.html", {"key": f"p-{key}", "revision": saved.revision})
    response.headers["HX-Trigger"] = "evaluation-saved"
    return response


@require_POST
def deviation(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Saves why a goal was missed, in the goal's own row of the register."""
    page = _editable(request, pk)
    key = f"d-{row}"
    if not MODELS[GOALS.name].objects.filter(book=page.evaluation.book, pk=row).exists():
        raise Http404
    if not page.editable:
        return _shut(request, page, key)
    text = request.POST.get("text", "").strip()
    saved = save_deviation(page.person, page.evaluation, row, text, revision=_revision(request))
    if isinstance(saved, Conflict):
        return _conflict(request, key, saved, {"text": text})
    if isinstance(saved, tuple):
        said = "".join(f"{finding.message}{finding.advice}" for finding in saved)
        return render(request, "evaluation/_refused.html", {"key": key, "said": said}, status=422)
    return _saved(request, page, key, saved)


# --- the way ---------------------------------------------------------------------------------------------------


@require_POST
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a step of the workflow, or says in words why it cannot be taken."""
    page = page_of(request.user, pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        for name, faults in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            wrong = {"label": label, "faults": " ".join(map(str, faults))}
            messages.error(request, _("%(label)s：%(faults)s") % wrong)
        return redirect("evaluation", pk)
    told = form.cleaned_data
    action = Action(told["action"])
    found = take(
        page.person,
        page.evaluation,
        action,
        reason=told["reason"],
        place=told["place"],
        until=told["until"],
        seen=told["version"],
    )
    if isinstance(found, Refusal):
        messages.error(request, _("没有办成：%(why)s。") % {"why": _(found.label)})
        return redirect("evaluation", pk)
    state = _(State(found.state).label)
    messages.success(request, _("已%(step)s，现在是“%(state)s”。") % {"step": _(action.label), "state": state})
    seen = access.evaluations(page.person).filter(pk=pk).exists()
    return redirect(reverse("evaluation", args=(pk,)) if seen else reverse("home"))
