"""The result of scoring one unit: a tree that the score sheet, the explanation and the reviewer's view all show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from jixiao.facts import Fact, GoalRow
    from jixiao.findings import Finding
    from jixiao.sources import Source

__all__ = ["Result", "ScoreNode", "State"]


class State(Enum):
    """How an indicator ended. Only ``SCORED`` and ``NOT_APPLICABLE`` under ``full`` carry a score."""

    SCORED = "scored"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"
    UNSCORED = "unscored"

    @property
    def label(self) -> str:
        return {
            State.SCORED: "已评分",
            State.NOT_APPLICABLE: "不涉及",
            State.MISSING: "缺少数据",
            State.UNSCORED: "不计分",
        }[self]


@dataclass(frozen=True, slots=True)
class ScoreNode:
    """One indicator's score with its reason.

    ``points`` are those of the scheme, ``effective_points`` those that count in the total (0 where the indicator was
    taken out because it does not apply); ``score`` is ``None`` where it cannot be given (never zero instead). ``facts`` are what the rule looked at, ``goals`` the goal rows; ``steps`` the
    arithmetic line by line in Chinese, ``rounding`` the name of the rounding applied; ``wording`` the rule in words,
    ``source`` its citation; ``missing`` the labels of inputs not given; ``questions`` what the unit has to explain.
    """

    id: str
    code: str
    title: str
    level: int
    state: State
    points: Decimal | None
    effective_points: Decimal | None
    score: Decimal | None
    wording: str = ""
    rule_kind: str = ""
    source: Source | None = None
    facts: tuple[Fact, ...] = ()
    goals: tuple[GoalRow, ...] = ()
    steps: tuple[str, ...] = ()
    rounding: str = ""
    missing: tuple[str, ...] = ()
    questions: tuple[Finding, ...] = ()
    children: tuple[ScoreNode, ...] = ()

    def walk(self) -> Iterator[ScoreNode]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Result:
    """One unit scored by one scheme. ``total`` is ``None`` in schemes without scores and where nothing applies at all.

    While anything is missing ``complete`` is false, ``total`` sums what there is and ``grade`` is empty.
    """

    scheme_id: str
    scheme_title: str
    scheme_version: str
    scheme_digest: str
    unit: str
    year: int
    subject: str
    indicators: tuple[ScoreNode, ...]
    points: Decimal | None
    total: Decimal | None
    grade: str
    complete: bool
    steps: tuple[str, ...] = ()
    questions: tuple[Finding, ...] = ()

    def walk(self) -> Iterator[ScoreNode]:
        for node in self.indicators:
            yield from node.walk()

    def leaves(self) -> Iterator[ScoreNode]:
        return (node for node in self.walk() if not node.children)
