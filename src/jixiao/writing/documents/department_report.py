"""The department's narrative report (部门整体支出绩效自评报告): outline as published by districts of Guangzhou."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jixiao.numbers import plain
from jixiao.writing.documents import Document
from jixiao.writing.documents._charts import execution_chart, goal_chart, project_chart
from jixiao.writing.documents._goals import goal_runs, reached_of
from jixiao.writing.documents._prose import (
    activities,
    activity_total,
    indicator_lines,
    joined,
    measures,
    numbered,
    own_or_gap,
    para,
    problems,
    project_lines,
    rest,
    sources,
    spending,
)
from jixiao.writing.documents._registers import MANAGEMENT, SPENDING, WORK, register_paras
from jixiao.writing.dossier import GAP, amount
from jixiao.writing.layout import Layout, Run

if TYPE_CHECKING:
    from jixiao.numbers import Missing, Printed
    from jixiao.writing.documents._goals import Reached
    from jixiao.writing.dossier import Dossier
    from jixiao.writing.layout import Block, Para

__all__ = ["DOCUMENT"]

_SHOWN_GOALS: Final = 12
"""So many reached goals are told one by one; all of them stand in the scoring table."""


def build(dossier: Dossier) -> Layout:
    """Basic facts, the evaluation, its problems and measures; gaps where the registers say nothing."""
    title = f"{dossier.unit}{dossier.year}年度部门整体支出绩效自评报告"
    blocks: list[Block] = [para(title, style="title")]
    blocks += _basics(dossier)
    blocks += _evaluation(dossier)
    blocks += _problems(dossier)
    return Layout(DOCUMENT.title, title, tuple(blocks), unit=dossier.unit, year=dossier.year)


def _basics(dossier: Dossier) -> list[Block]:
    blocks: list[Block] = [para("一、基本情况", style="h1"), para("（一）部门概况", style="h2")]
    blocks += own_or_gap(dossier, "overview")
    if dossier.has("staff_quota") or dossier.has("staff_actual"):
        retired: list[Run | str] = (
            ["，退休人数", dossier.figure("staff_retired", "退休人数", "人")] if dossier.has("staff_retired") else []
        )
        blocks.append(
            para(
                "编制数",
                dossier.figure("staff_quota", "编制数", "人"),
                "，在职人数",
                dossier.figure("staff_actual", "在职人数", "人"),
                *retired,
                "。",
            )
        )
    blocks.append(para("（二）年度总体工作和重点工作任务", style="h2"))
    blocks += own_or_gap(dossier, "tasks")
    blocks.append(para("（三）部门整体收支情况", style="h2"))
    blocks += _funds(dossier)
    blocks.append(para("（四）部门整体绩效管理情况", style="h2"))
    told = register_paras(dossier, MANAGEMENT)
    blocks += told
    if not told or "management" in dossier.own:
        blocks += own_or_gap(dossier, "management")
    return blocks


def _funds(dossier: Dossier) -> list[Block]:
    head: list[Run | str] = []
    if dossier.has("initial_budget"):
        head += ["年初预算数", dossier.figure("initial_budget", "年初预算数"), "，"]
    head += [
        "全年预算数",
        dossier.figure("adjusted_budget", "全年预算数"),
        "，执行数",
        dossier.figure("expenditure", "执行数"),
        "，预算完成率",
        dossier.rate("expenditure", "adjusted_budget", "预算完成率"),
        "。",
    ]
    blocks: list[Block] = [para(f"{dossier.year}年，", *head)]
    parts = _by_kind(dossier)
    if parts:
        blocks.append(para("其中：", *joined(parts, "；"), "。"))
    by_source = sources(dossier, "expenditure")
    if by_source:
        blocks.append(para("按资金来源分，", *joined(by_source), "。"))
    if dossier.has("carryover"):
        blocks.append(para("年末结转和结余", dossier.figure("carryover", "年末结转和结余"), "。"))
    return [*blocks, *_adjustment(dossier), *execution_chart(dossier), *register_paras(dossier, SPENDING)]


def _by_kind(dossier: Dossier) -> list[list[Run | str]]:
    """Basic and project expenditure, and what the whole has beyond both; a kind of which there is nothing is left out."""
    parts: list[list[Run | str]] = []
    for name, label in (("basic", "基本支出"), ("project", "项目支出")):
        budget, spent = dossier.base(f"{name}_budget"), dossier.base(f"{name}_expenditure")
        if spent is None or not (spent or budget):
            continue
        part_told: list[Run | str] = [label]
        if budget is not None:
            part_told += ["全年预算数", dossier.figure(f"{name}_budget", f"{label}全年预算数"), "，"]
        part_told += ["执行数", dossier.figure(f"{name}_expenditure", f"{label}执行数")]
        if budget:
            rate = dossier.rate(f"{name}_expenditure", f"{name}_budget", f"{label}完成率")
            part_told += ["，完成率", rate]
        parts.append(part_told)
    budget, spent = rest(dossier, "adjusted_budget"), rest(dossier, "expenditure")
    if parts and budget is not None and spent is not None and (budget > 0 or spent > 0):
        told = [
            Run(f"{amount(value)}万元", fact=name) for value, name in ((budget, "其他支出预算"), (spent, "其他支出"))
        ]
        parts.append(["其他支出全年预算数", told[0], "，执行数", told[1]])
    return parts


def _adjustment(dossier: Dossier) -> list[Para]:
    """What changed within the year and on what ground: a budget that was cut is not to look like one that was met."""
    initial, adjusted = dossier.base("initial_budget"), dossier.base("adjusted_budget")
    if initial is None or adjusted is None or initial == adjusted:
        return []
    change = abs(adjusted - initial)
    basis = dict.fromkeys(row.basis for row in dossier.rows.get("budget", ()) if row.basis)
    said: list[Run | str] = [
        "预算年中",
        "调增" if adjusted > initial else "调减",
        Run(f"{amount(change)}万元", fact="budget_adjustment"),
    ]
    if initial:
        said += ["，调整率", Run(f"{plain(change / initial * 100, 2)}%", fact="adjustment_rate")]
    if basis:
        return [para(*said, f"，依据：{'、'.join(basis)}。", key="adjustment")]
    return [
        para(
            *said,
            "，依据",
            Run(GAP, fact="预算调整的依据（填“预算台账”的“调整依据”）", gap=True),
            "。",
            key="adjustment",
        )
    ]


def _evaluation(dossier: Dossier) -> list[Block]:
    blocks: list[Block] = [para("二、综合评价分析", style="h1"), para("（一）自评结论", style="h2")]
    blocks += _conclusion(dossier)
    blocks.append(para("（二）各指标完成情况分析", style="h2"))
    blocks += _goals(dossier)
    number = 0
    for top in dossier.result.indicators:
        for group in top.children or (top,):
            number += 1
            blocks.append(para(f"{number}.{group.title}", style="h3"))
            for leaf in (node for node in group.walk() if not node.children):
                blocks += indicator_lines(leaf, under=group.title)
    blocks.append(para("（三）重点项目支出完成情况", style="h2"))
    lines = project_lines(dossier)
    blocks += numbered(lines) if lines else own_or_gap(dossier, "projects")
    blocks += project_chart(spending(dossier))
    blocks.append(para("（四）主要工作成效", style="h2"))
    return [*blocks, *_done(dossier)]


def _conclusion(dossier: Dossier) -> list[Para]:
    result = dossier.result
    if not dossier.scheme.scored:
        return [para(f"《{dossier.scheme.title.partition('（')[0]}》不计分，各项指标完成情况见下文。")]
    if result.total is None or not result.complete:
        missing = sum(1 for node in result.leaves() if node.missing)
        return [para(Run(f"总分待补充（{missing}个指标缺少数据）", fact="总分", gap=True), "。")]
    tops = joined(
        (node.title, "得", Run(f"{plain(node.score)}分", fact=f"score:{node.id}"))
        for node in result.indicators
        if node.score is not None
    )
    said: list[Run | str] = ["自评总分", Run(f"{plain(result.total)}分", fact="total_score")]
    if len(result.indicators) > 1:
        said += ["，其中", *tops]
    if result.grade:
        said += ["，等级为“", Run(result.grade, fact="grade"), "”"]
    return [para(f"按《{dossier.scheme.title.partition('（')[0]}》计算，", *said, "。")]


def _done(dossier: Dossier) -> list[Block]:
    """What was achieved: activities by kind, then what the other registers of work tell."""
    done = activities(dossier)
    blocks: list[Block] = []
    if done:
        blocks.append(para(*activity_total(dossier), "。分类情况如下：", key="activities"))
        blocks += numbered(done)
    told = register_paras(dossier, WORK)
    blocks += told
    if not (done or told) or "results" in dossier.own:
        blocks += own_or_gap(dossier, "results")
    return blocks


def _goals(dossier: Dossier) -> list[Block]:
    """How many goals were reached, each that was missed with its reason, and the reached ones by name."""
    goals = reached_of(dossier.facts.goals)
    if not goals:
        return []
    missed = [each for each in goals if each.met is False]
    reached = [each for each in goals if each.met]
    open_ones = [each for each in goals if each.met is None and each.concerned]
    counts = (("达到目标", reached), ("未达到目标", missed), ("尚不能判定", open_ones))
    told = joined((label, Run(f"{len(group)}项", fact=f"goals:{label}")) for label, group in counts if group)
    blocks: list[Block] = [
        para(
            "本年度设绩效指标",
            Run(f"{len(goals)}项", fact="goals"),
            *(["，其中", *told] if told else []),
            "。",
            key="goals",
        )
    ]
    for head, group in (
        ("达到目标的指标：", reached),
        ("未达到目标的指标：", missed),
        ("尚不能判定的指标：", open_ones),
    ):
        if group:
            shown = group if group is missed else group[:_SHOWN_GOALS]
            blocks.append(para(head, *joined((_goal(each) for each in shown), "；"), *_rest(group, shown), "。"))
    return [*blocks, *goal_chart(goals)]


def _goal(each: Reached) -> list[Run | str]:
    target, actual, completion, deviation = goal_runs(each)
    said: list[Run | str] = [f"{each.goal.name}，目标", *_quoted(each.goal.target, target)]
    said += ["，实际完成", *_quoted(each.goal.actual, actual)]
    if each.met is False:
        said += ["，完成情况", completion, "，原因和措施：", deviation]
    return said


def _quoted(written: Printed | str | Missing, run: Run) -> list[Run | str]:
    """Words in quotation marks, figures without."""
    return ["“", run, "”"] if isinstance(written, str) and not run.gap else [run]


def _rest(group: list[Reached], shown: list[Reached]) -> list[Run | str]:
    more = len(group) - len(shown)
    return ["；其余", Run(f"{more}项", fact="goals:rest"), "见指标评分表"] if more else []


def _problems(dossier: Dossier) -> list[Block]:
    blocks: list[Block] = [para("三、存在的主要问题", style="h1")]
    found = problems(dossier)
    blocks += numbered(found)
    if not found or "problems" in dossier.own:
        blocks += own_or_gap(dossier, "problems")
    blocks.append(para("四、改进措施", style="h1"))
    taken = measures(dossier)
    blocks += numbered(taken)
    if not taken or "measures" in dossier.own:
        blocks += own_or_gap(dossier, "measures")
    return blocks


DOCUMENT = Document(
    "department_report",
    "部门整体支出绩效自评报告",
    ("department",),
    build,
    "广州市荔湾、海珠、白云等区公开的部门整体支出绩效自评报告的提纲",
    ("docx", "pdf", "html"),
)
