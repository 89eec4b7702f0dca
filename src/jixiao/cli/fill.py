"""``jixiao fill``: a blank form of the finance bureau's, filled from the workbook."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from jixiao.cli._output import fail, format_option, print_findings, schemes_option, table
from jixiao.system import reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.writing.dossier import Dossier
    from jixiao.writing.forms.fill import Left, Outcome

__all__ = ["command"]


@click.command(short_help="填财政部门发来的空白表：按表上的栏目填，版式不动")
@click.argument("blank", metavar="空白表.docx|xlsx", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "source",
    required=True,
    metavar="工作簿.xlsx|result.json",
    type=click.Path(path_type=Path),
    help="填好的工作簿；也可以用 jixiao evaluate 写出的 result.json，其中只有评分用到的数。",
)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="填好的表写到这个文件。")
@format_option
@schemes_option
def command(blank: Path, source: Path, output: Path, form: str, schemes: Path | None) -> None:
    """按空白表上的行名、列名认出每一格要填什么，用工作簿里的数据填上；表的版式不动，已有的内容不改。

    填了哪些、从哪里来，哪些没有填、为什么，都逐项列出。台账里没有的留空，不编造。

    退出码：0 认得的都已填；1 有没有填的；2 没有填成（不写任何文件）。
    """
    from jixiao.findings import Finding
    from jixiao.writing.forms.fill import fill_form
    from jixiao.writing.forms.package import open_form

    _check_paths(blank, source, output)
    opened = open_form(blank)
    if isinstance(opened, Finding):
        _stop(blank, f"{opened.message}{opened.advice}")
    dossier = _scored(source, schemes) if source.suffix.lower() == ".json" else _dossier(source, schemes)
    outcome = fill_form(opened, dossier)
    if not outcome.is_form:
        _stop(blank, "认不出是绩效表：没有找到项目名称、资金、指标这样的栏目。请核对文件；要填的表应是空白的原表。")
    try:
        _save(opened.content(), output)
    except OSError as fault:
        _stop(output, f"写不了：{reason(fault)}。请检查文件是否正打开着、权限和磁盘空间，或换一个位置。")
    if form == "json":
        click.echo(json.dumps(_object(outcome, output), ensure_ascii=False, indent=1))
    else:
        _print(outcome, output)
    sys.exit(1 if outcome.left else 0)


def _stop(path: Path, why: str) -> NoReturn:
    click.echo(f"{path}：{why}", err=True)
    sys.exit(2)


def _check_paths(blank: Path, source: Path, output: Path) -> None:
    """What can be seen to be wrong with the paths before anything is read."""
    if output.is_dir():
        _stop(output, "是文件夹，请写明填好的表的文件名。")
    if output.suffix.lower() != blank.suffix.lower():
        _stop(output, f"填好的表与空白表是同一种文件，文件名应以 {blank.suffix or '.docx 或 .xlsx'} 结尾。")
    if output.exists() and any(each.exists() and output.samefile(each) for each in (blank, source)):
        _stop(output, "不能写在空白表或工作簿上，请换一个文件名。")


def _dossier(workbook: Path, schemes: Path | None) -> Dossier:
    from jixiao.workbook.evaluation import evaluate_file
    from jixiao.writing.dossier import Dossier

    evaluation = evaluate_file(workbook, schemes)
    if evaluation.result is None:
        click.echo(f"{workbook} 还不能用来填表，请先改正：", err=True)
        fail(evaluation.findings)
    print_findings(evaluation.findings)
    return Dossier.of(evaluation.reading, evaluation.result)


def _scored(path: Path, schemes: Path | None) -> Dossier:
    from jixiao.schemes.catalogue import Catalogue
    from jixiao.scoring.result_file import result_in
    from jixiao.writing.dossier import Dossier

    result = result_in(path)
    if isinstance(result, str):
        _stop(path, result)
    scheme, findings = Catalogue.of(schemes).find(result.scheme_id)
    if scheme is None:
        fail(findings)
    click.echo(
        "result.json 里只有评分用到的数；主管部门、分来源的资金和单位自己的文字，要用填好的工作簿才有。", err=True
    )
    if scheme.digest != result.scheme_digest:
        click.echo(f"指标体系 {scheme.id} 在评分以后有过改动；表上填的仍是当时评的分。", err=True)
    return Dossier.of_result(scheme, result)


def _save(content: bytes, output: Path) -> None:
    from jixiao.writing.files import save_all

    save_all({output.name: content}, output.parent)


def _object(outcome: Outcome, output: Path) -> dict[str, object]:
    return {
        "output": str(output),
        "filled": [
            {"place": each.place, "label": each.label, "value": each.value, "source": each.source}
            for each in outcome.filled
        ],
        "left": [
            {
                "place": each.place,
                "label": each.label,
                "why": each.why.value,
                "reason": each.why.label,
                "note": each.note,
            }
            for each in outcome.left
        ],
        "kept": [
            {"place": each.place, "label": each.label, "held": each.held, "ours": each.ours} for each in outcome.kept
        ],
    }


def _print(outcome: Outcome, output: Path) -> None:
    click.echo(f"已填 {len(outcome.filled)} 处：")
    table(("位置", "栏目", "填入", "来源"), [(e.place, e.label, e.value, e.source) for e in outcome.filled])
    if outcome.left:
        click.echo(f"没有填的 {len(outcome.left)} 处：")
        table(("位置", "栏目", "原因", "说明"), _in_groups(outcome.left))
    if outcome.kept:
        click.echo(f"已有内容、没有改的 {len(outcome.kept)} 处：")
        table(("位置", "栏目", "表上已有", "按台账应为"), [(e.place, e.label, e.held, e.ours) for e in outcome.kept])
    click.echo(f"已写出：{output}")


def _in_groups(left: Sequence[Left]) -> list[tuple[str, str, str, str]]:
    """The rows to print: a column that stays blank for many indicators, for the same reason, is one row."""
    groups: dict[tuple[str, str, str], list[Left]] = {}
    for each in left:
        column = re.search(r"（(.+)）\Z", each.label)
        key = column.group(1) if column and each.why.value == "not_known" else f"{each.place}{each.label}"
        groups.setdefault((key, each.why.label, each.note), []).append(each)
    rows = []
    for (column_name, why, note), members in groups.items():
        first = members[0]
        many = len(members) > 1
        place = f"{first.place} 等 {len(members)} 处" if many else first.place
        label = (
            f"{column_name}：{first.label.removesuffix(f'（{column_name}）')}等 {len(members)} 项"
            if many
            else first.label
        )
        rows.append((place, label, why, note))
    return rows
