"""The queue of a reviewer with three hundred reports: those that need her first, and why they do."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from jixiao.numbers import plain, round_by
from jixiao.web import access
from jixiao.web.evaluation.models import Version
from jixiao.web.evaluation.signals import WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jixiao.web.evaluation.models import Evaluation
    from jixiao.web.organizations.models import Person

__all__ = ["Queued", "Signal", "alike", "out_of_line", "queue_of"]

_SHINGLE: Final = 5
_ALIKE: Final = Fraction(4, 5)
_SHORTEST: Final = 60
"""Own words of fewer characters are not compared: everybody says that everything was completed."""


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
    found = access.evaluations(person).exclude(current=None).defer("current__result", "current__findings")
    found = found.filter(state=state) if state else found.exclude(state__in=("draft", "in_approval"))
    if round_id is not None:
        found = found.filter(round=round_id)
    evaluations = list(found.order_by("pk"))
    compared = _compared({each.round_id for each in evaluations}, {each.unit_id for each in evaluations})
    copies = _copies(tuple(compared))
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


def _compared(rounds: set[int], units: set[int]) -> list[tuple[int, str, int, int, str]]:
    """Own words of the round's current versions, and of the same units' other years."""
    from django.db.models import F, Q

    rows = (
        Version.objects.filter(evaluation__current=F("pk"))
        .filter(Q(evaluation__round__in=rounds) | Q(evaluation__unit__in=units))
        .exclude(own_text="")
        .order_by("pk")
        .values_list("pk", "evaluation__unit__name", "evaluation__unit", "evaluation__round__year", "own_text")
    )
    return [(pk, name, unit, year, text) for pk, name, unit, year, text in rows]


@lru_cache(maxsize=8)
def _copies(compared: tuple[tuple[int, str, int, int, str], ...]) -> dict[int, list[str]]:
    """By version: whose words it has, put in words. Versions are frozen, so that the same list is compared once."""
    texts = {pk: text for pk, _, _, _, text in compared}
    about = {pk: (name, unit, year) for pk, name, unit, year, _ in compared}
    told: dict[int, list[str]] = defaultdict(list)
    for one, other, share in alike(texts):
        for mine, theirs in ((one, other), (other, one)):
            name, unit, year = about[theirs]
            whose = f"本单位 {year} 年度" if unit == about[mine][1] else f"{name} {year} 年度"
            told[mine].append(f"文字与{whose}的有 {plain(round_by('half_up_0', share * 100))}% 相同")
    return dict(told)


def alike(texts: dict[int, str]) -> list[tuple[int, int, Fraction]]:
    """The pairs of texts whose runs of five characters are the same to four fifths (Jaccard, exact)."""
    shingles = {key: _shingles(text) for key, text in texts.items()}
    posted: dict[str, list[int]] = defaultdict(list)
    for key, found in shingles.items():
        for shingle in found:
            posted[shingle].append(key)
    shared: Counter[tuple[int, int]] = Counter()
    for keys in posted.values():
        for place, one in enumerate(keys):
            for other in keys[place + 1 :]:
                shared[one, other] += 1
    pairs = []
    for (one, other), count in shared.items():
        share = Fraction(count, len(shingles[one]) + len(shingles[other]) - count)
        if share >= _ALIKE:
            pairs.append((one, other, share))
    return sorted(pairs)


def _shingles(text: str) -> frozenset[str]:
    slim = "".join(character for character in text if character.isalnum())
    if len(slim) < _SHORTEST:
        return frozenset()
    return frozenset(slim[place : place + _SHINGLE] for place in range(len(slim) - _SHINGLE + 1))


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
