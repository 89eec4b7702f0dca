"""What a reader of prose keeps in mind from figure to figure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from jixiao.reading.extract.names import LEVELS, PARTS

if TYPE_CHECKING:
    from jixiao.reading.extract.clauses import Gap
    from jixiao.reading.extract.drafts import Draft
    from jixiao.reading.extract.names import Reading
    from jixiao.reading.extract.scan import Token
    from jixiao.reading.extract.scopes import Whose

__all__ = ["BUDGETS", "SHARES", "SOURCES", "Group", "State", "Told"]

BUDGETS: Final = ("initial_budget", "adjusted_budget", "allocated", "revenue_budget", "received_funds")
SOURCES: Final = (
    *LEVELS, "general_public", "government_fund", "state_capital", "other_funds", "fiscal_appropriation", "unit_funds",
    "carryover_in",
)  # fmt: skip
SHARES: Final = ("basic", "project", "personnel", "public_funds", *PARTS, *SOURCES)
"""Of what a part of a whole can be by its kind; any other part is told by a name."""


@dataclass(slots=True)
class Group:
    """A list of parts that is open. ``wholes`` are the drafts that the parts may belong to, by measure; ``main`` is
    the figure right before the list, -1 for a bracket around a figure of its own; ``label`` the words before such a
    bracket; ``kinds`` tells whether parts are told by kind (``what``) or by ``name``."""

    bracket: bool
    wholes: dict[str, int]
    main: int
    label: str = ""
    kinds: set[str] = field(default_factory=set)


@dataclass(slots=True)
class State:
    """``what`` and ``measure`` are those of the figure before, ``sure`` whether its label said them, ``year`` the year that the sentence speaks of, ``topic``
    the words before its colon; ``near_scope`` is the project spoken of, ``others`` whether the sentence speaks of other organisations; ``recent`` the figures of one subject by
    measure, the wholes of a list to come; ``queue`` the labels of 分别为 still to be given out; ``pending`` the label
    before a bracket that has just closed; ``sentence`` the number of the sentence's first figure."""

    drafts: list[Draft]
    scope: str
    what: str = ""
    measure: str = ""
    sure: bool = False
    year: int | None = None
    topic: str = ""
    near_scope: str = ""
    others: bool = False
    groups: list[Group] = field(default_factory=list)
    recent: dict[str, int] = field(default_factory=dict)
    queue: list[tuple[Reading, str]] = field(default_factory=list)
    pending: str = ""
    sentence: int = 0

    @property
    def group(self) -> Group | None:
        return self.groups[-1] if self.groups else None

    @property
    def whole(self) -> Draft | None:
        """The figure whose parts are being listed."""
        return self.drafts[self.groups[-1].main] if self.groups and self.groups[-1].main >= 0 else None


@dataclass(frozen=True, slots=True)
class Told:
    """What the words around one figure tell of it: its label and how that reads, whom it names, the words between it
    and the figures before (``gap``) and next (``onward``), and those behind it in its clause (``behind``)."""

    token: Token
    gap: Gap
    reading: Reading
    label: str
    whose: Whose
    behind: str
    onward: str
