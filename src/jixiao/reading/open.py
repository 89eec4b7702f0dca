"""From a file to a document, whatever the file is. Bad input gives findings, never an exception."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jixiao.document import Document
from jixiao.reading.faults import Unreadable, fault
from jixiao.reading.formats import ocr
from jixiao.reading.formats import text as plain_text
from jixiao.reading.limits import DEFAULT_LIMITS, Limits
from jixiao.reading.sniff import EXTENSIONS, FORMAT_NAMES, Sniffed, sniff
from jixiao.reading.structure import mark_headings
from jixiao.reading.worker import read_apart, read_form

if TYPE_CHECKING:
    from pathlib import Path

    from jixiao.findings import Finding

__all__ = ["read_document"]


def read_document(path: Path, limits: Limits = DEFAULT_LIMITS, *, apart: bool = True, source: str = "") -> Document:
    """The document in the file at ``path``, its headings marked, with findings about what could not be read.

    The format is told from the content. Everything but plain text is read in a process of its own, which is ended when
    it exceeds ``limits``; ``apart=False`` reads in this process, for callers that are such a process themselves.
    A document without blocks has a finding that says why. ``source`` is what the file is called in findings, where
    that is not its path.
    """
    source = source or str(path)
    try:
        sniffed = _sniffed(path, limits)
    except Unreadable as unreadable:
        return Document(source, "", (), findings=(fault(unreadable.code, source, unreadable.detail),))
    if sniffed.form == "txt":
        document = plain_text.read(path, source, limits)
    else:
        document = (read_apart if apart else read_form)(sniffed.form, path, source, limits)
    if sniffed.form == "pdf" and ocr.available() and any(finding.code == "RD015" for finding in document.findings):
        recognised = (read_apart if apart else read_form)("image", path, source, limits)
        document = replace(recognised, format="pdf")
    findings = (*document.findings, *_remarks(path, source, sniffed, document))
    return mark_headings(replace(document, findings=findings))


def _sniffed(path: Path, limits: Limits) -> Sniffed:
    """The format of a file that is there, not empty, and not too big for its format."""
    try:
        if not path.is_file():
            raise Unreadable("RD001")
        size = path.stat().st_size
        if size == 0:
            raise Unreadable("RD002")
        if size > limits.file_bytes:
            raise Unreadable("RD006", _sizes(size, limits.file_bytes))
        sniffed = sniff(path)
    except OSError as error:
        raise Unreadable("RD001") from error
    if sniffed.form in ("txt", "html") and size > limits.text_bytes:
        raise Unreadable("RD006", _sizes(size, limits.text_bytes))
    return sniffed


def _sizes(size: int, most: int) -> str:
    return f"{size / 1_000_000:.1f} MB，上限 {most / 1_000_000:.1f} MB"


def _remarks(path: Path, source: str, sniffed: Sniffed, document: Document) -> tuple[Finding, ...]:
    """What is to be said about a file besides its text: a wrong extension, macros, nothing in it."""
    remarks: list[Finding] = []
    extension = path.suffix.lower().removeprefix(".")
    known = any(extension in expected for expected in EXTENSIONS.values())
    if known and extension not in EXTENSIONS[sniffed.form]:
        remarks.append(fault("RD012", source, f"扩展名是 {extension}，内容是{FORMAT_NAMES[sniffed.form]}"))
    if sniffed.macros:
        remarks.append(fault("RD013", source))
    if not document.blocks and not document.findings:
        remarks.append(fault("RD015", source, "全文为空"))
    return tuple(remarks)
