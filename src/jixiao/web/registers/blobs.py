"""Files kept once by the SHA-256 of their content, below the data folder."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from jixiao.web.registers.models import Blob

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["path_of", "store"]


def path_of(digest: str) -> Path:
    """Where the file of ``digest`` lies."""
    return Path(settings.FILES) / digest[:2] / digest


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
        target = path_of(hashed.hexdigest())
        target.parent.mkdir(exist_ok=True)
        Path(temporary).replace(target)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return Blob.objects.get_or_create(digest=hashed.hexdigest(), defaults={"size": size})[0]
