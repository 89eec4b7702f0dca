"""What a file is, told from its content. Names lie: a .doc may be a web page, a .xls a table of tabs."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jixiao.reading.faults import Unreadable
from jixiao.reading.formats.decode import decoded_as

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["EXTENSIONS", "FORMAT_NAMES", "Sniffed", "sniff"]

FORMAT_NAMES: Final[dict[str, str]] = {
    "txt": "纯文本",
    "html": "网页",
    "docx": "Word 文档（docx）",
    "doc": "Word 97-2003 文档（doc）",
    "rtf": "RTF 文档",
    "odt": "ODF 文档（odt）",
    "xlsx": "Excel 工作簿（xlsx）",
    "xls": "Excel 97-2003 工作簿（xls）",
    "xlsb": "Excel 二进制工作簿（xlsb）",
    "ods": "ODF 表格（ods）",
    "pdf": "PDF",
    "ofd": "OFD 版式文件",
    "image": "图片",
}
"""What can be read, by its name in :attr:`jixiao.document.Document.format`."""

EXTENSIONS: Final[dict[str, frozenset[str]]] = {
    "txt": frozenset({"txt", "text", "md", "csv", "tsv", "log", ""}),
    "html": frozenset({"html", "htm", "xhtml", "shtml", "mht", "txt", ""}),
    "docx": frozenset({"docx", "docm", "dotx", "wps", ""}),
    "doc": frozenset({"doc", "dot", "wps", "wpt", ""}),
    "rtf": frozenset({"rtf", "doc", ""}),
    "odt": frozenset({"odt", ""}),
    "xlsx": frozenset({"xlsx", "xlsm", "xltx", "et", ""}),
    "xls": frozenset({"xls", "xlt", "et", ""}),
    "xlsb": frozenset({"xlsb", ""}),
    "ods": frozenset({"ods", ""}),
    "pdf": frozenset({"pdf", ""}),
    "ofd": frozenset({"ofd", ""}),
    "image": frozenset({"png", "jpg", "jpeg", "tif", "tiff", "bmp", "gif", "webp", ""}),
}
"""The extensions under which each format is to be expected; any other is worth a word to the author."""


@dataclass(frozen=True, slots=True)
class Sniffed:
    """``form`` is a key of :data:`FORMAT_NAMES`; ``macros`` whether program code travels with the file."""

    form: str
    macros: bool = False


_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"GIF8")
_PACKED = {b"7z\xbc\xaf": "7z", b"Rar!": "rar", b"\x1f\x8b": "gzip"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"^[\s\xef\xbb\xbf]*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}\?>\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|table|div|p|meta|title|script|style|span|section|article|h[1-6])\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP = re.compile(rb"<(?:table|tr|td|th|body|html)\b", re.IGNORECASE)
_HEAD: Final = 8192


def sniff(path: Path) -> Sniffed:
    """The format of the file at ``path``. Raises :class:`Unreadable` where there is none that we read."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
            return _in_zip(path)
        if head.startswith(_OLE):
            return _in_ole(head + file.read())
    if b"%PDF-" in head[:1024]:
        return Sniffed("pdf")
    if head.startswith(b"{\\rtf"):
        return Sniffed("rtf")
    if head.startswith(_IMAGES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return Sniffed("image")
    for magic, name in _PACKED.items():
        if head.startswith(magic):
            raise Unreadable("RD003", f"这是 {name} 压缩包，请先解压")
    return _in_text(head)


def _in_text(head: bytes) -> Sniffed:
    encoding = decoded_as(head)
    plain = head.decode(encoding, "replace")
    ascii_head = plain.encode("ascii", "replace")
    if _HTML.match(ascii_head) or len(_MARKUP.findall(ascii_head)) >= 4:
        return Sniffed("html")
    if ascii_head.lstrip().startswith(b"<?xml"):
        if b"<!DOCTYPE" in ascii_head or b"<!ENTITY" in ascii_head:
            raise Unreadable("RD014", "DOCTYPE")
        raise Unreadable("RD003", "是 XML 数据，不是文档")
    odd = sum(1 for c in plain if c == "\ufffd" or (c < " " and c not in "\t\r\n\f\v\b\x1a"))
    if odd * 10 > len(plain):
        raise Unreadable("RD003", "内容不是文字，也不是已知的文档")
    return Sniffed("txt")


def _in_zip(path: Path) -> Sniffed:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype")[:80] if "mimetype" in names and _small(archive, "mimetype") else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise Unreadable("RD005", "压缩结构不完整") from error
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    if any(name.startswith("word/") for name in names):
        return Sniffed("docx", macros)
    if "xl/workbook.bin" in names:
        return Sniffed("xlsb", macros)
    if any(name.startswith("xl/") for name in names):
        return Sniffed("xlsx", macros)
    if "OFD.xml" in names:
        return Sniffed("ofd")
    if kind.startswith(b"application/vnd.oasis.opendocument.text"):
        return Sniffed("odt", any(name.startswith("Basic/") for name in names))
    if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return Sniffed("ods", any(name.startswith("Basic/") for name in names))
    if any(name.startswith("ppt/") for name in names):
        raise Unreadable("RD003", "是演示文稿")
    raise Unreadable("RD003", "是压缩包，请先解压")


def _small(archive: zipfile.ZipFile, name: str) -> bool:
    return archive.getinfo(name).file_size < 1000


def _in_ole(data: bytes) -> Sniffed:
    """An OLE file by the names in its directory, which stand there as UTF-16."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise Unreadable("RD004")
    macros = holds("_VBA_PROJECT")
    if holds("WordDocument"):
        return Sniffed("doc", macros)
    if holds("Workbook") or holds("Book"):
        return Sniffed("xls", macros)
    raise Unreadable("RD003", "是旧式复合文档，但不是 Word 或 Excel 文件")
