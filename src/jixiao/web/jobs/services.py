"""Giving work to the background, and stopping it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from jixiao.web.audit.chain import record
from jixiao.web.jobs.models import Job

if TYPE_CHECKING:
    from jixiao.web.organizations.models import Person, Unit

__all__ = ["enqueue", "stop"]


@transaction.atomic
def enqueue(person: Person, kind: str, title: str, arguments: dict[str, Any], unit: Unit | None = None) -> Job:
    """A new job of that kind for the person, to be done as soon as a worker is free."""
    job = Job.objects.create(kind=kind, title=title, arguments=arguments, owner=person, unit=unit)
    record(person, "start", job, unit=unit, new=arguments)
    return job


@transaction.atomic
def stop(person: Person, job: Job) -> None:
    """Asks a running job to stop, and takes a waiting one out of the queue."""
    waiting = Job.objects.filter(pk=job.pk, status=Job.Status.QUEUED)
    if not waiting.update(
        status=Job.Status.CANCELLED, finished_at=timezone.now(), message=gettext_noop("已按要求停止。")
    ):
        Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING).update(cancel_requested=True)
    record(person, "stop", job, unit=job.unit)
