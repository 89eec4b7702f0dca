"""``jixiao score``: a table of facts, one row a unit, to a table of scores."""

from __future__ import annotations

import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

from jixiao.cli._output import fail, schemes_option
from jixiao.cli.scheme import find_scheme
from jixiao.system import reason

__all__ = ["command"]

_PATIENCE: Final = 2
"""Seconds without a word before progress is shown."""


@click.command(short_help="按指标体系给一张表里的全部单位评分（csv 或 parquet）")
@click.argument("facts", metavar="数据表", type=click.Path(path_type=Path))
@click.option("--scheme", "scheme_name", metavar="编号或文件", required=True, help="按哪个指标体系评分。")
@click.option(
    "-o",
    "--output",
    metavar="得分表",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="得分写到这个文件，以 .parquet 或 .csv 结尾。",
)
@schemes_option
def command(facts: Path, scheme_name: str, output: Path, schemes: Path | None) -> None:
    """按指标体系给一张表里的全部单位评分，每行一个单位。

    数据表是 csv 或 parquet：单位（unit）、年度（year），再加方案要求的各项数据，列名用数据的名称或标签，
    金额等可以写明单位，如 expenditure[元]。空白是未填；“不适用”写在格子里，parquet 的数值列则另加一列
    “名称__na”（真为不适用）。单位自己的绩效指标放在 goals 一列：parquet 用 list<struct>，csv 用 JSON。

    得分表每个末级指标两列：得分（编号__score）和状态（编号__state），再加 total、grade、complete、missing。
    数据有错时逐条列出，不写文件，退出码 2。
    """
    if output.suffix.lower() not in (".parquet", ".csv"):
        raise click.BadParameter("文件名应以 .parquet 或 .csv 结尾。", param_hint="-o")
    if find_spec("polars") is None:
        click.echo("给整张表评分要用 polars，还没有安装。请运行：pip install 'jixiao[frames]'", err=True)
        sys.exit(2)
    from jixiao.scoring.table_files import score_file

    scheme = find_scheme(scheme_name, schemes)
    progress = _Progress()
    try:
        scored = score_file(facts, output, scheme, progress.show)
    except OSError as fault:
        click.echo(f"写不了 {output}：{reason(fault)}。请检查位置、权限和磁盘空间。", err=True)
        sys.exit(2)
    finally:
        progress.close()
    if scored.faults:
        click.echo(f"{facts} 有 {scored.faults} 处错误，没有评分，也没有写文件：", err=True)
        fail(scored.findings)
    seconds = progress.seconds
    click.echo(
        f"{scored.units:,} 个单位已评分（{scheme.id}，第 {scheme.version} 版），其中 {scored.complete:,} 个数据齐全；"
        f"用时 {seconds:.1f} 秒，写入 {output}"
    )


class _Progress:
    """Tells on standard error how far a long run is."""

    def __init__(self) -> None:
        self.start = time.monotonic()
        self.told = self.start
        self.shown = False

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self.start

    def show(self, done: int, all_: int | None) -> None:
        """Called after each batch; says something at most every two seconds."""
        now = time.monotonic()
        if now - self.told < _PATIENCE:
            return
        self.told, self.shown = now, True
        of = f"，共 {all_:,} 个" if all_ is not None else ""
        end = "\r" if sys.stderr.isatty() else "\n"
        click.echo(f"已处理 {done:,} 个单位{of}，每秒 {done / self.seconds:,.0f} 个{end}", err=True, nl=False)

    def close(self) -> None:
        """Ends the line that was written over."""
        if self.shown and sys.stderr.isatty():
            click.echo(err=True)
