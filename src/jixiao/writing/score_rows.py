"""The scoring tree as table rows: one a leaf, the levels above it as cells that span their leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jixiao.scoring.result import Result, ScoreNode

__all__ = ["LevelCell", "ScoreRow", "score_rows"]

LEVEL_HEADS = ("一级指标", "二级指标", "三级指标", "四级指标")


@dataclass(frozen=True, slots=True)
class LevelCell:
    """A level's cell where it begins: how many rows it spans, and how many columns where the tree is ragged."""

    node: ScoreNode
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One leaf with the level cells that begin in its row, by column (0 is level 1)."""

    leaf: ScoreNode
    levels: dict[int, LevelCell]


def score_rows(result: Result) -> tuple[tuple[ScoreRow, ...], int]:
    """The rows and the number of level columns; a leaf above the deepest level spans the columns to its right."""
    depth = max((node.level for node in result.walk()), default=1)
    rows: list[ScoreRow] = []

    def visit(node: ScoreNode, started: dict[int, LevelCell]) -> None:
        leaves = sum(1 for inner in node.walk() if not inner.children)
        column = node.level - 1
        cell = LevelCell(node, leaves, 1 if node.children else depth - column)
        started = {**started, column: cell}
        if not node.children:
            rows.append(ScoreRow(node, started))
            return
        for child in node.children:
            visit(child, started)
            started = {}

    for top in result.indicators:
        visit(top, {})
    return tuple(rows), depth
