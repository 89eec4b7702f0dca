"""Rounds as the finance bureau runs them: open one, see who is where, draw what is re-checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jixiao.web import access
from jixiao.web.organizations.models import Unit
from jixiao.web.review import draws, rounds
from jixiao.web.review.charts import standing_chart
from jixiao.web.review.forms import DrawForm, RoundForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

__all__ = ["announce", "carry_out", "close", "draw", "draw_add", "round_add", "round_list", "round_page"]


@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    rights = access.rights_of(person)
    if not rights.finances | rights.audits:
        raise Http404
    found = access.rounds(person).prefetch_related("evaluations__round")
    rows = [(each, rounds.standing_of(each.evaluations.all())) for each in found]
    return render(request, "review/rounds.html", {"rows": rows, "may_open": bool(rights.administers)})


@require_http_methods(["GET", "HEAD", "POST"])
def round_add(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    rights = access.rights_of(person)
    finance = Unit.objects.filter(pk__in=rights.administers & rights.finances).first()
    if finance is None:
        raise Http404
    below = Unit.objects.filter(pk__in=rights.administers).exclude(pk=finance.pk).order_by("code")
    form = RoundForm(request.POST or None, units=below)
    if request.method == "POST" and form.is_valid():
        names = ("title", "year", "scheme_id", "opens_on", "deadline", "publish_by", "remind_days", "note")
        made = rounds.open_round(person, finance, {name: form.cleaned_data[name] for name in names}, form.subjects)
        return redirect("round", made.pk)
    return render(request, "review/round_form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is where: as table and as chart."""
    person: Any = request.user
    rights = access.rights_of(person)
    found = get_object_or_404(access.rounds(person), pk=pk)
    if not rights.finances | rights.audits:
        raise Http404
    tracked = access.listed(access.tracked(person)).filter(round=found).order_by("unit__code")
    evaluations = list(tracked)
    standing = rounds.standing_of(evaluations)
    context = {
        "round": found,
        "evaluations": [(each, rounds.days_left(each)) for each in evaluations],
        "standing": standing,
        "chart": standing_chart(standing),
        "may_run": found.finance_id in rights.administers,
        "draws": found.draws.all(),
        "draw_form": DrawForm(),
    }
    return render(request, "review/round.html", context)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    found = get_object_or_404(access.run_rounds(person), pk=pk)
    rounds.close_round(person, found, closed=request.POST.get("closed") == "1")
    return redirect("round", pk)


@require_POST
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    found = get_object_or_404(access.run_rounds(person), pk=pk)
    form = DrawForm(request.POST)
    if not form.is_valid():
        title = _("随机抽查")
        return render(request, "organizations/form.html", {"form": form, "title": title}, status=422)
    values = form.cleaned_data
    made = draws.announce(person, found, values["title"], values["seed"], values["by"], values["share"])
    return redirect("draw", made.pk)


@require_safe
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """A draw with all it takes to repeat it."""
    person: Any = request.user
    rights = access.rights_of(person)
    found = get_object_or_404(access.draws(person).select_related("round"), pk=pk)
    items = list(found.items.select_related("evaluation__unit"))
    context = {
        "draw": found,
        "items": items,
        "may_run": found.round.finance_id in rights.administers,
        "others": access.evaluations(person)
        .filter(round=found.round)
        .exclude(pk__in=[item.evaluation_id for item in items])
        if found.drawn_at and found.round.finance_id in rights.administers
        else (),
    }
    return render(request, "review/draw.html", context)


@require_POST
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    found = get_object_or_404(access.draws(person).filter(round__in=access.run_rounds(person)), pk=pk)
    draws.carry_out(person, found)
    return redirect("draw", pk)


@require_POST
def draw_add(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    found = get_object_or_404(access.draws(person).filter(round__in=access.run_rounds(person)), pk=pk)
    chosen = access.evaluations(person).filter(round=found.round)
    key = request.POST.get("evaluation", "")
    evaluation = get_object_or_404(chosen, pk=int(key) if key.isdigit() else 0)
    reason = request.POST.get("reason", "").strip()
    if reason:
        draws.add_by_hand(person, found, evaluation, reason)
    else:
        messages.error(request, _("手工增加抽查对象，请写明理由。"))
    return redirect("draw", pk)
