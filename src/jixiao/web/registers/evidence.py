"""Evidence files (佐证材料): what may be attached, what it is by its content, how a browser is given it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import transaction
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from jixiao.web.audit.chain import record
from jixiao.web.registers.blobs import store
from jixiao.web.registers.models import INLINE, MODELS, Evidence
from jixiao.web.registers.services import locked

if TYPE_CHECKING:
    from pathlib import Path

    from django.core.files.uploadedfile import UploadedFile

    from jixiao.web.organizations.models import Person
    from jixiao.web.registers.models import Book

__all__ = [
    "Place",
    "Refused",
    "attach",
    "attached",
    "given",
    "mime_of",
    "of_removed_rows",
    "plain_name",
    "take_away",
]

_MAGIC: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
_PROMISES: Final = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "pdf": "application/pdf",
}
"""The kinds of file that are shown, and therefore have to be what their name says."""
_PROGRAMS: Final = (b"MZ", b"\x7fELF", b"#!")
_PROGRAM_NAMES: Final = frozenset({"exe", "com", "bat", "cmd", "scr", "msi", "vbs", "ps1", "js", "jar", "lnk", "hta"})
_OTHER: Final = "application/octet-stream"
_HEAD: Final = 1024
_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file is not taken, in a sentence for the person who chose it."""

    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Place:
    """What a file proves: a row of a table, an indicator, or, with neither, the book."""

    table: str = ""
    row: int | None = None
    indicator: str = ""


def mime_of(head: bytes) -> str:
    """The kind of a file by how it begins; what is not shown is ``application/octet-stream``, whatever it is called."""
    if b"%PDF-" in head[:_HEAD]:
        return "application/pdf"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for magic, mime in _MAGIC if head.startswith(magic)), _OTHER)


def attach(person: Person, book: Book, place: Place, file: UploadedFile[Any]) -> Evidence | Refused:
    """Keeps ``file`` as evidence; the same file at the same place twice is one entry."""
    name = plain_name(file.name or "")
    size = file.size or 0
    head = file.read(_HEAD)
    file.seek(0)
    why = _refusal(name, size, head)
    if why:
        return Refused(name, why)
    blob = store(file.chunks())
    with transaction.atomic():
        book = locked(book)
        where = {"book": book, "table": place.table, "row": place.row, "indicator": place.indicator}
        there = Evidence.objects.filter(**where, blob=blob, name=name, removed_at__isnull=True).first()
        if there is not None:
            return there
        kept = Evidence.objects.create(**where, name=name, mime=mime_of(head), blob=blob, added_by=person)
        record(person, "attach", kept, unit=book.unit, new=_told(kept), label=_label(kept))
        _notice(book)
    return kept


def _notice(book: Book) -> None:
    from jixiao.web.evaluation.changes import notice

    notice(book)


def _refusal(name: str, size: int, head: bytes) -> str:
    limit = settings.EVIDENCE_LIMIT
    extension = PurePath(name).suffix.lower().removeprefix(".")
    if not size or not head:
        return _("文件是空的（0 字节），请检查后重新选择。")
    if size > limit:
        told = _("文件有 %(size)s MB，应不超过 %(limit)s MB；扫描件请降低分辨率，或分成几个文件。")
        return told % {"size": -(-size >> 20), "limit": limit >> 20}
    if head.startswith(_PROGRAMS) or extension in _PROGRAM_NAMES:
        return _("这是程序文件，不能作佐证材料；请上传文档、图片或 PDF。")
    promised = _PROMISES.get(extension)
    if promised is not None and mime_of(head) != promised:
        told = _("扩展名是 %(extension)s，内容却不是，可能打不开；请用原来的软件打开后另存一份再上传。")
        return told % {"extension": extension}
    return ""


def plain_name(name: str) -> str:
    """The file's own name without folders and signs that do not show, its extension kept when it is too long."""
    bare = re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", PurePath(name.replace("\\", "/")).name)
    path = PurePath(bare.strip() or "未命名")
    suffix = path.suffix[:20]
    return path.name if len(path.name) <= _LONGEST_NAME else path.stem[: _LONGEST_NAME - len(suffix)] + suffix


@transaction.atomic
def take_away(person: Person, evidence: Evidence) -> None:
    """Takes a file away. Its entry stays, with the time, and the file behind it, so that the trail can be followed."""
    book = locked(evidence.book)
    if evidence.removed_at is None:
        evidence.removed_at = timezone.now()
        evidence.save(update_fields=["removed_at"])
        record(person, "detach", evidence, unit=book.unit, old=_told(evidence), label=_label(evidence))
        _notice(book)


def attached(book: Book, place: Place | None = None) -> list[Evidence]:
    """The files of the book that are there now: all of them, or those at ``place``."""
    found = Evidence.objects.filter(book=book, removed_at__isnull=True).select_related("added_by", "blob")
    if place is not None:
        found = found.filter(table=place.table, row=place.row, indicator=place.indicator)
    return list(found)


def given(path: Path, name: str, mime: str, *, download: bool) -> FileResponse:
    """The file as a browser is given it, shown where it may be. What is shown can run nothing: its kind is told from
    its content and may not be guessed anew, and it is shut off from the page. A pdf is not, because Chromium shows
    none in a sandbox; its reader is apart from the page by itself, and may load nothing."""
    shown = mime in INLINE
    response = FileResponse(
        path.open("rb"),
        as_attachment=download or not shown,
        filename=name,
        content_type=mime if shown else _OTHER,
    )
    shut = "" if mime == "application/pdf" else "; sandbox"
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'{shut}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def of_removed_rows(book: Book) -> list[Evidence]:
    """The files of rows that were removed since: they stay until somebody takes them away too."""
    files = [each for each in attached(book) if each.table]
    there = {
        name: set(MODELS[name].objects.filter(book=book).values_list("pk", flat=True))
        for name in {each.table for each in files}
    }
    return [each for each in files if each.row not in there[each.table]]


def _told(evidence: Evidence) -> dict[str, object]:
    return {
        "name": evidence.name,
        "digest": evidence.blob_id,
        "table": evidence.table,
        "row": evidence.row,
        "indicator": evidence.indicator,
    }


def _label(evidence: Evidence) -> str:
    return f"{evidence.book} {evidence.name}"
