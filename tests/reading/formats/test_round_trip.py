"""What somebody else's library wrote is read back: the same paragraphs, the same table cells, in the same order."""

from __future__ import annotations

import re
import shutil

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from jixiao.document import Table
from jixiao.reading.limits import DEFAULT_LIMITS
from jixiao.reading.open import read_document
from jixiao.reading.worker import read_form

FORMS = ("docx", "html", "xlsx", "pdf", "ofd")


def bare(text):
    """Text without the blanks that setting type puts between scripts."""
    return re.sub(r"\s+", "", text)


def grids(document):
    return [[[bare(cell.text) for cell in row] for row in table.grid] for table in document.tables]


def expected_grids(samples, blocks):
    tables = [block for block in blocks if not isinstance(block, str)]
    return [[[bare(text) for text in row] for row in samples.full_grid(table)] for table in tables]


@pytest.mark.parametrize("form", FORMS)
def test_a_report_comes_back(form, samples, tmp_path):
    document = read_document(samples.make(form, samples.REPORT, tmp_path / f"a.{form}"))
    assert document.findings == ()
    assert document.format == form
    assert [bare(p.text) for p in document.paragraphs] == [bare(b) for b in samples.REPORT if isinstance(b, str)]
    assert grids(document) == expected_grids(samples, samples.REPORT)
    if form != "xlsx":
        kinds = [isinstance(block, Table) for block in document.blocks]
        assert kinds == [not isinstance(block, str) for block in samples.REPORT]
    assert [block.index for block in document.blocks] == list(range(len(document.blocks)))


@pytest.mark.parametrize("form", FORMS)
def test_merged_cells_know_their_size(form, samples, tmp_path):
    document = read_document(samples.make(form, [samples.TABLE], tmp_path / f"a.{form}"))
    (table,) = document.tables
    own = {bare(cell.text): (cell.row, cell.column, cell.rowspan, cell.colspan) for cell in table.own_cells()}
    assert own["项目资金"] == (0, 0, 3, 1)
    assert own["按期完成"] == (4, 2, 1, 2)
    assert own["总分"] == (5, 0, 1, 4)
    assert own["97.5"] == (5, 4, 1, 1)


@pytest.mark.parametrize("form", ["doc", "rtf"])
def test_old_word_files_come_back(form, samples, tmp_path):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    path = samples.office(samples.make("docx", samples.REPORT, tmp_path / "a.docx"), form)
    document = read_document(path)
    assert (document.format, document.findings) == (form, ())
    assert [bare(p.text) for p in document.paragraphs] == [bare(b) for b in samples.REPORT if isinstance(b, str)]
    assert grids(document) == expected_grids(samples, samples.REPORT)


def test_antiword_reads_what_it_can_where_there_is_no_office(samples, tmp_path, monkeypatch):
    if shutil.which("soffice") is None or shutil.which("antiword") is None:
        pytest.skip("LibreOffice or antiword is not installed")
    table = [[("项目", 1, 1), ("金额", 1, 1)], [("培训费", 1, 1), ("9.50", 1, 1)]]
    blocks = [*samples.PARAGRAPHS * 3, table]
    path = samples.office(samples.make("docx", blocks, tmp_path / "a.docx"), "doc")
    monkeypatch.setattr("jixiao.reading.formats.doc.office_program", lambda: None)
    document = read_form("doc", path, str(path), DEFAULT_LIMITS)
    assert [bare(p.text) for p in document.paragraphs] == [bare(text) for text in blocks[:-1]]
    assert grids(document) == expected_grids(samples, blocks)


@pytest.mark.parametrize("form", ["xls"])
def test_old_workbooks_come_back(form, samples, tmp_path):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    path = samples.office(samples.make("xlsx", [samples.TABLE], tmp_path / "a.xlsx"), form)
    document = read_document(path)
    assert (document.format, document.findings) == (form, ())
    assert grids(document) == expected_grids(samples, [samples.TABLE])


def visible_grid(samples, table):
    """The grid as lines on a page show it: rows and columns in which no cell begins leave no line."""
    starts = list(samples.corners(table))
    rows, columns = {r for r, *_ in starts}, {c for _, c, *_ in starts}
    return [
        [bare(text) for c, text in enumerate(row) if c in columns]
        for r, row in enumerate(samples.full_grid(table))
        if r in rows
    ]


words = st.text(alphabet="甲乙丙丁戊己庚辛壬癸12345.%≥（）", min_size=1, max_size=6).filter(
    lambda text: text.strip(".") != ""
)


@st.composite
def tables(draw):
    """A table with cells that span rows and columns, without gaps: squares are handed out from the left."""
    height, width = draw(st.integers(1, 4)), draw(st.integers(2, 4))
    taken = set()
    rows = []
    for r in range(height):
        row = []
        for c in range(width):
            if (r, c) in taken:
                continue
            wide = draw(st.integers(1, width - c))
            while any((r, c + dc) in taken for dc in range(wide)):
                wide -= 1
            high = draw(st.integers(1, height - r))
            taken.update((r + dr, c + dc) for dr in range(high) for dc in range(wide))
            row.append((draw(words), high, wide))
        rows.append(row)
    if all(len(row) < 2 for row in rows) or any(not row for row in rows):
        # A single column of text is no table for a reader of sheets.
        rows = [[("甲", 1, 1), ("乙", 1, width - 1)]]
    return rows


@pytest.mark.parametrize("form", ["docx", "html", "xlsx", "ofd"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=tables())
def test_any_merged_table_comes_back(form, table, samples, tmp_path):
    path = samples.make(form, [table], tmp_path / f"b.{form}")
    document = read_form(form, path, "b", DEFAULT_LIMITS)
    drawn = form == "ofd"
    assert grids(document) == ([visible_grid(samples, table)] if drawn else expected_grids(samples, [table]))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=tables())
def test_any_ruled_table_in_a_pdf_comes_back(table, samples, tmp_path):
    # A row that holds only parts of taller cells has no height of its own when it is set.
    assume(all(any(high == 1 for _, high, _ in row) for row in table))
    document = read_form("pdf", samples.make("pdf", [table], tmp_path / "b.pdf"), "b", DEFAULT_LIMITS)
    assert grids(document) == [visible_grid(samples, table)]
