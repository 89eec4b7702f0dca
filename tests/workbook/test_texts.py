"""The unit's own texts: declared once, asked for on one sheet, and read back as they were written."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.schemes.catalogue import Catalogue
from jixiao.workbook.filling import Filling
from jixiao.workbook.reader import read_workbook
from jixiao.workbook.template import write
from jixiao.workbook.texts import LONGEST, TEXTS, TEXTS_SHEET, cut, texts_of

SUBJECTS = ("department", "project", "transfer")
SCHEMES = {"department": "guangdong-department-2022", "project": "national-project-2020"}
LINES = st.text(st.sampled_from("科普讲座一二ab1 2.-（）“”、=+@'&<>"), min_size=1, max_size=20).map(str.strip)
WORDS = st.lists(LINES.filter(bool), min_size=1, max_size=4).map("\n".join)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_names_and_titles_are_unique_and_everything_is_told(subject):
    texts = [text for text in TEXTS if subject in text.subjects]
    assert len({text.name for text in texts}) == len({text.title for text in texts}) == len(texts) >= 9
    assert all(text.asked and text.place and text.example for text in texts)
    assert all(TEXTS_SHEET in text.wanted for text in texts)


def test_one_title_is_one_text():
    assert len({text.title for text in TEXTS}) == len({(text.title, text.name) for text in TEXTS})


@pytest.mark.parametrize("subject", SCHEMES)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_written_is_read(subject, data, tmp_path):
    scheme, _ = Catalogue.of().find(SCHEMES[subject])
    texts = data.draw(st.dictionaries(st.sampled_from(sorted(texts_of(subject))), WORDS))
    path = tmp_path / "往返.xlsx"
    filling = Filling("某单位", 2023, subject="" if subject == "department" else "某项目", texts=texts)
    write(scheme, path, filling)
    assert read_workbook(path, Catalogue.of()).filling == filling


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 3 * LONGEST), min_size=1, max_size=6))
def test_pieces_fit_into_cells_and_nothing_is_lost(lengths):
    text = "\n".join("长" * length for length in lengths)
    pieces = cut(text)
    assert all(0 < len(piece) <= LONGEST for piece in pieces)
    assert re.sub("\n", "", "".join(pieces)) == re.sub("\n", "", text)
    assert "\n".join(pieces) == text or max(lengths) > LONGEST


def test_a_text_longer_than_a_cell_goes_on_in_the_rows_below(tmp_path):
    scheme, _ = Catalogue.of().find(SCHEMES["department"])
    text = "\n".join(f"第{number}段，" + "写" * 900 for number in range(80))
    filling = Filling("某单位", 2023, texts={"overview": text, "tasks": "一项任务。"})
    write(scheme, tmp_path / "长文.xlsx", filling)
    assert read_workbook(tmp_path / "长文.xlsx", Catalogue.of()).filling == filling


def test_a_workbook_made_before_there_was_the_sheet_is_read_as_before(tmp_path):
    scheme, _ = Catalogue.of().find(SCHEMES["department"])
    path = tmp_path / "旧.xlsx"
    filling = Filling("某单位", 2023, texts={"overview": "职能。"})
    write(scheme, path, filling)
    codes = {finding.code for finding in read_workbook(path, Catalogue.of()).findings}
    book = openpyxl.load_workbook(path)
    del book[TEXTS_SHEET]
    book.save(path)
    reading = read_workbook(path, Catalogue.of())
    assert reading.filling == replace(filling, texts={})
    assert {finding.code for finding in reading.findings} == codes


def test_only_what_the_unit_writes_is_unlocked(tmp_path):
    scheme, _ = Catalogue.of().find(SCHEMES["project"])
    path = Path(tmp_path / "模板.xlsx")
    write(scheme, path)
    sheet = openpyxl.load_workbook(path)[TEXTS_SHEET]
    assert sheet.protection.sheet
    rows = list(sheet.iter_rows(min_row=5, max_col=6))
    assert [row[5].value for row in rows] == list(texts_of("project"))
    assert {tuple(cell.protection.locked for cell in row) for row in rows} == {(True, True, False, True, True, True)}
