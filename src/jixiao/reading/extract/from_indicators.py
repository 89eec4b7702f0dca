"""Rates that a report prints as the actual value of an indicator only (公用经费控制率 97%, 政府采购执行率 72.74%)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.numbers import Printed, UnitKind, parse_cell
from jixiao.reading.extract.names import Strength, compose, read_rate
from jixiao.report import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.report import IndicatorRow

__all__ = ["figures_from_indicators"]


def figures_from_indicators(indicators: Sequence[IndicatorRow], known: Sequence[Figure]) -> tuple[Figure, ...]:
    """The rates among ``indicators`` that no figure of the text gives; satisfaction of many sorts stays an indicator."""
    given = {figure.name for figure in known if figure.scope == "unit"}
    found: list[Figure] = []
    for row in indicators:
        reading = read_rate(row.name)
        if (
            row.row_kind not in ("indicator", "execution")
            or reading.strength is not Strength.EXPLICIT
            or row.actual is None
        ):
            continue
        name = compose(reading.what, reading.measure, share=False, project_report=False)
        printed = parse_cell(row.actual, "%")
        where = row.places.get("actual")
        if name in ("", "satisfaction") or name in given or where is None or not isinstance(printed, Printed):
            continue
        if printed.kind is UnitKind.RATIO and not reading.head:
            given.add(name)
            found.append(Figure(name, row.name, printed, where))
    return tuple(found)
