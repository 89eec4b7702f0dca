"""``jixiao fields``: the fields of own templates, and the check of a template."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jixiao.cli._output import table

if TYPE_CHECKING:
    from jixiao.writing.templates.fill import Template
    from jixiao.writing.templates.folder import Loaded

__all__ = ["command", "templates_or_exit"]


@click.command("fields", short_help="列出自备模板可用的字段，或检查模板")
@click.argument("words", metavar="[名称]…", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    show_default=True,
    help="输出形式。json 为一个数组，每个字段一个对象。",
)
@click.option(
    "--check",
    "templates",
    metavar="模板",
    multiple=True,
    type=click.Path(path_type=Path),
    help="不列字段，检查这份 docx 模板或这个文件夹里的模板，可以给多次。",
)
def command(words: tuple[str, ...], form: str, templates: tuple[Path, ...]) -> None:
    """列出自备 docx 模板可以用的字段：名称、种类、单位、含义、例子。给出名称时只列名称里含有它的；给出一个列表的全名时
    列它的各列。

    退出码：0 已列出，或模板没有错误；2 模板有错误，或命令有误。
    """
    if templates:
        sys.exit(_check(templates))
    from jixiao.writing.templates.expressions import near
    from jixiao.writing.templates.fields import OTHER_NAMES, fields

    known = fields()
    chosen = [known[word] for word in words if word in known] if words else list(known.values())
    if not chosen:
        meant = {name for other, name in OTHER_NAMES.items() if other in words}
        chosen = [field for field in known.values() if field.name in meant or any(word in field.name for word in words)]
    if not chosen:
        close = near(words[0], known)
        hint = f"是否想找：{'、'.join(close)}？" if close else "不带名称时列出全部字段。"
        raise click.UsageError(f"没有名称里含有“{'、'.join(words)}”的字段。{hint}")
    if form == "json":
        import json

        from jixiao.writing.templates.page import field_object

        click.echo(json.dumps([field_object(field) for field in chosen], ensure_ascii=False, indent=2))
    elif form == "markdown":
        if words:
            raise click.UsageError("--format markdown 印整页，不能只列几个。")
        from jixiao.writing.templates.page import page

        click.echo(page(), nl=False)
    else:
        columns = chosen[0].columns if len(chosen) == 1 else ()
        table(
            ("列" if columns else "字段", "种类", "单位", "含义", "例"),
            [(each.name, each.kind, each.unit, each.meaning, each.example) for each in columns or chosen],
        )
        what = f"{chosen[0].name}共 {len(columns)} 列" if columns else f"共 {len(chosen)} 个"
        click.echo(f"{what}。模板里写 {{{{ 字段 }}}}；列表逐行印，用 jixiao fields 列表名 看它的各列。")


def _check(paths: tuple[Path, ...]) -> int:
    """Checks each template and says what is wrong; gives the exit code."""
    from jixiao.writing.templates.folder import load_template, load_templates

    loaded = [load_templates(path) if path.is_dir() else load_template(path) for path in paths]
    for each in loaded:
        _print_faults(each)
        for template in each.templates:
            click.echo(f"{template.title}.docx：没有错误，用了 {len(template.names)} 个字段。")
    return 2 if any(each.findings for each in loaded) else 0


def templates_or_exit(folder: Path | None) -> tuple[Template, ...]:
    """The templates in ``folder``; where one has a fault, prints every fault and ends the command before it writes."""
    if folder is None:
        return ()
    from jixiao.writing.templates.folder import load_templates

    loaded = load_templates(folder)
    if loaded.findings:
        click.echo("模板有错误，什么都没有写，请先改正：", err=True)
        _print_faults(loaded)
        sys.exit(2)
    return loaded.templates


def _print_faults(loaded: Loaded) -> None:
    """Every fault on a line of its own on standard error: file, code, place, what was found, what is expected."""
    for finding in loaded.findings:
        click.echo(
            f"  [{finding.severity.label} {finding.code}] {finding.locations[0].file}：{finding.message}", err=True
        )
        if finding.advice:
            click.echo(f"      {finding.advice}", err=True)
    if loaded.findings:
        click.echo(f"模板共 {len(loaded.findings)} 处错误。", err=True)
