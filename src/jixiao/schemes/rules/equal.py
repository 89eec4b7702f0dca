"""Score against a target that is to be met exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from jixiao.schemes import spreadsheet
from jixiao.schemes.attainment import equal_to, share_columns
from jixiao.schemes.rules.base import Outcome, Rule, RuleExample, RuleReader, against_target

if TYPE_CHECKING:
    from fractions import Fraction

    from jixiao.schemes.amounts import Amount, Columns
    from jixiao.schemes.context import Context
    from jixiao.schemes.formula import Formula
    from jixiao.schemes.spreadsheet import SheetCells

Below = Literal["proportional", "zero"]
_BELOW: dict[str, Below] = {"proportional": "proportional", "zero": "zero"}
_INPUTS = "{done: {label: 实际场次, kind: number, unit: 场}, goal: {label: 目标场次, kind: number, unit: 场}}"
_RULE = "{kind: equal, value: done, target: goal, wording: 与目标一致}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Equal(Rule):
    """All points at the target; below it ``proportional`` or ``zero``; above it nothing is deducted.

    A target of zero can only be met by zero: anything else scores 0 and is asked about.
    """

    kind: ClassVar[str] = "equal"
    title: ClassVar[str] = "与目标一致"

    value: Formula
    target: Formula
    below: Below = "proportional"

    @classmethod
    def read(cls, reader: RuleReader) -> Self | None:
        value, target = reader.formula("value", required=True), reader.formula("target", required=True)
        below = _BELOW[reader.choice("below", tuple(_BELOW), default="proportional")]
        return None if value is None or target is None else cls(value=value, target=target, below=below)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return (self.value, self.target)

    def score(self, points: Fraction, context: Context) -> Outcome:
        return against_target(
            points,
            context.read(self.value),
            context.read(self.target),
            lambda actual, target, style: equal_to(actual, target, style, below=self.below),
        )

    def column(self, points: Fraction, columns: Columns) -> Amount:
        value, target = columns.read(self.value), columns.read(self.target)
        share, _ = share_columns(value.ratio, target.ratio, less=False, equal=True)
        if self.below == "zero":
            share = (value.ratio < target.ratio).choose(0, share)
        return value.scored(target, score=share.times(points))

    def sheet(self, points: str, cells: SheetCells) -> str:
        share = spreadsheet.equal_to(cells.of(self.value), cells.of(self.target), below=self.below)
        return f"{points}*{share}"

    def describe(self) -> str:
        below = "未达到的按比例计分" if self.below == "proportional" else "未达到的不得分"
        return f"{self.value.words} 与目标（{self.target.words}）一致得满分，{below}，超过目标不扣分（目标为零时，不为零即不得分）。"

    examples: ClassVar[tuple[RuleExample, ...]] = (
        RuleExample("一致", _RULE, "10", (("done", "8"), ("goal", "8")), _INPUTS),
        RuleExample("未达到按比例", _RULE, "7.5", (("done", "6"), ("goal", "8")), _INPUTS),
        RuleExample("超过不扣分", _RULE, "10", (("done", "9"), ("goal", "8")), _INPUTS),
        RuleExample("大大超过时提问", _RULE, "10", (("done", "16"), ("goal", "8")), _INPUTS, asks=("QU001",)),
        RuleExample("恰好超过三成，还不必说明", _RULE, "10", (("done", "10.4"), ("goal", "8")), _INPUTS),
        RuleExample("目标为零、实际为零", _RULE, "10", (("done", "0"), ("goal", "0")), _INPUTS),
        RuleExample("目标为零、实际不为零", _RULE, "0", (("done", "1"), ("goal", "0")), _INPUTS, asks=("QU005",)),
        RuleExample("目标为负", _RULE, "8", (("done", "-6"), ("goal", "-5")), _INPUTS, asks=("QU005",)),
        RuleExample(
            "未达到不得分",
            "{kind: equal, value: done, target: goal, below: zero, wording: 与目标一致}",
            "0",
            (("done", "7"), ("goal", "8")),
            _INPUTS,
        ),
    )
