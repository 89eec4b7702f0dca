"""What the commands share: tables for the terminal, findings as lines, the usual options."""

from __future__ import annotations

import re
import shutil
import sys
import time
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Self

    from jixiao.findings import Finding

__all__ = ["Progress", "fail", "format_option", "paragraphs", "print_findings", "schemes_option", "table", "wrapped"]

_PROGRESS_AFTER = 2.0
"""Seconds after which a run says how far it is: shorter runs need no such line."""
_ITEM = TypeVar("_ITEM")

format_option = click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True, help="输出形式。"
)
schemes_option = click.option(
    "--schemes",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="JIXIAO_SCHEMES",
    help="自备指标体系所在的文件夹。",
)


class Progress:
    """A bar on standard error while something long goes on; none where nobody watches. Lines printed stand above it."""

    def __init__(self, label: str, total: int, wanted: bool | None = None) -> None:
        self._label, self._total = label, total
        self._wanted = sys.stderr.isatty() if wanted is None else wanted
        self._started = time.monotonic()
        self._bar: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def each(self, items: Iterable[_ITEM]) -> Iterator[_ITEM]:
        """Hands the items on and counts them."""
        for done, item in enumerate(items, start=1):
            yield item
            self._show(done)

    def _show(self, done: int) -> None:
        if self._bar is None:
            if not self._wanted or time.monotonic() - self._started < _PROGRESS_AFTER or done == self._total:
                return
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (
                TextColumn(self._label),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("还需"),
                TimeRemainingColumn(),
            )
            self._bar = Progress(*columns, console=Console(stderr=True, force_terminal=True), transient=True)
            self._bar.add_task(self._label, total=self._total)
            self._bar.start()
        self._bar.update(0, completed=done)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> None:
    """Prints a table fitted to the terminal; ``right`` names the columns of figures."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for index, title in enumerate(head):
        # The first column is what people copy into the next command: it must not be broken.
        shown.add_column(
            title, justify="right" if index in right else "left", overflow="fold", no_wrap=index == 0 or index in right
        )
    for row in rows:
        shown.add_row(*(cell.replace("[", r"\[") for cell in row))
    # Output that is piped has no width of its own; 80 columns would break every Chinese table.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    console.print(shown)


def paragraphs(head: str, texts: Iterable[str]) -> None:
    """Prints a heading and indented paragraphs under it, broken to fit the terminal, at most 100 columns."""
    width = min(shutil.get_terminal_size((100, 24)).columns, 100) - 2
    click.echo(head)
    for text in texts:
        for line in wrapped(text, width):
            click.echo(f"  {line}")
    click.echo()


def wrapped(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` columns; words of Latin letters stay whole, and no line begins with a
    closing mark (which may hang over by its own width)."""
    lines, line = [], ""
    for token in _TOKEN.findall(text):
        if line and _columns(line) + _columns(token.rstrip(f" {_CLOSING}")) > width:
            lines.append(line.rstrip())
            line = ""
        line += token
    return [*lines, line.rstrip()] if line else lines


_CLOSING = "，。；：、）”！？》%"
_TOKEN = re.compile(rf"(?:[!-~]+|.)[{_CLOSING}]* ?", re.DOTALL)


def _columns(text: str) -> int:
    """The columns that ``text`` takes; a Chinese character takes two, and so do the quotation marks that go with it."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def print_findings(findings: Iterable[Finding]) -> None:
    """One line a finding on standard error: severity, place, what was found and what is expected."""
    for finding in findings:
        place = finding.locations[0] if finding.locations else None
        where = f"{place.label}：" if place and place.label else ""
        if place and place.file and place.line is not None:
            where = f"{place.file} {where}"  # a line of a text file; of a workbook there is only one
        click.echo(f"  [{finding.severity.label} {finding.code}] {where}{finding.message}", err=True)
        if finding.advice:
            click.echo(f"      {finding.advice}", err=True)


def fail(findings: Iterable[Finding]) -> NoReturn:
    """Prints the findings and ends the command with exit code 2."""
    print_findings(findings)
    sys.exit(2)
