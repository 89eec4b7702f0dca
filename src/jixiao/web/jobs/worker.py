"""The worker: takes jobs one after another, also those that a killed worker left behind.

``python -m jixiao.web.jobs.worker`` runs until it is told to stop; ``jixiao serve`` starts one beside the server.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jixiao.web.jobs.models import Job

__all__ = ["ATTEMPTS", "STALE_AFTER", "claim", "clear", "main", "run", "sweep", "work"]

STALE_AFTER: Final = timedelta(seconds=15)
"""A running job whose heartbeat (every two seconds) is older belongs to a worker that is no more."""
ATTEMPTS: Final = 3
TIDY_EVERY: Final = 3600.0
"""Seconds between two looks for files that nothing refers to."""
_LOG = logging.getLogger(__name__)


def sweep() -> int:
    """Puts the jobs of dead workers back into the queue, or gives them up after three attempts; how many it found."""
    from django.utils import timezone
    from django.utils.translation import gettext_noop

    from jixiao.web.jobs.models import Job

    stale = Job.objects.filter(status=Job.Status.RUNNING, heartbeat_at__lt=timezone.now() - STALE_AFTER)
    given_up = stale.filter(attempts__gte=ATTEMPTS).update(
        status=Job.Status.FAILED,
        finished_at=timezone.now(),
        message=gettext_noop("处理程序多次中断，已放弃。请联系管理员，或重新提交。"),
    )
    again = gettext_noop("处理程序中断过，已重新排队。")
    return given_up + stale.update(status=Job.Status.QUEUED, worker="", message=again)


def claim(worker: str) -> Job | None:
    """The oldest waiting job, now this worker's; no two workers get the same one."""
    from django.db import connection, transaction
    from django.db.models import F
    from django.utils import timezone

    from jixiao.web.jobs.models import Job

    with transaction.atomic():
        waiting = Job.objects.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        job = waiting.filter(status=Job.Status.QUEUED).order_by("pk").first()
        if job is None:
            return None
        now = timezone.now()
        Job.objects.filter(pk=job.pk).update(
            status=Job.Status.RUNNING, worker=worker, attempts=F("attempts") + 1, started_at=now, heartbeat_at=now
        )
    job.refresh_from_db()
    return job


def run(job: Job) -> None:
    """Does the job and writes how it ended."""
    from django.utils import timezone
    from django.utils.translation import gettext_noop

    from jixiao.web.jobs.kinds import function_of
    from jixiao.web.jobs.models import Job
    from jixiao.web.jobs.progress import Progress, Stopped

    mine = Job.objects.filter(pk=job.pk, worker=job.worker, status=Job.Status.RUNNING)
    try:
        with Progress(job) as progress:
            outcome = function_of(job.kind)(progress, job.arguments)
    except Stopped:
        mine.update(status=Job.Status.CANCELLED, finished_at=timezone.now(), message=gettext_noop("已按要求停止。"))
    except Exception:  # noqa: BLE001 - the worker outlives the bug of one job
        _LOG.exception("job %s (%s) failed", job.pk, job.kind)
        told = gettext_noop("系统出错，已写入日志。请联系管理员。")
        mine.update(status=Job.Status.FAILED, finished_at=timezone.now(), message=told)
    else:
        job.refresh_from_db(fields=["total"])
        mine.update(status=Job.Status.DONE, finished_at=timezone.now(), outcome=outcome, done=job.total)


def clear() -> None:
    """Removes the files that nothing refers to any more."""
    from jixiao.web.jobs.tidying import tidy

    try:
        tidy()
    except Exception:  # noqa: BLE001 - jobs go on; what could not be removed now is tried again
        _LOG.exception("files that nothing refers to could not be removed")


def work(stop: threading.Event, *, idle: float = 0.5) -> None:
    """Takes jobs until ``stop`` is set; waits ``idle`` seconds where there is none."""
    from django.db import close_old_connections

    worker = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
    tidied = -TIDY_EVERY
    while not stop.is_set():
        close_old_connections()
        sweep()
        if time.monotonic() - tidied >= TIDY_EVERY:
            tidied = time.monotonic()
            clear()
        job = claim(worker)
        if job is None:
            stop.wait(idle)
        else:
            run(job)


def main() -> None:
    """Runs one worker until it gets a signal."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jixiao.web.settings")
    import django

    django.setup()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    work(stop)


if __name__ == "__main__":
    main()
