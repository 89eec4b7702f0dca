"""Frozen versions as members of a collection: what a department rolls up is what its units handed in."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location
from jixiao.scoring.engine import score
from jixiao.web.registers.blobs import path_of
from jixiao.web.schemes import catalogue
from jixiao.workbook.reader import read_workbook
from jixiao.writing.collection import Absent, Collection, Member, collect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jixiao.web.evaluation.models import Evaluation, Version
    from jixiao.web.organizations.models import Unit

__all__ = ["collection_of", "member_of"]


def collection_of(name: str, units: Iterable[Unit], evaluations: Iterable[Evaluation]) -> Collection | None:
    """What the units of ``evaluations`` handed in, as one; units that have not handed in are named as absent."""
    handed_in = {each.unit_id: each for each in evaluations if each.current is not None}
    members = [member for each in handed_in.values() if each.current for member in (member_of(each.current),) if member]
    absent = [
        Absent(
            "",
            unit.name,
            (Finding("RU004", Severity.ERROR, Kind.FORM, f"“{unit.name}”还没有上报。", "", "", (Location(),)),),
        )
        for unit in units
        if unit.pk not in handed_in
    ]
    return collect(members, absent, name)[0]


def member_of(version: Version) -> Member | None:
    """The frozen version as a member, read out of its own workbook; ``None`` where it has none."""
    file = version.files.filter(document="workbook").first()
    return _member(file.blob_id, version.evaluation.unit.name) if file is not None else None


@lru_cache(maxsize=512)
def _member(digest: str, unit: str) -> Member | None:
    """By the workbook's hash: what is frozen is read once."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{digest[:12]}.xlsx"
        path.write_bytes(path_of(digest).read_bytes())
        reading = read_workbook(path, catalogue())
    if reading.scheme is None or reading.facts is None:
        return None
    result = score(reading.scheme, reading.facts)
    department = reading.filling.department if reading.filling else ""
    return Member(unit, reading.scheme, result, reading.facts, department, reading.findings)
