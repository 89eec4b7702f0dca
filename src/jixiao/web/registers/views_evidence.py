"""Evidence as it is attached, looked at and taken away.

Who: the clerk, with a folder of scans beside the form, who drops twenty of them on a row at once; a reviewer, who reads
them one after another next to the figure they prove and cannot install anything to open them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jixiao.web import access
from jixiao.web.registers.blobs import path_of
from jixiao.web.registers.evidence import Place, Refused, attach, attached, given, take_away
from jixiao.web.registers.models import INLINE, MODELS, TABLES
from jixiao.web.registers.views import own_book

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from jixiao.web.registers.models import Book

__all__ = ["add", "content", "remove", "show"]

_LONGEST_INDICATOR: Final = 80


def _place(request: HttpRequest, book: Book) -> Place:
    """What the files are to prove; a row has to be one of the book."""
    table, row = request.POST.get("table", ""), request.POST.get("row", "")
    indicator = request.POST.get("indicator", "")[:_LONGEST_INDICATOR]
    if not table and not row:
        return Place(indicator=indicator)
    if table not in TABLES or not row.isdecimal():
        raise Http404
    if not MODELS[table].objects.filter(book=book, pk=int(row)).exists():
        raise Http404
    return Place(table, int(row))


def _back(request: HttpRequest, book: Book, table: str, row: int | None) -> HttpResponse:
    asked = request.POST.get("next", "")
    if asked and url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        return redirect(asked)
    return redirect("register_row", book.pk, table, row) if table else redirect("book", book.pk)


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes files, several at once; each by itself: one that is refused does not keep the others out."""
    book = own_book(request, pk)
    place = _place(request, book)
    person: Any = request.user
    outcomes = [attach(person, book, place, file) for file in request.FILES.getlist("files")]
    refused = [each for each in outcomes if isinstance(each, Refused)]
    if request.headers.get("X-Requested-With") == "upload":
        context = {
            "book": book,
            "files": attached(book, place),
            "refused": refused,
            "editable": True,
            "back": request.POST.get("next", ""),
        }
        return render(request, "registers/evidence_list.html", context, status=422 if refused else 200)
    for each in refused:
        messages.error(request, f"{each.name}：{each.message}")
    if not outcomes:
        messages.error(request, _("没有选择文件。"))
    return _back(request, book, place.table, place.row)


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """A file on a page of its own: picture or pdf inside it, anything else to be downloaded."""
    person: Any = request.user
    found = get_object_or_404(access.evidence(person).select_related("book__unit", "blob", "added_by"), pk=pk)
    table = TABLES.get(found.table)
    there = table is not None and MODELS[found.table].objects.filter(pk=found.row).exists()
    context = {
        "evidence": found,
        "book": found.book,
        "table": table,
        "row_there": there,
        "inline": found.mime in INLINE,
        "picture": found.mime.startswith("image/"),
        "editable": found.book.unit_id in access.rights_of(person).prepares,
    }
    return render(request, "registers/evidence_page.html", context)


@require_safe
def content(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself."""
    person: Any = request.user
    found = get_object_or_404(access.evidence(person), pk=pk)
    path = path_of(found.blob_id)
    if not path.is_file():
        raise Http404
    return given(path, found.name, found.mime, download="download" in request.GET)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a file away; the page it was on comes next."""
    person: Any = request.user
    mine = access.evidence(person).filter(book__in=access.editable_books(person).order_by().values("pk"))
    found = get_object_or_404(mine.select_related("book__unit"), pk=pk)
    take_away(person, found)
    messages.success(request, _("已撤下：%(name)s") % {"name": found.name})
    there = bool(found.table) and MODELS[found.table].objects.filter(pk=found.row).exists()
    return _back(request, found.book, found.table if there else "", found.row)
