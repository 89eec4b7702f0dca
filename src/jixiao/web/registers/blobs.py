"""Files kept once by the SHA-256 of their content, below the data folder."""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jixiao.web.registers.models import Blob

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["digest_now", "path_of", "store"]

_FRESH: Final = timedelta(hours=1)
"""For so long an entry is not made new again: it is far from being removed."""


def path_of(digest: str) -> Path:
    """Where the file of ``digest`` lies."""
    return Path(settings.FILES) / digest[:2] / digest


def digest_now(digest: str) -> str:
    """The SHA-256 of what lies in the file of ``digest`` now: another one where it was damaged, empty where it is gone."""
    try:
        with path_of(digest).open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def store(chunks: Iterable[bytes]) -> Blob:
    """Keeps the content and gives its entry; the same content twice is kept once. Written whole or not at all."""
    folder = Path(settings.FILES)
    folder.mkdir(parents=True, exist_ok=True)
    hashed, size = hashlib.sha256(), 0
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                hashed.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        return _placed(Path(temporary), hashed.hexdigest(), size)
    finally:
        Path(temporary).unlink(missing_ok=True)


@transaction.atomic
def _placed(temporary: Path, digest: str, size: int) -> Blob:
    """The entry first, locked: nobody removes the file that comes to it meanwhile because nothing refers to it yet."""
    blob, new = Blob.objects.select_for_update().get_or_create(digest=digest, defaults={"size": size})
    if not new and blob.stored_at < timezone.now() - _FRESH:
        blob.stored_at = timezone.now()
        blob.save(update_fields=["stored_at"])
    target = path_of(digest)
    target.parent.mkdir(exist_ok=True)
    temporary.replace(target)
    return blob
