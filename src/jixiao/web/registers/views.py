"""The workbench of a unit: its books of registers, and one register to read or to type into.

Who: the clerk of an office of four, who also keeps the accounts and answers the telephone. When: a few rows at a time
over the year, most of them in the two weeks before the deadline, nearly always copied from a spreadsheet of her own
with her own headings. She has had no training and is called away in the middle of a row. So a row saves itself when
it is left; what is wrong stands at its cell in the words of the form; what could not be saved stays on the page until
it is; a block copied from a spreadsheet goes in as it is; a row taken away by mistake comes back; last year stands
beside this year, because that is what she fills it in from. Her head of office reads the same pages without being able
to change them, and so does a reviewer who follows a figure of a score to the rows behind it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jixiao.registers.base import Column, Register
from jixiao.web import access
from jixiao.web.registers.evidence import Place, attached, of_removed_rows
from jixiao.web.registers.grid import rows_of
from jixiao.web.registers.listing import (
    Listing,
    Query,
    computed_texts,
    laid_out,
    listing_of,
    sums_of,
    year_before,
)
from jixiao.web.registers.models import MODELS, TABLES
from jixiao.web.registers.overview import feeds_of, shelves_of
from jixiao.web.registers.rows import record_of, text_of, texts_of
from jixiao.web.registers.services import (
    GONE,
    Change,
    change_rows,
    create_book,
    faults_of,
    move_row,
    name_columns,
    remove_rows,
    restore_rows,
    set_nothing,
)
from jixiao.web.registers.spreadsheets import MOST_ROWS, pasted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpRequest

    from jixiao.findings import Finding
    from jixiao.registers.base import Table
    from jixiao.web.evaluation.models import Evaluation
    from jixiao.web.registers.listing import Line
    from jixiao.web.registers.models import Book
    from jixiao.web.registers.services import Outcome

__all__ = [
    "add_book",
    "book",
    "books",
    "faults",
    "move",
    "nothing",
    "paste",
    "register",
    "remove",
    "restore",
    "row",
    "save",
]

_YEARS: Final = range(1994, 2101)
_MOST_POINTED: Final = 1000


def own_book(request: HttpRequest, pk: int) -> Book:
    """The book, if the person keeps it."""
    person: Any = request.user
    return get_object_or_404(access.editable_books(person), pk=pk)


def open_book(request: HttpRequest, pk: int) -> tuple[Book, bool]:
    """The book, if the person may read it, and whether they keep it."""
    person: Any = request.user
    found = get_object_or_404(access.books(person), pk=pk)
    return found, found.unit_id in access.rights_of(person).prepares


def table_named(name: str) -> Table[Any]:
    if name not in TABLES:
        raise Http404
    return TABLES[name]


def evaluations_of(request: HttpRequest, book: Book) -> list[Evaluation]:
    """The evaluations of the book that the person may see."""
    person: Any = request.user
    return list(access.listed(access.evaluations(person)).filter(book=book))


# --- books


@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """The books that the person keeps or may read, unit by unit; where they keep them, which could be opened next."""
    person: Any = request.user
    rights = access.rights_of(person)
    shelf: dict[Any, list[Book]] = {}
    for unit in access.units(person).filter(pk__in=rights.own):
        shelf[unit] = []
    for each in access.books(person).order_by("unit", "-year"):
        shelf.setdefault(each.unit, []).append(each)
    this_year = timezone.localdate().year
    units = [
        {
            "unit": unit,
            "books": kept,
            "editable": unit.pk in rights.prepares,
            "next": kept[0].year + 1 if kept else this_year - 1,
        }
        for unit, kept in shelf.items()
    ]
    return render(request, "registers/books.html", {"units": units})


@require_POST
def add_book(request: HttpRequest) -> HttpResponse:
    """Opens a year's book. Nothing is copied into it: what was true last year is shown beside, not taken for granted."""
    person: Any = request.user
    rights = access.rights_of(person)
    key, year = request.POST.get("unit", ""), request.POST.get("year", "")
    unit = get_object_or_404(access.units(person).filter(pk__in=rights.prepares), pk=int(key) if key.isdecimal() else 0)
    if not year.isdecimal() or int(year) not in _YEARS:
        messages.error(request, _("年度应为四位数字，如 2024。"))
        return redirect("books")
    return redirect("book", create_book(person, unit, int(year)).pk)


@require_safe
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """One year's registers at a glance: rows, sums, last year, what they feed, what to do next."""
    found, editable = open_book(request, pk)
    before = year_before(found)
    evaluations = evaluations_of(request, found)
    shelves = shelves_of(found, before, evaluations)
    context = {
        "book": found,
        "before": before,
        "evaluations": evaluations,
        "submitted": [each for each in evaluations if each.state != "draft"],
        "shelves": [each for each in shelves if each.needed or not evaluations],
        "others": [each for each in shelves if not each.needed and evaluations],
        "open": [each for each in shelves if each.open],
        "editable": editable,
        "place": Place(),
        "files": attached(found, Place()),
        "left_over": of_removed_rows(found),
    }
    return render(request, "registers/book.html", context)


@require_safe
def faults(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the book's page that tells what is wrong in its rows; asked for after the page stands."""
    found, _editable = open_book(request, pk)
    told = [(table, faults_of(found, table)) for table in TABLES.values()]
    return render(request, "registers/faults.html", {"book": found, "faults": [each for each in told if each[1]]})


# --- one register


def _query(request: HttpRequest, table: Table[Any]) -> Query:
    given = request.GET
    rows = tuple(int(each) for each in given.get("rows", "").split(",")[:_MOST_POINTED] if each.strip().isdecimal())
    page = given.get("page", "1")
    return Query(
        words=given.get("q", "").strip()[:100],
        filters={
            column.name: value for column in table.columns if (value := given.get(f"in-{column.name}", "").strip())
        },
        sort=given.get("sort", ""),
        page=int(page) if page.isdecimal() and len(page) < 7 else 1,
        rows=rows,
        beside="beside" in given,
    )


@require_safe
def register(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A register as a list with sums and, for who keeps it, as a grid to type into."""
    found, editable = open_book(request, pk)
    table = table_named(name)
    query = _query(request, table)
    listing = listing_of(found, table, query)
    evaluations = evaluations_of(request, found)
    laid = laid_out(table)
    context = {
        "book": found,
        "table": table,
        "listing": listing,
        "query": query,
        "editable": editable,
        "submitted": [each for each in evaluations if each.state != "draft"],
        "feeds": feeds_of(evaluations).get(name, ()),
        "heads": [_head(table, each, query) for each in laid],
        "lines": _shown(laid, listing.lines, {"editable": editable}),
        "blank": _cells(laid, {}, {}),
        "sums": _sum_cells(table, listing),
        "lists": _lists(table, listing),
        "filters": [
            (table.column(each), values, query.filters.get(each, "")) for each, values in listing.choices.items()
        ],
        "nothing": name in found.nothing,
        "may_be_empty": isinstance(table, Register) and table.may_be_empty,
        "missing": [[each.get(column.name, "") for column in table.columns] for each in listing.missing],
        "words": _words(),
    }
    return render(request, "registers/register.html", context)


def _head(table: Table[Any], column: Any, query: Query) -> dict[str, Any]:
    if not isinstance(column, Column):
        return {"label": f"{column.label}（{column.unit}）", "computed": True}
    down = query.sort == column.name
    return {
        "label": column.heading,
        "column": column,
        "number": column.is_figure,
        "sort": f"-{column.name}" if down else column.name,
        "sorted": "ascending" if down else "descending" if query.sort == f"-{column.name}" else "",
    }


def _cells(laid: Iterable[Any], texts: dict[str, str], computed: Any) -> list[dict[str, Any]]:
    cells = []
    for column in laid:
        if isinstance(column, Column):
            cells.append({"column": column, "text": texts.get(column.name, ""), "number": column.is_figure})
        else:
            cells.append({"computed": column.label, "text": computed.get(column.label, ""), "number": True})
    return cells


def _shown(laid: Any, lines: Sequence[Line], context: dict[str, Any]) -> list[dict[str, Any]]:
    rows = rows_of(((line, _cells(laid, line.texts, line.computed)) for line in lines), context)
    before = (None if line.before is None else _cells(laid, line.before, {}) for line in lines)
    return [{"line": line, "row": row, "before": cells} for line, row, cells in zip(lines, rows, before, strict=True)]


def _sum_cells(table: Table[Any], listing: Listing) -> list[dict[str, Any]]:
    return [
        {
            "name": column.name if isinstance(column, Column) else "",
            "now": text_of(listing.sums.get(column.name), column) if isinstance(column, Column) else "",
            "before": text_of(listing.sums_before.get(column.name), column) if isinstance(column, Column) else "",
        }
        for column in laid_out(table)
    ]


def _lists(table: Table[Any], listing: Listing) -> list[tuple[str, tuple[str, ...]]]:
    """What a column suggests while one types: its choices, yes or no, or the projects that occur."""
    lists = []
    for column in table.columns:
        words = column.choices or (("是", "否", "不适用") if column.kind == "yes_no" else ())
        words = words or (listing.choices.get(column.name, ()) if column.kind == "text" else ())
        if words:
            lists.append((column.name, words))
    return lists


def _words() -> dict[str, str]:
    """What the grid's script says."""
    return {
        "new": _("新"),
        "saving": _("正在保存…"),
        "saved": _("已保存"),
        "unsaved": _("有 {0} 行没有保存"),
        "failed": _("连接不上，{0} 行没有保存，填写的内容留在页面上；{1} 秒后自动重试。"),
        "login": _("登录已失效，{0} 行没有保存。请在新窗口重新登录后按“立即重试”，不要关闭本页。"),
        "retry": _("立即重试"),
        "refused": _("{0} 行有错，没有保存，请按格内的提示修改。"),
        "conflict": _("这一行别人刚刚改过。对方的：{0}"),
        "gone": _("这一行已被别人删除。"),
        "mine": _("用我填的"),
        "theirs": _("用对方的"),
        "as_new": _("作为新行保存"),
        "drop": _("放弃我填的"),
        "none_chosen": _("请先勾选要删除的行。"),
        "removed": _("已删除 {0} 行。"),
        "kept": _("{0} 行别人刚刚改过，没有删除；请刷新后再看。"),
        "undo": _("撤销删除"),
        "undone": _("已恢复 {0} 行。"),
        "pasting": _("正在读取粘贴的内容…"),
        "pasted": _("粘贴了 {0} 行"),
        "left_out": _("没有用到的列：{0}"),
        "skipped": _("跳过合计等 {0} 行"),
        "paste_failed": _("连接不上，没有粘贴；剪贴板里的内容还在，请稍后再粘贴一次。"),
        "confirm": _("要删除所选的 {0} 行吗？删除后可以马上撤销。"),
    }


# --- changing rows


def _asked(request: HttpRequest) -> dict[str, Any] | None:
    """What the script sent, ``None`` where it is no object."""
    try:
        asked = json.loads(request.body)
    except ValueError:
        return None
    return asked if isinstance(asked, dict) else None


def _numbers(given: Any) -> dict[int, int] | None:
    """Row numbers with a number each, as sent; ``None`` where they are something else."""
    if not isinstance(given, dict) or len(given) > MOST_ROWS:
        return None
    if not all(str(key).isdecimal() and type(value) is int for key, value in given.items()):
        return None
    return {int(key): value for key, value in given.items()}


def _changes(asked: dict[str, Any], table: Table[Any]) -> list[tuple[str, Change]] | None:
    rows = asked.get("rows")
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        return None
    names = {column.name for column in table.columns}
    changes = []
    for each in rows:
        typed = each.get("typed") if isinstance(each, dict) else None
        if not isinstance(typed, dict) or not all(isinstance(text, str) for text in typed.values()):
            return None
        pk, revision = each.get("pk"), each.get("revision", 0)
        if not (pk is None or type(pk) is int) or type(revision) is not int:
            return None
        change = Change({name: text for name, text in typed.items() if name in names}, pk, revision)
        changes.append((str(each.get("key", "")), change))
    return changes


@require_POST
def save(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Saves rows as typed. 200: all of them; 422: some have faults; 409: somebody else changed one meanwhile. The
    answer tells of each row what became of it."""
    found, table = own_book(request, pk), table_named(name)
    asked = _asked(request)
    changes = _changes(asked, table) if asked is not None else None
    if changes is None:
        return HttpResponseBadRequest()
    person: Any = request.user
    outcomes = change_rows(person, found, table, table.columns, [change for _, change in changes])
    entries = MODELS[name].objects.filter(book=found)
    now = entries.in_bulk([each.pk for each in outcomes if each.saved and each.pk is not None])
    rows = [_told(table, key, each, now) for (key, _), each in zip(changes, outcomes, strict=True)]
    numbers = {pk: number for number, pk in enumerate(entries.values_list("pk", flat=True), 1)}
    for each in rows:
        each["number"] = numbers.get(each["pk"])
    states = {each["state"] for each in rows}
    status = 409 if "conflict" in states else 422 if "refused" in states else 200
    return JsonResponse({"rows": rows, **_totals(found, table)}, status=status)


def _told(table: Table[Any], key: str, outcome: Outcome, now: dict[int, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"key": key, "pk": outcome.pk, "revision": outcome.revision}
    if outcome.conflict:
        return {**told, "state": "conflict", "now": outcome.conflict}
    told["faults"] = [_fault(table, finding) for finding in outcome.findings]
    if not outcome.saved or outcome.pk is None:
        return {**told, "state": "refused"}
    entry = now.get(outcome.pk)
    if entry is None:  # removed by somebody in the moment since
        return {**told, "state": "conflict", "now": {"": GONE}}
    record = record_of(table, entry)
    return {**told, "state": "saved", "texts": texts_of(table, record), "computed": computed_texts(table, record)}


def _fault(table: Table[Any], finding: Finding) -> dict[str, str]:
    column = finding.locations[0].column if finding.locations else None
    return {
        "column": "" if column is None else table.columns[column].name,
        "message": f"{finding.message}{finding.advice}",
        "severity": finding.severity.value,
    }


def _totals(book: Book, table: Table[Any]) -> dict[str, Any]:
    total, sums = sums_of(MODELS[table.name].objects.filter(book=book), table)
    return {"total": total, "sums": {each: text_of(sums.get(each), table.column(each)) for each in table.totals}}


@require_POST
def remove(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Removes rows as they were seen; tells which stayed, and the position of the others for bringing them back."""
    found, table = own_book(request, pk), table_named(name)
    keys = _numbers((_asked(request) or {}).get("rows"))
    if keys is None:
        return HttpResponseBadRequest()
    person: Any = request.user
    places = dict(MODELS[name].objects.filter(book=found, pk__in=keys).values_list("pk", "position"))
    kept = remove_rows(person, found, table, keys)
    removed = {key: place for key, place in places.items() if key not in kept}
    status = 409 if kept else 200
    return JsonResponse({"removed": removed, "kept": list(kept), **_totals(found, table)}, status=status)


@require_POST
def restore(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Brings removed rows back to their positions."""
    found, table = own_book(request, pk), table_named(name)
    places = _numbers((_asked(request) or {}).get("rows"))
    if places is None:
        return HttpResponseBadRequest()
    person: Any = request.user
    back = restore_rows(person, found, table, places)
    revisions = dict(MODELS[name].objects.filter(pk__in=back).values_list("pk", "revision"))
    return JsonResponse({"rows": revisions, **_totals(found, table)})


@require_POST
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Puts a row before another one, or at the end."""
    found, table = own_book(request, pk), table_named(name)
    asked = _asked(request) or {}
    row, before = asked.get("row"), asked.get("before")
    if type(row) is not int or not (before is None or type(before) is int):
        return HttpResponseBadRequest()
    move_row(found, table, row, before)
    return JsonResponse({})


@require_POST
def paste(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Reads a pasted block as rows to type; nothing is saved yet."""
    _book, table = own_book(request, pk), table_named(name)
    asked = _asked(request) or {}
    text, start = asked.get("text"), asked.get("column", "")
    if not isinstance(text, str) or not isinstance(start, str):
        return HttpResponseBadRequest()
    read = pasted(table, text, start, [column.name for column in table.columns])
    rows = list(read.rows[:MOST_ROWS])
    return JsonResponse({"rows": rows, "headed": read.headed, "left_out": read.left_out, "skipped": read.skipped})


@require_POST
def nothing(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """States, or takes back, that there was nothing of the kind this year."""
    found, table = own_book(request, pk), table_named(name)
    person: Any = request.user
    wished = request.POST.get("nothing") == "1"
    if not (isinstance(table, Register) and table.may_be_empty) or not set_nothing(person, found, name, nothing=wished):
        messages.error(request, _("这张台账里有内容，不能填“本年无此类事项”；确实没有的，先删去各行。"))
    return redirect("book", pk) if request.POST.get("back") == "book" else redirect("register", pk, name)


# --- one row


@require_safe
def row(request: HttpRequest, pk: int, name: str, row: int) -> HttpResponse:
    """One row by itself: its values, last year's, its evidence, and the way to its history."""
    found, editable = open_book(request, pk)
    table = table_named(name)
    entry = get_object_or_404(MODELS[name].objects.filter(book=found), pk=row)
    keys = list(MODELS[name].objects.filter(book=found).values_list("pk", flat=True))
    record = record_of(table, entry)
    before = year_before(found)
    names = {f"value_{each}": getattr(record, each) for each in name_columns(table)}
    old = MODELS[name].objects.filter(book=before, **names).first() if before and names else None
    texts, old_texts = texts_of(table, record), texts_of(table, record_of(table, old)) if old else None
    place = Place(name, row)
    context = {
        "book": found,
        "table": table,
        "entry": entry,
        "kind": type(entry)._meta.model_name,  # noqa: SLF001 - Django's public name for it
        "number": keys.index(row) + 1,
        "values": [(each, texts[each.name], (old_texts or {}).get(each.name, "")) for each in table.columns],
        "computed": computed_texts(table, record),
        "has_old": old is not None,
        "before": before,
        "feeds": feeds_of(evaluations_of(request, found)).get(name, ()),
        "editable": editable,
        "place": place,
        "files": attached(found, place),
    }
    return render(request, "registers/row.html", context)
