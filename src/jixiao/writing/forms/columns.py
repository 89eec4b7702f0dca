"""The columns of a form's indicator table, and what each asks of one goal or one scored indicator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jixiao.reading.extract.indicators_vocabulary import Role
from jixiao.schemes.goals import CATEGORIES
from jixiao.writing.forms.known import SIGNS, Answer, Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.facts import GoalRow
    from jixiao.reading.extract.tables import Head
    from jixiao.scoring.result import ScoreNode
    from jixiao.writing.forms.form import Grid
    from jixiao.writing.forms.known import Known

__all__ = ["Column", "answer_goal", "answer_node", "columns_of"]

_FIRST_LEVEL: Final = {
    **dict.fromkeys(("quantity", "quality", "timeliness", "cost"), "产出指标"),
    **dict.fromkeys(("economic_cost", "social_cost", "ecological_cost"), "成本指标"),
    **dict.fromkeys(("economic", "social", "ecological", "sustainability"), "效益指标"),
    "satisfaction": "满意度指标",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table under one head, from grid column ``first`` to ``last``; ``depth`` of a naming one.

    ``in_force`` marks the one column of targets that takes the register's target where a form has several."""

    role: Role
    title: str
    first: int
    last: int
    depth: int | None = None
    in_force: bool = True


def columns_of(grid: Grid, head: Head) -> tuple[Column, ...]:
    """The columns under ``head``. One head cell over several grid columns is one column: the deepest naming role of
    those it covers. Of several columns of targets the register knows the one for the whole year."""
    spans: list[list[int]] = []
    rows = grid.rows[head.first : head.last + 1]
    for c in range(len(head.columns)):
        if spans and all(row[c] is row[c - 1] for row in rows):
            spans[-1].append(c)
        else:
            spans.append([c])
    found = []
    for span in spans:
        roles = [head.columns[c] for c in span]
        role = Role.NAME if Role.NAME in roles else roles[0]
        texts = dict.fromkeys("".join(grid.rows[r][span[0]].text.split()) for r in range(head.first, head.last + 1))
        depth = head.depths[span[0]] if span[0] < len(head.depths) else None
        found.append(Column(role, "".join(texts), span[0], span[-1], depth))
    targets = [column for column in found if column.role is Role.TARGET]
    chosen = next((column for column in targets if "全年" in column.title), None) or next(
        (column for column in targets if "年初" not in column.title), targets[0] if targets else None
    )
    return tuple(
        Column(c.role, c.title, c.first, c.last, c.depth, c is chosen if c.role is Role.TARGET else True) for c in found
    )


_TASK: Final = re.compile(r"(?:年度|重点|主要|工作|核心)*任务(?:名称|事项)?")


def answer_goal(
    column: Column, goal: GoalRow, known: Known, columns: Sequence[Column], number: int
) -> Answer | Unknown | None:
    """What ``column`` asks of ``goal``; ``None`` where the cell is to stay as it is."""
    roles = {each.role for each in columns}
    apart = Role.UNIT not in roles
    node = known.node_of(goal)
    match column.role:
        case Role.LEVEL:
            return _level(column, goal, known)
        case Role.OPERATOR:
            return known.goal_text(goal, SIGNS.get(goal.operator, ""))
        case Role.TARGET if column.in_force:
            return known.target(goal, operator=Role.OPERATOR not in roles, unit=apart)
        case Role.TARGET:
            return Unknown("台账里只有一个目标值，已填在全年的一栏")
        case Role.ADJUSTED_TARGET:
            return Unknown("台账里没有调整指标值")
        case Role.UNIT:
            return known.unit(goal)
        case Role.ACTUAL:
            return known.actual(goal, unit=apart)
        case Role.COMPLETION:
            return known.completion(goal, sign="%" not in column.title)
        case Role.REASON:
            if goal.deviation:
                return known.goal_text(goal, goal.deviation)
            return _reason(node)
        case Role.RULE | Role.CONTENT:
            return Unknown("台账里没有这一栏的内容")
        case Role.OTHER:
            return _other(column, goal, known, number)
        case _:
            return answer_node(column, node, known, goal.name, columns)


def answer_node(
    column: Column, node: ScoreNode | None, known: Known, name: str, columns: Sequence[Column]
) -> Answer | Unknown | None:
    """What ``column`` asks of an indicator called ``name`` that is no goal of the unit's; ``node`` is the scheme's of
    that name, if it has one. The finance bureau's own columns ask nothing of the unit."""
    sign = "%" not in column.title and all(each.role is not Role.UNIT for each in columns)
    match column.role:
        case Role.POINTS:
            return known.points(node)
        case Role.SCORE:
            return known.score(node)
        case Role.COEFFICIENT:
            return known.coefficient(node)
        case Role.REVIEW:
            return None
        case Role.ACTUAL if (rate := known.rate_called(name, sign=sign)) is not None:
            return rate
        case Role.ACTUAL if node is not None and node is known.execution:
            return known.rate("expenditure", "adjusted_budget", sign=sign)
        case Role.ACTUAL if node is not None and node.rule_kind == "judged":
            return _judged(node)
        case Role.REASON:
            return _reason(node)
        case Role.OTHER if "序号" in column.title:
            return None
        case _:
            return Unknown("台账里没有这一栏的内容")


def _judged(node: ScoreNode) -> Answer | Unknown:
    """The level that somebody has judged a qualitative indicator to have reached."""
    level = next((fact for fact in node.facts if isinstance(fact.value, str) and fact.value), None)
    return Unknown("没有认定档次") if level is None else Answer(str(level.value), f"评分结果“{node.title}”")


def _reason(node: ScoreNode | None) -> Unknown | None:
    """Nothing is to be explained where all points were given."""
    lost = node is not None and node.score is not None and node.points is not None and node.score < node.points
    return Unknown("有失分，台账里没有填原因") if lost else None


def _level(column: Column, goal: GoalRow, known: Known) -> Answer | Unknown | None:
    if _TASK.fullmatch(column.title):
        return known.goal_text(goal, goal.task)
    return known.goal_text(goal, _FIRST_LEVEL[goal.category] if column.depth == 1 else CATEGORIES[goal.category])


def _other(column: Column, goal: GoalRow, known: Known, number: int) -> Answer | Unknown | None:
    if _TASK.fullmatch(column.title):
        return known.goal_text(goal, goal.task)
    if "序号" in column.title:
        return known.goal_text(goal, str(number))
    return Unknown("台账里没有这一栏的内容")
