"""Units, people and roles: added, changed and handed over, each with its event."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from jixiao.lifecycle.roles import Role, UnitKind
from jixiao.web.audit.chain import record
from jixiao.web.evaluation.models import Assignment
from jixiao.web.organizations.models import Membership, Person, Unit

if TYPE_CHECKING:
    from datetime import date

__all__ = ["add_person", "add_unit", "change_unit", "end", "grant", "hand_over", "reset_password"]

_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Signs that nobody mistakes for one another when a password is read out."""


def _new_password() -> str:
    """Twelve signs in three groups: 59 bits, to be changed at the first login."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(3))


@transaction.atomic
def add_unit(by: Person, name: str, code: str, kind: UnitKind, parent: Unit) -> Unit:
    """A new unit below ``parent``."""
    unit = Unit.objects.create(name=name, code=code, kind=kind.value, parent=parent)
    new = {"name": name, "code": code, "kind": kind.label, "parent": parent.name}
    record(by, "add", unit, unit=unit, new=new)
    return unit


@transaction.atomic
def change_unit(by: Person, unit: Unit, name: str, parent: Unit | None) -> None:
    """Renames the unit or puts it below another one; what was handed in under the old name keeps it."""
    old = {"name": unit.name, "parent": unit.parent.name if unit.parent else ""}
    unit.name, unit.parent = name, parent
    new = {"name": unit.name, "parent": parent.name if parent else ""}
    if old != new:
        unit.save(update_fields=["name", "parent"])
        record(by, "change", unit, unit=unit, old=old, new=new)


@transaction.atomic
def add_person(by: Person, username: str, name: str, unit: Unit, role: Role) -> tuple[Person, str]:
    """A new person with a role, and the password that is shown once and has to be changed at the first login."""
    password = _new_password()
    person = Person.objects.create_user(username, name, password, must_change_password=True)
    record(by, "add", person, unit=unit, new={"username": username, "name": name})
    grant(by, person, unit, role)
    return person, password


@transaction.atomic
def grant(by: Person, person: Person, unit: Unit, role: Role, *, since: date | None = None) -> Membership:
    """Gives the role from ``since`` (today) on; one that is held already is left as it is."""
    held = Membership.objects.current().filter(person=person, unit=unit, role=role.value, until__isnull=True).first()
    if held is not None:
        return held
    made = Membership.objects.create(person=person, unit=unit, role=role.value, since=since or timezone.localdate())
    record(by, "grant", person, unit=unit, new={"role": role.label, "since": made.since})
    return made


@transaction.atomic
def end(by: Person, membership: Membership, *, on: date | None = None) -> None:
    """Ends the role after the day ``on``; without one it no longer holds from now on."""
    membership.until = on or timezone.localdate() - timedelta(days=1)
    membership.save(update_fields=["until"])
    new = {"role": Role(membership.role).label, "until": membership.until}
    record(by, "end", membership.person, unit=membership.unit, new=new)


@transaction.atomic
def hand_over(by: Person, leaver: Person, heir: Person, *, within: frozenset[int]) -> int:
    """Gives all roles that ``leaver`` holds at the units ``within``, and what is assigned to them, to ``heir``, and
    ends them; how many. What the leaver did stays theirs."""
    held = list(Membership.objects.current().filter(person=leaver, unit__in=within).select_related("unit", "person"))
    for membership in held:
        grant(by, heir, membership.unit, Role(membership.role))
        end(by, membership)
    for assignment in Assignment.objects.filter(person=leaver, ended_at__isnull=True).select_related("evaluation"):
        assignment.ended_at = timezone.now()
        assignment.save(update_fields=["ended_at"])
        Assignment.objects.get_or_create(
            evaluation=assignment.evaluation, person=heir, ended_at=None, defaults={"by": by, "until": assignment.until}
        )
        new = {"person": heir.name}
        record(
            by, "assign", assignment.evaluation, unit=assignment.evaluation.unit, old={"person": leaver.name}, new=new
        )
    return len(held)


@transaction.atomic
def reset_password(by: Person, person: Person, unit: Unit | None) -> str:
    """A new password that has to be changed at the next login; it is shown once and kept nowhere."""
    password = _new_password()
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    record(by, "password", person, unit=unit)
    return password
