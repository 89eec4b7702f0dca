"""Score the share of items done in time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Self

from jixiao.numbers import Missing
from jixiao.schemes.questions import question
from jixiao.schemes.rules.base import ZERO, Outcome, Rule, RuleExample, RuleReader, clip, merged, unscorable
from jixiao.schemes.style import score_text

if TYPE_CHECKING:
    from jixiao.schemes.amounts import Amount, Columns
    from jixiao.schemes.context import Context
    from jixiao.schemes.formula import Formula
    from jixiao.schemes.spreadsheet import SheetCells

_INPUTS = "{signed: {label: 按期签订数, kind: count, unit: 份}, due: {label: 应签订数, kind: count, unit: 份}}"
_RULE = "{kind: on_time, on_time: signed, due: due, wording: 按期比例}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTime(Rule):
    """score = points × items done in time ÷ items due. Nothing due: not applicable.

    More in time than due scores as all in time and is asked about; items done where none was due likewise score 0,
    since no rate can be formed from them.
    """

    kind: ClassVar[str] = "on_time"
    title: ClassVar[str] = "按期完成率"

    on_time: Formula
    due: Formula

    @classmethod
    def read(cls, reader: RuleReader) -> Self | None:
        on_time, due = reader.formula("on_time", required=True), reader.formula("due", required=True)
        return None if on_time is None or due is None else cls(on_time=on_time, due=due)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return (self.on_time, self.due)

    def score(self, points: Fraction, context: Context) -> Outcome:
        on_time, due = context.read(self.on_time), context.read(self.due)
        nothing = unscorable(on_time, due)
        if nothing is not None:
            return nothing
        assert isinstance(on_time.value, Fraction)
        assert isinstance(due.value, Fraction)
        outcome = merged(on_time, due)
        told = f"应完成 {due.text}，按期完成 {on_time.text}"
        if due.value == 0 and on_time.value == 0:
            return replace(
                outcome, score=Missing.NOT_APPLICABLE, steps=(*outcome.steps, f"{told}：本年没有应完成的事项")
            )
        if due.value <= 0:
            asked = question("QU003", f"{told}：没有应完成的事项却有完成的，按 0 分计。")
            return replace(
                outcome,
                score=ZERO,
                steps=(*outcome.steps, f"{told}：按期率无法计算，得 {score_text(0)}。"),
                questions=(*outcome.questions, asked),
            )
        score = points * clip(on_time.value / due.value)
        step = f"得分 ＝ {score_text(points)} × {on_time.text} ÷ {due.text} ＝ {score_text(score)}"
        questions = outcome.questions
        if on_time.value > due.value:
            step = f"{told}：按全部按期计，得 {score_text(score)}。"
            questions = (*questions, question("QU002", f"{told}：按期的比应完成的还多，按满分计。"))
        if on_time.value < 0:
            step = f"{told}：小于零，得 {score_text(0)}。"
            questions = (*questions, question("QU004", f"{told}：小于零，按 0 分计。"))
        return replace(outcome, score=score, steps=(*outcome.steps, step), questions=questions)

    def column(self, points: Fraction, columns: Columns) -> Amount:
        on_time, due = columns.read(self.on_time), columns.read(self.due)
        rate, nothing_due = on_time.ratio.over(due.ratio)
        score = (due.ratio <= 0).choose(0, rate.clipped(0, 1).times(points))
        return on_time.scored(due, score=score, absent=nothing_due & on_time.ratio.same(0))

    def sheet(self, points: str, cells: SheetCells) -> str:
        return f"{points}*MIN(1,MAX(0,{cells.of(self.on_time)}/{cells.of(self.due)}))"

    def describe(self) -> str:
        return f"得分＝分值×（{self.on_time.words}）÷（{self.due.words}）；本年没有应完成事项的视为不涉及。"

    examples: ClassVar[tuple[RuleExample, ...]] = (
        RuleExample("全部按期", _RULE, "10", (("signed", "12"), ("due", "12")), _INPUTS),
        RuleExample("三分之二按期", _RULE, "20/3", (("signed", "8"), ("due", "12")), _INPUTS),
        RuleExample("没有应签的", _RULE, "不适用", (("signed", "0"), ("due", "0")), _INPUTS),
        RuleExample("没有应签的却签了", _RULE, "0", (("signed", "2"), ("due", "0")), _INPUTS, asks=("QU003",)),
        RuleExample("签的比应签的多", _RULE, "10", (("signed", "13"), ("due", "12")), _INPUTS, asks=("QU002",)),
    )
