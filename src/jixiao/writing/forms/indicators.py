"""The indicator table of a form: which row is of which kind, which goal goes into it, and what its columns ask.

Rows whose name is printed take the goal, or the indicator of the scheme, of that name. Rows without a name take the
unit's goals of their category in the order of the workbook. A form that prints no categories takes all goals in order,
and their categories are written as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from jixiao.location import Location
from jixiao.numbers import parse_decimal
from jixiao.reading.extract.indicators_cells import Piece, clean_name
from jixiao.reading.extract.indicators_vocabulary import EXECUTION_NAMES, TOTAL, Role, level_of, slim, without_points
from jixiao.reading.extract.tables import ends, indicator_heads
from jixiao.schemes.goals import CATEGORIES
from jixiao.writing.forms.columns import Column, answer_goal, answer_node, columns_of
from jixiao.writing.forms.known import Unknown
from jixiao.writing.forms.labels import field_of, is_placeholder
from jixiao.writing.forms.scale import mark_misfits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.facts import GoalRow
    from jixiao.scoring.result import ScoreNode
    from jixiao.writing.forms.form import Grid, Square
    from jixiao.writing.forms.known import Known
    from jixiao.writing.forms.proposal import Recognised

__all__ = ["Body", "bodies", "homeless", "propose_indicators", "rows_wanting"]

_COSTS: Final = frozenset({"cost", "economic_cost", "social_cost", "ecological_cost"})
_OUTPUTS: Final = frozenset({"quantity", "quality", "timeliness", "cost"})
_BENEFITS: Final = frozenset({"economic", "social", "ecological", "sustainability"})
_KINDS: Final = (
    (re.compile("满意"), frozenset({"satisfaction"})),
    (re.compile("生态环境成本|生态成本|环境成本"), frozenset({"ecological_cost"})),
    (re.compile("社会成本"), frozenset({"social_cost"})),
    (re.compile("经济成本"), frozenset({"economic_cost"})),
    (re.compile("成本"), _COSTS),
    (re.compile("数量"), frozenset({"quantity"})),
    (re.compile("质量"), frozenset({"quality"})),
    (re.compile("时效"), frozenset({"timeliness"})),
    (re.compile("可持续"), frozenset({"sustainability"})),
    (re.compile("经济效益"), frozenset({"economic"})),
    (re.compile("社会效益|社会影响"), frozenset({"social"})),
    (re.compile("生态|环境"), frozenset({"ecological"})),
    (re.compile("产出"), _OUTPUTS),
    (re.compile("效益|效果"), _BENEFITS),
)
"""The goals that belong under a group of this name; the first that suits wins, the deepest level is asked first."""
_SHORTEST: Final = 4
"""Characters that one name must have to be found within another: 讲座 is in too many of them."""


@dataclass(slots=True, eq=False)
class BodyRow:
    """A row for one indicator: the names of its levels, the goals that may stand there, and what takes its place;
    ``misfit`` says why the scores do not fit the points that the form prints (see :mod:`.scale`)."""

    row: int
    path: tuple[str, ...]
    kinds: frozenset[str]
    name: Square
    goal: GoalRow | None = None
    node: ScoreNode | None = None
    surplus: bool = False
    misfit: str = ""

    @property
    def is_open(self) -> bool:
        """Whether a goal may be written here: no name is printed, or only the form's sign for one."""
        return not self.name.fixed and (self.name.is_blank or is_placeholder(self.name.text))


@dataclass(slots=True, eq=False)
class Body:
    """One indicator table within a grid: its head, its rows, its row of totals, and the goals without a
    row. ``last`` is the first row that is no indicator's."""

    grid: Grid
    first: int
    columns: tuple[Column, ...]
    rows: list[BodyRow]
    total: int | None
    last: int
    homeless: list[GoalRow] = field(default_factory=list)


def bodies(grids: Sequence[Grid], known: Known) -> list[Body]:
    """The indicator tables of a form with the goals placed, each goal once; what found no row in any of them is
    ``homeless`` in the last."""
    found = [body for grid in grids for body in _bodies_of(grid)]
    if found:
        rows = [row for body in found for row in body.rows]
        left = _place_printed(known, rows)
        # A score sheet, which asks for no target and no result, has a row for each indicator and none for goals.
        asked = {column.role for body in found for column in body.columns} & {Role.TARGET, Role.ACTUAL}
        found[-1].homeless = _place_rest(left, rows) if asked else []
        for row in rows:
            row.surplus = row.is_open and row.goal is None and row.node is None
        mark_misfits(found, known)
    return found


def _bodies_of(grid: Grid) -> Iterator[Body]:
    pieces = [[Piece(s.text, Location(row=s.row, column=s.column)) for s in row] for row in grid.rows]
    heads = indicator_heads(pieces, slipping=False)
    for head, following in zip(heads, [*heads, None][1:], strict=True):
        columns = columns_of(grid, head)
        stop = following.first if following else len(grid.rows)
        last = next((r for r in range(head.last + 1, stop) if _ends(grid, pieces, r)), stop)
        total = next((r for r in range(last, stop) if TOTAL.match(_first_words(grid, r))), None)
        yield Body(grid, head.first, columns, list(_rows(grid, head.last + 1, last, columns)), total, last)


def _first_words(grid: Grid, row: int) -> str:
    return next((slim(square.text) for square in grid.rows[row] if square.text.strip()), "")


def _ends(grid: Grid, pieces: Sequence[list[Piece]], row: int) -> bool:
    """Whether the rows are over: a total, a note, or one text across the whole table."""
    if ends(pieces[row]):
        return True
    own = {id(square): square for square in grid.rows[row]}
    texts = [square for square in own.values() if square.text.strip()]
    return len(own) <= 2 and len(texts) >= 1 and len(grid.rows[row]) > 3 and level_of(texts[0].text) is None


def _rows(grid: Grid, first: int, stop: int, columns: tuple[Column, ...]) -> Iterator[BodyRow]:
    carried: dict[int, str] = {}
    for r in range(first, stop):
        path = []
        for column in columns:
            if column.role is not Role.LEVEL:
                continue
            square = grid.rows[r][column.first]
            if square.text.strip():
                if carried.get(column.first) != square.text:
                    carried = {c: text for c, text in carried.items() if c < column.first}
                carried[column.first] = square.text
            path.append(without_points(carried.get(column.first, "")))
        name = next((grid.rows[r][column.last] for column in columns if column.role is Role.NAME), None)
        if name is None or name.row != r:
            continue
        names = tuple(dict.fromkeys(each for each in path if each))
        yield BodyRow(r, names, _kinds_of(names), name)


def _kinds_of(path: tuple[str, ...]) -> frozenset[str]:
    """The categories of goals that belong under these levels; all of them where none is printed."""
    for words in reversed(path):
        for pattern, kinds in _KINDS:
            if pattern.search(words):
                return kinds
    return frozenset() if path else frozenset(CATEGORIES)


# --- who goes where ----------------------------------------------------------------------------------------------


def _place_printed(known: Known, rows: list[BodyRow]) -> list[GoalRow]:
    """Gives the rows with a name their goal or their indicator of the scheme; the goals that are left over."""
    left = list(known.goals)
    for row in rows:
        if not row.is_open:
            row.goal = _named(row, left)
            if row.goal is not None:
                left.remove(row.goal)
            else:
                row.node = _leaf(slim(clean_name(row.name.text)), known)
        elif row.path and not row.path[-1].endswith("指标"):
            row.node = _leaf(slim(row.path[-1]), known)
    return left


def _place_rest(left: list[GoalRow], rows: list[BodyRow]) -> list[GoalRow]:
    """Gives the rows without a name the goals of their kind, in order; the goals for which there is no row."""
    homeless = []
    for goal in left:
        room = [
            row for row in rows if row.is_open and row.goal is None and row.node is None and goal.category in row.kinds
        ]
        if room:
            min(room, key=lambda row: len(row.kinds)).goal = goal
        else:
            homeless.append(goal)
    return homeless


def _named(row: BodyRow, goals: list[GoalRow]) -> GoalRow | None:
    """The goal that a printed name names: the same words, or the only one of which one name holds the other."""
    printed = slim(clean_name(row.name.text))
    fitting = [goal for goal in goals if not row.kinds or goal.category in row.kinds]
    same = [goal for goal in fitting if slim(goal.name) == printed]
    if not same:
        same = [
            goal
            for goal in fitting
            if min(len(slim(goal.name)), len(printed)) >= _SHORTEST
            and (slim(goal.name) in printed or printed in slim(goal.name))
        ]
    return same[0] if len(same) == 1 else None


def _leaf(name: str, known: Known) -> ScoreNode | None:
    """The scheme's own indicator of this name, if there is just one."""
    if name in EXECUTION_NAMES and known.execution is not None:
        return known.execution
    same = [node for node in known.dossier.result.leaves() if slim(node.title) == name]
    return same[0] if len(same) == 1 else None


def rows_wanting(tables: Sequence[Body]) -> Iterator[tuple[Grid, int]]:
    """The rows below which one more is wanted, one for each homeless goal: the last open row of its kind. Nothing is
    added under a category that the form does not print."""
    for goal in tables[-1].homeless if tables else ():
        rows = [
            (body.grid, row)
            for body in tables
            for row in body.rows
            if row.is_open and goal.category in row.kinds and row.node is None
        ]
        if rows:
            fewest = min(len(row.kinds) for _, row in rows)
            grid, last = [(grid, row) for grid, row in rows if len(row.kinds) == fewest][-1]
            yield grid, last.row


# --- what the cells ask --------------------------------------------------------------------------------------------


def propose_indicators(tables: Sequence[Body], known: Known, found: Recognised) -> None:
    """Proposes the cells of the indicator tables of one grid."""
    for body in tables:
        found.rows.update(range(body.first, body.last))
        for r in range(body.first, body.rows[0].row if body.rows else body.last):
            found.skip(*body.grid.own(r))
        for number, row in enumerate(body.rows, 1):
            _propose_row(body, row, number, known, found)
        _mention_empty_kinds(body, found)
        if body.total is not None:
            found.rows.add(body.total)
            _propose_total(body, body.total, known, found)


def homeless(tables: Sequence[Body]) -> Iterator[tuple[str, str, str]]:
    """The goals that found no row: the table where it was looked for, the goal's name, and why."""
    for body in tables:
        for goal in body.homeless:
            kind = CATEGORIES[goal.category]
            printed = any(goal.category in row.kinds for each in tables for row in each.rows)
            split = goal.category in _COSTS and any(row.kinds & _COSTS for each in tables for row in each.rows)
            why = f"表上没有{kind}的行"
            if printed:
                why = f"{kind}的空行不够，这张表不能加行"
            elif split:
                why = "表上的成本指标分类与台账不同，放在哪一类要由您定"
            yield body.grid.place, goal.name, why


def _propose_row(body: Body, row: BodyRow, number: int, known: Known, found: Recognised) -> None:
    squares = list(body.grid.own(row.row))
    if row.surplus:
        found.skip(*squares)
        return
    told = row.goal.name if row.goal else row.node.title if row.node else clean_name(row.name.text)
    done: set[int] = set()
    for square in squares:
        column = next((each for each in body.columns if each.first <= square.column <= each.last), None)
        if square is row.name:
            column = next(each for each in body.columns if each.role is Role.NAME)
        if column is None or column.first in done:
            continue  # a second cell under one head: nobody says what goes into it
        done.add(column.first)
        label = f"{told}（{column.title}）"
        if square is row.name and row.goal is not None and row.is_open:
            found.ask(square, label, known.goal_text(row.goal, row.goal.name))
            continue
        if square is row.name or (column.role is Role.LEVEL and (row.path or not square.is_blank)):
            found.skip(square)
            continue
        if row.goal is not None:
            answer = answer_goal(column, row.goal, known, body.columns, number)
        else:
            answer = answer_node(column, row.node, known, told, body.columns)
        if row.misfit and column.role in (Role.POINTS, Role.SCORE, Role.COEFFICIENT):
            answer = Unknown(row.misfit)
        if answer is None:
            found.skip(square)
        else:
            found.ask(square, label, answer)


def _mention_empty_kinds(body: Body, found: Recognised) -> None:
    """One line for a category whose printed rows all stay blank: the clerk has to say whether there is none."""
    groups: dict[tuple[str, ...], list[BodyRow]] = {}
    for row in body.rows:
        groups.setdefault(row.path, []).append(row)
    for path, rows in groups.items():
        if path and all(row.surplus for row in rows):
            name = rows[0].name
            found.seen.discard(id(name))
            if name.is_blank:
                found.ask(name, path[-1], Unknown("台账里没有这一类指标"))
            else:
                found.skip(name)


def _propose_total(body: Body, row: int, known: Known, found: Recognised) -> None:
    """The row of totals: its points, its score, and where it has one its grade. A form may join cells there as it
    likes: the score then stands in the first blank behind the label."""
    waiting: list[Square] = []
    scored = False
    wrong = next((each.misfit for each in body.rows if each.misfit), "")
    total = Unknown(f"有的指标分值不同：{wrong}") if wrong else known.total()
    for square in body.grid.own(row):
        if square.column == 0 or (square.text.strip() and parse_decimal(square.text) is None and not square.fixed):
            continue
        roles = {
            each.role
            for each in body.columns
            if square.column <= each.last and each.first < square.column + square.colspan
        }
        before = body.grid.left_label(square)
        if square.is_blank and before is not None and before.row == row and field_of(before.text) == "grade":
            found.ask(square, "等级", known.field("grade"))
        elif Role.SCORE in roles and not (Role.POINTS in roles and not square.is_blank):
            found.ask(square, "总分", total)
            scored = True
        elif Role.POINTS in roles:
            found.ask(square, "总分（分值）", known.total_points())
        elif square.is_blank:
            waiting.append(square)
    if waiting and not scored:
        found.ask(waiting.pop(0), "总分", total)
    found.skip(*waiting)
