"""Score against a limit where less is better, by either published formula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from jixiao.schemes import spreadsheet
from jixiao.schemes.attainment import REVERSES, Attained, Reverse, at_most, share_columns
from jixiao.schemes.rules.base import ZERO, Outcome, Rule, RuleExample, RuleReader, against_target

if TYPE_CHECKING:
    from fractions import Fraction

    from jixiao.schemes.amounts import Amount, Columns
    from jixiao.schemes.context import Context
    from jixiao.schemes.formula import Formula
    from jixiao.schemes.spreadsheet import SheetCells
    from jixiao.schemes.style import Style

ZeroTarget = Literal["judge", "zero"]
_ZERO_TARGETS: dict[str, ZeroTarget] = {"judge": "judge", "zero": "zero"}
_REVERSES: dict[str, Reverse] = {"excess": "excess", "ratio": "ratio"}
_INPUTS = "{cost: {label: 实际成本, kind: money, unit: 元}, limit: {label: 成本控制数, kind: money, unit: 元}}"
_EXCESS = "{kind: reverse, value: cost, target: limit, formula: excess, wording: 不超过控制数}"
_RATIO = "{kind: reverse, value: cost, target: limit, formula: ratio, wording: 不超过控制数}"
_STRICT = "{kind: reverse, value: cost, target: limit, formula: excess, zero_target: zero, wording: 不超过控制数}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseRule(Rule):
    """All points up to the target; beyond it by ``formula``: ``excess`` 1 - (actual - target) / target, not below 0;
    ``ratio`` target / actual.

    With target zero neither says how much an excess costs. ``zero_target: judge`` (default) leaves the indicator
    unscored until somebody judges it; ``zero`` gives nothing for any excess, which the scheme then says openly.
    """

    kind: ClassVar[str] = "reverse"
    title: ClassVar[str] = "反向计分"

    value: Formula
    target: Formula
    formula: Reverse
    zero_target: ZeroTarget = "judge"

    @classmethod
    def read(cls, reader: RuleReader) -> Self | None:
        value, target = reader.formula("value", required=True), reader.formula("target", required=True)
        formula = reader.choice("formula", tuple(_REVERSES), required=True)
        zero = _ZERO_TARGETS[reader.choice("zero_target", tuple(_ZERO_TARGETS), default="judge")]
        if value is None or target is None or not formula:
            return None
        return cls(value=value, target=target, formula=_REVERSES[formula], zero_target=zero)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return (self.value, self.target)

    def score(self, points: Fraction, context: Context) -> Outcome:
        return against_target(points, context.read(self.value), context.read(self.target), self._attained)

    def _attained(self, actual: Fraction, target: Fraction, style: Style) -> Attained:
        if target == 0 and actual > 0 and self.zero_target == "zero":
            step = f"实际 {style.text(actual)}，目标 ≤{style.text(target)}：方案规定目标为零时有超出即不得分"
            return Attained(ZERO, step)
        return at_most(actual, target, style, self.formula)

    def column(self, points: Fraction, columns: Columns) -> Amount:
        value, target = columns.read(self.value), columns.read(self.target)
        share, unclear = share_columns(value.ratio, target.ratio, less=True, equal=False, reverse=self.formula)
        score = share.times(points)
        if self.zero_target == "zero":
            return value.scored(target, score=score)
        return value.scored(target, score=score, blank=unclear)

    def sheet(self, points: str, cells: SheetCells) -> str:
        actual, target = cells.of(self.value), cells.of(self.target)
        share = spreadsheet.at_most(actual, target, self.formula)
        if self.zero_target == "zero":
            share = f"IF(AND({target}=0,{actual}>0),0,{share})"
        return f"{points}*{share}"

    def describe(self) -> str:
        zero = "须人工认定" if self.zero_target == "judge" else "不得分"
        return f"{self.value.words} 不超过目标（{self.target.words}）得满分；超过的{REVERSES[self.formula]}；目标为零而有超出的，{zero}。"

    examples: ClassVar[tuple[RuleExample, ...]] = (
        RuleExample("未超出", _EXCESS, "10", (("cost", "900"), ("limit", "1000")), _INPUTS),
        RuleExample("超出一成，按超出扣减", _EXCESS, "9", (("cost", "1100"), ("limit", "1000")), _INPUTS),
        RuleExample("超出一成，按目标与实际之比", _RATIO, "100/11", (("cost", "1100"), ("limit", "1000")), _INPUTS),
        RuleExample("超出一倍，扣减到零", _EXCESS, "0", (("cost", "2000"), ("limit", "1000")), _INPUTS),
        RuleExample("超出一倍，比例计分得一半", _RATIO, "5", (("cost", "2000"), ("limit", "1000")), _INPUTS),
        RuleExample("单位不同照样比较", _EXCESS, "10", (("cost", "0.1万元"), ("limit", "1000")), _INPUTS),
        RuleExample("目标为零、没有超出", _EXCESS, "10", (("cost", "0"), ("limit", "0")), _INPUTS),
        RuleExample(
            "目标为零、有超出，待认定", _EXCESS, "缺少数据", (("cost", "1"), ("limit", "0")), _INPUTS, asks=("QU006",)
        ),
        RuleExample("目标为零、方案明定不得分", _STRICT, "0", (("cost", "1"), ("limit", "0")), _INPUTS),
        RuleExample("目标为负", _RATIO, "8", (("cost", "-4"), ("limit", "-5")), _INPUTS, asks=("QU005",)),
    )
