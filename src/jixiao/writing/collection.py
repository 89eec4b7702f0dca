"""Many units as one: figures added up, totals rolled up as the scheme says, and what could not be taken in.

A rate of the whole is the rate of the sums, never a mean of rates. A unit that lacks a figure makes the sum missing, a
unit that lacks a total makes the rolled score missing: neither is counted as zero and neither is left out in silence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.facts import Fact, Facts
from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location
from jixiao.numbers import Missing, Printed, UnitKind, exact, round_by, unit_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from jixiao.schemes.model import Scheme
    from jixiao.scoring.result import Result

__all__ = ["FAULTS", "Absent", "Collection", "Member", "collect"]

FAULTS: Final[dict[str, str]] = {
    "RU001": "指标体系与其他单位不同",
    "RU002": "评价年度与其他单位不同",
    "RU003": "同一单位交了几份",
}
"""Why a sound workbook cannot be rolled up with the others, by code."""

_EQUAL: Final = "equal"


@dataclass(frozen=True, slots=True)
class Member:
    """One unit (or one project of it) as it was handed in and scored. ``source`` names its file; ``findings`` are what
    its workbook drew."""

    source: str
    scheme: Scheme
    result: Result
    facts: Facts
    department: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.facts.unit}（{self.facts.subject}）" if self.facts.subject else self.facts.unit

    @property
    def total(self) -> Decimal | None:
        """The total score; ``None`` where the scheme gives none or anything is still missing."""
        return self.result.total if self.result.complete else None

    def base(self, fact: str) -> Fraction | None:
        """The figure in base units; ``None`` where it was not given."""
        return _base(self.facts.get(fact))

    @property
    def questions(self) -> tuple[Finding, ...]:
        """What the unit still has to explain or put right, the gravest first."""
        nodes = (question for node in self.result.walk() for question in node.questions)
        asked = dict.fromkeys((*self.result.questions, *nodes, *self.findings))
        return tuple(
            sorted((each for each in asked if each.severity is not Severity.INFO), key=lambda each: each.severity.rank)
        )


@dataclass(frozen=True, slots=True)
class Absent:
    """A workbook whose figures are not in the sums, and why. ``unit`` is empty where not even that could be read."""

    source: str
    unit: str
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        return self.unit or self.source


@dataclass(frozen=True, slots=True)
class Collection:
    """Units of one scheme and year under ``name`` (a department, or a place's bureau of finance), largest budget first.

    ``facts`` holds every amount and count that all members have, added up.
    """

    name: str
    scheme: Scheme
    year: int
    members: tuple[Member, ...]
    absent: tuple[Absent, ...]
    facts: Facts

    def base(self, fact: str) -> Fraction | None:
        """The sum in base units; ``None`` where a member lacks the figure."""
        return _base(self.facts.get(fact))

    @property
    def weight(self) -> str:
        """What totals are weighed by: ``equal``, or the name of a fact."""
        return self.scheme.roll_up or _EQUAL

    @property
    def weight_label(self) -> str:
        return "" if self.weight == _EQUAL else self.scheme.inputs[self.weight].label

    def weight_of(self, member: Member) -> Fraction | None:
        """The weight of one member; ``None`` where the figure is missing or below zero."""
        if self.weight == _EQUAL:
            return Fraction(1)
        found = member.base(self.weight)
        return None if found is None or found < 0 else found

    @property
    def without_total(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.total is None)

    @property
    def without_weight(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if self.weight_of(member) is None)

    @property
    def score(self) -> Decimal | None:
        """The rolled-up total, rounded as the scheme rounds totals; ``None`` while anything of it is missing."""
        if not self.scheme.scored or self.absent:
            return None
        weighed = [(self.weight_of(member), member.total) for member in self.members]
        weights = [weight for weight, _ in weighed if weight is not None]
        products = [weight * Fraction(total) for weight, total in weighed if weight is not None and total is not None]
        if len(products) < len(weighed) or not sum(weights):
            return None
        return round_by(self.scheme.total_rounding, sum(products, Fraction(0)) / sum(weights, Fraction(0)))

    @property
    def grade(self) -> str:
        return "" if self.score is None else self.scheme.grade_of(self.score)

    @property
    def grades(self) -> tuple[tuple[str, tuple[Member, ...]], ...]:
        """Every grade of the scheme, best first, with its members; then those without a grade under an empty name."""
        names = [*(band.name for band in self.scheme.grades), ""]
        by_grade: dict[str, list[Member]] = {name: [] for name in names}
        for member in self.ranked:
            by_grade[member.result.grade].append(member)
        return tuple((name, tuple(found)) for name, found in by_grade.items() if name or found)

    @property
    def ranked(self) -> tuple[Member, ...]:
        """Members by total score, best first; those without one at the end, in their usual order."""
        scored = [member for member in self.members if member.total is not None]
        scored.sort(key=lambda member: -Fraction(member.total or 0))
        return (*scored, *self.without_total)

    def rank(self, member: Member) -> int | None:
        """The member's place by total score; equal scores share a place and the next one is skipped."""
        if member.total is None:
            return None
        return 1 + sum(1 for other in self.members if other.total is not None and other.total > member.total)

    def lacking(self, fact: str) -> tuple[Member, ...]:
        """The members that keep the sum of ``fact`` from being known."""
        return tuple(member for member in self.members if _addend(member.facts.get(fact)) is Missing.BLANK)


def collect(
    members: Iterable[Member], absent: Iterable[Absent] = (), name: str = ""
) -> tuple[Collection | None, tuple[Absent, ...]]:
    """The collection of all members that go together, and everything that is not in it.

    Most members' scheme and year are expected of all (of two equally frequent ones the first by id or the earlier year);
    of a unit that was handed in twice neither workbook is taken, because nobody here can know which is right. ``None``
    where nothing is left. The order of ``members`` makes no difference.
    """
    left_out = list(absent)
    kept = sorted(members, key=lambda member: (member.name, member.source))
    kept = _alike(kept, lambda member: member.scheme.id, _other_scheme, left_out)
    kept = _alike(kept, lambda member: str(member.facts.year), _other_year, left_out)
    kept = _once(kept, left_out)
    out = tuple(sorted(left_out, key=lambda each: (each.name, each.source)))
    if not kept:
        return None, out
    kept.sort(key=lambda member: (-(member.base("adjusted_budget") or 0), member.name))
    scheme, year = kept[0].scheme, kept[0].facts.year
    return Collection(name, scheme, year, tuple(kept), out, _sums(kept, name, year)), out


# --- what goes together


def _alike(
    members: list[Member],
    key: Callable[[Member], str],
    finding: Callable[[Member, Member, int], Finding],
    left_out: list[Absent],
) -> list[Member]:
    counts = Counter(key(member) for member in members)
    if len(counts) < 2:
        return members
    usual = min(counts, key=lambda value: (-counts[value], value))
    model = next(member for member in members if key(member) == usual)
    for member in members:
        if key(member) != usual:
            why = finding(member, model, counts[usual])
            left_out.append(Absent(member.source, member.name, (why, *member.findings)))
    return [member for member in members if key(member) == usual]


def _other_scheme(member: Member, model: Member, count: int) -> Finding:
    return _finding(
        "RU001",
        member,
        f"“{member.name}”按“{member.scheme.title}”（{member.scheme.id}）填报，"
        f"其余 {count} 个单位按“{model.scheme.title}”（{model.scheme.id}），不能汇总在一起。",
        expected=model.scheme.id,
        actual=member.scheme.id,
        advice="请该单位换用同一指标体系的工作簿重新填报，或把它另行汇总。",
    )


def _other_year(member: Member, model: Member, count: int) -> Finding:
    return _finding(
        "RU002",
        member,
        f"“{member.name}”填的是 {member.facts.year} 年度，其余 {count} 个单位是 {model.facts.year} 年度，不能汇总在一起。",
        expected=str(model.facts.year),
        actual=str(member.facts.year),
        advice="请核对年度；确是另一年度的，另行汇总。",
    )


def _once(members: list[Member], left_out: list[Absent]) -> list[Member]:
    by_name: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        by_name[member.name].append(member)
    for name, group in by_name.items():
        if len(group) > 1:
            files = "、".join(member.source for member in group)
            for member in group:
                message = f"“{name}”有 {len(group)} 份工作簿（{files}），应为一份，不知道以哪一份为准。"
                advice = "请留下正确的一份；确是两个单位的，写明各自的全称。"
                found = _finding("RU003", member, message, expected="1 份", actual=f"{len(group)} 份", advice=advice)
                left_out.append(Absent(member.source, name, (found, *member.findings)))
    return [member for member in members if len(by_name[member.name]) == 1]


def _finding(code: str, member: Member, message: str, *, expected: str, actual: str, advice: str) -> Finding:
    at = Location(file=member.source)
    return Finding(code, Severity.ERROR, Kind.CONSISTENCY, message, expected, actual, (at,), (), advice)


# --- sums


def _base(fact: Fact | None) -> Fraction | None:
    return fact.value.base if fact is not None and isinstance(fact.value, Printed) else None


def _sums(members: list[Member], name: str, year: int) -> Facts:
    names = dict.fromkeys(fact for member in members for fact in member.facts.values)
    found = (_sum(fact, [member.facts.get(fact) for member in members]) for fact in sorted(names))
    return Facts.of(name, year, [fact for fact in found if fact is not None])


def _sum(name: str, facts: list[Fact | None]) -> Fact | None:
    """The facts added up; ``None`` where they are nothing that adds up (rates, words, answers)."""
    addends = [_addend(fact) for fact in facts]
    figures = [each for each in addends if isinstance(each, Printed)]
    label = next(fact.label for fact in facts if fact is not None)
    if any(each is None for each in addends) or len({_counted(each) for each in figures}) > 1:
        return None
    if Missing.BLANK in addends or not figures:
        return Fact(name, label, Missing.BLANK if Missing.BLANK in addends else Missing.NOT_APPLICABLE)
    units = {figure.unit for figure in figures}
    unit = units.pop() if len(units) == 1 else "万元"
    total = exact(sum((figure.base for figure in figures), Fraction(0)) / unit_named(unit).factor)
    value = Printed(total, unit, max(figure.places for figure in figures))
    origins = tuple(origin for fact in facts if fact is not None for origin in fact.origins)
    return Fact(name, label, value, origins, f"{len(figures)} 个单位之和")


def _addend(fact: Fact | None) -> Printed | Missing | None:
    """What a fact brings to a sum; ``None`` where it is nothing that adds up."""
    if fact is None:
        return Missing.BLANK
    value = fact.value
    if isinstance(value, Missing):
        return value
    if isinstance(value, Printed) and value.kind in (UnitKind.MONEY, UnitKind.COUNT) and not value.approximation:
        return value
    return None


def _counted(figure: Printed) -> str:
    """What is counted: amounts of money in any unit add up, people and rooms do not."""
    return "money" if figure.kind is UnitKind.MONEY else figure.unit
