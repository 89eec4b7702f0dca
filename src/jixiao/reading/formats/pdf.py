"""PDF with a text layer. Scanned pages are told apart and left to :mod:`jixiao.reading.formats.ocr`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import pypdfium2

from jixiao.reading.faults import Unreadable, fault
from jixiao.reading.formats.assemble import Builder, clean
from jixiao.reading.formats.layout import compose
from jixiao.reading.formats.ocr import HOW_TO_INSTALL
from jixiao.reading.formats.page_tables import set_page
from jixiao.reading.formats.pdf_page import PdfPageText

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jixiao.document import Document
    from jixiao.reading.formats.page import SetPage
    from jixiao.reading.limits import Limits

__all__ = ["opened", "read"]

_PASSWORD: Final = 4
_SECURITY: Final = 5
_LEAST_TEXT: Final = 5


def read(path: Path, source: str, limits: Limits) -> Document:
    """The document in the pdf at ``path``."""
    with opened(path, limits) as pdf:
        builder = Builder(source, "pdf")
        pages: list[SetPage] = []
        scanned: list[int] = []
        unmapped = characters = written = 0
        for number in range(len(pdf)):
            with _page(pdf, number, limits) as page:
                pages.append(set_page(page, limits.cells))
                unmapped, characters = unmapped + page.unmapped, characters + page.characters
                if page.characters >= _LEAST_TEXT:
                    written += 1
                elif page.has_picture:
                    scanned.append(number)
        if scanned and not written:
            raise Unreadable("RD015", f"每一页都是图片（扫描件），要认出其中的文字请安装{HOW_TO_INSTALL}")
        if 10 * unmapped > 3 * characters:
            raise Unreadable("RD015", f"文字层是乱码（字体没有附文字对照），可以安装{HOW_TO_INSTALL}")
        compose(builder, pages)
        if scanned:
            shown = "、".join(str(number + 1) for number in scanned[:10]) + (" 等" if len(scanned) > 10 else "")
            builder.findings.append(fault("RD019", source, f"第 {shown} 页"))
        return builder.document(pages=len(pages), title=_title(pdf))


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[pypdfium2.PdfDocument]:
    """The pdf at ``path``; :class:`Unreadable` if it is encrypted, damaged or too long."""
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (_PASSWORD, _SECURITY):
            raise Unreadable("RD004") from error
        raise Unreadable("RD005", "不是完整的 PDF") from error
    try:
        if len(pdf) == 0:
            raise Unreadable("RD005", "一页也没有")
        if len(pdf) > limits.pages:
            raise Unreadable("RD007", f"{len(pdf)} 页，上限 {limits.pages} 页")
        yield pdf
    finally:
        pdf.close()


@contextmanager
def _page(pdf: pypdfium2.PdfDocument, number: int, limits: Limits) -> Iterator[PdfPageText]:
    try:
        page = PdfPageText(pdf[number], number, limits.cells)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("RD005", f"第 {number + 1} 页的内容有误") from error
    try:
        yield page
    finally:
        page.close()


def _title(pdf: pypdfium2.PdfDocument) -> str:
    return clean(pdf.get_metadata_value("Title"))
