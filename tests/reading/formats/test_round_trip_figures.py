"""A report set in another format reads back to the same figures and indicators."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jixiao.document import Paragraph
from jixiao.reading.extract.report import read_report
from jixiao.reading.limits import DEFAULT_LIMITS
from jixiao.reading.lines import run_on
from jixiao.reading.open import read_document
from jixiao.reading.structure import mark_headings
from jixiao.reading.worker import read_form

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "reports"
FILES = [json.loads(line)["file"] for line in (EXAMPLES / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


def read_back(document):
    report = read_report(document)
    figures = sorted((f.name, str(f.value.value), f.value.unit, f.scope) for f in report.figures)
    rows = sorted(
        tuple("".join((part or "").split()) for part in (i.name, i.points, i.score, i.target, i.actual))
        for i in report.indicators
    )
    return figures, rows, report.grade


def blocks_of(document):
    """The document for the makers of samples; ``None`` if rows of unequal length would have to be filled up."""
    blocks = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            blocks.append(block.text)
            continue
        if len({len(row) for row in block.grid}) > 1:
            return None
        blocks.append([[(cell.text, 1, 1) for cell in row] for row in block.grid])
    return blocks


@pytest.mark.parametrize(("form", "step"), [("docx", 1), ("html", 1), ("pdf", 3)])
def test_figures_come_back(form, step, samples, tmp_path):
    compared = 0
    for name in FILES[::step]:
        document = read_document(EXAMPLES / name)
        blocks = blocks_of(document)
        if blocks is None or (form == "pdf" and any(run_on(part) for part in blocks if isinstance(part, str))):
            # A table run into one line loses a blank wherever the line is broken between two cells.
            continue
        path = samples.make(form, blocks, tmp_path / f"{name}.{form}")
        again = mark_headings(read_form(form, path, name, DEFAULT_LIMITS))
        assert read_back(again) == read_back(document), name
        compared += 1
    assert compared >= 24 / step
