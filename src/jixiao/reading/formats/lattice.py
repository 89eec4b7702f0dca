"""Tables from their ruling lines: which rectangles do the lines on a page enclose."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Lattice", "Rule", "find_lattices"]

_SAME: Final = 3.0
"""Lines closer than this (points) are one line: double rules, the two edges of a thin rectangle."""
_SHORTEST: Final = 6.0
_REACH: Final = 4.0
"""How far a line may end short of the one it is meant to meet."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along an axis: at ``at`` from ``start`` to ``end``; ``flat`` if it is horizontal."""

    flat: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Lattice:
    """A ruled table. ``xs`` are the column edges from the left, ``ys`` the row edges from the top (y grows upwards);
    ``cells`` the enclosed rectangles as (row, column, rows, columns), in reading order, without gaps or overlaps."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[int, int, int, int], ...]

    def holds(self, x: float, y: float) -> bool:
        return self.xs[0] - _SAME <= x <= self.xs[-1] + _SAME and self.ys[-1] - _SAME <= y <= self.ys[0] + _SAME


def find_lattices(rules: Iterable[Rule], most_cells: int) -> list[Lattice]:
    """The tables that ``rules`` form, from the top of the page. Groups with a single cell are frames, not tables."""
    merged = _merged(rules)
    found = []
    for group in _connected(merged):
        lattice = _lattice(group, most_cells)
        if lattice is not None and len(lattice.cells) > 1:
            found.append(lattice)
    return sorted(found, key=lambda lattice: -lattice.ys[0])


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Lines on the same axis that touch, as one line each; crumbs left out."""
    by_axis: dict[tuple[bool, int], list[Rule]] = defaultdict(list)
    for rule in sorted(rules, key=lambda rule: (rule.flat, rule.at)):
        key = (rule.flat, round(rule.at / _SAME))
        near = (rule.flat, key[1] - 1)
        if near in by_axis and abs(by_axis[near][0].at - rule.at) <= _SAME:
            key = near
        by_axis[key].append(rule)
    merged: list[Rule] = []
    for (flat, _), lines in by_axis.items():
        at = sorted(line.at for line in lines)[len(lines) // 2]
        spans = sorted((line.start, line.end) for line in lines)
        start, end = spans[0]
        for low, high in spans[1:]:
            if low <= end + _REACH:
                end = max(end, high)
                continue
            merged.append(Rule(flat, at, start, end))
            start, end = low, high
        merged.append(Rule(flat, at, start, end))
    return [rule for rule in merged if rule.end - rule.start >= _SHORTEST]


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of lines that cross or touch each other."""
    flat = [rule for rule in rules if rule.flat]
    upright = [rule for rule in rules if not rule.flat]
    parent = list(range(len(flat) + len(upright)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, h in enumerate(flat):
        for j, v in enumerate(upright):
            if h.start - _REACH <= v.at <= h.end + _REACH and v.start - _REACH <= h.at <= v.end + _REACH:
                parent[root(i)] = root(len(flat) + j)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for index, rule in enumerate((*flat, *upright)):
        groups[root(index)].append(rule)
    return list(groups.values())


def _lattice(rules: Sequence[Rule], most_cells: int) -> Lattice | None:
    flat = [rule for rule in rules if rule.flat]
    upright = [rule for rule in rules if not rule.flat]
    if len(flat) < 2 or not upright:
        return None
    # A table open at its sides ends where its horizontal lines end.
    sides = [min(rule.start for rule in flat), max(rule.end for rule in flat)]
    xs = _clustered([*(rule.at for rule in upright), *sides])
    ys = _clustered([rule.at for rule in flat])[::-1]
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns > most_cells:
        return None
    right_wall = [_walls(upright, x, ys[::-1])[::-1] for x in xs[1:-1]] + [[True] * rows]
    lower_wall = [_walls(flat, y, xs) for y in ys[1:-1]] + [[True] * columns]
    return Lattice(tuple(xs), tuple(ys), tuple(_rectangles(rows, columns, right_wall, lower_wall)))


def _clustered(values: Sequence[float]) -> list[float]:
    """Distinct positions in rising order, those closer than the tolerance taken together."""
    found: list[list[float]] = []
    for value in sorted(values):
        if found and value - found[-1][-1] <= _SAME:
            found[-1].append(value)
        else:
            found.append([value])
    return [sum(group) / len(group) for group in found]


def _walls(rules: Sequence[Rule], at: float, edges: Sequence[float]) -> list[bool]:
    """For each stretch between neighbouring ``edges``, whether a line at ``at`` covers its middle."""
    near = [rule for rule in rules if abs(rule.at - at) <= _SAME]
    return [any(rule.start - 1 <= (low + high) / 2 <= rule.end + 1 for rule in near) for low, high in pairwise(edges)]


def _rectangles(
    rows: int, columns: int, right_wall: Sequence[Sequence[bool]], lower_wall: Sequence[Sequence[bool]]
) -> list[tuple[int, int, int, int]]:
    """Squares joined where no wall parts them, always to rectangles: each takes what it can to the right, then below.

    ``right_wall[c][r]`` and ``lower_wall[r][c]`` say whether a line closes the square at row r and column c there.
    """
    taken = [[False] * columns for _ in range(rows)]
    cells = []
    for r in range(rows):
        for c in range(columns):
            if taken[r][c]:
                continue
            wide = 1
            while c + wide < columns and not right_wall[c + wide - 1][r] and not taken[r][c + wide]:
                wide += 1
            high = 1
            while (
                r + high < rows
                and not any(lower_wall[r + high - 1][c : c + wide])
                and not any(right_wall[c + dc][r + high] for dc in range(wide - 1))
            ):
                high += 1
            for dr in range(high):
                for dc in range(wide):
                    taken[r + dr][c + dc] = True
            cells.append((r, c, high, wide))
    return cells
