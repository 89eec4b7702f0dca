"""Scoring the unit's own goal rows (绩效指标): categories, the three bands of a qualitative judgement, one row's share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from jixiao.numbers import Missing, Printed, UnitKind
from jixiao.schemes.attainment import Attained, Reverse, at_least, at_most, equal_to
from jixiao.schemes.questions import question
from jixiao.schemes.style import Style, percent_text

if TYPE_CHECKING:
    from jixiao.facts import GoalRow
    from jixiao.schemes.yamlnodes import Entry

__all__ = [
    "CATEGORIES",
    "LEVELS",
    "OPERATORS",
    "JudgedBand",
    "attained",
    "comparison_kind",
    "judge",
    "read_categories",
    "read_levels",
    "words",
]

CATEGORIES: Final = {
    "quantity": "数量指标",
    "quality": "质量指标",
    "timeliness": "时效指标",
    "cost": "成本指标",
    "economic_cost": "经济成本指标",
    "social_cost": "社会成本指标",
    "ecological_cost": "生态环境成本指标",
    "economic": "经济效益指标",
    "social": "社会效益指标",
    "ecological": "生态效益指标",
    "sustainability": "可持续影响指标",
    "satisfaction": "满意度指标",
}
"""Categories of goal rows with their printed names."""

OPERATORS: Final = (">=", "<=", "=", ">", "<", "qualitative")


@dataclass(frozen=True, slots=True)
class JudgedBand:
    """A level of a qualitative judgement and the shares of points it allows: [low, high), or one fixed share where both
    are equal. The uppermost band includes its upper end: nothing is above all points."""

    name: str
    low: Fraction
    high: Fraction

    @property
    def is_fixed(self) -> bool:
        return self.low == self.high

    def allows(self, share: Fraction) -> bool:
        return self.low <= share and (share < self.high or share == self.high == 1 or share == self.low)

    @property
    def text(self) -> str:
        if self.is_fixed:
            return percent_text(self.low)
        end = "含" if self.high == 1 else "不含"
        return f"{percent_text(self.low)}（含）至 {percent_text(self.high)}（{end}）"


LEVELS: Final = (
    JudgedBand("达成年度指标", Fraction(8, 10), Fraction(1)),
    JudgedBand("部分达成年度指标并具有一定效果", Fraction(6, 10), Fraction(8, 10)),
    JudgedBand("未达成年度指标且效果较差", Fraction(0), Fraction(6, 10)),
)
"""The three levels printed under the national self-evaluation form; a scheme may give its own."""


def read_categories(entry: Entry) -> tuple[str, ...]:
    """The categories under ``categories``; unknown ones are reported."""
    names = entry.words("categories", required=True)
    for name in names:
        if name not in CATEGORIES:
            known = "、".join(f"{key}（{label}）" for key, label in CATEGORIES.items())
            entry.faults.add(
                "SC005",
                entry.place_of("categories"),
                f"{entry.what}的 categories 里不认识“{name}”。",
                actual=name,
                advice=f"可以写：{known}。",
            )
    return tuple(dict.fromkeys(name for name in names if name in CATEGORIES))


def read_levels(entry: Entry, key: str) -> tuple[JudgedBand, ...]:
    """The levels under ``key``: each with ``from`` and ``to``, or with one fixed ``share``; the usual three if absent."""
    if not entry.has(key):
        return LEVELS
    found: list[JudgedBand] = []
    for item in entry.entries(key, "档次", required=True):
        name = item.text("name", required=True)
        low, high, share = item.share("from"), item.share("to"), item.share("share")
        item.close()
        if item.has("share") == (item.has("from") or item.has("to")) or item.has("from") != item.has("to"):
            item.faults.add(
                "SC012",
                item.place,
                f"{item.what}应写 from 和 to（得分比例的范围），或只写一个 share（固定的得分比例）。",
            )
        elif share is not None:
            found.append(JudgedBand(name, share, share))
        elif low is not None and high is not None and low >= high:
            item.faults.add("SC012", item.place, f"{item.what}的下限不小于上限，from 应写较小的数。")
        elif low is not None and high is not None:
            found.append(JudgedBand(name, low, high))
    _check_levels(entry, key, found)
    return tuple(found)


def _check_levels(entry: Entry, key: str, levels: list[JudgedBand]) -> None:
    names = [level.name for level in levels]
    for name in sorted({name for name in names if names.count(name) > 1}):
        entry.faults.add("SC003", entry.place_of(key), f"{entry.what}有两个档次都叫“{name}”。", actual=name)
    ranged = sorted((level for level in levels if not level.is_fixed), key=lambda level: level.low)
    for below, above in pairwise(ranged):
        if below.high != above.low:
            what = "重叠" if below.high > above.low else "之间有空档"
            entry.faults.add(
                "SC012",
                entry.place_of(key),
                f"{entry.what}的档次“{below.name}”与“{above.name}”{what}："
                f"一档到 {percent_text(below.high)}，下一档从 {percent_text(above.low)} 起。",
                advice="相邻两档的 to 和 from 写同一个比例。",
            )


# --- one judgement ---------------------------------------------------------------------------------------------


def judge(
    level: str, share: Fraction | Missing, levels: tuple[JudgedBand, ...], label: str
) -> tuple[Attained, tuple[str, ...]]:
    """The share earned by a judgement, and what is missing of it. A share outside its level's band is not scored:
    one of the two is wrong, and it is not for the program to say which. A share of 0 is a judgement like any other."""
    if not level:
        return Attained(Missing.BLANK, f"{label}：未认定档次"), (f"{label}（档次）",)
    band = next((band for band in levels if band.name == level), None)
    if band is None:
        known = "、".join(band.name for band in levels)
        asked = question("QU008", f"{label}：没有“{level}”这一档，可选：{known}。", expected=known, actual=level)
        return Attained(Missing.BLANK, f"{label}：没有“{level}”这一档", (asked,)), (f"{label}（档次）",)
    if band.is_fixed:
        return Attained(band.low, f"{label}：认定为“{level}”，得分比例 {band.text}"), ()
    if isinstance(share, Missing):
        return Attained(Missing.BLANK, f"{label}：认定为“{level}”，未填得分比例"), (
            f"{label}（得分比例，{band.text}）",
        )
    told = f"{label}：认定为“{level}”（{band.text}），得分比例 {percent_text(share)}"
    if not band.allows(share):
        asked = question("QU007", f"{told}，不在该档之内。", expected=band.text, actual=percent_text(share))
        return Attained(Missing.BLANK, told, (asked,)), (f"{label}（得分比例，{band.text}）",)
    return Attained(share, told), ()


def attained(row: GoalRow, reverse: Reverse, levels: tuple[JudgedBand, ...]) -> tuple[Attained, tuple[str, ...]]:
    """How far one goal row is reached, and the labels of what is missing for saying so."""
    if Missing.NOT_APPLICABLE in (row.actual, row.target):
        return Attained(Missing.NOT_APPLICABLE, f"{row.name}：本年不涉及"), ()
    share = row.share if isinstance(row.share, Missing) else Fraction(row.share)
    if row.operator == "qualitative":
        return judge(row.level, share, levels, row.name)
    missing = _missing_of(row)
    if missing:
        return Attained(Missing.BLANK, f"{row.name}：缺少{'、'.join(missing)}"), tuple(
            f"{row.name}（{what}）" for what in missing
        )
    target, actual = _figure(row, row.target), _figure(row, row.actual)
    if target is None or actual is None or comparison_kind(target.kind) is not comparison_kind(actual.kind):
        shown = f"目标“{words(row.target)}”、实际“{words(row.actual)}”"
        asked = question(
            "QU008", f"{row.name}：{shown}，不能按数比较。", actual=words(row.actual), locations=(row.origin,)
        )
        return Attained(Missing.BLANK, f"{row.name}：{shown}，不能按数比较", (asked,)), (f"{row.name}（可比较的数）",)
    result = _compared(row, actual, target, reverse)
    if isinstance(result.share, Missing) and not isinstance(share, Missing):
        result = _judged_by_hand(result, share)
    named = replace(result, step=f"{row.name}：{result.step}")
    return named, (f"{row.name}（得分比例，人工认定）",) if isinstance(result.share, Missing) else ()


def _judged_by_hand(unclear: Attained, share: Fraction) -> Attained:
    """What the row's own judged share makes of a share that the formula leaves open. More than all points cannot be."""
    told = f"{unclear.step}：认定为 {percent_text(share)}"
    if 0 <= share <= 1:
        return Attained(share, told)
    asked = question("QU007", f"{told}，不在 0 到 100% 之间。", expected="0 到 100%", actual=percent_text(share))
    return Attained(Missing.BLANK, told, (asked,))


def comparison_kind(kind: UnitKind) -> UnitKind:
    """What a figure can be compared with: counts, scores and bare numbers with one another (8 场 and 8), money with
    money, rates with rates. A bare 95 beside 90 % is not taken for 95 %: that is asked, not guessed."""
    return kind if kind in (UnitKind.MONEY, UnitKind.RATIO) else UnitKind.NONE


def _missing_of(row: GoalRow) -> tuple[str, ...]:
    found = []
    if row.operator not in OPERATORS:
        found.append("指标性质（≥、≤、＝、＞、＜或定性）")
    if row.target is Missing.BLANK:
        found.append("目标值")
    if row.actual is Missing.BLANK:
        found.append("实际完成值")
    return tuple(found)


def _figure(row: GoalRow, value: Printed | str | Missing) -> Printed | None:
    if not isinstance(value, Printed):
        return None
    return value if value.unit or not row.unit else replace(value, unit=row.unit)


def words(value: Printed | str | Missing) -> str:
    """A target or actual value as it was written."""
    if isinstance(value, Missing):
        return value.label
    return value if isinstance(value, str) else (value.text or f"{value.value}{value.unit}")


def _compared(row: GoalRow, actual: Printed, target: Printed, reverse: Reverse) -> Attained:
    style = Style(target.unit, max(target.places, actual.places) if target.unit == actual.unit else 2)
    where = (row.origin,)
    if row.operator in (">=", ">"):
        return at_least(actual.base, target.base, style, where, strict=row.operator == ">")
    if row.operator in ("<=", "<"):
        return at_most(actual.base, target.base, style, reverse, where, strict=row.operator == "<")
    return equal_to(actual.base, target.base, style, where)
