"""The facts of one unit as the rules of one scheme see them: exact values, and the trace of how each came about."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.numbers import Missing, Printed, UnitKind, unit_named
from jixiao.schemes.formula import Binary, Formula, Name, Number, Undefined, Value, evaluate, render, walk
from jixiao.schemes.questions import question
from jixiao.schemes.style import Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jixiao.facts import Fact, Facts, GoalRow
    from jixiao.findings import Finding
    from jixiao.schemes.model import Input

__all__ = ["ALLOWED_UNITS", "Context", "Reading"]

ALLOWED_UNITS: Final = {
    "money": {UnitKind.MONEY},
    "rate": {UnitKind.RATIO},
    "share": {UnitKind.RATIO},
    "count": {UnitKind.COUNT, UnitKind.NONE},
    "number": set(UnitKind),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a formula gave for one unit: value, its printed style, the lines of the calculation, the facts used, the
    labels of inputs not given, and what the unit is asked about them."""

    value: Value
    style: Style
    steps: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    missing: tuple[str, ...] = ()
    questions: tuple[Finding, ...] = ()

    @property
    def text(self) -> str:
        return _value_text(self.value, self.style)


def _value_text(value: Value, style: Style) -> str:
    if isinstance(value, Fraction):
        return style.text(value)
    return "除数为零，无法计算" if isinstance(value, Undefined) else value.label


class Context:
    """Facts looked up by the names of one scheme. Values are computed once and kept."""

    def __init__(self, facts: Facts, inputs: Mapping[str, Input], formulas: Mapping[str, Formula]) -> None:
        self.facts = facts
        self._inputs = inputs
        self._formulas = formulas
        self._values: dict[str, Value] = {}
        self._questions: dict[str, Finding] = {}  # by the input they are about

    # --- numbers

    def value(self, name: str) -> Value:
        """The exact value of an input or formula, in base units."""
        if name not in self._values:
            formula = self._formulas.get(name)
            self._values[name] = self._input(name) if formula is None else evaluate(formula.tree, self.value)
        return self._values[name]

    def _input(self, name: str) -> Value:
        spec, fact = self._inputs[name], self.facts.get(name)
        if fact is None:
            return Missing.BLANK
        value = fact.value
        if isinstance(value, Missing):
            return value
        if isinstance(value, Printed):
            printed = value if value.unit else Printed(value.value, spec.unit)
            if printed.kind in ALLOWED_UNITS[spec.kind] or not printed.unit:
                self._ask_about_bounds(spec, printed.base, fact)
                return printed.base
        shown = f"{value.text or value.value}{value.unit}" if isinstance(value, Printed) else str(value)
        self._questions[name] = question(
            "QU008",
            f"“{spec.label}”填的是“{shown}”，与要求的单位（{spec.unit or '无'}）对不上，不能参加计算。",
            expected=spec.unit,
            actual=shown,
            locations=fact.origins,
        )
        return Missing.BLANK

    def _ask_about_bounds(self, spec: Input, value: Fraction, fact: Fact) -> None:
        factor = unit_named(spec.unit).factor
        low, high = (None if bound is None else Fraction(bound) * factor for bound in (spec.low, spec.high))
        if (low is None or value >= low) and (high is None or value <= high):
            return
        style = Style.of_input(spec)
        limits = [f"不低于 {style.text(low)}"] if low is not None else []
        limits += [f"不高于 {style.text(high)}"] if high is not None else []
        self._questions[spec.name] = question(
            "QU015",
            f"“{spec.label}”是 {style.text(value)}，通常{'、'.join(limits)}。",
            expected="、".join(limits),
            actual=style.text(value),
            locations=fact.origins,
        )

    def _negative_divisors(self, formula: Formula) -> Iterator[Finding]:
        """A question for every division by a negative number: two wrong signs make a rate that looks right."""
        for node in walk(formula.tree):
            if isinstance(node, Name) and node.name in self._formulas:
                yield from self._negative_divisors(self._formulas[node.name])
            elif isinstance(node, Binary) and node.operator == "/":
                divisor = evaluate(node.right, self.value)
                if isinstance(divisor, Fraction) and divisor < 0:
                    yield question("QU004", f"作除数的“{render(node.right, self.label)}”小于零，核对正负号。")

    def read(self, formula: Formula) -> Reading:
        """The formula's value with everything that explains it."""
        names = self._inputs_below(formula)
        steps: dict[str, None] = {}
        self._explain(formula, steps)
        return Reading(
            evaluate(formula.tree, self.value),
            self.style(formula),
            tuple(steps),
            self.facts_named(names),
            tuple(self._inputs[name].label for name in names if self.value(name) is Missing.BLANK),
            (*(self._questions[name] for name in names if name in self._questions), *self._negative_divisors(formula)),
        )

    def style(self, formula: Formula) -> Style:
        """How values of the formula are printed."""
        if not formula.name and isinstance(formula.tree, Name):
            return self._style_of(formula.tree.name)
        return Style.of_show(formula.show) or Style("", 2)

    def _style_of(self, name: str) -> Style:
        formula = self._formulas.get(name)
        return Style.of_input(self._inputs[name]) if formula is None else self.style(formula)

    def label(self, name: str) -> str:
        """The Chinese label of an input or formula."""
        formula = self._formulas.get(name)
        return self._inputs[name].label if formula is None else formula.label

    def facts_named(self, names: tuple[str, ...]) -> tuple[Fact, ...]:
        """Those of the named facts that were given."""
        found = (self.facts.get(name) for name in names)
        return tuple(fact for fact in found if fact is not None)

    def _inputs_below(self, formula: Formula) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for name in formula.names:
            below = self._formulas.get(name)
            found.update(dict.fromkeys((name,) if below is None else self._inputs_below(below)))
        return tuple(found)

    def _explain(self, formula: Formula, steps: dict[str, None]) -> None:
        for name in formula.names:
            below = self._formulas.get(name)
            if below is not None:
                self._explain(below, steps)
        if isinstance(formula.tree, Number) or (not formula.name and isinstance(formula.tree, Name)):
            return
        result = _value_text(evaluate(formula.tree, self.value), self.style(formula))
        words = render(formula.tree, self.label)
        figures = render(formula.tree, lambda name: _value_text(self.value(name), self._style_of(name)))
        steps[" ＝ ".join(part for part in (formula.label, words, figures, result) if part)] = None

    # --- words and goals

    def word(self, name: str) -> bool | str | Missing:
        """What was entered for a yes-or-no, choice or date input."""
        fact = self.facts.get(name)
        if fact is None:
            return Missing.BLANK
        if isinstance(fact.value, Printed):
            return fact.value.text
        return fact.value

    def goals(self, categories: tuple[str, ...]) -> tuple[GoalRow, ...]:
        """The unit's goal rows of these categories, in their order."""
        return tuple(row for row in self.facts.goals if row.category in categories)
