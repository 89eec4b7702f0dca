"""``jixiao checks``: the catalogue of checks."""

from __future__ import annotations

import click

from jixiao.cli._output import table

__all__ = ["command"]


@click.command("checks", short_help="列出全部检查，或说明其中一项")
@click.argument("codes", metavar="[代码]…", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    show_default=True,
    help="输出形式。json 为一个数组，每项检查一个对象。",
)
def command(codes: tuple[str, ...], form: str) -> None:
    """列出全部检查；给出代码（或其开头）时逐项说明：查什么、为什么、例子、怎样改、依据。"""
    from jixiao.checking.catalogue import choose, entry, page, severity_label, status_label

    try:
        entries = [entry(check) for check in choose(codes)]
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None
    if form == "json":
        import json

        from jixiao.checking.contract import check_object

        click.echo(json.dumps([check_object(each) for each in entries], ensure_ascii=False, indent=2))
    elif form == "markdown":
        click.echo(page(), nl=False)
    elif codes:
        for each in entries:
            click.echo(
                f"{each.code}　{each.title}（{each.kind.label}，{severity_label(each.severity)}，{status_label(each)}）"
            )
            for heading, text in each.sections:
                click.echo(f"\n{heading}\n  {text.replace(chr(10), chr(10) + '  ')}")
            click.echo("")
    else:
        table(
            ("代码", "名称", "类别", "最高程度", "状态"),
            [
                (each.code, each.title, each.kind.label, severity_label(each.severity), status_label(each))
                for each in entries
            ],
        )
        click.echo(f"共 {len(entries)} 项。用 jixiao checks 代码 查看说明。")
