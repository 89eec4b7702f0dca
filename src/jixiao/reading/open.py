"""From a file to a document, whatever the file is. Bad input gives findings, never an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.document import Document
from jixiao.reading.faults import fault
from jixiao.reading.formats.decode import decode
from jixiao.reading.formats.text import read_text
from jixiao.reading.structure import mark_headings

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_document"]


def read_document(path: Path) -> Document:
    """The document in the file at ``path``, with findings in it about what could not be read."""
    source = str(path)
    if not path.is_file():
        return Document(source, "", (), findings=(fault("RD001", source),))
    data = path.read_bytes()
    if not data.strip():
        return Document(source, "", (), findings=(fault("RD002", source),))
    text, unreadable = decode(data)
    del unreadable
    return mark_headings(read_text(text, source))
