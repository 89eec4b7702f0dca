"""``jixiao tidy``: removes files of the web application that nothing refers to any more."""

from __future__ import annotations

import sys
from pathlib import Path

import click

__all__ = ["command"]


@click.command(short_help="清理网页版不再用到的文件")
@click.option(
    "--data",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    envvar="JIXIAO_DATA",
    help="数据文件夹，默认用户主目录下的 .jixiao。",
)
def command(data: Path | None) -> None:
    """上传后一天内没有确认的文件、没有传完的文件，从数据文件夹里删去，每一个都记入日志。提交的版本、佐证材料和后台任务的文件不动。网页版运行时每小时自动清理一次，一般不用这个命令。退出码：0 已清理；2 打不开。"""
    from jixiao.web.server import Refused, prepare

    try:
        prepare(data)
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(2)
    from jixiao.web.jobs.tidying import tidy

    found = tidy()
    click.echo(
        f"清理了 {found.files} 个文件，共 {found.size} 字节；另有 {found.uploads} 次上传一天内没有确认，已作废。"
    )
