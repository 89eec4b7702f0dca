"""``jixiao evaluate``: from a filled workbook to scores, result.json and the score sheet."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jixiao.cli._output import fail, print_findings, schemes_option, table
from jixiao.system import reason

if TYPE_CHECKING:
    from jixiao.scoring.result import Result, ScoreNode
    from jixiao.workbook.evaluation import Evaluation

__all__ = ["command", "write_files"]


def write_files(evaluation: Evaluation, folder: Path) -> tuple[Path, ...]:
    """Writes ``result.json`` and the score sheet into ``folder``: both, or neither and the older ones stay."""
    from jixiao.scoring.contract import result_object
    from jixiao.writing.files import save_all
    from jixiao.writing.score_sheet import render

    assert evaluation.result is not None
    assert evaluation.scheme is not None
    content = {
        "result.json": (json.dumps(result_object(evaluation.result), ensure_ascii=False, indent=1) + "\n").encode(),
        "评分表.xlsx": render(evaluation.scheme, evaluation.result),
    }
    return save_all(content, folder)


@click.command(short_help="按指标体系评分：读工作簿，出得分表、result.json 和评分表")
@click.argument("workbook", metavar="工作簿.xlsx", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="结果写到这个文件夹。")
@schemes_option
def command(workbook: Path, output: Path | None, schemes: Path | None) -> None:
    """读填好的工作簿，按其中写明的指标体系评分，打印得分表；给出 -o 时写 result.json 和评分表.xlsx。

    工作簿有错误时逐条列出，写明工作表和单元格，不写任何文件，原有的结果也不动。

    退出码：0 已评分（也包括缺少数据、还没有总分的）；2 工作簿有错误、命令有误或结果写不出；130 中途按 Ctrl-C 停止。
    """
    from jixiao.workbook.evaluation import evaluate_file

    evaluation = evaluate_file(workbook, schemes)
    result = evaluation.result
    if result is None:
        click.echo(f"{workbook} 还不能评分，请先改正：", err=True)
        fail(evaluation.findings)
    print_findings(evaluation.findings)
    print_result(result)
    if output is not None:
        try:
            written = write_files(evaluation, output)
        except OSError as fault:
            click.echo(f"写不了文件夹 {output}：{reason(fault)}。请检查权限和磁盘空间，或换一个文件夹。", err=True)
            sys.exit(2)
        click.echo("已写出：" + "、".join(str(path) for path in written))


def print_result(result: Result) -> None:
    """The score table of one unit: every indicator with points, score and how it ended, then the total."""
    from jixiao.findings import Severity
    from jixiao.scoring.result import State

    subject = f"　{result.subject}" if result.subject else ""
    click.echo(f"{result.unit}　{result.year} 年度{subject}　{result.scheme_title}（{result.scheme_id}）")
    table(("序号", "指标", "分值", "得分", "说明"), [_row(node) for node in result.walk()], right=(2, 3))
    questions = [question for node in result.walk() for question in node.questions] + list(result.questions)
    for question in questions:
        click.echo(f"  {'须先解决' if question.severity is Severity.ERROR else '需说明'}：{question.message}")
    gaps = sum(1 for node in result.leaves() if node.missing or node.state is State.MISSING)
    if result.total is None:
        click.echo(
            "本表不计分，逐项的数据和算式用 jixiao explain 查看。" + (f"有 {gaps} 个指标缺少数据。" if gaps else "")
        )
        return
    grade = f"，等级：{result.grade}" if result.grade else ""
    click.echo(
        f"合计 {result.total:f} 分（满分 {result.points:f} 分）{grade}"
        if result.complete
        else f"已评部分合计 {result.total:f} 分；还有 {gaps} 个指标缺少数据，补齐后才有总分和等级"
    )


def _row(node: ScoreNode) -> tuple[str, str, str, str, str]:
    from jixiao.scoring.result import State

    remark = ""
    if node.missing and not node.children:
        remark = "缺少：" + "、".join(node.missing)
    elif node.state is not State.SCORED and not node.children:
        remark = node.state.label
    return (
        node.code,
        "　" * (node.level - 1) + node.title,
        "" if node.effective_points is None else f"{node.effective_points:f}",
        "" if node.score is None else f"{node.score:f}",
        remark,
    )
