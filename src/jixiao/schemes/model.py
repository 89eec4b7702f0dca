"""An indicator scheme (指标体系) as data: who issued it, for whom, which indicators, points and rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal
    from fractions import Fraction

    from jixiao.schemes.formula import Formula
    from jixiao.schemes.rules import Rule
    from jixiao.sources import Source

__all__ = ["Example", "GradeBand", "Indicator", "Input", "NotApplicable", "Scheme"]

NotApplicable = Literal["full", "rescale"]
"""Nothing to do this year: ``full`` gives all points, ``rescale`` takes the indicator out and scales the rest."""

InputKind = Literal["money", "rate", "count", "number", "yes_no", "choice", "date", "share"]


@dataclass(frozen=True, slots=True)
class Input:
    """A fact that the scheme's rules look at.

    ``kind`` says what may be entered; ``unit`` in which unit it is asked (万元, %, 人 …); ``measure`` is true where the
    registers give it (it is then computed, not typed); ``low``/``high`` are the bounds of believable values in that
    unit, ``choices`` the words of a ``choice``; ``hint`` tells the clerk where to find it.
    """

    name: str
    label: str
    kind: InputKind
    unit: str = ""
    measure: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    choices: tuple[str, ...] = ()
    hint: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class GradeBand:
    """A grade and the half-open band [low, high) of total scores it covers; ``high`` ``None`` is without limit."""

    name: str
    low: Decimal
    high: Decimal | None

    def covers(self, score: Decimal) -> bool:
        return score >= self.low and (self.high is None or score < self.high)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A node of the tree. A leaf has a ``rule``; any other node has ``children`` whose points sum to its own.

    ``code`` is its number within the scheme (``1.2.3``), made by the loader; ``points`` is ``None`` in a scheme
    without scores; ``values`` are named intermediate formulas shown in the trace.
    """

    id: str
    code: str
    title: str
    level: int
    points: Decimal | None
    source: Source | None
    rule: Rule | None = None
    children: tuple[Indicator, ...] = ()
    not_applicable: NotApplicable | None = None
    note: str = ""
    needs_reason_below: Fraction | None = None
    core: bool = False
    line: int = 0

    @property
    def is_leaf(self) -> bool:
        return not self.children

    def walk(self) -> Iterator[Indicator]:
        """This node and all below it, in printed order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator[Indicator]:
        return (node for node in self.walk() if node.is_leaf)


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example that a scheme carries: facts as a finance officer writes them, and the scores expected."""

    title: str
    source: Source | None
    facts: dict[str, object]
    goals: tuple[dict[str, object], ...]
    expect: dict[str, str]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme: one file. ``from_year``/``to_year`` are the years evaluated (inclusive, ``None`` open end).

    ``score_rounding`` and ``total_rounding`` name roundings of :mod:`jixiao.numbers`; ``total_of`` says what a total
    sums: ``rounded`` leaf scores or ``exact`` ones. ``scored`` is false for forms that ask for no score. ``roll_up`` says
    how the totals of several units become one: ``equal`` weighs all alike, the name of an input weighs by it; empty
    where the scheme says nothing, which is read as ``equal`` and told in the document.
    """

    id: str
    title: str
    version: str
    jurisdiction: str
    issuer: str
    subject: Literal["department", "project", "transfer"]
    from_year: int
    to_year: int | None
    scored: bool
    points: Decimal | None
    score_rounding: str
    total_rounding: str
    total_of: Literal["rounded", "exact"]
    not_applicable: NotApplicable
    grades: tuple[GradeBand, ...]
    sources: dict[str, Source]
    inputs: dict[str, Input]
    formulas: dict[str, Formula]
    formula_labels: dict[str, str]
    indicators: tuple[Indicator, ...]
    examples: tuple[Example, ...]
    roll_up: str = ""
    extends: str = ""
    note: str = ""
    path: str = ""
    digest: str = ""

    def walk(self) -> Iterator[Indicator]:
        for indicator in self.indicators:
            yield from indicator.walk()

    def leaves(self) -> Iterator[Indicator]:
        for indicator in self.indicators:
            yield from indicator.leaves()

    def covers(self, year: int) -> bool:
        return self.from_year <= year and (self.to_year is None or year <= self.to_year)

    def grade_of(self, score: Decimal) -> str:
        """The grade of a total score; empty where the scheme has no grades."""
        return next((band.name for band in self.grades if band.covers(score)), "")
