"""The money of a form: the funds block (项目资金, 资金投入) with its heads, and figures that stand beside their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.reading.extract.indicators_vocabulary import Role, head_role
from jixiao.reading.extract.names import read_money
from jixiao.reading.extract.table_heads import find_head, is_indicator_head, is_total_row
from jixiao.reading.extract.values import column_kind, is_label, unit_in
from jixiao.writing.forms.known import Answer, Unknown
from jixiao.writing.forms.labels import answer_to, fact_name, field_of, figure
from jixiao.writing.forms.scale import misfit

if TYPE_CHECKING:
    from jixiao.reading.extract.table_heads import Head
    from jixiao.writing.forms.form import Grid, Square
    from jixiao.writing.forms.known import Known
    from jixiao.writing.forms.proposal import Recognised

__all__ = ["propose_beside", "propose_funds"]


def propose_funds(grid: Grid, known: Known, unit: str, found: Recognised) -> None:
    """Proposes figures for the blocks of money of ``grid``; ``unit`` is the one noted above or in the sheet."""
    head: Head | None = None
    split = _split_of(grid)
    for r, row in enumerate(grid.table.grid):
        if r in found.rows:
            head = None
            continue
        here = find_head(row) if _is_head(grid, r) else None
        if here is not None and not is_indicator_head(row):
            head = here
            found.skip(*grid.own(r))
        elif head is not None and (is_indicator_head(row) or not _row_of(grid, r, head, known, unit, split, found)):
            head = None


def _row_of(grid: Grid, r: int, head: Head, known: Known, unit: str, split: frozenset[str], found: Recognised) -> bool:
    """Proposes the cells of one row under ``head``; false if the row is none of the block's."""
    cells = {
        c: square for c in sorted(head.labels) if (square := grid.at(r, c)) and (square.row, square.column) == (r, c)
    }
    # The head's first cells may stand over the names of the rows (年度预算 over 总额).
    while len(cells) > 1 and not (leading := cells[min(cells)]).is_blank and is_label(leading.text):
        del cells[min(cells)]
    if not cells or all(is_label(square.text) for square in cells.values()):
        return False
    first = min(cells)
    label = next((grid.rows[r][c].text for c in range(first - 1, -1, -1) if grid.rows[r][c].text.strip()), "")
    if field_of(label) not in ("", "total"):
        return False
    whole = is_total_row(label) or not label.strip()
    if not whole and not read_money(label).what:
        return True
    found.skip(*grid.rows[r][:first])
    around = _unit_left(grid, r, first)
    of = "" if whole else label
    measures = {read_money(of + head.labels[c]).measure: of + head.labels[c] for c in cells}
    points = [square.text for c, square in cells.items() if head_role(head.labels[c]) is Role.POINTS]
    printed = [*points, *head.labels.values(), *(square.text for square in grid.rows[r][:first])]
    for c, square in cells.items():
        text = head.labels[c]
        kind, role = column_kind(text), head_role(text)
        shown = f"{_short(label)}{_short(text)}"
        if kind == "points" or role in (Role.POINTS, Role.SCORE):
            if not whole or role is Role.REVIEW:
                found.skip(square)  # the score belongs to the total alone
            else:
                wrong = misfit(printed, known.execution)
                answer = known.points(known.execution) if role is Role.POINTS else known.score(known.execution)
                found.ask(square, shown, Unknown(wrong) if wrong else answer)
        elif kind == "rate":
            found.ask(square, shown, _rate(measures, known, split, sign=unit_in(text) != "%"))
        elif kind == "words":
            found.ask(square, shown, Unknown("台账里没有这段文字"))
        elif kind == "money" or read_money(text).what:
            amount = figure(of + text, unit_in(text) or around or head.unit or unit, known, split)
            found.ask(square, shown, amount or Unknown("台账里没有这样划分的数"))
    return True


def _rate(measures: dict[str, str], known: Known, split: frozenset[str], *, sign: bool) -> Answer | Unknown:
    """The rate of a row whose columns hold these measures, each with its label."""
    budget, spent = measures.get("adjusted_budget", ""), measures.get("expenditure", "")
    if not budget or not spent:
        return Unknown("表上没有全年预算数和执行数，不知道是谁的执行率")
    for label in (budget, spent):
        amount = figure(label, "", known, split)
        if not isinstance(amount, Answer):
            return amount or Unknown("台账里没有这样划分的数")
    by_nature = bool(split & {"fiscal_appropriation", "carryover_in"})
    names = [fact_name(read_money(label), by_nature=by_nature) for label in (spent, budget)]
    return known.rate(names[0], names[1], sign=sign)


def _is_head(grid: Grid, r: int) -> bool:
    """Whether a row can be the head of a table: right of its first label of money there are more labels than blanks.

    In a blank form a row of labels with their blanks beside them, or a row that waits for its values, holds no value
    either that would tell it from a head."""
    own = list(grid.own(r))
    if any(field_of(square.text) for square in own):
        return False
    first = next((i for i, square in enumerate(own) if column_kind(square.text) in ("money", "rate")), None)
    if first is None:
        return False
    behind = own[first + 1 :]
    return sum(is_label(square.text) for square in behind) > sum(square.is_blank for square in behind)


def _split_of(grid: Grid) -> frozenset[str]:
    """By what the form splits its money: 当年财政拨款, 上年结转, 一般公共预算 …"""
    return frozenset(read_money(square.text).what for square in grid.own() if len(square.text) <= _LONGEST)


def _unit_left(grid: Grid, r: int, column: int) -> str:
    """The unit of money in a cell to the left, which may head several rows."""
    texts = (grid.rows[r][c].text for c in range(column - 1, -1, -1))
    return next((unit for text in texts if (unit := unit_in(text)) and unit != "%"), "")


def _short(label: str) -> str:
    return "".join(label.split()).removeprefix("其中：").removeprefix("其中:")


def propose_beside(grid: Grid, known: Known, unit: str, found: Recognised) -> None:
    """Proposes what belongs in the blank cells to the right of, or under, a label that says all by itself."""
    split = _split_of(grid)
    for square in grid.own():
        if not square.text.strip() or square.row in found.rows or len(square.text) > _LONGEST:
            continue
        if not found.is_new(square):
            continue
        label = _whole_label(grid, square)
        answer = answer_to(label, _unit_left(grid, square.row, square.column) or unit, known, split=split)
        place = _cell_of(grid, square, found) if answer is not None else None
        if answer is not None and place is not None:
            found.skip(square)
            found.ask(place, _short(label), answer)


def _whole_label(grid: Grid, square: Square) -> str:
    """A label that says only of what (其中：财政拨款) with the one above it that says what of it (预算数)."""
    words = read_money(square.text)
    if not words.what or words.measure:
        return square.text
    for r in range(square.row - 1, -1, -1):
        above = grid.rows[r][square.column]
        if not is_label(above.text) or above.column != square.column:
            break
        if read_money(above.text).measure:
            return square.text.rstrip(":： ") + above.text
    return square.text


_LONGEST = 40
"""Characters beyond which a text is no label."""


def _cell_of(grid: Grid, label: Square, found: Recognised) -> Square | None:
    """The cell that a label is the label of: to its right, else under it; ``None`` if both hold other labels."""
    right, below = grid.right_of(label), grid.below(label)
    rows_name = grid.left_label(below) if below is not None else None
    if rows_name is not None and rows_name.row > label.row:
        below = None  # the cell below answers to the name of its own row first
    for square in (right, below):
        if square is not None and square.is_blank and found.is_new(square) and square.row not in found.rows:
            return square
    if right is not None and found.is_new(right) and not (field_of(right.text) or head_role(right.text)):
        return right
    return None
