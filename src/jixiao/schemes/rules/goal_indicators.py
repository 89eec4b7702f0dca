"""The unit's own goal rows under an indicator, each scored by its operator and its own points."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Final, Literal, Self

from jixiao.numbers import Missing
from jixiao.schemes.attainment import REVERSES, Reverse
from jixiao.schemes.goals import CATEGORIES, LEVELS, JudgedBand, attained, read_categories, read_levels
from jixiao.schemes.questions import question
from jixiao.schemes.rules.base import ZERO, Outcome, Part, Rule, RuleExample, RuleReader
from jixiao.schemes.style import percent_text, score_text

if TYPE_CHECKING:
    from jixiao.facts import GoalRow
    from jixiao.schemes.amounts import Amount, Columns
    from jixiao.schemes.context import Context
    from jixiao.schemes.formula import Formula
    from jixiao.schemes.spreadsheet import SheetCells

WhenNone = Literal["missing", "not_applicable"]
_WHEN_NONE: dict[str, WhenNone] = {"missing": "missing", "not_applicable": "not_applicable"}
_REVERSES: dict[str, Reverse] = {"excess": "excess", "ratio": "ratio"}
SHARED_PLACES: Final = 2
"""Decimals of the points of rows that share alike: points are printed, so 50 over 3 rows is 16.67, 16.67 and 16.66."""

_RULE = "{kind: goal_indicators, categories: [quantity, cost], reverse: excess, wording: 逐项计分}"
_RATIO = "{kind: goal_indicators, categories: [quantity, cost], reverse: ratio, wording: 逐项计分}"


def _row(name: str, operator: str, target: str, actual: str, **more: str) -> tuple[tuple[str, str], ...]:
    given = {"name": name, "category": "quantity", "operator": operator, "target": target, "actual": actual, **more}
    return tuple(given.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalIndicators(Rule):
    """Each goal row of ``categories`` becomes a part of the indicator, with its own points, target and score.

    Rows' points must sum to the indicator's; rows without points share what the others leave. ``reverse`` is the formula
    for rows with ≤ and <; ``levels`` the bands of qualitative rows. No rows at all: the indicator is missing, or not
    applicable with ``when_none: not_applicable``. A row that does not apply this year is treated by the engine like an
    indicator that does not: by the scheme's policy.
    """

    kind: ClassVar[str] = "goal_indicators"
    title: ClassVar[str] = "本单位绩效指标逐项计分"
    has_parts: ClassVar[bool] = True

    categories: tuple[str, ...] = ()
    reverse: Reverse = "excess"
    levels: tuple[JudgedBand, ...] = LEVELS
    when_none: WhenNone = "missing"

    @classmethod
    def read(cls, reader: RuleReader) -> Self | None:
        categories = read_categories(reader)
        reverse = reader.choice("reverse", tuple(_REVERSES), required=True)
        levels = read_levels(reader, "levels")
        when_none = _WHEN_NONE[reader.choice("when_none", tuple(_WHEN_NONE), default="missing")]
        if not categories or not reverse:
            return None
        return cls(categories=categories, reverse=_REVERSES[reverse], levels=levels, when_none=when_none)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return ()

    def score(self, points: Fraction, context: Context) -> Outcome:
        rows = context.goals(self.categories)
        names = "、".join(CATEGORIES[name] for name in self.categories)
        if not rows:
            if self.when_none == "not_applicable":
                return Outcome(Missing.NOT_APPLICABLE, (f"本单位没有{names}",))
            return Outcome(Missing.BLANK, (f"没有填报{names}",), missing=(f"绩效指标（{names}）",))
        weights = row_points(rows, points)
        if isinstance(weights, str):
            asked = question("QU009", f"{names}：{weights}。", expected=score_text(points))
            parts = tuple(Part(row.name, None, Missing.BLANK, row) for row in rows)
            return Outcome(Missing.BLANK, (weights,), (), rows, ("各项指标的分值",), (asked,), parts)
        parts = tuple(self._part(row, weight) for row, weight in zip(rows, weights, strict=True))
        scores = [part.score for part in parts if part.score is not Missing.NOT_APPLICABLE]
        total: Fraction | Missing = Missing.NOT_APPLICABLE
        if scores:
            known = [score for score in scores if isinstance(score, Fraction)]
            total = sum(known, ZERO) if len(known) == len(scores) else Missing.BLANK
        return Outcome(total, goals=rows, parts=parts)

    def _part(self, row: GoalRow, weight: Fraction) -> Part:
        result, missing = attained(row, self.reverse, self.levels)
        if isinstance(result.share, Missing):
            return Part(row.name, weight, result.share, row, (result.step,), missing, result.questions)
        score = weight * result.share
        line = f"得分 ＝ {score_text(weight)} × {percent_text(result.share)} ＝ {score_text(score)}"
        return Part(row.name, weight, score, row, (result.step, line), (), result.questions)

    def column(self, points: Fraction, columns: Columns) -> Amount:
        from jixiao.schemes.amounts import Amount
        from jixiao.schemes.columns import FALSE, Ratio
        from jixiao.schemes.goal_columns import Parts

        goals = columns.goals
        rows, share = goals.among(self.categories), goals.attained(self.reverse, self.levels)
        weight, faulty = goals.row_points(rows, points, Fraction(1, 10**SHARED_PLACES))
        none = ~goals.exists(rows)
        parts = Parts(goals, rows, share.with_ratio(share.ratio * weight), weight, none, faulty & ~none)
        missing, absent = (none, FALSE) if self.when_none == "missing" else (FALSE, none)
        return Amount(Ratio.of(0), missing, absent=absent, parts=parts)

    def sheet(self, points: str, cells: SheetCells) -> str:
        return "+".join(f"{goal.points}*{goal.share}" for goal in cells.goals_of(self.categories)) or "0"

    def describe(self) -> str:
        names = "、".join(CATEGORIES[name] for name in self.categories)
        levels = "；".join(f"“{level.name}”得 {level.text}" for level in self.levels)
        return (
            f"按本单位设定的{names}逐项计分：达到目标得满分，正向指标未达到的按完成比例计分，"
            f"反向指标{REVERSES[self.reverse]}；定性指标{levels}。"
        )

    examples: ClassVar[tuple[RuleExample, ...]] = (
        RuleExample(
            "两项各一半，一项完成七成半",
            _RULE,
            "8.75",
            goals=(_row("讲座", ">=", "8", "6", points="5"), _row("展览", ">=", "2", "2", points="5")),
        ),
        RuleExample("未写分值时平分", _RULE, "7.5", goals=(_row("讲座", ">=", "8", "4"), _row("展览", ">=", "2", "2"))),
        RuleExample(
            "三项平分，分值取到分位",
            _RULE,
            "6.67",
            goals=(_row("甲", "=", "1", "1"), _row("乙", ">=", "1", "1"), _row("丙", ">=", "1", "0")),
        ),
        RuleExample("反向按超出扣减", _RULE, "9", goals=(_row("成本", "<=", "100", "110"),)),
        RuleExample("反向按比例", _RATIO, "100/11", goals=(_row("成本", "<=", "100", "110"),)),
        RuleExample("目标为零而有超出", _RULE, "缺少数据", goals=(_row("事故", "<=", "0", "1"),), asks=("QU006",)),
        RuleExample("目标为零、已人工认定", _RULE, "4", goals=(_row("事故", "<=", "0", "1", share="40%"),)),
        RuleExample("目标带单位而实际未带", _RULE, "10", goals=(_row("讲座", ">=", "8场", "8"),)),
        RuleExample(
            "目标是比率而实际是数", _RULE, "缺少数据", goals=(_row("合格率", ">=", "90%", "95"),), asks=("QU008",)
        ),
        RuleExample(
            "目标为零、认定比例超过全部",
            _RULE,
            "缺少数据",
            goals=(_row("事故", "<=", "0", "1", share="60"),),
            asks=("QU007",),
        ),
        RuleExample("大大超过目标", _RULE, "10", goals=(_row("讲座", ">=", "8", "12"),), asks=("QU001",)),
        RuleExample("大于目标却恰好等于", _RULE, "10", goals=(_row("讲座", ">", "8", "8"),), asks=("QU014",)),
        RuleExample(
            "定性指标按认定比例",
            _RULE,
            "7",
            goals=(
                _row("影响", "qualitative", "扩大", "有所扩大", level="部分达成年度指标并具有一定效果", share="70%"),
            ),
        ),
        RuleExample(
            "定性指标认定为零分",
            _RULE,
            "0",
            goals=(_row("影响", "qualitative", "扩大", "没有", level="未达成年度指标且效果较差", share="0%"),),
        ),
        RuleExample(
            "认定比例不在所选档次之内",
            _RULE,
            "缺少数据",
            goals=(_row("影响", "qualitative", "扩大", "有所扩大", level="达成年度指标", share="70%"),),
            asks=("QU007",),
        ),
        RuleExample(
            "分值合计不等于方案规定",
            _RULE,
            "缺少数据",
            goals=(_row("讲座", ">=", "8", "8", points="6"), _row("展览", ">=", "2", "2", points="5")),
            asks=("QU009",),
        ),
        RuleExample("没有填报指标", _RULE, "缺少数据"),
        RuleExample("本年都不涉及", _RULE, "不适用", goals=(_row("讲座", ">=", "8", "不适用"),)),
    )


def row_points(rows: tuple[GoalRow, ...], points: Fraction) -> tuple[Fraction, ...] | str:
    """The points of each row: its own, or an equal share of what the others leave; or what is wrong with them."""
    given = [None if isinstance(row.points, Missing) else Fraction(row.points) for row in rows]
    known = sum((weight for weight in given if weight is not None), ZERO)
    if any(weight is not None and weight < 0 for weight in given):
        return "有指标的分值小于零"
    open_rows = given.count(None)
    if not open_rows:
        if known != points:
            return f"各项分值合计 {score_text(known)}，应为 {score_text(points)}"
        return tuple(weight for weight in given if weight is not None)
    left = points - known
    if left <= 0:
        return f"已填的分值合计 {score_text(known)}，没有给未填分值的 {open_rows} 项留下分值（共 {score_text(points)}）"
    unit = Fraction(1, 10**SHARED_PLACES)
    whole, over = divmod(left / unit, open_rows)
    shares: list[Fraction] = []
    for number in range(open_rows):
        # The last row takes what no whole unit divides, so that the shares sum to the points exactly.
        share = (whole + (1 if number < int(over) else 0)) * unit
        shares.append(share if number < open_rows - 1 else left - sum(shares, ZERO))
    return tuple(weight if weight is not None else shares.pop(0) for weight in given)
