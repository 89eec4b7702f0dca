"""Evidence as it stood when a version was submitted: which files, and what each of them proves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jixiao.web.evaluation.fields import evidence_place
from jixiao.web.evaluation.models import VersionEvidence
from jixiao.web.evaluation.tree import nodes
from jixiao.web.registers.evidence import attached
from jixiao.web.registers.models import MODELS, TABLES
from jixiao.web.registers.rows import record_of, text_of
from jixiao.web.registers.services import name_columns
from jixiao.workbook.goals import GOALS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jixiao.web.evaluation.draft import Draft
    from jixiao.web.evaluation.models import Version
    from jixiao.web.registers.models import Evidence

__all__ = ["Proofs", "changed", "freeze_evidence", "now", "proofs_of"]


def now(draft: Draft) -> tuple[VersionEvidence, ...]:
    """What a submission of ``draft`` would freeze, not saved: the files of the year, of the rows that it looks at, and
    of its own indicators. A file whose row was removed proves nothing of it."""
    begin = evidence_place(draft.evaluation, "").indicator
    files = [
        each for each in attached(draft.evaluation.book) if each.indicator == "" or each.indicator.startswith(begin)
    ]
    rows = {name: _rows(draft, name, files) for name in {each.table for each in files if each.table}}
    found = []
    for each in files:
        number, about = rows[each.table].get(each.row, (None, "")) if each.table else (None, "")
        if each.table and number is None:
            continue
        found.append(
            VersionEvidence(
                table=each.table,
                row=each.row,
                number=number,
                about=about,
                indicator=each.indicator.removeprefix(begin),
                name=each.name,
                mime=each.mime,
                blob=each.blob,
                added_by=each.added_by,
                added_at=each.added_at,
            )
        )
    return tuple(found)


def _rows(draft: Draft, name: str, files: list[Evidence]) -> dict[Any, tuple[int, str]]:
    """The rows of a table that have files, by their key: number, and what they are called; of a project only those that
    concern it."""
    evaluation, table = draft.evaluation, TABLES[name]
    if name == GOALS.name:
        seen = {number for goal in draft.facts.goals for number in goal.origin.records}
    else:
        seen = {number for place in draft.places.get(name, ()) for number in place.records}
    wanted = {each.row for each in files if each.table == name}
    found = {}
    for number, entry in enumerate(MODELS[name].objects.filter(book=evaluation.book), 1):
        if entry.pk in wanted and (number in seen or not evaluation.subject):
            record = record_of(table, entry)
            about = " ".join(filter(None, (text_of(getattr(record, column)) for column in name_columns(table))))
            found[entry.pk] = (number, about[:200])
    return found


def freeze_evidence(version: Version, draft: Draft) -> None:
    """Keeps with ``version`` what is attached. Must run in the transaction of the submission, the book locked."""
    kept = now(draft)
    for each in kept:
        each.version = version
    VersionEvidence.objects.bulk_create(kept)


def changed(version: Version, draft: Draft) -> bool:
    """Whether other files are attached than when ``version`` was submitted."""
    return {each.key for each in now(draft)} != {each.key for each in version.evidence.all()}


@dataclass(frozen=True, slots=True)
class Proofs:
    """The evidence of a version as a page shows it: ``places`` what is proved in words (nothing: the year as a whole)
    with its files, ``leaves`` the files of each indicator by its id."""

    count: int
    places: tuple[tuple[str, tuple[VersionEvidence, ...]], ...]
    leaves: Mapping[str, tuple[VersionEvidence, ...]]


def proofs_of(version: Version) -> Proofs:
    """The evidence of ``version``. One query."""
    found = tuple(version.evidence.select_related("blob", "added_by"))
    titles = {node["id"]: f"{node['code']} {node['title']}" for node in nodes(version.result["indicators"])}
    places: dict[str, list[VersionEvidence]] = {"": []}
    leaves: dict[str, list[VersionEvidence]] = {}
    for each in found:
        place = titles.get(each.indicator, each.indicator) if each.indicator else each.place
        places.setdefault(place, []).append(each)
        if each.indicator:
            leaves.setdefault(each.indicator, []).append(each)
    return Proofs(
        len(found),
        tuple((place, tuple(files)) for place, files in places.items() if files),
        {name: tuple(files) for name, files in leaves.items()},
    )
