"""A department's table of its subordinate units (部门所属单位绩效自评汇总表)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.numbers import plain
from jixiao.writing.cells import head, middle, value
from jixiao.writing.documents._prose import para
from jixiao.writing.dossier import GAP
from jixiao.writing.layout import Cell, Layout, Run, Table
from jixiao.writing.rollups import Rollup
from jixiao.writing.rollups._figures import (
    FUNDS,
    absent_rows,
    absentees,
    asked_cell,
    funds_cells,
    grade_cell,
    named,
    score_row,
    sum_formulas,
)

if TYPE_CHECKING:
    from jixiao.scoring.result import ScoreNode
    from jixiao.writing.collection import Collection, Member
    from jixiao.writing.layout import Block

__all__ = ["ROLLUP"]

_TOPS = 4
"""Up to so many indicators of level 1 have a column of their own."""


def build(collection: Collection) -> Layout:
    """One row a unit, largest budget first; sums and the rate of the sums below; units left out marked."""
    who = named(collection, "主管部门名称")
    title = f"{who.text}{collection.year}年度{ROLLUP.title}"
    blocks: list[Block] = [para(who, f"{collection.year}年度{ROLLUP.title}", style="title")]
    blocks += [*absentees(collection), _table(collection)]
    return Layout(ROLLUP.title, title, tuple(blocks), landscape=True, unit=collection.name, year=collection.year)


def _table(collection: Collection) -> Table:
    scored = collection.scheme.scored
    tops = collection.scheme.indicators if scored and len(collection.scheme.indicators) <= _TOPS else ()
    scores = [f"{top.title}得分（满分{plain(top.points)}）" for top in tops if top.points is not None]
    scores += ["总分", "等级"] if collection.scheme.grades else ["总分"]
    first = [head("序号", rows=2), head("单位名称", rows=2), head("资金（万元）", 4)]
    if scored:
        first.append(head("自评得分（分）", len(scores)))
    first.append(head("需说明事项", rows=2))
    second = [head(text) for text in (*(label for label, _ in FUNDS), "执行率", *(scores if scored else ()))]
    rows: list[tuple[Cell, ...]] = [tuple(first), tuple(second)]
    for number, member in enumerate(collection.members, 1):
        points = (
            [*(_score(member, index) for index, _ in enumerate(tops)), *_total(collection, member)] if scored else []
        )
        rows.append(
            (
                middle(Run(str(number))),
                Cell((Run(member.name, fact=f"{member.name}/unit"),), naming=True),
                *funds_cells(collection, member),
                *points,
                asked_cell(len(member.questions), f"{member.name}/asked"),
            )
        )
    rows.append(_sum_row(collection, len(tops)))
    widths = (3, 12, 6, 6, 6, 5, *((5,) * len(scores) if scored else ()), 4)
    rows += [*score_row(collection, len(widths)), *absent_rows(collection, len(widths))]
    return Table(tuple(rows), widths, head_rows=2, unit_note="金额单位：万元", formulas=sum_formulas(collection, 2, 2))


def _score(member: Member, index: int) -> Cell:
    node: ScoreNode = member.result.indicators[index]
    if node.score is None:
        return middle(Run(GAP, fact=f"{member.name}（{node.title}得分）", gap=True))
    return value(Run(plain(node.score), fact=f"{member.name}/score:{node.id}"))


def _total(collection: Collection, member: Member) -> list[Cell]:
    if member.total is None:
        total = Run(GAP, fact=f"{member.name}（总分）", gap=True, stands_for=f"{member.name}/total_score")
    else:
        total = Run(plain(member.total), fact=f"{member.name}/total_score")
    return [value(total), *grade_cell(member, collection)]


def _sum_row(collection: Collection, tops: int) -> tuple[Cell, ...]:
    absent = len(collection.absent)
    label = f"各单位合计（不含未汇总的{absent}份）" if absent else "各单位合计"
    cells = [Cell((Run(label, bold=True),), 1, 2, "center", naming=True), *funds_cells(collection, None)]
    if collection.scheme.scored:
        cells += [middle(Run("—"))] * (tops + (2 if collection.scheme.grades else 1))
    cells.append(asked_cell(sum(len(member.questions) for member in collection.members), "asked"))
    return tuple(cells)


ROLLUP = Rollup("unit_table", "所属单位绩效自评汇总表", "department", build)
