"""AR012: counts and lengths: parts and wholes, beginnings and additions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.statements import Statement, Term, statements
from jixiao.findings import Finding, Kind, Severity
from jixiao.intervals import Interval
from jixiao.numbers import plain
from jixiao.reading.extract.scan import Sort

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.report import Report

_AMONG = re.compile(r"其中|分别为|分别是|[（(]\s*(?!含|内含|包含)")
_OPEN_ENDED = re.compile(r"主要|如|等|含|包含|重点")
_LEVEL = re.compile(r"[一二三四五]级|级指标")
_SKIPPED = ("年", "月", "日", "天", "周", "级", "届", "岁", "小时", "分钟", "个月", "轮", "%")
_START = re.compile(r"年初|期初|原有|原")
_MORE = re.compile(r"新增|增加|追加|年中增|调增|增补")
_LESS = re.compile(r"减少|取消|核减|调减|退出|撤销")
_TOTAL = re.compile(r"共|合计|总计|总数|全年|现有|累计")
_WITHIN = re.compile(r"其中|内有|内含|含|包括")
_NEAR = 12
"""How many words may stand between a number and what it counts."""


@dataclass(frozen=True, slots=True)
class _Relation:
    """``parts`` with their signs make ``whole``; ``certain``: the words leave no part out and count none twice."""

    whole: Term
    parts: tuple[Term, ...]
    signs: tuple[int, ...]
    told_as: str
    closed: bool


class AR012(Check):
    """个数、人数、长度等，分项相加应等于总数。

    什么
    “16 人，其中……3 人、……12 人、……1 人”一类写法，同一计量单位的分项相加与总数比较；
    “年初 8 个、年中增加 8 个、全年共 15 个”一类写法，按期初加新增减取消验算。

    为什么
    数量指标按这些数打分；分项与总数对不上，完成值就不可信。

    例子
    全年实施项目 15 个，年初批复 8 个，年中增加 8 个：8+8=16，与 15 不符。

    改法
    对照台账核实，改正写错的一个；分类有重叠的，写明“其中含”。

    来源
    文内勾稽关系。
    """

    code = "AR012"
    title = "个数、人数等分项之和与总数不符"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        told = list(statements(report))
        relations = [relation for statement in told for relation in _listed(statement)]
        relations += list(_accumulated(told))
        if not relations:
            return NotApplicable("没有写明总数和分项的个数")
        return [finding for relation in relations if (finding := self._judge(relation)) is not None]

    def _judge(self, relation: _Relation) -> Finding | None:
        whole = _inside(relation.whole)
        if len(relation.parts) == 1:
            return self._larger(relation.whole, relation.parts[0])
        values = [_inside(part) for part in relation.parts]
        shortest = 2 if relation.closed else len(values)
        for count in range(shortest, len(values) + 1):
            if _sum(values[:count], relation.signs).overlaps(whole):
                return None
        total = sum(
            (
                Fraction(part.token.printed.value) * sign
                for part, sign in zip(relation.parts, relation.signs, strict=True)
            ),
            Fraction(0),
        )
        difference = total - Fraction(relation.whole.token.printed.value)
        unit = relation.whole.token.printed.unit
        line = "".join(
            f" {'+' if sign > 0 else '−'} {_shown(part)}"
            for part, sign in zip(relation.parts, relation.signs, strict=True)
        ).removeprefix(" + ")
        severity = Severity.WARNING
        few = len(relation.parts) < 3
        if (
            few
            and difference < 0
            and relation.closed
            and abs(difference) * 2 > Fraction(relation.whole.token.printed.value)
        ):
            severity = Severity.INFO
        elif not relation.closed:
            severity = Severity.ERROR
        return self.finding(
            f"{relation.told_as}相加为 {plain(total)} {unit}，与总数 {_shown(relation.whole)}不符，"
            f"{'多' if difference > 0 else '少'} {plain(abs(difference))} {unit}。",
            relation.whole.where,
            *(part.where for part in relation.parts),
            expected=f"{plain(total)} {unit}",
            actual=_shown(relation.whole),
            steps=(f"{line} = {plain(total)} {unit} ≠ {_shown(relation.whole)}",),
            advice="对照台账核实，改正写错的一个；分类有重叠的，写明“其中含”。",
            severity=severity,
        )

    def _larger(self, whole: Term, part: Term) -> Finding | None:
        """The only part that is named; it cannot be more than the whole."""
        if part.token.printed.value <= whole.token.printed.value:
            return None
        return self.finding(
            f"{_name(part)} {_shown(part)}，多于总数 {_shown(whole)}。",
            whole.where,
            part.where,
            expected=f"不超过 {_shown(whole)}",
            actual=_shown(part),
            steps=(f"{_shown(part)} > {_shown(whole)}",),
            advice="对照台账核实，改正写错的一个。",
            severity=Severity.WARNING,
        )


def _listed(statement: Statement) -> Iterator[_Relation]:
    """``N 人，其中 a 人、b 人 …``: the list runs to the next 其中, to the closing bracket or to the end of the sentence.

    Other numbers may stand between the whole and its list (56 个，总投资 9800 万元，其中 … 31 个 6280 万元 …).
    """
    terms = statement.terms
    for place, first in enumerate(terms):
        opener = _AMONG.search(first.lead)
        if not place or opener is None or len(first.lead[: opener.start()]) > _NEAR:
            continue
        if re.search(r"[）)。；;]", first.lead[opener.end() :]):
            continue  # what the words opened is closed again before the next number
        listed = list(_until_end(terms[place:]))
        units = dict.fromkeys(term.token.printed.unit for term in listed if _countable(term))
        for unit in units:
            before = [
                t for t in terms[max(0, place - _BETWEEN) : place] if _countable(t) and t.token.printed.unit == unit
            ]
            parts = [term for term in listed if _countable(term) and term.token.printed.unit == unit]
            words = [*(term.clause for term in parts), *(term.clause for term in before)]
            if (
                before
                and not any(_LEVEL.search(each) for each in words)
                and not any(_OPEN_ENDED.search(p.clause) for p in parts)
            ):
                names = "、".join(f"{_name(part)} {_shown(part)}" for part in parts)
                yield _Relation(before[-1], tuple(parts), (1,) * len(parts), names, closed=True)


_BETWEEN = 3
"""How many numbers back the whole of a list may stand."""


def _until_end(terms: tuple[Term, ...]) -> Iterator[Term]:
    for place, term in enumerate(terms):
        if place and (_AMONG.search(term.lead) or re.search(r"[）)；;]", term.lead)):
            return
        yield term


def _accumulated(told: list[Statement]) -> Iterator[_Relation]:
    """A total, what there was at the beginning, and what came and went in the year, of one thing in one paragraph."""
    by_passage: dict[tuple[int, str, str], list[Term]] = {}
    for statement in told:
        for term in statement.terms:
            if _countable(term) and not _WITHIN.search(term.lead) and (thing := _thing(term)):
                key = (statement.passage.number, thing, term.token.printed.unit)
                by_passage.setdefault(key, []).append(term)
    for terms in by_passage.values():
        starts = [term for term in terms if _START.search(term.clause)]
        gains = [term for term in terms if _MORE.search(term.clause)]
        losses = [term for term in terms if _LESS.search(term.clause)]
        totals = [term for term in terms if _TOTAL.search(term.clause) and term not in (*starts, *gains, *losses)]
        if len(starts) == 1 and len(totals) == 1 and 1 <= len(gains) + len(losses) <= 3:
            parts = (starts[0], *gains, *losses)
            signs = (1, *(1 for _ in gains), *(-1 for _ in losses))
            names = "、".join(f"{_name(part)} {_shown(part)}" for part in parts)
            yield _Relation(totals[0], parts, signs, names, closed=False)


def _countable(term: Term) -> bool:
    return (
        term.token.sort is Sort.COUNT
        and not term.token.printed.approximation
        and term.token.printed.multiplier == 1
        and term.token.printed.unit not in _SKIPPED
    )


def _thing(term: Term) -> str:
    """What is counted in ``年初批复预算项目 8 个``: the last two characters of the words in front, or those behind."""
    before = re.sub(r"[^\u4e00-\u9fff]", "", term.clause)
    if len(before) >= 4:
        return before[-2:]
    behind = re.match(r"[\u4e00-\u9fff]+", term.tail)
    return behind.group()[-2:] if behind else ""


def _inside(term: Term) -> Interval:
    """The values a printed count can stand for; one with decimals is rounded to them."""
    printed = term.token.printed
    value = Fraction(printed.value)
    if not printed.places:
        return Interval.point(value)
    half = Fraction(1, 2 * 10**printed.places)
    return Interval(value - half, value + half, True, False)


def _sum(values: list[Interval], signs: tuple[int, ...]) -> Interval:
    total = Interval.point(0)
    for value, sign in zip(values, signs, strict=False):
        total += value.scaled(sign)
    return total


def _shown(term: Term) -> str:
    return f"{plain(term.token.printed.value)} {term.token.printed.unit}"


def _name(term: Term) -> str:
    return re.sub(r"^(?:其中|分别为|分别是|以及|和|及)[：:，,]?", "", term.clause).strip("，。；：、（）() ") or "另"
