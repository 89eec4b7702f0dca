"""The READMEs: every command in them works, and both languages give the same ones."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import jixiao.cli
from jixiao.schemes.catalogue import Catalogue

ROOT = Path(__file__).resolve().parents[1]
ENGLISH, CHINESE = (ROOT / name for name in ("README.md", "README.zh-CN.md"))
PROGRAM = ".venv/bin/jixiao "
DIFFERENT = 1
EXPECTED = {"scheme diff": {DIFFERENT}, "check": {0, 1}, "write": {0, 1}, "fill": {0, 1}, "collect": {0, 1}}
"""Exit codes other than 0 that say something of the files given, not of the command."""


def blocks(readme: Path) -> list[list[str]]:
    """The command blocks without their comments, which each language writes in its own words."""
    found = re.findall(r"^```\n(.*?)^```$", readme.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [[line for each in block.splitlines() if (line := each.partition("#")[0].strip())] for block in found]


COMMANDS = [line.removeprefix(PROGRAM) for block in blocks(ENGLISH) for line in block if line.startswith(PROGRAM)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The files that the READMEs speak of."""
    place = tmp_path_factory.mktemp("readme")
    page = (ROOT / "docs" / "schemes.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    scheme = example.replace("id: my-city-project-2024 ", "id: my-city ")
    (place / "my-city.yaml").write_text(scheme, encoding="utf-8")
    polars = pytest.importorskip("polars", reason="scoring tables needs polars")
    inputs = Catalogue.of().find("guangdong-department-2022")[0].inputs
    facts = {name: ["", ""] for name in inputs} | {"expenditure": ["95", ""], "adjusted_budget": ["100", "80"]}
    units = {"unit": ["甲单位", "乙单位"], "year": ["2023", "2023"], "goals": ["[]", "[]"]}
    polars.DataFrame(units | facts).write_parquet(place / "FACTS.parquet")
    reports = place / "reports"
    reports.mkdir()
    for name in ("甲", "乙"):
        text = "部门整体支出绩效自评报告\n2023年全年预算数100万元，支出90万元，预算执行率95%。\n"
        (reports / f"{name}.txt").write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "examples" / "forms" / "national-project.docx", place / "FORM.docx")
    shutil.copytree(ROOT / "examples" / "templates", place / "模板", ignore=shutil.ignore_patterns("*.py", "*.md"))
    (place / "各单位").mkdir()
    for name in ("haizhu-2023.xlsx", "liwan-2023.xlsx"):
        shutil.copy(ROOT / "examples" / name, place / "各单位" / name)
    return place


def prepare(command: str, folder: Path) -> None:
    """Does what the READMEs leave to the reader: filling in a workbook, having a report."""
    for name in ("自评.xlsx", "本市自评.xlsx"):
        if f"-o {name}" in command:
            (folder / name).unlink(missing_ok=True)
    if command.startswith("evaluate 自评.xlsx"):
        shutil.copy(ROOT / "examples" / "haizhu-2023.xlsx", folder / "自评.xlsx")
    if command.startswith("evaluate 本市自评.xlsx"):
        import openpyxl

        book = openpyxl.load_workbook(folder / "本市自评.xlsx")
        for cell, value in (("B4", "某单位"), ("B5", 2024), ("B6", "某项目")):
            book["单位信息"][cell] = value
        book.save(folder / "本市自评.xlsx")
    if command.startswith("read REPORT"):
        for form in ("pdf", "docx"):
            (made,) = (folder / "文档").glob(f"*自评报告.{form}")
            shutil.copy(made, folder / f"REPORT.{form}")


def expanded(word: str) -> list[str]:
    """A word as the shell hands it over: names for a pattern."""
    return sorted(str(path) for path in Path().glob(word)) if "*" in word else [word]


def test_every_command_of_the_readme_works(folder, monkeypatch):
    monkeypatch.chdir(folder)
    for command in COMMANDS:
        prepare(command, folder)
        words = [name for word in shlex.split(command) for name in expanded(word)]
        done = CliRunner().invoke(jixiao.cli.root, words)
        allowed = next((codes for name, codes in EXPECTED.items() if command.startswith(name)), {0})
        assert done.exit_code in allowed, f"{command}\n{done.output}\n{done.exception!r}"
    assert (folder / "结果" / "result.json").is_file()
    assert (folder / "SCORES.parquet").is_file()


def test_both_languages_give_the_same_commands():
    assert blocks(ENGLISH) == blocks(CHINESE)
    assert len(COMMANDS) > 15


def test_both_languages_have_the_same_chapters_and_links():
    def shape(readme: Path) -> tuple[int, set[str]]:
        text = readme.read_text(encoding="utf-8")
        links = set(re.findall(r"\]\(([^)]+)\)", text)) - {"README.md", "README.zh-CN.md"}
        return len(re.findall(r"^## ", text, re.MULTILINE)), links

    assert shape(ENGLISH) == shape(CHINESE)


@pytest.mark.parametrize("readme", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_every_link_leads_somewhere(readme):
    for link in re.findall(r"\]\(([^)#]+)\)", readme.read_text(encoding="utf-8")):
        assert (ROOT / link).exists(), link


def test_the_targets_of_make_are_there():
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    named = [line.split()[1] for block in blocks(ENGLISH) for line in block if line.startswith("make ")]
    assert named == ["demo", "test"]
    assert set(named) <= set(targets)
