"""What a background job can be: the functions by the name that a job's row carries."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from jixiao.web.jobs.progress import Progress

__all__ = ["KINDS", "PAGES", "function_of"]

KINDS: Final = {
    "action": "jixiao.web.review.bulk:run_action",
    "check": "jixiao.web.checking.batch:run",
    "documents": "jixiao.web.review.bulk:zip_documents",
    "count": "jixiao.web.jobs.probe:count",
}
"""Each kind with the function that does it, imported by the worker when it is needed."""

PAGES: Final = {"check": "report_check_result"}
"""The page that shows a job and its result, for kinds that have one of their own."""


def function_of(kind: str) -> Callable[[Progress, dict[str, Any]], dict[str, Any]]:
    """The function of ``kind``: it is given its progress and arguments, and gives the outcome as plain data."""
    module, _, name = KINDS[kind].partition(":")
    function: Callable[[Progress, dict[str, Any]], dict[str, Any]] = getattr(importlib.import_module(module), name)
    return function
