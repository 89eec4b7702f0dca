"""Frozen versions as members of a collection: what a department rolls up is what its units handed in."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location
from jixiao.scoring.engine import score
from jixiao.web.evaluation.models import VersionFile
from jixiao.web.registers.blobs import path_of
from jixiao.web.schemes import catalogue
from jixiao.workbook.reader import read_workbook
from jixiao.writing.collection import Absent, Collection, Member, collect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jixiao.web.evaluation.models import Evaluation
    from jixiao.web.organizations.models import Unit

__all__ = ["collection_of"]


def collection_of(name: str, units: Iterable[Unit], evaluations: Iterable[Evaluation]) -> Collection | None:
    """What the units of ``evaluations`` handed in, as one; units that have not handed in are named as absent."""
    handed_in = [each for each in evaluations if each.current_id is not None]
    kept = VersionFile.objects.filter(document="workbook", version__in=[each.current_id for each in handed_in])
    digests = dict(kept.values_list("version", "blob"))
    found = [_member(digests[each.current_id], each.unit.name) for each in handed_in if each.current_id in digests]
    members = [each for each in found if each is not None]
    there = {each.unit_id for each in handed_in}
    absent = [
        Absent(
            "",
            unit.name,
            (Finding("RU004", Severity.ERROR, Kind.FORM, f"“{unit.name}”还没有上报。", "", "", (Location(),)),),
        )
        for unit in units
        if unit.pk not in there
    ]
    return collect(members, absent, name)[0]


@lru_cache(maxsize=512)
def _member(digest: str, unit: str) -> Member | None:
    """The frozen version as a member, read out of its own workbook. By the workbook's hash: what is frozen is read once."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{digest[:12]}.xlsx"
        path.write_bytes(path_of(digest).read_bytes())
        reading = read_workbook(path, catalogue())
    if reading.scheme is None or reading.facts is None:
        return None
    result = score(reading.scheme, reading.facts)
    department = reading.filling.department if reading.filling else ""
    return Member(unit, reading.scheme, result, reading.facts, department, reading.findings)
