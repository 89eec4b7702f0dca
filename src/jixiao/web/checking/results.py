"""What is kept of a checked report, and what is made of it: lists, a workbook, a page, lines of JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from jixiao.checking.contract import finding_of, report_object
from jixiao.checking.engine import Checked
from jixiao.checking.render.html import HtmlWriter, Rendered, render_report
from jixiao.checking.render.xlsx import XlsxWriter
from jixiao.findings import Severity
from jixiao.report import Report
from jixiao.web.registers.blobs import path_of, store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["FORMS", "FileLine", "Form", "keep", "kept_report", "lines_of", "page_of"]

_NO_TEXT: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
"""What a database does not take in a text."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """A checked report in a list: its ``number`` in the check from 1, its ``name``, how much was found. ``digest`` is
    that of what is kept of it."""

    number: int
    name: str
    digest: str
    unit: str
    year: int | None
    error: int
    warning: int
    info: int
    complete: bool


def keep(checked: Checked, number: int) -> dict[str, Any]:
    """Keeps everything that was found as a file of its own and gives the entry for the job's outcome."""
    rendered = render_report(checked, number)
    made = {"report": report_object(checked), "article": rendered.article, "line": rendered.line}
    severities = [finding.severity for finding in checked.all_findings]
    report = checked.report
    return {
        "name": _NO_TEXT.sub("", report.source),
        "digest": store([json.dumps(made).encode("ascii")]).digest,
        "unit": _NO_TEXT.sub("", report.unit),
        "year": report.year,
        **{severity.value: severities.count(severity) for severity in Severity},
        "complete": not checked.incomplete,
    }


def lines_of(outcome: dict[str, Any]) -> list[FileLine]:
    """The reports of a check so far: those with most errors first, then by warnings, then as they came."""
    lines = [FileLine(number, **entry) for number, entry in enumerate(outcome.get("files", ()), start=1)]
    return sorted(lines, key=lambda line: (-line.error, -line.warning, line.number))


def _kept(line: FileLine) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(path_of(line.digest).read_bytes())
    return kept


def kept_report(line: FileLine) -> dict[str, Any]:
    """The report as the contract has it (:func:`jixiao.checking.contract.report_object`)."""
    report: dict[str, Any] = _kept(line)["report"]
    return report


def page_of(lines: Iterable[FileLine]) -> bytes:
    """One page with the reports' own texts, the findings marked in place."""
    stream = StringIO()
    writer = HtmlWriter(stream)
    for line in lines:
        kept = _kept(line)
        writer.add_rendered(Rendered(kept["article"], kept["line"]))
    writer.close()
    return stream.getvalue().encode("utf-8", "replace")


def _workbook(lines: Iterable[FileLine]) -> bytes:
    with TemporaryDirectory(prefix="jixiao-") as folder:
        place = Path(folder) / "findings.xlsx"
        writer = XlsxWriter(place)
        for line in lines:
            kept = kept_report(line)
            source = kept["source"]
            report = Report(source, unit=kept["unit"] or "", year=kept["year"])
            writer.add(Checked(report, (), tuple(finding_of(each, source) for each in kept["findings"])))
        writer.close()
        return place.read_bytes()


def _json(lines: Iterable[FileLine]) -> bytes:
    told = (json.dumps(kept_report(line), ensure_ascii=False) + "\n" for line in lines)
    return "".join(told).encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which a check can be taken away."""

    mime: str
    make: Callable[[Iterable[FileLine]], bytes]


FORMS: Final = {
    "xlsx": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _workbook),
    "html": Form("text/html; charset=utf-8", page_of),
    "jsonl": Form("application/jsonl; charset=utf-8", _json),
}
"""By the end of the file's name; ``jsonl`` has one report a line."""
