"""A job that only counts: shows that the background works at all (``jixiao doctor``, tests)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jixiao.web.jobs.progress import Progress

__all__ = ["count"]


def count(progress: Progress, arguments: dict[str, Any]) -> dict[str, Any]:
    """Counts to ``steps``, resting ``rest`` seconds at each."""
    steps = int(arguments["steps"])
    progress.begin(steps)
    for _ in range(steps):
        time.sleep(arguments.get("rest", 0))
        progress.advance()
    return {"counted": steps}
