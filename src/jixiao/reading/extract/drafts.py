"""A figure on the way from the page to the report: what was read, before the whole report has been seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jixiao.reading.extract.names import Strength

if TYPE_CHECKING:
    from jixiao.location import Location
    from jixiao.numbers import Printed

__all__ = ["Draft"]


@dataclass(frozen=True, slots=True)
class Draft:
    """One figure. ``what`` and ``measure`` are still apart (:mod:`names`), because what they make together depends on
    the other figures of the report.

    ``name`` is set where the words name the figure by themselves; ``share`` and ``within`` tell a part of a whole and
    the kind of that whole; ``parent`` is the index of the whole among the drafts; ``source`` is the row or the name that
    a share belongs to; ``payer`` says that a level of government is named as the one who pays and not as a share;
    ``readable`` is false for digits that make no number.
    """

    printed: Printed
    location: Location
    label: str
    what: str = ""
    measure: str = ""
    strength: Strength = Strength.NONE
    name: str = ""
    scope: str = "unit"
    year: int | None = None
    parent: int | None = None
    share: bool = False
    within: str = ""
    source: str = ""
    payer: bool = False
    readable: bool = True
