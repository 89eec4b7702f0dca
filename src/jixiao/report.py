"""The model in the middle: a performance report, made from registers or read from somebody's file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jixiao.document import Document
    from jixiao.location import Location
    from jixiao.numbers import Printed

__all__ = ["Count", "Figure", "IndicatorRow", "Project", "Report", "Section", "Unreadable"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of money or a rate with its meaning.

    ``name`` is from the vocabulary (``expenditure``), empty where it has none; ``label`` the words it was printed
    under; ``scope`` ``unit``, ``project:NAME``, ``task:NAME``, ``source:NAME`` or ``level:NAME``; ``year`` the year it
    speaks of where that differs from the report's; ``parent`` groups parts under their whole (``其中``): the index in
    ``Report.figures`` of the figure that this one is said to be a part of.
    """

    name: str
    label: str
    value: Printed
    location: Location
    scope: str = "unit"
    year: int | None = None
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A figure whose digits make no number (``7,00.0,77``): everything of a :class:`Figure` but the value. ``text`` is
    what was printed, ``unit`` the unit printed with it or inherited; ``before`` is how many of ``Report.figures``
    stand before it."""

    name: str
    label: str
    text: str
    unit: str
    location: Location
    scope: str = "unit"
    before: int = 0


@dataclass(frozen=True, slots=True)
class Count:
    """A counted fact: ``举办科普讲座 8 场`` has subject 科普讲座, verb 举办 and value 8 场; ``scope`` as for figures."""

    subject: str
    value: Printed
    location: Location
    verb: str = ""
    scope: str = "unit"
    year: int | None = None


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator as printed. ``points``, ``score``, ``target`` and ``actual`` are the printed texts (``None``: no
    such column or an empty cell); ``path`` the names of the levels above; ``coefficient`` the printed coefficient or,
    of the execution rate, the printed rate. ``row_kind`` tells from an indicator (``indicator``): the scored execution
    rate of the funds head (``execution``), which counts in a total as well; a group with points of its own
    (``subtotal``); the row that adds up the table (``total``); an indicator whose cells are all empty (``blank``)."""

    name: str
    location: Location
    level: int | None = None
    path: tuple[str, ...] = ()
    points: str | None = None
    score: str | None = None
    target: str | None = None
    actual: str | None = None
    operator: str = ""
    unit: str = ""
    coefficient: str | None = None
    reason: str | None = None
    row_kind: str = "indicator"
    places: dict[str, Location] = field(default_factory=dict, compare=False)
    """Where each of the columns stands, by field name."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project, task or line of funds the report names, with the indices of its figures in ``Report.figures``."""

    name: str
    location: Location
    figures: tuple[int, ...] = ()
    kind: str = "project"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report from one heading to the next of the same level. ``part`` is its role in such reports
    (``functions``, ``funds``, ``goals``, ``key_tasks``, ``analysis``, ``results``, ``problems``, ``measures`` …)."""

    title: str
    level: int
    ordinal: int | None
    style: str
    part: str
    location: Location
    first_block: int
    last_block: int


@dataclass(frozen=True, slots=True)
class Report:
    """A report on one unit (or one project of it) and one year, whoever made it.

    ``kind`` is ``department``, ``project`` or ``transfer``; ``form`` ``narrative``, ``table`` or ``mixed``; ``nature``
    ``self_evaluation``, ``evaluation`` (by finance or a third party) or ``goal`` (targets only).
    """

    source: str
    unit: str = ""
    year: int | None = None
    kind: str = ""
    form: str = ""
    nature: str = "self_evaluation"
    title: str = ""
    figures: tuple[Figure, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    counts: tuple[Count, ...] = ()
    indicators: tuple[IndicatorRow, ...] = ()
    projects: tuple[Project, ...] = ()
    sections: tuple[Section, ...] = ()
    total_score: Printed | None = None
    total_location: Location | None = None
    grade: str = ""
    grade_location: Location | None = None
    document: Document | None = None
