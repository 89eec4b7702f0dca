"""Words that two versions share: compared once, when one of them is submitted, and kept with it.

Looking through all pairs whenever somebody opens the queue took a minute for 900 versions, whose reports all use the
same phrases.
"""

from __future__ import annotations

from array import array
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.numbers import round_by
from jixiao.web.evaluation.models import Likeness, Version

if TYPE_CHECKING:
    from jixiao.web.evaluation.models import Evaluation

__all__ = ["likenesses_of", "shared_words"]

_SHINGLE: Final = 5
_ALIKE: Final = Fraction(4, 5)
_SHORTEST: Final = 60
"""Own words of fewer characters are not compared: everybody says that everything was completed."""
_MOST_KEPT: Final = 5000

_kept: dict[tuple[int, str], array[int]] = {}
"""Hashes of the runs of characters by version and its fingerprint: what is frozen is read once by a process."""


def likenesses_of(evaluation: Evaluation, text: str) -> tuple[Likeness, ...]:
    """The current versions of the bureau's other evaluations, of any year, whose words ``text`` has to four fifths.

    Not saved, and without the version that ``text`` belongs to.
    """
    mine = _runs(text)
    if not mine:
        return ()
    current = Version.objects.filter(
        pk__in=type(evaluation).objects.filter(round__finance=evaluation.round.finance_id).values("current")
    )
    others = current.exclude(evaluation=evaluation).exclude(own_text="").order_by("pk")
    keys = list(others.values_list("pk", "fingerprint"))
    missing = [key for key in keys if key not in _kept]
    if len(_kept) + len(missing) > _MOST_KEPT:
        _kept.clear()
        missing = keys
    if missing:
        for pk, print_, other in others.filter(pk__gte=min(missing)[0]).values_list("pk", "fingerprint", "own_text"):
            _kept[pk, print_] = array("q", map(hash, _runs(other)))
    hashes = frozenset(map(hash, mine))
    found = ((key, _share(hashes, _kept[key])) for key in keys if key in _kept)
    return tuple(
        Likeness(other_id=pk, percent=int(round_by("half_up_0", share * 100)))
        for (pk, _), share in found
        if share >= _ALIKE
    )


def shared_words(one: str, other: str) -> Fraction:
    """The runs of five characters that both texts have, of all that either has (Jaccard); 0 where one is too short."""
    return _share(frozenset(map(hash, _runs(one))), array("q", map(hash, _runs(other))))


def _runs(text: str) -> frozenset[str]:
    slim = "".join(character for character in text if character.isalnum())
    if len(slim) < _SHORTEST:
        return frozenset()
    return frozenset(slim[place : place + _SHINGLE] for place in range(len(slim) - _SHINGLE + 1))


def _share(one: frozenset[int], other: array[int]) -> Fraction:
    if not one or not other:
        return Fraction(0)
    both = len(one.intersection(other))
    return Fraction(both, len(one) + len(other) - both)
