"""A page of which every word's place is known: made of OFD text objects or of recognised boxes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from jixiao.reading.formats.page import PageLine, Word
from jixiao.reading.lines import width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.reading.formats.lattice import Rule

__all__ = ["Placed", "WordPage"]

_TOUCHING: Final = 0.25
"""Share of an em below which two words are one: setters leave that much between scripts."""


class Placed(NamedTuple):
    """A word with its box: left and right edge, base line, and the size of its characters."""

    text: str
    left: float
    right: float
    base: float
    em: float


class WordPage:
    """Words put into lines; satisfies :class:`jixiao.reading.formats.page.Page`. Reading order is from the top, then
    from the left."""

    def __init__(self, number: int, placed: Sequence[Placed], rules: list[Rule]) -> None:
        self.number = number
        self.rules = rules
        self._placed = sorted(placed, key=lambda word: (-word.base, word.left))
        self._groups: list[list[int]] = []
        for index, word in enumerate(self._placed):
            if self._groups:
                head = self._placed[self._groups[-1][0]]
                if abs(head.base - word.base) <= 0.5 * min(head.em, word.em):
                    self._groups[-1].append(index)
                    continue
            self._groups.append([index])
        for group in self._groups:
            group.sort(key=lambda index: self._placed[index].left)
        self.lines = [self._line(place, group) for place, group in enumerate(self._groups)]

    def _line(self, place: int, group: Sequence[int]) -> PageLine:
        words = [self._placed[index] for index in group]
        text = words[0].text
        for before, word in pairwise(words):
            gap = word.left - before.right > _TOUCHING * word.em
            text += f" {word.text}" if gap else word.text
        return PageLine(text, words[0].left, max(word.right for word in words), words[0].base, self.number, place)

    def words(self, line: PageLine) -> list[Word]:
        found = []
        for index in self._groups[line.place]:
            word = self._placed[index]
            last = word.right - (word.right - word.left) * width(word.text[-1]) / max(width(word.text), 1)
            found.append(Word(word.text, word.left, word.base, last, word.base, index))
        return found

    def end(self, word: Word) -> float:
        return self._placed[word.place].right

    def touch(self, before: Word, word: Word) -> bool:
        return word.left - self._placed[before.place].right <= _TOUCHING * self._placed[word.place].em

    def letters(self, word: Word) -> list[Word]:
        """The characters of a word, spread over its box by their widths."""
        placed = self._placed[word.place]
        step = (placed.right - placed.left) / max(width(word.text), 1)
        found, left = [], placed.left
        for letter in word.text:
            found.append(Word(letter, left, word.base, left, word.base, word.place))
            left += step * width(letter)
        return found
