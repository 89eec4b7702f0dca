"""Background work as its owner sees it: what runs, how far it is, its result. Started something and went to lunch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from jixiao.web import access
from jixiao.web.jobs.kinds import PAGES
from jixiao.web.jobs.services import stop
from jixiao.web.registers.blobs import path_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

__all__ = ["job", "jobs", "result_file", "state", "stop_job"]


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    page = Paginator(access.jobs(person), 30).get_page(request.GET.get("page"))
    return render(request, "jobs/jobs.html", {"page": page})


@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    found = get_object_or_404(access.jobs(person), pk=pk)
    if found.kind in PAGES:
        return redirect(PAGES[found.kind], pk)
    return render(request, "jobs/job.html", {"job": found})


@require_safe
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that asks again every second until the job has ended."""
    person: Any = request.user
    return render(request, "jobs/state.html", {"job": get_object_or_404(access.jobs(person), pk=pk)})


@require_POST
def stop_job(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    stop(person, get_object_or_404(access.jobs(person), pk=pk))
    return redirect("job", pk)


@require_safe
def result_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    person: Any = request.user
    found = get_object_or_404(access.jobs(person), pk=pk)
    if not found.file_digest:
        raise Http404
    return FileResponse(path_of(found.file_digest).open("rb"), as_attachment=True, filename=found.file_name)
