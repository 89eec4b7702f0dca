"""``jixiao check``: what cannot be true in reports."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.checking.base import Check
    from jixiao.checking.engine import Checked
    from jixiao.checking.waivers import Waiver

__all__ = ["command"]

_PROGRESS_AFTER = 2.0
"""Seconds after which a run says how far it is: shorter runs need no such line."""


class _Writer(Protocol):
    def add(self, checked: Checked) -> None: ...

    def close(self) -> None: ...


class _JsonWriter:
    """One object a report, each on a line of its own."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def add(self, checked: Checked) -> None:
        import json

        from jixiao.checking.contract import report_object

        self._stream.write(json.dumps(report_object(checked), ensure_ascii=False) + "\n")

    def close(self) -> None:
        self._stream.flush()


class _Progress:
    """A line on standard error that is rewritten; silent when the run is short or nobody watches."""

    def __init__(self, total: int, wanted: bool | None) -> None:
        self._total = total
        self._started = time.monotonic()
        self._shown = False
        self._wanted = sys.stderr.isatty() if wanted is None else wanted

    def step(self, done: int) -> None:
        if self._wanted and time.monotonic() - self._started > _PROGRESS_AFTER:
            click.echo(f"\r已检查 {done}/{self._total}", nl=False, err=True)
            self._shown = True

    def close(self) -> None:
        if self._shown:
            click.echo("", err=True)


def _words(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for value in values for word in value.replace("，", ",").split(",") if word.strip())


@click.command("check", short_help="核对报告：找出数字、文字和格式中说不通的地方")
@click.argument("paths", metavar="文件…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "html", "xlsx"]),
    default="table",
    show_default=True,
    help="输出形式。json 为每份报告一行一个对象。",
)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="写到这个文件；xlsx 必须给出。")
@click.option(
    "--select", multiple=True, callback=_words, metavar="代码", help="只做这些检查：代码或其开头，可用逗号隔开。"
)
@click.option("--ignore", multiple=True, callback=_words, metavar="代码", help="不做这些检查：代码或其开头。")
@click.option("--waivers", "waivers_path", type=click.Path(path_type=Path), help="豁免文件（YAML：代码、位置、理由）。")
@click.option("--progress/--no-progress", default=None, help="超过两秒时是否显示进度；默认只在终端上显示。")
def command(
    paths: tuple[Path, ...],
    form: str,
    output: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    waivers_path: Path | None,
    progress: bool | None,
) -> None:
    """核对绩效自评报告（docx、pdf、xlsx、html、txt 等），逐份列出说不通的地方及其位置和算式。

    给出文件夹时核对其中全部文件。退出码：0 没有错误级问题；1 有；2 有文件读不了或有检查没有做完（其余照常检查）。
    """
    from jixiao.checking.catalogue import choose
    from jixiao.checking.waivers import read_waivers, unused

    try:
        checks = choose(select, ignore)
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None
    if form == "xlsx" and output is None:
        raise click.UsageError("输出 xlsx 时请用 -o 指明文件，例如 -o 问题清单.xlsx。")
    waivers: tuple[Waiver, ...] = ()
    if waivers_path is not None:
        waivers, faults = read_waivers(waivers_path)
        for each in faults:
            click.echo(f"{waivers_path} {each.locations[0].label}：{each.message}", err=True)
        if faults:
            sys.exit(2)
    files = [file for path in paths for file in _files(path)]
    used: set[Waiver] = set()
    code = 0
    with ExitStack() as stack:
        writer = _writer(form, output, stack)
        bar = _Progress(len(files), progress)
        for done, checked in enumerate(_checked(files, checks, waivers), start=1):
            writer.add(checked)
            used.update(checked.used_waivers)
            code = max(code, _code(checked))
            if checked.incomplete:
                _say_incomplete(checked)
            bar.step(done)
        bar.close()
        writer.close()
    for note in unused(waivers, used):
        click.echo(f"{waivers_path} {note.locations[0].label}：{note.message}", err=True)
    sys.exit(code)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith((".", "~$")))


def _checked(files: list[Path], checks: tuple[Check, ...], waivers: tuple[Waiver, ...]) -> Iterator[Checked]:
    from jixiao.checking.files import check_file

    for file in files:
        yield check_file(file, checks, waivers)


def _code(checked: Checked) -> int:
    from jixiao.findings import Severity

    if checked.incomplete:
        return 2
    return int(any(finding.severity is Severity.ERROR for finding in checked.all_findings))


def _say_incomplete(checked: Checked) -> None:
    reasons = [fault.message for fault in checked.faults] or [
        f"{outcome.code} 出错：{outcome.detail}" for outcome in checked.outcomes if outcome.state == "crashed"
    ]
    click.echo(f"{checked.report.source}：没有查完。{' '.join(reasons)}", err=True)


def _writer(form: str, output: Path | None, stack: ExitStack) -> _Writer:
    if form == "xlsx":
        from jixiao.checking.render.xlsx import XlsxWriter

        assert output is not None
        return XlsxWriter(output)
    stream: TextIO = sys.stdout
    if output is not None:
        stream = stack.enter_context(output.open("w", encoding="utf-8", newline="\n"))
    if form == "json":
        return _JsonWriter(stream)
    if form == "html":
        from jixiao.checking.render.html import HtmlWriter

        return HtmlWriter(stream)
    from jixiao.checking.render.terminal import TerminalWriter

    return TerminalWriter(stream)
