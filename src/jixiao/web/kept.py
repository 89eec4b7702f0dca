"""Values that a process keeps because what they were made from does not change: rows of a named revision."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

__all__ = ["Kept"]

T = TypeVar("T")


class Kept(Generic[T]):
    """The ``size`` values made last, by a key that holds the revisions of everything they were made from.

    Inside a transaction nothing is kept and nothing kept is given: a revision that is rolled back comes again, with
    another content.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: dict[Hashable, T] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of ``key``, made now if it is not there."""
        if connection.in_atomic_block:
            return make()
        with self._lock:
            found = self._values.pop(key, None)
        if found is None:
            found = make()
        with self._lock:
            self._values[key] = found  # behind all others: the first is the one that waited longest
            while len(self._values) > self._size:
                del self._values[next(iter(self._values))]
        return found
