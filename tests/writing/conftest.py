"""LibreOffice as somebody else's spreadsheet and word processor."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

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
