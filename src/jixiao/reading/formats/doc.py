"""Word 97-2003, RTF and ODT: through LibreOffice where it is installed, Word also through antiword."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
from typing import TYPE_CHECKING, Final

from jixiao.reading.faults import Unreadable
from jixiao.reading.formats import docx
from jixiao.reading.formats.archive import parse_xml
from jixiao.reading.formats.assemble import Builder, clean, ragged
from jixiao.reading.formats.office import converted, office_program

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element

    from jixiao.document import Document
    from jixiao.reading.limits import Limits

__all__ = ["read"]

_OLE: Final = b"\xd0\xcf\x11\xe0"
_FIB: Final = b"\xec\xa5"
_ENCRYPTED: Final = 0x0100
_SECTOR: Final = 512
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE[^>]*>")
_WHITE: Final = re.compile(r"\s+")


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
    builder = Builder(source, "doc")
    _add_docbook(builder, parse_xml(_antiword(program, path, limits)))
    builder.rejoin()
    return builder.document()


def _is_encrypted(data: bytes) -> bool:
    """Whether the file information block, at the start of a sector, says so ([MS-DOC] 2.5.2, fEncrypted)."""
    for start in range(_SECTOR, len(data) - 12, _SECTOR):
        if data[start : start + 2] == _FIB:
            return bool(struct.unpack_from("<H", data, start + 10)[0] & _ENCRYPTED)
    return False


def _antiword(program: str, path: Path, limits: Limits) -> bytes:
    """The document as DocBook, where alone antiword keeps rows and cells apart; without the reference to its DTD."""
    try:
        done = subprocess.run(  # noqa: S603 - a program found on the path
            [program, "-m", "UTF-8.txt", "-x", "db", str(path)],
            capture_output=True,
            timeout=max(limits.seconds - 2, 1),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("RD008", str(limits.seconds)) from error
    if done.returncode != 0 or not done.stdout.strip():
        raise Unreadable("RD005", "antiword 打不开")
    return _DOCTYPE.sub(b"", done.stdout, count=1)


def _add_docbook(builder: Builder, root: _Element) -> None:
    for element in root.iter("title", "para", "informaltable"):
        if element.tag == "informaltable":
            rows = [
                [clean(" ".join(map(str, entry.itertext()))) for entry in row.iterchildren("entry")]
                for row in element.iter("row")
            ]
            builder.table(ragged(rows))
        elif next(element.iterancestors("entry", "bookinfo"), None) is None:
            builder.paragraph(clean(_WHITE.sub(" ", element.text or "")))
