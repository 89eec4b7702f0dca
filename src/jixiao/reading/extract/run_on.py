"""Indicator rows from tables that lost their borders: all cells in one line, or one cell a line.

The text is cut into *atoms* at blanks and line ends, before operators and around group names (and, where even the
blanks are gone, between digits and characters). Reading it means to put every atom into a column of a row so that the
sum of misfits (:mod:`indicators_cells`), of missing cells and of cells joined across a cut is smallest: a shortest
path over atoms and columns, exact and without any learned weight. The columns come from the head, where it is there;
otherwise each of the official orders is tried and the cheapest wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from jixiao.numbers import parse_decimal
from jixiao.reading.extract.indicators_align import MISSING
from jixiao.reading.extract.indicators_cells import clean_name, is_blank, look_of, misfit, pair_misfit
from jixiao.reading.extract.indicators_vocabulary import Role, level_of, slim

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Atom", "Break", "Cut", "Reading", "segment", "split_atoms"]

Break = str
"""How an atom is parted from the one before: ``cell`` (line or cell end), ``blank``, ``word`` (group name or operator
begins), ``unit`` (number before characters), ``figure`` (characters before number), ``digit`` (within a number)."""

_JOIN: Final[dict[str, int]] = {"cell": 25, "blank": 12, "word": 40, "unit": 1, "figure": 3, "digit": 0, "ratio": 25}
_PART: Final[dict[str, int]] = {"cell": 0, "blank": 0, "word": 0, "unit": 5, "figure": 3, "digit": 9, "ratio": 0}


@dataclass(frozen=True, slots=True)
class Atom:
    """The shortest stretch of text that is never cut; ``source`` numbers the line it stands in, ``start`` its place."""

    text: str
    source: int
    start: int
    cut: Break

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Cut(NamedTuple):
    """A cell found in the stream: atoms ``first`` to ``last`` (exclusive) hold what ``role`` says."""

    role: Role
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The cheapest reading of a stream: its rows, each a tuple of cells, and its cost."""

    rows: tuple[tuple[Cut, ...], ...]
    cost: int


# --- atoms ------------------------------------------------------------------------------------------------------

_GROUP: Final = re.compile(
    r"(?:产出|效益|满意度|成本|数量|质量|时效|经济效益|社会效益|生态效益|环境效益|可持续影响|可持续发展|经济成本|社会成本|生态环境成本|"
    r"(?:社会公众|公众|服务对象|受益对象)?(?:或|和)?(?:服务对象|社会公众)?满意度|投入|过程|决策|效果)(?:类)?\s*指标"
    r"(?:\s*[(（]\s*\d+(?:\.\d+)?\s*分?\s*[)）]|\s*\d+(?:\.\d+)?\s*分)?|(?:总分|合计|总计)(?=\d)"
)
_BEFORE_OPERATOR: Final = re.compile(r"(?<=[\u4e00-\u9fff）)%％\d])(?=(?:[≥≤≧≦]|[<>＜＞]=?|[=＝])\s*[-\d])")
_SENTENCE: Final = re.compile(r"[。；;]|[，,].*[，,]")
"""What tells a rule or a reason (控制率≤100%得5分，每超…) from a name with its bound."""
_GLUED_CUTS: Final = re.compile(
    r"(?P<ratio>(?<=[%％‰])(?=[^,，;；)）/以]))|(?P<figure>(?<=[\u4e00-\u9fff)）])(?=\d))|"
    r"(?P<unit>(?<=\d)(?=[\u4e00-\u9fff…]))|(?P<digit>(?<=\d)(?=\d))"
)


def split_atoms(text: str, source: int, *, glued: bool, first: Break = "cell") -> list[Atom]:
    """The atoms of one line. ``glued``: the line has lost its blanks as well, so numbers are cut into digits."""
    atoms: list[Atom] = []
    for match in re.finditer(r"\S+", text):
        cut = first if not atoms else "blank"
        for start, end, how in _at_words(match.group()):
            atoms += _at_figures(match.group()[start:end], source, match.start() + start, how or cut, glued=glued)
    return atoms


def _at_words(chunk: str) -> list[tuple[int, int, Break]]:
    """A chunk without blanks, cut around group names (those it begins with) and before operators."""
    cuts: dict[int, Break] = {0: ""}
    for match in _GROUP.finditer(chunk):
        if match.start() in cuts:
            cuts[match.end()] = "word"
    for match in _BEFORE_OPERATOR.finditer(chunk) if not _SENTENCE.search(chunk) else ():
        cuts.setdefault(match.start(), "word")
    return [(one, two, cuts[one]) for one, two in _stretches(cuts, chunk)]


def _at_figures(text: str, source: int, start: int, cut: Break, *, glued: bool) -> list[Atom]:
    if not glued:
        return [Atom(text, source, start, cut)]
    cuts: dict[int, Break] = {0: cut}
    for match in _GROUP.finditer(text):
        cuts.setdefault(match.start(), "word")
        cuts.setdefault(match.end(), "word")
    for match in _GLUED_CUTS.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if match.lastgroup == "digit" and re.search(r"\.\d*$", before) and not re.match(r"\d{0,2}%", after):
            continue
        cuts.setdefault(match.start(), match.lastgroup or "digit")
    for one, two in _stretches(cuts, text):
        half = (one + two) // 2
        if two - one >= 4 and text[one:half] == text[half:two] and not text[one].isdigit():
            # A target in words and its result, printed alike: 显著提升显著提升.
            cuts[half] = "word"
    return [Atom(text[one:two], source, start + one, cuts[one]) for one, two in _stretches(cuts, text)]


def _stretches(cuts: dict[int, Break], text: str) -> list[tuple[int, int]]:
    points = sorted(point for point in cuts if point < len(text))
    return list(zip(points, [*points[1:], len(text)], strict=True))


# --- the shortest path ------------------------------------------------------------------------------------------

_LONGEST = 9
"""Atoms that one cell may take."""
_BEAM = 3
"""Partial readings kept for each atom and column; they differ in the target or points read last."""
_READ_OVER = 3
"""What a figure costs that stands where a level's points or a running number may stand."""
_TAIL = 2
"""Characters of a broken cell's tail (结算完成 率); longer words behind a blank are rather the next cell."""
_STRAY = 30
"""What an atom costs that is put into no row."""
_ABOVE_POINTS = 12
"""What a score above its points costs: it happens, but a slipped reading is likelier."""


class _State(NamedTuple):
    cost: int
    before: _State | None
    cut: Cut | None
    target: str
    points: str


def segment(atoms: Sequence[Atom], columns: Sequence[Role]) -> Reading:
    """The cheapest reading of ``atoms`` as rows of a table with these columns.

    Levels before the name are read wherever they stand; the name is the only cell that every row must have.
    """
    naming = columns.index(Role.NAME)
    values = columns[naming + 1 :]
    # Columns before the name other than levels hold a level's points or a running number: they are read over.
    stray = _READ_OVER if set(columns[:naming]) - {Role.LEVEL} else _STRAY
    width = len(values)
    blank = _State(0, None, None, "", "")
    # at[i][0] is "between rows" before atom i; at[i][1 + j] is "in a row, columns before j are done".
    at: list[list[list[_State]]] = [[[] for _ in range(width + 2)] for _ in range(len(atoms) + 1)]
    at[0][0] = [blank]
    texts = _Texts(atoms)
    for i in range(len(atoms) + 1):
        _finish_rows(at[i], values)
        if i == len(atoms):
            break
        for state in at[i][0]:
            _start_row(at, i, state, texts, stray)
        for j in range(1, width + 1):
            for state in at[i][j]:
                _next_cell(at, i, j, state, values, texts)
    end = min(at[len(atoms)][0], key=lambda state: state.cost, default=None)
    return _unwound(end) if end is not None else Reading((), 10**6)


class _Texts:
    """The texts of runs of atoms, and what joining them and parting them from what stands before costs."""

    def __init__(self, atoms: Sequence[Atom]) -> None:
        self.atoms = atoms
        self._cache: dict[tuple[int, int], tuple[str, int]] = {}

    def run(self, first: int, last: int) -> tuple[str, int]:
        key = (first, last)
        if key not in self._cache:
            parts = [self.atoms[first].text]
            cost = _PART[self.atoms[first].cut] if first else 0
            for atom in self.atoms[first + 1 : last]:
                price = _JOIN[atom.cut]
                if atom.cut in ("cell", "blank"):
                    price = _joined_by_blank(parts[-1], atom.text, price)
                    parts.append(" ")
                cost += price
                parts.append(atom.text)
            self._cache[key] = ("".join(parts), cost)
        return self._cache[key]

    def longest(self, first: int) -> int:
        return min(len(self.atoms), first + _LONGEST)


@lru_cache(maxsize=20_000)
def _joined_by_blank(before: str, after: str, price: int) -> int:
    """Joining is cheap where a cell was broken: a sign and its number, a number and its unit, half a group name.
    It is dear where a whole cell ends: at a group name, or between words and a figure."""
    if re.fullmatch(r"[≥≤≧≦=＝<>＜＞]=?", slim(before)) and re.match(r"[\d-]", after):
        return 3
    if before[-1:].isdigit() and re.fullmatch(r"[%％‰]|公里|平方米|人次|万元|个|人|次|里", after):
        return 4
    if level_of(before + after) is not None and level_of(after) is None:
        return 2
    if level_of(before) is not None or after[:1].isdigit():
        return _JOIN["word"]
    return price if len(slim(after)) <= _TAIL else 2 * price


def _put(states: list[_State], new: _State) -> None:
    for i, state in enumerate(states):
        if state.target == new.target and state.points == new.points:
            if new.cost < state.cost:
                states[i] = new
            return
    states.append(new)
    if len(states) > _BEAM:
        states.remove(max(states, key=lambda state: state.cost))


def _finish_rows(here: list[list[_State]], values: Sequence[Role]) -> None:
    """Columns may be left empty, and a row may end before any atom."""
    for j in range(1, len(values) + 1):
        for state in here[j]:
            _put(here[j + 1], state._replace(cost=state.cost + MISSING[values[j - 1]]))
    for state in here[len(values) + 1]:
        _put(here[0], _State(state.cost, state.before, state.cut, "", ""))


def _start_row(at: list[list[list[_State]]], i: int, state: _State, texts: _Texts, stray: int) -> None:
    for last in range(i + 1, texts.longest(i) + 1):
        text, cost = texts.run(i, last)
        price = misfit(text, Role.LEVEL)
        if price < 55 and not (price and last > i + 1):
            _put(at[last][0], _State(state.cost + cost + price, state, Cut(Role.LEVEL, i, last), "", ""))
        price = misfit(text, Role.NAME)
        if price < 55 and clean_name(text):
            _put(at[last][1], _State(state.cost + cost + price, state, Cut(Role.NAME, i, last), "", ""))
    text = texts.atoms[i].text
    price = 0 if not clean_name(text) or is_blank(text) else stray if look_of(text) == "number" else _STRAY
    _put(at[i + 1][0], _State(state.cost + price, state, None, "", ""))


def _next_cell(
    at: list[list[list[_State]]], i: int, j: int, state: _State, values: Sequence[Role], texts: _Texts
) -> None:
    role = values[j - 1]
    for last in range(i + 1, texts.longest(i) + 1):
        text, cost = texts.run(i, last)
        price = misfit(text, role)
        if price >= 55 and role is not Role.REASON:
            continue
        target, points = state.target, state.points
        if role is Role.ACTUAL and target:
            price += pair_misfit(target, text)
        if role is Role.SCORE and points and not is_blank(text) and _above(text, points):
            price += _ABOVE_POINTS
        if role is Role.TARGET:
            target = text
        elif role is Role.POINTS:
            points = text
        _put(at[last][j + 1], _State(state.cost + cost + price, state, Cut(role, i, last), target, points))


def _above(score: str, points: str) -> bool:
    one, two = parse_decimal(slim(score).removesuffix("分")), parse_decimal(slim(points).removesuffix("分"))
    return one is not None and two is not None and one > two


def _unwound(end: _State) -> Reading:
    cuts: list[Cut] = []
    state: _State | None = end
    while state is not None:
        if state.cut is not None:
            cuts.append(state.cut)
        state = state.before
    rows: list[tuple[Cut, ...]] = []
    levels: list[Cut] = []
    row: list[Cut] = []
    for cut in reversed(cuts):
        if cut.role in (Role.LEVEL, Role.NAME) and row:
            rows.append(tuple(row))
            row = []
        if cut.role is Role.LEVEL:
            levels.append(cut)
        elif cut.role is Role.NAME:
            row = [*levels, cut]
            levels = []
        else:
            row.append(cut)
    if row:
        rows.append(tuple(row))
    if levels:
        rows.append(tuple(levels))
    return Reading(tuple(rows), end.cost)
