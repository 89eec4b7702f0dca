"""Score what lies above a pass mark, in proportion."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Self

from jixiao.schemes.questions import question
from jixiao.schemes.rules.base import ONE, Outcome, Rule, RuleExample, RuleReader, clip, merged, unscorable
from jixiao.schemes.spreadsheet import literal
from jixiao.schemes.style import percent_text, score_text

if TYPE_CHECKING:
    from jixiao.schemes.amounts import Amount, Columns
    from jixiao.schemes.context import Context
    from jixiao.schemes.formula import Formula
    from jixiao.schemes.spreadsheet import SheetCells

_INPUTS = "{done: {label: 完成率, kind: rate, unit: '%'}}"
_RULE = "{kind: pass_mark, value: done, pass: 60%, wording: 六成起计分}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PassMark(Rule):
    """score = points × (value - pass) ÷ (1 - pass): nothing up to the pass mark, all points at 100 %."""

    kind: ClassVar[str] = "pass_mark"
    title: ClassVar[str] = "及格线以上按比例"

    value: Formula
    pass_at: Fraction

    @classmethod
    def read(cls, reader: RuleReader) -> Self | None:
        value, pass_at = reader.formula("value", required=True), reader.share("pass", required=True)
        if pass_at == ONE:
            reader.wrong("pass", "低于 100% 的比例，如 60%")
            return None
        return None if value is None or pass_at is None else cls(value=value, pass_at=pass_at)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return (self.value,)

    def score(self, points: Fraction, context: Context) -> Outcome:
        reading = context.read(self.value)
        nothing = unscorable(reading)
        if nothing is not None:
            return nothing
        assert isinstance(reading.value, Fraction)
        score = points * clip((reading.value - self.pass_at) / (1 - self.pass_at))
        outcome, mark = merged(reading), percent_text(self.pass_at)
        if reading.value <= self.pass_at:
            step = f"{reading.text} 未超过及格线 {mark}，得 {score_text(0)}。"
        elif reading.value >= 1:
            step = f"{reading.text} 已全部完成，得 {score_text(points)}。"
        else:
            step = (
                f"得分 ＝ {score_text(points)} ×（{reading.text} － {mark}）÷（100% － {mark}）＝ {score_text(score)}"
            )
        questions = outcome.questions
        if reading.value > 1:
            questions = (*questions, question("QU002", f"评分所看的比率是 {reading.text}，超过 100%，按满分计。"))
        return replace(outcome, score=score, steps=(*outcome.steps, step), questions=questions)

    def column(self, points: Fraction, columns: Columns) -> Amount:
        value = columns.read(self.value)
        share = ((value.ratio - self.pass_at).times(1 / (1 - self.pass_at))).clipped(0, 1)
        return value.scored(score=share.times(points))

    def sheet(self, points: str, cells: SheetCells) -> str:
        mark = literal(self.pass_at)
        return f"{points}*MIN(1,MAX(0,({cells.of(self.value)}-{mark})/(1-{mark})))"

    def describe(self) -> str:
        mark = percent_text(self.pass_at)
        return (
            f"得分＝分值×（{self.value.words} － {mark}）÷（100% － {mark}），不超过 {mark} 的不得分，最高不超过分值。"
        )

    examples: ClassVar[tuple[RuleExample, ...]] = (
        RuleExample("全部完成", _RULE, "10", (("done", "100%"),), _INPUTS),
        RuleExample("完成八成", _RULE, "5", (("done", "80%"),), _INPUTS),
        RuleExample("恰在及格线上", _RULE, "0", (("done", "60%"),), _INPUTS),
        RuleExample("不及格", _RULE, "0", (("done", "30%"),), _INPUTS),
        RuleExample("超过全部", _RULE, "10", (("done", "105%"),), _INPUTS, asks=("QU002",)),
        RuleExample("不涉及", _RULE, "不适用", (("done", "不适用"),), _INPUTS),
    )
