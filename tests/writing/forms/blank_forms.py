"""The twelve blank forms, the made-up unit they are filled from, and what filling one of them came to."""

from __future__ import annotations

import dataclasses
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import docx

from jixiao.schemes.loader import load_scheme
from jixiao.workbook.evaluation import evaluate_file
from jixiao.workbook.template import write
from jixiao.writing.dossier import Dossier
from jixiao.writing.forms.fill import Outcome, fill_form
from jixiao.writing.forms.package import open_form

if TYPE_CHECKING:
    from jixiao.findings import Finding

FORMS = Path(__file__).resolve().parents[3] / "examples" / "forms"
sys.path.insert(0, str(FORMS))
import filler  # noqa: E402 - beside the forms, which are part of no package

sys.path.remove(str(FORMS))
SCHEMES = filler.SCHEMES
NAMES = tuple(SCHEMES)
NATIONAL = "national-project-2020"
"""The scheme for forms that are of no place."""


@dataclass(frozen=True)
class Filling:
    """One form filled: the file before and after, and what was said of it."""

    name: str
    blank: bytes
    content: bytes
    outcome: Outcome


@cache
def workbook_of(scheme_id: str) -> Path:
    """The made-up unit's workbook for a scheme, written once."""
    scheme = load_scheme(scheme_id).scheme
    assert scheme is not None
    filling = filler.filling_for(scheme.subject, scheme.from_year)
    answers = {name: answer for name, answer in filling.answers.items() if name in scheme.inputs}
    path = Path(tempfile.mkdtemp()) / f"{scheme_id}.xlsx"
    write(scheme, path, dataclasses.replace(filling, answers=answers))
    return path


@cache
def dossier_of(scheme_id: str) -> Dossier:
    evaluation = evaluate_file(workbook_of(scheme_id))
    assert evaluation.result is not None, evaluation.findings
    return Dossier.of(evaluation.reading, evaluation.result)


def fill(path: Path, dossier: Dossier) -> tuple[bytes, Outcome]:
    form = open_form(path)
    assert not is_finding(form), form
    outcome = fill_form(form, dossier)
    return form.content(), outcome


def is_finding(form: object) -> bool:
    return hasattr(form, "severity")


@cache
def filled(name: str) -> Filling:
    content, outcome = fill(FORMS / name, dossier_of(SCHEMES[name]))
    return Filling(name, (FORMS / name).read_bytes(), content, outcome)


def shown(outcome: Outcome) -> dict[str, list[list[str]]]:
    """An outcome as plain lists, the way the golden files keep it."""
    return {
        "filled": [[each.place, each.label, each.value, each.source] for each in outcome.filled],
        "left": [[each.place, each.label, each.why.label, each.note] for each in outcome.left],
        "kept": [[each.place, each.label, each.held, each.ours] for each in outcome.kept],
    }


def message(finding: Finding) -> str:
    return f"{finding.message}{finding.advice}"


def table_docx(path: Path, rows: list[list[str]], *lines: str) -> Path:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    table = document.add_table(len(rows), len(rows[0]))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    document.save(path)
    return path


def cells_of(content: bytes) -> list[list[str]]:
    table = docx.Document(BytesIO(content)).tables[0]
    return [[cell.text for cell in row.cells] for row in table.rows]
