"""The zip of a docx or xlsx, of which a few parts are written anew and every other is kept byte for byte.

Libraries that load a whole document write their own idea of it back. python-docx parses and serialises styles and
settings again; openpyxl drops what it has no model for (text boxes and shapes, form controls, pictures in headers,
printer settings, rich text within a cell, extensions of conditional formats). A form goes back to the bureau that sent
it, so nothing but the cells may differ: the one part that holds them is edited as XML, the rest is copied.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from jixiao.reading.faults import Unreadable, fault
from jixiao.reading.formats.archive import Archive
from jixiao.reading.limits import DEFAULT_LIMITS
from jixiao.reading.sniff import FORMAT_NAMES, sniff

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lxml.etree import _Element

    from jixiao.findings import Finding
    from jixiao.writing.forms.form import Form

__all__ = ["Package", "open_form", "serialised"]


class Package:
    """An opened package; every part is read within the bounds of our readers."""

    def __init__(self, path: Path) -> None:
        with Archive(path, DEFAULT_LIMITS) as archive, zipfile.ZipFile(path) as source:
            self._entries = tuple(source.infolist())
            self._parts = {entry.filename: archive.read(entry.filename) for entry in self._entries}

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def read(self, name: str) -> bytes:
        """The part called ``name``; :class:`Unreadable` if it is missing."""
        if name not in self._parts:
            raise Unreadable("RD005", f"缺少部件 {name}")
        return self._parts[name]

    def with_parts(self, new: Mapping[str, bytes]) -> bytes:
        """The package with these parts in the place of the old ones: same order, same times, same compression."""
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            for entry in self._entries:
                copy = zipfile.ZipInfo(entry.filename, entry.date_time)
                copy.compress_type, copy.external_attr = entry.compress_type, entry.external_attr
                target.writestr(copy, new.get(entry.filename, self._parts[entry.filename]))
        return out.getvalue()


def serialised(root: _Element) -> bytes:
    """An XML part as office programs write it."""
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def open_form(path: Path) -> Form | Finding:
    """The form at ``path``, or the one fault that keeps it from being filled."""
    from jixiao.writing.forms.docx import DocxForm
    from jixiao.writing.forms.xlsx import XlsxForm

    source = str(path)
    try:
        if not path.is_file():
            return fault("RD001", source)
        size = path.stat().st_size
        if size == 0:
            return fault("RD002", source)
        if size > DEFAULT_LIMITS.file_bytes:
            return fault("RD006", source, f"上限 {DEFAULT_LIMITS.file_bytes // 1_000_000} MB")
        kind = sniff(path).form
        if kind == "docx":
            return DocxForm(Package(path))
        if kind == "xlsx":
            return XlsxForm(Package(path))
    except Unreadable as unreadable:
        return fault(unreadable.code, source, unreadable.detail)
    except OSError:
        return fault("RD001", source)
    wanted = {"doc": "docx", "rtf": "docx", "odt": "docx", "xls": "xlsx", "xlsb": "xlsx", "ods": "xlsx"}.get(kind, "")
    detail = f"内容是{FORMAT_NAMES[kind]}，能填的是 docx 和 xlsx"
    return fault("RD003", source, f"{detail}；请用 Word、Excel 或 WPS 打开后另存为 {wanted}" if wanted else detail)
