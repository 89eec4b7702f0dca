"""Scanned pages and pictures: text recognised by RapidOCR (optional), tables from the lines in the picture."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from jixiao.reading.faults import Unreadable, fault
from jixiao.reading.formats.assemble import Builder, clean
from jixiao.reading.formats.lattice import Rule
from jixiao.reading.formats.layout import compose
from jixiao.reading.formats.page_tables import set_page
from jixiao.reading.formats.word_page import Placed, WordPage
from jixiao.reading.lines import width

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jixiao.document import Document
    from jixiao.reading.formats.page import SetPage
    from jixiao.reading.limits import Limits

__all__ = ["HOW_TO_INSTALL", "available", "read"]

HOW_TO_INSTALL: Final = "文字识别（pip install 'jixiao[ocr]'）"
_DPI: Final = 200
_POINTS: Final = 72 / _DPI
_LARGEST_SIDE: Final = 6000
_SURE: Final = 0.5
"""Lines recognised with less confidence are stamps, seals and dirt."""


def available() -> bool:
    """Whether the optional recognition is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read(path: Path, source: str, limits: Limits) -> Document:
    """The document in a picture, or in a pdf whose pages are pictures, with a warning that it was recognised."""
    if not available():
        raise Unreadable("RD011", HOW_TO_INSTALL)
    engine = None
    builder = Builder(source, "image")
    pages: list[SetPage] = []
    for number, picture in enumerate(_pictures(path, limits)):
        engine = engine or _engine()  # starting it takes a second: not for a file that is no picture
        words = list(_recognised(engine, picture))
        pages.append(set_page(WordPage(number, words, list(_ruling_lines(picture))), limits.cells))
    if not any(page.lines for page in pages):
        raise Unreadable("RD015", "图像中没有认出文字")
    compose(builder, pages)
    builder.findings.append(fault("RD017", source, "扫描件或图片"))
    return builder.document(pages=len(pages))


def _engine() -> Any:
    """The recogniser on one thread: files are read side by side in processes, not pages in threads."""
    return import_module("rapidocr").RapidOCR(
        params={
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _pictures(path: Path, limits: Limits) -> Iterator[Any]:
    """The pages as arrays of pixels."""
    array = import_module("numpy").asarray
    with path.open("rb") as file:
        is_pdf = b"%PDF-" in file.read(1024)
    if is_pdf:
        from jixiao.reading.formats.pdf import opened

        with opened(path, limits) as pdf:
            if len(pdf) > limits.ocr_pages:
                raise Unreadable("RD007", f"扫描件有 {len(pdf)} 页，文字识别上限 {limits.ocr_pages} 页")
            for page in pdf:
                scale = min(_DPI / 72, _LARGEST_SIDE / max(page.get_size()))
                yield array(page.render(scale=scale).to_pil().convert("RGB"))
        return
    images = import_module("PIL.Image")
    try:
        with images.open(path) as image:
            if image.width * image.height > _LARGEST_SIDE * _LARGEST_SIDE:
                raise Unreadable("RD006", f"图片有 {image.width}×{image.height} 个像素")
            for frame in range(min(getattr(image, "n_frames", 1), limits.ocr_pages)):
                image.seek(frame)
                yield array(image.convert("RGB"))
    except (OSError, ValueError, SyntaxError, images.DecompressionBombError) as error:
        raise Unreadable("RD005", "图片打不开") from error


def _recognised(engine: Any, picture: Any) -> Iterator[Placed]:
    """The lines of text in a picture, in points, y upwards."""
    found = engine(picture)
    if found.txts is None:
        return
    height = picture.shape[0]
    for box, raw, score in zip(found.boxes, found.txts, found.scores, strict=True):
        text = clean(raw)
        if not text or score < _SURE:
            continue
        xs, ys = [point[0].item() for point in box], [point[1].item() for point in box]
        left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
        em = min(2 * (right - left) / max(width(text), 1), 1.5 * (bottom - top))
        yield Placed(text, left * _POINTS, right * _POINTS, (height - bottom + 0.2 * em) * _POINTS, em * _POINTS)


def _ruling_lines(picture: Any) -> Iterator[Rule]:
    """Long straight strokes, horizontal and upright, found by eroding all that is shorter."""
    cv2 = import_module("cv2")
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    ink = cv2.adaptiveThreshold(~grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 15, -2)
    height = picture.shape[0]
    length = max(picture.shape[1] // 40, 30)
    for flat in (True, False):
        shape = cv2.getStructuringElement(cv2.MORPH_RECT, (length, 1) if flat else (1, length))
        strokes = cv2.dilate(cv2.erode(ink, shape), shape)
        contours, _ = cv2.findContours(strokes, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            x, y, w, h = cv2.boundingRect(contour)
            if flat and h <= length / 3:
                yield Rule(True, (height - y - h / 2) * _POINTS, x * _POINTS, (x + w) * _POINTS)
            elif not flat and w <= length / 3:
                yield Rule(False, (x + w / 2) * _POINTS, (height - y - h) * _POINTS, (height - y) * _POINTS)
