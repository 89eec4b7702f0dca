"""Word 97-2003, RTF and ODT: through LibreOffice where it is installed, Word also through antiword."""

from __future__ import annotations

import shutil
import struct
import subprocess
from typing import TYPE_CHECKING, Final

from jixiao.reading.faults import Unreadable
from jixiao.reading.formats import docx
from jixiao.reading.formats.office import converted, office_program
from jixiao.reading.formats.text import read_text

if TYPE_CHECKING:
    from pathlib import Path

    from jixiao.document import Document
    from jixiao.reading.limits import Limits

__all__ = ["read"]

_OLE: Final = b"\xd0\xcf\x11\xe0"
_FIB: Final = b"\xec\xa5"
_ENCRYPTED: Final = 0x0100
_SECTOR: Final = 512


def read(path: Path, source: str, limits: Limits) -> Document:
    """The document in an old word-processor file."""
    with path.open("rb") as file:
        data = file.read()
    is_word = data.startswith(_OLE)
    if is_word and _is_encrypted(data):
        raise Unreadable("RD004")
    if office_program() is not None:
        with converted(path, "docx", limits) as copy:
            return docx.read(copy, source, limits)
    program = shutil.which("antiword") if is_word else None
    if program is None:
        raise Unreadable("RD011", "需要 LibreOffice" + ("（或 antiword）" if is_word else ""))
    return read_text(_antiword(program, path, limits), source)


def _is_encrypted(data: bytes) -> bool:
    """Whether the file information block, at the start of a sector, says so ([MS-DOC] 2.5.2, fEncrypted)."""
    for start in range(_SECTOR, len(data) - 12, _SECTOR):
        if data[start : start + 2] == _FIB:
            return bool(struct.unpack_from("<H", data, start + 10)[0] & _ENCRYPTED)
    return False


def _antiword(program: str, path: Path, limits: Limits) -> str:
    """The text as antiword gives it: a line a paragraph, tables as rows with pipes."""
    try:
        done = subprocess.run(  # noqa: S603 - a program found on the path
            [program, "-m", "UTF-8.txt", "-w", "0", str(path)],
            capture_output=True,
            timeout=max(limits.seconds - 2, 1),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("RD008", str(limits.seconds)) from error
    if done.returncode != 0 or not done.stdout.strip():
        raise Unreadable("RD005", "antiword 打不开")
    return done.stdout.decode("utf-8", "replace")
