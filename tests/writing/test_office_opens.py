"""Somebody else's word processor and spreadsheet open what we write: no text is lost, heads stand on every page."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium_c
import pytest

from jixiao.writing.layout import Chart, Para, Table
from jixiao.writing.render import pdf
from jixiao.writing.render.row_heights import inner_head

if TYPE_CHECKING:
    from pathlib import Path

    from jixiao.writing.layout import Layout

PICTURE = "▦"
CONTROLS = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def slim(text: str) -> str:
    """Text without spaces, marks of direction and closing quotes (which LibreOffice hangs over the edge of a cell)."""
    return CONTROLS.sub("", unicodedata.normalize("NFKC", text)).replace("’", "")


def pages(file: Path) -> list[str]:
    """The text of each page; a picture counts as a sign of its own."""
    with closing(pypdfium2.PdfDocument(file)) as book:
        return [
            slim(page.get_textpage().get_text_range())
            + PICTURE * len(list(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=1)))
            for page in book
        ]


def said(layout: Layout) -> Counter[str]:
    """How often each character is printed by paragraphs and tables."""
    text = []
    for block in layout.blocks:
        if isinstance(block, Para):
            text.append(block.text)
        elif isinstance(block, Table):
            text += [block.caption, block.unit_note, *(cell.text for row in block.rows for cell in row)]
        elif isinstance(block, Chart):
            text.append(block.caption)
    return Counter(slim("".join(text)))


@pytest.fixture(scope="module")
def everything(examples_made, odd_made, office, tmp_path_factory):
    """Each document with what LibreOffice made of its docx and xlsx, and our own pdf, as texts of their pages."""
    made = [*examples_made, *odd_made]
    files = [each.files[form] for each in made for form in ("docx", "xlsx") if form in each.files]
    folder = tmp_path_factory.mktemp("office")
    converted = dict(zip(files, office.convert(files, "pdf", folder), strict=True))
    return [
        (each, {form: pages(converted.get(file, file)) for form, file in each.files.items() if form != "html"})
        for each in made
    ]


def test_no_text_is_lost(everything):
    for made, opened in everything:
        for form, texts in opened.items():
            lost = said(made.layout) - Counter("".join(texts))
            assert not lost, (made.unit, made.document, form, lost)


def test_our_pages_are_about_as_many_as_those_of_the_word_processor(everything):
    for made, opened in everything:
        ours, theirs = len(opened["pdf"]), len(opened["docx"])
        assert abs(ours - theirs) <= max(1, theirs // 3), (made.unit, made.document, ours, theirs)


def test_no_page_is_empty(everything):
    for made, opened in everything:
        for form, texts in opened.items():
            bare = [re.sub(r"[—\-]?\d+[—\-]?", "", text) for text in texts]
            assert all(bare), (
                made.unit,
                made.document,
                form,
                [number for number, text in enumerate(bare, 1) if not text],
            )


def test_heads_stand_on_every_page_of_a_long_table(everything):
    longest = 0
    for made, opened in everything:
        _title, *tables, _ = made.layout.blocks
        if len(tables) != 1 or not isinstance(tables[0], Table) or not tables[0].head_rows:
            continue  # forms with a head within: below
        heads = [slim(cell.text) for cell in tables[0].rows[0]]
        for form in ("docx", "pdf"):
            last = max(number for number, text in enumerate(opened[form], 1) if all(head in text for head in heads))
            assert last >= len(opened[form]) - 1, (made.unit, made.document, form)  # the note may take a page
            for number, text in enumerate(opened[form][:last], 1):
                assert all(head in text for head in heads), (made.unit, made.document, form, number)
            longest = max(longest, last)
    assert longest > 5


def test_the_head_within_a_form_is_repeated(everything):
    """A docx cannot: there only the first rows of a table may be repeated."""
    longest = 0
    for made, opened in everything:
        tables = [block for block in made.layout.blocks if isinstance(block, Table)]
        inner = inner_head(tables[0]) if len(tables) == 1 else None
        if inner is not None:
            heads = [slim(cell.text) for cell in tables[0].rows[inner]]
            for form in ("pdf", "xlsx"):
                with_heads = [all(head in text for head in heads) for text in opened[form]]
                first, last = with_heads.index(True), len(with_heads) - 1 - with_heads[::-1].index(True)
                assert all(with_heads[first : last + 1]), (made.unit, made.document, form)
                assert last >= len(with_heads) - 2, (made.unit, made.document, form)
                longest = max(longest, last)
    assert longest > 5


def test_every_character_of_our_pdf_has_a_glyph(examples_made, odd_made):
    for made in (*examples_made, *odd_made):
        with closing(pypdfium2.PdfDocument(made.files["pdf"])) as book:
            for number, page in enumerate(book, 1):
                text = page.get_textpage()
                strange = {text.get_text_range(i, 1) for i in range(text.count_chars())} & {"\x00", "\ufffd", "\ufffe"}
                assert not strange, (made.unit, made.document, number)
        assert set(pdf.replaced(made.layout)) <= {"☐"}, (made.unit, made.document)  # in a chart, not in the text
