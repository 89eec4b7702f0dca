"""What the public may read: published evaluations, their figures and scores, their documents, and who is late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.utils import timezone

from jixiao.lifecycle.states import State
from jixiao.numbers import plain
from jixiao.web.evaluation.models import Evaluation, Round, Version, VersionFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

__all__ = ["data_of", "files_of", "owed", "published", "rows_of"]

_PRIVATE: Final = ("workbook", "scheme", "result")
"""Files of a version that stay inside: registers name people and payments."""


def published(*, year: str = "", search: str = "", grade: str = "") -> QuerySet[Evaluation]:
    """The published evaluations, newest year first."""
    found = Evaluation.objects.filter(state=State.PUBLISHED.value, current__isnull=False)
    if year.isdigit():
        found = found.filter(round__year=int(year))
    if grade:
        found = found.filter(current__grade=grade)
    for word in search.split():
        found = found.filter(
            Q(unit__name__icontains=word) | Q(subject__icontains=word) | Q(round__title__icontains=word)
        )
    related = found.select_related("unit", "unit__parent", "round", "current").prefetch_related("current__files")
    return related.order_by("-round__year", "unit__code", "pk")


def files_of(version: Version) -> QuerySet[VersionFile]:
    """The official documents of a published version."""
    return version.files.exclude(document__in=_PRIVATE)


def data_of(evaluation: Evaluation) -> dict[str, Any]:
    """The evaluation as data: figures, goals, scores, grade; numbers are text, so that nothing rounds them."""
    version = evaluation.current
    assert version is not None, "only what was submitted is published"
    return {
        "unit": evaluation.unit.name,
        "unit_code": evaluation.unit.code,
        "year": evaluation.round.year,
        "subject": evaluation.subject or None,
        "round": evaluation.round.title,
        "scheme": {"id": version.scheme_id, "version": version.scheme_version, "digest": version.scheme_digest},
        "version": version.number,
        "published_at": evaluation.published_at.isoformat() if evaluation.published_at else None,
        "points": None if version.points is None else plain(version.points),
        "total_score": None if version.total is None else plain(version.total),
        "grade": version.grade or None,
        "figures": [{"name": name, **figure} for name, figure in sorted(version.figures.items())],
        "indicators": list(_indicators(version.result["indicators"])),
        "documents": [
            {"name": file.name, "format": file.format, "sha256": file.blob_id}
            for file in version.files.all()
            if file.document not in _PRIVATE
        ],
    }


def _indicators(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield {
            "code": node["code"],
            "name": node["title"],
            "level": node["level"],
            "points": node["effective_points"],
            "score": node["score"],
            "goals": [
                {
                    "name": goal["name"],
                    "target": _shown(goal["target"]),
                    "actual": _shown(goal["actual"]),
                    "deviation": goal["deviation"],
                }
                for goal in node["goals"]
            ],
        }
        yield from _indicators(node["children"])


def _shown(value: dict[str, Any]) -> str | None:
    return None if value.get("value") is None else f"{value['value']}{value.get('unit', '')}"


def rows_of(evaluations: QuerySet[Evaluation]) -> Iterator[tuple[str, ...]]:
    """One row an evaluation for a spreadsheet, the headings first."""
    yield ("单位编码", "单位", "年度", "项目", "轮次", "总分", "满分", "等级", "公开日期")
    for each in evaluations.iterator(chunk_size=500):
        version = each.current
        assert version is not None
        yield (
            each.unit.code,
            each.unit.name,
            str(each.round.year),
            each.subject,
            each.round.title,
            "" if version.total is None else plain(version.total),
            "" if version.points is None else plain(version.points),
            version.grade,
            each.published_at.date().isoformat() if each.published_at else "",
        )


def owed() -> list[dict[str, Any]]:
    """For each round with a term of publication: how many published in time, late, and not yet."""
    rounds = []
    today = timezone.localdate()
    for each in Round.objects.filter(publish_by__isnull=False).prefetch_related("evaluations__unit"):
        term: Any = each.publish_by
        counts: dict[str, Any] = {"round": each, "in_time": 0, "late": [], "open": []}
        for evaluation in each.evaluations.all():
            at = evaluation.published_at
            if at is not None and timezone.localdate(at) <= term:
                counts["in_time"] += 1
            elif at is not None:
                counts["late"].append(evaluation)
            else:
                counts["open"].append(evaluation)
        rounds.append({**counts, "overdue": today > term})
    return rounds
