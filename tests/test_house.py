"""The rules of the house that a machine can hold: structure, locks, texts."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(path for path in (ROOT / "src" / "jixiao").rglob("*.py") if path.parent.name != "migrations")
HEAVY = {
    "django", "docx", "docxtpl", "granian", "httpx", "jinja2", "lark", "lxml", "openpyxl", "polars", "pypdfium2",
    "python_calamine", "rapidocr", "rich", "xlsxwriter",
}  # fmt: skip


def _tracked() -> list[str]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listing.stdout.split("\0") if name]


def test_no_source_file_outgrows_one_sitting():
    long = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {name: lines for name, lines in long.items() if lines > 560} == {}


def test_the_lock_file_names_no_registry():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--hash=sha256:" in text


def test_every_package_the_project_asks_for_is_locked():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
    ]
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    for requirement in wanted:
        name = re.split(r"[<>=\[; ]", requirement)[0].lower()
        assert re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE), (
            f"{name} is not in requirements.lock: make lock"
        )


def test_starting_the_program_imports_nothing_heavy():
    code = "import sys, jixiao.cli; print(' '.join(sorted({m.split('.')[0] for m in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(done.stdout.split())


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_decimals_are_made_from_text_only_in_numbers(path):
    """``float(...)`` on figures and ``Decimal(0.1)`` are how exactness is lost; neither may stand outside numbers."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "float", f"{path.name}:{node.lineno} converts to a binary float"
            if node.func.id == "Decimal" and path.name != "numbers.py":
                argument = node.args[0] if node.args else None
                assert not (isinstance(argument, ast.Constant) and isinstance(argument.value, float)), node.lineno


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_public_modules_say_what_they_are_for(path):
    if path.name == "__init__.py" and not path.read_text(encoding="utf-8").strip():
        return
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{path} has no docstring"


def test_no_path_of_a_machine_stands_in_the_tree():
    patterns = [re.compile(rb"/(?:work|root|home/\w+)/(?:main|shared|\.library|\.pyenv)")]
    for name in _tracked():
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        assert not any(pattern.search(content) for pattern in patterns), name


def test_paths_are_short_enough_for_windows():
    assert [name for name in _tracked() if len(name) > 140] == []
