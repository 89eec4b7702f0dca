"""Checking a folder of reports: give them, go to lunch, read what cannot be true in them.

Who: a reviewer with what thirty units sent, an auditor with what other places published, a clerk with her own Word
file an hour before it has to be handed in. A check belongs to whoever started it; nobody else sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jixiao.web import access
from jixiao.web.checking.results import FORMS, kept_report, lines_of, page_of
from jixiao.web.checking.uploads import KIND, LARGEST_BATCH, LARGEST_REPORT, MOST_REPORTS, start

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from jixiao.web.checking.results import FileLine
    from jixiao.web.jobs.models import Job

__all__ = ["download", "files", "one", "overview", "result", "start_check", "text"]


def _checks(request: HttpRequest) -> QuerySet[Job]:
    """One's own checks, for everybody who has any role."""
    person: Any = request.user
    if not access.rights_of(person).roles:
        raise Http404
    return access.jobs(person).filter(kind=KIND)


def _overview(request: HttpRequest, refused: str = "") -> HttpResponse:
    context = {
        "page": Paginator(_checks(request).defer("outcome"), 10).get_page(request.GET.get("page")),
        "most": MOST_REPORTS,
        "each": LARGEST_REPORT >> 20,
        "each_bytes": LARGEST_REPORT,
        "together": LARGEST_BATCH >> 20,
        "together_bytes": LARGEST_BATCH,
        "refused": refused,
    }
    return render(request, "checking/overview.html", context, status=422 if refused else 200)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Where files are given, and the checks so far."""
    return _overview(request)


@require_POST
def start_check(request: HttpRequest) -> HttpResponse:
    """Takes the files and starts checking them."""
    _checks(request)
    person: Any = request.user
    started = start(person, request.FILES.getlist("files"))
    return _overview(request, started) if isinstance(started, str) else redirect("report_check_result", started.pk)


def _told(job: Job) -> dict[str, Any]:
    lines = lines_of(job.outcome)
    return {
        "job": job,
        "lines": lines,
        "left_out": job.outcome.get("left_out", 0),
        "with_errors": sum(1 for line in lines if line.complete and line.error),
        "doubtful": sum(1 for line in lines if line.complete and line.warning and not line.error),
        "clean": sum(1 for line in lines if line.complete and not line.error and not line.warning),
        "incomplete": sum(1 for line in lines if not line.complete),
        "forms": FORMS,
    }


@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a check is and what it has found so far."""
    return render(request, "checking/result.html", _told(get_object_or_404(_checks(request), pk=pk)))


@require_safe
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that asks again until the check has ended."""
    return render(request, "checking/files.html", _told(get_object_or_404(_checks(request), pk=pk)))


def _line(request: HttpRequest, pk: int, number: int) -> tuple[Job, list[FileLine], int]:
    """A check, its reports in their order, and the place of the one of that number among them."""
    job = get_object_or_404(_checks(request), pk=pk)
    lines = lines_of(job.outcome)
    place = next((place for place, line in enumerate(lines) if line.number == number), None)
    if place is None:
        raise Http404
    return job, lines, place


@require_safe
def one(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One report with everything that was found in it."""
    job, lines, place = _line(request, pk, number)
    report = kept_report(lines[place])
    context = {
        "job": job,
        "line": lines[place],
        "report": report,
        "looked": sum(1 for state in report["checks"].values() if state != "not_applicable"),
        "before": lines[place - 1] if place else None,
        "after": lines[place + 1] if place + 1 < len(lines) else None,
    }
    return render(request, "checking/one.html", context)


@require_safe
def text(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The report's own text with the findings marked in it. It comes from somebody else's file, so that it is shut off:
    it can run nothing and load nothing."""
    _job, lines, place = _line(request, pk, number)
    response = HttpResponse(page_of([lines[place]]), content_type=FORMS["html"].mime)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    )
    return response


@require_safe
def download(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Everything found so far, to sort, to answer in, to hand on."""
    job = get_object_or_404(_checks(request), pk=pk)
    lines = lines_of(job.outcome)
    if form not in FORMS or not lines:
        raise Http404
    response = HttpResponse(FORMS[form].make(lines), content_type=FORMS[form].mime)
    name = f"{_('核对结果')} {timezone.localdate(job.created_at).isoformat()}.{form}"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
