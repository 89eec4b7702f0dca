"""``jixiao read``: what stands in reports, as JSON for scripts or as tables for people."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jixiao.cli._output import format_option, print_findings, table

if TYPE_CHECKING:
    from jixiao.document import Document
    from jixiao.report import Report

__all__ = ["command"]


@click.command("read", short_help="读取报告：金额、比率、指标、得分及其位置")
@click.argument("paths", metavar="文件…", nargs=-1, required=True, type=click.Path(path_type=Path))
@format_option
def command(paths: tuple[Path, ...], form: str) -> None:
    """读取绩效自评报告（docx、pdf、xlsx、html、txt 等），列出其中的金额、比率、计数、指标、总分和等级。

    json 为每份报告一行一个对象。退出码：0 全部读完；2 有文件读不了（其余照常读取）。
    """
    from jixiao.reading.contract import to_contract
    from jixiao.reading.extract.report import read_report
    from jixiao.reading.open import read_document

    failed = False
    for path in paths:
        document = read_document(path)
        failed = failed or not document.blocks
        report = read_report(document)
        if form == "json":
            click.echo(json.dumps(to_contract(report), ensure_ascii=False))
        elif document.blocks:
            _print(report)
        if document.findings:
            _print_faults(document)
    sys.exit(2 if failed else 0)


def _print_faults(document: Document) -> None:
    click.echo(document.source, err=True)
    print_findings(document.findings)


_KINDS = {"department": "部门整体支出", "project": "项目支出", "transfer": "转移支付"}
_LEVELS = {"unit": "", "project": "项目：", "task": "任务：", "source": "来源：", "level": ""}


def _print(report: Report) -> None:
    year = f"{report.year} 年度" if report.year else "年度不明"
    click.echo(f"{report.source}\n{report.unit or '单位不明'}  {year}  {_KINDS.get(report.kind, '')}")
    if report.total_score or report.grade:
        score = f"总分 {report.total_score.text}" if report.total_score else ""
        click.echo("  ".join(part for part in (score, f"等级 {report.grade}" if report.grade else "") if part))
    if report.figures:
        rows = [
            (f.name, f.label, f.location.quote, _whose(f.scope), f.location.label)
            for f in report.figures
            if f.label or f.name
        ]
        table(("名称", "原文说法", "数值", "归属", "位置"), rows)
    if report.unreadable:
        rows_bad = [(u.name, u.label, u.location.quote, _whose(u.scope), u.location.label) for u in report.unreadable]
        table(("名称", "原文说法", "不成数字", "归属", "位置"), rows_bad)
    if report.indicators:
        table(
            ("指标", "分值", "得分", "目标值", "完成值"),
            [
                (row.name, row.points or "", row.score or "", row.target or "", row.actual or "")
                for row in report.indicators
                if row.row_kind in ("indicator", "execution")
            ],
            right=(1, 2),
        )


def _whose(scope: str) -> str:
    kind, colon, name = scope.partition(":")
    return _LEVELS.get(kind, "") + name if colon else "本单位"
