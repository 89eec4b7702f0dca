"""Finance's table of all departments (各部门绩效自评汇总表): grades, ranking, budgets, rates, what is to be explained."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.numbers import plain
from jixiao.writing.cells import head, middle, value
from jixiao.writing.documents._prose import para
from jixiao.writing.dossier import GAP, amount
from jixiao.writing.layout import Cell, Layout, PageBreak, Run, Table
from jixiao.writing.rollups import Rollup
from jixiao.writing.rollups._charts import grade_chart, rate_chart
from jixiao.writing.rollups._figures import (
    FUNDS,
    absent_rows,
    asked_cell,
    funds_cells,
    grade_cell,
    rate,
    scope,
    score_row,
    sum_formulas,
    told,
)

if TYPE_CHECKING:
    from jixiao.writing.collection import Collection, Member
    from jixiao.writing.layout import Block

__all__ = ["ROLLUP"]

_TOLD: Final = 8
"""So many questions of one department are told; the rest are counted."""


def build(collection: Collection) -> Layout:
    """The bureau's own name stands before the title where it was given."""
    title = f"{collection.name}{collection.year}年度{ROLLUP.title}"
    blocks: list[Block] = [para(title, style="title"), *scope(collection, "部门（单位）")]
    if collection.scheme.grades:
        blocks += [_grades(collection), *grade_chart(collection), PageBreak()]
    blocks += [_ranking(collection), *rate_chart(collection), *_questions(collection)]
    return Layout(ROLLUP.title, title, tuple(blocks), landscape=True, unit=collection.name, year=collection.year)


def _grades(collection: Collection) -> Table:
    rows = [tuple(head(text) for text in ("等级", "部门数", "占比", "全年预算数", "全年执行数", "执行率"))]
    all_ = len(collection.members)
    for grade, members in collection.grades:
        key = grade or "未定"
        budget, spent = _added(members, "adjusted_budget"), _added(members, "expenditure")
        share = f"{plain(Fraction(len(members), all_) * 100, 2)}%"
        rows.append(
            (
                replace(middle(Run(grade or "未定等级")), naming=True),
                value(Run(str(len(members)), fact=f"grade:{key}")),
                value(Run(share, fact=f"grade_share:{key}")),
                value(_money(budget, f"grade_budget:{key}")),
                value(_money(spent, f"grade_expenditure:{key}")),
                value(rate(spent, budget, f"grade_rate:{key}")),
            )
        )
    return Table(tuple(rows), (4, 4, 4, 6, 6, 4), caption="各等级部门数和资金", unit_note="金额单位：万元")


def _added(members: tuple[Member, ...], fact: str) -> Fraction | None:
    known = [member.base(fact) for member in members]
    found = [value for value in known if value is not None]
    return sum(found, Fraction(0)) if len(found) == len(known) else None


def _money(value: Fraction | None, fact: str) -> Run:
    return Run(GAP, fact=fact, gap=True) if value is None else Run(amount(value), fact=fact)


def _ranking(collection: Collection) -> Table:
    scored, graded = collection.scheme.scored, bool(collection.scheme.grades)
    scores = (*(("等级",) if graded else ()), *(("总分",) if scored else ()))
    heads = ("名次", "部门（单位）名称", *scores, *(label for label, _ in FUNDS), "执行率", "需说明事项")
    rows: list[tuple[Cell, ...]] = [tuple(head(text) for text in heads)]
    for member in collection.ranked:
        rank = collection.rank(member)
        place = Run("") if rank is None else Run(str(rank), fact=f"{member.name}/rank")
        rows.append(
            (
                middle(place),
                Cell((Run(member.name, fact=f"{member.name}/unit"),), naming=True),
                *grade_cell(member, collection),
                *((_total(member),) if scored else ()),
                *funds_cells(collection, member),
                asked_cell(len(member.questions), f"{member.name}/asked"),
            )
        )
    absent = len(collection.absent)
    label = f"各单位合计（不含未汇总的{absent}份）" if absent else "各单位合计"
    rows.append(
        (
            Cell((Run(label, bold=True),), 1, 2, "center", naming=True),
            *(middle(Run("—")) for _ in scores),
            *funds_cells(collection, None),
            asked_cell(sum(len(member.questions) for member in collection.members), "asked"),
        )
    )
    widths = (3, 13, *(5 for _ in scores), 6, 6, 6, 5, 4)
    rows += [*score_row(collection, len(widths)), *absent_rows(collection, len(widths))]
    return Table(
        tuple(rows),
        widths,
        caption="各部门自评结果（按总分排序）" if scored else "各部门自评结果",
        unit_note="金额单位：万元",
        formulas=sum_formulas(collection, 1, 2 + len(scores)),
    )


def _questions(collection: Collection) -> list[Block]:
    """What each department has to explain or put right, in the order of the ranking."""
    rows: list[tuple[Cell, ...]] = []
    for member in collection.ranked:
        lines = [f"{finding.severity.label}：{told(finding)}" for finding in member.questions[:_TOLD]]
        rest = len(member.questions) - _TOLD
        if rest > 0:
            lines.append(f"其余{rest}项见该单位的工作簿和评分表。")
        for number, text in enumerate(lines):
            first = (
                (Cell((Run(member.name, fact=f"{member.name}/unit"),), len(lines), naming=True),) if number == 0 else ()
            )
            rows.append((*first, Cell((Run(text, fact=f"{member.name}/question"),))))
    if not rows:
        return []
    heads = (head("部门（单位）名称"), head("事项"))
    return [Table((heads, *rows), (4, 16), caption="需说明或改正的事项")]


def _total(member: Member) -> Cell:
    if member.total is None:
        return middle(Run(GAP, fact=f"{member.name}（总分）", gap=True, stands_for=f"{member.name}/total_score"))
    return value(Run(plain(member.total), fact=f"{member.name}/total_score"))


ROLLUP = Rollup("department_table", "各部门绩效自评汇总表", "finance", build)
