"""Score by the mean completion of the unit's own goal rows."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from jixiao.numbers import Missing
from jixiao.schemes.attainment import REVERSES, Reverse
from jixiao.schemes.goals import CATEGORIES, LEVELS, JudgedBand, attained, read_categories, read_levels
from jixiao.schemes.questions import question
from jixiao.schemes.rules.base import ZERO, Outcome, Rule, RuleExample, RuleReader
from jixiao.schemes.style import percent_text, score_text

if TYPE_CHECKING:
    from jixiao.facts import GoalRow
    from jixiao.findings import Finding
    from jixiao.schemes.amounts import Amount, Columns
    from jixiao.schemes.context import Context
    from jixiao.schemes.formula import Formula
    from jixiao.schemes.spreadsheet import SheetCells

Weigh = Literal["alike", "points"]
_WEIGH: dict[str, Weigh] = {"alike": "alike", "points": "points"}
_REVERSES: dict[str, Reverse] = {"excess": "excess", "ratio": "ratio"}
_RULE = "{kind: goals_completion, categories: [quantity], reverse: excess, wording: 平均完成率}"
_WEIGHTED = "{kind: goals_completion, categories: [quantity], weigh: points, reverse: excess, wording: 加权完成率}"


def _row(actual: str, **more: str) -> tuple[tuple[str, str], ...]:
    given = {
        "name": f"完成{actual}",
        "category": "quantity",
        "operator": ">=",
        "target": "10",
        "actual": actual,
        **more,
    }
    return tuple(given.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalsCompletion(Rule):
    """score = points × mean completion of the goal rows of ``categories``, each row at most 100 %.

    ``weigh: alike`` (default) is the plain mean, ``points`` weighs rows by their points. Rows that do not apply this
    year are left out of the mean; if none is left, the indicator does not apply.
    """

    kind: ClassVar[str] = "goals_completion"
    title: ClassVar[str] = "本单位绩效指标平均完成率"

    categories: tuple[str, ...] = ()
    weigh: Weigh = "alike"
    reverse: Reverse = "excess"
    levels: tuple[JudgedBand, ...] = LEVELS

    @classmethod
    def read(cls, reader: RuleReader) -> Self | None:
        categories = read_categories(reader)
        weigh = _WEIGH[reader.choice("weigh", tuple(_WEIGH), default="alike")]
        reverse = reader.choice("reverse", tuple(_REVERSES), required=True)
        levels = read_levels(reader, "levels")
        if not categories or not reverse:
            return None
        return cls(categories=categories, weigh=weigh, reverse=_REVERSES[reverse], levels=levels)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return ()

    def score(self, points: Fraction, context: Context) -> Outcome:
        rows = context.goals(self.categories)
        names = "、".join(CATEGORIES[name] for name in self.categories)
        if not rows:
            return Outcome(Missing.BLANK, (f"没有填报{names}",), missing=(f"绩效指标（{names}）",))
        steps: list[str] = []
        missing: list[str] = []
        questions: list[Finding] = []
        shares: list[tuple[Fraction, Fraction]] = []
        for row in rows:
            result, lacking = attained(row, self.reverse, self.levels)
            weight = self._weight(row)
            steps.append(result.step)
            missing.extend(lacking)
            questions.extend(result.questions)
            if isinstance(result.share, Fraction) and weight is not None:
                shares.append((weight, result.share))
            elif isinstance(result.share, Fraction):
                missing.append(f"{row.name}（分值）")
        if missing:
            return Outcome(Missing.BLANK, tuple(steps), (), rows, tuple(missing), tuple(questions))
        if not shares:
            return Outcome(Missing.NOT_APPLICABLE, tuple(steps), (), rows, (), tuple(questions))
        total = sum((weight for weight, _ in shares), ZERO)
        if total <= 0 or min(weight for weight, _ in shares) < 0:
            asked = question("QU009", f"{names}：各项分值之和是 {score_text(total)}，不能作权重。")
            return Outcome(Missing.BLANK, tuple(steps), (), rows, ("各项指标的分值",), (*questions, asked))
        mean = sum((weight * share for weight, share in shares), ZERO) / total
        kind = "平均完成率" if self.weigh == "alike" else "加权平均完成率"
        steps.append(f"{len(shares)} 项{kind} ＝ {percent_text(mean)}（每项最高按 100% 计）")
        steps.append(f"得分 ＝ {score_text(points)} × {percent_text(mean)} ＝ {score_text(points * mean)}")
        return Outcome(points * mean, tuple(steps), (), rows, (), tuple(questions))

    def _weight(self, row: GoalRow) -> Fraction | None:
        if self.weigh == "alike":
            return Fraction(1)
        return None if isinstance(row.points, Missing) else Fraction(row.points)

    def column(self, points: Fraction, columns: Columns) -> Amount:
        from jixiao.schemes.amounts import Amount

        goals = columns.goals
        rows, share = goals.among(self.categories), goals.attained(self.reverse, self.levels)
        weight = Amount.of(1) if self.weigh == "alike" else goals.points
        lacking = goals.exists(rows & (share.blank | (share.given & weight.blank)))
        counted = rows & share.given & weight.given
        negative = goals.exists(counted & (weight.ratio < 0))
        total = goals.total_ratio(weight.ratio, counted)
        lower, upper = (
            end if end is None else end.over(total)[0].clipped(0, 1).times(points)
            for end in goals.enclosed_total(weight.ratio * share.ratio, counted)
        )
        assert lower is not None
        some = goals.exists(counted)
        blank = ~goals.exists(rows) | lacking | (some & (negative | (total <= 0)))
        return Amount(lower, blank, absent=~some, upper=upper)

    def sheet(self, points: str, cells: SheetCells) -> str:
        goals = cells.goals_of(self.categories)
        weights = ["1" if self.weigh == "alike" else goal.points for goal in goals]
        earned = "+".join(f"{weight}*{goal.share}" for weight, goal in zip(weights, goals, strict=True))
        return f"{points}*({earned})/({'+'.join(weights)})"

    def describe(self) -> str:
        names = "、".join(CATEGORIES[name] for name in self.categories)
        mean = "平均完成率" if self.weigh == "alike" else "按分值加权的平均完成率"
        return f"得分＝分值×本单位{names}的{mean}，每项完成率最高按 100% 计，反向指标{REVERSES[self.reverse]}。"

    examples: ClassVar[tuple[RuleExample, ...]] = (
        RuleExample("简单平均", _RULE, "7.5", goals=(_row("10"), _row("5"))),
        RuleExample("超额的一项不能补另一项的不足", _RULE, "7.5", goals=(_row("20"), _row("5")), asks=("QU001",)),
        RuleExample("按分值加权", _WEIGHTED, "9", goals=(_row("10", points="8"), _row("5", points="2"))),
        RuleExample("加权而未写分值", _WEIGHTED, "缺少数据", goals=(_row("10", points="8"), _row("5"))),
        RuleExample("不涉及的一项不参加平均", _RULE, "5", goals=(_row("不适用"), _row("5"))),
        RuleExample("都不涉及", _RULE, "不适用", goals=(_row("不适用"),)),
        RuleExample("一项未填", _RULE, "缺少数据", goals=(_row(""), _row("5"))),
        RuleExample("没有填报指标", _RULE, "缺少数据"),
    )
