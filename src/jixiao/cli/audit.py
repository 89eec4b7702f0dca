"""``jixiao audit verify``: proves that nobody changed the trail of the web application."""

from __future__ import annotations

import sys
from pathlib import Path

import click

__all__ = ["command"]


@click.group(short_help="网页版的操作日志：核验是否被改动过")
def command() -> None:
    """网页版的操作日志每一条都带有前一条的校验码，连成一串；改动、删除或插入任何一条都会被发现。"""


@command.command(short_help="核验日志")
@click.option(
    "--data",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    envvar="JIXIAO_DATA",
    help="数据文件夹，默认用户主目录下的 .jixiao。",
)
def verify(data: Path | None) -> None:
    """从第一条起逐条核验。退出码：0 完好；1 被改动过，并说明从哪一条起；2 打不开。"""
    from jixiao.web.server import Refused, prepare

    try:
        prepare(data)
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(2)
    from jixiao.web.audit.chain import Broken
    from jixiao.web.audit.chain import verify as prove

    try:
        number, digest = prove()
    except Broken as broken:
        click.echo(f"日志被改动过：{broken}", err=True)
        sys.exit(1)
    click.echo(f"日志完好，共 {number} 条。最后一条的校验码：{digest or '（无）'}")
