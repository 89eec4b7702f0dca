"""Score as weight times a coefficient that somebody has assigned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Self

from jixiao.schemes.questions import question
from jixiao.schemes.rules.base import Outcome, Rule, RuleExample, RuleReader, merged, unscorable
from jixiao.schemes.style import score_text, shown

if TYPE_CHECKING:
    from jixiao.schemes.amounts import Amount, Columns
    from jixiao.schemes.context import Context
    from jixiao.schemes.formula import Formula
    from jixiao.schemes.spreadsheet import SheetCells

_INPUTS = "{k: {label: 得分系数, kind: number}}"
_RULE = "{kind: coefficient, value: k, wording: 权重乘得分系数}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient(Rule):
    """score = points × coefficient. A coefficient outside 0 to 1 cannot be one: it is asked about, not scored."""

    kind: ClassVar[str] = "coefficient"
    title: ClassVar[str] = "权重×得分系数"

    value: Formula

    @classmethod
    def read(cls, reader: RuleReader) -> Self | None:
        value = reader.formula("value", required=True)
        return None if value is None else cls(value=value)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return (self.value,)

    def score(self, points: Fraction, context: Context) -> Outcome:
        reading = context.read(self.value)
        nothing = unscorable(reading)
        if nothing is not None:
            return nothing
        assert isinstance(reading.value, Fraction)
        outcome = merged(reading)
        if not 0 <= reading.value <= 1:
            asked = question(
                "QU008", f"得分系数是 {reading.text}，应在 0 到 1 之间。", expected="0 到 1", actual=reading.text
            )
            return replace(outcome, missing=("得分系数（0 到 1）",), questions=(*outcome.questions, asked))
        score = points * reading.value
        step = f"得分 ＝ {score_text(points)} × {shown(reading.value, 2)} ＝ {score_text(score)}"
        return replace(outcome, score=score, steps=(*outcome.steps, step))

    def column(self, points: Fraction, columns: Columns) -> Amount:
        value = columns.read(self.value)
        outside = (value.ratio < 0) | (value.ratio > 1)
        return value.scored(score=value.ratio.clipped(0, 1).times(points), blank=outside)

    def sheet(self, points: str, cells: SheetCells) -> str:
        return f"{points}*{cells.of(self.value)}"

    def describe(self) -> str:
        return f"得分＝权重×{self.value.words}，系数在 0 到 1 之间。"

    examples: ClassVar[tuple[RuleExample, ...]] = (
        RuleExample("系数 0.95", _RULE, "9.5", (("k", "0.95"),), _INPUTS),
        RuleExample("系数为零不是未填", _RULE, "0", (("k", "0"),), _INPUTS),
        RuleExample("未填", _RULE, "缺少数据", (), _INPUTS),
        RuleExample("把百分数填成了系数", _RULE, "缺少数据", (("k", "95"),), _INPUTS, asks=("QU008",)),
    )
