"""What docx and xlsx have in common: a zip of parts that must not carry the time it was written at."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

__all__ = ["same_bytes", "untouched"]


def same_bytes(package: bytes) -> bytes:
    """An OOXML package with its entries sorted and without times, so that equal content is equal bytes."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        # The content types come first: some readers look only there.
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return out.getvalue()


def untouched(package: bytes) -> bool:
    """Whether nobody has saved the file since :func:`same_bytes` made it: office programs order and date the entries."""
    try:
        return same_bytes(package) == package
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, zlib.error):
        return False
