"""The figures of a report as an accountant looks at them: by name and scope, wholes with their parts."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from jixiao.document import Paragraph
from jixiao.numbers import UnitKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jixiao.report import Figure, Report

__all__ = ["Ledger", "between", "called", "same_place"]


_CHANGE = re.compile(r"(?:增加|减少|增长|下降|多|少|节约|压减|上升)(?:了|约)?$")


class Ledger:
    """A view of ``report.figures``."""

    def __init__(self, report: Report) -> None:
        self._figures = report.figures

    @cached_property
    def money(self) -> tuple[Figure, ...]:
        return tuple(f for f in self._figures if f.value.kind is UnitKind.MONEY)

    @cached_property
    def rates(self) -> tuple[Figure, ...]:
        return tuple(f for f in self._figures if f.value.kind is UnitKind.RATIO)

    @cached_property
    def _table_totals(self) -> frozenset[int]:
        """The figures of the total row of a table of projects, where the report has figures of the unit elsewhere:
        such a total is that of the table and not of the unit."""
        parts: dict[int, list[Figure]] = {}
        for figure in self._figures:
            if figure.parent is not None:
                parts.setdefault(figure.parent, []).append(figure)
        blocks = {
            self._figures[index].location.block
            for index, members in parts.items()
            if self._figures[index].location.row is not None
            and all(part.scope.startswith(("project:", "task:")) for part in members)
        }
        elsewhere = {
            figure.name for figure in self._figures if figure.scope == "unit" and figure.location.block not in blocks
        }
        of_table = [
            (index, figure)
            for index, figure in enumerate(self._figures)
            if figure.location.block in blocks and figure.scope == "unit"
        ]
        told_twice = {figure.location.block for _, figure in of_table if figure.name in elsewhere}
        return frozenset(index for index, figure in of_table if figure.location.block in told_twice)

    @cached_property
    def _named(self) -> dict[tuple[str, str], list[Figure]]:
        """The figures of the report's own year by name and scope, head counts among them."""
        found: dict[tuple[str, str], list[Figure]] = {}
        for index, figure in enumerate(self._figures):
            # An amount that follows a rate may have been given the rate's name: it is not that.
            amount_of_rate = figure.name.endswith("_rate") and figure.value.kind is not UnitKind.RATIO
            if figure.year is None and not amount_of_rate:
                scope = f"table:{figure.location.block}" if index in self._table_totals else figure.scope
                found.setdefault((figure.name, scope), []).append(figure)
        return found

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        """The scopes there are, in the order in which they come."""
        return tuple(dict.fromkeys(scope for _, scope in self._named))

    def named(self, name: str, scope: str = "unit") -> list[Figure]:
        """The figures of that name and scope that speak of the report's own year."""
        return list(self._named.get((name, scope), ()))

    def first(self, names: Iterable[str], scope: str = "unit") -> Figure | None:
        """The first figure that has one of the names, in the order of the names."""
        return next((found[0] for name in names if (found := self.named(name, scope))), None)

    def groups(self) -> Iterator[tuple[Figure, list[Figure]]]:
        """Each whole with the money that is said to be part of it."""
        parts: dict[int, list[Figure]] = {}
        for figure in self.money:
            if figure.parent is not None:
                parts.setdefault(figure.parent, []).append(figure)
        merged: dict[int, list[Figure]] = {}
        for index, members in parts.items():
            whole = self._whole(index, changes=any(_CHANGE.search(part.label) for part in members))
            if whole is not None:
                merged.setdefault(whole, []).extend(members)
        for index, members in merged.items():
            yield self._figures[index], members

    def _whole(self, index: int, *, changes: bool) -> int | None:
        """The amount that the figure at ``index`` stands for as a whole: itself, or where the list follows a rate or a
        change (减少 2.40 万元，下降 11.43%。其中 …) the amount before it in the same paragraph, unless the parts are
        ``changes`` themselves."""
        first = self._figures[index]
        for place in range(index, -1, -1):
            figure = self._figures[place]
            if not same_place(figure, first) or (figure.parent is not None and figure is not first):
                return None
            told = changes or not _CHANGE.search(figure.label)
            if figure.value.kind is UnitKind.MONEY and told:
                return place
        return None


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


def between(report: Report, one: Figure, two: Figure) -> str:
    """The words from the end of one figure to the beginning of a later one in the same paragraph; else nothing."""
    start, end = one.location.end, two.location.start
    if report.document is None or not same_place(one, two) or start is None or end is None or end < start:
        return ""
    block = next((each for each in report.document.blocks if each.index == one.location.block), None)
    return block.text[start:end] if isinstance(block, Paragraph) else ""
