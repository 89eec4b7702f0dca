"""Golden copies: every document of the five examples, word for word, with its tables, fields and gaps.

Read the difference when one changes; when it is meant, run ``python tests/writing/test_golden.py`` and commit the files.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import html

from jixiao.workbook.evaluation import evaluate_file
from jixiao.writing.batch import dossier_of
from jixiao.writing.documents import documents
from jixiao.writing.render import html as page

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "golden"
EXAMPLES = sorted((HERE.parents[1] / "examples").glob("*.xlsx"))
STYLES = {"h1": "题", "h2": "一级", "h3": "二级", "h4": "三级", "h5": "四级", "p": "段"}


def copies() -> dict[str, str]:
    """Every document of every example, by the name of its golden file."""
    found = {}
    for path in EXAMPLES:
        dossier = dossier_of(evaluate_file(path))
        for document in documents().values():
            if dossier.scheme.subject in document.subjects:
                written = page.render(document.build(dossier)).decode()
                found[f"{path.stem}/{document.name}.txt"] = normalised(written)
    return found


def normalised(written: str) -> str:
    """The page as lines: paragraphs with their style, a row of a table a line, figures with the fact they print."""
    (main,) = html.fromstring(written).iter("main")
    return "\n".join(line for element in main for line in lines(element)) + "\n"


def lines(element) -> Iterator[str]:
    if element.tag in STYLES:
        yield f"{STYLES[element.tag]}{'.' + element.get('class') if element.get('class') else ''}：{told(element)}"
    elif element.tag == "figure":
        yield f"图：{element.get('aria-label')}"
        yield from (f"图题：{told(each)}" for each in element.iter("figcaption"))
    elif element.tag == "div" and element.get("class") == "table":
        yield "表：" + "、".join(column.get("style").removeprefix("width:") for column in element.iter("col"))
        yield from (f"表题：{told(each)}" for each in element.iter("caption"))
        for row in element.iter("tr"):
            yield "  " + " | ".join(square(cell) for cell in row)
    else:
        yield f"{element.tag}.{element.get('class', '')}"


def square(cell) -> str:
    spans = "×".join(cell.get(name, "1") for name in ("rowspan", "colspan"))
    marks = f"{'#' if cell.tag == 'th' else ''}{'' if spans == '1×1' else f'[{spans}]'}"
    return f"{marks}{told(cell)}"


def told(element) -> str:
    """The text with ``{fact}`` behind each field and ``{?fact}`` behind each gap."""
    text = element.text or ""
    for child in element:
        inner = told(child)
        if child.tag == "data":
            inner += f"{{{child.get('data-fact')}}}"
        elif child.tag == "mark":
            inner += f"{{?{child.get('title').removeprefix('缺少：')}}}"
        elif child.tag == "br":
            inner = "⏎"
        text += inner + (child.tail or "")
    return text


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return copies()


NAMES = [
    f"{path.stem}/{name}.txt"
    for path in EXAMPLES
    for name, document in documents().items()
    if evaluate_file(path).scheme.subject in document.subjects
]


@pytest.mark.parametrize("name", NAMES)
def test_the_document_is_as_it_was(name, made):
    file = GOLDEN / name
    assert file.is_file(), f"there is no golden copy of {name}: python tests/writing/test_golden.py"
    assert made[name].splitlines() == file.read_text(encoding="utf-8").splitlines()


def test_no_copy_is_left_of_a_document_that_is_gone():
    kept = {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*.txt")}
    assert kept <= set(NAMES)


def main() -> None:
    for old in GOLDEN.rglob("*.txt"):
        old.unlink()
    for name, text in copies().items():
        (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
        (GOLDEN / name).write_text(text, encoding="utf-8")
    print(
        f"{len(NAMES)} golden copies in {GOLDEN.relative_to(Path.cwd()) if GOLDEN.is_relative_to(Path.cwd()) else GOLDEN}"
    )


if __name__ == "__main__":
    sys.exit(main())
