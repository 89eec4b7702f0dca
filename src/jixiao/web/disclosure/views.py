"""The public site: somebody without a login wants to know what a unit got for its money, and takes the figures along.

Everything here is read only and shows nothing but what is published at this moment.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import FileResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jixiao.web.disclosure.published import data_of, files_of, owed, published, rows_of
from jixiao.web.middleware import public
from jixiao.web.registers.blobs import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from jixiao.web.evaluation.models import Evaluation

__all__ = ["data_file", "document", "one_file", "published_list", "published_one", "table_file", "terms"]


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in ("year", "search", "grade")}


@public
@require_safe
def published_list(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    every = published()
    context = {
        "page": Paginator(published(**asked), 30).get_page(request.GET.get("page")),
        "asked": asked,
        "years": every.order_by("-round__year").values_list("round__year", flat=True).distinct(),
        "grades": every.exclude(current__grade="").order_by().values_list("current__grade", flat=True).distinct(),
    }
    return render(request, "disclosure/list.html", context)


@public
@require_safe
def published_one(request: HttpRequest, pk: int) -> HttpResponse:
    evaluation = get_object_or_404(published(), pk=pk)
    version: Any = evaluation.current
    earlier = published().filter(unit=evaluation.unit, subject=evaluation.subject).exclude(pk=pk)
    context = {
        "evaluation": evaluation,
        "data": data_of(evaluation),
        "files": files_of(version).order_by("document", "format"),
        "earlier": earlier,
    }
    return render(request, "disclosure/one.html", context)


@public
@require_safe
def one_file(request: HttpRequest, pk: int) -> HttpResponse:
    evaluation = get_object_or_404(published(), pk=pk)
    return JsonResponse(data_of(evaluation), json_dumps_params={"ensure_ascii": False, "indent": 1})


@public
@require_safe
def document(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    version: Any = get_object_or_404(published(), pk=pk).current
    found = get_object_or_404(files_of(version), pk=file)
    response = FileResponse(path_of(found.blob_id).open("rb"), as_attachment=found.format != "pdf", filename=found.name)
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


@public
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Terms of publication, kept or missed."""
    return render(request, "disclosure/terms.html", {"rounds": owed()})


@public
@require_safe
def table_file(request: HttpRequest) -> HttpResponseBase:
    """The list as a spreadsheet file; with the mark that tells a Chinese Excel that it is UTF-8."""
    response = StreamingHttpResponse(_csv(published(**_asked(request))), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="published.csv"'
    return response


def _csv(found: QuerySet[Evaluation]) -> Iterator[str]:
    yield "\ufeff"
    for row in rows_of(found):
        line = io.StringIO()
        # A cell that begins like a formula is written as text, so that opening the file runs nothing.
        csv.writer(line).writerow([f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell for cell in row])
        yield line.getvalue()


@public
@require_safe
def data_file(request: HttpRequest) -> HttpResponseBase:
    """Every published evaluation of the list, one JSON object a line."""
    found = published(**_asked(request))
    lines = (json.dumps(data_of(each), ensure_ascii=False) + "\n" for each in found.iterator(chunk_size=200))
    response = StreamingHttpResponse(lines, content_type="application/x-ndjson; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="published.jsonl"'
    return response
