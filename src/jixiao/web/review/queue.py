"""The queue of a reviewer with three hundred reports: those that need her first, and why they do."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from django.db.models import F, Q

from jixiao.numbers import plain, round_by
from jixiao.web import access
from jixiao.web.evaluation.models import Likeness
from jixiao.web.evaluation.signals import WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jixiao.web.evaluation.models import Evaluation
    from jixiao.web.organizations.models import Person

__all__ = ["Queued", "Signal", "out_of_line", "queue_of", "signals_of"]

_NOT_THERE: Final = ("draft", "in_approval")
"""The states in which an evaluation has not left its unit."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing to look at."""

    kind: str
    text: str

    @property
    def weight(self) -> int:
        return WEIGHTS[self.kind]


@dataclass(frozen=True, slots=True)
class Queued:
    """An evaluation in the queue with its signals, the heaviest first."""

    evaluation: Evaluation
    signals: tuple[Signal, ...]

    @property
    def risk(self) -> int:
        return sum(signal.weight for signal in self.signals)


def queue_of(person: Person, *, round_id: int | None = None, state: str = "with_finance") -> list[Queued]:
    """The evaluations in that state (all that were handed in, where it is empty), the riskiest first. The number of
    queries does not depend on how many there are."""
    found = access.evaluations(person).exclude(current=None)
    found = found.filter(state=state) if state else found.exclude(state__in=_NOT_THERE)
    if round_id is not None:
        found = found.filter(round=round_id)
    evaluations = list(access.listed(found).order_by("pk"))
    versions = [each.current for each in evaluations if each.current is not None]
    copies = _copies([version.pk for version in versions])
    odd = _odd(
        (each.round_id, each.current.pk, each.current.total, each.current.points)
        for each in evaluations
        if each.current is not None
    )
    queued = [Queued(each, _signals(each.current, copies, odd)) for each in evaluations]
    return sorted(queued, key=lambda each: (-each.risk, each.evaluation.unit.code, each.evaluation.pk))


def signals_of(person: Person, evaluation: Evaluation) -> tuple[Signal, ...]:
    """What there is to look at in the current version of one evaluation, beside the others of its round."""
    version = evaluation.current
    if version is None or evaluation.state in _NOT_THERE:
        return ()
    beside = access.evaluations(person).filter(round=evaluation.round_id).exclude(state__in=_NOT_THERE)
    scores = beside.order_by().values_list("round", "current", "current__total", "current__points")
    return _signals(version, _copies([version.pk]), _odd(scores))


def _signals(version: Any, copies: Mapping[int, Sequence[str]], odd: Mapping[int, str]) -> tuple[Signal, ...]:
    signals = [Signal(signal["kind"], signal["text"]) for signal in version.signals]
    signals += [Signal("copied", text) for text in copies.get(version.pk, ())]
    if version.pk in odd:
        signals.append(Signal("out_of_line", odd[version.pk]))
    if version.number > 2:
        signals.append(Signal("changed_often", f"已是第 {version.number} 次提交"))
    return tuple(sorted(signals, key=lambda signal: -signal.weight))


def _copies(versions: Sequence[int]) -> dict[int, list[str]]:
    """By version: whose words it has, put in words; whichever of the two was submitted first."""
    told: dict[int, list[str]] = defaultdict(list)
    concerned = Likeness.objects.filter(Q(version__in=versions) | Q(other__in=versions))
    current = concerned.filter(version__evaluation__current=F("version"), other__evaluation__current=F("other"))
    ends = [("version", "other"), ("other", "version")]
    about = ("evaluation__unit__name", "evaluation__unit", "evaluation__round__year")
    for mine, theirs in ends:
        names = [f"{theirs}__{name}" for name in about]
        for key, unit, percent, *other in current.values_list(mine, f"{mine}__evaluation__unit", "percent", *names):
            name, theirs_unit, year = other
            whose = f"本单位 {year} 年度" if unit == theirs_unit else f"{name} {year} 年度"
            told[key].append(f"文字与{whose}的有 {percent}% 相同")
    return told


def _odd(scores: Iterable[tuple[Any, ...]]) -> dict[int, str]:
    """Scores out of line with those of the same round: of each version round, number, total and points."""
    by_round: dict[int, list[tuple[int, Fraction]]] = defaultdict(list)
    for which, version, total, points in scores:
        if total is not None and points:
            by_round[which].append((version, Fraction(total) / Fraction(points) * 100))
    told: dict[int, str] = {}
    for shares in by_round.values():
        middle, odd = out_of_line(shares)
        for pk, score in odd:
            where = "高于" if score > middle else "低于"
            told[pk] = (
                f"得分率 {plain(round_by('half_up_2', score))}% 明显{where}同轮中位数 {plain(round_by('half_up_2', middle))}%"
            )
    return told


def out_of_line(scores: Sequence[tuple[int, Fraction]]) -> tuple[Fraction, list[tuple[int, Fraction]]]:
    """The median, and the scores that lie more than three median deviations (at least three points) from it.

    Fewer than eight scores have no line to be out of.
    """
    if len(scores) < 8:
        return Fraction(0), []
    middle = Fraction(median(score for _, score in scores))
    spread = max(Fraction(median(abs(score - middle) for _, score in scores)), Fraction(1))
    return middle, [(key, score) for key, score in scores if abs(score - middle) > 3 * spread]
