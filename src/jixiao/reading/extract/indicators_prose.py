"""Indicators told in sentences.

Three ways of telling are read: points and score (``该指标分值 10 分，自评得分 9.5 分``), target and result by name
(``目标值≥90%，完成值92%``), and two lists that answer each other (``目标：… 。实际完成：…``). The name is what stands
before the first of the values; where nothing stands there, the heading above.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from jixiao.numbers import parse_decimal, plain
from jixiao.reading.extract.indicators_cells import clean_name, clean_value, operator_in
from jixiao.reading.extract.indicators_compact import Compact
from jixiao.reading.extract.indicators_rows import level_name
from jixiao.reading.extract.indicators_vocabulary import level_of
from jixiao.reading.numbering import RANKS, numbering
from jixiao.report import IndicatorRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.document import Document, Paragraph
    from jixiao.location import Location

__all__ = ["prose_rows"]

_N = r"(\d+(?:\.\d+)?)"
_VALUE = r"((?:\d,\d{3}|[^,。;、()（）；，])+)"
_FIELDS: Final = {
    "points": re.compile(
        rf"(?:该?(?:项|二级|三级|四级)?(?:评价|评分)?指标(?:的)?|该项|本项)?(?:总)?(?:分值|满分|权重分值|权重分|权重|标准分值|标准分)"
        rf"(?:设置|设定|合计|共计)?(?:为|是|占|共|:)?{_N}分|[(](?:分值|满分|权重|标准分|总分|共)?:?{_N}分[)]"
    ),
    "score": re.compile(
        rf"(?:单位)?(?:自评得分|自评分值|自评分数|自评分|自评|实际得分|评价得分|实得分|最终得分|得分|评分|实得|得)(?:情况)?(?:为|是|:)?{_N}分|"
        rf"(?:自评)?得?(满分)(?![\d为是:(])"
    ),
    "deduction": re.compile(rf"(?:扣分|扣减|扣除|扣掉|扣)(?:为|:)?{_N}分"),
    "target": re.compile(
        rf"(?:年度|年初|全年|预期|绩效|设定|计划)?(?:目标值|指标值|计划值|预期值|目标数|计划数)(?:为|是|:|设定为|应)?{_VALUE}"
    ),
    "actual": re.compile(
        rf"(?:全年|年度|年末)?(?:实际)?(?:完成值|实际值|达成值|完成数)(?:为|是|:|达到|达)?{_VALUE}|"
        rf"(?:年度|全年)?实际(?:完成率|完成量|完成情况|完成|达到|达成)(?:了|为|是|:|达到|达)?{_VALUE}"
    ),
}
_SENTENCE: Final = re.compile(r"[^。；;]+")
_EDGES: Final = "，,：:；;、。（(）)“”— -"
_NO_NAME: Final = re.compile(r"^(?:其中|并|且|和|及|以及|该|此|本项|该项|该指标|本指标|指标|共|合计|分别为|均|为|的)+")
_WHOLE: Final = re.compile(
    r"(?:总分|总得分|综合得分|综合评|自评结论|自评结果|评价结论|整体支出|评价体系|指标体系|本项目|本次|得分为|百分制|自评总)"
)
_HEADING_LENGTH = 40
_SHEET = 100


@dataclass(slots=True)
class _Found:
    """One indicator being put together: values by field, each with its place."""

    name: str
    place: tuple[int, int, int]
    values: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    group: str = ""
    of_total: bool = False
    depth: int = 0
    order: int = 0


def prose_rows(document: Document, paragraphs: Sequence[Paragraph]) -> list[IndicatorRow]:
    """The indicators told in these paragraphs, groups among them marked as subtotals."""
    found: list[_Found] = []
    headings: dict[int, str] = {}
    before = ""
    for number, paragraph in enumerate(paragraphs):
        depth = _depth(paragraph)
        told = list(_told(paragraph.text, number, before))
        for each in told:
            each.depth, each.order = depth, len(found)
            each.group = each.group or _above(headings, depth)
            found.append(each)
        found += [_at(each, number) for each in _lists(paragraph.text)]
        title = clean_name(_untitled(paragraph.text))
        if len(title) <= _HEADING_LENGTH and not told:
            headings = {level: text for level, text in headings.items() if level < depth}
            if depth < _PROSE_DEPTH and level_of(title) is not None:
                headings[depth] = level_name(title)
            before = title
        else:
            before = ""
    kept = [each for each in found if _counts(each)]
    groups = _groups(kept)
    return [_row(document, paragraphs, each, subtotal=each.order in groups or each.of_total) for each in kept]


# --- values and names -------------------------------------------------------------------------------------------


def _told(text: str, number: int, heading: str) -> Iterator[_Found]:
    """The indicators that the sentences of one paragraph tell."""
    current: _Found | None = None
    for sentence in _SENTENCE.finditer(text):
        compact = Compact([sentence.group()])
        matches = _matches(compact.text)
        at = 0
        parts_of_total = False
        for name, match in matches:
            words = compact.text[at : match.start()]
            named, group = _name_in(words)
            shift = sentence.start()
            if named or current is None or (at == 0 and not heading and name == "points"):
                if current is not None:
                    yield current
                one, two = _span(compact, at, match.start()) if named else (0, 0)
                current = _Found(named or heading, (number, shift + one, shift + two), group=group)
                parts_of_total = parts_of_total or "其中" in words
                current.of_total = parts_of_total
            elif name in current.values:
                yield current
                current = _Found("", (number, 0, 0))
            value = next(group for group in match.groups() if group is not None)
            start, end = _span(compact, match.start(), match.end())
            current.values[name] = value
            current.places[name] = (number, shift + start, shift + end)
            at = match.end()
        if matches and current is not None:
            yield current
            current = None
    if current is not None:
        yield current


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


def _span(compact: Compact, start: int, end: int) -> tuple[int, int]:
    return compact.place(start)[1], compact.after(end)[1]


def _name_in(words: str) -> tuple[str, str]:
    """The indicator's name among the words before a value, and the group named before it (``数量指标：培训人数``)."""
    parts = [part.strip(_EDGES) for part in re.split(r"[，,:：（(]", words)]
    parts = [part for part in (_NO_NAME.sub("", clean_name(part)) for part in parts) if len(part) >= 2]
    if not parts:
        return "", ""
    group = next((level_name(part) for part in parts[:-1] if level_of(part) is not None), "")
    name = parts[-1]
    if re.search(r"\d", name) and re.search(r"(?:为|达|是|共|完成)", name) and len(parts) > 1:
        name = parts[-2]
    return clean_name(name), group


# --- lists that answer each other -------------------------------------------------------------------------------

_LISTS: Final = re.compile(
    r"(?:绩效|年度|预期|总体)?目标(?:任务)?[:：](?P<targets>[^。；]+)[。；]\s*(?:年度|全年)?(?:目标)?(?:实际)?(?:完成|达成)(?:情况)?[:：](?P<actuals>[^。；]+)"
)
_ITEM: Final = re.compile(
    r"(?P<name>[^，,、。；;\d≥≤]{2,30}?)(?P<value>(?:[≥≤=]|不少于|不低于|不超过)?\d+(?:\.\d+)?[\u4e00-\u9fff%％㎡/A-Za-z]{0,6})(?=[，,、。；;]|$)"
)
_FEWEST_PAIRS = 2
_TELLING = 4
"""Characters that two lists have to share in a name for the shared part to name the indicator."""


def _lists(text: str) -> Iterator[_Found]:
    """``目标：甲230人，乙39人。实际完成：甲230人，乙52人。``"""
    for match in _LISTS.finditer(text):
        targets = [_item(item, match.start("targets")) for item in _ITEM.finditer(match.group("targets"))]
        actuals = [_item(item, match.start("actuals")) for item in _ITEM.finditer(match.group("actuals"))]
        pairs = [(one, two) for one in targets for two in actuals if one[0] in two[0] or two[0] in one[0]]
        if len(pairs) < _FEWEST_PAIRS or len(pairs) < len(targets) / 2:
            continue
        for (name, place, target, target_place), (other, _, actual, actual_place) in pairs:
            shorter, longer = sorted((name, other), key=len)
            found = _Found(shorter if len(shorter) >= _TELLING else longer, (0, *place))
            found.values = {"target": target, "actual": actual}
            found.places = {"target": (0, *target_place), "actual": (0, *actual_place)}
            yield found


def _item(match: re.Match[str], shift: int) -> tuple[str, tuple[int, int], str, tuple[int, int]]:
    name, value = match.span("name"), match.span("value")
    return (
        clean_name(match.group("name")),
        (shift + name[0], shift + name[1]),
        match.group("value"),
        (shift + value[0], shift + value[1]),
    )


def _at(found: _Found, number: int) -> _Found:
    found.place = (number, *found.place[1:])
    found.places = {name: (number, *place[1:]) for name, place in found.places.items()}
    found.depth, found.order = _PROSE_DEPTH, -1
    return found


# --- which of them are indicators, and which are groups ----------------------------------------------------------

_PROSE_DEPTH: Final = max(RANKS.values()) + 1


def _depth(paragraph: Paragraph) -> int:
    """How deep the numbering in front of a paragraph is; prose without number is deepest."""
    number = numbering(paragraph.text)
    return _PROSE_DEPTH if number is None else RANKS[number.style]


def _untitled(text: str) -> str:
    number = numbering(text)
    return text[number.end :] if number is not None else text


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
        return bool(values.keys() & {"score", "deduction"})
    return {"target", "actual"} <= values.keys() or ("score" in values and bool(values.keys() & {"target", "actual"}))


def _groups(found: Sequence[_Found]) -> set[int]:
    """The orders of those that are groups: what is numbered deeper right behind them adds up to their points."""
    groups: set[int] = set()
    for i, each in enumerate(found):
        points = parse_decimal(each.values.get("points", ""))
        inside: list[_Found] = []
        for other in found[i + 1 :]:
            if other.depth <= each.depth:
                break
            inside.append(other)
        shallowest = min((other.depth for other in inside), default=0)
        children = [parse_decimal(other.values.get("points", "")) for other in inside if other.depth == shallowest]
        known = [number for number in children if number is not None]
        if points is not None and known and sum(known, Decimal(0)) == points:
            groups.add(each.order)
    return groups


def _row(document: Document, paragraphs: Sequence[Paragraph], found: _Found, *, subtotal: bool) -> IndicatorRow:
    def locate(place: tuple[int, int, int]) -> Location:
        number, start, end = place
        return document.locate(paragraphs[number], start, end or len(paragraphs[number].text))

    values = found.values
    places = {("score" if name == "deduction" else name): locate(place) for name, place in found.places.items()}
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
