"""Documents of an evaluation, its versions, and two of them side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from jixiao.web import access
from jixiao.web.evaluation.checks import at_leaves
from jixiao.web.evaluation.comparing import compare, of_draft, of_version
from jixiao.web.evaluation.comparing_rows import compare_rows, filling_of
from jixiao.web.evaluation.evidence import proofs_of
from jixiao.web.evaluation.freezing import rendered
from jixiao.web.evaluation.pages import page_of
from jixiao.web.evaluation.tree import tree_of
from jixiao.web.registers.blobs import digest_now, path_of
from jixiao.writing.documents import documents

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from jixiao.web.evaluation.models import Return, Version, VersionFile
    from jixiao.web.evaluation.pages import Page
    from jixiao.workbook.filling import Filling

__all__ = ["comparison", "draft_file", "papers", "row_comparison", "version", "version_file", "versions"]

TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "yaml": "text/plain; charset=utf-8",
}
_SHOWN: Final = frozenset({"html", "pdf"})
"""What a browser shows by itself; anything else is handed over as a file."""


@require_safe
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """The documents as preview and download: of the draft while it is one, else those that were frozen."""
    page = page_of(request.user, pk)
    made: list[dict[str, Any]] = []
    if page.live:
        subject = page.draft.scheme.subject
        made = [
            {"name": each.name, "title": each.title, "form": each.form, "formats": each.formats}
            for each in documents().values()
            if subject in each.subjects
        ]
    chosen = request.GET.get("document", "")
    files = _by_document(page.version) if not page.live and page.version is not None else []
    return render(
        request,
        "evaluation/documents.html",
        {"view": page, "tab": "documents", "made": made, "files": files, "chosen": chosen},
    )


def _by_document(version: Version) -> list[tuple[str, str, list[VersionFile]]]:
    """The version's files: document, its title, and the file in each format."""
    titles = {each.name: each.title for each in documents().values()}
    more = {
        "workbook": gettext_noop("填报工作簿"),
        "result": gettext_noop("评分结果（数据文件）"),
        "scheme": gettext_noop("指标体系文件"),
    }
    found: dict[str, list[VersionFile]] = {}
    for file in version.files.select_related("blob"):
        found.setdefault(file.document, []).append(file)
    return [(name, titles.get(name) or more.get(name, name), files) for name, files in found.items()]


@require_safe
def draft_file(request: HttpRequest, pk: int, document: str, form: str) -> HttpResponse:
    """One document of the draft in one format, made now. A page of it is shown inside a frame without any rights."""
    page = page_of(request.user, pk)
    if not page.live:
        raise Http404
    made = next(iter(rendered(page.draft, (form,), document)), None)
    if made is None:
        raise Http404
    _name, name, _form, content = made
    response = HttpResponse(content, content_type=TYPES[form])
    _as_file(response, name, form, request)
    return response


def _as_file(response: HttpResponseBase, name: str, form: str, request: HttpRequest) -> None:
    attached = form not in _SHOWN or "download" in request.GET
    response.headers["Content-Disposition"] = content_disposition_header(attached, name) or "attachment"
    if form == "html":
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
        )


@require_safe
def version_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A frozen file, as long as it is what was frozen."""
    person: Any = request.user
    file = get_object_or_404(access.version_files(person), pk=pk)
    if (digest := digest_now(file.blob_id)) != file.blob_id:
        return render(request, "evaluation/damaged.html", {"file": file, "digest": digest}, status=500)
    response = FileResponse(path_of(file.blob_id).open("rb"), content_type=TYPES[file.format])
    _as_file(response, file.name, file.format, request)
    return response


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """The versions that there are, the steps taken, the returns."""
    page = page_of(request.user, pk)
    found = access.returns(page.person).filter(version__evaluation=page.evaluation)
    returns = [(each, _late(each)) for each in found.select_related("by", "version", "answered_by")]
    return render(request, "evaluation/versions.html", {"view": page, "tab": "versions", "returns": returns})


def _late(returned: Return) -> bool:
    """Whether the answer to a return came, or is still due, after the deadline that was set."""
    if returned.deadline is None:
        return False
    answered = returned.answered_by
    day = timezone.localdate() if answered is None else timezone.localdate(answered.made_at)
    return day > returned.deadline


@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version as it was handed in."""
    person: Any = request.user
    related = ("evaluation__unit", "evaluation__round", "made_by")
    found = get_object_or_404(access.versions(person).select_related(*related), pk=pk)
    tree = tree_of(found.result, returns=tuple(found.returns.select_related("by")))
    placed, rest = at_leaves(found.findings, tree.leaves)
    return render(
        request,
        "evaluation/version.html",
        {
            "version": found,
            "tree": tree,
            "placed": placed,
            "rest": rest,
            "files": _by_document(found),
            "proofs": proofs_of(found),
        },
    )


@require_safe
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions side by side: by default the last two; ``now`` is the draft as it stands, for the unit itself."""
    page = page_of(request.user, pk)
    sides, left, right = _sides(page, request)
    found = compare(_content(page, left), _content(page, right)) if left != right else None
    context = {"view": page, "tab": "versions", "sides": sides, "left": left, "right": right, "found": found}
    return render(request, "evaluation/compare.html", context)


def _sides(page: Page, request: HttpRequest) -> tuple[list[str], str, str]:
    """What there is to compare, and the two sides chosen; twice the same where there is no second."""
    numbers = sorted(page.versions.values_list("number", flat=True))
    sides = [str(number) for number in numbers] + (["now"] if page.inside else [])
    left, right = request.GET.get("left", ""), request.GET.get("right", "")
    right = right if right in sides else (sides[-1] if sides else "")
    earlier = [side for side in sides if side != right]
    return sides, left if left in sides else (earlier[-1] if earlier else right), right


def _content(page: Page, side: str) -> Any:
    if side == "now":
        return of_draft(page.draft)
    return of_version(get_object_or_404(access.versions(page.person), evaluation=page.evaluation, number=int(side)))


@require_safe
def row_comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """The register rows that two versions have apart; loaded after the page, as their workbooks have to be read."""
    page = page_of(request.user, pk)
    _there, left, right = _sides(page, request)
    tables = compare_rows(_filling(page, left), _filling(page, right)) if left != right else ()
    return render(request, "evaluation/_row_differences.html", {"tables": tables})


def _filling(page: Page, side: str) -> Filling:
    if side == "now":
        return page.draft.filling
    return filling_of(get_object_or_404(page.versions, number=int(side)))
