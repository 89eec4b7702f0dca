"""Score by a judgement: a level is chosen, and a share of the points within that level's band."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Self

from jixiao.numbers import Missing
from jixiao.schemes.goals import LEVELS, JudgedBand, judge, read_levels
from jixiao.schemes.rules.base import Outcome, Rule, RuleExample, RuleReader
from jixiao.schemes.spreadsheet import literal, text
from jixiao.schemes.style import percent_text, score_text

if TYPE_CHECKING:
    from jixiao.schemes.amounts import Amount, Columns
    from jixiao.schemes.context import Context
    from jixiao.schemes.formula import Formula
    from jixiao.schemes.spreadsheet import SheetCells

_INPUTS = (
    "{level: {label: 完成情况, kind: choice, choices: [达成年度指标, 部分达成年度指标并具有一定效果, 未达成年度指标且效果较差]}, "
    "share: {label: 得分比例, kind: share, unit: '%'}, grade: {label: 质量, kind: choice, choices: [好, 中, 差]}}"
)
_RULE = "{kind: judged, level: level, share: share, wording: 分三档认定}"
_FIXED = (
    "{kind: judged, level: grade, wording: 分三档认定, "
    "levels: [{name: 好, share: 100%}, {name: 中, share: 60%}, {name: 差, share: 0}]}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged(Rule):
    """score = points × the share judged, which must lie in the band of the level chosen.

    ``level`` and ``share`` are inputs; ``levels`` the bands (the national three by default). Levels with one fixed share
    each need no ``share`` input. A level without its share is missing; a share outside the band is asked about and not
    scored; a share of 0 is a score of 0.
    """

    kind: ClassVar[str] = "judged"
    title: ClassVar[str] = "分档认定"

    level: str
    share: str = ""
    levels: tuple[JudgedBand, ...] = LEVELS

    @classmethod
    def read(cls, reader: RuleReader) -> Self | None:
        level = reader.input("level", ("choice",), required=True)
        share = reader.input("share", ("share", "rate"))
        levels = read_levels(reader, "levels")
        if not reader.has("share") and not all(band.is_fixed for band in levels):
            reader.faults.add(
                "SC004",
                reader.place,
                f"{reader.what}的档次是范围，还要有填得分比例的数据：share。",
                expected="share",
                advice="在 inputs 里声明一个 kind: share 的数据；或给每档写固定的 share。",
            )
        spec = reader.scope.inputs.get(level)
        names = {band.name for band in levels}
        if spec is not None and levels and set(spec.choices) != names:
            reader.faults.add(
                "SC012",
                reader.place_of("levels"),
                f"{reader.what}的档次（{'、'.join(sorted(names))}）与“{spec.label}”可选的（{'、'.join(spec.choices)}）不一致。",
                advice="两处写同样的名称。",
            )
        return cls(level=level, share=share, levels=levels) if level and levels else None

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return ()

    @property
    def inputs(self) -> tuple[str, ...]:
        return (self.level, self.share) if self.share else (self.level,)

    def score(self, points: Fraction, context: Context) -> Outcome:
        facts = context.facts_named(self.inputs)
        level, label = context.word(self.level), context.label(self.level)
        if level is Missing.NOT_APPLICABLE:
            return Outcome(Missing.NOT_APPLICABLE, (f"{label}：本年不涉及",), facts)
        share = context.value(self.share) if self.share else Missing.BLANK
        share = share if isinstance(share, Fraction) else Missing.BLANK
        result, missing = judge(level if isinstance(level, str) else "", share, self.levels, label)
        if isinstance(result.share, Missing):
            return Outcome(Missing.BLANK, (result.step,), facts, (), missing, result.questions)
        score = points * result.share
        line = f"得分 ＝ {score_text(points)} × {percent_text(result.share)} ＝ {score_text(score)}"
        return Outcome(score, (result.step, line), facts, (), (), result.questions)

    def column(self, points: Fraction, columns: Columns) -> Amount:
        from jixiao.schemes.amounts import Amount
        from jixiao.schemes.goal_columns import judge_columns

        level = columns.word(self.level)
        share = columns.value(self.share) if self.share else None
        judged = judge_columns(level, share, self.levels)
        return Amount(judged.ratio.times(points), judged.blank & ~level.absent, absent=level.absent)

    def sheet(self, points: str, cells: SheetCells) -> str:
        level = cells.names[self.level]
        nested = cells.names.get(self.share, "0")
        for band in self.levels:
            if band.is_fixed:
                nested = f"IF({level}={text(band.name)},{literal(band.low)},{nested})"
        return f"{points}*{nested}"

    def describe(self) -> str:
        return "分档认定：" + "；".join(f"“{band.name}”得分值的 {band.text}" for band in self.levels) + "。"

    examples: ClassVar[tuple[RuleExample, ...]] = (
        RuleExample("最高一档", _RULE, "9", (("level", "达成年度指标"), ("share", "90%")), _INPUTS),
        RuleExample("最高一档含满分", _RULE, "10", (("level", "达成年度指标"), ("share", "100%")), _INPUTS),
        RuleExample("档次下限归本档", _RULE, "8", (("level", "达成年度指标"), ("share", "80%")), _INPUTS),
        RuleExample(
            "档次上限不归本档",
            _RULE,
            "缺少数据",
            (("level", "部分达成年度指标并具有一定效果"), ("share", "80%")),
            _INPUTS,
            asks=("QU007",),
        ),
        RuleExample("认定为零分", _RULE, "0", (("level", "未达成年度指标且效果较差"), ("share", "0%")), _INPUTS),
        RuleExample("只选了档次", _RULE, "缺少数据", (("level", "达成年度指标"),), _INPUTS),
        RuleExample("只填了比例", _RULE, "缺少数据", (("share", "90%"),), _INPUTS),
        RuleExample("不涉及", _RULE, "不适用", (("level", "不适用"),), _INPUTS),
        RuleExample("每档固定比例", _FIXED, "6", (("grade", "中"),), _INPUTS),
    )
