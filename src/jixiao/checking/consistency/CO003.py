"""CO003: one thing counted, two numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import shown
from jixiao.checking.statements import Term, statements
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import plain
from jixiao.reading.extract.scan import Sort

if TYPE_CHECKING:
    from jixiao.report import Count, Report

_UNITS = {"场": "次", "场次": "次", "名": "人", "位": "人", "人次": "人次"}
_IDLE = re.compile(r"[“”\"《》（）()\s]|^[①-⑳⑴-⒇\d.、]+|组织|举办|开展|实施|主办|承办|联合|共|各类|各种|等|的")
_PLANNED = re.compile(r"计划|预计|目标|预期|拟|应|不少于|不低于|至少")
_EVENTS = re.compile(
    r"竞赛|讲座|培训|活动|比赛|大赛|研讨|论坛|会议|检查|调研|宣传|宣讲|演练|展览|巡查|走访|慰问|体检|义诊|演出|课程|志愿"
)


class CO003(Check):
    """同一事项的次数、人数，前后应当相同。

    什么
    同一名称、同一类计量单位（场与次、名与人视为同类）的事项，在两处所写的个数不同即报；“约、近、多、以上”按区间比较。
    总述与分项之间，分项多于总述的必报，分项合计等于总述的不报；计划数与完成数不比。

    为什么
    数量指标按次数打分，前后不一，完成值就不可信。

    例子
    总述写“开展知识竞赛 1 次”，分项写“举办 3 次知识竞赛”。

    改法
    对照台账（活动记录）核实；口径不同的（主办与参加），分别写明。

    来源
    文内勾稽关系。
    """

    code = "CO003"
    title = "同一事项的个数前后不同"
    kind = Kind.CONSISTENCY
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        goals = _goal_blocks(report)
        groups: dict[tuple[str, str], list[Count]] = {}
        for count in report.counts:
            subject = _IDLE.sub("", count.subject)
            told = f"{count.verb}{count.subject}"
            if len(subject) < 2 or _PLANNED.search(told) or count.location.block in goals or count.year is not None:
                continue
            groups.setdefault((subject, _UNITS.get(count.value.unit, count.value.unit)), []).append(count)
        groups = {key: counts for key, counts in _merged(groups).items() if len(counts) > 1}
        alike = _told_alike(report, goals)
        if not groups and not alike:
            return NotApplicable("没有写过两次的个数")
        findings = [finding for key, counts in groups.items() if (finding := self._judge(key[0], counts)) is not None]
        places = {where for finding in findings for where in finding.locations}
        return findings + [self._by_words(*pair) for pair in alike if not {term.where for term in pair} & places]

    def _by_words(self, first: Term, other: Term) -> Finding:
        one, two = (f"{plain(term.token.printed.value)}{term.token.printed.unit}" for term in (first, other))
        return self.finding(
            f"{first.clause}：前文 {one}，后文 {two}，个数不一致。",
            other.where,
            first.where,
            expected=one,
            actual=two,
            steps=(f"{one} ≠ {two}",),
            advice="对照台账核实；口径不同的，分别写明。",
        )

    def _judge(self, subject: str, counts: list[Count]) -> Finding | None:
        general = [count for count in counts if count.scope == "unit"]
        special = [count for count in counts if count.scope != "unit"]
        for members in (general, special):
            by_scope: dict[str, list[Count]] = {}
            for count in members:
                by_scope.setdefault(count.scope, []).append(count)
            for same in by_scope.values():
                if other := _differing(same):
                    return self._report(
                        subject, same[0], other, sure=bool(_EVENTS.search(subject)) and len(subject) > 3
                    )
        if general and special and not _sums_up(general[0], special):
            other = next((count for count in special if not _agree(general[0], count)), None)
            if other is not None:
                more = other.value.value > general[0].value.value
                return self._report(subject, general[0], other, sure=more)
        return None

    def _report(self, subject: str, first: Count, other: Count, *, sure: bool) -> Finding | None:
        """``sure``: the words name one activity. Otherwise two numbers speak of one thing only if they are alike."""
        same_digits = first.value.value == other.value.value
        covered = first.verb == other.verb and first.verb in _COVERING and _PLACES.search(subject) is not None
        if not sure and not same_digits and not covered and not _alike(first, other):
            return None
        return self.finding(
            f"{subject}：前文 {_told(first)}，后文 {_told(other)}，个数不一致。",
            other.location,
            first.location,
            expected=_told(first),
            actual=_told(other),
            steps=(f"{_told(first)} ≠ {_told(other)}",),
            advice="对照台账核实；口径不同的（主办与参加、计划与完成），分别写明。",
            severity=Severity.INFO if same_digits or (covered and not sure) else None,
        )


_COVERING = ("涉及", "覆盖", "惠及", "辐射")
_PLACES = re.compile(r"行政村|自然村|村|乡镇|镇街|街道|社区|学校|县区|小区")
"""So many places that a project covers: two numbers may be two projects, and are a note only."""


def _alike(one: Count, two: Count) -> bool:
    """Whether two exact numbers differ so little that one is likely a slip for the other."""
    small, large = sorted((one.value.value, two.value.value))
    exact = not one.value.approximation and not two.value.approximation
    return exact and small > 20 and small * 10 >= large * 8


def _told_alike(report: Report, goals: set[int]) -> list[tuple[Term, Term]]:
    """Numbers of one unit behind exactly the same words that differ by so little that one is a slip for the other."""
    first: dict[tuple[str, str], Term] = {}
    pairs = []
    for statement in statements(report):
        if statement.passage.block.index in goals or statement.passage.in_table:
            continue
        for term in statement.terms:
            words, printed = term.clause, term.token.printed
            exact = term.token.sort is Sort.COUNT and not printed.approximation and not term.token.operator
            if not exact or len(re.sub(r"[^\u4e00-\u9fff]", "", words)) < _LONG or _PLANNED.search(words):
                continue
            before = first.setdefault((words, printed.unit), term)
            small, large = sorted((before.token.printed.value, printed.value))
            if small != large and small > 20 and small * 10 >= large * 8:
                pairs.append((before, term))
    return pairs


def _merged(groups: dict[tuple[str, str], list[Count]]) -> dict[tuple[str, str], list[Count]]:
    """Groups whose subject ends with another's (残疾人适配辅具, 适配辅具) taken together, if it is long enough to name
    one thing."""
    merged: dict[tuple[str, str], list[Count]] = {}
    for (subject, unit), counts in sorted(groups.items(), key=lambda item: len(item[0][0])):
        known = next(
            (key for key in merged if key[1] == unit and len(key[0]) >= _LONG and subject.endswith(key[0])), None
        )
        merged.setdefault(known or (subject, unit), []).extend(counts)
    return {
        key: sorted(counts, key=lambda count: (count.location.block or 0, count.location.start or 0))
        for key, counts in merged.items()
    }


_LONG = 4


def _goal_blocks(report: Report) -> set[int]:
    """The blocks that set goals: what they count is promised, not done."""
    return {
        block
        for section in report.sections
        if section.part == "goals"
        for block in range(section.first_block, section.last_block + 1)
    }


def _agree(one: Count, two: Count) -> bool:
    if one.value.value == two.value.value:
        return one.value.approximation == two.value.approximation
    if (
        not one.value.approximation
        and not two.value.approximation
        and one.value.multiplier == two.value.multiplier == 1
    ):
        return False
    return one.value.interval.overlaps(two.value.interval)


def _differing(counts: list[Count]) -> Count | None:
    return next((count for count in counts[1:] if not _agree(counts[0], count)), None)


def _sums_up(general: Count, special: list[Count]) -> bool:
    return sum(count.value.value for count in special) == general.value.value


def _told(count: Count) -> str:
    """The number as printed, with the words that loosen it."""
    text = re.sub(r"\s", "", count.value.text)
    return text or shown(count.value)
