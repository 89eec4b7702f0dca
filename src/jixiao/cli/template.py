"""``jixiao template``: the workbook that a unit fills in for a scheme."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jixiao.cli._output import fail, schemes_option
from jixiao.system import reason

__all__ = ["command"]


@click.command(short_help="生成某个指标体系的填报工作簿")
@click.argument("scheme_name", metavar="编号或文件")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写到这个文件；默认为“编号.xlsx”。"
)
@click.option(
    "--all-registers",
    is_flag=True,
    help="连同该指标体系不要求的台账（如活动台账）一起生成，填了就写进报告。",
)
@click.option("--force", is_flag=True, help="文件已存在时覆盖。")
@schemes_option
def command(scheme_name: str, output: Path | None, all_registers: bool, force: bool, schemes: Path | None) -> None:
    """生成填报工作簿（xlsx）：指标体系要用的台账各一张表，加上绩效目标和台账得不出的填报项。

    编号用 jixiao scheme list 查看。填好后用 jixiao evaluate 评分。退出码：0 已写出；2 没有这个指标体系，或写不出。
    """
    from jixiao.schemes.catalogue import Catalogue
    from jixiao.workbook.template import write

    scheme, findings = Catalogue.of(schemes).find(scheme_name)
    if scheme is None:
        fail(findings)
    path = output or Path(f"{scheme.id}.xlsx")
    if path.suffix.lower() != ".xlsx":
        raise click.UsageError(f"文件名应以 .xlsx 结尾，例如 {path.with_suffix('.xlsx')}。")
    if path.exists() and not force:
        # A filled workbook of the same name may be a week of somebody's work.
        raise click.UsageError(f"{path} 已经存在，可能是填过的工作簿。请换一个文件名，或加 --force 覆盖。")
    try:
        write(scheme, path, all_registers=all_registers)
    except OSError as fault:
        click.echo(f"写不了 {path}：{reason(fault)}。请检查文件夹是否存在、文件是否正被打开。", err=True)
        sys.exit(2)
    own = "" if scheme.id in Catalogue.of().files else f" --schemes {schemes or Path(scheme_name).parent}"
    click.echo(f"已写出 {path}。填好后运行：jixiao evaluate {path}{own} -o 结果文件夹")
