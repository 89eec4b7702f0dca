"""The twelve forms: what is filled, what is left, that nothing else changes, and that others read the same from them."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
import yaml
from blank_forms import FORMS, NAMES, SCHEMES, dossier_of, fill, filled, shown
from lxml import etree

from jixiao.facts import Missing
from jixiao.numbers import Printed
from jixiao.reading.extract.report import read_report
from jixiao.reading.open import read_document
from jixiao.writing.forms.package import open_form

if TYPE_CHECKING:
    from pathlib import Path

GOLDEN = FORMS.parents[1] / "tests" / "writing" / "forms" / "golden"
each_form = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All filled forms as files."""
    made = tmp_path_factory.mktemp("filled")
    for name in NAMES:
        (made / name).write_bytes(filled(name).content)
    return made


def test_the_forms_are_those_of_the_script(tmp_path):
    done = subprocess.run(
        [sys.executable, str(FORMS / "make_forms.py"), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for name in NAMES:
        assert (tmp_path / name).read_bytes() == (FORMS / name).read_bytes(), name


@each_form
def test_what_is_filled_and_left_is_what_somebody_has_looked_at(name):
    expected = yaml.safe_load((GOLDEN / f"{name}.yaml").read_text(encoding="utf-8"))
    assert shown(filled(name).outcome) == expected


@each_form
def test_every_place_is_spoken_of_once(name):
    outcome = filled(name).outcome
    places = [(each.place, each.label) for each in (*outcome.filled, *outcome.left, *outcome.kept)]
    assert len(places) == len(set(places))


@each_form
def test_nothing_but_the_cells_changes(name):
    """Every part of the file is byte for byte the old one, but for the one that holds the cells."""
    old, new = (zipfile.ZipFile(BytesIO(data)) for data in (filled(name).blank, filled(name).content))
    assert [each.filename for each in old.infolist()] == [each.filename for each in new.infolist()]
    changed = {each for each in old.namelist() if old.read(each) != new.read(each)}
    allowed = {"word/document.xml"} if name.endswith("docx") else {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    assert changed <= allowed
    assert {"word/styles.xml", "xl/styles.xml"} & set(old.namelist())


def texts(data: bytes, name: str, folder: Path) -> list[str]:
    path = folder / name
    path.write_bytes(data)
    form = open_form(path)
    grids, lines = form.read()
    return [line.text for line in lines] + [square.text for grid in grids for square in grid.own() if not square.fixed]


@each_form
def test_everything_that_was_printed_is_still_there(name, tmp_path):
    """Each text of the blank form stands in the filled one, in order; only blanks and underscores gave way."""
    before = [text for text in texts(filled(name).blank, name, tmp_path) if text.strip()]
    after = iter(texts(filled(name).content, name, tmp_path))
    for text in before:
        pieces = [re.escape(piece) for piece in re.split(r"[\s_]+", text) if piece]
        pattern = re.compile(".*".join(pieces), re.DOTALL)
        assert any(pattern.search(later) for later in after), text


@each_form
def test_layout_stays(name):
    """Widths, merged columns, heights, print set-up: what is not text is the same, row for row."""
    part = "word/document.xml" if name.endswith("docx") else "xl/worksheets/sheet1.xml"
    old, new = (
        etree.fromstring(zipfile.ZipFile(BytesIO(data)).read(part))
        for data in (filled(name).blank, filled(name).content)
    )
    kept = ("tblGrid", "sectPr", "cols", "pageSetup", "pageMargins", "headerFooter", "sheetPr")
    for tag in kept:
        assert [etree.tostring(each) for each in old.iter(f"{{*}}{tag}")] == [
            etree.tostring(each) for each in new.iter(f"{{*}}{tag}")
        ], tag
    row = "tr" if name.endswith("docx") else "row"
    grown = len(list(new.iter(f"{{*}}{row}"))) - len(list(old.iter(f"{{*}}{row}")))
    assert grown in {0, 1, 2, 4, 5, 6}


@each_form
def test_filling_a_filled_form_changes_nothing(name, folder, tmp_path):
    content, again = fill(folder / name, dossier_of(SCHEMES[name]))
    assert again.filled == ()
    assert {each.ours for each in again.kept} == {""}
    assert sum(each.why.value == "no_room" for each in again.left) == sum(
        each.why.value == "no_room" for each in filled(name).outcome.left
    )
    (tmp_path / name).write_bytes(content)
    assert texts(content, name, tmp_path) == texts(filled(name).content, name, tmp_path)


def figure_of(value) -> Decimal | None:
    return value.in_unit("万元") if isinstance(value, Printed) and value.unit != "%" else None


@each_form
def test_our_reader_reads_the_same_figures(name, folder):
    """The form read back says of the unit what the workbook says: money, goals, points, scores, total."""
    dossier = dossier_of(SCHEMES[name])
    report = read_report(read_document(folder / name, apart=False))
    named = {figure.name: figure for figure in reversed(report.figures) if figure.scope == "unit"}
    for fact_name in ("initial_budget", "adjusted_budget", "expenditure"):
        if fact_name in named:
            assert figure_of(named[fact_name].value) == dossier.facts.get(fact_name).value.value, fact_name
    assert {"adjusted_budget", "expenditure"} <= set(named)
    unplaced = {each.label for each in filled(name).outcome.left if each.why.value == "no_room"}
    rows = {row.name: row for row in report.indicators if row.row_kind == "indicator"}
    nodes = {goal.name: node for node in dossier.result.leaves() for goal in node.goals if len(node.goals) == 1}
    for goal in dossier.facts.goals:
        if goal.name in unplaced:
            continue
        row = rows[goal.name]
        for printed, value in ((row.target, goal.target), (row.actual, goal.actual)):
            told = value.value if isinstance(value, Printed) else value
            digits = re.sub(r"[^\d.]", "", printed)
            assert (Decimal(digits) if isinstance(told, Decimal) else printed) == told
        node = nodes.get(goal.name)
        for printed, value in ((row.points, node and node.points), (row.score, node and node.score)):
            if printed is not None and value is not None:
                assert Decimal(printed) == value, goal.name
        assert goal.deviation is Missing.BLANK or (row.reason or "") in ("", goal.deviation)


def test_the_totals_read_back(folder):
    for name in ("national-project.docx", "yunnan-project-14.docx", "ningxia-project.xlsx", "anhui-poverty.docx"):
        report = read_report(read_document(folder / name, apart=False))
        assert report.total_score.value == dossier_of(SCHEMES[name]).result.total, name


def test_libreoffice_opens_every_filled_form(office, folder, tmp_path):
    import pypdfium2

    for path in office.convert([folder / name for name in NAMES], "pdf", tmp_path):
        document = pypdfium2.PdfDocument(path)
        text = "".join(page.get_textpage().get_text_range() for page in document)
        document.close()
        assert "举办阅读活动" in re.sub(r"\s", "", text), path.name
