"""Score by the band in which a value lies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from jixiao.schemes.questions import question
from jixiao.schemes.rules.base import ZERO, Outcome, Rule, RuleExample, RuleReader, merged, unscorable
from jixiao.schemes.spreadsheet import literal
from jixiao.schemes.style import Style, percent_text, score_text

if TYPE_CHECKING:
    from decimal import Decimal

    from jixiao.schemes.amounts import Amount, Columns
    from jixiao.schemes.columns import Numeric, Ratio, Truth
    from jixiao.schemes.context import Context
    from jixiao.schemes.formula import Formula
    from jixiao.schemes.spreadsheet import SheetCells
    from jixiao.schemes.yamlnodes import Entry

Edge = Literal["from", "to"]
_EDGES: dict[str, Edge] = {"from": "from", "to": "to"}
_INPUTS = "{rate: {label: 比率, kind: rate, unit: '%'}}"
_RULE = (
    "{kind: bands, value: rate, wording: 分档计分, "
    "bands: [{from: 90%, points: 10}, {from: 80%, to: 90%, points: 8}, {from: 60%, to: 80%, points: 5}, {to: 60%, points: 0}]}"
)
_UP_TO = (
    "{kind: bands, value: rate, edge: to, wording: 分档计分, "
    "bands: [{to: 0, share: 100%}, {from: 0, to: 10%, share: 50%}, {from: 10%, share: 0}]}"
)


@dataclass(frozen=True, slots=True)
class Band:
    """Values from ``low`` to ``high`` (``None``: open) and what they earn: ``points`` or a ``share`` of the points."""

    low: Fraction | None
    high: Fraction | None
    points: Fraction | None
    share: Fraction | None

    def covers(self, value: Fraction, edge: Edge) -> bool:
        """Whether the value lies in it; ``edge`` tells which of its two ends belongs to it."""
        if edge == "from":
            return (self.low is None or value >= self.low) and (self.high is None or value < self.high)
        return (self.low is None or value > self.low) and (self.high is None or value <= self.high)

    def covers_columns(self, value: Ratio, edge: Edge) -> Truth:
        """Where the values lie in it."""
        from jixiao.schemes.columns import TRUE

        above, below = TRUE, TRUE
        if self.low is not None:
            above = value >= self.low if edge == "from" else value > self.low
        if self.high is not None:
            below = value < self.high if edge == "from" else value <= self.high
        return above & below

    def earns(self, points: Fraction) -> Fraction:
        """The score of an indicator of so many points."""
        if self.points is not None:
            return self.points
        assert self.share is not None
        return points * self.share

    def text(self, style: Style, edge: Edge) -> str:
        """``80%（含）至 90%（不含）``."""
        kept, left = ("（含）", "（不含）") if edge == "from" else ("（不含）", "（含）")
        if self.low is None and self.high is None:
            return "任何值"
        if self.high is None:
            assert self.low is not None
            return f"{style.brief(self.low)}{kept}以上"
        if self.low is None:
            return f"{style.brief(self.high)}{left}以下"
        return f"{style.brief(self.low)}{kept}至 {style.brief(self.high)}{left}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands(Rule):
    """The band that the value lies in gives the score. Bands touch without gap or overlap; ``edge`` says which end
    belongs to a band: ``from`` [80 %, 90 %) (default) or ``to`` (0, 10 %].

    The outermost bands may have stated ends; a value beyond them scores 0 and is asked about.
    """

    kind: ClassVar[str] = "bands"
    title: ClassVar[str] = "分档计分"

    value: Formula
    bands: tuple[Band, ...]
    edge: Edge = "from"

    @classmethod
    def read(cls, reader: RuleReader) -> Self | None:
        value = reader.formula("value", required=True)
        edge = _EDGES[reader.choice("edge", tuple(_EDGES), default="from")]
        bands = read_bands(reader)
        if value is None or not bands:
            return None
        return cls(value=value, bands=bands, edge=edge)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return (self.value,)

    def check(self, points: Decimal, reader: RuleReader) -> None:
        highest = max((band.points for band in self.bands if band.points is not None), default=None)
        if highest is not None and highest != points:
            reader.faults.add(
                "SC012",
                reader.place_of("bands"),
                f"{reader.what}最高一档是 {score_text(highest)}，应等于该指标的分值 {score_text(points)}。",
                expected=f"{points}",
                advice="改档次的 points，或改用 share（占分值的比例）。",
            )

    def score(self, points: Fraction, context: Context) -> Outcome:
        reading = context.read(self.value)
        nothing = unscorable(reading)
        if nothing is not None:
            return nothing
        assert isinstance(reading.value, Fraction)
        outcome = merged(reading)
        for band in self.bands:
            if band.covers(reading.value, self.edge):
                score = band.earns(points)
                told = "" if band.share is None else f"，即 {score_text(points)} × {percent_text(band.share)}"
                step = f"{reading.text} 在 {band.text(reading.style, self.edge)} 一档，得 {score_text(score)}{told}"
                return replace(outcome, score=score, steps=(*outcome.steps, step))
        step = f"{reading.text} 不在任何一档之内，得 {score_text(0)}。"
        asked = question("QU010", f"评分所看的数是 {reading.text}，不在任何一档之内，按 0 分计。", actual=reading.text)
        return replace(outcome, score=ZERO, steps=(*outcome.steps, step), questions=(*outcome.questions, asked))

    def column(self, points: Fraction, columns: Columns) -> Amount:
        value = columns.read(self.value)
        score: Numeric = ZERO
        for band in self.bands:
            score = band.covers_columns(value.ratio, self.edge).choose(band.earns(points), score)
        return value.scored(score=score)

    def sheet(self, points: str, cells: SheetCells) -> str:
        value = cells.of(self.value)
        beyond, within = (">=", "<") if self.edge == "from" else (">", "<=")
        nested = "0"
        for band in sorted(self.bands, key=lambda band: (band.low is not None, band.low or ZERO)):
            earned = literal(band.points) if band.points is not None else f"{points}*{literal(band.share or ZERO)}"
            tests = [] if band.low is None else [f"{value}{beyond}{literal(band.low)}"]
            tests += [] if band.high is None else [f"{value}{within}{literal(band.high)}"]
            nested = f"IF(AND({','.join(tests)}),{earned},{nested})" if tests else earned
        return nested

    def describe(self) -> str:
        style = Style.of_show(self.value.show) or Style("", 2)
        told = (
            f"{band.text(style, self.edge)}得"
            + (
                f" {score_text(band.points)}"
                if band.points is not None
                else f"分值的 {percent_text(band.share or ZERO)}"
            )
            for band in self.bands
        )
        return f"按 {self.value.words} 分档：{'；'.join(told)}。"

    examples: ClassVar[tuple[RuleExample, ...]] = (
        RuleExample("最高一档", _RULE, "10", (("rate", "95%"),), _INPUTS),
        RuleExample("恰在界上归上一档", _RULE, "10", (("rate", "90%"),), _INPUTS),
        RuleExample("界下一点归下一档", _RULE, "8", (("rate", "89.9999%"),), _INPUTS),
        RuleExample("最低一档", _RULE, "0", (("rate", "12%"),), _INPUTS),
        RuleExample("界归下档：恰为零", _UP_TO, "10", (("rate", "0"),), _INPUTS),
        RuleExample("界归下档：恰为一成", _UP_TO, "5", (("rate", "10%"),), _INPUTS),
        RuleExample("界归下档：超过一成", _UP_TO, "0", (("rate", "10.01%"),), _INPUTS),
        RuleExample(
            "下限不归最低一档",
            "{kind: bands, value: rate, edge: to, wording: 分档, bands: [{from: 0, to: 50%, points: 5}, {from: 50%, points: 10}]}",
            "0",
            (("rate", "0"),),
            _INPUTS,
            asks=("QU010",),
        ),
        RuleExample(
            "写明下限时低于下限",
            "{kind: bands, value: rate, wording: 分档, bands: [{from: 0, to: 50%, points: 5}, {from: 50%, points: 10}]}",
            "0",
            (("rate", "-3%"),),
            _INPUTS,
            asks=("QU010",),
        ),
    )


def read_bands(reader: RuleReader) -> tuple[Band, ...]:
    """The bands under ``bands``, lowest first; overlaps, gaps and mixed ways of giving points are reported."""
    found: list[tuple[Band, Entry]] = []
    for entry in reader.entries("bands", "档次", required=True):
        low, high = entry.quantity("from"), entry.quantity("to")
        points, share = entry.quantity("points"), entry.share("share")
        entry.close()
        if entry.has("points") == entry.has("share"):
            entry.faults.add("SC012", entry.place, f"{entry.what}应写 points（分）或 share（占分值的比例）其中一个。")
        elif points is not None and points < 0:
            entry.wrong("points", "不小于 0 的分数")
        elif low is not None and high is not None and low >= high:
            entry.faults.add(
                "SC012",
                entry.place,
                f"{entry.what}的下限 {entry.text('from')} 不小于上限 {entry.text('to')}。",
                advice="from 写较小的数，to 写较大的数。",
            )
        elif points is not None or share is not None:
            found.append((Band(low, high, points, share), entry))
    found.sort(key=lambda pair: (pair[0].low is not None, pair[0].low or ZERO))
    for (below, one), (above, two) in pairwise(found):
        if below.high is not None and below.high == above.low:
            continue
        overlap = below.high is None or above.low is None or above.low < below.high
        reader.faults.add(
            "SC012",
            two.place,
            f"{reader.what}的档次{'重叠' if overlap else '之间有空档'}："
            f"一档到 {one.text('to', default='无限')}，下一档从 {two.text('from', default='无限')} 起。",
            advice="相邻两档的 to 和 from 写同一个数，归属由 edge 决定。",
        )
    return tuple(band for band, _ in found)
