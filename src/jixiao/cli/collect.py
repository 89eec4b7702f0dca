"""``jixiao collect``: many filled workbooks to one roll-up, a department's or the finance bureau's."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from jixiao.cli._output import Progress, print_findings, schemes_option
from jixiao.system import reason
from jixiao.writing.files import FORMATS

if TYPE_CHECKING:
    from jixiao.writing.collection import Absent, Collection
    from jixiao.writing.files import Written

__all__ = ["command"]

_COLLECTORS: Final = ("department", "finance")
_GAPS_SHOWN: Final = 20
"""So many gaps are listed; among hundreds of units without a total a longer list would hide the files above it."""


@click.command(short_help="汇总：所属单位（主管部门用）或各部门（财政部门用）的绩效自评")
@click.argument("paths", metavar="工作簿.xlsx或文件夹…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path), help="写到这个文件夹。"
)
@click.option(
    "--as",
    "collector",
    type=click.Choice(_COLLECTORS),
    default="department",
    show_default=True,
    help="谁来汇总：department 主管部门汇总所属单位，finance 财政部门汇总各部门。",
)
@click.option("--name", default="", metavar="名称", help="汇总的部门或地区；默认取工作簿里一致填写的主管部门。")
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(FORMATS), help="只写这些格式，可以给多次；默认全部。"
)
@click.option("--without-faulty", is_flag=True, help="有错误的工作簿不计入，其余照常汇总；文档里标明缺哪些单位。")
@click.option("--progress/--no-progress", default=None, help="超过两秒时是否显示进度；默认只在终端上显示。")
@schemes_option
def command(
    paths: tuple[Path, ...],
    output: Path,
    collector: str,
    name: str,
    formats: tuple[str, ...],
    without_faulty: bool,
    progress: bool | None,
    schemes: Path | None,
) -> None:
    """汇总填好的工作簿：金额相加，执行率由合计数算出，总分按指标体系规定的权数合成（没有规定的按各单位平均）。

    各单位须用同一指标体系、同一年度。有工作簿读不出、填错、与其他单位不同或同一单位交了两份时，逐条列出，什么也不写；
    加 --without-faulty 时其余单位照常汇总，文档里醒目标出未汇总的单位。再汇总一遍时，您在 docx 里改过的段落都保留。

    退出码：0 已汇总；1 已汇总，但有待补充的数据或未汇总的单位；2 没有写出，或命令有误；130 中途按 Ctrl-C 停止。
    """
    from jixiao.writing.batch import workbooks_in
    from jixiao.writing.collection import Absent, collect
    from jixiao.writing.files import probe, write_documents
    from jixiao.writing.handed_in import read_all
    from jixiao.writing.rollups import rollups

    wanted = [rollup for rollup in rollups().values() if rollup.collector == collector]
    if formats and not any(form in formats for rollup in wanted for form in rollup.formats):
        raise click.BadParameter("所选的格式都不适用于要写的文档", param_hint="--format")
    sources = list(dict.fromkeys(file for path in paths for file in workbooks_in(path, output)))
    if not sources:
        click.echo(f"{'、'.join(map(str, paths))} 里没有工作簿（.xlsx）。", err=True)
        sys.exit(2)
    try:
        probe(output)
    except OSError as fault:
        _not_writable(output, fault)
    with Progress("读工作簿", len(sources), progress) as bar:
        read = list(bar.each(read_all(sources, schemes)))
    members = [each for each in read if not isinstance(each, Absent)]
    departments = {member.department for member in members if member.department}
    if not name and collector == "department" and len(departments) == 1:
        (name,) = departments
    collection, left_out = collect(members, [each for each in read if isinstance(each, Absent)], name)
    _tell_absent(left_out, len(sources))
    if collection is None or (left_out and not without_faulty):
        if collection is not None:
            click.echo(
                "缺少单位的汇总不完整，什么也没有写。请改正后再汇总；要先汇总其余单位的，加 --without-faulty。",
                err=True,
            )
        sys.exit(2)
    try:
        written = write_documents(collection, wanted, formats or FORMATS, output)
    except OSError as fault:
        _not_writable(output, fault)
    sys.exit(_tell(collection, written))


def _not_writable(output: Path, fault: OSError) -> NoReturn:
    click.echo(f"写不了文件夹 {output}：{reason(fault)}。请检查权限和磁盘空间，或换一个文件夹。", err=True)
    sys.exit(2)


def _tell_absent(left_out: tuple[Absent, ...], count: int) -> None:
    if not left_out:
        return
    click.echo(f"{count} 份工作簿中有 {len(left_out)} 份不能汇总：", err=True)
    for each in left_out:
        click.echo(f"{each.source}{f'（{each.unit}）' if each.unit else ''}：", err=True)
        print_findings(each.findings)


def _tell(collection: Collection, written: tuple[Written, ...]) -> int:
    """Prints what was rolled up and what is still open; gives the exit code."""
    from jixiao.numbers import plain

    score = collection.score
    rolled = f"汇总得分 {plain(score)} 分" if score is not None else "暂无汇总得分"
    absent = f"，{len(collection.absent)} 份未汇总" if collection.absent else ""
    click.echo(f"已汇总 {len(collection.members)} 个单位 {collection.year} 年度的绩效自评{absent}；{rolled}。")
    for each in written:
        click.echo(f"{each.document.title}：" + "、".join(str(path) for path in each.paths))
    kept = sum(note.what in ("kept", "added") for each in written for note in each.notes)
    if kept:
        click.echo(f"已保留您修改过的 {kept} 个段落")
    cells = sum(note.what == "cell" for each in written for note in each.notes)
    if cells:
        click.echo(f"已保留您在表格里写的 {cells} 处")
    for each in written:
        for note in each.notes:
            if note.what not in ("kept", "added", "cell"):
                click.echo(f"  {each.document.title}　{note}")
        if each.aside is not None:
            click.echo(f"原来的文件另存为 {each.aside}")
    lacking = dict.fromkeys((each.document.title, gap.place, gap.label) for each in written for gap in each.gaps)
    if not lacking:
        return 0
    click.echo(f"还有 {len(lacking)} 处待补充：")
    for title, place, label in list(lacking)[:_GAPS_SHOWN]:
        click.echo(f"  {title}　{place}：{label}")
    if len(lacking) > _GAPS_SHOWN:
        click.echo(f"  其余 {len(lacking) - _GAPS_SHOWN} 处在文档里有黄色标记。")
    return 1
