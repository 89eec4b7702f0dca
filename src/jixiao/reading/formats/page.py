"""What is known of a page before it is laid out: words with places, lines, ruling lines, and what was made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from jixiao.reading.lines import width

if TYPE_CHECKING:
    from jixiao.document import Cell
    from jixiao.reading.formats.lattice import Rule

__all__ = ["Grid", "Page", "PageLine", "SetPage", "Word"]


class Word(NamedTuple):
    """Characters without a gap, none of them invisible. ``left`` and ``base`` are the left edge and base line of the
    first, ``last`` and ``last_base`` of the last one, ``place`` where the word stands in the page's text.

    Both ends are kept because what a library takes for one word may be two figures in neighbouring cells.
    """

    text: str
    left: float
    base: float
    last: float
    last_base: float
    place: int = 0


class PageLine:
    """One line, which is itself and nothing else however alike another is. ``place`` is where it begins in the page's
    text, ``em`` about the width of a Chinese character in it, ``blank_after`` whether a blank stood at its end."""

    __slots__ = ("base", "blank_after", "columns", "em", "left", "page", "place", "right", "text")

    def __init__(
        self,
        text: str,
        left: float,
        right: float,
        base: float,
        page: int,
        place: int = 0,
        blank_after: bool = False,
    ) -> None:
        self.text = text
        self.blank_after = blank_after
        self.left = left
        self.right = right
        self.base = base
        self.page = page
        self.place = place
        self.columns = width(text)
        self.em = 2 * (right - left) / max(self.columns, 1)


class Page(Protocol):
    """What a reader knows of one page. ``words`` are those of a line; ``end`` is the right edge of a word; ``letters``
    are the characters of a word, for the rare word that runs through a ruling line; ``touch`` says whether nothing
    but the setter's own spacing parts two words of a line."""

    number: int
    lines: list[PageLine]
    rules: list[Rule]

    def words(self, line: PageLine) -> list[Word]: ...

    def end(self, word: Word) -> float: ...

    def touch(self, before: Word, word: Word) -> bool: ...

    def letters(self, word: Word) -> list[Word]: ...


@dataclass(frozen=True, slots=True)
class Grid:
    """A table found on a page: its grid, the edges of its columns, and the lines it took."""

    cells: tuple[tuple[Cell, ...], ...]
    xs: tuple[float, ...]
    page: int


@dataclass(frozen=True, slots=True)
class SetPage:
    """A page taken apart: its lines, and what stands on it in reading order, lines of text and tables."""

    lines: tuple[PageLine, ...]
    items: tuple[PageLine | Grid, ...]
