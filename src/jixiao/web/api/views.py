"""The API for those who script: the same rights as the pages, read only, described by OpenAPI at ``/api/docs``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Query
from ninja.pagination import LimitOffsetPagination, paginate
from ninja.security import SessionAuth

from jixiao.numbers import plain
from jixiao.web import access
from jixiao.web.api.schemas import EvaluationOut, RegisterOut, RoundOut, UnitOut, VersionOut
from jixiao.web.disclosure.published import data_of, published
from jixiao.web.registers.models import TABLES
from jixiao.web.registers.rows import texts_of
from jixiao.web.registers.services import records_of

if TYPE_CHECKING:
    from jixiao.web.evaluation.models import Evaluation

__all__ = ["api"]

api = NinjaAPI(
    title="绩效 Jixiao API",
    version="1",
    description="只读接口，权限与网页相同；数值一律为文本，不丢精度。",
    auth=SessionAuth(csrf=False),
    urls_namespace="api",
)


def _person(request: HttpRequest) -> Any:
    return request.user


@api.get("/units", response=list[UnitOut], summary="单位")
@paginate(LimitOffsetPagination)
def units(request: HttpRequest) -> Any:
    return access.units(_person(request)).order_by("code")


@api.get("/rounds", response=list[RoundOut], summary="评价轮次")
@paginate(LimitOffsetPagination)
def rounds(request: HttpRequest) -> Any:
    return access.rounds(_person(request)).order_by("pk")


@api.get("/evaluations", response=list[EvaluationOut], summary="自评及其状态")
@paginate(LimitOffsetPagination)
def evaluations(request: HttpRequest, year: int | None = None, state: str = "") -> Any:
    found = access.tracked(_person(request)).select_related("current").order_by("pk")
    if year is not None:
        found = found.filter(round__year=year)
    if state:
        found = found.filter(state=state)
    visible = set(access.evaluations(_person(request)).values_list("pk", flat=True))
    return [_evaluation(each, scored=each.pk in visible) for each in found]


def _evaluation(each: Evaluation, *, scored: bool) -> dict[str, Any]:
    """Its state; its score only for those who may see the content."""
    version = each.current if scored else None
    return {
        "id": each.pk,
        "round_id": each.round_id,
        "unit_id": each.unit_id,
        "unit": each.unit.name,
        "year": each.round.year,
        "subject": each.subject,
        "state": each.state,
        "deadline": each.deadline or each.round.deadline,
        "version": version.number if version else None,
        "total": plain(version.total) if version and version.total is not None else None,
        "grade": version.grade if version else None,
        "changed_since": each.changed_since if scored else None,
    }


@api.get("/evaluations/{pk}/versions", response=list[VersionOut], summary="已提交的各个版本")
def versions(request: HttpRequest, pk: int) -> Any:
    get_object_or_404(access.evaluations(_person(request)), pk=pk)
    found = (
        access.versions(_person(request)).filter(evaluation=pk).prefetch_related("files", "evidence").order_by("number")
    )
    return [
        {
            "number": version.number,
            "made_at": version.made_at,
            "scheme_id": version.scheme_id,
            "scheme_version": version.scheme_version,
            "scheme_digest": version.scheme_digest,
            "result": version.result,
            "findings": version.findings,
            "files": [
                {"document": file.document, "name": file.name, "sha256": file.blob_id} for file in version.files.all()
            ],
            "evidence": [
                {"row": each.place, "indicator": each.indicator, "name": each.name, "sha256": each.blob_id}
                for each in version.evidence.all()
            ],
        }
        for version in found
    ]


@api.get("/books/{pk}/{table}", response=RegisterOut, summary="一本台账的内容")
def register(request: HttpRequest, pk: int, table: str) -> Any:
    book = get_object_or_404(access.books(_person(request)), pk=pk)
    declared = TABLES.get(table)
    if declared is None:
        raise Http404
    return {
        "name": declared.name,
        "label": declared.label,
        "columns": [
            {"name": column.name, "label": column.label, "kind": column.kind, "unit": column.unit}
            for column in declared.columns
        ],
        "nothing_this_year": table in book.nothing,
        "rows": [texts_of(declared, row.record) for row in records_of(book, declared)],
    }


@api.get("/public", auth=None, summary="已公开的自评（无需登录）")
def public(
    request: HttpRequest,
    year: str = "",
    search: str = "",
    grade: str = "",
    limit: Annotated[int, Query(le=500)] = 50,
    offset: int = 0,
) -> dict[str, Any]:
    found = published(year=year, search=search, grade=grade)
    return {"count": found.count(), "items": [data_of(each) for each in found[offset : offset + limit]]}
