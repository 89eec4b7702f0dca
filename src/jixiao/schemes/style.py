"""How values are printed in traces: in the unit people know them in, and never rounded across a threshold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.numbers import plain, round_by, unit_named

if TYPE_CHECKING:
    from decimal import Decimal

    from jixiao.schemes.model import Input

__all__ = ["SHOWS", "Style", "percent_text", "score_text", "shown"]

_SHOW = re.compile(r"(percent|money|number)_([0-6])")
SHOWS: Final = "percent_2（百分数）、money_2（万元）、number_2（数），数字是小数位数"


def shown(value: Fraction | Decimal | int, places: int) -> str:
    """``value`` with ``places`` decimals where these are all of it, else one more and ``…``: cut off, not rounded.

    A rate of 89.9996 % must not be printed as 90.00 % beside a threshold of 90 %.
    """
    number = Fraction(value)
    for digits in (places, places + 1, places + 2):
        if (number * 10**digits).denominator == 1:
            return plain(round_by(f"truncate_{digits}", number))
    return plain(round_by(f"truncate_{places + 1}", number)) + "…"


def score_text(value: Fraction | Decimal | int) -> str:
    """Points or a score, without needless zeros: ``10 分``, ``9.5 分``, ``48.0909…分``."""
    number = _shortest(Fraction(value), 4)
    return f"{number}分" if number.endswith("…") else f"{number} 分"


def _shortest(value: Fraction, places: int) -> str:
    for digits in range(places + 1):
        if (value * 10**digits).denominator == 1:
            return plain(round_by(f"truncate_{digits}", value))
    return plain(round_by(f"truncate_{places}", value)) + "…"


def percent_text(share: Fraction) -> str:
    """A share of points as a percentage: ``80%``, ``62.5%``, ``90.909…%``."""
    return _shortest(share * 100, 3) + "%"


@dataclass(frozen=True, slots=True)
class Style:
    """The unit a value is printed in and how many decimals it has at least."""

    unit: str
    places: int

    @classmethod
    def of_show(cls, show: str) -> Style | None:
        """The style called ``percent_2``, ``money_2`` or ``number_2``; ``None`` if there is none of that name."""
        found = _SHOW.fullmatch(show)
        if found is None:
            return None
        return cls({"percent": "%", "money": "万元", "number": ""}[found.group(1)], int(found.group(2)))

    @classmethod
    def of_input(cls, spec: Input) -> Style:
        unit = spec.unit or {"money": "万元", "rate": "%", "share": "%"}.get(spec.kind, "")
        return cls(unit, {"money": 2, "rate": 2, "share": 2}.get(spec.kind, 0))

    def brief(self, value: Fraction) -> str:
        """``value`` in this style without needless zeros: thresholds as a scheme writes them (``90%``, ``5 万元``)."""
        number = _shortest(value / unit_named(self.unit).factor, 6)
        return f"{number}%" if self.unit == "%" else f"{number} {self.unit}".rstrip()

    def text(self, value: Fraction) -> str:
        """``value`` (in base units) in this style: ``315.59 万元``, ``94.997…%``, ``8 场``."""
        number = shown(value / unit_named(self.unit).factor, self.places)
        return f"{number}%" if self.unit == "%" else f"{number} {self.unit}".rstrip()
