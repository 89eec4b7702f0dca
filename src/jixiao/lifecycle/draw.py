"""A random draw that anybody can repeat: no generator, only a hash of the published seed and of each unit's key.

Everyone in the population gets the SHA-256 of ``seed + "\\n" + key``; of each stratum the smallest are drawn. With the
seed and the list of the population, published before the draw, ``sha256sum`` and a sort give the same units.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["METHOD", "Member", "digest_of", "draw", "rank"]

METHOD: Final = "sha256-rank-1"
"""The method's name, kept with each draw: a later one will not change what was drawn."""


@dataclass(frozen=True, slots=True)
class Member:
    """One of the population: its ``key`` (unit code and project) and the stratum it is drawn in."""

    key: str
    stratum: str = ""


def digest_of(population: Iterable[Member]) -> str:
    """SHA-256 of the population's list: one line ``stratum TAB key`` each, sorted, each ended by a newline."""
    lines = sorted(f"{member.stratum}\t{member.key}\n" for member in population)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def rank(seed: str, key: str) -> str:
    """By what a member is ordered."""
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()


def draw(seed: str, population: Iterable[Member], sizes: Mapping[str, int]) -> tuple[Member, ...]:
    """Those drawn: of each stratum as many as ``sizes`` says (all where there are fewer), in the order of the draw."""
    strata: dict[str, list[Member]] = {}
    for member in population:
        strata.setdefault(member.stratum, []).append(member)
    return tuple(
        member
        for stratum in sorted(strata)
        for member in sorted(strata[stratum], key=lambda each: rank(seed, each.key))[: sizes.get(stratum, 0)]
    )
