"""Whatever characters a cell may hold: no format fails on them, none loses those it can show, the pdf has no empty glyph."""

from __future__ import annotations

import importlib
from io import BytesIO

import pdfplumber
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.reading.open import read_document
from jixiao.writing import fonts
from jixiao.writing.charts import bars
from jixiao.writing.layout import Cell, Chart, Layout, Para, Run, Table
from jixiao.writing.render import pdf

FORMATS = ("docx", "pdf", "html", "xlsx")
SHOWN = "喆镕堃㎡☐☑√①㈠℃‰≥“”‘’—…〇ⅠΩ"
"""Rare characters of names, and signs of forms and units."""


def layout_of(text: str) -> Layout:
    row = ((Cell((Run(text),), head=True),), (Cell((Run(text, bold=True, fact="x"),)),))
    chart = Chart(bars([{"项目": text, "value": 1, "label": text}], "项目", "value", "万元"), text)
    return Layout(
        "文档", f"标题{text}", (Para((Run(text),)), Para((Run(text),), "h1"), Table(row, (1,)), chart), unit=text
    )


def render(form: str, layout: Layout) -> bytes:
    return importlib.import_module(f"jixiao.writing.render.{form}").render(layout)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "text", ["a\x00b\x07\x0b\x1f", "\ud800x", "\ufffe\uffff", "\u202bשלום\u202c", "<b>&amp;]]>", "a\nb\tc", "བོད𠮷"]
)
def test_no_format_fails_on_a_character(form, text):
    assert render(form, layout_of(text))


@pytest.mark.parametrize("form", FORMATS)
def test_what_can_be_shown_is_shown(form, tmp_path):
    path = tmp_path / f"文档.{form}"
    path.write_bytes(render(form, layout_of(SHOWN)))
    document = read_document(path, apart=False)
    paragraphs = "".join(block.text for block in document.blocks if hasattr(block, "text"))
    assert SHOWN in paragraphs.replace("\n", "")


def test_the_pdf_has_a_glyph_for_every_character():
    """Glyph 0 of a font is the empty box; typst writes two bytes for each glyph."""
    layout = layout_of(SHOWN + "བོད")
    with pdfplumber.open(BytesIO(pdf.render(layout))) as book:
        text = "".join(page.extract_text() for page in book.pages)
        glyphs = [object_.get("text", "") for page in book.pages for object_ in page.chars]
    assert "〓" in text
    assert not [glyph for glyph in glyphs if glyph in ("", "\x00") or glyph.startswith("(cid:")]
    assert pdf.replaced(layout) == ("ད", "བ", "ོ", "☐")  # the last one only in the chart
    assert pdf.replaced(layout_of("甲")) == ()


def test_a_machine_with_only_the_fonts_of_the_package_sets_the_same_characters(monkeypatch):
    import typst

    bare = typst.Fonts(include_system_fonts=False, font_paths=fonts.folders())
    compiler = typst.Compiler(str(fonts.Path(pdf.__file__).with_name("official.typ")), font_paths=bare)
    present = set(bare.families())
    faces = {role: [name for name in (*names, *fonts.SIGNS) if name in present] for role, names in fonts.ROLES.items()}
    monkeypatch.setattr(pdf, "_compiler", lambda: compiler)
    monkeypatch.setattr(pdf, "faces", lambda: faces)
    with pdfplumber.open(BytesIO(pdf.render(layout_of(SHOWN)))) as book:
        text = "".join(page.extract_text() for page in book.pages)
        used = {char["fontname"].partition("+")[2].partition("-")[0] for page in book.pages for char in page.chars}
    assert "〓" not in text
    assert set(SHOWN) <= set(text)
    assert used <= {"NotoSerifSC", "NotoSansSC", "DejaVuSansMono"}


@given(st.text(max_size=12))
def test_any_text_makes_a_run_that_xml_can_hold(text):
    kept = Run(text).text
    assert not [sign for sign in kept if sign < " " and sign not in "\t\n\r"]
    kept.encode()
    assert Run(kept).text == kept
