"""Score by yes-or-no items: all or nothing, or each for itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from jixiao.numbers import Missing
from jixiao.schemes.rules.base import ONE, ZERO, Outcome, Rule, RuleExample, RuleReader
from jixiao.schemes.spreadsheet import literal, text
from jixiao.schemes.style import score_text
from jixiao.schemes.yamlnodes import Table

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from jixiao.schemes.amounts import Amount, Columns
    from jixiao.schemes.context import Context
    from jixiao.schemes.formula import Formula
    from jixiao.schemes.spreadsheet import SheetCells
    from jixiao.schemes.yamlnodes import Node

Mode = Literal["all", "each"]
_MODES: dict[str, Mode] = {"all": "all", "each": "each"}
_INPUTS = "{a: {label: 有制度, kind: yes_no}, b: {label: 已执行, kind: yes_no}}"
_ALL = "{kind: checklist, mode: all, parts: [a, b], wording: 全部做到得满分}"
_EACH = "{kind: checklist, mode: each, parts: [a, b], wording: 每项各得一半}"
_POINTS = "{kind: checklist, mode: each, parts: [{input: a, points: 7}, {input: b, points: 3}], wording: 逐项计分}"


@dataclass(frozen=True, slots=True)
class Item:
    """A yes-or-no input, its label, and its points; ``None`` where all parts weigh alike."""

    input: str
    label: str
    points: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist(Rule):
    """``mode: all``: all points if every part is answered yes, else none. ``each``: every part earns its own points.

    Parts answered 不适用 are left out and the others weigh in proportion; if none is left the indicator does not apply.
    A part without an answer leaves the indicator unscored, even where another part is already a no.
    """

    kind: ClassVar[str] = "checklist"
    title: ClassVar[str] = "逐项核对"

    parts: tuple[Item, ...]
    mode: Mode

    @classmethod
    def read(cls, reader: RuleReader) -> Self | None:
        mode = reader.choice("mode", tuple(_MODES), required=True)
        items = [item for node in reader.parts("parts") if (item := _item(node, reader)) is not None]
        names = [item.input for item in items]
        for name in sorted({name for name in names if names.count(name) > 1}):
            reader.faults.add(
                "SC003", reader.place_of("parts"), f"{reader.what}的 parts 里“{name}”写了两遍。", actual=name
            )
        if items and len({item.points is None for item in items}) > 1:
            reader.faults.add(
                "SC012",
                reader.place_of("parts"),
                f"{reader.what}的 parts 有的写了分值、有的没写：要么都写，要么都不写。",
            )
        if mode == "all" and any(item.points is not None for item in items):
            reader.faults.add(
                "SC012", reader.place_of("parts"), f"{reader.what}是全部做到才得分（mode: all），各项不另写分值。"
            )
        return cls(parts=tuple(items), mode=_MODES[mode]) if items and mode else None

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return ()

    @property
    def inputs(self) -> tuple[str, ...]:
        return tuple(item.input for item in self.parts)

    def check(self, points: Decimal, reader: RuleReader) -> None:
        weights = [item.points for item in self.parts if item.points is not None]
        if weights and sum(weights) != points:
            sums = " ＋ ".join(score_text(weight).removesuffix(" 分") for weight in weights)
            reader.faults.add(
                "SC006",
                reader.place_of("parts"),
                f"{reader.what}各项分值 {sums} ＝ {score_text(sum(weights, ZERO))}，应等于该指标的 {score_text(points)}。",
                expected=str(points),
                actual=score_text(sum(weights, ZERO)),
            )

    def score(self, points: Fraction, context: Context) -> Outcome:
        facts = context.facts_named(self.inputs)
        answers = [(item, context.word(item.input)) for item in self.parts]
        steps = tuple(f"{context.label(item.input)}：{_answer(answer)}" for item, answer in answers)
        missing = tuple(
            context.label(item.input)
            for item, answer in answers
            if not isinstance(answer, bool) and answer is not Missing.NOT_APPLICABLE
        )
        if missing:
            return Outcome(Missing.BLANK, steps, facts, (), missing)
        applying = [(item, answer) for item, answer in answers if isinstance(answer, bool)]
        if not applying:
            return Outcome(Missing.NOT_APPLICABLE, steps, facts)
        met = [item for item, answer in applying if answer]
        if self.mode == "all":
            score = points if len(met) == len(applying) else ZERO
            line = f"{len(applying)} 项中做到 {len(met)} 项，全部做到才得分，得 {score_text(score)}"
            return Outcome(score, (*steps, line), facts)
        weight = sum((self._weight(item, points) for item, _ in applying), ZERO)
        earned = sum((self._weight(item, points) for item in met), ZERO)
        score = points * earned / weight
        if weight == points:
            line = f"{len(applying)} 项中做到 {len(met)} 项，得分 ＝ {score_text(score)}"
        else:
            line = f"做到的分值 {score_text(earned)}，涉及的分值 {score_text(weight)}，得分 ＝ {score_text(points)} × {score_text(earned)} ÷ {score_text(weight)} ＝ {score_text(score)}"
        return Outcome(score, (*steps, line), facts)

    def _weight(self, item: Item, points: Fraction) -> Fraction:
        return points / len(self.parts) if item.points is None else item.points

    def column(self, points: Fraction, columns: Columns) -> Amount:
        from jixiao.schemes.amounts import Amount
        from jixiao.schemes.columns import Ratio, all_of, any_of

        answers = [(item, columns.word(item.input)) for item in self.parts]
        blank = any_of([answer.blank for _, answer in answers])
        absent = all_of([answer.absent for _, answer in answers])
        if self.mode == "all":
            failed = any_of([~answer.yes & ~answer.absent for _, answer in answers])
            return Amount(failed.choose(0, points), blank, absent=absent)
        weight, earned = Ratio.of(0), Ratio.of(0)
        for item, answer in answers:
            own = self._weight(item, points)
            weight += answer.absent.choose(0, own)
            earned += (answer.yes & ~answer.absent).choose(own, 0)
        share, _ = earned.over(weight)
        return Amount(share.known_within(ZERO, ONE).times(points), blank, absent=absent)

    def sheet(self, points: str, cells: SheetCells) -> str:
        answers = [(item, cells.names[item.input]) for item in self.parts]
        if self.mode == "all":
            met = ",".join(f"{answer}<>{text('否')}" for _, answer in answers)
            return f"IF(AND({met}),{points},0)"
        weight = [literal(ONE if item.points is None else item.points) for item, _ in answers]
        met = "+".join(f"({answer}={text('是')})*{w}" for (_, answer), w in zip(answers, weight, strict=True))
        applying = "+".join(f"({answer}<>{text('不适用')})*{w}" for (_, answer), w in zip(answers, weight, strict=True))
        return f"{points}*({met})/({applying})"

    def describe(self) -> str:
        labels = "、".join(item.label for item in self.parts)
        if len(self.parts) == 1:
            return f"{labels}：做到得满分，否则不得分。"
        if self.mode == "all":
            return f"{labels}：全部做到得满分，缺一项不得分。"
        if self.parts[0].points is None:
            return f"{labels}：平分分值，做到一项得一项的分。"
        return (
            "做到一项得一项的分："
            + "、".join(f"{item.label} {score_text(item.points or ZERO)}" for item in self.parts)
            + "。"
        )

    examples: ClassVar[tuple[RuleExample, ...]] = (
        RuleExample("全部做到", _ALL, "10", (("a", "是"), ("b", "是")), _INPUTS),
        RuleExample("缺一项", _ALL, "0", (("a", "是"), ("b", "否")), _INPUTS),
        RuleExample("不涉及的一项不计", _ALL, "10", (("a", "是"), ("b", "不适用")), _INPUTS),
        RuleExample("逐项平分", _EACH, "5", (("a", "是"), ("b", "否")), _INPUTS),
        RuleExample("逐项按各自分值", _POINTS, "7", (("a", "是"), ("b", "否")), _INPUTS),
        RuleExample("不涉及的一项，其余按比例", _POINTS, "10", (("a", "不适用"), ("b", "是")), _INPUTS),
        RuleExample("都不涉及", _EACH, "不适用", (("a", "不适用"), ("b", "不适用")), _INPUTS),
        RuleExample("一项未答", _ALL, "缺少数据", (("a", "否"),), _INPUTS),
    )


def _item(node: Node, reader: RuleReader) -> Item | None:
    if not isinstance(node, Table):
        name = reader.input_at(node, ("yes_no",))
        return None if name is None else Item(name, reader.scope.label(name), None)
    entry = reader.sub(node, "一项")
    name, points = entry.input("input", ("yes_no",), required=True), entry.quantity("points", required=True)
    entry.close()
    if points is not None and points <= 0:
        entry.wrong("points", "大于 0 的分数")
        return None
    return Item(name, reader.scope.label(name), points) if name and points is not None else None


def _answer(answer: bool | str | Missing) -> str:
    if isinstance(answer, bool):
        return "是" if answer else "否"
    return answer.label if isinstance(answer, Missing) else f"“{answer}”（应填“是”或“否”）"
