"""What docx and xlsx have in common: a zip of parts that must not carry the time it was written at."""

from __future__ import annotations

import zipfile
from io import BytesIO

__all__ = ["same_bytes"]


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
