"""Files in and out: the scoring workbook and single registers, told beforehand and then taken over as a whole.

Who: the clerk whose unit has filled in the workbook for years, or keeps a spreadsheet that is not to be typed twice.
She is afraid of overwriting what a colleague entered: so everything that will change is shown row by row first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from jixiao.findings import Finding
from jixiao.web import access
from jixiao.web.audit.chain import record
from jixiao.web.evaluation.draft import draft_of
from jixiao.web.registers.blobs import path_of, store
from jixiao.web.registers.exporting import register_workbook, scoring_workbook
from jixiao.web.registers.loading import apply_change, change_of, compare, load_workbook
from jixiao.web.registers.models import Book, Upload
from jixiao.web.registers.rows import texts_of
from jixiao.web.registers.spreadsheets import MOST_ROWS, open_table, read_spreadsheet
from jixiao.web.registers.views import open_book, own_book, table_named
from jixiao.workbook.book import LARGEST_FILE
from jixiao.workbook.cells import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from django.http import HttpRequest

    from jixiao.registers.base import Table
    from jixiao.web.evaluation.models import Evaluation
    from jixiao.web.registers.loading import TableChange
    from jixiao.web.registers.spreadsheets import TableReading
    from jixiao.workbook.book import Sheet

__all__ = [
    "export_register",
    "export_workbook",
    "import_register",
    "import_workbook",
    "preview_register",
    "preview_workbook",
]

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN: Final = 200
"""Rows of one kind that a preview lists; the others are counted."""


# --- out


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@require_safe
def export_workbook(request: HttpRequest, pk: int, evaluation: int) -> HttpResponse:
    """The scoring workbook of an evaluation, filled with what stands here."""
    person: Any = request.user
    found = get_object_or_404(access.evaluations(person).filter(book=pk), pk=evaluation)
    subject = f" {found.subject}" if found.subject else ""
    return _download(
        scoring_workbook(draft_of(found)), f"{found.unit.name}{subject} {found.round.year} 填报工作簿.xlsx"
    )


@require_safe
def export_register(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One register as a workbook."""
    book, _editable = open_book(request, pk)
    table = table_named(name)
    return _download(register_workbook(book, table), f"{book.unit.name} {book.year} {table.label}.xlsx")


# --- in


def _keep(request: HttpRequest, book: Book, table: str) -> Upload | None:
    """Keeps the uploaded file until it is decided on; ``None``, with a message, where there is none to keep."""
    file = request.FILES.get("file")
    if file is None or not file.size:
        messages.error(request, _("请选择一个文件（不能是空文件）。"))
        return None
    if file.size > LARGEST_FILE:
        messages.error(request, _("文件超过 %(limit)s MB，请删去图片和无关的工作表。") % {"limit": LARGEST_FILE >> 20})
        return None
    person: Any = request.user
    blob = store(file.chunks())
    name = re.sub(r"[\x00-\x1f]", "", file.name or "")[-200:]
    return Upload.objects.create(book=book, table=table, name=name, blob=blob, by=person)


def _upload(request: HttpRequest, book: Book, pk: int, table: str) -> tuple[Upload, Path]:
    person: Any = request.user
    found = get_object_or_404(Upload, book=book, by=person, table=table, pk=pk)
    return found, path_of(found.blob_id)


@dataclass(frozen=True, slots=True)
class _Beside:
    """A fault and the row of the file it stands in."""

    finding: Finding
    cells: tuple[str, ...]


def _beside(findings: Iterable[Finding], sheets: Mapping[str, Sheet]) -> list[_Beside]:
    told = []
    for finding in findings:
        at = finding.locations[0] if finding.locations else None
        sheet = sheets.get(at.sheet) if at is not None else None
        cells: tuple[str, ...] = ()
        if sheet is not None and at is not None and at.row is not None:
            cells = tuple(words_of(cell) for _, cell in sorted(sheet.rows.get(at.row, {}).items()))[:9]
        told.append(_Beside(finding, cells))
    return told


@dataclass(frozen=True, slots=True)
class _Told:
    """A table's change as it is shown: texts by column, at most :data:`_SHOWN` of each kind."""

    table: Table[Any]
    change: TableChange
    added: Sequence[Sequence[str]]
    replaced: Sequence[Sequence[tuple[str, str]]]
    gone: Sequence[Sequence[str]]


def _told(change: TableChange) -> _Told:
    table = change.table

    def line(found: Any) -> list[str]:
        texts = texts_of(table, found)
        return [texts[column.name] for column in table.columns]

    return _Told(
        table,
        change,
        [line(each) for each in change.added[:_SHOWN]],
        [
            list(zip(line(before), line(after), strict=True))
            for before, after in list(change.replaced.values())[:_SHOWN]
        ],
        [line(each) for each in change.leaving[:_SHOWN]],
    )


def _stale(request: HttpRequest, book: Book) -> bool:
    """Whether the book changed since the preview was made that the person is agreeing to."""
    return request.POST.get("revision") != str(Book.objects.select_for_update().get(pk=book.pk).revision)


def _note(person: Any, book: Book, upload: Upload, changes: Iterable[TableChange], *, remove: bool) -> int:
    """The event of the import itself; how many rows it changed."""
    told = {
        change.table.label: {
            "added": len(change.added),
            "replaced": len(change.replaced),
            "removed": len(change.gone) if remove else 0,
        }
        for change in changes
        if change.alters or (remove and change.gone)
    }
    new = {"file": upload.name, "digest": upload.blob_id, "tables": told}
    record(person, "import", book, unit=book.unit, new=new, label=f"{book} {upload.name}")
    upload.delete()
    return sum(sum(each.values()) for each in told.values())


def _done(request: HttpRequest, rows: int) -> None:
    messages.success(
        request, ngettext("导入完成，改动了 %(rows)s 行。", "导入完成，改动了 %(rows)s 行。", rows) % {"rows": rows}
    )


def _chosen_evaluation(request: HttpRequest, book: Book) -> Evaluation | None:
    """The evaluation whose workbook it is: the one asked for, else the book's only or first one."""
    person: Any = request.user
    found = access.evaluations(person).filter(book=book)
    asked = request.GET.get("evaluation") or request.POST.get("evaluation", "")
    return get_object_or_404(found, pk=int(asked)) if asked.isdecimal() else found.first()


@require_http_methods(["GET", "HEAD", "POST"])
def import_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Choosing a filled scoring workbook."""
    book = own_book(request, pk)
    person: Any = request.user
    evaluations = list(access.evaluations(person).filter(book=book))
    if request.method == "POST":
        upload = _keep(request, book, "")
        if upload is not None:
            response = redirect("workbook_preview", pk, upload.pk)
            asked = request.POST.get("evaluation", "")
            response.headers["Location"] += f"?evaluation={int(asked)}" if asked.isdecimal() else ""
            return response
    return render(request, "registers/import.html", {"book": book, "evaluations": evaluations, "workbook": True})


@require_http_methods(["GET", "HEAD", "POST"])
def preview_workbook(request: HttpRequest, pk: int, upload: int) -> HttpResponse:
    """What a workbook would change, and taking it over."""
    book = own_book(request, pk)
    file, path = _upload(request, book, upload, "")
    evaluation = _chosen_evaluation(request, book)
    if evaluation is None:
        messages.error(request, _("本年度还没有评价任务，工作簿暂不能整本导入；可以在各台账里分别导入。"))
        return redirect("book", pk)
    person: Any = request.user
    stale = False
    if request.method == "POST":
        remove = request.POST.get("remove") == "1"
        with transaction.atomic():
            stale = _stale(request, book)
            loaded = None if stale else load_workbook(person, evaluation, path, remove=remove)
            if loaded is not None and loaded.ready:
                rows = _note(person, book, file, loaded.changes, remove=remove)
                _done(request, rows)
                return redirect("book", pk)
    loaded = compare(evaluation, path)
    sheets = open_table(path, file.name)
    changes = [_told(change) for change in loaded.changes]
    context = {
        "book": book,
        "upload": file,
        "evaluation": evaluation,
        "loaded": loaded,
        "changes": [each for each in changes if each.change.alters or each.change.gone or each.change.nothing],
        "findings": _beside(loaded.findings, {} if isinstance(sheets, Finding) else sheets),
        "anything": any(each.change.alters or each.change.gone or each.change.nothing for each in changes)
        or bool(loaded.answers or loaded.texts),
        "leaving": sum(len(each.change.gone) for each in changes),
        "ready": loaded.ready,
        "stale": stale,
        "shown": _SHOWN,
    }
    return render(request, "registers/preview.html", context, status=409 if stale else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def import_register(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Choosing a spreadsheet of one's own for one register."""
    book, table = own_book(request, pk), table_named(name)
    if request.method == "POST":
        upload = _keep(request, book, name)
        if upload is not None:
            return redirect("register_preview", pk, name, upload.pk)
    return render(request, "registers/import.html", {"book": book, "table": table, "most": MOST_ROWS})


def _choices(given: Any) -> dict[int, str] | None:
    chosen = {int(key[4:]): given[key] for key in given if key.startswith("map-") and key[4:].isdecimal()}
    return chosen or None


def _read(request: HttpRequest, book: Book, table: Table[Any], file: Upload, path: Path) -> TableReading | Finding:
    given = request.POST if request.method == "POST" else request.GET
    sheets = open_table(path, file.name)
    if isinstance(sheets, Finding):
        return sheets
    chosen = _choices(given)
    return read_spreadsheet(table, sheets, file.name, book.year, sheet=given.get("sheet", ""), chosen=chosen)


@require_http_methods(["GET", "HEAD", "POST"])
def preview_register(request: HttpRequest, pk: int, name: str, upload: int) -> HttpResponse:
    """What a spreadsheet would change in one register, which column is which, and taking it over."""
    book, table = own_book(request, pk), table_named(name)
    file, path = _upload(request, book, upload, name)
    reading = _read(request, book, table, file, path)
    stale = False
    if request.method == "POST" and not isinstance(reading, Finding) and reading.ready:
        person: Any = request.user
        remove = request.POST.get("remove") == "1"
        with transaction.atomic():
            stale = _stale(request, book)
            if not stale:
                change = change_of(book, table, reading.records)
                apply_change(person, book, change, remove=remove)
                rows = _note(person, book, file, (change,), remove=remove)
                _done(request, rows)
                return redirect("register", pk, name)
    context: dict[str, Any] = {"book": book, "table": table, "upload": file, "stale": stale, "shown": _SHOWN}
    if isinstance(reading, Finding):
        context |= {"findings": [_Beside(reading, ())], "ready": False}
    else:
        change = change_of(book, table, reading.records)
        context |= {
            "reading": reading,
            "findings": _beside(reading.findings, reading.content),
            "changes": [_told(change)] if change.alters or change.gone else [],
            "anything": change.alters or bool(change.gone),
            "leaving": len(change.gone),
            "ready": reading.ready,
        }
    return render(request, "registers/preview.html", context, status=409 if stale else 200)
