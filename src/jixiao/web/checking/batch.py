"""The background job: one report after another, each result kept as soon as it is there."""

from __future__ import annotations

import re
import shutil
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from jixiao.checking.catalogue import all_checks
from jixiao.checking.engine import Checked
from jixiao.checking.files import check_file
from jixiao.reading.faults import Unreadable, fault
from jixiao.reading.formats.archive import Archive
from jixiao.reading.formats.decode import decode
from jixiao.reading.limits import DEFAULT_LIMITS
from jixiao.report import Report
from jixiao.web.checking.results import keep
from jixiao.web.checking.uploads import LARGEST_REPORT, MOST_REPORTS, ignored
from jixiao.web.registers.blobs import path_of
from jixiao.web.registers.evidence import plain_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.web.jobs.progress import Progress

__all__ = ["run"]

_PACKED: Final = replace(DEFAULT_LIMITS, unpacked_bytes=1 << 30)
_DOCUMENTS: Final = frozenset({"[Content_Types].xml", "OFD.xml", "mimetype"})
"""Parts by which a document that is itself a zip archive is known, whatever its name says."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A report to check: an uploaded file, or the ``member`` of an uploaded zip. ``fault`` where it cannot be had."""

    name: str
    path: Path
    member: str = ""
    fault: Unreadable | None = None

    def put(self, place: Path) -> None:
        """Puts the report at ``place``; :class:`Unreadable` where the zip does not give it."""
        if self.fault is not None:
            raise self.fault
        if not self.member:
            shutil.copyfile(self.path, place)
            return
        with Archive(self.path, _PACKED) as archive:
            size = archive.sizes[self.member]
            if size > LARGEST_REPORT:
                raise Unreadable("RD006", f"{size >> 20} MB，上限 {LARGEST_REPORT >> 20} MB")
            place.write_bytes(archive.read(self.member))


def run(progress: Progress, arguments: dict[str, Any]) -> dict[str, Any]:
    """Checks the uploaded ``files``. The outcome has an entry for each report, in their order, and ``left_out``, how
    many were beyond the limit. What was checked before the job was interrupted is not checked again."""
    entries = [entry for file in arguments["files"] for entry in _entries(file["name"], path_of(file["digest"]))]
    outcome: dict[str, Any] = {
        "files": list(progress.job.outcome.get("files", ())),
        "left_out": max(0, len(entries) - MOST_REPORTS),
    }
    entries = entries[:MOST_REPORTS]
    done = len(outcome["files"])
    progress.begin(len(entries), done=done)
    checks = all_checks()
    with TemporaryDirectory(prefix="jixiao-") as folder:
        for number, entry in enumerate(entries[done:], start=done + 1):
            # The name's end is all that the reader looks at: it says when a file is not what it claims to be.
            place = Path(folder) / f"report{PurePath(entry.name).suffix[:20]}"
            try:
                entry.put(place)
            except Unreadable as unreadable:
                told = fault(unreadable.code, entry.name, unreadable.detail)
                checked = Checked(Report(entry.name), (), (), faults=(told,))
            else:
                checked = check_file(place, checks, source=entry.name)
                place.unlink()
            outcome["files"].append(keep(checked, number))
            progress.note(outcome)
    return outcome


def _entries(name: str, path: Path) -> Sequence[_Entry]:
    """The reports in an uploaded file: itself, or what a zip holds."""
    if PurePath(name).suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        return [_Entry(name, path)]
    try:
        with Archive(path, _PACKED) as archive:
            names = archive.names
    except Unreadable as unreadable:
        return [_Entry(name, path, fault=unreadable)]
    if names & _DOCUMENTS:
        return [_Entry(name, path)]
    members = sorted((_member_name(member), member) for member in names if not member.endswith("/"))
    found = [_Entry(f"{name}/{called}", path, member) for called, member in members if not _hidden(called)]
    return found or [_Entry(name, path, fault=Unreadable("RD015", "压缩包里没有文件"))]


def _member_name(member: str) -> str:
    """What a file in a zip is called. A name without the mark of UTF-8 was taken for code page 437, as the format says;
    the archivers of Chinese systems write GBK there."""
    try:
        called = decode(member.encode("cp437"))[0]
    except UnicodeEncodeError:
        called = member
    return "/".join(plain_name(part) for part in re.split(r"[\\/]", called) if part not in ("", ".", ".."))


def _hidden(called: str) -> bool:
    """Whether the file, or a folder above it, is the trace of a program."""
    return any(ignored(part) or part == "__MACOSX" for part in called.split("/"))
