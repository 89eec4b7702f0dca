"""What recognising a form comes to: for each of its cells that asks for something, the answer or why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jixiao.writing.forms.form import Line, Square
    from jixiao.writing.forms.known import Answer, Unknown

__all__ = ["Proposal", "Recognised"]


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """One cell or blank that asks for ``label``. ``span`` is the blank within a text; without one the cell itself.
    ``held`` is what stands there already; ``whole`` says that the value takes all of the blank's room."""

    target: Square | Line
    label: str
    answer: Answer | Unknown
    span: tuple[int, int] | None = None
    held: str = ""
    whole: bool = False


@dataclass(slots=True)
class Recognised:
    """What was recognised in one grid so far: the proposals, and the squares that need no further look."""

    proposals: list[Proposal] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)

    def ask(self, square: Square, label: str, answer: Answer | Unknown) -> None:
        """Proposes an answer for a cell that no part has spoken for yet."""
        if id(square) not in self.seen:
            self.seen.add(id(square))
            self.proposals.append(Proposal(square, label, answer, held=square.text.strip()))

    def skip(self, *squares: Square) -> None:
        """Speaks for squares that ask for nothing: heads, corners, cells that stay blank by rule."""
        self.seen.update(id(square) for square in squares)

    def is_new(self, square: Square) -> bool:
        return id(square) not in self.seen
