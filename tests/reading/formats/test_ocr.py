"""Pictures and scans: how to install recognition, and what is made of what a recogniser sees."""

from __future__ import annotations

from importlib.util import find_spec
from types import SimpleNamespace

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from jixiao.reading.formats import ocr
from jixiao.reading.formats.lattice import Rule
from jixiao.reading.limits import DEFAULT_LIMITS, Limits
from jixiao.reading.open import read_document
from jixiao.reading.worker import read_form


@pytest.fixture
def scan(tmp_path):
    Image.new("RGB", (800, 600), "white").save(tmp_path / "a.png")
    Image.new("RGB", (800, 600), "white").save(tmp_path / "a.pdf")
    return tmp_path


class _Number(float):
    def item(self):
        return float(self)


WORDS = [
    ("一、资金情况", 0.99, (50, 30, 230, 60)),
    ("预算数", 0.99, (60, 110, 150, 140)),
    ("120.50", 0.98, (310, 110, 400, 140)),
    ("执行数", 0.99, (60, 160, 150, 190)),
    ("118.20", 0.97, (310, 160, 400, 190)),
    ("章", 0.2, (500, 500, 530, 530)),
]
"""A heading, a table of two columns, and a faint stamp, in a picture 600 high."""


def _seen(picture):
    scale = picture.shape[0] / 600

    def box(left, top, right, bottom):
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        return [[_Number(x * scale), _Number(y * scale)] for x, y in corners]

    texts, scores, boxes = zip(*WORDS, strict=True)
    return SimpleNamespace(txts=texts, scores=scores, boxes=[box(*corners) for corners in boxes])


def _rules(picture):
    unit = picture.shape[0] / 600 * 0.36
    flat = [Rule(True, (600 - y) * unit, 50 * unit, 550 * unit) for y in (100, 150, 200)]
    return [*flat, *(Rule(False, x * unit, 400 * unit, 500 * unit) for x in (50, 300, 550))]


def test_without_recognition_it_is_said_how_to_install_it(scan, monkeypatch):
    monkeypatch.setattr(ocr, "available", lambda: False)
    for name, code in (("a.png", "RD011"), ("a.pdf", "RD015")):
        document = read_document(scan / name, apart=False)
        assert document.blocks == ()
        (finding,) = document.findings
        assert finding.code == code
        assert "pip install 'jixiao[ocr]'" in finding.message


@pytest.mark.parametrize("name", ["a.png", "a.pdf"])
def test_what_is_recognised_is_laid_out_like_a_page(name, scan, monkeypatch):
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "_engine", lambda: _seen)
    monkeypatch.setattr(ocr, "_ruling_lines", _rules)
    document = read_document(scan / name, apart=False)
    assert [p.text for p in document.paragraphs] == ["一、资金情况"]
    assert [[cell.text for cell in row] for row in document.tables[0].grid] == [
        ["预算数", "120.50"],
        ["执行数", "118.20"],
    ]
    assert [finding.code for finding in document.findings] == ["RD017"]
    assert document.format == ("pdf" if name.endswith("pdf") else "image")


def test_a_long_scan_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "_engine", lambda: _seen)
    pages = pypdfium2.PdfDocument.new()
    for _ in range(3):
        pages.new_page(200, 200)
    pages.save(tmp_path / "a.pdf")
    document = read_form("image", tmp_path / "a.pdf", "a.pdf", Limits(ocr_pages=2))
    assert [finding.code for finding in document.findings] == ["RD007"]


def test_a_broken_picture(tmp_path, monkeypatch):
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "_engine", lambda: _seen)
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    document = read_form("image", tmp_path / "a.png", "a.png", DEFAULT_LIMITS)
    assert [finding.code for finding in document.findings] == ["RD005"]


if find_spec("rapidocr") and find_spec("onnxruntime"):

    def test_the_real_recogniser_reads_figures(tmp_path):
        image = Image.new("RGB", (900, 300), "white")
        ImageDraw.Draw(image).text((60, 100), "120.50  98.36%", fill="black", font_size=60)
        image.save(tmp_path / "a.png")
        document = read_form("image", tmp_path / "a.png", "a.png", DEFAULT_LIMITS)
        assert "120.50" in document.paragraphs[0].text
