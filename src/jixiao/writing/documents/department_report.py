"""The department's narrative report (部门整体支出绩效自评报告): outline as published by districts of Guangzhou."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.numbers import Missing, plain
from jixiao.writing.charts import bars
from jixiao.writing.documents import Document
from jixiao.writing.documents._prose import (
    activities,
    indicator_lines,
    joined,
    numbered,
    own_or_gap,
    para,
    project_lines,
    sources,
)
from jixiao.writing.dossier import GAP, amount
from jixiao.writing.layout import Chart, Layout, Run

if TYPE_CHECKING:
    from jixiao.scoring.result import ScoreNode
    from jixiao.writing.dossier import Dossier
    from jixiao.writing.layout import Block, Para

__all__ = ["DOCUMENT"]

_ORDINALS = "一二三四五六七八九十"


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
    blocks += own_or_gap(dossier, "overview", "部门职能和机构设置")
    if dossier.has("staff_quota") or dossier.has("staff_actual"):
        retired: list[Run | str] = (
            ["，退休", dossier.figure("staff_retired", "退休人数", "人")] if dossier.has("staff_retired") else []
        )
        blocks.append(
            para(
                "核定编制",
                dossier.figure("staff_quota", "编制数", "人"),
                "，年末在职",
                dossier.figure("staff_actual", "在职人数", "人"),
                *retired,
                "。",
            )
        )
    blocks.append(para("（二）年度总体工作和重点工作任务", style="h2"))
    blocks += own_or_gap(dossier, "tasks", "年度总体工作和重点工作任务")
    blocks.append(para("（三）部门整体收支情况", style="h2"))
    blocks += _funds(dossier)
    blocks.append(para("（四）部门整体绩效管理情况", style="h2"))
    blocks += own_or_gap(dossier, "management", "绩效管理的组织、制度和执行情况")
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
    return [*blocks, *_adjustment(dossier)]


def _by_kind(dossier: Dossier) -> list[list[Run | str]]:
    """Basic and project expenditure, and what the whole has beyond both; a kind of which there is nothing is left out."""
    parts: list[list[Run | str]] = []
    rest = {name: dossier.base(name) for name in ("adjusted_budget", "expenditure")}
    for name, label in (("basic", "基本支出"), ("project", "项目支出")):
        budget, spent = dossier.base(f"{name}_budget"), dossier.base(f"{name}_expenditure")
        for whole, part in (("adjusted_budget", budget), ("expenditure", spent)):
            of = rest[whole]
            rest[whole] = None if of is None or part is None else of - part
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
    budget, spent = rest["adjusted_budget"], rest["expenditure"]
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
    return [para(*said, "，依据", Run(GAP, fact="预算调整的依据", gap=True), "。", key="adjustment")]


def _evaluation(dossier: Dossier) -> list[Block]:
    blocks: list[Block] = [para("二、综合评价分析", style="h1"), para("（一）自评结论", style="h2")]
    blocks += _conclusion(dossier)
    blocks.append(para("（二）各指标完成情况分析", style="h2"))
    number = 0
    for top in dossier.result.indicators:
        for group in top.children or (top,):
            number += 1
            blocks.append(para(f"{number}.{group.title}", style="h3"))
            for leaf in (node for node in group.walk() if not node.children):
                blocks += indicator_lines(leaf, under=group.title)
    blocks.append(para("（三）重点项目支出完成情况", style="h2"))
    lines = project_lines(dossier)
    blocks += numbered(lines) if lines else own_or_gap(dossier, "projects", "重点项目支出完成情况")
    blocks += _chart(dossier)
    blocks.append(para("（四）主要工作成效", style="h2"))
    done = activities(dossier)
    blocks += numbered(done)
    if not done or "results" in dossier.own:
        blocks += own_or_gap(dossier, "results", "主要工作成效")
    return blocks


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


def _chart(dossier: Dossier) -> list[Block]:
    """Expenditure by project, where there are at least two to compare."""
    spent: dict[str, object] = {}
    for row in dossier.rows.get("execution", ()):
        if row.project and not isinstance(row.amount, Missing):
            spent[row.project] = spent.get(row.project, 0) + row.amount
    if len(spent) < 2:
        return []
    rows: list[dict[str, object]] = [
        {"项目": name, "value": str(value), "label": str(value)} for name, value in spent.items()
    ]
    alt = "各项目实际支出：" + "，".join(f"{row['项目']}{row['label']}万元" for row in rows)
    return [Chart(bars(rows, "项目", "value", "万元"), alt, "各项目实际支出", 25 + 12 * len(rows))]


def _problems(dossier: Dossier) -> list[Block]:
    blocks: list[Block] = [para("三、存在的主要问题", style="h1")]
    lost = [node for node in dossier.result.leaves() if _below_full(node)]
    problems: list[tuple[Run | str, ...]] = [
        (f"{node.title}未得满分，失", Run(f"{plain((node.points or 0) - (node.score or 0))}分", fact=f"lost:{node.id}"))
        for node in lost
    ]
    problems += [(row.problem,) for row in dossier.rows.get("rectifications", ())]
    blocks += numbered(problems)
    if not problems or "problems" in dossier.own:
        blocks += own_or_gap(dossier, "problems", "存在的主要问题")
    blocks.append(para("四、改进措施", style="h1"))
    measures = [(row.measure,) for row in dossier.rows.get("rectifications", ()) if row.measure]
    goals = [goal for node in lost for goal in node.goals]
    measures += [(words,) for words in dict.fromkeys(goal.deviation for goal in goals if goal.deviation)]
    blocks += numbered(measures)
    if not measures or "measures" in dossier.own:
        blocks += own_or_gap(dossier, "measures", "改进措施")
    return blocks


def _below_full(node: ScoreNode) -> bool:
    return node.score is not None and node.points is not None and node.score < node.points


DOCUMENT = Document(
    "department_report",
    "部门整体支出绩效自评报告",
    ("department",),
    build,
    "广州市荔湾、海珠、白云等区公开的部门整体支出绩效自评报告的提纲",
    ("docx", "pdf", "html"),
)
