"""Work spread over a few processes, with results in the order of the items and a crash costing only its own item."""

from __future__ import annotations

import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["in_order"]

_ITEM = TypeVar("_ITEM")
_RESULT = TypeVar("_RESULT")

_AHEAD: Final = 3
"""Items handed out for each process: enough to keep it busy, few enough that waiting results take no memory."""


def in_order(
    work: Callable[[_ITEM], _RESULT], items: Iterable[_ITEM], lost: Callable[[_ITEM], _RESULT], processes: int
) -> Iterator[_RESULT]:
    """``work(item)`` for each item, in their order; ``lost(item)`` for one whose process died of it.

    ``work`` and what it takes and gives must pickle; what it raises is raised here.
    """
    pool = _pool(processes)
    under_way: deque[tuple[_ITEM, Future[_RESULT]]] = deque()
    try:
        for item in items:
            try:
                future = pool.submit(work, item)
            except BrokenProcessPool:
                pool = _pool(processes)
                future = pool.submit(work, item)
            under_way.append((item, future))
            if len(under_way) >= _AHEAD * processes:
                yield _result(work, *under_way.popleft(), lost)
        while under_way:
            yield _result(work, *under_way.popleft(), lost)
    finally:
        pool.shutdown(cancel_futures=True)


def _result(
    work: Callable[[_ITEM], _RESULT], item: _ITEM, future: Future[_RESULT], lost: Callable[[_ITEM], _RESULT]
) -> _RESULT:
    """The result; where the pool broke, nobody knows at which item, so that each is done again alone."""
    try:
        return future.result()
    except BrokenProcessPool:
        with _pool(1) as alone:
            try:
                return alone.submit(work, item).result()
            except BrokenProcessPool:
                return lost(item)


def _pool(processes: int) -> ProcessPoolExecutor:
    # Fresh interpreters: the libraries that set pages have threads, which a fork would copy half.
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_leave_stopping_to_parent)


def _leave_stopping_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
