"""The national project self-evaluation table (项目支出绩效自评表): funds head, yearly goal, indicators, total."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.numbers import plain
from jixiao.schemes.goals import CATEGORIES
from jixiao.writing.documents import Document
from jixiao.writing.dossier import GAP, bare
from jixiao.writing.layout import Cell, Layout, Para, Run, Table

if TYPE_CHECKING:
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
            Table(tuple(rows), (3, 3, 4, 3, 3, 3, 3, 3, 2, 2, 5), head_rows=0, unit_note="金额单位：万元"),
        ),
        landscape=True,
        unit=dossier.unit,
        year=dossier.year,
    )


def _h(text: str, span: int = 1, rows: int = 1) -> Cell:
    return Cell((Run(text),), rows, span, "center", head=True)


def _v(run: Run, span: int = 1, align: str = "center") -> Cell:
    return Cell((run,), 1, span, "left" if align == "left" else "center")


def _named(text: str, label: str) -> Run:
    return Run(text, fact=label) if text else Run(GAP, fact=label, gap=True)


def _head(dossier: Dossier) -> list[tuple[Cell, ...]]:
    name = dossier.result.subject
    return [
        (_h("项目名称", 2), _v(_named(name, "项目名称"), 9, "left")),
        (
            _h("主管部门", 2),
            _v(_named(dossier.department or dossier.unit, "主管部门"), 4, "left"),
            _h("实施单位", 2),
            _v(_named(dossier.unit, "实施单位"), 3, "left"),
        ),
    ]


def _funds(dossier: Dossier) -> list[tuple[Cell, ...]]:
    heads = ("年初预算数", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分")
    execution = _execution(dossier)
    rows: list[tuple[Cell, ...]] = [
        (
            _h("项目资金（万元）", 2, 5),
            _h(""),
            *(_h(head, span) for head, span in zip(heads, (2, 2, 1, 1, 1, 1), strict=True)),
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
                _h(label),
                _v(dossier.figure(initial, "年初预算数", "") if first else dossier.bare(initial, "年初预算数"), 2),
                _v(dossier.figure(adjusted, "全年预算数", "") if first else dossier.bare(adjusted, "全年预算数"), 2),
                _v(dossier.figure(spent, "全年执行数", "") if first else dossier.bare(spent, "全年执行数")),
                _v(points),
                _v(shown),
                _v(score),
            )
        )
    return rows


def _execution(dossier: Dossier) -> ScoreNode | None:
    """The leaf that scores the execution rate: the form prints it in the funds head, not among the indicators."""
    return next((node for node in dossier.result.leaves() if "执行率" in node.title and not node.goals), None)


def _goal(dossier: Dossier) -> list[tuple[Cell, ...]]:
    expected, reached = dossier.own.get("goal", ""), dossier.own.get("goal_reached", "")
    return [
        (_h("年度总体目标", 1, 2), _h("预期目标", 5), _h("实际完成情况", 5)),
        (_v(_named(expected, "年度总体目标"), 5, "left"), _v(_named(reached, "总体目标完成情况"), 5, "left")),
    ]


def _indicators(dossier: Dossier) -> list[tuple[Cell, ...]]:
    leaves = [(node, node.goals[0]) for node in dossier.result.leaves() if len(node.goals) == 1]
    leaves.sort(key=lambda pair: list(CATEGORIES).index(pair[1].category))
    heads = (
        ("一级指标", 1),
        ("二级指标", 1),
        ("三级指标", 2),
        ("年度指标值", 2),
        ("实际完成值", 2),
        ("分值", 1),
        ("得分", 1),
    )
    rows: list[tuple[Cell, ...]] = [(*(_h(text, span) for text, span in heads), _h("偏差原因分析及改进措施"))]
    for index, (node, goal) in enumerate(leaves):
        cells: list[Cell] = []
        for level in (_LEVEL1, CATEGORIES):
            name = level[goal.category]
            if index == 0 or level[leaves[index - 1][1].category] != name:
                span = next((i for i in range(index, len(leaves)) if level[leaves[i][1].category] != name), len(leaves))
                cells.append(Cell((Run(name),), span - index, 1, "center"))
        rows.append((*cells, *_goal_cells(node, goal)))
    return rows


_SIGNS = {">=": "≥", "<=": "≤", "=": "＝", ">": "＞", "<": "＜", "qualitative": ""}


def _goal_cells(node: ScoreNode, goal: GoalRow) -> tuple[Cell, ...]:
    actual = bare(goal.actual)
    return (
        _v(Run(goal.name), 2, "left"),
        _v(Run(f"{_SIGNS.get(goal.operator, '')}{bare(goal.target)}"), 2),
        _v(Run(actual, fact=goal.name) if actual else Run(GAP, fact=f"{goal.name}（实际完成值）", gap=True), 2),
        _v(Run(plain(node.points) if node.points is not None else "")),
        _v(
            Run(plain(node.score), fact=f"score:{node.id}")
            if node.score is not None
            else Run(GAP, fact=f"{goal.name}（得分）", gap=True)
        ),
        _v(Run(goal.deviation), 1, "left"),
    )


def _total(dossier: Dossier) -> tuple[Cell, ...]:
    result = dossier.result
    return (
        _h("总分", 8),
        _v(Run(plain(result.points) if result.points is not None else "")),
        _v(
            Run(plain(result.total), fact="total_score")
            if result.total is not None and result.complete
            else Run(GAP, fact="总分", gap=True)
        ),
        _v(Run(f"等级：{result.grade}" if result.grade else "")),
    )


DOCUMENT = Document(
    "project_table",
    "项目支出绩效自评表",
    ("project",),
    build,
    "《项目支出绩效评价管理办法》所附项目支出绩效自评表的栏目",
)
