"""A filled workbook read and scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from jixiao.facts import Facts
    from jixiao.findings import Finding
    from jixiao.schemes.model import Scheme
    from jixiao.scoring.result import Result
    from jixiao.workbook.reader import WorkbookReading

__all__ = ["Evaluation", "evaluate_file"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A workbook scored: everything but the findings is ``None`` when a fault stood in the way."""

    source: Path
    reading: WorkbookReading
    result: Result | None = None

    @property
    def scheme(self) -> Scheme | None:
        return self.reading.scheme

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.reading.findings

    @property
    def facts(self) -> Facts | None:
        return self.reading.facts


def evaluate_file(path: Path, schemes: Path | None = None) -> Evaluation:
    """Reads the workbook at ``path`` and scores it by the scheme it names. Nothing is written."""
    from jixiao.findings import Severity
    from jixiao.schemes.catalogue import Catalogue
    from jixiao.scoring.engine import score
    from jixiao.workbook.reader import read_workbook

    reading = read_workbook(path, Catalogue.of(schemes))
    if reading.facts is None or reading.scheme is None or any(f.severity is Severity.ERROR for f in reading.findings):
        return Evaluation(path, reading)
    return Evaluation(path, reading, score(reading.scheme, reading.facts))
