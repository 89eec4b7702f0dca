"""What a job tells while it works, and how it learns that it is to stop."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, Final, Self

from django.db import connection
from django.utils import timezone

from jixiao.web.jobs.models import Job
from jixiao.web.registers.blobs import store

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Progress", "Stopped"]

_WRITE_EVERY: Final = 0.5
_BEAT_EVERY: Final = 2.0


class Stopped(Exception):  # noqa: N818 - not an error: somebody asked for it
    """The job's owner asked it to stop, or another worker took it over because this one was taken for dead."""


class Progress:
    """A running job seen from inside. Used as a context it keeps the heartbeat going in a thread of its own, so that
    a long step is not taken for a dead worker."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._done, self._written = job.done, 0.0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join()

    def begin(self, total: int, message: str = "", *, done: int = 0) -> None:
        """How many steps there are, and how many of them were ``done`` before the job was taken up again."""
        self._update(total=total, done=done, message=message)
        self._done = done

    def advance(self, message: str = "") -> None:
        """One step is done. :class:`Stopped` where the job is to stop."""
        self._done += 1
        if time.monotonic() - self._written >= _WRITE_EVERY:
            self._update(done=self._done, **({"message": message} if message else {}))

    def note(self, outcome: dict[str, Any]) -> None:
        """One step is done, and ``outcome`` is what has come of all of them so far. It is kept at once, for whoever takes
        the job up again, and also when the job is to stop: :class:`Stopped` comes after it."""
        self._done += 1
        self._mine().update(outcome=outcome, done=self._done)
        self._update()

    def finish(self, content: bytes, name: str) -> None:
        """Keeps the file that the job made."""
        self._update(file_digest=store([content]).digest, file_name=name)

    def _mine(self) -> Any:
        return Job.objects.filter(pk=self.job.pk, worker=self.job.worker, status=Job.Status.RUNNING)

    def _update(self, **fields: Any) -> None:
        self._written = time.monotonic()
        if not self._mine().filter(cancel_requested=False).update(heartbeat_at=timezone.now(), **fields):
            raise Stopped

    def _beat(self) -> None:
        while not self._end.wait(_BEAT_EVERY):
            self._mine().update(heartbeat_at=timezone.now())
        connection.close()
