"""From the cells of one row, each with its role, to an :class:`IndicatorRow`; and the levels carried down the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jixiao.reading.extract.indicators_cells import (
    Piece,
    clean_name,
    clean_points,
    clean_score,
    clean_value,
    is_blank,
    operator_in,
)
from jixiao.reading.extract.indicators_vocabulary import Role, bracketed_points, level_of, without_points
from jixiao.report import IndicatorRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jixiao.location import Location

__all__ = ["LevelPath", "has_values", "level_name", "make_row", "subtotal", "total"]

_FIELDS: Final = {
    Role.NAME: "name",
    Role.OPERATOR: "operator",
    Role.TARGET: "target",
    Role.ADJUSTED_TARGET: "target",
    Role.UNIT: "unit",
    Role.ACTUAL: "actual",
    Role.POINTS: "points",
    Role.SCORE: "score",
    Role.REVIEW: "score",
    Role.COEFFICIENT: "coefficient",
    Role.RATE: "coefficient",
    Role.REASON: "reason",
}


def level_name(text: str) -> str:
    """The name of a group without the points behind it: ``产 出 指 标（50分）`` is ``产出指标``."""
    return clean_name(without_points(text))


class LevelPath:
    """The groups above the row at hand. Merged level cells are printed once; their names hold until the next one."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._depths: list[int] = []
        self._fresh = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._names)

    def enter(self, text: str, depth: int | None = None) -> bool:
        """Goes into the group called ``text``; ``depth`` is its column's, where there is one to trust.

        Returns whether the group is a new one.
        """
        name = level_name(text)
        if not name:
            return False
        where = level_of(text) or 2 if depth is None else depth
        if depth is None and self._fresh and self._depths and where == self._depths[-1]:
            where = self._nested(name, where)
        kept = [i for i, other in enumerate(self._depths) if other < where]
        at = len(kept)
        if at < len(self._names) and self._names[at] == name and self._depths[at] == where:
            self._names, self._depths = self._names[: at + 1], self._depths[: at + 1]
            return False
        self._names = [*(self._names[i] for i in kept), name]
        self._depths = [*(self._depths[i] for i in kept), where]
        self._fresh = True
        return True

    def _nested(self, name: str, where: int) -> int:
        """The level of a group right behind one of the same level: 满意度指标 in 满意度指标, 经济成本指标 in 成本指标
        are inside it; 社会效益指标 behind 经济效益指标 (which then has no indicator) stands beside it."""
        last = self._names[-1]
        stem = last.removesuffix("指标")
        if stem not in name:
            return where
        if where > 1 and len(name) > len(last):
            # 成本指标 is a first-level group in the form of 2021, though elsewhere a part of 产出指标.
            self._names, self._depths = [last], [1]
            return 2
        return where + 1

    def row_done(self) -> None:
        """A row was read in this group: the next group name starts a group beside it."""
        self._fresh = False


def make_row(
    cells: Mapping[Role, Piece],
    path: tuple[str, ...] = (),
    level: int | None = None,
    row_kind: str = "indicator",
    name: str | None = None,
) -> IndicatorRow | None:
    """The row that these cells make, or ``None`` if they name nothing.

    An adjusted target stands for the initial one; a reviewer's score is used only where the unit gives none.
    """
    named = cells.get(Role.NAME)
    own_name = name or (clean_name(named.text) if named else "")
    if not own_name:
        return None
    points = clean_points(cells[Role.POINTS].text) if Role.POINTS in cells else None
    if named is not None and Role.POINTS not in cells and (stated := bracketed_points(named.text)) is not None:
        # A form without a column for them prints the points behind the name: 培训人数（10分）.
        own_name, points = clean_name(without_points(named.text)) or own_name, stated
    group, mark, rest = own_name.replace(":", "：").partition("：")
    if mark and rest.strip() and level_of(group) is not None:
        # A form without a column for the groups prints them before the name: 数量指标：培训人数.
        own_name, path = rest.strip(), path or (level_name(group),)
    target = _first(cells, Role.ADJUSTED_TARGET, Role.TARGET)
    score = _first(cells, Role.SCORE, Role.REVIEW)
    target_text = clean_value(target.text) if target else None
    operator = cells.get(Role.OPERATOR)
    places: dict[str, Location] = {
        _FIELDS[role]: piece.location for role, piece in cells.items() if role in _FIELDS and not is_blank(piece.text)
    }
    if target is not None:
        places["target"] = target.location
    if score is not None:
        places["score"] = score.location
    anchor = named or next(iter(cells.values()))
    return IndicatorRow(
        name=own_name,
        location=anchor.location,
        level=level if level is not None else (len(path) + 1 if path else None),
        path=path,
        points=points,
        score=clean_score(score.text) if score else None,
        target=target_text,
        actual=_text(cells, Role.ACTUAL),
        operator=operator_in(operator.text)
        if operator and not is_blank(operator.text)
        else operator_in(target_text or ""),
        unit=_text(cells, Role.UNIT) or "",
        coefficient=_text(cells, Role.COEFFICIENT) or _text(cells, Role.RATE),
        reason=_text(cells, Role.REASON),
        row_kind=row_kind,
        places=places,
    )


def has_values(row: IndicatorRow) -> bool:
    """Whether anything at all is printed for the indicator beside its name."""
    return any(value is not None for value in (row.points, row.score, row.target, row.actual))


def subtotal(piece: Piece, path: tuple[str, ...]) -> IndicatorRow | None:
    """The row for a group that prints its points beside its name (``产出指标（50分）``); ``None`` if it does not."""
    points = bracketed_points(piece.text)
    if points is None:
        return None
    return IndicatorRow(
        name=level_name(piece.text),
        location=piece.location,
        level=len(path),
        path=path[:-1],
        points=points,
        row_kind="subtotal",
        places={"points": piece.location},
    )


def total(label: Piece, numbers: list[Piece], columns: tuple[Role, ...] = ()) -> IndicatorRow | None:
    """The row that adds up the table. One number is the points if the columns have no score, and the score if they
    have no points; of two the first is the points. What comes behind (a grade) is not part of it."""
    found = [piece for piece in numbers if clean_score(piece.text) is not None]
    if not found:
        return None
    cells = {Role.NAME: label}
    if len(found) == 1:
        only_score = Role.SCORE in columns and Role.POINTS not in columns
        cells[Role.SCORE if only_score else Role.POINTS] = found[0]
    else:
        cells |= {Role.POINTS: found[0], Role.SCORE: found[1]}
    return make_row(cells, row_kind="total")


def _first(cells: Mapping[Role, Piece], *roles: Role) -> Piece | None:
    return next((cells[role] for role in roles if role in cells and not is_blank(cells[role].text)), None)


def _text(cells: Mapping[Role, Piece], role: Role) -> str | None:
    return clean_value(cells[role].text) if role in cells else None
