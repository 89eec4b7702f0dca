"""Charts of the review pages, as svg that stands in the page itself."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from jixiao.writing.charts import bars, svg

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from jixiao.web.review.rounds import Standing

__all__ = ["bar_chart", "standing_chart"]


def standing_chart(standing: Standing) -> SafeString:
    """How many evaluations are in each state."""
    return bar_chart(tuple((_(state.label), str(count)) for state, count in standing.by_state), _("份"))


@lru_cache(maxsize=128)
def bar_chart(rows: tuple[tuple[str, str], ...], unit: str) -> SafeString:
    """Bars by name with how many there are (as text). The same figures are drawn once."""
    values: list[dict[str, object]] = [{"name": name, "value": value, "label": value} for name, value in rows]
    return mark_safe(svg(bars(values, "name", "value", unit, whole=True)))  # noqa: S308 - made by our own library of charts
