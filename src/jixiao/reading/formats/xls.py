"""Excel 97-2003, xlsb and ods: through LibreOffice where it is installed, because only that keeps the number formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.reading.formats import calamine, xlsx
from jixiao.reading.formats.office import converted, office_program

if TYPE_CHECKING:
    from pathlib import Path

    from jixiao.document import Document
    from jixiao.reading.limits import Limits

__all__ = ["read"]


def read(path: Path, source: str, limits: Limits) -> Document:
    """The document in the workbook at ``path``."""
    # First without conversion: it is quick, and says at once what is encrypted or damaged.
    plain = calamine.read(path, source, limits)
    if office_program() is None or not plain.blocks:
        return plain
    with converted(path, "xlsx", limits) as copy:
        return xlsx.read(copy, source, limits)
