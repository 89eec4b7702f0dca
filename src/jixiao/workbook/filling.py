"""What stands in a workbook: the same value is written out and read back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jixiao.numbers import Missing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from jixiao.facts import FactValue, GoalRow

__all__ = ["Answer", "Filling"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a clerk answers to one input that no register gives. A date is given as ``2023-05-01``."""

    value: FactValue = Missing.BLANK
    evidence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Filling:
    """The contents of one workbook.

    ``rows`` are the records of each register by its name, ``nothing`` the registers of which the unit states that there
    was nothing this year, ``answers`` what is entered for the scheme's inputs by their names, ``texts`` the unit's own
    words by the names of :data:`jixiao.workbook.texts.TEXTS`. ``subject`` is the project's name where a project is
    evaluated.
    """

    unit: str = ""
    year: int | None = None
    subject: str = ""
    department: str = ""
    preparer: str = ""
    approver: str = ""
    filled_on: date | None = None
    rows: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    nothing: frozenset[str] = frozenset()
    answers: Mapping[str, Answer] = field(default_factory=dict)
    goals: tuple[GoalRow, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
