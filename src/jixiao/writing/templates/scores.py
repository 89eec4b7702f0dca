"""The scored indicators as rows of lists, printed as the score table prints them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jixiao.numbers import plain
from jixiao.scoring.result import State
from jixiao.writing.documents.score_table import gathered
from jixiao.writing.templates.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal
    from typing import Any, Literal

    from jixiao.scoring.result import Result, ScoreNode
    from jixiao.writing.dossier import Dossier

    Column = tuple[str, Literal["分数", "文字"], str, str, Callable[[Any], Value]]

__all__ = ["LEAF_COLUMNS", "TOP_COLUMNS", "Leaf", "grade", "leaves", "tops", "total"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """An indicator without indicators below it, and the titles of its levels, its own last."""

    node: ScoreNode
    levels: tuple[str, ...]

    def level(self, number: int) -> Value:
        """The title at a level, counted from 1; nothing below the leaf's own level."""
        return Value(self.levels[number - 1] if number <= len(self.levels) else "")


def leaves(nodes: Iterable[ScoreNode]) -> list[Leaf]:
    """The leaves below each of ``nodes``, in printed order."""
    found: list[Leaf] = []

    def visit(node: ScoreNode, above: tuple[str, ...]) -> None:
        levels = (*above, node.title)
        if not node.children:
            found.append(Leaf(node, levels))
        for child in node.children:
            visit(child, levels)

    for node in nodes:
        visit(node, ())
    return found


def tops(result: Result) -> tuple[ScoreNode, ...]:
    return result.indicators


def total(dossier: Dossier) -> Value:
    """The total as the other documents print it: only where nothing is missing."""
    result = dossier.result
    if not dossier.scheme.scored:
        return Value("不计分")
    if result.total is None or not result.complete:
        return Value.missing("总分")
    return Value(plain(result.total))


def grade(dossier: Dossier) -> Value:
    if not dossier.scheme.scored or not dossier.scheme.grades:
        return Value("不分等级")
    return Value(dossier.result.grade) if dossier.result.grade else Value.missing("等级")


def _points(node: ScoreNode) -> Value:
    return _figure(node.effective_points)


def _score(node: ScoreNode) -> Value:
    if node.score is None and node.state is State.MISSING:
        return Value.missing(f"{node.title}（得分）")
    return _figure(node.score)


def _lost(node: ScoreNode) -> Value:
    if node.score is None or node.effective_points is None:
        return _score(node)
    return Value(plain(node.effective_points - node.score))


def _figure(value: Decimal | None) -> Value:
    return Value("" if value is None else plain(value))


def _evidence(node: ScoreNode) -> Value:
    return Value("；".join(dict.fromkeys(fact.evidence for fact in node.facts if fact.evidence)))


TOP_COLUMNS: Final[tuple[Column, ...]] = (
    ("编号", "文字", "指标的编号", "1", lambda node: Value(node.code)),
    ("指标名称", "文字", "一级指标的名称", "产出", lambda node: Value(node.title)),
    ("分值", "分数", "分值", "30", _points),
    ("得分", "分数", "自评得分", "28.50", _score),
    ("失分", "分数", "分值减得分", "1.50", _lost),
)

LEAF_COLUMNS: Final[tuple[Column, ...]] = (
    ("编号", "文字", "指标的编号", "1.1.1", lambda leaf: Value(leaf.node.code)),
    ("指标名称", "文字", "末级指标的名称", "预算完成率", lambda leaf: Value(leaf.node.title)),
    ("一级指标", "文字", "所属的一级指标", "管理效率", lambda leaf: leaf.level(1)),
    ("二级指标", "文字", "所属的二级指标；本身是一级的为空", "预算执行", lambda leaf: leaf.level(2)),
    ("三级指标", "文字", "三级指标；没有这一级的为空", "预算完成率", lambda leaf: leaf.level(3)),
    ("四级指标", "文字", "四级指标；没有这一级的为空", "", lambda leaf: leaf.level(4)),
    ("分值", "分数", "计入总分的分值", "10", lambda leaf: _points(leaf.node)),
    ("得分", "分数", "自评得分", "9.50", lambda leaf: _score(leaf.node)),
    ("失分", "分数", "分值减得分", "0.50", lambda leaf: _lost(leaf.node)),
    ("评分标准", "文字", "怎样评分", "完成率乘分值", lambda leaf: Value(leaf.node.wording)),
    (
        "评分依据",
        "文字",
        "所用的数据和算式，与评分表相同",
        "得分 ＝ 10 分 × 95% ＝ 9.50 分",
        lambda leaf: Value("；".join(gathered(leaf.node.steps))),
    ),
    ("佐证材料", "文字", "佐证材料", "会议纪要", lambda leaf: _evidence(leaf.node)),
    ("评分状态", "文字", "已评分、不涉及、缺少数据、不计分", "已评分", lambda leaf: Value(leaf.node.state.label)),
)
