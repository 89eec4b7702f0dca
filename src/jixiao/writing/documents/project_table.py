"""The national project self-evaluation table (项目支出绩效自评表): funds head, yearly goal, indicators, total."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jixiao.numbers import plain
from jixiao.schemes.goals import CATEGORIES
from jixiao.scoring.result import State
from jixiao.writing.cells import gap, head, naming, own_text, texts, value
from jixiao.writing.documents import Document
from jixiao.writing.documents._goals import target_text
from jixiao.writing.dossier import bare
from jixiao.writing.layout import Cell, Layout, Para, Run, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from jixiao.facts import GoalRow
    from jixiao.scoring.result import ScoreNode
    from jixiao.writing.dossier import Dossier

__all__ = ["DOCUMENT"]

_COLUMNS = 11
_LEVEL1 = {
    "quantity": "产出指标",
    "quality": "产出指标",
    "timeliness": "产出指标",
    "cost": "产出指标",
    "economic_cost": "成本指标",
    "social_cost": "成本指标",
    "ecological_cost": "成本指标",
    "economic": "效益指标",
    "social": "效益指标",
    "ecological": "效益指标",
    "sustainability": "效益指标",
    "satisfaction": "满意度指标",
}
_FUNDS = (
    ("年度资金总额", "initial_budget", "adjusted_budget", "expenditure"),
    (
        "其中：当年财政拨款",
        "fiscal_appropriation_initial_budget",
        "fiscal_appropriation_adjusted_budget",
        "fiscal_appropriation_expenditure",
    ),
    ("上年结转资金", "carried_in_initial_budget", "carried_in_adjusted_budget", "carried_in_expenditure"),
    ("其他资金", "other_nature_initial_budget", "other_nature_adjusted_budget", "other_nature_expenditure"),
)


def build(dossier: Dossier) -> Layout:
    """The form of eleven columns; what is not known stays open and is marked."""
    title = "项目支出绩效自评表"
    rows = [*_head(dossier), *_funds(dossier), *_goal(dossier), *_indicators(dossier), _total(dossier)]
    return Layout(
        name=DOCUMENT.title,
        title=f"{dossier.unit}{dossier.year}年度{title}",
        blocks=(
            Para((Run(title),), "title"),
            Para((Run(f"（{dossier.year}年度）"),), "subtitle"),
            Table(tuple(rows), (3, 3, 4, 3, 3, 3, 2, 4, 2, 3, 5), head_rows=0, unit_note="金额单位：万元"),
        ),
        landscape=True,
        unit=dossier.unit,
        year=dossier.year,
    )


def _named(text: str, label: str) -> Run:
    return Run(text, fact=label) if text else gap(label)


def _head(dossier: Dossier) -> list[tuple[Cell, ...]]:
    name = dossier.result.subject
    return [
        (head("项目名称", 2), texts([_named(name, "项目名称")], 9)),
        (
            head("主管部门", 2),
            texts([_named(dossier.department or dossier.unit, "主管部门")], 4),
            head("实施单位", 2),
            texts([_named(dossier.unit, "实施单位")], 3),
        ),
    ]


def _funds(dossier: Dossier) -> list[tuple[Cell, ...]]:
    heads = ("年初预算数", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分")
    execution = _execution(dossier)
    rows: list[tuple[Cell, ...]] = [
        (
            head("项目资金（万元）", 2, 5),
            head(""),
            *(head(text, span) for text, span in zip(heads, (2, 2, 1, 1, 1, 1), strict=True)),
        )
    ]
    for number, (label, initial, adjusted, spent) in enumerate(_FUNDS):
        rate = dossier.share(spent, adjusted)
        shown = Run("" if rate is None else f"{plain(rate * 100, 2)}%", fact="execution_rate" if number == 0 else "")
        points = (
            Run(plain(execution.points) if execution and execution.points is not None else "")
            if number == 0
            else Run("—")
        )
        score = (
            Run(plain(execution.score) if execution and execution.score is not None else "")
            if number == 0
            else Run("—")
        )
        first = number == 0
        rows.append(
            (
                head(label),
                value(dossier.figure(initial, "年初预算数", "") if first else dossier.bare(initial, "年初预算数"), 2),
                value(dossier.figure(adjusted, "全年预算数", "") if first else dossier.bare(adjusted, "全年预算数"), 2),
                value(dossier.figure(spent, "全年执行数", "") if first else dossier.bare(spent, "全年执行数")),
                value(points),
                value(shown),
                value(score),
            )
        )
    return rows


def _execution(dossier: Dossier) -> ScoreNode | None:
    """The leaf that scores the execution rate: the form prints it in the funds head, not among the indicators."""
    return next(
        (
            node
            for node in dossier.result.leaves()
            if "执行" in node.title and not node.goals and any(fact.name == "expenditure" for fact in node.facts)
        ),
        None,
    )


def _goal(dossier: Dossier) -> list[tuple[Cell, ...]]:
    return [
        (head("年度总体目标", 1, 2), head("预期目标", 5), head("实际完成情况", 5)),
        (own_text(dossier, "goal", 5), own_text(dossier, "goal_reached", 5)),
    ]


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the indicators: the names of its two levels, its own, the goals it tells of, and the scored leaf."""

    levels: tuple[str, str]
    name: str
    goals: tuple[GoalRow, ...]
    node: ScoreNode


def _lines(dossier: Dossier) -> list[_Line]:
    """One row a leaf, so that the points add up: those without goals in the scheme's order, then the unit's goals in
    the order of the form. A leaf that is not scored has one row a goal."""
    lines: list[_Line] = []
    for top in dossier.result.indicators:
        for parent in (node for node in top.walk() if node.children or node is top):
            for node in parent.children or (parent,):
                if not node.children and node is not _execution(dossier):
                    lines += _lines_of(node, (top.title, parent.title if parent is not top else ""))
    order = list(CATEGORIES)
    return sorted(lines, key=lambda line: order.index(line.goals[0].category) + 1 if line.goals else 0)


def _lines_of(node: ScoreNode, levels: tuple[str, str]) -> list[_Line]:
    if not node.goals:
        return [_Line(levels, node.title, (), node)]
    if len(node.goals) > 1 and node.points is not None:
        category = node.goals[0].category
        return [_Line((_LEVEL1[category], CATEGORIES[category]), node.title, node.goals, node)]
    return [_Line((_LEVEL1[goal.category], CATEGORIES[goal.category]), goal.name, (goal,), node) for goal in node.goals]


def _indicators(dossier: Dossier) -> list[tuple[Cell, ...]]:
    heads = (
        ("一级指标", 1),
        ("二级指标", 1),
        ("三级指标", 2),
        ("年度指标值", 2),
        ("实际完成值", 2),
        ("分值", 1),
        ("得分", 1),
    )
    rows: list[tuple[Cell, ...]] = [(*(head(text, span) for text, span in heads), head("偏差原因分析及改进措施"))]
    lines = _lines(dossier)
    for index, line in enumerate(lines):
        cells: list[Cell] = []
        for depth in (1, 2):
            names = line.levels[:depth]
            if index == 0 or lines[index - 1].levels[:depth] != names:
                end = next((i for i in range(index, len(lines)) if lines[i].levels[:depth] != names), len(lines))
                cells.append(Cell((Run(names[-1]),), end - index, 1, "center", naming=True))
        rows.append((*cells, *_values(line)))
    return rows


def _values(line: _Line) -> tuple[Cell, ...]:
    node = line.node
    return (
        naming([line.name], 2),
        value(Run(_listed(line.goals, target_text)), 2),
        value(_actual(line), 2),
        value(Run(plain(node.points) if node.points is not None else "")),
        value(_score(line)),
        texts(["；".join(dict.fromkeys(goal.deviation for goal in line.goals if goal.deviation))]),
    )


def _actual(line: _Line) -> Run:
    if not line.goals:
        return Run("")
    if all(bare(goal.actual) for goal in line.goals):
        return Run(_listed(line.goals, lambda goal: bare(goal.actual)), fact=line.name)
    return gap(f"{line.name}（实际完成值）")


def _score(line: _Line) -> Run:
    node = line.node
    if node.score is not None:
        return Run(plain(node.score), fact=f"score:{node.id}")
    return gap(f"{line.name}（得分）") if node.state is State.MISSING else Run("")


def _listed(goals: tuple[GoalRow, ...], told: Callable[[GoalRow], str]) -> str:
    """The value of a single goal; of several each with its name."""
    return told(goals[0]) if len(goals) == 1 else "；".join(f"{goal.name}{told(goal)}" for goal in goals)


def _total(dossier: Dossier) -> tuple[Cell, ...]:
    result = dossier.result
    if not dossier.scheme.scored:
        return (head("总分", 8), value(Run("")), value(Run("")), value(Run("本表不计分")))
    return (
        head("总分", 8),
        value(Run(plain(result.points) if result.points is not None else "")),
        value(
            Run(plain(result.total), fact="total_score")
            if result.total is not None and result.complete
            else gap("总分")
        ),
        value(Run(f"等级：{result.grade}" if result.grade else "")),
    )


DOCUMENT = Document(
    "project_table",
    "项目支出绩效自评表",
    ("project",),
    build,
    "《项目支出绩效评价管理办法》所附项目支出绩效自评表的栏目",
)
