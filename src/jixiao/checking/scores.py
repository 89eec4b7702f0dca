"""The scores of a report as a reviewer looks at them: sheets that add up, targets beside results, formulas of scoring.

A *sheet* is one scored table, or the indicators told in the text; a report on several projects has several. Figures
are exact fractions; what is printed is never rounded before it is compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from jixiao.numbers import Missing, Printed, UnitKind, parse_cell, parse_decimal, plain, round_by, unit_named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jixiao.location import Location
    from jixiao.report import IndicatorRow, Report

__all__ = [
    "Attainment",
    "Score",
    "Sheet",
    "attainment",
    "by_rules",
    "figure",
    "fits_score",
    "number",
    "place",
    "score_text",
    "sheets",
]


# --- sheets -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sheet:
    """The scored rows of one table (``rows``: indicators and the execution rate), its groups, and its total row."""

    rows: tuple[IndicatorRow, ...]
    groups: tuple[IndicatorRow, ...]
    total: IndicatorRow | None

    @property
    def scored(self) -> tuple[IndicatorRow, ...]:
        return tuple(row for row in self.rows if row.score is not None)

    @property
    def pointed(self) -> tuple[IndicatorRow, ...]:
        return tuple(row for row in self.rows if number(row.points) is not None)

    @property
    def points(self) -> Fraction:
        """What the printed points come to."""
        return sum((number(row.points) or Fraction(0) for row in self.rows), Fraction(0))

    @property
    def without_execution(self) -> Sheet:
        """The same sheet without the funds head, whose score some forms leave out of the total."""
        return Sheet(tuple(row for row in self.rows if row.row_kind != "execution"), self.groups, self.total)


def sheets(report: Report) -> list[Sheet]:
    """The sheets of ``report`` in their order; a total row, or a further scored execution rate, closes one."""
    found: list[Sheet] = []
    rows: list[IndicatorRow] = []
    groups: list[IndicatorRow] = []

    def close(total: IndicatorRow | None) -> None:
        if rows or groups:
            found.append(Sheet(tuple(rows), tuple(groups), total))
            rows.clear()
            groups.clear()

    for row in report.indicators:
        if row.row_kind == "total":
            close(row)
        elif row.row_kind == "subtotal":
            groups.append(row)
        elif row.row_kind in ("indicator", "execution"):
            if row.row_kind == "execution" and any(other.row_kind == "execution" for other in rows):
                close(None)
            rows.append(row)
    close(None)
    return found


def number(text: str | None) -> Fraction | None:
    """The number that printed points or a printed score are; a weight of ``10%`` is 10 points of 100."""
    if text is None:
        return None
    value = parse_decimal(text.strip().removesuffix("%").removesuffix("分"))
    return None if value is None else Fraction(value)


def place(row: IndicatorRow, *fields: str) -> Location:
    """Where the first of ``fields`` stands that is printed; else where the row's name stands."""
    return next((row.places[field] for field in fields if field in row.places), row.location)


def score_text(value: Fraction) -> str:
    """A score in plain digits, rounded half-up to two decimals where it has more."""
    text = plain(round_by("half_up_2", value))
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- how a computed score fits the printed one -------------------------------------------------------------------

Score = Literal["fits", "whole", "cut", "off"]
"""``fits``: equal, or rounded to the printed digits. ``whole``: rounded to a whole or half point. ``cut``: cut off
instead of rounded. ``off``: none of these."""


def fits_score(printed: str, computed: Fraction) -> Score:
    """How the printed score fits the exact one. Scores are rounded half-up to the digits they are printed with, and
    published sheets round to two decimals even where they print three; whole points are common and coarser."""
    value = number(printed)
    assert value is not None
    places = len(printed.partition(".")[2])
    rounded = {Fraction(round_by(f"half_up_{digits}", computed)) for digits in {max(1, places), 2}}
    if value == computed or (places and value in rounded):
        return "fits"
    if Fraction(round_by(f"truncate_{min(8, max(1, places))}", computed)) == value:
        return "cut"
    if abs(value - computed) < 1 and (value.denominator == 1 or (2 * value).denominator == 1):
        return "whole"
    return "off"


# --- targets and results ----------------------------------------------------------------------------------------

_OPERATOR: Final = re.compile(r"^\s*(?:>=|<=|=>|=<|[≥≤≧≦=＝><＞＜])")
_WORDED: Final = re.compile(r"^(?:不低于|不少于|不高于|不超过|不大于|大于等于|小于等于|大于|小于|等于|至少|达到|完成)")
_LESS_IS_BETTER: Final = re.compile(
    r"成本|费用|控制率|变动率|调整率|结转|结余率|差错|失误|投诉|事故|受害率|成灾率|发生率|死亡率|超支|能耗|排放|等候|等待|响应时间|误差|返工|违规|违纪|逾期|"
    r"失业|发病率|空置|流失|辍学|负债|退回|退货|浓度|污染|噪声|病死|超标|缺勤|空缺|降低|下降|减少|压减"
)
_SURELY_MORE: Final = re.compile(
    r"(?:完成|执行|合格|覆盖|及时|到位|达标|满意|知晓|发放|参与|普及|利用|优良|成活|就业|开工|完工|验收)率$|满意度$|(?:数量|次数|人数|人次|场次|批次|面积|里程)$"
)
_MORE_IS_BETTER: Final = re.compile(
    r"率$|数$|量$|次$|人次$|度$|面积$|里程$|覆盖|完成|培训|举办|发放|建设|新建|新增|数量|批次|场次"
)


@dataclass(frozen=True, slots=True)
class Attainment:
    """A target beside its result, in one unit: ``more`` where a higher result is better; ``certain`` where an operator or a name that leaves no doubt says which."""

    target: Fraction
    actual: Fraction
    more: bool
    missed: bool
    certain: bool

    @property
    def completion(self) -> Fraction | None:
        """Result over target; ``None`` for a target of nothing."""
        return None if self.target == 0 else self.actual / self.target


def figure(text: str, unit: str) -> Printed | None:
    """The figure that a target or result is, without its operator; ``None`` for words, ranges and dates."""
    words = _WORDED.sub("", _OPERATOR.sub("", text.strip()).strip())
    printed = parse_cell(words, unit)
    return None if printed is None or isinstance(printed, Missing) else printed


def attainment(row: IndicatorRow) -> Attainment | None:
    """How the printed result stands to the printed target; ``None`` where that cannot be told for certain: words,
    dates, a result that is itself a bound, different units, or a direction that nothing tells."""
    if row.target is None or row.actual is None or _OPERATOR.match(row.actual):
        return None
    target, actual = figure(row.target, row.unit), figure(row.actual, row.unit)
    if target is None or actual is None or target.approximation or actual.approximation:
        return None
    pair = _in_one_unit(target, actual)
    if pair is None:
        return None
    wanted, reached = pair
    # Of something that shall not be (=0 件) less is better, whatever its name says.
    more = False if row.operator == "=" and wanted == 0 else _direction(row)
    if more is None:
        return None
    missed = reached < wanted if more else reached > wanted
    strict = (row.operator == ">" and reached == wanted) or (row.operator == "<" and reached == wanted)
    certain = bool(row.operator) or (more and _SURELY_MORE.search(row.name) is not None)
    return Attainment(wanted, reached, more, missed or strict, certain)


def _in_one_unit(target: Printed, actual: Printed) -> tuple[Fraction, Fraction] | None:
    """Both in the target's base unit. A bare number takes the unit of the other; so do 100 and 100 %."""
    if target.unit == actual.unit:
        return target.base, actual.base
    kinds = {target.kind, actual.kind}
    if UnitKind.NONE in kinds or (kinds <= {UnitKind.RATIO, UnitKind.COUNT} and "" in (target.unit, actual.unit)):
        factor = max(unit_named(target.unit).factor, unit_named(actual.unit).factor, key=lambda f: f != 1)
        return Fraction(target.value) * factor, Fraction(actual.value) * factor
    if target.kind is actual.kind and target.kind in (UnitKind.MONEY, UnitKind.RATIO):
        return target.base, actual.base
    return None


def _direction(row: IndicatorRow) -> bool | None:
    if row.operator in ("≥", ">"):
        return True
    if row.operator in ("≤", "<"):
        return False
    name = row.name
    if _LESS_IS_BETTER.search(name):
        return None if row.operator == "=" else False
    return True if _MORE_IS_BETTER.search(name) else None


# --- rules ------------------------------------------------------------------------------------------------------


def by_rules(points: Fraction, reached: Attainment) -> list[tuple[str, Fraction]]:
    """The scores that the published formulas give for a missed target, each with its formula in words.

    More is better: points × actual ÷ target. Less is better, both variants: points × target ÷ actual, and
    points × (1 − (actual − target) ÷ target), which is 0 from twice the target on (项目支出绩效评价管理办法,
    财预〔2020〕10号, and the systems that carry it out).
    """
    target, actual = reached.target, reached.actual
    if reached.more:
        return [] if target <= 0 else [("分值×完成值÷目标值", _capped(points * actual / target, points))]
    found: list[tuple[str, Fraction]] = []
    if target > 0:
        found.append(("分值×（1−超出部分÷目标值）", _capped(points * (1 - (actual - target) / target), points)))
    if actual > 0:
        found.append(("分值×目标值÷完成值", _capped(points * target / actual, points)))
    return found


def _capped(score: Fraction, points: Fraction) -> Fraction:
    return min(max(score, Fraction(0)), points)


def total_of(rows: Iterable[IndicatorRow]) -> Fraction:
    """What the printed scores of ``rows`` come to."""
    return sum((number(row.score) or Fraction(0) for row in rows), Fraction(0))
