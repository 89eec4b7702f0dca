"""Files that nothing refers to any more: what was uploaded to be looked at and never decided on, what a broken upload
left behind. They go a day later; what was handed in, attached or made by a job stays as long as its entry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, ManyToOneRel, OuterRef
from django.utils import timezone

from jixiao.web.audit.chain import record
from jixiao.web.jobs.models import Job
from jixiao.web.organizations.models import Unit
from jixiao.web.registers.blobs import path_of
from jixiao.web.registers.models import Blob, Upload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

__all__ = ["KEPT", "Tidied", "tidy"]

KEPT: Final = timedelta(days=1)
"""How long a file waits for somebody to refer to it."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many uploads were given up, and how many files of how many bytes are gone."""

    uploads: int = 0
    files: int = 0
    size: int = 0


def tidy() -> Tidied:
    """Removes what nothing refers to and is older than :data:`KEPT`; each with its event."""
    before = timezone.now() - KEPT
    uploads = sum(_give_up(pk, before) for pk in Upload.objects.filter(at__lt=before).values_list("pk", flat=True))
    _find(before)
    waiting = list(_unused(before).values_list("pk", flat=True))
    held = _of_jobs() if waiting else frozenset()
    gone = [size for digest in waiting if digest not in held and (size := _remove(digest, before)) is not None]
    return Tidied(uploads, len(gone), sum(gone))


@transaction.atomic
def _give_up(pk: int, before: datetime) -> bool:
    """Forgets an upload that nobody decided on."""
    upload = Upload.objects.select_for_update(of=("self",)).select_related("book__unit").filter(pk=pk).first()
    if upload is None or upload.at >= before:
        return False
    old = {"file": upload.name, "digest": upload.blob_id}
    record(None, "collect", upload, unit=upload.book.unit, old=old, label=f"{upload.book} {upload.name}")
    upload.delete()
    return True


def _find(before: datetime) -> None:
    """Gives files without an entry one, so that they wait like the others: their transaction was taken back, or the
    machine stopped. What was not even written whole goes at once."""
    for path in Path(settings.FILES).glob("**/*"):
        if not path.is_file() or datetime.fromtimestamp(path.stat().st_mtime, UTC) >= before:
            continue
        if path.suffix == ".part":
            path.unlink(missing_ok=True)
        elif _DIGEST.fullmatch(path.name) and path == path_of(path.name):
            Blob.objects.get_or_create(digest=path.name, defaults={"size": path.stat().st_size})


def _unused(before: datetime) -> QuerySet[Blob]:
    """The files that no row refers to: every relation of the models counts, also those that will be added."""
    found = Blob.objects.filter(stored_at__lt=before)
    for relation in Blob._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django's public name for it
        if isinstance(relation, ManyToOneRel):
            of_row: Any = relation.related_model
            found = found.exclude(Exists(of_row.objects.filter(**{relation.field.name: OuterRef("pk")})))
    return found


def _of_jobs() -> frozenset[str]:
    """The files that jobs were given or made: they stand in their arguments and outcomes."""
    jobs = Job.objects.values_list("file_digest", "arguments", "outcome")
    return frozenset(digest for told in jobs.iterator() for digest in _digests(list(told)))


def _digests(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        told = list(told.values())
    if isinstance(told, list):
        for each in told:
            yield from _digests(each)
    elif isinstance(told, str) and _DIGEST.fullmatch(told):
        yield told


@transaction.atomic
def _remove(digest: str, before: datetime) -> int | None:
    """Removes a file and its entry; its bytes. ``None`` where it is wanted again: whoever stores the same content takes
    the entry's lock and makes it new, and the database itself refuses to remove what a row refers to."""
    blob = Blob.objects.select_for_update().filter(pk=digest, stored_at__lt=before).first()
    if blob is None or not _unused(before).filter(pk=digest).exists():
        return None
    size: int = blob.size
    top = Unit.objects.filter(parent=None).order_by("pk").first()
    record(None, "collect", blob, unit=top, old={"digest": digest, "bytes": size}, label=digest)
    blob.delete()
    path_of(digest).unlink(missing_ok=True)
    return size
