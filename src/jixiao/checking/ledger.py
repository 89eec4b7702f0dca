"""The figures of a report as an accountant looks at them: by name and scope, wholes with their parts."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from jixiao.numbers import UnitKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jixiao.report import Figure, Report

__all__ = ["Ledger", "called", "readable", "same_place"]


class Ledger:
    """A view of ``report.figures``. Figures that are no number (7,00.0,77) are left out everywhere."""

    def __init__(self, report: Report) -> None:
        self._figures = report.figures

    @cached_property
    def money(self) -> tuple[Figure, ...]:
        return tuple(f for f in self._figures if f.value.kind is UnitKind.MONEY and readable(f))

    @cached_property
    def rates(self) -> tuple[Figure, ...]:
        return tuple(f for f in self._figures if f.value.kind is UnitKind.RATIO and readable(f))

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        """The scopes there are, in the order in which they come."""
        return tuple(dict.fromkeys(figure.scope for figure in self._figures))

    def named(self, name: str, scope: str = "unit") -> list[Figure]:
        """The figures of that name and scope that speak of the report's own year."""
        return [
            figure
            for figure in (*self.money, *self.rates)
            if figure.name == name and figure.scope == scope and figure.year is None
        ]

    def first(self, names: Iterable[str], scope: str = "unit") -> Figure | None:
        """The first figure that has one of the names, in the order of the names."""
        return next((found[0] for name in names if (found := self.named(name, scope))), None)

    def groups(self) -> Iterator[tuple[Figure, list[Figure]]]:
        """Each whole with the money that is said to be part of it."""
        parts: dict[int, list[Figure]] = {}
        for figure in self.money:
            if figure.parent is not None:
                parts.setdefault(figure.parent, []).append(figure)
        for index, members in parts.items():
            whole = self._figures[index]
            if whole.value.kind is UnitKind.MONEY and readable(whole):
                yield whole, members


def readable(figure: Figure) -> bool:
    """Whether the figure is a number: one that could not be read has the value zero and other digits."""
    return figure.value.value != 0 or re.search(r"[1-9]", figure.value.text) is None


def called(figure: Figure) -> str:
    """What to call a figure in a message: the words it was printed under, without half a pair of brackets."""
    label = figure.label.strip("，。；：、 ")
    for opening, closing in ("（）", "()"):
        if label.count(opening) != label.count(closing):
            label = label.split(opening)[0] if opening in label else label.split(closing)[-1]
    return label.strip("，。；：、 ") or "该项"


def same_place(one: Figure, two: Figure) -> bool:
    """Whether two figures stand in one paragraph or one table."""
    return one.location.block is not None and one.location.block == two.location.block
