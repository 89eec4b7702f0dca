"""Templates typed here as an office would type them, and dossiers to fill them with."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest

from jixiao.facts import Facts
from jixiao.location import Location
from jixiao.registers.base import Ledger, Row
from jixiao.registers.catalogue import REGISTERS, facts_of
from jixiao.schemes.loader import load_scheme
from jixiao.scoring.engine import score
from jixiao.workbook.evaluation import evaluate_file
from jixiao.workbook.goals import GOALS, row_of
from jixiao.writing.dossier import Dossier
from jixiao.writing.templates.folder import load_template

if TYPE_CHECKING:
    from collections.abc import Callable

    from jixiao.writing.templates.folder import Loaded

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = tuple(sorted(path.stem for path in (ROOT / "examples").glob("*.xlsx")))


@pytest.fixture
def typed(tmp_path: Path) -> Callable[..., Path]:
    """A docx with these paragraphs, these rows of one table, this header and footer."""

    def write(
        *paragraphs: str | tuple[str, ...],
        rows: tuple[tuple[str, ...], ...] = (),
        header: str = "",
        footer: str = "",
        name: str = "模板.docx",
    ) -> Path:
        document = docx.Document()
        for words in paragraphs:
            paragraph = document.add_paragraph()
            for run in (words,) if isinstance(words, str) else words:
                paragraph.add_run(run)
        if rows:
            table = document.add_table(rows=0, cols=len(rows[0]))
            for texts in rows:
                for cell, text in zip(table.add_row().cells, texts, strict=True):
                    cell.text = text
        if header:
            document.sections[0].header.paragraphs[0].text = header
        if footer:
            document.sections[0].footer.paragraphs[0].text = footer
        path = tmp_path / name
        document.save(path)
        return path

    return write


@pytest.fixture
def faults() -> Callable[[Path], list[str]]:
    """The messages about a template, each with its code."""
    return lambda path: [f"{finding.code} {finding.message}" for finding in load_template(path).findings]


@pytest.fixture
def filled(typed: Any) -> Callable[..., Any]:
    """The document that a typed template becomes for a dossier."""

    def fill(dossier: Dossier, *paragraphs: Any, **more: Any) -> Any:
        loaded: Loaded = load_template(typed(*paragraphs, **more))
        assert loaded.findings == ()
        return docx.Document(BytesIO(loaded.templates[0].fill(dossier).content))

    return fill


@pytest.fixture(scope="session")
def examples() -> dict[str, Dossier]:
    """The shipped examples by the names of their files."""
    return {name: _evaluated(name) for name in EXAMPLES}


@pytest.fixture(params=EXAMPLES)
def example(request: pytest.FixtureRequest, examples: dict[str, Dossier]) -> Dossier:
    """Each of the shipped examples."""
    return examples[request.param]


@pytest.fixture(scope="session")
def project(examples: dict[str, Dossier]) -> Dossier:
    return examples["zhanjiang-2022"]


def _evaluated(name: str) -> Dossier:
    evaluation = evaluate_file(ROOT / "examples" / f"{name}.xlsx")
    assert evaluation.result is not None
    return Dossier.of(evaluation.reading, evaluation.result)


def dossier_with(rows: dict[str, tuple[Any, ...]]) -> Dossier:
    """A project's dossier whose registers hold these rows and nothing else."""
    scheme = load_scheme("national-project-2020").scheme
    assert scheme is not None
    ledgers = [
        Ledger(REGISTERS[name], 2023, tuple(Row(at, record) for at, record in enumerate(records, 7)), origin=Location())
        for name, records in rows.items()
    ]
    goals = (row_of(GOALS.example, Location()),)
    facts = Facts.of("某区科学技术协会", 2023, facts_of(ledgers), goals, subject="科普活动经费")
    return Dossier(
        scheme,
        score(scheme, facts),
        facts,
        rows,
        department="某区人民政府",
        preparer="张三",
        approver="李四",
        filled_on=date(2024, 3, 5),
    )


@pytest.fixture(scope="session")
def whole() -> Dossier:
    """A dossier with a row in every register: the example that each register declares."""
    return dossier_with({name: (register.example,) for name, register in REGISTERS.items()})


@pytest.fixture(scope="session")
def make_dossier() -> Callable[[dict[str, tuple[Any, ...]]], Dossier]:
    return dossier_with
