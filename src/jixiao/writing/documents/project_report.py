"""The narrative report on a project (项目支出绩效自评报告), in the outline that Zhanjiang prints."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Final

from jixiao.numbers import Missing, plain
from jixiao.schemes.goals import CATEGORIES
from jixiao.writing.cells import head, value
from jixiao.writing.charts import bars, bars_height
from jixiao.writing.documents import Document
from jixiao.writing.documents._charts import execution_chart, goal_chart
from jixiao.writing.documents._goals import goal_runs, percent, reached_of
from jixiao.writing.documents._prose import (
    activities,
    activity_total,
    joined,
    numbered,
    own_or_gap,
    para,
    reason,
    sources,
)
from jixiao.writing.documents._registers import SPENDING, WORK, register_paras
from jixiao.writing.dossier import GAP, amount
from jixiao.writing.layout import Cell, Chart, Layout, Run, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from jixiao.location import Location
    from jixiao.registers.disclosures import Disclosure
    from jixiao.schemes.model import Indicator
    from jixiao.scoring.result import ScoreNode
    from jixiao.writing.documents._goals import Reached
    from jixiao.writing.dossier import Dossier
    from jixiao.writing.layout import Block

__all__ = ["DOCUMENT"]

_LEVELS: Final = (
    ("中央资金", "central_funds"),
    ("省级资金", "province_funds"),
    ("市级资金", "city_funds"),
    ("县级资金", "county_funds"),
)
_BOUGHT: Final = ("procurement", "contracts")
"""Registers of spending that concern a project; the others are kept for the whole unit."""
_TOLD: Final = 20
"""Up to so many misses are told one by one; a report with hundreds of goals tells the worst and points to its table."""


def build(dossier: Dossier) -> Layout:
    """Seven chapters; gaps where neither registers nor the clerk say anything."""
    kind = "转移支付绩效自评报告" if dossier.scheme.subject == "transfer" else DOCUMENT.title
    name = dossier.result.subject
    title = f"{dossier.unit}{dossier.year}年度{name.removesuffix('项目') if kind == DOCUMENT.title else name}{kind}"
    goals = reached_of(dossier.facts.goals)
    blocks: list[Block] = [para(title, style="title")]
    blocks += _overview(dossier, goals)
    blocks += _work(dossier)
    blocks += _result(dossier)
    blocks += _use_of_funds(dossier, goals)
    blocks += _problems(dossier, goals)
    blocks += _publication(dossier)
    return Layout(kind, title, tuple(blocks), unit=dossier.unit, year=dossier.year)


# --- 一、基本情况


def _overview(dossier: Dossier, goals: tuple[Reached, ...]) -> list[Block]:
    name = dossier.result.subject
    who: list[Run | str] = ["项目名称：", Run(name, fact="subject") if name else Run(GAP, fact="项目名称", gap=True)]
    who += ["；实施单位：", Run(dossier.unit, fact="unit")]
    if dossier.department and dossier.department != dossier.unit:
        who += ["；主管部门：", Run(dossier.department, fact="department")]
    blocks: list[Block] = [para("一、基本情况", style="h1"), para("（一）项目概况", style="h2")]
    blocks += [para(*who, "。", key="project"), para("1.项目背景和实施依据", style="h3")]
    blocks += own_or_gap(dossier, "basis")
    blocks += [para("2.主要内容及实施情况", style="h3"), *_content(dossier)]
    blocks += [para("3.预期投入", style="h3"), *_investment(dossier)]
    blocks += [para("（二）项目绩效目标", style="h2"), *own_or_gap(dossier, "goal")]
    if goals:
        kinds = Counter(each.goal.category for each in goals)
        told = [(CATEGORIES[kind], Run(f"{count}项", fact=f"goals:{kind}")) for kind, count in kinds.items()]
        blocks.append(
            para(
                "共设定绩效指标",
                Run(f"{len(goals)}项", fact="goals"),
                "：",
                *joined(told, "、"),
                "。",
                key="goal_kinds",
            )
        )
    return blocks


def _content(dossier: Dossier) -> list[Block]:
    done = activities(dossier)
    items = dict.fromkeys(row.item for row in dossier.rows.get("budget", ()) if row.item != dossier.result.subject)
    blocks: list[Block] = []
    if len(items) > 1:
        blocks.append(para(f"项目预算安排用于{'、'.join(items)}。", key="budget_items"))
    if done:
        blocks += [para(*activity_total(dossier), "。", key="activity_total"), *numbered(done)]
    if not done or "content" in dossier.own:
        blocks += own_or_gap(dossier, "content")
    return [*blocks, *register_paras(dossier, WORK)]


def _investment(dossier: Dossier) -> list[Block]:
    said: list[Run | str] = [f"{dossier.year}年项目全年预算数", dossier.figure("adjusted_budget", "全年预算数")]
    if dossier.has("initial_budget"):
        said += ["，年初预算数", dossier.figure("initial_budget", "年初预算数")]
    if dossier.base("investment"):
        said += ["，项目总投资", dossier.figure("investment", "总投资")]
    blocks: list[Block] = [para(*said, "。", key="investment")]
    parts = sources(dossier, "budget") or [
        (label, dossier.figure(fact, label)) for label, fact in _LEVELS if dossier.base(fact)
    ]
    if parts:
        blocks.append(para("按资金来源分，", *joined(parts), "。", key="investment_sources"))
    return blocks


# --- 二、绩效自评工作开展情况


def _work(dossier: Dossier) -> list[Block]:
    scheme = dossier.scheme
    name = scheme.title.partition("（")[0]
    levels: dict[int, list[str]] = {}
    for node in scheme.walk():
        levels.setdefault(node.level, []).append(node.title)
    tops = joined(((f"{node.title}", *_points(node)) for node in scheme.indicators), "、")
    counts = joined(
        (
            (f"{'一二三四'[level - 1]}级指标", Run(f"{len(titles)}个", fact=f"scheme:level{level}"))
            for level, titles in sorted(levels.items())
        ),
        "、",
    )
    method = "按各指标的评分标准逐项计算得分，定量的按完成程度计分，定性的由自评人员认定档次"
    if not scheme.scored:
        method = "不计分，逐项写明完成情况，与目标对照"
    blocks: list[Block] = [para("二、绩效自评工作开展情况", style="h1"), para("（一）自评组织", style="h2")]
    blocks += own_or_gap(dossier, "organisation")
    blocks += [
        para("（二）自评对象和范围", style="h2"),
        para(
            f"自评对象为{dossier.result.subject or '本项目'}，范围为{dossier.year}年度该项目的资金和绩效目标。",
            key="scope",
        ),
        para("（三）指标体系和标准", style="h2"),
        para(f"采用《{name}》，设", *counts, "。一级指标为", *tops, "。", key="scheme"),
        para("（四）自评方法", style="h2"),
        para(f"{method}；数据取自台账，逐项可以追溯到台账的行。", key="method"),
    ]
    return blocks


def _points(node: Indicator) -> list[Run | str]:
    return [] if node.points is None else [Run(f"{plain(node.points)}分", fact=f"points:{node.id}")]


# --- 三、绩效自评结果


def _result(dossier: Dossier) -> list[Block]:
    result, scheme = dossier.result, dossier.scheme
    blocks: list[Block] = [para("三、绩效自评结果", style="h1"), para("（一）自评结论", style="h2")]
    if not scheme.scored:
        return [*blocks, para("采用的指标体系不计分，不评定等级，各项指标的完成情况见第四部分。", key="conclusion")]
    if result.total is None or not result.complete:
        missing = sum(1 for node in result.leaves() if node.missing)
        blocks.append(
            para(
                Run(f"总分{GAP}（{missing}个指标缺少数据）", fact="总分", gap=True, stands_for="total_score"),
                "。",
                key="conclusion",
            )
        )
    else:
        said: list[Run | str] = ["自评总分", Run(f"{plain(result.total)}分", fact="total_score")]
        if result.grade:
            said += ["，等级为“", Run(result.grade, fact="grade"), "”"]
        blocks.append(para(*said, "。", key="conclusion"))
    if scheme.grades:
        blocks.append(para(f"等级划分：{_bands(dossier)}。", key="grades"))
    return [*blocks, _scores(dossier), *_lost(dossier)]


def _bands(dossier: Dossier) -> str:
    return "，".join(
        f"{plain(band.low)}分（含）{'以上' if band.high is None else f'至{plain(band.high)}分'}为{band.name}"
        if band.low
        else f"{plain(band.high) if band.high is not None else ''}分以下为{band.name}"
        for band in dossier.scheme.grades
    )


def _scores(dossier: Dossier) -> Table:
    result = dossier.result
    rows = [tuple(head(text) for text in ("一级指标", "分值", "自评得分", "得分率"))]
    rows += [
        (Cell((Run(node.title),), naming=True), *_score_cells(node.id, node.title, node.effective_points, node.score))
        for node in result.indicators
    ]
    total = result.total if result.complete else None
    rows.append((Cell((Run("合计"),), naming=True), *_score_cells("total", "合计", result.points, total)))
    return Table(tuple(rows), (6, 3, 3, 3), caption="各一级指标得分", unit_note="单位：分")


def _score_cells(key: str, title: str, points: Decimal | None, score: Decimal | None) -> tuple[Cell, ...]:
    shown = Run("" if points is None else plain(points), fact=f"points:{key}")
    name = "total_score" if key == "total" else f"score:{key}"
    if score is None:
        return (value(shown), value(Run(GAP, fact=f"{title}（得分）", gap=True, stands_for=name)), value(Run("")))
    rate = percent(Fraction(score) / Fraction(points)) if points else ""
    return (value(shown), value(Run(plain(score), fact=name)), value(Run(rate, fact=f"rate:{key}" if rate else "")))


def _lost(dossier: Dossier) -> list[Block]:
    """Where points were lost, with the figures that the score rests on."""
    lost = [node for node in dossier.result.leaves() if _below_full(node)]
    if not lost:
        return []
    if len(lost) > _TOLD:
        lost = sorted(lost, key=_points_lost, reverse=True)
    items: list[Sequence[Run | str]] = [
        (f"{node.title}，失", Run(f"{plain(_points_lost(node))}分", fact=f"lost:{node.id}"), *_because(node))
        for node in lost
    ]
    return [para("（二）失分指标及依据", style="h2"), *numbered(_first(items, "失分指标", "指标评分表"))]


def _points_lost(node: ScoreNode) -> Decimal:
    assert node.points is not None
    assert node.score is not None
    return node.points - node.score


def _first(items: list[Sequence[Run | str]], what: str, where: str) -> list[Sequence[Run | str]]:
    rest = len(items) - _TOLD
    if rest <= 0:
        return items
    return [*items[:_TOLD], ("其余", Run(f"{rest}项", fact=f"rest:{what}"), f"{what}见{where}")]


def _because(node: ScoreNode) -> list[Run | str]:
    if not node.goals:
        told = reason(node)
        return ["：", *told] if told else []
    missed = [each for each in reached_of(node.goals) if each.met is False] or reached_of(node.goals)
    parts: list[list[Run | str]] = []
    for each in missed:
        target, actual, _, _ = goal_runs(each)
        named = [] if each.goal.name == node.title else [each.goal.name]
        parts.append([*named, "目标", target, "，实际", actual])
    return ["：", *joined(parts, "、")]


def _below_full(node: ScoreNode) -> bool:
    return node.score is not None and node.points is not None and node.score < node.points


# --- 四、项目资金使用绩效


def _use_of_funds(dossier: Dossier, goals: tuple[Reached, ...]) -> list[Block]:
    blocks: list[Block] = [para("四、项目资金使用绩效", style="h1"), para("（一）资金投入情况", style="h2")]
    blocks += [para("1.资金到位情况", style="h3"), *_received(dossier)]
    blocks += [para("2.资金执行情况", style="h3"), *_spent(dossier)]
    blocks += [*execution_chart(dossier), *_funds_chart(dossier)]
    blocks += [para("3.资金管理情况", style="h3"), *_management(dossier)]
    blocks += [para("（二）绩效目标完成情况", style="h2"), *_attainment(dossier, goals)]
    return blocks


def _received(dossier: Dossier) -> list[Block]:
    if not dossier.has("planned_funds") and not dossier.has("received_funds"):
        return [*own_or_gap(dossier, "funding")]
    return [
        para(
            "应到位资金",
            dossier.figure("planned_funds", "应到位资金"),
            "，实际到位",
            dossier.figure("received_funds", "到位资金"),
            "，资金到位率",
            dossier.rate("received_funds", "planned_funds", "资金到位率"),
            "。",
            key="funding",
        )
    ]


def _spent(dossier: Dossier) -> list[Block]:
    said: list[Run | str] = ["全年执行数", dossier.figure("expenditure", "全年执行数")]
    said += ["，预算执行率", dossier.rate("expenditure", "adjusted_budget", "预算执行率")]
    if dossier.base("received_funds"):
        said += ["，占到位资金的", dossier.rate("expenditure", "received_funds", "到位资金支出率")]
    blocks: list[Block] = [para(*said, "。", key="execution")]
    by_level = [
        (label, dossier.figure(f"{fact}_expenditure", label))
        for label, fact in _LEVELS
        if dossier.base(f"{fact}_expenditure")
    ]
    parts = sources(dossier, "expenditure") or by_level
    if parts:
        blocks.append(para("按资金来源分，", *joined(parts), "。", key="execution_sources"))
    budget, spent = dossier.base("adjusted_budget"), dossier.base("expenditure")
    if budget is not None and spent is not None and spent < budget:
        left = Run(f"{amount(budget - spent)}万元", fact="adjusted_budget-expenditure")
        blocks.append(para("未执行的预算", left, "。", key="unspent"))
    bought = [each for each in SPENDING if each.register in _BOUGHT]
    return [*blocks, *register_paras(dossier, bought)]


def _funds_chart(dossier: Dossier) -> list[Block]:
    names = (
        ("全年预算数", "adjusted_budget"),
        ("应到位资金", "planned_funds"),
        ("实际到位资金", "received_funds"),
        ("全年执行数", "expenditure"),
    )
    rows: list[dict[str, object]] = []
    for label, name in names:
        known = dossier.base(name)
        if known is not None:
            rows.append({"资金": label, "value": amount(known), "label": f"{amount(known)}万元"})
    if len(rows) < 3:
        return []
    alt = "资金投入和使用：" + "，".join(f"{row['资金']}{row['label']}" for row in rows)
    return [Chart(bars(rows, "资金", "value", "万元"), alt, "资金投入和使用", bars_height(rows, "资金"))]


def _management(dossier: Dossier) -> list[Block]:
    rules = [
        (f"《{row.name}》", f"（{row.number}）" if row.number else "")
        for row in dossier.rows.get("policies", ())
        if row.in_force is True
    ]
    blocks: list[Block] = []
    if rules:
        blocks.append(
            para(
                "现行有效的管理制度",
                Run(f"{len(rules)}项", fact="policies"),
                "：",
                *joined(rules, "、"),
                "。",
                key="rules",
            )
        )
    if not rules or "management" in dossier.own:
        blocks += own_or_gap(dossier, "management")
    return blocks


def _attainment(dossier: Dossier, goals: tuple[Reached, ...]) -> list[Block]:
    blocks: list[Block] = [*own_or_gap(dossier, "goal_reached")]
    if not goals:
        return [*blocks, para(Run(f"{GAP}：绩效指标", fact="绩效指标", gap=True), key="attainment")]
    concerned = [each for each in goals if each.concerned]
    counts = [
        ("达到目标", sum(1 for each in concerned if each.met)),
        ("未达到目标", sum(1 for each in concerned if each.met is False)),
        ("尚不能判定", sum(1 for each in concerned if each.met is None)),
        ("本年不涉及", len(goals) - len(concerned)),
    ]
    told = joined((label, Run(f"{count}项", fact=f"goals:{label}")) for label, count in counts if count)
    blocks.append(
        para(
            "绩效指标",
            Run(f"{len(goals)}项", fact="goals"),
            "，其中",
            *told,
            "，逐项完成情况见下表。",
            key="attainment",
        )
    )
    return [*blocks, _goal_table(goals), *goal_chart(goals)]


def _goal_table(goals: tuple[Reached, ...]) -> Table:
    heads = ("指标类别", "指标名称", "年度指标值", "实际完成值", "完成情况", "偏差原因分析及改进措施")
    rows: list[tuple[Cell, ...]] = [tuple(head(text) for text in heads)]
    for category, group in groupby(goals, key=lambda each: each.goal.category):
        members = list(group)
        for number, each in enumerate(members):
            target, actual, completion, deviation = goal_runs(each)
            first = (Cell((Run(CATEGORIES[category]),), len(members), 1, "center", naming=True),) if number == 0 else ()
            name = Cell((Run(each.goal.name),), naming=True)
            rows.append((*first, name, value(target), value(actual), value(completion), Cell((deviation,))))
    return Table(tuple(rows), (4, 6, 4, 4, 4, 6), caption="绩效指标完成情况")


# --- 五、六


def _problems(dossier: Dossier, goals: tuple[Reached, ...]) -> list[Block]:
    blocks: list[Block] = [para("五、存在的主要问题", style="h1")]
    missed: list[Sequence[Run | str]] = []
    for each in sorted(goals, key=_worst) if len(goals) > _TOLD else goals:
        if each.met is False:
            target, actual, _, _ = goal_runs(each)
            missed.append((f"“{each.goal.name}”没有达到目标（目标", target, "，完成", actual, "）"))
    problems = _first(missed, "没有达到目标的指标", "绩效指标完成情况表")
    for part, whole, label, key, fact in (
        ("received_funds", "planned_funds", "资金未足额到位，到位率", "funding_reason", "资金到位率"),
        ("expenditure", "adjusted_budget", "预算未全部执行，执行率", "execution_reason", "预算执行率"),
    ):
        share = dossier.share(part, whole)
        if share is not None and share < 1:
            why = dossier.own.get(key, "").strip().rstrip("。；")
            cause = Run(why) if why else Run(GAP, fact=dossier.text(key).wanted, gap=True)
            problems.append((label, dossier.rate(part, whole, fact), "，原因：", cause))
    problems += [(row.problem,) for row in dossier.rows.get("rectifications", ())]
    blocks += numbered(problems)
    if not problems or "problems" in dossier.own:
        blocks += own_or_gap(dossier, "problems")
    blocks.append(para("六、改进措施", style="h1"))
    words = [row.measure for row in dossier.rows.get("rectifications", ()) if row.measure]
    words += [each.goal.deviation for each in goals if each.met is False and each.goal.deviation]
    blocks += numbered((text.rstrip("。；"),) for text in dict.fromkeys(words))
    if not words or "measures" in dossier.own:
        blocks += own_or_gap(dossier, "measures")
    return blocks


def _worst(each: Reached) -> tuple[bool, Fraction]:
    return each.rate is None, each.rate or Fraction(0)


# --- 七


def _publication(dossier: Dossier) -> list[Block]:
    blocks: list[Block] = [para("七、绩效自评结果拟应用和公开情况", style="h1"), para("（一）结果应用", style="h2")]
    blocks += own_or_gap(dossier, "result_use")
    blocks.append(para("（二）信息公开", style="h2"))
    rows = dossier.placed("disclosures")
    blocks += numbered(_disclosed(row, place) for row, place in rows)
    if not rows or "disclosure" in dossier.own:
        blocks += own_or_gap(dossier, "disclosure")
    return blocks


def _disclosed(row: Disclosure, place: Location) -> list[Run | str]:
    named = f"{row.matter}（{row.title}）" if row.title else row.matter
    if isinstance(row.published_on, date):
        said: list[Run | str] = [
            f"{named}于",
            Run(_day(row.published_on), fact="disclosures.published_on", origins=(place,) if place.label else ()),
            "公开，网址：",
        ]
        return [*said, row.address or Run(GAP, fact=f"{row.matter}公开网址", gap=True)]
    if row.published_on is Missing.NOT_APPLICABLE:
        return [f"{named}不涉及公开"]
    due = f"，应于{_day(row.due_on)}前公开" if isinstance(row.due_on, date) else ""
    return [f"{named}尚未公开{due}，公开日期", Run(GAP, fact=f"{row.matter}公开日期", gap=True)]


def _day(when: date) -> str:
    return f"{when.year}年{when.month}月{when.day}日"


DOCUMENT = Document(
    "project_report",
    "项目支出绩效自评报告",
    ("project", "transfer"),
    build,
    "湛江市公开的项目支出绩效自评报告的提纲",
    ("docx", "pdf", "html"),
)
