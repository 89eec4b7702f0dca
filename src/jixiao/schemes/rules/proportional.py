"""Score in proportion to a rate, never above the points."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Self

from jixiao.schemes.questions import question
from jixiao.schemes.rules.base import ONE, Outcome, Rule, RuleExample, RuleReader, clip, unscorable
from jixiao.schemes.spreadsheet import literal
from jixiao.schemes.style import percent_text, score_text

if TYPE_CHECKING:
    from jixiao.schemes.amounts import Amount, Columns
    from jixiao.schemes.context import Context
    from jixiao.schemes.formula import Formula
    from jixiao.schemes.spreadsheet import SheetCells

_RATE = "{spent: {label: 执行数, kind: money, unit: 万元}, budget: {label: 预算数, kind: money, unit: 万元}}"
_RULE = "{kind: proportional, value: spent ÷ budget, wording: 按执行率计分}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportional(Rule):
    """score = points × min(value ÷ ``full_at``, ``cap``).

    ``full_at`` is the rate that earns all points (default 100 %), ``cap`` the largest share of points to be had
    (default 100 %). A negative value scores 0 and is asked about; a value above both 100 % and ``full_at`` scores as
    ``full_at`` and is asked about: a part cannot be larger than its whole.
    """

    kind: ClassVar[str] = "proportional"
    title: ClassVar[str] = "按比例计分"

    value: Formula
    full_at: Fraction = ONE
    cap: Fraction = ONE

    @classmethod
    def read(cls, reader: RuleReader) -> Self | None:
        value = reader.formula("value", required=True)
        full_at = reader.quantity("full_at")
        cap = reader.share("cap")
        if full_at is not None and full_at <= 0:
            reader.wrong("full_at", "大于 0 的比率，如 90%")
        if cap == 0:
            reader.wrong("cap", "大于 0 的比例，如 100%")
        if value is None:
            return None
        return cls(value=value, full_at=ONE if full_at is None else full_at, cap=ONE if cap is None else cap)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return (self.value,)

    def score(self, points: Fraction, context: Context) -> Outcome:
        reading = context.read(self.value)
        nothing = unscorable(reading)
        if nothing is not None:
            return nothing
        assert isinstance(reading.value, Fraction)
        share = min(clip(reading.value / self.full_at), self.cap)
        steps, questions = list(reading.steps), list(reading.questions)
        if reading.value < 0:
            steps.append(f"{reading.text} 小于零，得 {score_text(0)}。")
            questions.append(question("QU004", f"评分所看的数是 {reading.text}，小于零，按 0 分计。"))
        elif share == self.cap:
            most = "" if self.cap == ONE else f" × {percent_text(self.cap)}"
            steps.append(
                f"{reading.text} 已达最高得分线，得分 ＝ {score_text(points)}{most} ＝ {score_text(points * share)}"
            )
        else:
            over = "" if self.full_at == ONE else f" ÷ {reading.style.brief(self.full_at)}"
            steps.append(f"得分 ＝ {score_text(points)} × {reading.text}{over} ＝ {score_text(points * share)}")
        if reading.value > max(ONE, self.full_at):
            questions.append(question("QU002", f"评分所看的比率是 {reading.text}，超过 100%，按满分计，不再加分。"))
        return Outcome(points * share, tuple(steps), reading.facts, (), (), tuple(questions))

    def column(self, points: Fraction, columns: Columns) -> Amount:
        value = columns.read(self.value)
        share = value.ratio.times(1 / self.full_at).clipped(0, self.cap)
        return value.scored(score=share.times(points))

    def sheet(self, points: str, cells: SheetCells) -> str:
        return f"{points}*MIN({literal(self.cap)},MAX(0,{cells.of(self.value)}/{literal(self.full_at)}))"

    def describe(self) -> str:
        text = f"得分＝分值×（{self.value.words}）"
        if self.full_at != ONE:
            text = f"{self.value.words} 达到 {percent_text(self.full_at)} 得满分，未达到的按比例计分"
        return f"{text}，最高得分值的 {percent_text(self.cap)}。" if self.cap < 1 else f"{text}，最高不超过分值。"

    examples: ClassVar[tuple[RuleExample, ...]] = (
        RuleExample("执行 95%", _RULE, "9.5", (("spent", "95"), ("budget", "100")), _RATE),
        RuleExample("除不尽时不取舍", _RULE, "20/3", (("spent", "2"), ("budget", "3")), _RATE),
        RuleExample("超支按满分计并提问", _RULE, "10", (("spent", "120"), ("budget", "100")), _RATE, asks=("QU002",)),
        RuleExample("没有预算却有支出", _RULE, "0", (("spent", "5"), ("budget", "0")), _RATE, asks=("QU003",)),
        RuleExample("没有预算也没有支出", _RULE, "不适用", (("spent", "0"), ("budget", "0")), _RATE),
        RuleExample("支出为负", _RULE, "0", (("spent", "-5"), ("budget", "100")), _RATE, asks=("QU004",)),
        RuleExample("未填执行数", _RULE, "缺少数据", (("budget", "100"),), _RATE),
        RuleExample(
            "最高只得分值的八成",
            "{kind: proportional, value: spent ÷ budget, cap: 80%, wording: 最高八成}",
            "8",
            (("spent", "90"), ("budget", "100")),
            _RATE,
        ),
        RuleExample(
            "达到九成即得满分",
            "{kind: proportional, value: spent ÷ budget, full_at: 90%, wording: 九成以上满分}",
            "5",
            (("spent", "45"), ("budget", "100")),
            _RATE,
        ),
    )
