"""``jixiao write``: the official documents of a filled workbook."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jixiao.cli._output import fail, print_findings, schemes_option
from jixiao.system import reason

__all__ = ["command"]

_FORMATS = ("docx", "pdf", "html", "xlsx")


@click.command(short_help="写出要报送的文档：自评报告、自评表、评分表")
@click.argument("workbook", metavar="工作簿.xlsx", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path), help="写到这个文件夹。"
)
@click.option(
    "--document", "names", multiple=True, metavar="名称", help="只写这一种文档，可以给多次；默认写全部适用的。"
)
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(_FORMATS), help="只写这些格式，可以给多次；默认全部。"
)
@schemes_option
def command(
    workbook: Path, output: Path, names: tuple[str, ...], formats: tuple[str, ...], schemes: Path | None
) -> None:
    """由填好的工作簿写出要报送的文档。缺少的数据在文档里标为“待补充”，并在最后列出。

    工作簿有错误时逐条列出，不写任何文件，退出码 2。
    """
    from jixiao.workbook.evaluation import evaluate_file
    from jixiao.writing.documents import documents
    from jixiao.writing.dossier import Dossier
    from jixiao.writing.files import write_documents

    known = documents()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise click.BadParameter(f"没有“{'、'.join(unknown)}”，可选：{'、'.join(known)}", param_hint="--document")
    evaluation = evaluate_file(workbook, schemes)
    result, reading = evaluation.result, evaluation.reading
    if result is None or reading.scheme is None or reading.facts is None:
        click.echo(f"{workbook} 还不能写文档，请先改正：", err=True)
        fail(evaluation.findings)
    print_findings(evaluation.findings)
    filling = reading.filling
    dossier = Dossier(
        reading.scheme,
        result,
        reading.facts,
        filling.rows if filling else {},
        department=filling.department if filling else "",
    )
    wanted = [known[name] for name in names] if names else list(known.values())
    wanted = [document for document in wanted if reading.scheme.subject in document.subjects]
    try:
        written = write_documents(dossier, wanted, formats or _FORMATS, output)
    except OSError as fault:
        click.echo(f"写不了文件夹 {output}：{reason(fault)}。请检查权限和磁盘空间，或换一个文件夹。", err=True)
        sys.exit(2)
    for each in written:
        click.echo(f"{each.document.title}：" + "、".join(str(path) for path in each.paths))
    lacking = dict.fromkeys((each.document.title, gap.place, gap.label) for each in written for gap in each.gaps)
    if lacking:
        click.echo(f"还有 {len(lacking)} 处待补充：")
        for title, place, label in lacking:
            click.echo(f"  {title}　{place}：{label}")
