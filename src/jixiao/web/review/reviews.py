"""Reviewing a version: self score → review score with its basis, the difference, and how it ends.

A reviewer works on her own review; another's is seen once it is closed, so that two looks at one report stay two.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jixiao.numbers import exact, parse_decimal, plain
from jixiao.web.audit.chain import record
from jixiao.web.evaluation.models import Review, ReviewScore, Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jixiao.web.organizations.models import Person

__all__ = [
    "Difference",
    "Refused",
    "close",
    "differences",
    "open_review",
    "reviewed_total",
    "save_opinion",
    "save_score",
]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a score was not saved, in words; ``now`` what stands there, where somebody changed it meanwhile."""

    why: str
    now: dict[str, str] | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """One leaf of the tree: the unit's score and the reviewer's."""

    id: str
    code: str
    title: str
    path: tuple[str, ...]
    points: Decimal | None
    self_score: Decimal | None
    review_score: Decimal | None
    basis: str
    revision: int

    @property
    def change(self) -> Decimal | None:
        """Review score less self score; ``None`` where either is missing."""
        if self.self_score is None or self.review_score is None:
            return None
        return exact(Fraction(self.review_score) - Fraction(self.self_score))


def open_review(person: Person, version: Version) -> Review:
    """The person's review of the version, begun now if there is none."""
    return Review.objects.get_or_create(version=version, by=person)[0]


def differences(version: Version, scores: Mapping[str, ReviewScore]) -> tuple[Difference, ...]:
    """Every leaf of the frozen result with the review's score beside the unit's."""
    return tuple(_walk(version.result["indicators"], (), scores))


def _walk(
    nodes: list[dict[str, Any]], path: tuple[str, ...], scores: Mapping[str, ReviewScore]
) -> Iterator[Difference]:
    for node in nodes:
        if node["children"]:
            yield from _walk(node["children"], (*path, node["title"]), scores)
            continue
        given = scores.get(node["id"])
        yield Difference(
            node["id"],
            node["code"],
            node["title"],
            path,
            _decimal(node["effective_points"]),
            _decimal(node["score"]),
            given.score if given is not None else None,
            given.basis if given is not None else "",
            given.revision if given is not None else 0,
        )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else parse_decimal(text)


def reviewed_total(rows: tuple[Difference, ...]) -> Decimal | None:
    """The total after review: the reviewer's scores where she gave any, the unit's elsewhere; ``None`` where a leaf
    has neither and the scheme scores it."""
    total = Fraction(0)
    for row in rows:
        score = row.review_score if row.review_score is not None else row.self_score
        if score is None:
            if row.points:
                return None
            continue
        total += Fraction(score)
    return exact(total)


@transaction.atomic
def save_score(review: Review, indicator: str, text: str, basis: str, *, revision: int) -> ReviewScore | Refused:
    """Gives ``indicator`` the score typed (blank: none of her own) with its basis, as seen at ``revision``."""
    review = Review.objects.select_for_update().get(pk=review.pk)
    if review.closed_at is not None:
        return Refused(_("复核已经结束，不能再改。需要修改的，请重新打开复核。"))
    row = next((each for each in differences(review.version, {}) if each.id == indicator), None)
    if row is None:
        return Refused(_("指标体系里没有这个指标。"))
    score = parse_decimal(text) if text.strip() else None
    if text.strip() and score is None:
        return Refused(_("复核得分填的是“%(text)s”，应为一个数。") % {"text": text})
    if score is not None and not 0 <= score <= (row.points or 0):
        most = plain(row.points or Decimal(0))
        told = _("复核得分填的是 %(score)s，应在 0 到 %(most)s 分之间。")
        return Refused(told % {"score": plain(score), "most": most})
    if score is not None and score != row.self_score and not basis.strip():
        return Refused(_("复核得分与自评得分不同，请写明依据。"))
    kept = ReviewScore.objects.filter(review=review, indicator=indicator).first() or ReviewScore(
        review=review, indicator=indicator, revision=0
    )
    if (kept.score, kept.basis) == (score, basis.strip()):
        return kept
    if kept.revision != revision:
        now = {"score": "" if kept.score is None else plain(kept.score), "basis": kept.basis}
        return Refused(_("这一行刚被改过，请核对后再填。"), now, kept.revision)
    old = {"score": kept.score, "basis": kept.basis}
    kept.score, kept.basis, kept.revision = score, basis.strip(), revision + 1
    kept.save()
    unit = review.version.evaluation.unit
    label = f"{review.version} {row.title}"
    record(review.by, "review", kept, unit=unit, old=old, new={"score": score, "basis": kept.basis}, label=label)
    return kept


@transaction.atomic
def save_opinion(review: Review, text: str) -> Review | Refused:
    """The reviewer's opinion on the whole."""
    review = Review.objects.select_for_update().get(pk=review.pk)
    if review.closed_at is not None:
        return Refused(_("复核已经结束，不能再改。需要修改的，请重新打开复核。"))
    if review.opinion != text:
        old, review.opinion = review.opinion, text
        review.save(update_fields=["opinion"])
        unit = review.version.evaluation.unit
        record(review.by, "review", review, unit=unit, old={"opinion": old}, new={"opinion": text})
    return review


@transaction.atomic
def close(review: Review, *, closed: bool) -> Review:
    """Ends the review, from when on others see it, or opens it again."""
    review = Review.objects.select_for_update().get(pk=review.pk)
    review.closed_at = timezone.now() if closed else None
    review.save(update_fields=["closed_at"])
    record(review.by, "review", review, unit=review.version.evaluation.unit, new={"closed": closed})
    return review
