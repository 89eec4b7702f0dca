"""A department's short report on its subordinate units (所属单位绩效自评汇总报告)."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.writing.documents._prose import joined, numbered, para
from jixiao.writing.dossier import GAP
from jixiao.writing.layout import Layout, Run
from jixiao.writing.rollups import Rollup
from jixiao.writing.rollups._charts import rate_chart
from jixiao.writing.rollups._figures import conclusion, named, rate, scope, sum_run

if TYPE_CHECKING:
    from jixiao.writing.collection import Collection, Member
    from jixiao.writing.layout import Block

__all__ = ["ROLLUP"]

_REASON_DUE: Final = Fraction(9, 10)
"""An execution rate below this is to be explained, as the forms of several provinces print."""
_TOLD: Final = 10
"""Up to so many indicators at which units lost points are told."""


def build(collection: Collection) -> Layout:
    """Who was rolled up, the money, the scores, where points were lost, and what is still to be written by hand."""
    who = named(collection, "主管部门名称")
    title = f"{who.text}{collection.year}年度{ROLLUP.title}"
    blocks: list[Block] = [para(who, f"{collection.year}年度{ROLLUP.title}", style="title")]
    blocks += [para("一、汇总范围", style="h1"), *scope(collection, "所属单位")]
    blocks += [para("二、资金情况", style="h1"), *_funds(collection)]
    blocks += [para("三、自评结果", style="h1"), *conclusion(collection), *_grades(collection)]
    blocks += [para("四、存在的主要问题", style="h1"), *_problems(collection)]
    blocks += [
        para("五、改进措施", style="h1"),
        para(Run(f"{GAP}：改进措施", fact="改进措施", gap=True), key="measures"),
    ]
    return Layout(ROLLUP.title, title, tuple(blocks), unit=collection.name, year=collection.year)


def _funds(collection: Collection) -> list[Block]:
    spent, budget = collection.base("expenditure"), collection.base("adjusted_budget")
    said: list[Run | str] = []
    if collection.base("initial_budget") is not None:
        said += ["年初预算数合计", sum_run(collection, "initial_budget", "年初预算数", "万元"), "，"]
    said += ["全年预算数合计", sum_run(collection, "adjusted_budget", "全年预算数", "万元")]
    said += ["，执行数合计", sum_run(collection, "expenditure", "全年执行数", "万元")]
    shown = rate(spent, budget, "execution_rate")
    said += ["，预算执行率", shown if shown.text else Run(f"{GAP}%", fact="预算执行率", gap=True)]
    blocks: list[Block] = [para(*said, "。执行率由合计数算出，不是各单位执行率的平均。", key="funds")]
    return [*blocks, *rate_chart(collection)]


def _grades(collection: Collection) -> list[Block]:
    if not collection.scheme.grades:
        return []
    counted = [
        (f"“{grade}”" if grade else "尚未定等级", Run(f"{len(members)}个", fact=f"grade:{grade or '未定'}"))
        for grade, members in collection.grades
        if members
    ]
    blocks: list[Block] = [para("各单位等级：", *joined(counted), "。", key="grades")]
    open_ = collection.without_total
    if open_:
        names = "、".join(member.name for member in open_)
        blocks.append(para(Run(f"{names}还有数据没有填，没有总分", fact="没有总分的单位", gap=True), "。", key="open"))
    return blocks


def _problems(collection: Collection) -> list[Block]:
    """The indicators at which most units lost points."""
    lost = Counter(
        leaf.id
        for member in collection.members
        for leaf in member.result.leaves()
        if leaf.score is not None and leaf.points is not None and leaf.score < leaf.points and not leaf.goals
    )
    titles = {leaf.id: leaf.title for leaf in collection.scheme.leaves()}
    goals = sum(
        1
        for member in collection.members
        for leaf in member.result.leaves()
        if leaf.goals and leaf.score is not None and leaf.points is not None and leaf.score < leaf.points
    )
    order = list(titles)
    most = sorted(lost, key=lambda name: (-lost[name], order.index(name)))[:_TOLD]
    lines: list[list[Run | str]] = [
        [f"{titles[name]}，", Run(f"{lost[name]}个", fact=f"lost:{name}"), "单位失分"] for name in most
    ]
    low = [member for member in collection.members if _is_low(member)]
    if low:
        names = "、".join(member.name for member in low[:_TOLD])
        cause = Run(GAP, fact="执行率低于90%的原因", gap=True)
        lines.append(
            [
                f"{names}{'等' if len(low) > _TOLD else ''}",
                Run(f"{len(low)}个", fact="low"),
                "单位执行率低于90%，原因：",
                cause,
            ]
        )
    if goals:
        lines.append(["各单位绩效指标中，", Run(f"{goals}项", fact="lost:goals"), "没有得满分"])
    if not lines:
        return [para(Run(f"{GAP}：存在的主要问题", fact="存在的主要问题", gap=True), key="problems")]
    return [*numbered(lines)]


def _is_low(member: Member) -> bool:
    spent, budget = member.base("expenditure"), member.base("adjusted_budget")
    return spent is not None and budget is not None and spent < _REASON_DUE * budget


ROLLUP = Rollup("unit_report", "所属单位绩效自评汇总报告", "department", build, ("docx", "pdf", "html"))
