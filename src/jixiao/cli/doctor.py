"""``jixiao doctor``: what this machine has for making and reading documents, and what would make them better."""

from __future__ import annotations

import json
import platform
import sys

import click

from jixiao.cli._output import format_option, table

__all__ = ["command"]

_ROLES = {"biaosong": "标题", "heiti": "一级标题", "kaiti": "二级标题", "fangsong": "正文", "song": "表格、页码"}
_FREE = ("Noto ", "LXGW ", "Fandol", "DejaVu ")
_LIBRARIES = ("typst", "python-docx", "xlsxwriter", "vl-convert-python", "pypdfium2", "python-calamine", "lxml")
_OPTIONAL = {
    "polars": ("polars", "给整张表的单位评分（jixiao score）", "pip install 'jixiao[frames]'"),
    "rapidocr": ("rapidocr", "读扫描件", "pip install 'jixiao[ocr]'"),
}


@click.command(short_help="查看本机的字体、可选程序和版本")
@format_option
def command(form: str) -> None:
    """查看本机有什么：各种文字在 pdf 里用哪种字体、可选的程序和库、各个库的版本。什么也不改动。"""
    fonts, programs, versions = _fonts(), _programs(), _versions()
    if form == "json":
        click.echo(
            json.dumps({"fonts": fonts, "programs": programs, "versions": versions}, ensure_ascii=False, indent=1)
        )
        return
    click.echo("pdf 所用的字体（docx 里写的是规定的字体名，由打开它的电脑提供）")
    table(("用处", "规定字体", "本机所用", "说明"), [tuple(each.values()) for each in fonts])
    if any(each["note"] for each in fonts):
        click.echo("单位有正式字体的，把字体文件放进一个文件夹，并用环境变量 JIXIAO_FONTS 指明这个文件夹。\n")
    click.echo("可选的程序和库")
    table(("名称", "有无", "用处", "怎样安装"), [tuple(each.values()) for each in programs])
    click.echo("版本")
    table(("名称", "版本"), list(versions.items()))


def _fonts() -> list[dict[str, str]]:
    from jixiao.writing.fonts import OFFICIAL, faces

    found = []
    for role, names in faces().items():
        found.append(
            {
                "use": _ROLES[role],
                "official": OFFICIAL[role],
                "used": names[0],
                "note": "没有规定的字体，用开源字体代替" if names[0].startswith(_FREE) else "",
            }
        )
    return found


def _programs() -> list[dict[str, str]]:
    import shutil
    from importlib.util import find_spec

    office = shutil.which("soffice") or shutil.which("libreoffice")
    found = [
        {
            "name": "LibreOffice",
            "there": "有" if office else "没有",
            "use": "读 doc、xls 等旧格式",
            "how": "" if office else "装上 LibreOffice，使 soffice 在 PATH 里",
        }
    ]
    for name, (module, use, how) in _OPTIONAL.items():
        there = find_spec(module) is not None
        found.append({"name": name, "there": "有" if there else "没有", "use": use, "how": "" if there else how})
    return found


def _versions() -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    from jixiao import __version__

    found = {"jixiao": __version__, "Python": platform.python_version(), "系统": f"{sys.platform} {platform.machine()}"}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "没有装"
    return found
