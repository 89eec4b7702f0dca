"""``jixiao demo``: the five example units scored, beside what their published reports print, and why it differs."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jixiao.cli._output import fail, paragraphs, table
from jixiao.system import reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.facts import Facts
    from jixiao.schemes.formula import Value
    from jixiao.scoring.result import Result
    from jixiao.workbook.evaluation import Evaluation

__all__ = ["Published", "command", "read_published", "verdict"]

_EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
_NOT_PRINTED = "未印"


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate that a report prints (empty: it does not), and the formula that gives it from the workbook's facts."""

    label: str
    printed: str
    formula: str


@dataclass(frozen=True, slots=True)
class Published:
    """What one published report prints; ``also`` is a second scheme to score the same facts by, ``why`` our reasons."""

    workbook: str
    total: str
    grade: str
    why: str
    rates: tuple[Rate, ...]
    also: str = ""


def read_published(path: Path) -> tuple[Published, ...]:
    """The entries of ``published.yaml``; totals are quoted there, so that every value is text."""
    import yaml

    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        Published(
            entry["workbook"],
            entry["total"],
            entry["grade"],
            entry["why"],
            tuple(Rate(rate["label"], rate["printed"], rate["is"]) for rate in entry["rates"]),
            entry.get("also", ""),
        )
        for entry in entries
    )


@click.command(short_help="演示：重算五家单位公开的自评，与报告所印对照")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default="demo-out",
    show_default=True,
    help="结果写到这个文件夹，每个单位一个子文件夹。",
)
@click.option(
    "--examples",
    type=click.Path(file_okay=False, path_type=Path),
    default=_EXAMPLES,
    help="示例工作簿所在的文件夹；默认为项目自带的 examples。",
)
def command(output: Path, examples: Path) -> None:
    """把五家单位公开的自评报告里的数据填进工作簿，按各自的指标体系重算，与报告所印的对照，并说明为什么不同。"""
    from jixiao.cli.evaluate import write_files
    from jixiao.workbook.evaluation import evaluate_file

    source = examples / "published.yaml"
    if not source.is_file():
        click.echo(f"找不到 {source}：请在项目的文件夹里运行，或用 --examples 指明示例所在的文件夹。", err=True)
        sys.exit(2)
    scored = [(published, evaluate_file(examples / published.workbook)) for published in read_published(source)]
    for published, evaluation in scored:
        if evaluation.result is None:
            click.echo(f"{evaluation.source} 还不能评分，请用 examples/make_examples.py 重新生成：", err=True)
            fail(evaluation.findings)
        try:
            write_files(evaluation, output / Path(published.workbook).stem)
        except OSError as fault:
            click.echo(
                f"写不了文件夹 {output}：{reason(fault)}。请检查权限和磁盘空间，或用 -o 换一个文件夹。", err=True
            )
            sys.exit(2)
    click.echo("五家单位公开的自评：报告印了什么，按同样的数据重算是什么\n")
    _print_totals(scored)
    for published, evaluation in scored:
        assert evaluation.result is not None
        assert evaluation.scheme is not None
        head = f"{evaluation.result.unit}（{published.workbook}，按 {evaluation.scheme.id} 评分）"
        paragraphs(head, tuple(_reasons(published, evaluation)))
    click.echo("报告所印的比率，与按同样的数据算出的对照")
    _print_rates(scored)
    _print_next(scored, output, examples)


# --- totals and reasons ----------------------------------------------------------------------------------------


def _print_totals(scored: list[tuple[Published, Evaluation]]) -> None:
    rows = []
    for published, evaluation in scored:
        assert evaluation.result is not None
        result = evaluation.result
        printed = " ".join(part for part in (published.total or _NOT_PRINTED, published.grade) if part)
        rows.append((result.unit, str(result.year), printed, _outcome(result), _gap(published, result)))
    table(("单位", "年度", "报告所印总分", "重算", "所印减重算"), rows, right=(2, 3, 4))


def _outcome(result: Result) -> str:
    """The recomputed total with its grade; where facts are missing, what could be scored."""
    if result.total is None:
        return "不计分"
    if result.complete:
        return f"{result.total:f} {result.grade}".strip()
    leaves = list(result.leaves())
    known = sum(1 for leaf in leaves if leaf.score is not None)
    return f"已评 {result.total:f}（{len(leaves)} 项中 {known} 项有数据）"


def _gap(published: Published, result: Result) -> str:
    from jixiao.numbers import parse_decimal

    printed = parse_decimal(published.total)
    if printed is None or result.total is None or not result.complete:
        return "—"
    return f"{printed - result.total:+f}" if printed != result.total else "0"


def _reasons(published: Published, evaluation: Evaluation) -> Iterator[str]:
    result, scheme = evaluation.result, evaluation.scheme
    assert result is not None
    assert scheme is not None
    yield published.why
    if result.complete and result.points is not None:
        lost = [
            f"{leaf.title} {leaf.score:f}/{leaf.effective_points:f}"
            for leaf in result.leaves()
            if leaf.score is not None and leaf.effective_points is not None and leaf.score < leaf.effective_points
        ]
        indicators = sum(1 for _ in scheme.leaves())
        yield f"{indicators} 个末级指标，分值合计 {result.points:f}；失分：{'、'.join(lost) or '无'}。"
    if published.also:
        yield from _also(published, evaluation)
    warnings = len(evaluation.findings)
    if warnings:
        yield f"读工作簿时有 {warnings} 条提醒，用 {_program()} evaluate 可逐条查看。"


def _also(published: Published, evaluation: Evaluation) -> Iterator[str]:
    """The same facts by a second scheme, and where its points differ."""
    from jixiao.numbers import parse_decimal
    from jixiao.schemes.catalogue import Catalogue
    from jixiao.scoring.engine import score

    first, facts = evaluation.scheme, evaluation.facts
    second, findings = Catalogue.of().find(published.also)
    assert first is not None
    assert facts is not None
    if second is None:
        fail(findings)
    before = {leaf.id: leaf.points for leaf in first.leaves()}
    changed = "、".join(
        f"{leaf.title} {before[leaf.id]:f} 分改为 {leaf.points:f} 分"
        for leaf in second.leaves()
        if leaf.points != before[leaf.id]
    )
    total = score(second, facts).total
    same = "与报告所印相同" if total == parse_decimal(published.total) else f"报告印 {published.total}"
    yield f"同样的数据改按 {second.id}（{changed}，合计 {second.points:f} 分）：{total:f} 分，{same}。"


# --- rates -----------------------------------------------------------------------------------------------------


def _print_rates(scored: list[tuple[Published, Evaluation]]) -> None:
    rows = []
    for published, evaluation in scored:
        assert evaluation.facts is not None
        for rate in published.rates:
            value = _value(rate.formula, evaluation.facts)
            rows.append(
                (evaluation.facts.unit, rate.label, rate.printed or _NOT_PRINTED, *verdict(rate.printed, value))
            )
    table(("单位", "比率", "报告所印", "重算", "结论"), rows, right=(2, 3))


def _value(formula: str, facts: Facts) -> Value:
    """The exact value of ``formula`` over the workbook's facts."""
    from jixiao.numbers import Missing, Printed
    from jixiao.schemes.formula import Malformed, evaluate, parse_formula

    def lookup(name: str) -> Value:
        fact = facts.get(name)
        return fact.value.base if fact is not None and isinstance(fact.value, Printed) else Missing.BLANK

    tree = parse_formula(formula)
    assert not isinstance(tree, Malformed), formula
    return evaluate(tree, lookup)


def verdict(printed: str, value: Value) -> tuple[str, str]:
    """A rate worked out, with the digits of the printed one (two if none is printed), and how both compare."""
    from fractions import Fraction

    from jixiao.numbers import parse_printed, plain

    if not isinstance(value, Fraction):
        return "", "数据不全，无法重算"
    told = parse_printed(printed) if printed else None
    shown = f"{plain(value * 100, told.places if told else 2)}%"
    if told is None:
        return shown, ""
    if value in told.interval:
        return shown, "相符"
    if value in told.truncated_interval:
        return shown, "末位是舍去的，不是四舍五入"
    return f"{plain(value * 100, max(told.places, 2))}%", "不符"


# --- what to do next -------------------------------------------------------------------------------------------


def _print_next(scored: list[tuple[Published, Evaluation]], output: Path, examples: Path) -> None:
    click.echo("已写出（每个单位一份 result.json 和一份评分表.xlsx）：")
    for published, _ in scored:
        click.echo(f"  {output / Path(published.workbook).stem}")
    program = _program()
    shown = examples.relative_to(Path.cwd()) if examples.is_relative_to(Path.cwd()) else examples
    book = next(published.workbook for published, _ in scored if published.also)
    click.echo("接下来可以试：")
    for words, what in (
        ("失分的和缺数据的指标，逐步说明", f"explain {shown / book} --lost"),
        ("随程序提供的全部指标体系", "scheme list"),
        ("为自己的单位生成空白工作簿", "template guangdong-department-2022 -o 自评.xlsx"),
    ):
        click.echo(f"  {words}：\n    {program} {what}")


def _program() -> str:
    """The program as it was called, so that the commands can be copied: ``.venv/bin/jixiao`` where it is not on the path."""
    called = Path(sys.argv[0])
    if called.stem != "jixiao" or shutil.which("jixiao"):
        return "jixiao"
    return str(called.relative_to(Path.cwd()) if called.is_relative_to(Path.cwd()) else called)
