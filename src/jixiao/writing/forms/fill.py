"""Fills a form: recognises its cells, adds rows where there are too few, writes, and says what it did and did not."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from jixiao.document import Cell, Table
from jixiao.numbers import narrow, parse_decimal
from jixiao.reading.extract.indicators_vocabulary import slim
from jixiao.reading.extract.table_heads import noted_unit
from jixiao.writing.forms.form import Line, width_of
from jixiao.writing.forms.funds import propose_beside, propose_funds
from jixiao.writing.forms.indicators import bodies, homeless, propose_indicators, rows_wanting
from jixiao.writing.forms.known import Answer, Known, Unknown
from jixiao.writing.forms.labels import answer_to, field_of, gaps_in, is_placeholder, year_gaps
from jixiao.writing.forms.proposal import Proposal, Recognised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.writing.dossier import Dossier
    from jixiao.writing.forms.form import Form, Grid, Square
    from jixiao.writing.forms.indicators import Body

__all__ = ["Filled", "Kept", "Left", "Outcome", "Why", "fill_form"]


class Why(Enum):
    """Why a place was left as it was."""

    NOT_KNOWN = "not_known"
    NOT_RECOGNISED = "not_recognised"
    NO_ROOM = "no_room"

    @property
    def label(self) -> str:
        return {
            Why.NOT_KNOWN: "台账没有",
            Why.NOT_RECOGNISED: "认不出",
            Why.NO_ROOM: "表里放不下",
        }[self]


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell that was filled: where, what it asks, what was written, and where that came from."""

    place: str
    label: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Left:
    """A cell that stays blank, and why; ``note`` says more."""

    place: str
    label: str
    why: Why
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A cell that held something already (已有内容). ``ours`` is our answer where it is another one."""

    place: str
    label: str
    held: str
    ours: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that happened to a form."""

    filled: tuple[Filled, ...]
    left: tuple[Left, ...]
    kept: tuple[Kept, ...]

    @property
    def is_form(self) -> bool:
        """Whether there was anything of a form: fewer cells than this are the accident of some other text."""
        return len(self.filled) + len(self.kept) + sum(each.why is Why.NOT_KNOWN for each in self.left) >= _FEWEST


_FEWEST: Final = 4


def fill_form(form: Form, dossier: Dossier) -> Outcome:
    """Fills ``form`` in place from ``dossier``; ``form.content()`` is the file then."""
    known = Known(dossier)
    _add_rows(form, known)
    grids, lines = form.read()
    filled: list[Filled] = []
    left: list[Left] = []
    kept: list[Kept] = []
    for proposal in [each for line in lines for each in _of_text(line, line.text, known, "")]:
        _settle(form, proposal, filled, left, kept)
    tables = bodies(grids, known)
    for grid in grids:
        found = recognise(grid, [body for body in tables if body.grid is grid], known)
        for proposal in sorted(found.proposals, key=_in_reading_order):
            _settle(form, proposal, filled, left, kept)
        left += _unrecognised(grid, found)
    left += [Left(place, name, Why.NO_ROOM, why) for place, name, why in homeless(tables)]
    return Outcome(tuple(filled), tuple(left), tuple(kept))


def _in_reading_order(proposal: Proposal) -> tuple[int, int, int]:
    """By rows; of several blanks in one text the last first, so that those before it keep their places."""
    target = proposal.target
    assert not isinstance(target, Line)
    return target.row, target.column, -proposal.span[0] if proposal.span else 0


def recognise(grid: Grid, tables: Sequence[Body], known: Known) -> Recognised:
    """Every cell of ``grid`` whose label is understood, with its answer; ``tables`` are its indicator tables."""
    found = Recognised()
    unit = unit_of(grid)
    propose_indicators(tables, known, found)
    propose_funds(grid, known, unit, found)
    propose_beside(grid, known, unit, found)
    for square in grid.own():
        if square.text.strip() and not square.fixed and found.is_new(square):
            found.proposals += _of_text(square, square.text, known, unit)
    return found


def unit_of(grid: Grid) -> str:
    """The unit of money noted in the first rows of the table or in the lines above it."""
    above = tuple((Cell(0, 0, text),) for text in reversed(grid.before[-3:]))
    return noted_unit(grid.table) or noted_unit(Table(0, above))


def _add_rows(form: Form, known: Known) -> None:
    """Adds the rows that the unit's goals need, place by place, reading the form anew after each."""
    refused: set[str] = set()
    while True:
        grids, _ = form.read()
        tables = bodies(grids, known)
        wanted = Counter((grid.place, row) for grid, row in rows_wanting(tables) if grid.place not in refused)
        if not wanted:
            return
        (place, row), count = wanted.popitem()
        grid = next(each for each in grids if each.place == place)
        levels = next(each for body in tables if body.grid is grid for each in body.rows if each.row == row)
        keep = [
            square.column
            for square in dict.fromkeys(grid.rows[row])
            if square.rowspan > 1 or (square is not levels.name and _names_level(square.text, levels.path))
        ]
        if not form.insert_below(grid, row, count, keep):
            refused.add(grid.place)


def _names_level(text: str, path: tuple[str, ...]) -> bool:
    """Whether a cell names a group of its row, and not what is in the row."""
    return bool(text.strip()) and any(name in "".join(text.split()) for name in path)


_YEAR: Final = re.compile(r"(20\d\d)\s*年度(?=.*(?:绩效|自评|评价)|\s*[）)])")
"""The year that a form prints in its title."""


_LONGEST: Final = 160
"""Characters, blanks left out, of a line of labels with their blanks; what is longer are instructions."""


# --- texts -------------------------------------------------------------------------------------------------------


def _of_text(target: Square | Line, text: str, known: Known, unit: str) -> list[Proposal]:
    """What the labels within one text ask: ``填报单位：____``, ``（    年度）``."""
    found = []
    for gap in gaps_in(text) if len(slim(text)) <= _LONGEST else ():
        answer = answer_to(gap.label, gap.unit or unit, known, behind=bool(gap.unit))
        if (
            answer is None
            or (gap.held and field_of(gap.label) == "told")
            or (not gap.held and gap.start == gap.end and text[gap.end :].partition("\n")[0].strip())
        ):
            continue
        label = "".join(gap.label.split())
        found.append(Proposal(target, label, answer, (gap.start, gap.end), gap.held))
    for start, end, century in year_gaps(text):
        year = known.field("year")
        if isinstance(year, Answer):
            shown = year.text[2:] if century else year.text
            found.append(Proposal(target, "年度", Answer(shown, year.source), (start, end), whole=True))
    printed = _YEAR.search(text)
    year = known.field("year")
    if printed is not None and isinstance(year, Answer) and printed.group(1) != year.text:
        found.append(Proposal(target, "年度", year, printed.span(1), printed.group(1)))
    return sorted(found, key=lambda each: each.span or (0, 0), reverse=True)


# --- settling ----------------------------------------------------------------------------------------------------


def _settle(form: Form, proposal: Proposal, filled: list[Filled], left: list[Left], kept: list[Kept]) -> None:
    """Writes what a proposal answers, or says why not."""
    target, answer = proposal.target, proposal.answer
    if proposal.span is None and not isinstance(target, Line) and not target.is_blank:
        if is_placeholder(target.text) and isinstance(answer, Answer) and "指标" in target.text:
            end = len(target.text.rstrip())
            joint = "" if target.text.rstrip()[-1] in ":：" else "："
            form.write_inline(target, end, end, joint + answer.text)
            filled.append(Filled(target.place, proposal.label, answer.text, answer.source))
        elif not _is_dash(target.text) or target.fixed:
            held = "（公式或图片）" if target.fixed else target.text.strip()
            kept.append(Kept(target.place, proposal.label, held, _difference(held, answer)))
        return
    if proposal.span is not None and proposal.held:
        kept.append(Kept(target.place, proposal.label, proposal.held, _difference(proposal.held, answer)))
        return
    if isinstance(answer, Unknown):
        left.append(Left(target.place, proposal.label, Why.NOT_KNOWN, answer.why))
        return
    if proposal.span is None:
        assert not isinstance(target, Line)
        form.write(target, answer)
    else:
        start, end = proposal.span
        text = target.text
        form.write_inline(target, start, end if proposal.whole else _room(text, start, end, answer.text), answer.text)
    filled.append(Filled(target.place, proposal.label, answer.text, answer.source))


def _is_dash(text: str) -> bool:
    """Strokes that a form prints where nothing is asked."""
    return not text.strip("-—–－/／ \u3000\n")


def _difference(held: str, answer: Answer | Unknown) -> str:
    """Our answer if it says something else than what the cell holds."""
    if isinstance(answer, Unknown) or held.startswith("（公式"):
        return ""
    ours, theirs = parse_decimal(answer.text.rstrip("%")), parse_decimal(narrow(held).strip().rstrip("%"))
    same = ours == theirs if ours is not None and theirs is not None else narrow(held) == narrow(answer.text)
    return "" if same else answer.text


def _room(text: str, start: int, end: int, value: str) -> int:
    """How far the blanks give way, so that what follows on the line stays where it was."""
    taken, wide = start, 0
    while taken < end and wide < width_of(value):
        wide += width_of(text[taken])
        taken += 1
    keeps_one = (
        taken == end and end - start > 1 and text[end : end + 1].strip() and not text[start:end].strip(" \u3000")
    )
    return taken - 1 if keeps_one else taken


def _unrecognised(grid: Grid, found: Recognised) -> list[Left]:
    """Blank cells that have a label nobody understood."""
    left = []
    asked = {id(each.target) for each in found.proposals}
    for square in grid.own():
        if not square.is_blank or not found.is_new(square) or id(square) in asked:
            continue
        beside = grid.left_label(square)
        above = next(
            (
                grid.rows[r][square.column]
                for r in range(square.row - 1, -1, -1)
                if grid.rows[r][square.column].text.strip()
            ),
            None,
        )
        right, below = grid.right_of(square), grid.below(square)
        if right is not None and right.text.strip() and below is not None and below.text.strip():
            continue  # the corner between the names of rows and columns
        words = [each.text for each in (beside, above) if each is not None and len(each.text.strip()) <= 40]
        if beside is not None or (above is not None and above.row == square.row - 1):
            label = "／".join(dict.fromkeys("".join(text.split()) for text in words))
            if any(field_of(text) == "told" for text in words):
                left.append(Left(square.place, label, Why.NOT_KNOWN, "台账里没有这段文字"))
            else:
                left.append(Left(square.place, label or "（没有标签）", Why.NOT_RECOGNISED, "标签不在已知的表样里"))
    return left
