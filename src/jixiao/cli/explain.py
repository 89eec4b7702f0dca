"""``jixiao explain``: why every score is what it is, and what would cost or win points."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jixiao.cli._output import fail, schemes_option

__all__ = ["command"]


@click.command(short_help="逐项说明得分理由，或列出失分项和缺少的数据")
@click.argument("workbook", metavar="工作簿.xlsx", type=click.Path(path_type=Path))
@click.argument("indicator", metavar="[指标]", required=False)
@click.option("--lost", is_flag=True, help="只列没有得满分的、缺少数据的和需要说明的。")
@schemes_option
def command(workbook: Path, indicator: str | None, lost: bool, schemes: Path | None) -> None:
    """说明工作簿的得分：数据及其所在单元格、评分标准及出处、逐步计算、取舍、结果。

    给出指标（序号如 2.3、编号或名称）时只说明这一个。退出码：0 已说明；2 工作簿有错误，或没有这个指标。
    """
    from jixiao.scoring.explain import explain, explain_gaps, explain_node, find_node
    from jixiao.workbook.evaluation import evaluate_file

    evaluation = evaluate_file(workbook, schemes)
    result = evaluation.result
    if result is None:
        click.echo(f"{workbook} 还不能评分，请先改正：", err=True)
        fail(evaluation.findings)
    if lost:
        lines = explain_gaps(result)
    elif indicator is None:
        lines = explain(result)
    else:
        node = find_node(result, indicator)
        if node is None:
            import difflib

            titles = [each.title for each in result.walk()]
            near = difflib.get_close_matches(indicator, titles, n=3, cutoff=0.4)
            hint = "是否想问：" + "、".join(near) if near else "用 jixiao evaluate 查看全部序号。"
            click.echo(f"没有“{indicator}”这个指标。{hint}", err=True)
            sys.exit(2)
        lines = explain_node(node)
    for line in lines:
        click.echo(line)
