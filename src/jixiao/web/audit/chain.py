"""Writing and proving the chain of events."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from jixiao.numbers import Missing, Printed, plain
from jixiao.web.audit.models import Event, Head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from jixiao.web.organizations.models import Person, Unit

__all__ = ["Broken", "Told", "record", "record_all", "value_of", "verify"]


def value_of(value: Any) -> Any:
    """A value as the log keeps it: exact figures as text, dates in ISO form, blanks as ``None``."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Missing):
        return None if value is Missing.BLANK else value.label
    if isinstance(value, Printed):
        return value.text
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): value_of(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [value_of(each) for each in value]
    return value


def record(
    actor: Person | None,
    action: str,
    target: Any,
    *,
    unit: Unit | None,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    reason: str = "",
    kind: str = "",
    label: str = "",
) -> Event:
    """Adds one event about ``target``. Must run inside the transaction of the change that it tells of."""
    event = _event(actor, action, target, unit, old, new, label)
    event.reason, event.object_kind = reason, kind or event.object_kind
    _append([event])
    return event


@dataclass(frozen=True, slots=True)
class Told:
    """One of many changes of a kind: about what, from what, to what, and how the object is called."""

    target: Any
    old: Mapping[str, Any] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""


def record_all(actor: Person | None, action: str, changes: Iterable[Told], *, unit: Unit | None) -> None:
    """Adds an event for each of ``changes``, in few queries however many they are; else like :func:`record`."""
    _append([_event(actor, action, each.target, unit, each.old, each.new, each.label) for each in changes])


def _event(
    actor: Person | None,
    action: str,
    target: Any,
    unit: Unit | None,
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any] | None,
    label: str,
) -> Event:
    return Event(
        at=datetime.now(UTC),
        actor=actor,
        actor_name=actor.name if actor else "系统",
        action=action,
        unit=unit,
        object_kind=target._meta.model_name,  # noqa: SLF001 - Django's public name for it
        object_id=str(target.pk),
        object_label=(label or str(target))[:200],
        old=value_of(dict(old or {})),
        new=value_of(dict(new or {})),
    )


def _append(events: list[Event]) -> None:
    """Chains ``events`` behind the last one. The head is locked from here to the end of the transaction."""
    assert connection.in_atomic_block, "an event belongs into the transaction of its change"
    if not events:
        return
    head = Head.objects.select_for_update().filter(pk=1).first()
    if head is None:
        Head.objects.get_or_create(pk=1)
        head = Head.objects.select_for_update().get(pk=1)
    number, digest = head.number, head.digest
    for event in events:
        number += 1
        event.number, event.previous = number, digest
        event.digest = digest = _digest(event)
    Event.objects.bulk_create(events, batch_size=500)
    Head.objects.filter(pk=1).update(number=number, digest=digest)


def _digest(event: Event) -> str:
    content = [
        event.number,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        event.actor_name,
        event.action,
        event.unit_id,
        event.object_kind,
        event.object_id,
        event.object_label,
        event.old,
        event.new,
        event.reason,
        event.previous,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Broken(Exception):  # noqa: N818 - it names what was found, not an error of the program
    """The chain does not hold at an event; the message says which and how, in Chinese."""


def verify() -> tuple[int, str]:
    """Goes through all events and proves the chain: how many there are, and the last digest. Written down outside the
    system, that digest proves later that the end was not rewritten either. :class:`Broken` at the first wrong event."""
    with transaction.atomic():
        head = Head.objects.filter(pk=1).first()
        number, digest = 0, ""
        for event in _events():
            number += 1
            if event.number != number:
                raise Broken(f"第 {number} 条缺失：接下来的一条编号是 {event.number}。")
            if event.previous != digest:
                raise Broken(f"第 {number} 条与前一条接不上。")
            if _digest(event) != event.digest:
                raise Broken(f"第 {number} 条的内容被改过。")
            digest = event.digest
        if head is not None and (head.number, head.digest) != (number, digest):
            raise Broken(f"末尾缺少 {head.number - number} 条。")
    return number, digest


def _events() -> Iterator[Event]:
    return Event.objects.order_by("number").iterator(chunk_size=2000)
