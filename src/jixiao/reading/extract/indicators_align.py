"""Columns of an indicator table: what order they have, what a missing cell costs, and which cell belongs to which.

Rows of published tables slip against their head: a merged level cell is printed once and its place is simply gone in
the rows below. :func:`align` puts such a row back under its head by the looks of its cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jixiao.numbers import parse_decimal
from jixiao.reading.extract.indicators_cells import clean_score, is_blank, misfit, pair_misfit
from jixiao.reading.extract.indicators_vocabulary import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["GUESSES", "MISSING", "align", "is_funds_head", "is_indicator_head", "points_bonus", "settle"]

MISSING: Final[dict[Role, int]] = {
    Role.LEVEL: 1,
    Role.NAME: 60,
    Role.OPERATOR: 8,
    Role.TARGET: 14,
    Role.ADJUSTED_TARGET: 4,
    Role.UNIT: 6,
    Role.ACTUAL: 14,
    Role.COMPLETION: 6,
    Role.POINTS: 16,
    Role.SCORE: 16,
    Role.COEFFICIENT: 10,
    Role.REVIEW: 3,
    Role.REASON: 1,
    Role.CONTENT: 6,
    Role.RULE: 6,
    Role.OTHER: 2,
    Role.LABEL: 1,
    Role.MONEY: 8,
    Role.RATE: 12,
}
"""What it costs to read a row as having no cell for a column, in the measure of :func:`misfit`."""

_DROPPED = 35
_AT_THE_END = 2
"""What a column costs that is missing behind the last cell with text: blank cells at the end of a row are not kept."""
_VALUES = frozenset({Role.TARGET, Role.ADJUSTED_TARGET, Role.ACTUAL, Role.POINTS, Role.SCORE})

_N, _T, _A, _P, _S, _R = Role.NAME, Role.TARGET, Role.ACTUAL, Role.POINTS, Role.SCORE, Role.REASON
_O, _U, _C = Role.OPERATOR, Role.UNIT, Role.COEFFICIENT
GUESSES: Final[tuple[tuple[Role, ...], ...]] = (
    (_N, _T, _A, _P, _S, _R),
    (_N, _P, _T, _A, _S, _R),
    (_N, _T, _P, _A, _S, _R),
    (_N, _O, _T, _U, _A, _P, _S, _R),
    (_N, _U, _O, _T, _P, _A, _S, _R),
    (_N, _U, _T, _A, _C, _P, _S),
    (_N, _T, _A, _S),
    (_N, _T, _P),
    (_N, _P, _T),
    (_N, _T, _A),
    (_N, _P, _S, _R),
    (_N, _T),
    (_N, _O, _T, _U),
)
"""The orders of columns that official forms have, for tables whose head is lost."""


def is_indicator_head(roles: Sequence[Role | None]) -> bool:
    """Whether these are the columns of an indicator table: something named, something valued."""
    found = {role for role in roles if role is not None}
    return bool(found & {Role.NAME, Role.LEVEL, Role.CONTENT}) and bool(found & _VALUES) and Role.MONEY not in found


def is_funds_head(roles: Sequence[Role | None]) -> bool:
    """Whether these are the columns of the funds head with its scored execution rate."""
    found = {role for role in roles if role is not None}
    return bool(found & {Role.RATE, Role.MONEY}) and bool(found & {Role.POINTS, Role.SCORE}) and Role.NAME not in found


def settle(roles: Sequence[Role | None]) -> tuple[Role, ...]:
    """The roles of all columns with exactly one naming column: the deepest one. Those before it are levels; points
    before it are those of the levels, and any other value that comes again behind it is a word for a group. A column
    of contents names the rows where nothing else does."""
    settled = [Role.OTHER if role is None else role for role in roles]
    nameless = not {Role.NAME, Role.LEVEL} & set(settled)
    settled = [(Role.NAME if nameless else Role.RULE) if role is Role.CONTENT else role for role in settled]
    naming = [i for i, role in enumerate(settled) if role is Role.NAME] or [
        i for i, role in enumerate(settled) if role is Role.LEVEL
    ]
    for i in naming:
        settled[i] = Role.NAME if i == naming[-1] else Role.LEVEL
    if naming:
        behind = _VALUES & set(settled[naming[-1] :])
        settled[: naming[-1]] = [Role.OTHER if role in behind else role for role in settled[: naming[-1]]]
    return tuple(settled)


def align(cells: Sequence[str], columns: Sequence[Role]) -> tuple[int, tuple[int | None, ...]]:
    """The cheapest reading of ``cells`` under ``columns``: its cost, and for each cell the index of its column.

    Order is kept; a blank cell may fall away, one with text costs dearly. Where nothing slipped the answer is the
    identity.
    """
    width, count = len(columns), len(cells)
    table = [[10**6] * (width + 1) for _ in range(count + 1)]
    steps: list[list[str]] = [[""] * (width + 1) for _ in range(count + 1)]
    table[0][0] = 0
    for i in range(count + 1):
        for j in range(width + 1):
            here = table[i][j]
            if here >= 10**6:
                continue
            if j < width:
                missing = min(MISSING[columns[j]], _AT_THE_END) if i == count else MISSING[columns[j]]
                if here + missing < table[i][j + 1]:
                    table[i][j + 1], steps[i][j + 1] = here + missing, "column"
            if i < count:
                cost = 1 if is_blank(cells[i]) else _DROPPED
                if here + cost < table[i + 1][j]:
                    table[i + 1][j], steps[i + 1][j] = here + cost, "cell"
            if i < count and j < width and here + (cost := misfit(cells[i], columns[j])) <= table[i + 1][j + 1]:
                table[i + 1][j + 1], steps[i + 1][j + 1] = here + cost, "both"
    mapping: list[int | None] = [None] * count
    i, j = count, width
    while i or j:
        step = steps[i][j]
        if step == "both":
            i, j = i - 1, j - 1
            mapping[i] = j
        elif step == "cell":
            i -= 1
        else:
            j -= 1
    return table[count][width] + _pairs(cells, columns, mapping), tuple(mapping)


def _pairs(cells: Sequence[str], columns: Sequence[Role], mapping: Sequence[int | None]) -> int:
    by_role = {columns[j]: cells[i] for i, j in enumerate(mapping) if j is not None}
    if Role.TARGET not in by_role or Role.ACTUAL not in by_role:
        return 0
    return pair_misfit(by_role[Role.TARGET], by_role[Role.ACTUAL])


_USUAL_SUMS = frozenset({100, 90, 80})


def points_bonus(points: Sequence[str], scores: Sequence[str]) -> int:
    """What speaks for a guessed order of columns: points that sum to what a form asks for, no score above them."""
    numbers = [clean_score(text) for text in points]
    if not numbers or any(number is None for number in numbers):
        return 0
    values = [parse_decimal(number) for number in numbers if number is not None]
    total = sum(value for value in values if value is not None)
    bonus = 12 if total in _USUAL_SUMS else 0
    given = [parse_decimal(number) for text in scores if (number := clean_score(text)) is not None]
    if len(given) == len(values):
        above = sum(
            1 for one, two in zip(given, values, strict=True) if one is not None and two is not None and one > two
        )
        bonus -= 6 * above
    return bonus
