"""The queue of a reviewer with three hundred reports: those that need her first, and why they do."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from jixiao.numbers import plain, round_by
from jixiao.web import access
from jixiao.web.evaluation.models import Likeness
from jixiao.web.evaluation.signals import WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jixiao.web.evaluation.models import Evaluation
    from jixiao.web.organizations.models import Person

__all__ = ["Queued", "Signal", "out_of_line", "queue_of"]


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
    found = access.listed(access.evaluations(person)).exclude(current=None)
    found = found.filter(state=state) if state else found.exclude(state__in=("draft", "in_approval"))
    if round_id is not None:
        found = found.filter(round=round_id)
    evaluations = list(found.order_by("pk"))
    copies = _copies([each.current_id for each in evaluations if each.current_id is not None])
    odd = _odd(evaluations)
    queued = []
    for each in evaluations:
        version: Any = each.current
        signals = [Signal(signal["kind"], signal["text"]) for signal in version.signals]
        signals += [Signal("copied", text) for text in copies.get(version.pk, ())]
        if version.pk in odd:
            signals.append(Signal("out_of_line", odd[version.pk]))
        if version.number > 2:
            signals.append(Signal("changed_often", f"已是第 {version.number} 次提交"))
        queued.append(Queued(each, tuple(sorted(signals, key=lambda signal: -signal.weight))))
    return sorted(queued, key=lambda each: (-each.risk, each.evaluation.unit.code, each.evaluation.pk))


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


def _odd(evaluations: Iterable[Evaluation]) -> dict[int, str]:
    """Scores out of line with those of the same round."""
    by_round: dict[int, list[tuple[int, Fraction]]] = defaultdict(list)
    for each in evaluations:
        version = each.current
        if version is not None and version.total is not None and version.points:
            by_round[each.round_id].append((version.pk, Fraction(version.total) / Fraction(version.points) * 100))
    told: dict[int, str] = {}
    for scores in by_round.values():
        middle, odd = out_of_line(scores)
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
