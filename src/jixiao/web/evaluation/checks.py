"""The checks of a report run over one's own documents while they are being made, each finding at its place."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.core.cache import cache

from jixiao.web.evaluation.freezing import own_findings, rendered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jixiao.web.evaluation.draft import Draft
    from jixiao.web.evaluation.passages import Asked
    from jixiao.web.evaluation.tree import Leaf

__all__ = ["at_leaves", "at_passages", "checked"]

_KEPT = 3600
"""Seconds for which what was found is kept, by the content it was found in: what did not change is not checked again."""
_WORST_FIRST = ("error", "warning", "info")


def checked(draft: Draft) -> tuple[dict[str, Any], ...]:
    """What our own checks find in the documents of the draft, worst first. Takes some hundred milliseconds where all of
    them changed; what was typed for one is checked in that one."""
    key = f"findings-{draft.evaluation.pk}-{draft.fingerprint}-{draft.scheme.digest}"
    found = cache.get(key)
    if found is None:
        pages = rendered(draft, ("html",), charts=False)
        every = (finding for _, name, _, content in pages for finding in _of_document(name, content))
        found = tuple(sorted(every, key=lambda each: _WORST_FIRST.index(each["severity"])))
        cache.set(key, found, _KEPT)
    return tuple(found)


def _of_document(name: str, content: bytes) -> tuple[dict[str, Any], ...]:
    key = f"findings-{hashlib.sha256(name.encode() + content).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = own_findings([(name, content)])
        cache.set(key, found, _KEPT)
    return tuple(found)


def at_leaves(
    findings: Iterable[dict[str, Any]], leaves: Sequence[Leaf]
) -> tuple[dict[str, list[dict[str, Any]]], list[dict[str, Any]]]:
    """The findings by the anchor of the indicator that they speak of, and those that speak of none.

    A finding speaks of an indicator if the paragraph or table row that it found fault with begins with its title or has
    a cell of it, or if its message names it; the longest title is the one meant.
    """
    by_length = sorted(leaves, key=lambda leaf: -len(leaf.title))
    placed: dict[str, list[dict[str, Any]]] = {}
    rest = []
    for finding in findings:
        near = finding.get("near", "")
        leaf = next((leaf for leaf in by_length if near.startswith(leaf.title) or leaf.title in near.split()), None)
        leaf = leaf or next((leaf for leaf in by_length if leaf.title in finding["message"]), None)
        if leaf is None:
            rest.append(finding)
        else:
            placed.setdefault(leaf.anchor, []).append(finding)
    return placed, rest


def at_passages(
    findings: Iterable[dict[str, Any]], places: Iterable[Asked]
) -> list[tuple[Asked, list[dict[str, Any]]]]:
    """Each passage with the findings of its section."""
    found = tuple(findings)
    return [(place, [each for each in found if each.get("section") == place.section]) for place in places]
