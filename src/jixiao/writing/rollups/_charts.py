"""Charts over many units: one by one while they are few, by bands of the rate when they are many."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.numbers import plain
from jixiao.writing.charts import bars, bars_height
from jixiao.writing.layout import Chart

if TYPE_CHECKING:
    from jixiao.writing.collection import Collection

__all__ = ["grade_chart", "rate_chart"]

_ONE_BY_ONE: Final = 20
_HIGHEST: Final = 90
"""Millimetres: what stands on a page turned sideways together with a table."""
_BELOW_TABLE: Final = 38
"""Millimetres left under the table of grades on the first page."""
_BANDS: Final = (
    ("100%及以上", Fraction(1)),
    ("90%至100%", Fraction(9, 10)),
    ("80%至90%", Fraction(8, 10)),
    ("60%至80%", Fraction(6, 10)),
    ("60%以下", None),
)
"""Bands of the execution rate, each with its lower end (included)."""


def rate_chart(collection: Collection) -> list[Chart]:
    """Execution rates of the units; none where fewer than two are known."""
    rates: list[tuple[str, Fraction]] = []
    for member in collection.members:
        spent, budget = member.base("expenditure"), member.base("adjusted_budget")
        if spent is not None and budget:
            rates.append((member.name, spent / budget))
    if len(rates) < 2:
        return []
    if len(rates) <= _ONE_BY_ONE:
        rows: list[dict[str, object]] = [
            {"单位": name, "value": plain(rate * 100, 2), "label": f"{plain(rate * 100, 2)}%"} for name, rate in rates
        ]
        return [_chart(rows, "单位", "%", "各单位预算执行率")]
    counts = dict.fromkeys((name for name, _ in _BANDS), 0)
    for _, rate in rates:
        counts[next(name for name, low in _BANDS if low is None or rate >= low)] += 1
    return [_chart(_counted(counts, "执行率"), "执行率", "个单位", "各单位预算执行率的分布")]


def grade_chart(collection: Collection) -> list[Chart]:
    """How many units have each grade; none where the scheme has no grades."""
    if not collection.scheme.grades:
        return []
    counts = {grade or "未定等级": len(members) for grade, members in collection.grades}
    chart = _chart(_counted(counts, "等级"), "等级", "个单位", "各等级的单位数")
    return [replace(chart, height_mm=min(chart.height_mm, _BELOW_TABLE))]


def _counted(counts: dict[str, int], category: str) -> list[dict[str, object]]:
    return [{category: name, "value": str(count), "label": f"{count}个"} for name, count in counts.items()]


def _chart(rows: list[dict[str, object]], category: str, unit: str, head: str) -> Chart:
    alt = f"{head}：" + "，".join(f"{row[category]}{row['label']}" for row in rows)
    height = min(bars_height(rows, category), _HIGHEST)
    return Chart(bars(rows, category, "value", unit), alt, head, height)
