"""Every case of every specification of a check, through the real reader: ``tests/specs/checks/<CODE>.md``.

A specification is Markdown. Each ``## 报：…`` or ``## 不报：…`` heading opens a case whose first fenced block is a
fragment of a report (the word after ``text`` is the file name it is given, ``fragment.txt`` otherwise). In a guilty
case ``⟦…⟧`` marks the guilty words. Lines ``- 项：值`` below the block ask for more:

- ``严重程度``: error, warning or info of the finding;
- ``应为`` and ``实为``: the finding's ``expected`` and ``actual``;
- ``说明含``: words that the message has to contain;
- ``步骤含``: words that the arithmetic has to contain.

Everything else is prose for the reader.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jixiao.checking.base import NotApplicable
from jixiao.checking.catalogue import all_checks

if TYPE_CHECKING:
    from jixiao.findings import Finding
    from jixiao.location import Location
    from jixiao.report import Report

SPECS = Path(__file__).resolve().parent.parent / "specs" / "checks"
_CASE = re.compile(r"^## (报|不报)：(.+)$", re.MULTILINE)
_FENCE = re.compile(r"^```text ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_WISH = re.compile(r"^- (严重程度|应为|实为|说明含|步骤含)：(.+)$", re.MULTILINE)
_MARK = re.compile(r"⟦([^⟧]+)⟧")


@dataclass(frozen=True)
class Case:
    code: str
    title: str
    guilty: bool
    text: str
    marks: tuple[str, ...]
    file_name: str = "fragment.txt"
    wishes: tuple[tuple[str, str], ...] = field(default=())

    @property
    def name(self) -> str:
        return f"{self.code}-{'报' if self.guilty else '不报'}-{self.title}"


def cases(path: Path) -> list[Case]:
    text = path.read_text(encoding="utf-8")
    heads = list(_CASE.finditer(text))
    found = []
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        body = text[head.end() : following.start() if following else len(text)]
        fence = _FENCE.search(body)
        assert fence, f"{path.name}: {head.group(2)} has no text block"
        fragment = fence.group(2)
        case = Case(
            code=path.stem,
            title=head.group(2).strip(),
            guilty=head.group(1) == "报",
            text=_MARK.sub(r"\1", fragment),
            marks=tuple(_MARK.findall(fragment)),
            file_name=fence.group(1).strip() or "fragment.txt",
            wishes=tuple(_WISH.findall(body[fence.end() :])),
        )
        assert bool(case.marks) == case.guilty, f"{path.name}: {case.title}: guilty cases are marked, silent ones not"
        found.append(case)
    return found


def read(text: str, file_name: str = "fragment.txt") -> Report:
    """The report that our own reader makes of ``text``."""
    from jixiao.reading.extract.report import read_report
    from jixiao.reading.open import read_document

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file_name
        path.write_text(text, encoding="utf-8")
        return read_report(read_document(path))


def judge(case: Case, report: Report) -> None:
    """Asserts that the case's check says of ``report`` what the specification says."""
    check = next(check for check in all_checks() if check.code == case.code)
    answer = check.run(report)
    findings = [] if isinstance(answer, NotApplicable) else list(answer)
    seen = "\n".join(f"{finding.severity.value}: {finding.message}" for finding in findings)
    if not case.guilty:
        assert not findings, f"reported although it should be silent:\n{seen}"
        return
    assert findings, f"nothing found; {answer if isinstance(answer, NotApplicable) else 'clean'}"
    for mark in case.marks:
        assert any(_touches(mark, finding, report) for finding in findings), (
            f"“{mark}” is not among the places of:\n{seen}"
        )
    for finding in findings:
        assert any(_touches(mark, finding, report) for mark in case.marks), f"at a place that is not marked: {finding}"
    for wish, value in case.wishes:
        assert any(_fulfils(finding, wish, value.strip()) for finding in findings), (
            f"{wish}：{value} not met by:\n{findings}"
        )


def _touches(mark: str, finding: Finding, report: Report) -> bool:
    """Whether a place of the finding covers the marked words or lies within them."""
    slim = _slim(mark)
    return any(
        slim in words or (words and words in slim)
        for where in finding.locations
        for words in (_slim(where.quote), _slim(_text_at(where, report)))
    )


def _text_at(where: Location, report: Report) -> str:
    """The words of the document at a place: a masked quote does not show them."""
    blocks = report.document.paragraphs if report.document else ()
    return next((block.text[where.start : where.end] for block in blocks if block.index == where.block), "")


def _slim(text: str) -> str:
    return re.sub(r"[\s,，]", "", text)


def _fulfils(finding: Finding, wish: str, value: str) -> bool:
    match wish:
        case "严重程度":
            return finding.severity.value == value
        case "应为":
            return finding.expected == value
        case "实为":
            return finding.actual == value
        case "说明含":
            return value in finding.message
        case _:
            return any(value in step for step in finding.steps)


ALL = [case for path in sorted(SPECS.glob("*.md")) for case in cases(path)]


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_case(case: Case):
    judge(case, read(case.text, case.file_name))
