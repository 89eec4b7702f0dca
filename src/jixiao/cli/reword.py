"""``jixiao reword``: proposals for the words of a written report, from a model that the office has configured."""

from __future__ import annotations

import difflib
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from jixiao.system import reason

if TYPE_CHECKING:
    from rich.text import Text

    from jixiao.writing.proposals import Draft, Passage
    from jixiao.writing.wording import Endpoint

__all__ = ["command"]


@click.command(short_help="请配置好的模型为报告的段落拟更通顺的措辞（可选）")
@click.argument("report", metavar="报告.docx", type=click.Path(path_type=Path))
@click.option("--section", metavar="标题", help="只改这个标题下的段落，写出标题里的几个字即可；默认全部正文段落。")
@click.option("--accept", is_flag=True, help="采用所有合格的建议并写回文件；在终端上默认逐段询问，否则只显示。")
def command(report: Path, section: str | None, accept: bool) -> None:
    """请模型为报告的段落拟更通顺的措辞，与原文对照显示，您同意的才写回文件。

    数字先换成占位符再发出，模型改不了；少了数字、多出数字、数字换了位置的建议一律不用。人名、单位名和说法是否属实，程序
    核对不了，请您自己看。段落的文字会发到所配置的地址，请确认单位允许。

    模型的接口须与 OpenAI 兼容，可以是单位内部的，由环境变量指定；不配置时，其他功能照常：

    \b
    JIXIAO_WORDING_URL      接口地址，如 http://127.0.0.1:11434/v1
    JIXIAO_WORDING_MODEL    模型的名称
    JIXIAO_WORDING_KEY      密钥，不需要的不设
    JIXIAO_WORDING_SECONDS  每段最多等多少秒，默认 120

    退出码：0 完成；1 有建议不合格，没有采用；2 没有配置、连不上模型或文件读写不了。
    """
    from jixiao.writing.proposals import Draft
    from jixiao.writing.wording import Endpoint

    endpoint = Endpoint.of(os.environ)
    if isinstance(endpoint, str):
        _stop(endpoint)
    try:
        draft = Draft.of(report.read_bytes())
    except OSError as fault:
        _stop(f"读不了 {report}：{reason(fault)}。")
    if isinstance(draft, str):
        _stop(f"读不了 {report}：{draft}")
    passages = [each for each in draft.passages if section is None or section in each.heading]
    if not passages:
        headings = "、".join(dict.fromkeys(each.heading for each in draft.passages if each.heading))
        which = f"标题含“{section}”的部分" if section else "文件"
        _stop(f"{which}里没有可以改写的段落。" + (f"有段落可改的标题：{headings}" if section and headings else ""))
    taken, refused, unavailable = _go_through(endpoint, draft, passages, accept=accept)
    if taken:
        _save(report, draft)
        click.echo(f"已把 {taken} 段写回 {report}。再用 jixiao write 时，这些段落会保留，其中的数字照样更新。")
    if unavailable:
        _stop(f"{unavailable}。")
    sys.exit(1 if refused else 0)


def _on_terminal() -> bool:
    return sys.stdin.isatty()


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)


def _go_through(endpoint: Endpoint, draft: Draft, passages: list[Passage], *, accept: bool) -> tuple[int, int, str]:
    """Asks for each passage; how many proposals were taken and refused, and why the endpoint gave no answer."""
    from jixiao.writing.wording import Refused, Unavailable, propose

    taken = refused = 0
    for passage in passages:
        proposal = propose(endpoint, passage.text)
        if isinstance(proposal, Unavailable):
            return taken, refused, proposal.reason
        click.echo(f"【{passage.heading}】" if passage.heading else "【正文】")
        if isinstance(proposal, Refused):
            refused += 1
            click.echo(f"  建议没有采用：{proposal.reason}。")
            click.echo(f"  原文：{passage.filled(passage.text)}")
        elif proposal == passage.text:
            click.echo("  模型认为不用改。")
        else:
            _show(passage, proposal)
            if accept or (_on_terminal() and click.confirm("  采用吗？", default=False)):
                draft.accept(passage, proposal)
                taken += 1
    if not taken and not accept and not _on_terminal():
        click.echo("以上只是建议，没有写回文件；加上 --accept 采用。")
    return taken, refused, ""


def _show(passage: Passage, proposal: str) -> None:
    """Prints both wordings below each other, what goes in red and what comes in green."""
    from rich.console import Console
    from rich.text import Text

    old, new = Text("  原文："), Text("  建议：")
    before, after = _signs(passage.text), _signs(proposal)
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        same = kind == "equal"
        _append(old, passage, before[i1:i2], "" if same else "red strike")
        _append(new, passage, after[j1:j2], "" if same else "bold green")
    console = Console(highlight=False, soft_wrap=True)
    console.print(old)
    console.print(new)


def _signs(text: str) -> list[str]:
    """The characters of a text, a placeholder being one of them."""
    return re.findall(r"⟦\d+⟧|.", text, re.DOTALL)


def _append(line: Text, passage: Passage, signs: list[str], style: str) -> None:
    line.append(passage.filled("".join(signs)), style)


def _save(report: Path, draft: Draft) -> None:
    from jixiao.writing.files import save_all

    try:
        save_all({report.name: draft.save()}, report.parent)
    except OSError as fault:
        _stop(f"写不了 {report}：{reason(fault)}。请关闭已打开的文件后再试。")
