"""Findings as a table for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from jixiao.findings import Severity

if TYPE_CHECKING:
    from typing import TextIO

    from jixiao.checking.engine import Checked
    from jixiao.findings import Finding

__all__ = ["TerminalWriter"]

_COLOUR = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


class TerminalWriter:
    """Prints one table a report as soon as it is checked, and a line of totals at the end."""

    def __init__(self, stream: TextIO) -> None:
        piped = not stream.isatty()
        # Sent to a file or a pager the table must not depend on the width of whatever terminal there was.
        self._console = Console(file=stream, highlight=False, width=140 if piped else None)
        self._files = 0
        self._counts = dict.fromkeys(Severity, 0)

    def add(self, checked: Checked) -> None:
        self._files += 1
        report, findings = checked.report, checked.all_findings
        for finding in findings:
            self._counts[finding.severity] += 1
        about = "，".join(part for part in (report.unit, f"{report.year} 年度" if report.year else "") if part)
        self._console.print(Text.assemble((report.source, "bold"), f"　{about}" if about else ""))
        if not findings:
            self._console.print(f"  没有发现问题（{_looked_at(checked)}）。\n")
            return
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
        table.add_column("程度", no_wrap=True)
        table.add_column("代码", no_wrap=True)
        table.add_column("位置", ratio=2)
        table.add_column("问题与算式", ratio=5)
        for finding in findings:
            table.add_row(
                Text(finding.severity.label, _COLOUR[finding.severity]), finding.code, _places(finding), _body(finding)
            )
        self._console.print(table)
        self._console.print(f"  {_looked_at(checked)}。\n")

    def close(self) -> None:
        total = "，".join(f"{severity.label} {count} 个" for severity, count in self._counts.items())
        self._console.print(f"共 {self._files} 份：{total}。")


def _looked_at(checked: Checked) -> str:
    states = [outcome.state for outcome in checked.outcomes]
    text = f"查了 {len(states) - states.count('not_applicable')} 项"
    if skipped := states.count("not_applicable"):
        text += f"，另有 {skipped} 项不适用"
    if crashed := states.count("crashed"):
        text += f"，{crashed} 项出错没有查完"
    if checked.waived:
        text += f"，豁免 {len(checked.waived)} 个"
    return text if states else "没有检查"


def _places(finding: Finding) -> Text:
    lines = []
    for where in finding.locations[:6]:
        quote = where.quote if len(where.quote) <= 24 else where.quote[:23] + "…"
        label = where.label.replace(" ", "")
        lines.append(f"{label}“{quote}”" if quote else label)
    if len(finding.locations) > 6:
        lines.append(f"等 {len(finding.locations)} 处")
    return Text("\n".join(lines))


def _body(finding: Finding) -> Text:
    text = Text(finding.message)
    for step in finding.steps:
        text.append(f"\n  {step}", "dim")
    if finding.advice:
        text.append(f"\n→ {finding.advice}", "green")
    return text
