"""Indicators told in sentences.

Three ways of telling are read: points and score (``该指标分值 10 分，自评得分 9.5 分``), target and result by name
(``目标值≥90%，完成值92%``), and two lists that answer each other (``目标：… 。实际完成：…``). The name is what stands
before the first of the values; where nothing stands there, the heading above.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from jixiao.numbers import parse_decimal, plain
from jixiao.reading.extract.indicators_cells import clean_name, clean_value, operator_in
from jixiao.reading.extract.indicators_compact import Compact
from jixiao.reading.extract.indicators_rows import level_name
from jixiao.reading.extract.indicators_vocabulary import level_of
from jixiao.reading.numbering import RANKS, numbering
from jixiao.report import IndicatorRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.document import Document, Paragraph
    from jixiao.location import Location

__all__ = ["prose_rows"]

_N = r"(\d+(?:\.\d+)?)"
_LABELS = r"(?:分值|满分|权重|自评|得分|实际|全年实际|完成值|实际值|目标值|指标值|偏差|完成率|完成情况|扣分)"
_VALUE = rf"((?:\d,\d{{3}}|(?!{_LABELS})[^,。;、()])+)"
_BOUND = r"(?:≥|≤|>=|<=|不少于|不低于|不超过|不高于)"
_FIELDS: Final = {
    "points": re.compile(
        rf"(?:该?(?:项|二级|三级|四级)?(?:评价|评分)?指标(?:的)?|该项|本项)?(?:总)?(?:分值|满分|权重分值|权重分|权重|标准分值|标准分)"
        rf"(?:(?:设置|设定|合计|共计)?(?:为|是|占|共|:)?{_N}分|:{_N}(?![\d.%]))|[(](?:分值|满分|权重|标准分|总分|共)?:?{_N}分[)]|"
        rf"(?<=[\u4e00-\u9fff)]){_N}分(?=[,、]?(?:自评|实际)?得)"
    ),
    "score": re.compile(
        rf"(?:单位)?(?:自评得分|自评分值|自评分数|自评分|自评|实际得分|评价得分|实得分|最终得分|得分|评分|实得|得)(?:情况)?"
        rf"(?:(?:为|是|:)?{_N}分|:{_N}(?![\d.%]))|(?:自评)?得?(满分)(?![\d为是:(])"
    ),
    "deduction": re.compile(rf"(?:扣分|扣减|扣除|扣掉|扣)(?:为|:)?{_N}分"),
    "target": re.compile(
        rf"(?:年度|年初|全年|预期|绩效|设定|计划)?(?:目标值|指标值|计划值|预期值|目标数|计划数)(?:为|是|:|设定为|应)?{_VALUE}|"
        rf"(?:年度|预期|绩效|计划)目标(?:为|是|:)?((?=[≥≤=]?\d)(?:\d,\d{{3}}|[^,。;、()])+)"
    ),
    "bound": re.compile(rf"(?<=[\u4e00-\u9fff)])({_BOUND}\d+(?:\.\d+)?[^,。;、()\d]{{0,8}})(?=[,、(]|$)"),
    "actual": re.compile(
        rf"(?:全年|年度|年末)?(?:实际)?(?:完成值|实际值|达成值|完成数)(?:为|是|:|达到|达)?{_VALUE}|"
        rf"(?:年度|全年)?实际(?:完成率|完成量|完成情况|完成|达到|达成|为)?(?:了|为|是|:|达到|达)?((?=[≥≤=]?\d)(?:\d,\d{{3}}|(?!{_LABELS})[^,。;、()])+)|"
        rf"(?:年度|全年)?实际(?:完成)?(?:为|是|:){_VALUE}"
    ),
}
"""The labelled values of a sentence; a bound behind a name (``讲座≥8场，实际9场``) is a target where a result follows."""
_HINT: Final = re.compile(rf"\d\s*分|满\s*分|值|[标划]\s*数|目\s*标[为是:：\s]*\d|{_BOUND}")
"""What every paragraph with a labelled value contains."""
_SENTENCE: Final = re.compile(r"[^。；;]+")
_EDGES: Final = "，,：:；;、。（(）)— -"
_NO_NAME: Final = re.compile(
    r"^(?:[一二三四五六七八九十]是|第[一二三四五六七八九十](?=[\u4e00-\u9fff])|首先|这一项|这一|此项|其中|并|且|和|及|以及|该|此|本项|该项|该指标|本指标|指标|共|合计|分别为|均|为|的)+"
)
_WHOLE: Final = re.compile(
    r"(?:总分|总得分|综合得分|综合评|自评结论|自评结果|评价结论|整体支出绩效|评价体系|指标体系|本项目|本次|得分为|百分制|自评总)"
)
"""Names that mean the report as a whole."""
_VALUED: Final = re.compile(r"(?:均|都|已)?(?:为|是|达到|达)?[≥≤]?\d[\d.]*(?:%|‰|[^\d]{0,4})$")
"""What ends in a figure tells something of an indicator; as a whole it is no name."""
_LABEL_WORDS: Final = frozenset(
    ["目标", "计划", "实际", "完成", "要求", "预期", "标准", "年度目标", "实际完成", "执行率为"]
)
_HEADING_LENGTH = 40
_SHEET = 100
"""Points from which it is the whole sheet that is told of."""
_CLOSING: Final = frozenset({"score", "deduction"})
"""What is told last of an indicator whose points were told."""


@dataclass(slots=True)
class _Found:
    """One indicator being put together: values by field, each with its place. ``listed``: a group was named in
    front of it (数量指标：…); ``last`` is the paragraph told last."""

    name: str
    place: tuple[int, int, int]
    values: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    group: str = ""
    of_total: bool = False
    listed: bool = False
    last: int = 0

    @property
    def waits(self) -> bool:
        """Whether its points were told and its score was not."""
        return "points" in self.values and "score" not in self.values

    def take_bound(self) -> None:
        """A bound behind the name is the target if a result or points follow it, or a group was named before it."""
        if "bound" in self.values and ("actual" in self.values or "points" in self.values or self.listed):
            self.values.setdefault("target", self.values["bound"])
            self.places.setdefault("target", self.places["bound"])


def prose_rows(document: Document, paragraphs: Sequence[Paragraph]) -> list[IndicatorRow]:
    """The indicators told in these paragraphs, groups among them marked as subtotals."""
    found: list[_Found] = []
    headings: dict[int, str] = {}
    depths: list[int] = []
    before = ""
    for number, paragraph in enumerate(paragraphs):
        depth, start = _depth(paragraph)
        depths.append(depth)
        waiting = found[-1] if found and found[-1].last == number - 1 and depth == _PROSE_DEPTH else None
        told = _Teller(number, before, waiting if waiting and waiting.waits else None).tell(paragraph.text, start)
        told += _lists(paragraph.text, number)
        for each in told:
            each.group = each.group or _above(headings, depth)
        found += told
        title = clean_name(paragraph.text[start:])
        before = title if len(title) <= _HEADING_LENGTH and not told else ""
        if before and depth < _PROSE_DEPTH:
            headings = {level: text for level, text in headings.items() if level < depth}
            if level_of(title) is not None:
                headings[depth] = level_name(title)
    for each in found:
        each.take_bound()
    kept = [each for each in found if _counts(each)]
    groups = _groups(kept, depths)
    return [
        _row(document, paragraphs, each, subtotal=i in groups or (each.of_total and "points" not in each.values))
        for i, each in enumerate(kept)
    ]


# --- values and names -------------------------------------------------------------------------------------------


class _Teller:
    """Puts the labelled values of one paragraph together with the names before them.

    ``heading`` names values that have no name of their own; ``waiting`` is an indicator whose points were told in
    the paragraph before (``预算执行率（10分）`` as a heading) and whose score is still to come.
    """

    def __init__(self, number: int, heading: str, waiting: _Found | None) -> None:
        self._number = number
        self._heading = heading
        self._current = waiting
        self._told: list[_Found] = []
        self._group = ""

    def tell(self, text: str, start: int) -> list[_Found]:
        """The indicators that begin in ``text``; what stands before ``start`` is the paragraph's number."""
        of_total = False
        for sentence in _SENTENCE.finditer(text, start) if _HINT.search(text) else ():
            # 其中 holds for what semicolons part, up to the full stop.
            of_total = of_total and text[sentence.start() - 1] in "；;"
            of_total = self._sentence(Compact([sentence.group()]), sentence.start(), of_total=of_total)
        return self._told

    def _sentence(self, compact: Compact, shift: int, *, of_total: bool) -> bool:
        """Reads one sentence; returns whether it told parts behind 其中."""
        at = 0
        matches = _matches(compact.text)
        if not matches and len(compact.text) <= _HEADING_LENGTH:
            self._heading = _name_in(compact.text).name or self._heading
        for number, (name, match) in enumerate(matches):
            words = compact.text[at : match.start()]
            of_total = of_total or "其中" in words
            named, group, told, figure = _name_in(words)
            self._group = group or self._group
            if named and self._heading.endswith(named):
                # 到位率 behind the heading 资金到位率 is the same indicator by its short name.
                named = self._heading
            current = self._current
            awaited = current is not None and current.waits and (name in _CLOSING or (told and name != "points"))
            own_points = any(later == "points" for later, _ in matches[number:])
            if current is not None and own_points and named and level_of(current.name) is not None:
                # （三）满意度指标（10 分） heads what follows; 村民满意度 93%, 分值 10 分, is the first of it.
                awaited = False
            if current is None or (not awaited and (named or name in current.values)):
                place = _span(compact, at, match.start(), shift) if named else (shift, shift)
                current = _Found(named or self._heading, (self._number, *place), group=self._group, of_total=of_total)
                current.listed = bool(self._group)
                self._told.append(current)
                if figure and name == "target":
                    current.values["actual"] = figure
                    current.places["actual"] = current.place
                self._current = current
            value = next(text for text in match.groups() if text is not None)
            current.values.setdefault(name, value)
            current.places.setdefault(name, (self._number, *_span(compact, match.start(), match.end(), shift)))
            current.last = self._number
            at = match.end()
        return of_total


def _matches(text: str) -> list[tuple[str, re.Match[str]]]:
    """The labelled values of a sentence in their order, none inside another."""
    every = sorted(
        ((name, match) for name, pattern in _FIELDS.items() for match in pattern.finditer(text)),
        key=lambda item: (item[1].start(), -item[1].end()),
    )
    kept: list[tuple[str, re.Match[str]]] = []
    for name, match in every:
        if not kept or match.start() >= kept[-1][1].end():
            kept.append((name, match))
    return kept


def _span(compact: Compact, start: int, end: int, shift: int) -> tuple[int, int]:
    return compact.place(start)[1] + shift, compact.after(end)[1] + shift


class _Name(NamedTuple):
    """A name before a value, the group before the name (``数量指标：培训人数``), and whether the words right before
    the value tell something instead (``到位率100%，目标``): then they go on with the indicator at hand. ``figure`` is
    the result that stands behind the name itself (``合格率100%，目标值95%``)."""

    name: str
    group: str
    told: bool
    figure: str = ""


def _name_in(words: str) -> _Name:
    """The indicator's name among the words before a value."""
    parts = [part.strip(_EDGES) for part in re.split(r"[，,:：（(]", clean_name(words))]
    parts = [part for part in (_NO_NAME.sub("", clean_name(part)) for part in parts) if len(part) >= 2]
    if not parts:
        return _Name("", "", told=True)
    group = next((level_name(part) for part in parts[:-1] if level_of(part) is not None), "")
    told = parts[-1] in _LABEL_WORDS or _VALUED.search(parts[-1]) is not None
    for part in reversed(parts):
        figure = _VALUED.search(part)
        # Behind a group's name (数量指标：清运垃圾2860吨) any figure is the result of what stands before it.
        named = clean_name(part[: figure.start()]) if figure and group else ""
        if name := named if len(named) > 2 else _bare(part):
            return _Name(name, group, told, _number_of(figure.group()) if figure else "")
    return _Name("", group, told)


def _number_of(figure: str) -> str:
    return re.sub(r"^[^≥≤\d]+", "", figure)


def _bare(part: str) -> str:
    """The name that some words are: without a figure at their end (资金到位率100%), and none at all if they are no more
    than a label (目标) or tell an amount (到位资金100万元)."""
    figure = _VALUED.search(part)
    name = clean_name(part[: figure.start()] if figure else part)
    measured = figure is None or (len(name) > 2 and name.endswith(("率", "度", "比例", "比")))
    return name if measured and name not in _LABEL_WORDS else ""


# --- lists that answer each other -------------------------------------------------------------------------------

_LISTS: Final = re.compile(
    r"(?:绩效|年度|预期|总体)?目标(?:任务)?:(?P<targets>[^。;]+)[。;](?:年度|全年)?(?:目标)?(?:实际)?(?:完成|达成)(?:情况)?:(?P<actuals>[^。;]+)"
)
_ITEM: Final = re.compile(
    r"(?P<name>[^,、。;\d≥≤]{2,30}?)(?P<value>(?:[≥≤=]|不少于|不低于|不超过)?\d+(?:\.\d+)?[\u4e00-\u9fff%％㎡/A-Za-z]{0,6})(?=[,、。;]|$)"
)
_FEWEST_PAIRS = 2
_TELLING = 4
"""Characters that two lists have to share in a name for the shared part to name the indicator."""


def _lists(text: str, number: int) -> list[_Found]:
    """``目标：甲230人，乙39人。实际完成：甲230人，乙52人。``"""
    if "目标" not in text or "完成" not in text:
        return []
    compact = Compact([text])
    told: list[_Found] = []
    for match in _LISTS.finditer(compact.text):
        targets = list(_ITEM.finditer(compact.text, *match.span("targets")))
        actuals = list(_ITEM.finditer(compact.text, *match.span("actuals")))
        pairs = [(one, two) for one in targets for two in actuals if _alike(one.group("name"), two.group("name"))]
        if len(pairs) >= max(_FEWEST_PAIRS, (len(targets) + 1) // 2):
            told += [_pair(compact, one, two, number) for one, two in pairs]
    return told


def _alike(one: str, two: str) -> bool:
    return one in two or two in one


def _pair(compact: Compact, target: re.Match[str], actual: re.Match[str], number: int) -> _Found:
    shorter, longer = sorted((target.group("name"), actual.group("name")), key=len)
    found = _Found(
        clean_name(shorter if len(shorter) >= _TELLING else longer),
        (number, *_span(compact, *target.span("name"), 0)),
        values={"target": target.group("value"), "actual": actual.group("value")},
        last=number,
    )
    for name, match in (("target", target), ("actual", actual)):
        found.places[name] = (number, *_span(compact, *match.span("value"), 0))
    return found


# --- which of them are indicators, and which are groups ----------------------------------------------------------

_PROSE_DEPTH: Final = max(RANKS.values()) + 1


def _depth(paragraph: Paragraph) -> tuple[int, int]:
    """How deep the number in front of a paragraph is, and where the words after it begin; prose is deepest."""
    number = numbering(paragraph.text)
    return (_PROSE_DEPTH, 0) if number is None else (RANKS[number.style], number.end)


def _above(headings: dict[int, str], depth: int) -> str:
    shallower = [level for level in headings if level < depth]
    return headings[max(shallower)] if shallower else ""


def _counts(found: _Found) -> bool:
    """Whether enough was told to be an indicator: two values that belong together, and a name that is not the whole."""
    values = found.values
    if not found.name or _WHOLE.search(found.name):
        return False
    points = parse_decimal(values.get("points", ""))
    if points is not None and points >= _SHEET:
        return False
    if found.of_total and values.keys() == {"score"}:
        return True
    if "points" in values:
        return bool(values.keys() & {"score", "deduction", "target"})
    if "target" in values:
        return found.listed or bool(values.keys() & {"actual", "score"})
    return {"score", "actual"} <= values.keys()


def _groups(found: Sequence[_Found], depths: Sequence[int]) -> set[int]:
    """The positions of those that are groups: what is numbered deeper right behind them, or told behind 其中 in the
    same paragraph, has points of its own that are theirs in parts. The parts learn the name of their group."""
    groups: set[int] = set()
    for i, each in enumerate(found):
        parts = [part for part in _behind(found, i, depths) if "points" in part.values]
        points = [parse_decimal(part.values["points"]) for part in parts]
        total = sum((number for number in points if number is not None), Decimal(0))
        numbered = len(parts) > 1 and all(depths[part.place[0]] < _PROSE_DEPTH for part in parts)
        own = parse_decimal(each.values.get("points", ""))
        if own is not None and parts and (total == own or numbered):
            groups.add(i)
            for part in parts:
                part.group = part.group or each.name
    return groups


def _behind(found: Sequence[_Found], i: int, depths: Sequence[int]) -> list[_Found]:
    """What stands one level below indicator ``i``, up to the next of its own level."""
    each = found[i]
    own = each.place[0]
    after = next((n for n in range(own + 1, len(depths)) if depths[n] <= depths[own]), len(depths))
    inside = [other for other in found[i + 1 :] if own < other.place[0] < after]
    shallowest = min((depths[other.place[0]] for other in inside), default=0)
    told_with_it = [other for other in found[i + 1 :] if other.place[0] == own and other.of_total and not each.of_total]
    return [other for other in inside if depths[other.place[0]] == shallowest] + told_with_it


def _row(document: Document, paragraphs: Sequence[Paragraph], found: _Found, *, subtotal: bool) -> IndicatorRow:
    def locate(place: tuple[int, int, int]) -> Location:
        number, start, end = place
        return document.locate(paragraphs[number], start, end or len(paragraphs[number].text))

    values = found.values
    places = {name: locate(place) for name, place in found.places.items() if name not in ("bound", "deduction")}
    if "score" not in places and "deduction" in found.places:
        places["score"] = locate(found.places["deduction"])
    target = clean_value(values["target"]) if "target" in values else None
    path = (found.group,) if found.group and found.group != found.name else ()
    return IndicatorRow(
        name=found.name,
        location=locate(found.place),
        level=len(path) + 1 if path else None,
        path=path,
        points=values.get("points"),
        score=_score(values),
        target=target,
        actual=clean_value(values["actual"]) if "actual" in values else None,
        operator=operator_in(target or ""),
        row_kind="subtotal" if subtotal else "indicator",
        places=places,
    )


def _score(values: dict[str, str]) -> str | None:
    """The score as told: a number, 满分, or the points less what was taken off."""
    score = values.get("score")
    if score == "满分":
        return values.get("points")
    if score is None and "deduction" in values and "points" in values:
        points, taken = parse_decimal(values["points"]), parse_decimal(values["deduction"])
        return plain(points - taken) if points is not None and taken is not None else None
    return score
