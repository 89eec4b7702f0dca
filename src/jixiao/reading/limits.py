"""How much one file may cost: bytes, unpacked bytes, pages, cells, seconds, memory. Beyond it a file is a finding."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULT_LIMITS", "Limits"]

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for reading one file.

    ``file_bytes`` its size, ``text_bytes`` the size of plain text and web pages, ``unpacked_bytes`` what all parts of
    an archive (docx, xlsx, ofd) may unpack to, ``members`` how many parts it may have, ``pages`` of a pdf or ofd,
    ``cells`` of one table after merged cells are unfolded, ``seconds`` of wall clock, ``memory_bytes`` of address
    space of the process that reads, ``ocr_pages`` pages without text that are recognised as images and
    ``ocr_seconds`` the time for that.
    """

    file_bytes: int = 100 * _MIB
    text_bytes: int = 30 * _MIB
    unpacked_bytes: int = 300 * _MIB
    members: int = 5_000
    pages: int = 1_000
    cells: int = 300_000
    seconds: int = 60
    memory_bytes: int = 2_048 * _MIB
    ocr_pages: int = 30
    ocr_seconds: int = 300


DEFAULT_LIMITS = Limits()
