"""Pages that belong to no app: the way in, the start page, and what is shown when something is not there."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib.auth import logout as end_session
from django.contrib.auth.views import LoginView
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from jixiao.lifecycle.states import HANDED_IN, State
from jixiao.web import access
from jixiao.web.middleware import public
from jixiao.web.review.queue import queue_of
from jixiao.web.review.rounds import days_left, standing_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from jixiao.web.evaluation.models import Evaluation, Round
    from jixiao.web.review.rounds import Standing

__all__ = ["Login", "csrf_failure", "failed", "favicon", "home", "language", "logout", "not_found"]

_FIRST: Final = 10
"""Reports that a reviewer is shown on the start page: those that need her most."""


class Login(LoginView):
    """The login page."""

    is_public = True
    template_name = "login.html"
    redirect_authenticated_user = True


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    end_session(request)
    return redirect("login")


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switches between Chinese and English and goes back to the page."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86400, samesite="Lax")
    return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What awaits the person, by role: own evaluations, what to approve, what came in, rounds."""
    person: Any = request.user
    rights = access.rights_of(person)
    tracked = list(access.tracked(person).filter(round__closed=False).order_by("round", "unit"))
    waiting = {
        "prepare": [each for each in tracked if each.unit_id in rights.prepares and each.state == State.DRAFT],
        "approve": [each for each in tracked if each.unit_id in rights.approves and each.state == State.IN_APPROVAL],
        "forward": [each for each in tracked if each.unit_id in rights.subordinate and each.state == "with_department"],
        "review": [each for each in tracked if each.unit_id in rights.district and each.state == State.WITH_FINANCE],
        "publish": [each for each in tracked if each.unit_id in rights.administers and each.state == State.ACCEPTED],
        "assigned": [each for each in tracked if each.pk in rights.assigned and State(each.state) in HANDED_IN],
    }
    books = access.editable_books(person).order_by("unit", "-year")
    return render(
        request,
        "home.html",
        {
            "waiting": waiting,
            "first_day": bool(rights.administers) and not access.rounds(person).exists(),
            "nothing": not any(waiting.values()),
            "own": [(each, days_left(each)) for each in tracked if each.unit_id in rights.own],
            "books": books,
            "first": queue_of(person)[:_FIRST] if waiting["review"] else (),
            "rows": _standings(tracked) if rights.finances or rights.audits else (),
        },
    )


def _standings(tracked: list[Evaluation]) -> list[tuple[Round, Standing]]:
    by_round = groupby(tracked, key=lambda each: each.round)
    return [(each, standing_of(evaluations)) for each, evaluations in by_round]


@public
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect("/static/jixiao/icon.svg", permanent=True)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "csrf.html", status=403)
