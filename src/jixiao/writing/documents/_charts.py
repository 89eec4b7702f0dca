"""The charts of the documents: execution by month, funds by project, indicators reached."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Final

from jixiao.numbers import Printed, UnitKind, plain
from jixiao.schemes.goals import CATEGORIES
from jixiao.writing.charts import bars, bars_height, grouped_bars, progress
from jixiao.writing.documents._goals import percent
from jixiao.writing.dossier import amount
from jixiao.writing.layout import Chart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.facts import GoalRow
    from jixiao.writing.documents._goals import Reached
    from jixiao.writing.documents._prose import Spending
    from jixiao.writing.dossier import Dossier

__all__ = ["execution_chart", "goal_chart", "project_chart"]

_MONTHS: Final = 12
_SHOWN: Final = 20
"""Up to so many goals or projects are drawn one by one."""


def execution_chart(dossier: Dossier) -> list[Chart]:
    """What had been paid by the end of each month, against the even pace of the year.

    No register holds a plan by month. The line beside the payments is therefore the usual yardstick, a twelfth of the
    whole year's budget a month, and is called what it is (序时进度); without a budget there is only the line of payments.
    Payments without a date cannot be drawn: the caption says how much they are. No chart where fewer than two months
    have payments.
    """
    rows = [row for row in dossier.rows.get("execution", ()) if isinstance(row.amount, Decimal)]
    by_month = [Fraction(0)] * (_MONTHS + 1)
    for row in rows:
        by_month[row.paid_on.month if isinstance(row.paid_on, date) else 0] += Fraction(row.amount)
    if sum(1 for value in by_month[1:] if value) < 2:
        return []
    budget = dossier.base("adjusted_budget")
    points: list[dict[str, object]] = []
    paid = Fraction(0)
    told = []
    for month in range(1, _MONTHS + 1):
        paid += by_month[month]
        points.append({"month": month, "value": amount(paid), "series": "累计支出"})
        told.append(f"{month}月末{amount(paid)}万元")
        if budget is not None:
            pace = plain(budget * month / _MONTHS, 2)
            points.append({"month": month, "value": pace, "series": "序时进度"})
    undated = f"（不含未填支付日期的{amount(by_month[0])}万元）" if by_month[0] else ""
    alt = f"各月末累计支出{undated}：{'，'.join(told)}"
    pace_told = "，序时进度为全年预算数按月均分" if budget is not None else ""
    return [Chart(progress(points, "万元"), alt, f"预算执行进度{pace_told}{undated}", 75)]


def project_chart(projects: Sequence[Spending]) -> list[Chart]:
    """Budget and expenditure of each project, where there are at least two to compare; the biggest where many."""
    known = [each for each in projects if each.spent is not None]
    if len(known) < 2:
        return []
    biggest = sorted(known, key=lambda each: each.budget or each.spent or 0, reverse=True)[:_SHOWN]
    rows: list[dict[str, object]] = []
    told = []
    for each in biggest:
        shown = [("全年预算数", each.budget), ("实际支出", each.spent)]
        for series, value in shown:
            if value is not None:
                rows.append({"name": each.name, "series": series, "value": amount(value), "label": amount(value)})
        told.append(
            each.name + "、".join(f"{series}{amount(value)}万元" for series, value in shown if value is not None)
        )
    head = "各项目预算和支出" if len(biggest) == len(known) else f"预算最大的{_SHOWN}个项目的预算和支出"
    alt = f"{head}：{'；'.join(told)}"
    return [Chart(grouped_bars(rows, "万元"), alt, head, bars_height(rows, "name"))]


def goal_chart(goals: Sequence[Reached]) -> list[Chart]:
    """How far each measured goal was reached, or by category how many were, where there are too many to draw.

    Targets that are rates themselves are not drawn: beside 满意度 a completion of 100% would be read as satisfaction.
    """
    measured = [(each.goal.name, each.rate) for each in goals if each.rate is not None and not _is_rate(each.goal)]
    rows: list[dict[str, object]] = []
    if 2 <= len(measured) <= _SHOWN:
        rows = [{"指标": name, "value": plain(rate * 100, 2), "label": percent(rate)} for name, rate in measured]
        head, unit = "有数量目标的指标完成率", "%"
    else:
        for category, group in groupby((each for each in goals if each.concerned), key=lambda each: each.goal.category):
            members = list(group)
            met = sum(1 for each in members if each.met)
            rows.append({"指标": CATEGORIES[category], "value": str(met), "label": f"{met}/{len(members)}项"})
        head, unit = "各类指标达到目标的项数", "项"
    if len(rows) < 2:
        return []
    alt = f"{head}：" + "，".join(f"{row['指标']}{row['label']}" for row in rows)
    return [Chart(bars(rows, "指标", "value", unit), alt, head, bars_height(rows, "指标"))]


def _is_rate(goal: GoalRow) -> bool:
    return isinstance(goal.target, Printed) and goal.target.kind is UnitKind.RATIO
