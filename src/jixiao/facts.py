"""Facts: named values that scoring looks at, each with the rows or cells it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jixiao.location import Location
from jixiao.numbers import Missing, Printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

__all__ = ["Fact", "FactValue", "Facts", "GoalRow"]

FactValue = Printed | bool | str | Missing
"""A figure, a yes or no, a chosen word (a level such as 部分达成), or why there is none."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One named value. ``derivation`` says in Chinese how it came from its rows (``5 行支付金额之和``)."""

    name: str
    label: str
    value: FactValue
    origins: tuple[Location, ...] = ()
    derivation: str = ""
    evidence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One goal indicator of the unit itself (绩效指标): what was promised and what was reached.

    ``category`` is the vocabulary name of its kind (``quantity``, ``social``, ``satisfaction`` …); ``operator`` one of
    ``>=``, ``<=``, ``=``, ``>``, ``<`` or ``qualitative``; ``points`` may be missing where the scheme weighs all alike;
    ``level`` and ``share`` carry a qualitative judgement (the band's name and the share of points within it).
    """

    name: str
    category: str
    operator: str
    target: Printed | str | Missing
    actual: Printed | str | Missing
    points: Decimal | Missing = Missing.BLANK
    level: str = ""
    share: Decimal | Missing = Missing.BLANK
    project: str = ""
    task: str = ""
    unit: str = ""
    deviation: str = ""
    origin: Location = field(default_factory=Location)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything known of one unit and one year (or one project of it)."""

    unit: str
    year: int
    values: Mapping[str, Fact]
    goals: tuple[GoalRow, ...] = ()
    subject: str = ""

    @classmethod
    def of(cls, unit: str, year: int, facts: Iterable[Fact], goals: Iterable[GoalRow] = (), subject: str = "") -> Facts:
        return cls(unit, year, {fact.name: fact for fact in facts}, tuple(goals), subject)

    def get(self, name: str) -> Fact | None:
        return self.values.get(name)
