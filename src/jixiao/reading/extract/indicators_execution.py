"""The scored execution rate of the funds head: ``年度资金总额 … 分值 10 执行率 86.19% 得分 8.62``.

It is no indicator of the table below, but it is scored like one and counts in the total. The score belongs to the
first row under the head; rows behind 其中 repeat or leave out the same score and are not read.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from jixiao.reading.extract.cell_lines import HeadRun, Stream, body_atoms, piece_of
from jixiao.reading.extract.indicators_align import align, is_funds_head
from jixiao.reading.extract.indicators_cells import Piece, clean_score, is_blank, look_of
from jixiao.reading.extract.indicators_compact import Compact
from jixiao.reading.extract.indicators_rows import make_row
from jixiao.reading.extract.indicators_vocabulary import EXECUTION_NAMES, Role, bracketed_points, head_role, slim
from jixiao.reading.extract.run_on import Atom, segment
from jixiao.reading.extract.tables import distinct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jixiao.report import IndicatorRow

__all__ = ["execution_in_grid", "execution_in_stream"]

_NAME = "预算执行率"
_PART: Final = re.compile(r"^(?:其中|上年|其他|其它|财政|本年|当年|中央|省级|市级|县级|单位资金|自有|[-—])")
_ROWS_BELOW = 3
"""Rows under a funds head among which the scored one is looked for."""


def execution_in_grid(grid: Sequence[Sequence[Piece]]) -> Iterator[IndicatorRow]:
    """The scored execution rates in a table: under a funds head, or as labelled fields in one row."""
    for index, row in enumerate(grid):
        own = distinct(row)
        roles = [head_role(piece.text) for piece in own]
        if any(look_of(piece.text) in ("number", "ratio") for piece in own):
            found = _labelled(own)
        elif is_funds_head(roles):
            found = _under_head(own, roles, grid[index + 1 : index + 1 + _ROWS_BELOW])
        else:
            continue
        if found is not None:
            yield found


def _under_head(
    head: Sequence[Piece], roles: Sequence[Role | None], below: Sequence[Sequence[Piece]]
) -> IndicatorRow | None:
    columns = tuple(role or Role.OTHER for role in roles)
    for row in below:
        kept = distinct(row)
        first = next((slim(piece.text) for piece in kept if not is_blank(piece.text)), "")
        if not first or _PART.match(first):
            continue
        _, mapping = align([piece.text for piece in kept], columns)
        cells: dict[Role, Piece] = {}
        for piece, column in zip(kept, mapping, strict=True):
            if column is not None and not is_blank(piece.text):
                cells.setdefault(columns[column], piece)
        return _made(cells, head)
    return None


def _labelled(row: Sequence[Piece]) -> IndicatorRow | None:
    """``执行率（%） | 76% | 执行率权重 | 10 | 执行率得分（分） | 7.6``."""
    cells: dict[Role, Piece] = {}
    name = ""
    for label, value in pairwise(row):
        role = head_role(label.text)
        if "执行率" not in slim(label.text) or role not in (Role.RATE, Role.POINTS, Role.SCORE):
            continue
        if look_of(value.text) in ("number", "ratio"):
            cells[role] = value
            name = name or ("执行率" if not any("预算执行" in slim(piece.text) for piece in row) else _NAME)
    if not cells.keys() & {Role.POINTS, Role.SCORE} or Role.RATE not in cells:
        return None
    return _scored({**cells, Role.ACTUAL: cells[Role.RATE]}, name)


# --- without cells ----------------------------------------------------------------------------------------------

_FIELDS: Final = re.compile(
    r"(?P<head>预算)?执行率(?:[(](?:%|B/A)[)])?:?(?P<rate>\d+(?:\.\d+)?%?)"
    r"(?:部门)?(?:预算)?执行率(?:权重|分值)(?:[(]分[)])?:?(?P<points>\d+(?:\.\d+)?)分?"
    r"(?:部门)?(?:预算)?执行率得分(?:[(]分[)])?:?(?P<score>\d+(?:\.\d+)?)"
)
_AMOUNTS = 12
"""Atoms behind the label among which the row of amounts, rate and score is looked for."""


def execution_in_stream(stream: Stream, runs: Sequence[HeadRun]) -> Iterator[IndicatorRow]:
    """The scored execution rates in lines without cells; ``runs`` are the stream's :func:`head_runs`."""
    compact = Compact(line.text for line in stream) if any("执行率" in line.text for line in stream) else Compact(())
    for match in _FIELDS.finditer(compact.text):
        cells = {}
        for role, field in ((Role.RATE, "rate"), (Role.POINTS, "points"), (Role.SCORE, "score")):
            line, start = compact.place(match.start(field))
            _, end = compact.after(match.end(field))
            cells[role] = Piece(match.group(field), stream[line].locate(start, end))
        named = _NAME if match.group("head") else "执行率"
        if (made := _scored({**cells, Role.ACTUAL: cells[Role.RATE]}, named)) is not None:
            yield made
    for run in runs:
        if is_funds_head(run.roles) and (made := _behind_run(stream, run)) is not None:
            yield made


def _behind_run(stream: Stream, run: HeadRun) -> IndicatorRow | None:
    atoms = body_atoms(stream, run.end, (len(stream), 0))[:_AMOUNTS]
    end = next((i for i, atom in enumerate(atoms) if i and _PART.match(slim(atom.text))), len(atoms))
    atoms = _amounts(atoms[:end])
    if not atoms:
        return None
    roles = [role for role in run.roles if role is not Role.LABEL]
    cells: dict[Role, Piece] = {}
    if look_of(atoms[0].text) == "words":
        reading = segment(atoms, [Role.NAME, *roles])
        for cut in reading.rows[0] if reading.rows else ():
            cells.setdefault(cut.role, piece_of(stream, atoms[cut.first : cut.last]))
    else:
        _, mapping = align([atom.text for atom in atoms], roles)
        for atom, column in zip(atoms, mapping, strict=True):
            if column is not None:
                cells.setdefault(roles[column], piece_of(stream, [atom]))
    heads = [Piece(word, stream[run.start[0]].locate(*run.start)) for word in run.words]
    cells.pop(Role.NAME, None)
    return _made(cells, heads)


def _amounts(atoms: Sequence[Atom]) -> list[Atom]:
    """The label, if there is one, and the figures behind it, up to the next words."""
    kept: list[Atom] = []
    for atom in atoms:
        words = look_of(atom.text) == "words"
        if words and any(look_of(other.text) != "words" for other in kept):
            break
        kept.append(atom)
    return kept if any(look_of(atom.text) != "words" for atom in kept) else []


# --- the row ----------------------------------------------------------------------------------------------------


def _made(cells: Mapping[Role, Piece], head: Sequence[Piece]) -> IndicatorRow | None:
    """The row from its cells; the points may stand in the head instead (``预算执行情况（10分）``)."""
    kept = {role: cells[role] for role in (Role.RATE, Role.POINTS, Role.SCORE) if role in cells}
    if Role.POINTS not in kept:
        stated = next((piece for piece in head if bracketed_points(piece.text)), None)
        if stated is not None:
            kept[Role.POINTS] = Piece(bracketed_points(stated.text) or "", stated.location)
    return _scored(kept, _NAME)


def _scored(cells: Mapping[Role, Piece], name: str) -> IndicatorRow | None:
    if all(clean_score(cells[role].text) is None for role in (Role.POINTS, Role.SCORE) if role in cells):
        return None
    assert name in EXECUTION_NAMES
    return make_row(cells, row_kind="execution", name=name)
