"""A text without its blanks, which knows where each of its letters stood.

Copies of published documents put blanks and line ends anywhere, also inside words (``自评得\\n分 20分``). Patterns are
therefore matched on the text without blanks and in plain characters; places are given back in the original.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jixiao.numbers import narrow

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Compact"]

_LETTERS: Final = re.compile(r"\S+")


class Compact:
    """Some lines of text as one, without blanks and with full-width forms narrowed."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._places: list[tuple[int, int]] = []
        words: list[str] = []
        for number, line in enumerate(lines):
            for match in _LETTERS.finditer(narrow(line)):
                words.append(match.group())
                self._places += [(number, offset) for offset in range(*match.span())]
        self.text = "".join(words)

    def parted(self, at: int) -> bool:
        """Whether a blank or a line end stands between letter ``at`` and the one before it."""
        return at == 0 or self._places[at] != (self._places[at - 1][0], self._places[at - 1][1] + 1)

    def place(self, at: int) -> tuple[int, int]:
        """The line and the offset in it of letter ``at``."""
        return self._places[at]

    def after(self, end: int) -> tuple[int, int]:
        """The place right behind the letter before ``end``."""
        line, offset = self._places[end - 1]
        return line, offset + 1
