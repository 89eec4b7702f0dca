"""Findings as a web page: the report's own text with the findings marked in place, the arithmetic beside it.

One file without script, with nothing fetched from anywhere: it can be mailed, printed and opened years later.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from jixiao.document import Paragraph, Table
from jixiao.findings import Severity
from jixiao.reading.structure import is_section_heading

if TYPE_CHECKING:
    from typing import TextIO

    from jixiao.checking.engine import Checked
    from jixiao.document import Block, Cell
    from jixiao.findings import Finding

__all__ = ["HtmlWriter", "Rendered", "render_report"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """One report as markup: its ``article``, and its ``line`` in the list of reports."""

    article: str
    line: str


def render_report(checked: Checked, number: int) -> Rendered:
    """``checked`` as the report ``number`` of a page; no two on one page may have the same number."""
    return Rendered(_article(checked, f"r{number}"), _index_row(checked, f"r{number}"))


class HtmlWriter:
    """Gathers the rendered reports and writes one page with a list of them on top."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._reports: list[Rendered] = []

    def add(self, checked: Checked) -> None:
        self.add_rendered(render_report(checked, len(self._reports) + 1))

    def add_rendered(self, report: Rendered) -> None:
        """Adds a report that was rendered before."""
        self._reports.append(report)

    def close(self) -> None:
        style = files("jixiao.checking.render").joinpath("report.css").read_text(encoding="utf-8")
        several = len(self._reports) > 1
        table = (
            "<table class='index'><thead><tr><th>报告</th><th>单位</th><th>年度</th>"
            + "".join(f"<th>{severity.label}</th>" for severity in Severity)
            + f"</tr></thead><tbody>{''.join(report.line for report in self._reports)}</tbody></table>"
        )
        self._stream.write(
            "<!doctype html>\n<html lang='zh-CN'><head><meta charset='utf-8'>"
            "<meta name='viewport' content='width=device-width, initial-scale=1'>"
            "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">"
            f"<title>绩效自评报告核对结果</title><style>{style}</style></head><body>"
            f"<header class='top'><h1>绩效自评报告核对结果</h1>{table if several else ''}</header>"
            f"{''.join(report.article for report in self._reports)}</body></html>\n"
        )


def _index_row(checked: Checked, key: str) -> str:
    counts = _counts(checked.all_findings)
    cells = "".join(
        f"<td class='number {severity.value if counts[severity] else 'none'}'>{counts[severity] or ''}</td>"
        for severity in Severity
    )
    report = checked.report
    return (
        f"<tr><td><a href='#{key}'>{escape(report.source)}</a></td><td>{escape(report.unit)}</td>"
        f"<td>{report.year or ''}</td>{cells}</tr>"
    )


def _counts(findings: tuple[Finding, ...]) -> dict[Severity, int]:
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    return counts


@dataclass
class _Marks:
    """Where findings stand: by block, or by block and cell; each a span (whole text: ``None``) and a number."""

    spans: dict[tuple[int, int, int], list[tuple[int | None, int | None, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    notes: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    loose: list[int] = field(default_factory=list)


def _marks(findings: tuple[Finding, ...], blocks: dict[int, Block]) -> _Marks:
    marks = _Marks()
    for number, finding in enumerate(findings, start=1):
        placed = [where for where in finding.locations if where.block in blocks]
        for where in placed:
            assert where.block is not None
            key = (where.block, -1 if where.row is None else where.row, -1 if where.column is None else where.column)
            marks.spans[key].append((where.start, where.end, number))
        if placed and placed[0].block is not None:
            marks.notes[placed[0].block].append(number)
        else:
            marks.loose.append(number)
    return marks


def _article(checked: Checked, key: str) -> str:
    report, findings = checked.report, checked.all_findings
    document = report.document
    blocks = {block.index: block for block in document.blocks} if document else {}
    marks = _marks(findings, blocks)
    counts = _counts(findings)
    tally = "".join(
        f"<span class='tally {severity.value}'>{severity.label} {count}</span>"
        for severity, count in counts.items()
        if count
    )
    about = "　".join(part for part in (report.unit, f"{report.year} 年度" if report.year else "") if part)
    states = [outcome.state for outcome in checked.outcomes]
    looked = f"查了 {len(states) - states.count('not_applicable')} 项，{states.count('not_applicable')} 项不适用"
    lines = [
        (
            f"<article id='{key}'><header><h2>{escape(report.title or report.source)}</h2>"
            f"<p class='about'>{escape(about)}<br><span class='source'>{escape(report.source)}</span></p>"
            f"<p>{tally or '没有发现问题'}<span class='looked'>{looked}</span></p>{_summary(findings, key)}</header>"
        )
    ]
    if marks.loose:
        lines.append(f"<div class='loose'>{''.join(_note(findings[n - 1], n, key) for n in marks.loose)}</div>")
    if document:
        lines += [
            f"<div class='row{' noted' if block.index in marks.notes else ''}'>"
            f"<div class='text'>{_block(block, marks, findings, key)}</div>"
            f"<aside>{''.join(_note(findings[n - 1], n, key) for n in marks.notes.get(block.index, ()))}</aside></div>"
            for block in document.blocks
        ]
    lines.append("</article>")
    return "\n".join(lines)


def _summary(findings: tuple[Finding, ...], key: str) -> str:
    """All findings in a line each, leading to their notes: what a reviewer reads first."""
    lines = "".join(
        f"<li class='{finding.severity.value}'><a href='#{key}-n{number}'><b class='number'>{number}</b>"
        f"<span class='code'>{finding.code}</span>{escape(finding.message)}</a></li>"
        for number, finding in enumerate(findings, start=1)
    )
    return f"<ol class='summary'>{lines}</ol>" if lines else ""


def _note(finding: Finding, number: int, key: str) -> str:
    steps = "".join(f"<li>{escape(step)}</li>" for step in finding.steps)
    sides = ""
    if finding.expected or finding.actual:
        sides = (
            "<dl>"
            + (f"<div><dt>报告所写</dt><dd>{escape(finding.actual)}</dd></div>" if finding.actual else "")
            + (f"<div><dt>应为</dt><dd>{escape(finding.expected)}</dd></div>" if finding.expected else "")
            + "</dl>"
        )
    places = "；".join(dict.fromkeys(escape(where.label) for where in finding.locations if where.label))
    return (
        f"<section class='note {finding.severity.value}' id='{key}-n{number}'>"
        f"<p class='head'><b class='number'>{number}</b><span class='level'>{finding.severity.label}</span>"
        f"<span class='code'>{finding.code}</span></p><p>{escape(finding.message)}</p>{sides}"
        f"{f'<ul class=steps>{steps}</ul>' if steps else ''}"
        f"{f'<p class=advice>{escape(finding.advice)}</p>' if finding.advice else ''}"
        f"{f'<p class=places>{places}</p>' if places else ''}</section>"
    )


def _block(block: Block, marks: _Marks, findings: tuple[Finding, ...], key: str) -> str:
    if isinstance(block, Paragraph):
        text = _marked(block.text, marks.spans.get((block.index, -1, -1), []), findings, key)
        if block.heading is not None and is_section_heading(block):
            level = min(6, block.heading.level + 2)
            return f"<h{level}>{text}</h{level}>"
        return f"<p>{text}</p>"
    return _table(block, marks, findings, key)


def _table(table: Table, marks: _Marks, findings: tuple[Finding, ...], key: str) -> str:
    whole = marks.spans.get((table.index, -1, -1), [])
    rows = []
    for r, row in enumerate(table.grid):
        line = marks.spans.get((table.index, r, -1), [])
        cells = [
            _cell(table, cell, marks, findings, key) for c, cell in enumerate(row) if (cell.row, cell.column) == (r, c)
        ]
        classes = " ".join(sorted({findings[number - 1].severity.value for _, _, number in line}))
        rows.append(f"<tr class='{classes}'>{''.join(cells)}{_references(line, key)}</tr>")
    title = table.title or ("表" if whole else "")
    caption = f"<caption>{_marked(title, whole, findings, key)}</caption>" if title else ""
    return f"<div class='scroll'><table>{caption}{''.join(rows)}</table></div>"


def _references(spans: list[tuple[int | None, int | None, int]], key: str) -> str:
    if not spans:
        return ""
    return "<td class='ref'>" + "".join(_reference(number, key) for _, _, number in spans) + "</td>"


def _cell(table: Table, cell: Cell, marks: _Marks, findings: tuple[Finding, ...], key: str) -> str:
    spans = marks.spans.get((table.index, cell.row, cell.column), [])
    size = (f" rowspan='{cell.rowspan}'" if cell.rowspan > 1 else "") + (
        f" colspan='{cell.colspan}'" if cell.colspan > 1 else ""
    )
    empty = " class='empty'" if spans and not cell.text.strip() else ""
    return f"<td{size}{empty}>{_marked(cell.text or ('（空）' if spans else ''), spans, findings, key)}</td>"


def _reference(number: int, key: str) -> str:
    return f"<a class='ref' href='#{key}-n{number}'>{number}</a>"


def _marked(text: str, spans: list[tuple[int | None, int | None, int]], findings: tuple[Finding, ...], key: str) -> str:
    """``text`` with its spans marked; where spans overlap the worst one colours, and each keeps its number."""
    if not spans:
        return _lines(text)
    ranges = [
        (0 if start is None else min(start, len(text)), len(text) if end is None else min(end, len(text)), number)
        for start, end, number in spans
    ]
    edges = sorted({0, len(text), *(edge for start, end, _ in ranges for edge in (start, end))})
    parts = []
    for left, right in itertools.pairwise(edges):
        inside = sorted({number for start, end, number in ranges if start <= left and right <= end})
        piece = _lines(text[left:right])
        if inside:
            worst = min((findings[number - 1].severity for number in inside), key=lambda severity: severity.rank)
            piece = f"<mark class='{worst.value}'>{piece}</mark>"
        closing = sorted({number for start, end, number in ranges if end == right and start <= left})
        parts.append(piece + "".join(_reference(number, key) for number in closing))
    return "".join(parts)


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
