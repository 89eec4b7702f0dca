"""Whether a form gives points as the scheme does by which the unit was scored.

A score is so many out of so many points: 20 of 50 written into a form that gives 40 is a wrong figure although every
digit of it is right. Where the form prints points that differ, the scores under them are left to the clerk.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao.numbers import parse_decimal, plain
from jixiao.reading.extract.indicators_vocabulary import Role, bracketed_points

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jixiao.scoring.result import ScoreNode
    from jixiao.writing.forms.indicators import Body, BodyRow
    from jixiao.writing.forms.known import Known

__all__ = ["mark_misfits", "misfit"]


def misfit(printed: Iterable[str], node: ScoreNode | None) -> str:
    """Why a score does not fit the points that a form prints, in a cell or in brackets; empty where it does."""
    for text in printed:
        points = parse_decimal(text) if parse_decimal(text) is not None else parse_decimal(bracketed_points(text) or "")
        if points is not None and node is not None and node.points is not None and points != node.points:
            return _told(plain(points), plain(node.points))
    return ""


def mark_misfits(tables: Sequence[Body], known: Known) -> None:
    """Marks every row whose own points, or those of a group that it stands in, are printed and are not the scheme's."""
    left = [goal for body in tables for goal in body.homeless]
    for body in tables:
        points = next((column for column in body.columns if column.role is Role.POINTS), None)
        for row in body.rows:
            if points is not None and not row.surplus:
                row.misfit = misfit((body.grid.rows[row.row][points.first].text,), _node(row, known))
        for column in body.columns:
            if column.role is not Role.LEVEL:
                continue
            groups: dict[int, list[BodyRow]] = {}
            for row in body.rows:
                groups.setdefault(id(body.grid.rows[row.row][column.first]), []).append(row)
            for rows in groups.values():
                printed = parse_decimal(bracketed_points(body.grid.rows[rows[0].row][column.first].text) or "")
                kinds = frozenset(kind for row in rows for kind in row.kinds)
                nodes = [_node(row, known) for row in rows]
                nodes += [known.node_of(goal) for goal in left if goal.category in kinds]
                given = [Fraction(node.points) for node in nodes if node is not None and node.points is not None]
                if printed is None or not given or sum(given) == printed:
                    continue
                for row in rows:
                    row.misfit = row.misfit or _told(plain(printed), plain(sum(given)))


def _node(row: BodyRow, known: Known) -> ScoreNode | None:
    return known.node_of(row.goal) if row.goal is not None else row.node


def _told(printed: str, ours: str) -> str:
    return f"表上是 {printed} 分，评分所用的指标体系是 {ours} 分，得分要按表上的分值另算"
