"""Draws of evaluations to re-check: announced with seed and population, then drawn; additions by hand stay marked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jixiao.lifecycle.draw import METHOD, Member, digest_of, draw
from jixiao.lifecycle.states import HANDED_IN
from jixiao.web.audit.chain import record
from jixiao.web.evaluation.models import Draw, DrawItem, Evaluation

if TYPE_CHECKING:
    from jixiao.web.evaluation.models import Round
    from jixiao.web.organizations.models import Person

__all__ = ["add_by_hand", "announce", "carry_out", "key_of"]


def key_of(evaluation: Evaluation) -> str:
    """What an evaluation is called in the population: its unit's code, and the project where there is one."""
    return f"{evaluation.unit.code} {evaluation.subject}".strip()


def _stratum(evaluation: Evaluation, by: str) -> str:
    if by == "department":
        return evaluation.unit.department.name if evaluation.unit.department else evaluation.unit.name
    if by == "grade":
        return evaluation.current.grade if evaluation.current and evaluation.current.grade else "未定等级"
    return ""


@transaction.atomic
def announce(person: Person, which: Round, title: str, seed: str, by: str, share: int) -> Draw:
    """Fixes the population (what has been handed in by now), its strata and how many of each will be drawn."""
    found = (
        Evaluation.objects.filter(round=which, state__in=[state.value for state in HANDED_IN])
        .select_related("unit", "unit__parent", "current")
        .order_by("unit__code", "subject")
    )
    population = [Member(key_of(each), _stratum(each, by)) for each in found]
    sizes: dict[str, int] = {}
    for member in population:
        sizes[member.stratum] = sizes.get(member.stratum, 0) + 1
    made = Draw.objects.create(
        round=which,
        title=title,
        seed=seed,
        method=METHOD,
        strata=[
            {"name": name, "size": size, "drawn": math.ceil(size * share / 100)} for name, size in sorted(sizes.items())
        ],
        population=[[member.key, member.stratum] for member in population],
        population_digest=digest_of(population),
        by=person,
    )
    new = {"seed": seed, "population": made.population_digest, "strata": made.strata}
    record(person, "draw", made, unit=which.finance, new=new, label=title)
    return made


@transaction.atomic
def carry_out(person: Person, which: Draw) -> tuple[DrawItem, ...]:
    """Draws; a second time nothing is drawn anew."""
    which = Draw.objects.select_for_update().get(pk=which.pk)
    if which.drawn_at is not None:
        return tuple(which.items.all())
    members = [Member(key, stratum) for key, stratum in which.population]
    drawn = draw(which.seed, members, {each["name"]: each["drawn"] for each in which.strata})
    found = {key_of(each): each for each in Evaluation.objects.filter(round=which.round).select_related("unit")}
    items = [
        DrawItem.objects.create(draw=which, evaluation=found[member.key], stratum=member.stratum) for member in drawn
    ]
    Draw.objects.filter(pk=which.pk).update(drawn_at=timezone.now())
    new = {"drawn": [member.key for member in drawn]}
    record(person, "draw", which, unit=which.round.finance, new=new, label=which.title)
    return tuple(items)


@transaction.atomic
def add_by_hand(person: Person, which: Draw, evaluation: Evaluation, reason: str) -> DrawItem:
    """Adds an evaluation that was not drawn; it stays marked as added by hand, with the reason."""
    item, new = DrawItem.objects.get_or_create(
        draw=which, evaluation=evaluation, defaults={"added_by_hand": True, "reason": reason}
    )
    if new:
        told = {"added_by_hand": key_of(evaluation)}
        record(person, "draw", which, unit=which.round.finance, new=told, reason=reason, label=which.title)
    return item
