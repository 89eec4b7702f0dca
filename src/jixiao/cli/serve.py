"""``jixiao serve``: the web application on this computer."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jixiao.system import reason

__all__ = ["command"]


@click.command(short_help="在本机运行网页版：填台账、自评、上报、复核、公开")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="JIXIAO_DATA",
    help="数据文件夹：数据库、佐证材料、密钥都在其中，备份它就是备份全部。默认用户主目录下的 .jixiao。",
)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="端口。")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址；让局域网访问填 0.0.0.0。")
@click.option("--demo", is_flag=True, help="装入演示数据（一个财政局、一个主管部门、五家示例单位），并列出演示人员。")
@click.option("--workers", type=click.IntRange(1, 16), default=1, show_default=True, help="服务进程数。")
def command(data: Path | None, port: int, host: str, workers: int, *, demo: bool) -> None:
    """运行网页版，按 Ctrl-C 停止。数据库默认是数据文件夹里的 SQLite；设置 JIXIAO_DATABASE 可改用 PostgreSQL。

    演示数据只装进空的或已经是演示用的数据文件夹，绝不混进真实数据。
    """
    try:
        from jixiao.web.server import Refused, serve
    except ModuleNotFoundError as missing:
        click.echo(f"没有安装网页版需要的组件（{missing.name}）。请运行：pip install 'jixiao[web]'", err=True)
        sys.exit(2)
    try:
        serve(data, host, port, workers, demo=demo, say=click.echo)
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(2)
    except OSError as fault:
        click.echo(f"运行不起来：{reason(fault)}。请检查数据文件夹的权限和磁盘空间。", err=True)
        sys.exit(2)
