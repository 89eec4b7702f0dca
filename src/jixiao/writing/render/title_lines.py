"""Titles broken where a phrase ends. GB/T 9704-2012, 7.3.1: a title that turns the line keeps its words whole, and its
lines are arranged evenly."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jixiao.writing.layout import Para, Run

__all__ = ["in_lines"]

_SIZE_MM: Final = 22 * 25.4 / 72  # 二号
_PHRASES: Final = re.compile(
    r"(?<=年度)|(?=\d{4}年度)|(?=部门整体支出|项目支出|单位整体支出)|(?<=[》”）])(?=.)|(?=[《“（])"
)
"""Between unit, year, project and the kind of document."""


def in_lines(title: Para, text_mm: int) -> Para:
    """The title with a line break in it wherever it turns the line on a page whose text is ``text_mm`` wide; as it is
    where it fits on one line, or where a phrase alone is longer than a line."""
    most = int(text_mm / _SIZE_MM * 2)  # in halves of a character
    text = title.text
    if _width(text) <= most or "\n" in text:
        return title
    places = sorted({found.start() for found in _PHRASES.finditer(text)} - {0, len(text)})
    for count in range(1, len(places) + 1):
        # Of two divisions that are equally even, the one whose first line is longer.
        fitting = [chosen for chosen in combinations(reversed(places), count) if max(_widths(text, chosen)) <= most]
        if fitting:
            return replace(title, runs=_broken(title.runs, min(fitting, key=lambda each: _unevenness(text, each))))
    return title


def _width(text: str) -> int:
    return sum(1 if sign.isascii() else 2 for sign in text)


def _widths(text: str, places: tuple[int, ...]) -> list[int]:
    ends = sorted({0, *places, len(text)})
    return [_width(text[start:end]) for start, end in pairwise(ends)]


def _unevenness(text: str, places: tuple[int, ...]) -> int:
    widths = _widths(text, places)
    return max(widths) - min(widths)


def _broken(runs: tuple[Run, ...], places: tuple[int, ...]) -> tuple[Run, ...]:
    """The runs with a line break at those places of their common text."""
    broken, begin = [], 0
    for run in runs:
        end = begin + len(run.text)
        inside = sorted({begin, end, *(place for place in places if begin <= place < end)})
        pieces = [run.text[a - begin : b - begin] for a, b in pairwise(inside)]
        broken.append(replace(run, text=("\n" if begin in places else "") + "\n".join(pieces)))
        begin = end
    return tuple(broken)
