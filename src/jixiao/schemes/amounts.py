"""The facts of many units as the rules of one scheme see them: the column form of :mod:`jixiao.schemes.context`.

An :class:`Amount` is what a formula or a rule gives in every row: a number, or the reason why there is none. The
reasons are those of :mod:`jixiao.schemes.formula` and win in its order; below them the number has no meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from jixiao.schemes.columns import FALSE, Ratio, Truth, any_of
from jixiao.schemes.formula import Binary, Call, Name, Negative, Node, Number
from jixiao.schemes.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import polars as pl

    from jixiao.schemes.columns import Numeric
    from jixiao.schemes.formula import Formula
    from jixiao.schemes.goal_columns import GoalColumns, Parts

__all__ = ["Amount", "Columns", "Word", "evaluate_columns"]


@dataclass(frozen=True, slots=True, eq=False)
class Amount:
    """A number in each row, or in the rows of ``blank``, ``undefined`` and ``absent`` (in this order) none.

    ``blank``: an input was not given; ``undefined``: something other than zero was divided by zero; ``absent``: it
    does not apply (:attr:`jixiao.numbers.Missing.NOT_APPLICABLE`). Where ``upper`` is given the number is only known to
    lie in [``ratio``, ``upper``]. ``parts`` are goal rows that are scored each for itself. ``scores`` is false for a rule
    that gives no scores; then only ``blank`` has a meaning.
    """

    ratio: Ratio
    blank: Truth = FALSE
    undefined: Truth = FALSE
    absent: Truth = FALSE
    upper: Ratio | None = None
    parts: Parts | None = None
    scores: bool = True

    @classmethod
    def of(cls, number: Numeric) -> Amount:
        """The same number in every row."""
        return cls(Ratio.of(number))

    @classmethod
    def merged(cls, amounts: list[Amount], number: Numeric) -> Amount:
        """A number made of others: it has the reasons of all of them."""
        return cls(
            Ratio.of(number),
            any_of([amount.blank for amount in amounts]),
            any_of([amount.undefined for amount in amounts]),
            any_of([amount.absent for amount in amounts]),
        )

    @property
    def given(self) -> Truth:
        """Where it is a number."""
        return ~(self.blank | self.undefined | self.absent)

    def with_ratio(self, ratio: Ratio) -> Amount:
        """Another number for the same reasons."""
        return replace(self, ratio=ratio)

    def scored(self, *others: Amount, score: Numeric, blank: Truth = FALSE, absent: Truth = FALSE) -> Amount:
        """The score where this and the others are numbers, save for those without a score (``blank``, ``absent``).

        Undefined earns zero: x ÷ 0 is no reason to give no score (:func:`jixiao.schemes.rules.base.unscorable`).
        """
        all_ = Amount.merged([self, *others], score)
        undefined = all_.undefined & ~all_.blank
        return Amount(
            undefined.choose(0, score),
            all_.blank | (blank & all_.given),
            FALSE,
            (all_.absent & ~undefined) | (absent & all_.given),
        )


def evaluate_columns(tree: Node, lookup: Callable[[str], Amount]) -> Amount:
    """The value of a formula in every row; the column form of :func:`jixiao.schemes.formula.evaluate`."""
    if isinstance(tree, Number):
        return Amount.of(tree.value)
    if isinstance(tree, Name):
        return lookup(tree.name)
    if isinstance(tree, Negative):
        value = evaluate_columns(tree.operand, lookup)
        return value.with_ratio(-value.ratio)
    operands = (tree.left, tree.right) if isinstance(tree, Binary) else tree.arguments
    values = [evaluate_columns(operand, lookup) for operand in operands]
    if isinstance(tree, Call):
        return Amount.merged(values, _called(tree, [value.ratio for value in values]))
    left, right = values[0].ratio, values[1].ratio
    if tree.operator == "/":
        return _quotient(values[0], values[1])
    combined = {"+": left.__add__, "-": left.__sub__, "*": left.__mul__}[tree.operator](right)
    return Amount.merged(values, combined)


def _called(tree: Call, numbers: list[Ratio]) -> Ratio:
    result = numbers[0]
    if tree.function == "abs":
        return result.magnitude()
    for number in numbers[1:]:
        result = result.least(number) if tree.function == "min" else result.greatest(number)
    return result


def _quotient(left: Amount, right: Amount) -> Amount:
    quotient, by_zero = left.ratio.over(right.ratio)
    merged = Amount.merged([left, right], quotient)
    if by_zero.known is False:
        return merged
    # Only where both are numbers: what stands in for a missing one may be zero.
    by_zero &= merged.given
    nothing = left.ratio.same(0)
    return replace(
        merged, undefined=merged.undefined | (by_zero & ~nothing), absent=merged.absent | (by_zero & nothing)
    )


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What was entered for a yes-or-no, a choice or a date in each row: its column, and where there is none.

    ``words`` are the words that can occur; ``None`` where any can.
    """

    expr: pl.Expr
    words: frozenset[str] | None = None
    blank: Truth = FALSE
    absent: Truth = FALSE

    @property
    def yes(self) -> Truth:
        """Where the answer is yes; without meaning where there is none."""
        return Truth(self.expr)

    def equals(self, word: str) -> Truth:
        """Where this word was entered; nowhere that none was."""
        if self.words is not None and word not in self.words:
            return FALSE
        return Truth(self.expr == word)


class Columns:
    """Facts of many units looked up by the names of one scheme. Formulas are built once and kept."""

    def __init__(
        self,
        inputs: Mapping[str, Amount],
        words: Mapping[str, Word],
        formulas: Mapping[str, Formula],
        goals: GoalColumns,
    ) -> None:
        self.steps: Final = Steps()
        self._values: dict[str, Amount] = dict(inputs)
        self._words = words
        self._formulas: Final = formulas
        self.goals: Final = goals

    def value(self, name: str) -> Amount:
        """The exact value of an input or formula in every row, in base units."""
        if name not in self._values:
            self._values[name] = self._kept(evaluate_columns(self._formulas[name].tree, self.value))
        return self._values[name]

    def _kept(self, amount: Amount) -> Amount:
        keep = self.steps.keep_truth
        return Amount(
            self.steps.keep_ratio(amount.ratio), keep(amount.blank), keep(amount.undefined), keep(amount.absent)
        )

    def read(self, formula: Formula) -> Amount:
        """The value of a formula written into a rule."""
        return self._kept(evaluate_columns(formula.tree, self.value))

    def word(self, name: str) -> Word:
        """What was entered for a yes-or-no, choice or date input."""
        return self._words[name]

    def left_blank(self, name: str) -> Truth:
        """Where nothing was entered for an input of any kind."""
        return self._words[name].blank if name in self._words else self.value(name).blank
