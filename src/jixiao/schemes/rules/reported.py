"""An indicator that is filled in and shown, but not scored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Self

from jixiao.numbers import Missing
from jixiao.schemes.goals import CATEGORIES, read_categories, words
from jixiao.schemes.rules.base import Outcome, Rule, RuleExample, RuleReader, merged

if TYPE_CHECKING:
    from fractions import Fraction

    from jixiao.schemes.amounts import Amount, Columns
    from jixiao.schemes.context import Context
    from jixiao.schemes.formula import Formula
    from jixiao.schemes.spreadsheet import SheetCells

_INPUTS = "{done: {label: 完成场次, kind: number, unit: 场}, open: {label: 是否公开, kind: yes_no}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported(Rule):
    """Shows values, entries and goal rows; gives no score. What is not filled in is listed as missing."""

    kind: ClassVar[str] = "reported"
    title: ClassVar[str] = "只填报，不计分"

    values: tuple[Formula, ...] = ()
    entries: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    @classmethod
    def read(cls, reader: RuleReader) -> Self | None:
        value = reader.formula("value")
        kinds = ("money", "rate", "count", "number", "share", "yes_no", "choice", "date")
        names = [reader.input_at(node, kinds) for node in reader.parts("inputs")] if reader.has("inputs") else []
        categories = read_categories(reader) if reader.has("categories") else ()
        if value is None and not names and not categories:
            reader.faults.add(
                "SC004", reader.place, f"{reader.what}应写明填报什么：inputs、value 或 categories。", expected="inputs"
            )
            return None
        values = () if value is None else (value,)
        return cls(values=values, entries=tuple(name for name in names if name), categories=categories)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return self.values

    @property
    def inputs(self) -> tuple[str, ...]:
        named = (name for formula in self.values for name in formula.names)
        return tuple(dict.fromkeys((*named, *self.entries)))

    def score(self, points: Fraction, context: Context) -> Outcome:
        outcome = merged(*(context.read(formula) for formula in self.values))
        rows = context.goals(self.categories)
        steps = [f"{row.name}：目标 {words(row.target)}，实际 {words(row.actual)}" for row in rows]
        missing = [f"{row.name}（实际完成值）" for row in rows if row.actual is Missing.BLANK]
        if self.categories and not rows:
            missing.append(f"绩效指标（{'、'.join(CATEGORIES[name] for name in self.categories)}）")
        missing += [context.label(name) for name in self.entries if context.word(name) is Missing.BLANK]
        return replace(
            outcome,
            score=None,
            steps=(*outcome.steps, *steps),
            facts=tuple(dict.fromkeys((*outcome.facts, *context.facts_named(self.entries)))),
            goals=rows,
            missing=tuple(dict.fromkeys((*outcome.missing, *missing))),
        )

    def column(self, points: Fraction, columns: Columns) -> Amount:
        from jixiao.schemes.amounts import Amount
        from jixiao.schemes.columns import Ratio, any_of

        goals = columns.goals
        rows = goals.among(self.categories)
        blank = [columns.read(formula).blank for formula in self.values]
        blank += [columns.left_blank(name) for name in self.entries]
        if self.categories:
            blank += [~goals.exists(rows), goals.exists(rows & goals.actual.blank)]
        return Amount(Ratio.of(0), any_of(blank), scores=False)

    def sheet(self, points: str, cells: SheetCells) -> str:
        return ""

    def describe(self) -> str:
        return "填报完成情况，不计分。"

    examples: ClassVar[tuple[RuleExample, ...]] = (
        RuleExample(
            "填报而不计分",
            "{kind: reported, inputs: [done, open], wording: 填报}",
            "不计分",
            (("done", "8"), ("open", "是")),
            _INPUTS,
        ),
        RuleExample(
            "填报绩效指标",
            "{kind: reported, categories: [quantity], wording: 填报}",
            "不计分",
            goals=((("name", "讲座"), ("category", "quantity"), ("operator", ">="), ("target", "8"), ("actual", "8")),),
        ),
    )
