"""Points off for each step beyond a limit."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from jixiao.schemes.rules.base import ZERO, Outcome, Rule, RuleExample, RuleReader, merged, unscorable
from jixiao.schemes.spreadsheet import literal
from jixiao.schemes.style import Style, score_text, shown

if TYPE_CHECKING:
    from decimal import Decimal

    from jixiao.schemes.amounts import Amount, Columns
    from jixiao.schemes.context import Context
    from jixiao.schemes.formula import Formula
    from jixiao.schemes.spreadsheet import SheetCells

Direction = Literal["above", "below"]
Steps = Literal["whole", "started", "exact"]
_DIRECTIONS: dict[str, Direction] = {"above": "above", "below": "below"}
_STEPS: dict[str, Steps] = {"whole": "whole", "started": "started", "exact": "exact"}
_WORDS = {"whole": "不足一档的不计", "started": "不足一档的按一档计", "exact": "不足一档的按比例计"}
_INPUTS = "{rate: {label: 控制率, kind: rate, unit: '%'}, errors: {label: 问题数, kind: count, unit: 个}}"
_RULE = "{kind: deduct, value: rate, limit: 100%, step: 1%, each: 0.5, wording: 每超一个百分点扣0.5分}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduct(Rule):
    """score = points - ``each`` × number of steps by which the value lies beyond ``limit``, not below 0.

    ``direction`` says on which side of the limit it costs; ``steps`` whether only ``whole`` steps count (default), a
    ``started`` one counts whole, or fractions count (``exact``). ``limit`` is a formula and may differ by unit.
    """

    kind: ClassVar[str] = "deduct"
    title: ClassVar[str] = "逐档扣分"

    value: Formula
    limit: Formula
    step: Fraction
    each: Fraction
    direction: Direction = "above"
    steps: Steps = "whole"

    @classmethod
    def read(cls, reader: RuleReader) -> Self | None:
        value, limit = reader.formula("value", required=True), reader.formula("limit", required=True)
        step, each = reader.quantity("step", required=True), reader.quantity("each", required=True)
        direction = _DIRECTIONS[reader.choice("direction", tuple(_DIRECTIONS), default="above")]
        steps = _STEPS[reader.choice("steps", tuple(_STEPS), default="whole")]
        for key, number in (("step", step), ("each", each)):
            if number is not None and number <= 0:
                reader.wrong(key, "大于 0 的数")
                return None
        if value is None or limit is None or step is None or each is None:
            return None
        return cls(value=value, limit=limit, step=step, each=each, direction=direction, steps=steps)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return (self.value, self.limit)

    def check(self, points: Decimal, reader: RuleReader) -> None:
        if self.each > points:
            reader.faults.add(
                "SC012",
                reader.place_of("each"),
                f"{reader.what}每档扣 {score_text(self.each)}，超过了该指标的分值 {score_text(points)}。",
                expected=f"不超过 {points}",
            )

    def score(self, points: Fraction, context: Context) -> Outcome:
        value, limit = context.read(self.value), context.read(self.limit)
        nothing = unscorable(value, limit)
        if nothing is not None:
            return nothing
        assert isinstance(value.value, Fraction)
        assert isinstance(limit.value, Fraction)
        outcome = merged(value, limit)
        beyond = value.value - limit.value if self.direction == "above" else limit.value - value.value
        bound = value.style.brief(limit.value)
        if beyond <= 0:
            inside = "未超过" if self.direction == "above" else "不低于"
            step = f"{value.text} {inside} {bound}，不扣分，得 {score_text(points)}。"
            return replace(outcome, score=points, steps=(*outcome.steps, step))
        number = beyond / self.step
        counted = {"whole": Fraction(math.floor(number)), "started": Fraction(math.ceil(number)), "exact": number}
        off = self.each * counted[self.steps]
        score = max(ZERO, points - off)
        beside = "高于" if self.direction == "above" else "低于"
        lines = (
            (
                f"{value.text} {beside} {bound}，相差 {value.style.text(beyond)}，"
                f"每档 {value.style.brief(self.step)}，计 {shown(counted[self.steps], 0)} 档（{_WORDS[self.steps]}）"
            ),
            f"得分 ＝ {score_text(points)} － {score_text(self.each)} × {shown(counted[self.steps], 0)} ＝ {score_text(score)}"
            + ("（扣完为止）" if off > points else ""),
        )
        return replace(outcome, score=score, steps=(*outcome.steps, *lines))

    def column(self, points: Fraction, columns: Columns) -> Amount:
        value, limit = columns.read(self.value), columns.read(self.limit)
        above = self.direction == "above"
        beyond = value.ratio - limit.ratio if above else limit.ratio - value.ratio
        number = beyond.greatest(0).times(1 / self.step)
        if self.steps != "exact":
            number = number.floored() if self.steps == "whole" else number.ceiled()
        score = (points - number.times(self.each)).clipped(0, points)
        return value.scored(limit, score=score)

    def sheet(self, points: str, cells: SheetCells) -> str:
        value, limit = cells.of(self.value), cells.of(self.limit)
        beyond = f"({value}-{limit})" if self.direction == "above" else f"({limit}-{value})"
        number = f"{beyond}/{literal(self.step)}"
        # A quotient that is whole may come out a hair below itself in floats.
        counted = {"whole": f"INT({number}+1E-9)", "started": f"-INT(-({number})+1E-9)", "exact": f"({number})"}
        return f"IF({beyond}<=0,{points},MAX(0,{points}-{literal(self.each)}*{counted[self.steps]}))"

    def describe(self) -> str:
        style = Style.of_show(self.value.show) or Style("", 2)
        side = "高于" if self.direction == "above" else "低于"
        return (
            f"{self.value.words} 每{side} {self.limit.words} 达 {style.brief(self.step)} 扣 {score_text(self.each)}，"
            f"{_WORDS[self.steps]}，扣完为止。"
        )

    examples: ClassVar[tuple[RuleExample, ...]] = (
        RuleExample("未超过", _RULE, "10", (("rate", "99%"),), _INPUTS),
        RuleExample("恰在限值上", _RULE, "10", (("rate", "100%"),), _INPUTS),
        RuleExample("超过两个多百分点，计两档", _RULE, "9", (("rate", "102.9%"),), _INPUTS),
        RuleExample("扣完为止", _RULE, "0", (("rate", "150%"),), _INPUTS),
        RuleExample(
            "不足一档按一档",
            "{kind: deduct, value: rate, limit: 100%, step: 1%, each: 0.5, steps: started, wording: 每超一个百分点扣0.5分}",
            "8.5",
            (("rate", "102.1%"),),
            _INPUTS,
        ),
        RuleExample(
            "按比例扣",
            "{kind: deduct, value: rate, limit: 100%, step: 1%, each: 0.5, steps: exact, wording: 每超一个百分点扣0.5分}",
            "8.95",
            (("rate", "102.1%"),),
            _INPUTS,
        ),
        RuleExample(
            "低于限值时扣",
            "{kind: deduct, value: rate, limit: 95%, step: 5%, each: 1, direction: below, wording: 每低五个百分点扣1分}",
            "8",
            (("rate", "84%"),),
            _INPUTS,
        ),
        RuleExample(
            "每发现一个问题扣两分",
            "{kind: deduct, value: errors, limit: 0, step: 1, each: 2, wording: 每个问题扣2分}",
            "4",
            (("errors", "3"),),
            _INPUTS,
        ),
    )
