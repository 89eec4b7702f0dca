"""``jixiao scheme``: list, show, check and compare indicator schemes."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from jixiao.cli._output import fail, format_option, print_findings, schemes_option, table

if TYPE_CHECKING:
    from pathlib import Path

    from jixiao.schemes.model import Indicator, Scheme

__all__ = ["command"]

_SUBJECTS = {"department": "部门整体支出", "project": "项目支出", "transfer": "转移支付"}


@click.group(short_help="指标体系：列出、查看、检查、比较")
def command() -> None:
    """指标体系：列出、查看、检查、比较。"""


@command.command("list", short_help="列出全部指标体系")
@format_option
@schemes_option
def list_(form: str, schemes: Path | None) -> None:
    """列出随程序提供的和自备的指标体系。"""
    from jixiao.schemes.catalogue import Catalogue

    catalogue = Catalogue.of(schemes)
    if form == "json":
        click.echo(json.dumps([_summary(scheme) for scheme in catalogue.schemes], ensure_ascii=False, indent=2))
    else:
        rows = [
            (
                scheme.id,
                scheme.title,
                scheme.jurisdiction,
                _SUBJECTS[scheme.subject],
                _years(scheme),
                str(sum(1 for _ in scheme.leaves())),
                f"{scheme.points:f}" if scheme.points is not None else "不计分",
                _certainty(scheme),
            )
            for scheme in catalogue.schemes
        ]
        table(("编号", "名称", "地区", "对象", "适用年度", "末级指标", "总分", "可靠程度（最低）"), rows)
    if catalogue.findings:
        print_findings(catalogue.findings)
        sys.exit(2)


@command.command(short_help="查看一个指标体系：指标、分值、规则、出处")
@click.argument("scheme_name", metavar="编号或文件")
@format_option
@schemes_option
def show(scheme_name: str, form: str, schemes: Path | None) -> None:
    """查看一个指标体系：指标、分值、规则、出处。"""
    scheme = find_scheme(scheme_name, schemes)
    if form == "json":
        click.echo(json.dumps(_whole(scheme), ensure_ascii=False, indent=2))
        return
    click.echo(f"{scheme.title}（{scheme.id}，第 {scheme.version} 版）")
    click.echo(f"{scheme.issuer or scheme.jurisdiction}　{_SUBJECTS[scheme.subject]}　适用年度 {_years(scheme)}")
    if scheme.note:
        click.echo(scheme.note)
    if scheme.grades:
        click.echo("等级：" + "，".join(f"{band.name} {_band(band.low, band.high)}" for band in scheme.grades))
    table(
        ("序号", "指标", "分值", "评分规则", "出处"),
        [
            (
                node.code,
                "　" * (node.level - 1) + node.title,
                f"{node.points:f}" if node.points is not None else "",
                node.rule.describe() if node.rule else "下级得分之和",
                node.source.label if node.source else "",
            )
            for node in scheme.walk()
        ],
    )


@command.command(short_help="检查指标体系文件，逐行列出问题并运行其中的算例")
@click.argument("paths", metavar="文件…", nargs=-1, required=True)
@format_option
@schemes_option
def check(paths: tuple[str, ...], form: str, schemes: Path | None) -> None:
    """检查指标体系文件，逐行列出全部问题，并运行文件里的算例。退出码：0 可用；2 有问题。"""
    from jixiao.findings import Severity
    from jixiao.schemes.catalogue import Catalogue
    from jixiao.scoring.contract import finding_object
    from jixiao.scoring.examples import run_examples

    catalogue = Catalogue.of(schemes)
    objects, bad = [], False
    for name in paths:
        scheme, findings = catalogue.find(name)
        findings = [*findings, *(run_examples(scheme) if scheme else ())]
        errors = any(finding.severity is Severity.ERROR for finding in findings)
        bad = bad or errors
        objects.append(
            {"source": name, "id": scheme.id if scheme else None, "findings": [finding_object(f) for f in findings]}
        )
        if form != "json":
            print_findings(findings)
            if scheme and not errors:
                leaves, examples = sum(1 for _ in scheme.leaves()), len(scheme.examples)
                held = f"{examples} 个算例全部相符" if examples else "没有算例，最好写一个手工算过的"
                click.echo(f"{name}：可用，{leaves} 个末级指标，{held}。")
    if form == "json":
        click.echo(json.dumps(objects, ensure_ascii=False, indent=2))
    if bad:
        sys.exit(2)


@command.command(short_help="比较两个指标体系")
@click.argument("old_name", metavar="旧")
@click.argument("new_name", metavar="新")
@format_option
@schemes_option
def diff(old_name: str, new_name: str, form: str, schemes: Path | None) -> None:
    """比较两个指标体系：新增、删除、变动的指标。退出码：0 相同；1 不同。"""
    from jixiao.schemes.difference import difference

    changes = difference(find_scheme(old_name, schemes), find_scheme(new_name, schemes))
    if form == "json":
        click.echo(
            json.dumps(
                [{"place": c.place, "what": c.what, "old": c.old, "new": c.new} for c in changes],
                ensure_ascii=False,
                indent=2,
            )
        )
    elif changes:
        table(("位置", "项目", "旧", "新"), [(c.place, c.what, c.old, c.new) for c in changes])
    else:
        click.echo("两个指标体系相同。")
    if changes:
        sys.exit(1)


def find_scheme(name: str, folder: Path | None) -> Scheme:
    """The scheme called ``name`` (an id or a path); its faults end the command with exit code 2."""
    from jixiao.schemes.catalogue import Catalogue

    scheme, findings = Catalogue.of(folder).find(name)
    if scheme is None:
        fail(findings)
    return scheme


def _years(scheme: Scheme) -> str:
    if scheme.to_year == scheme.from_year:
        return str(scheme.from_year)
    return f"{scheme.from_year}—{scheme.to_year or ''}"


def _band(low: object, high: object) -> str:
    return f"{low}（含）以上" if high is None else f"{low}（含）—{high}"


def _certainty(scheme: Scheme) -> str:
    """The least certain source among the leaves: a scheme is no more certain than that."""
    from jixiao.sources import Certainty

    order = list(Certainty)
    marks = [leaf.source.certainty for leaf in scheme.leaves() if leaf.source]
    return max(marks, key=order.index).label if marks else ""


def _summary(scheme: Scheme) -> dict[str, object]:
    return {
        "id": scheme.id,
        "title": scheme.title,
        "version": scheme.version,
        "jurisdiction": scheme.jurisdiction,
        "issuer": scheme.issuer,
        "subject": scheme.subject,
        "in_force": {"from": scheme.from_year, "to": scheme.to_year},
        "scored": scheme.scored,
        "points": f"{scheme.points:f}" if scheme.points is not None else None,
        "leaves": sum(1 for _ in scheme.leaves()),
        "certainty": _certainty(scheme),
    }


def _whole(scheme: Scheme) -> dict[str, object]:
    return {
        **_summary(scheme),
        "note": scheme.note,
        "rounding": {"score": scheme.score_rounding, "total": scheme.total_rounding, "total_of": scheme.total_of},
        "not_applicable": scheme.not_applicable,
        "grades": [
            {"name": b.name, "from": str(b.low), "to": None if b.high is None else str(b.high)} for b in scheme.grades
        ],
        "sources": {key: source.label for key, source in scheme.sources.items()},
        "inputs": {
            name: {"label": i.label, "kind": i.kind, "unit": i.unit, "measure": i.measure}
            for name, i in scheme.inputs.items()
        },
        "indicators": [_indicator(indicator) for indicator in scheme.indicators],
    }


def _indicator(node: Indicator) -> dict[str, object]:
    return {
        "id": node.id,
        "code": node.code,
        "title": node.title,
        "level": node.level,
        "points": f"{node.points:f}" if node.points is not None else None,
        "rule": {"kind": node.rule.kind, "wording": node.rule.wording} if node.rule else None,
        "source": node.source.label if node.source else None,
        "certainty": node.source.certainty.value if node.source else None,
        "children": [_indicator(child) for child in node.children],
    }
