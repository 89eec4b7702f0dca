"""``jixiao write``: the official documents of filled workbooks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from jixiao.cli._output import Progress, print_findings, schemes_option
from jixiao.cli.fields import templates_or_exit
from jixiao.system import reason
from jixiao.writing.files import FORMATS

if TYPE_CHECKING:
    from jixiao.writing.batch import Outcome

__all__ = ["command"]

_GAPS_SHOWN = 5
"""Among many workbooks so many gaps of each are listed."""
_HEADS: Final = {
    "已保留您修改过的段落：": ("kept", "added", "deleted", "differs"),
    "以下数字以台账为准：": ("figure", "by_hand", "gone"),
    "以下段落的位置已不存在，移到了文末：": ("unplaced",),
    "已保留您在表格里写的内容：": ("cell", "emptied"),
    "表格里有您写的与现在的数据不一致，请核对：": ("disagrees",),
    "以下内容没有带到新文件里：": ("lost",),
}
"""What notes on the clerk's changes are printed under which heading."""


@click.command(short_help="写出要报送的文档：自评报告、自评表、评分表")
@click.argument("paths", metavar="工作簿.xlsx…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path), help="写到这个文件夹。"
)
@click.option(
    "--document", "names", multiple=True, metavar="名称", help="只写这一种文档，可以给多次；默认写全部适用的。"
)
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(FORMATS), help="只写这些格式，可以给多次；默认全部。"
)
@click.option(
    "--keep",
    "kept_from",
    metavar="旧稿.docx",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="从这份旧稿保留您修改过的段落，要同时用 --document 指明文档；默认从输出文件夹里的同名文件保留。",
)
@click.option("--fresh", is_flag=True, help="不保留改动，全部重写；原来的文件改名为“…（旧）.docx”。")
@click.option(
    "--templates",
    metavar="文件夹",
    envvar="JIXIAO_TEMPLATES",
    type=click.Path(path_type=Path),
    help="自备 docx 模板所在的文件夹：每份模板填好后和正式文档放在一起。字段见 jixiao fields。",
)
@click.option("--progress/--no-progress", default=None, help="超过两秒时是否显示进度；默认只在终端上显示。")
@schemes_option
def command(
    paths: tuple[Path, ...],
    output: Path,
    names: tuple[str, ...],
    formats: tuple[str, ...],
    kept_from: Path | None,
    fresh: bool,
    templates: Path | None,
    progress: bool | None,
    schemes: Path | None,
) -> None:
    """由填好的工作簿写出要报送的文档。缺少的数据在文档里标为“待补充”，并在最后列出。

    一份工作簿的文档直接写进输出文件夹。给出几份工作簿或文件夹时，每个单位一个子文件夹；同一单位有几份的，再按年度、
    项目分开。有错误的工作簿逐条列出错误，不写它的文档，其余照常；文件夹里不是填报工作簿的 xlsx 各提一行，跳过。

    再写一遍时，您在 Word 或 WPS 里改过、加过、删过的段落都保留，其中的数字按台账更新；没有动过的段落按台账重写。

    退出码：0 已全部写出；1 已写出，但有待补充的数据；2 有工作簿没有写出，或命令有误；130 中途按 Ctrl-C 停止。
    """
    from jixiao.writing.batch import Order, identities, places, workbooks_in, write_all
    from jixiao.writing.documents import documents
    from jixiao.writing.files import probe

    known = documents()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise click.BadParameter(f"没有“{'、'.join(unknown)}”，可选：{'、'.join(known)}", param_hint="--document")
    sources = [file for path in paths for file in workbooks_in(path, output)]
    if not sources:
        click.echo(f"{'、'.join(map(str, paths))} 里没有工作簿（.xlsx）。", err=True)
        sys.exit(2)
    alone = sources == list(paths) and len(sources) == 1
    if kept_from is not None and (fresh or not alone or len(names) != 1):
        message = "只能用于一份工作簿、用 --document 指明的一种文档，也不能与 --fresh 同用"
        raise click.BadParameter(message, param_hint="--keep")
    own = templates_or_exit(templates)
    try:
        probe(output)
    except OSError as fault:
        click.echo(f"写不了文件夹 {output}：{reason(fault)}。请检查权限和磁盘空间，或换一个文件夹。", err=True)
        sys.exit(2)
    folders = [output]
    if not alone:
        with Progress("读工作簿", len(sources), progress) as bar:
            folders = places(bar.each(identities(sources, schemes)), output)
    jobs = list(zip(sources, folders, strict=True))
    order = Order(formats or FORMATS, names, schemes, kept_from, fresh, own)
    counts, passed = [0, 0, 0], 0
    with Progress("写文档", len(sources), progress) as bar:
        for outcome in bar.each(write_all(jobs, order)):
            if outcome.stranger and outcome.source not in paths:
                click.echo(f"{outcome.source}：不是填报工作簿，跳过", err=True)
                passed += 1
            else:
                counts[_tell(outcome, alone=alone)] += 1
    if not alone:
        complete, open_, failed = counts
        over = f"；另有 {passed} 个文件不是填报工作簿，已跳过" if passed else ""
        click.echo(
            f"共 {sum(counts)} 份工作簿：写齐 {complete} 份，写出但有待补充 {open_} 份，没有写 {failed} 份{over}。"
        )
    if not any(counts):
        sys.exit(2)
    sys.exit(max(code for code, count in enumerate(counts) if count))


def _tell(outcome: Outcome, *, alone: bool) -> int:
    """Prints what became of one workbook; gives the exit code that it asks for."""
    if outcome.failed:
        click.echo(f"{outcome.source} 没有写文档：", err=True)
        print_findings(outcome.findings)
        return 2
    if outcome.findings and not alone:
        click.echo(f"{outcome.source}：", err=True)
    print_findings(outcome.findings)
    if alone:
        for each in outcome.written:
            click.echo(f"{each.document.title}：" + "、".join(str(path) for path in each.paths))
    else:
        files = sum(len(each.paths) for each in outcome.written)
        click.echo(
            f"{'　'.join(outcome.subject)}：{len(outcome.written)} 种文档，{files} 个文件，写在 {outcome.folder}"
        )
    _tell_kept(outcome, alone=alone)
    if replaced := "、".join(sorted({sign for each in outcome.written for sign in each.replaced})):
        click.echo(
            f"pdf 里这些字没有字体可用，印成了“〓”：{replaced}。请装上有这些字的字体再写一遍（jixiao doctor）。",
            err=True,
        )
    if not outcome.gaps:
        return 0
    click.echo(f"还有 {len(outcome.gaps)} 处待补充：")
    shown = outcome.gaps if alone else outcome.gaps[:_GAPS_SHOWN]
    for title, place, label in shown:
        click.echo(f"  {title}　{place}：{label}")
    if len(shown) < len(outcome.gaps):
        click.echo(f"  其余 {len(outcome.gaps) - len(shown)} 处在文档里有黄色标记；单独写这一份时全部列出。")
    absent = [f"“{name}”" for name in outcome.absent if any(f"“{name}”" in label for _, _, label in outcome.gaps)]
    if absent and alone:
        advice = "要填的，用 jixiao template 编号 --all-registers 出一份空表，把同名的工作表移过来"
        click.echo(f"工作簿里没有{''.join(absent)}这{len(absent)}张表：{advice}。")
    return 1


def _tell_kept(outcome: Outcome, *, alone: bool) -> None:
    """Prints what became of the clerk's changes to the documents that were there before."""
    if not alone:
        kept = sum(note.what in ("kept", "added") for each in outcome.written for note in each.notes)
        if kept:
            click.echo(f"  已保留您修改过的 {kept} 个段落")
        cells = [
            note for each in outcome.written for note in each.notes if note.what in ("cell", "emptied", "disagrees")
        ]
        if cells:
            unlike = sum(note.what == "disagrees" for note in cells)
            doubt = f"，其中 {unlike} 处与现在的数据不一致（单独写这一份时列出）" if unlike else ""
            click.echo(f"  已保留您在表格里写的 {len(cells)} 处{doubt}")
    for head, kinds in _HEADS.items():
        told = [(each, note) for each in outcome.written for note in each.notes if note.what in kinds]
        if told and (alone or "lost" in kinds):
            click.echo(head)
            for each, note in told:
                click.echo(f"  {each.document.title}　{note}")
    for each in outcome.written:
        if each.aside is not None:
            click.echo(f"原来的文件另存为 {each.aside}")
