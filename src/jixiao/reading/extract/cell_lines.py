"""Finds tables without borders among paragraphs, and tables of one column, and has them read.

One line may hold the whole table (a copy that lost its cells) or one cell (a copy that put each cell on its line);
both are a stream of text in which the column heads follow one another. What comes behind them, up to a total, a note
or running prose, are the rows. Where the heads are lost, group names in a row of their own give the place away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jixiao.reading.extract.indicators_align import GUESSES, is_funds_head, is_indicator_head, points_bonus, settle
from jixiao.reading.extract.indicators_cells import Piece, look_of
from jixiao.reading.extract.indicators_compact import Compact
from jixiao.reading.extract.indicators_rows import LevelPath, has_values, make_row, subtotal, total
from jixiao.reading.extract.indicators_vocabulary import HEADS, STOP, TOTAL, Role, head_role, level_of, slim
from jixiao.reading.extract.run_on import Atom, Reading, segment, split_atoms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from jixiao.location import Location
    from jixiao.report import IndicatorRow

__all__ = ["HeadRun", "Line", "Stream", "body_atoms", "head_runs", "piece_of", "read_stream"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a stream: its text, and where a span of it stands."""

    text: str
    locate: Callable[[int, int], Location]


@dataclass(frozen=True, slots=True)
class HeadRun:
    """Column heads that follow one another: their roles, and the first and last character as (line, offset)."""

    roles: tuple[Role, ...]
    words: tuple[str, ...]
    start: tuple[int, int]
    end: tuple[int, int]


Stream = list[Line]

# --- heads ------------------------------------------------------------------------------------------------------

_REMARK: Final = re.compile(r"[(\[][^()\[\]]{0,12}[)\]]")
_CORE: Final = r"(?:指标|分值|得分|评分|自评分|满分|标准分|权重|执行率|预算数|执行数|完成值|实际值|目标值|完成情况)"
_NEAR: Final = re.compile(rf"{_CORE}(?=.{{0,16}}?{_CORE})")
"""Two words of which heads are made, close together: around them a run of heads may stand."""
_AROUND = 24
"""Letters in front of such a word in which the run may have begun."""
_BEGINNINGS: Final = frozenset(word[:2] for word in HEADS)
_LONGEST: Final = max(map(len, HEADS))
_HINT: Final = re.compile(r"指\s*标|分\s*值|得\s*分|权\s*重|执\s*行\s*率")
"""What at least one of the heads of every such table contains; without it there is nothing to look for."""
_FEWEST = 3
"""Heads that have to follow one another to be believed."""


def head_runs(stream: Stream) -> list[HeadRun]:
    """All runs of column heads in the stream, whatever blanks and line ends stand between and within them."""
    if not any(_HINT.search(line.text) for line in stream):
        return []
    compact = Compact(line.text for line in stream)
    text = compact.text
    runs: list[HeadRun] = []
    at = 0
    for near in _NEAR.finditer(text):
        at = max(at, near.start() - _AROUND)
        while at <= near.start():
            words, end = _run_from(compact, at) if text[at : at + 2] in _BEGINNINGS else ([], at)
            if len(words) < _FEWEST:
                at += 1
                continue
            roles = tuple(role for word in words if (role := head_role(word)) is not None)
            if is_indicator_head(roles) or is_funds_head(roles):
                runs.append(HeadRun(roles, tuple(words), compact.place(at), compact.after(end)))
            at = end
    return runs


def _run_from(compact: Compact, at: int) -> tuple[list[str], int]:
    text = compact.text
    words: list[str] = []
    while (end := _word_end(compact, at)) is not None:
        remark = _REMARK.match(text, end)
        if remark is not None:
            end = remark.end()
        words.append(text[at:end])
        at = end
    return words, at


def _word_end(compact: Compact, at: int) -> int | None:
    """The end of the longest head that begins here.

    A head may have been broken (年度 指标值), but two heads parted by a blank are two (执行率 得分), and the first
    letters of the next cell are no part of one (自评分 数量指标 is not 自评分数).
    """
    text = compact.text
    for end in range(min(len(text), at + _LONGEST), at, -1):
        if text[at:end] not in HEADS:
            continue
        cuts = [cut for cut in range(at + 1, end) if compact.parted(cut)]
        whole = end == len(text) or text[end] in "([" or compact.parted(end)
        if not cuts or (whole and not any(text[at:cut] in HEADS and text[cut:end] in HEADS for cut in cuts)):
            return end
    return None


# --- bodies -----------------------------------------------------------------------------------------------------

_NEW_SECTION: Final = re.compile(r"^(?:[一二三四五六七八九十]{1,2}、|[(（][一二三四五六七八九十]{1,2}[)）])")
_SENTENCES: Final = re.compile(r"[。；;]")
_PROSE = 60
"""A line longer than this with sentences in it is prose, no cell."""
_PROSE_IN_TABLE = 2
"""Lines of prose that the cells for rules and reasons may take in a row."""
_TOTAL_FIGURES: Final = re.compile(r"[:：]?(100(?:\.0++)?+)(\d{1,3}(?:\.\d+)?)|[:：]?(\d+(?:\.\d+)?)")
_SAMPLE = 160
"""Atoms at the beginning of a table by which the order of its columns is guessed."""
_DENSE = 24
"""Characters between two blanks, on average, from which a line counts as glued."""


def read_stream(stream: Stream, runs: Sequence[HeadRun]) -> list[IndicatorRow]:
    """The indicator rows of all borderless tables in the stream; ``runs`` are its :func:`head_runs`."""
    indicator_runs = [run for run in runs if is_indicator_head(run.roles)]
    if not indicator_runs:
        return _read_headless(stream)
    rows: list[IndicatorRow] = []
    for run in indicator_runs:
        later = [other.start for other in runs if other.start >= run.end]
        stop = min(later, default=(len(stream), 0))
        worded = {Role.RULE, Role.REASON} & set(run.roles)
        atoms = body_atoms(stream, run.end, stop, prose=_PROSE_IN_TABLE if worded else 0)
        rows += _read_body(stream, atoms, [settle(run.roles)])
    return rows


def body_atoms(stream: Stream, start: tuple[int, int], stop: tuple[int, int], prose: int = 0) -> list[Atom]:
    """The atoms between two places of the stream, up to where more than ``prose`` lines of prose follow one another."""
    parts: list[tuple[int, int, str]] = []
    lines_of_prose = 0
    for number in range(start[0], min(stop[0], len(stream) - 1) + 1):
        text = stream[number].text
        low = start[1] if number == start[0] else 0
        high = stop[1] if number == stop[0] else len(text)
        piece = text[low:high]
        lines_of_prose = lines_of_prose + 1 if _is_prose(piece) else 0
        if number > start[0] and (_NEW_SECTION.match(piece.strip()) or lines_of_prose > prose):
            break
        if piece.strip():
            parts.append((number, low, piece))
    glued = _is_glued([piece for _, _, piece in parts])
    return [
        Atom(atom.text, number, atom.start + low, atom.cut)
        for number, low, piece in parts
        for atom in split_atoms(piece, number, glued=glued)
    ]


def _is_prose(text: str) -> bool:
    return len(text) > _PROSE and bool(_SENTENCES.search(text)) and len(text.split()) * _DENSE < len(text)


def _is_glued(parts: Sequence[str]) -> bool:
    chunks = [chunk for part in parts for chunk in part.split()]
    return bool(chunks) and sum(len(chunk) for chunk in chunks) > _DENSE * len(chunks)


def _read_body(stream: Stream, atoms: list[Atom], orders: Sequence[tuple[Role, ...]]) -> list[IndicatorRow]:
    end = next((i for i, atom in enumerate(atoms) if _is_total(atom) or STOP.match(slim(atom.text))), len(atoms))
    body = atoms[:end]
    if not body:
        return []
    columns, reading = _cheapest(body, orders)
    rows = list(_rows(stream, body, reading))
    label = next((i for i in range(end, len(atoms)) if _is_total(atoms[i])), None)
    return rows if label is None else rows + _total_row(stream, atoms[label], columns)


def _is_total(atom: Atom) -> bool:
    return bool(TOTAL.match(slim(atom.text)))


def _cheapest(body: list[Atom], orders: Sequence[tuple[Role, ...]]) -> tuple[tuple[Role, ...], Reading]:
    if len(orders) == 1:
        return orders[0], segment(body, orders[0])
    sample = body[:_SAMPLE]

    def price(columns: tuple[Role, ...]) -> int:
        reading = segment(sample, columns)
        return reading.cost - points_bonus(_under(sample, reading, Role.POINTS), _under(sample, reading, Role.SCORE))

    columns = min(orders, key=price)
    return columns, segment(body, columns)


def _under(body: list[Atom], reading: Reading, role: Role) -> list[str]:
    return [
        "".join(atom.text for atom in body[cut.first : cut.last])
        for row in reading.rows
        for cut in row
        if cut.role is role
    ]


def _rows(stream: Stream, body: list[Atom], reading: Reading) -> Iterator[IndicatorRow]:
    path = LevelPath()
    for cuts in reading.rows:
        cells: dict[Role, Piece] = {}
        for cut in cuts:
            piece = piece_of(stream, body[cut.first : cut.last])
            if cut.role is not Role.LEVEL:
                cells.setdefault(cut.role, piece)
            elif path.enter(piece.text) and (group := subtotal(piece, path.names)) is not None:
                yield group
        row = make_row(cells, path.names)
        if row is not None and has_values(row):
            yield row
            path.row_done()


def piece_of(stream: Stream, atoms: Sequence[Atom]) -> Piece:
    """The text of some atoms with the place of their first line's part."""
    first = atoms[0]
    parts = [first.text]
    for atom in atoms[1:]:
        parts += [" " if atom.cut in ("cell", "blank") else "", atom.text]
    same = [atom for atom in atoms if atom.source == first.source]
    return Piece("".join(parts), stream[first.source].locate(first.start, same[-1].end))


def _total_row(stream: Stream, label: Atom, columns: tuple[Role, ...]) -> list[IndicatorRow]:
    """``总分 100 96 优``, and with nothing between the figures (``总分10096优``), where a sheet of 100 points is meant."""
    word = re.match(r"[^\d\s]+", label.text)
    start = label.start + (word.end() if word else 0)
    named = Piece(label.text, stream[label.source].locate(label.start, label.end))
    numbers: list[Piece] = []
    for number in range(label.source, len(stream)):
        line = stream[number]
        low = start if number == label.source else 0
        for chunk in re.finditer(r"\S+", line.text[low:]):
            figures = _TOTAL_FIGURES.match(chunk.group())
            if figures is None or len(numbers) >= 2:
                made = total(named, numbers[:2], columns)
                return [made] if made else []
            for group in range(1, len(figures.groups()) + 1):
                if figures.group(group):
                    one, two = (low + chunk.start() + place for place in figures.span(group))
                    numbers.append(Piece(line.text[one:two], line.locate(one, two)))
    made = total(named, numbers[:2], columns)
    return [made] if made else []


# --- without heads ----------------------------------------------------------------------------------------------

_LEVELS_NEEDED = 2


def _read_headless(stream: Stream) -> list[IndicatorRow]:
    """Rows behind group names (产出指标 数量指标 …) where no column heads stand; only what leaves little doubt."""
    atoms = [atom for number, line in enumerate(stream) for atom in split_atoms(line.text, number, glued=False)]
    groups = [i for i, atom in enumerate(atoms) if slim(atom.text).endswith(("指标", ")")) and level_of(atom.text)]
    if len(groups) < _LEVELS_NEEDED:
        return []
    start = atoms[groups[0]]
    rows = _read_body(stream, body_atoms(stream, (start.source, start.start), (len(stream), 0)), GUESSES)
    found = [row for row in rows if row.row_kind == "indicator"]
    believed = [row for row in found if _speaks_for_itself(row)]
    if not believed or 2 * len(believed) < len(found):
        return []
    return rows


def _speaks_for_itself(row: IndicatorRow) -> bool:
    """A bound or two values make an indicator; a single bare number behind some words does not."""
    bounded = row.target is not None and look_of(row.target) == "bounded"
    scored = row.points is not None and (row.score or row.target) is not None
    return bounded or scored or (row.target is not None and row.actual is not None and look_of(row.target) != "words")
