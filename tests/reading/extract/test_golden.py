"""Short reports of our own in every layout, read as files and compared with what was written into them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jixiao.reading.contract import to_contract
from jixiao.reading.extract.report import read_report
from jixiao.reading.open import read_document

GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.txt"))


@pytest.fixture(scope="module", params=NAMES)
def golden(request):
    report = read_report(read_document(GOLDEN / f"{request.param}.txt"))
    return report, json.loads((GOLDEN / f"{request.param}.json").read_text(encoding="utf-8"))


def test_there_are_enough_layouts():
    assert len(NAMES) >= 12


def test_identity_total_and_grade(golden):
    report, expected = golden
    printed = {
        "unit": report.unit or None,
        "year": report.year,
        "kind": report.kind,
        "total_score": report.total_score and f"{report.total_score.value:f}",
        "grade": report.grade or None,
    }
    assert printed == {name: expected[name] for name in printed}


def test_figures_by_scope(golden):
    """Each named figure, once; shares by source and level beside them are looked at in the tests of tables."""
    report, expected = golden
    read: dict[str, dict[str, set[str]]] = {}
    for figure in to_contract(report)["figures"]:
        scope = figure["scope"]
        if figure["name"] and not scope.startswith(("source:", "level:")):
            unit = figure["unit"] or ("%" if figure["name"].endswith("_rate") else "")
            read.setdefault(scope, {}).setdefault(figure["name"], set()).add(f"{figure['value']} {unit}")
    assert read == {
        scope: {name: {value} for name, value in figures.items()} for scope, figures in expected["figures"].items()
    }


def test_parts_know_their_whole(golden):
    report, expected = golden
    for whole, parts in expected.get("parts", {}).items():
        found = [f.label for f in report.figures if f.parent is not None and report.figures[f.parent].label == whole]
        assert found == parts


def test_counts(golden):
    report, expected = golden
    read = [[count.subject, f"{count.value.value:f}", count.value.unit] for count in report.counts]
    for count in expected.get("counts", ()):
        assert count in read


def test_projects(golden):
    report, expected = golden
    names = [project.name for project in report.projects]
    for name in [*expected.get("projects", ()), *(scope for scope in expected["figures"] if scope != "unit")]:
        assert name in names


def _copies(text):
    """The same text as other programs copy it: tab rows, one cell a line, everything in one line."""
    rows = [[cell.strip() for cell in line.split("|")] if "|" in line else [line] for line in text.splitlines()]
    cells = [[cell for cell in row if cell] for row in rows]
    return {
        "tab": "\n".join("\t".join(row) for row in rows),
        "cells": "\n".join(cell for row in cells for cell in row),
        "cells apart": "\n\n".join(cell for row in cells for cell in row),
        "one line": " ".join(cell for row in cells for cell in row),
    }


@pytest.mark.parametrize("copy", ["tab", "cells", "cells apart", "one line"])
@pytest.mark.parametrize("name", ["project_table_pipe", "project_table_slipped", "transfer_table_tab"])
def test_the_same_table_reads_alike_in_other_copies(name, copy, tmp_path):
    text = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").replace("\t", " | ")
    (tmp_path / "copy.txt").write_text(_copies(text)[copy], encoding="utf-8")
    report = read_report(read_document(tmp_path / "copy.txt"))
    expected = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    read: dict[str, set[str]] = {}
    for figure in report.figures:
        if figure.name and figure.scope == "unit":
            read.setdefault(figure.name, set()).add(f"{figure.value.value:f} {figure.value.unit}")
    assert read == {figure: {value} for figure, value in expected["figures"]["unit"].items()}
    assert (report.unit, report.year) == (expected["unit"], expected["year"])


def test_every_place_points_at_its_words(golden):
    """The quote of a figure or count is what stands at its place in the document."""
    report, _ = golden
    assert report.document is not None
    for item in (*report.figures, *report.counts, *report.unreadable):
        where = item.location
        block = report.document.blocks[where.block]
        text = block.text if where.row is None else block.grid[where.row][where.column].text
        assert where.quote
        assert text[where.start : where.end] == where.quote if where.start is not None else text == where.quote
