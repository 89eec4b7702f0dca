"""Rules and formulas as spreadsheet formulas, so that a score sheet recalculates what it prints.

A spreadsheet computes in binary floats. A quotient that is exactly a tie (9.125 → 9.13) may come out a hair below it, so
every rounded expression is moved outwards by 5e-13 first; scores have at most four decimals, and no quotient of figures
as people enter them lies that near to a tie without being one. The tests recalculate every shipped scheme with
LibreOffice and compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao.numbers import plain
from jixiao.schemes.formula import Binary, Call, Formula, Name, Negative, Number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from jixiao.schemes.attainment import Reverse
    from jixiao.schemes.formula import Node

__all__ = ["GoalCells", "SheetCells", "at_least", "at_most", "equal_to", "expression", "literal", "rounded", "text"]


@dataclass(frozen=True, slots=True)
class GoalCells:
    """Where one goal row's points and share of points stand; ``share`` is empty for a row that has none."""

    category: str
    points: str
    share: str


@dataclass(frozen=True, slots=True)
class SheetCells:
    """References to the cells of a score sheet: inputs (in base units; 是/否/不适用 as text), formulas, goal rows."""

    names: Mapping[str, str]
    goals: tuple[GoalCells, ...] = ()

    def of(self, formula: Formula) -> str:
        """The value of a formula."""
        if formula.name in self.names:
            return self.names[formula.name]
        return expression(formula.tree, self.names)

    def goals_of(self, categories: tuple[str, ...]) -> tuple[GoalCells, ...]:
        """The rows of these categories that have a share."""
        return tuple(goal for goal in self.goals if goal.category in categories and goal.share)


def expression(tree: Node, names: Mapping[str, str]) -> str:
    """The formula with cell references for its names."""
    if isinstance(tree, Number):
        return literal(tree.value)
    if isinstance(tree, Name):
        return names[tree.name]
    if isinstance(tree, Negative):
        return f"(-{expression(tree.operand, names)})"
    if isinstance(tree, Call):
        inside = ",".join(expression(argument, names) for argument in tree.arguments)
        return f"{tree.function.upper()}({inside})"
    assert isinstance(tree, Binary)
    return f"({expression(tree.left, names)}{tree.operator}{expression(tree.right, names)})"


def literal(value: Fraction | Decimal | int) -> str:
    """A number as it stands in a formula: a decimal where it has one, else a quotient."""
    number = Fraction(value)
    try:
        shown = plain(number)
    except ValueError:
        shown = f"({number.numerator}/{number.denominator})"
    return f"({shown})" if shown.startswith("-") else shown


def text(value: str) -> str:
    """A text as it stands in a formula."""
    return '"' + value.replace('"', '""') + '"'


def rounded(inner: str, places: int) -> str:
    """``inner`` rounded half-up to ``places`` decimals."""
    return f"ROUND({inner}+SIGN({inner})*5E-13,{places})"


def at_least(actual: str, target: str) -> str:
    """The share of points where more is better (:func:`jixiao.schemes.attainment.at_least`)."""
    return f"IF({actual}>={target},1,IF({target}=0,0,MAX(0,1-({target}-{actual})/ABS({target}))))"


def equal_to(actual: str, target: str, *, below: str = "proportional") -> str:
    """The share of points where the target is to be met exactly."""
    less = "0" if below == "zero" else f"MAX(0,1-({target}-{actual})/ABS({target}))"
    return f"IF({actual}={target},1,IF({target}=0,0,IF({actual}>{target},1,{less})))"


def at_most(actual: str, target: str, reverse: Reverse) -> str:
    """The share of points where less is better. A target of zero is judged by a person: no formula stands for that."""
    excess = f"MAX(0,1-({actual}-{target})/ABS({target}))"
    beyond = f"IF({target}>0,{target}/{actual},{excess})" if reverse == "ratio" else excess
    return f"IF({actual}<={target},1,{beyond})"
