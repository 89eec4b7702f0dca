"""The scoring table (整体绩效自评指标评分表): level cells merged, points, score, basis and evidence per indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.numbers import plain
from jixiao.scoring.result import State
from jixiao.writing.cells import head, texts, value
from jixiao.writing.documents import Document
from jixiao.writing.documents._prose import reason
from jixiao.writing.layout import Cell, Layout, Para, Run, Table
from jixiao.writing.score_rows import LEVEL_HEADS, score_rows

if TYPE_CHECKING:
    from jixiao.scoring.result import ScoreNode
    from jixiao.writing.dossier import Dossier
    from jixiao.writing.score_rows import ScoreRow

__all__ = ["DOCUMENT", "gathered"]


def build(dossier: Dossier) -> Layout:
    """One row a leaf; the total and the grade at the end. A form that is not scored has no columns for either."""
    result, scored = dossier.result, dossier.scheme.scored
    rows, depth = score_rows(result)
    values = ("分值", "自评得分", "评分标准", "评分依据") if scored else ("填报要求", "填报情况")
    heads = (*LEVEL_HEADS[:depth], *values, "佐证材料")
    table: list[tuple[Cell, ...]] = [tuple(head(text) for text in heads)]
    table += [_row(row, scored=scored) for row in rows]
    if result.total is not None:
        grade = f"等级：{result.grade}" if result.grade else "" if result.complete else "尚缺数据，暂不定等级"
        table.append(
            (
                Cell((Run("合计", bold=True),), colspan=depth, align="center", naming=True),
                value(Run(plain(result.points) if result.points is not None else "", bold=True)),
                value(Run(plain(result.total), bold=True, fact="total_score")),
                texts([grade], 3),
            )
        )
    title = f"{dossier.unit}{dossier.year}年度{dossier.scheme.title.partition('（')[0]}"
    return Layout(
        name=DOCUMENT.title,
        title=title,
        blocks=(
            Para((Run(title),), "title"),
            Table(
                tuple(table),
                (*(6,) * depth, *((3, 4) if scored else ()), 10, 15, 6),
                unit_note="单位：分" if scored else "",
            ),
            Para((Run(f"注：{_note(dossier)}"),), "note"),
        ),
        landscape=True,
        unit=dossier.unit,
        year=dossier.year,
    )


def _row(row: ScoreRow, *, scored: bool) -> tuple[Cell, ...]:
    levels = [
        Cell((Run(cell.node.title),), cell.rows, cell.columns, naming=True) for _, cell in sorted(row.levels.items())
    ]
    leaf = row.leaf
    points = plain(leaf.effective_points) if leaf.effective_points is not None else ""
    values = (value(Run(points)), value(_score(leaf)))
    return (
        *levels,
        *(values if scored else ()),
        texts([leaf.wording]),
        Cell((Run("；".join(gathered(leaf.steps))),) if scored or leaf.steps else _told(leaf)),
        texts(["；".join(dict.fromkeys(fact.evidence for fact in leaf.facts if fact.evidence))]),
    )


def gathered(steps: tuple[str, ...]) -> list[str]:
    """The arithmetic line by line; what is said alike of several goals is said once, with the goals' names before it."""
    names: dict[str, list[str]] = {}
    for step in steps:
        name, _, rest = step.partition("：")
        names.setdefault(rest or step, []).append(name if rest else "")
    return [f"{'、'.join(named)}：{rest}" if named[0] else rest for rest, named in names.items()]


def _told(leaf: ScoreNode) -> tuple[Run, ...]:
    """What an unscored leaf without arithmetic rests on, as a sentence."""
    parts = reason(leaf)
    return tuple(Run(part) if isinstance(part, str) else part for part in (*parts, "。")) if parts else ()


def _score(leaf: ScoreNode) -> Run:
    if leaf.score is not None:
        return Run(plain(leaf.score), fact=f"score:{leaf.id}")
    return Run("待补充", fact=leaf.title, gap=True) if leaf.state is State.MISSING else Run("")


def _note(dossier: Dossier) -> str:
    titles = dict.fromkeys(source.title for source in dossier.scheme.sources.values())
    sources = "、".join(f"《{title}》" for title in titles)
    if dossier.scheme.scored:
        return f"评分规则取自{sources}；得分由台账数据按规则计算。"
    return f"填报要求取自{sources}；本表不计分。"


DOCUMENT = Document(
    "score_table",
    "指标评分表",
    ("department", "project", "transfer"),
    build,
    "广东省、广州市部门整体支出绩效自评所附指标评分表的栏目",
)
