"""Evidence of a version as it was when it was submitted.

Who: a reviewer, who has to look at the very files that the unit handed in, and the unit a year later, when half of them
were replaced in the registers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jixiao.web import access
from jixiao.web.registers.blobs import digest_now, path_of
from jixiao.web.registers.evidence import given

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

__all__ = ["version_evidence", "version_evidence_file"]


@require_safe
def version_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """A file on a page of its own: picture or pdf inside it, anything else to be downloaded."""
    person: Any = request.user
    related = ("version__evaluation__unit", "version__evaluation__round", "blob", "added_by")
    found = get_object_or_404(access.version_evidence(person).select_related(*related), pk=pk)
    return render(request, "evaluation/evidence.html", {"evidence": found, "version": found.version})


@require_safe
def version_evidence_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself, as long as it is what was frozen."""
    person: Any = request.user
    found = get_object_or_404(access.version_evidence(person), pk=pk)
    if (digest := digest_now(found.blob_id)) != found.blob_id:
        return render(request, "evaluation/damaged.html", {"file": found, "digest": digest}, status=500)
    return given(path_of(found.blob_id), found.name, found.mime, download="download" in request.GET)
