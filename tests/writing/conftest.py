"""LibreOffice as somebody else's spreadsheet and word processor; documents of the examples and of odd units as files."""

from __future__ import annotations

import importlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from invented_units import DEPARTMENT, LARGE, PROJECT, scheme_named, workbook
from jixiao.workbook.evaluation import evaluate_file
from jixiao.workbook.filling import Filling
from jixiao.workbook.template import write
from jixiao.writing.batch import dossier_of
from jixiao.writing.documents import documents

if TYPE_CHECKING:
    from jixiao.writing.dossier import Dossier
    from jixiao.writing.layout import Layout

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


class Office:
    """Converts files with a profile of its own that recalculates workbooks when it loads them."""

    def __init__(self, program: str, profile: Path) -> None:
        self.program, self.profile = program, profile
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")

    def convert(self, files: list[Path], ending: str, folder: Path) -> list[Path]:
        folder.mkdir(parents=True, exist_ok=True)
        command = [self.program, f"-env:UserInstallation=file://{self.profile}", "--headless", "--convert-to", ending]
        done = subprocess.run(
            [*command, "--outdir", str(folder), *map(str, files)],
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        made = [folder / file.with_suffix(f".{ending.partition(':')[0]}").name for file in files]
        assert all(path.is_file() for path in made), done.stderr + done.stdout
        return made


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: nothing else here can recalculate a workbook")
    return Office(program, tmp_path_factory.mktemp("office") / "profile")


@dataclass(frozen=True)
class Made:
    """One document of one unit as its layout and its files by format."""

    unit: str
    document: str
    layout: Layout
    files: dict[str, Path]


def made_of(name: str, dossier: Dossier, folder: Path) -> list[Made]:
    """Every document of the dossier in every format it is made for, as files in ``folder``."""
    found = []
    for document in documents().values():
        if dossier.scheme.subject not in document.subjects:
            continue
        layout = document.build(dossier)
        files = {}
        for form in document.formats:
            files[form] = folder / f"{name}-{document.name}-{form}.{form}"
            files[form].write_bytes(importlib.import_module(f"jixiao.writing.render.{form}").render(layout))
        found.append(Made(name, document.name, layout, files))
    return found


@pytest.fixture(scope="session")
def examples_made(tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    """Every document of the five example units."""
    folder = tmp_path_factory.mktemp("examples")
    workbooks = sorted(EXAMPLES.glob("*.xlsx"))
    return [made for path in workbooks for made in made_of(path.stem, dossier_of(evaluate_file(path)), folder)]


@pytest.fixture(scope="session")
def odd_made(tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    """Every document of units larger and odder than any, and of a workbook in which nothing but the head is filled in."""
    folder = tmp_path_factory.mktemp("odd")
    found = []
    for scheme in (DEPARTMENT, PROJECT):
        kind = scheme_named(scheme).subject
        workbook(folder / f"large_{kind}.xlsx", scheme, 1, LARGE)
        empty = Filling(unit="空白单位", year=2023, subject="空白项目" if kind == "project" else "")
        write(scheme_named(scheme), folder / f"empty_{kind}.xlsx", empty)
    for path in sorted(folder.glob("*.xlsx")):
        evaluation = evaluate_file(path)
        assert evaluation.result is not None, [finding.message for finding in evaluation.findings]
        found += made_of(path.stem, dossier_of(evaluation), folder)
    return found
