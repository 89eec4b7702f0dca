"""What a check is.

A check is one class in one file named by its code (``arithmetic/AR001.py`` holds ``class AR001``). Its attributes say
what it is, its docstring is its page in the catalogue, and :meth:`Check.run` looks at one report. Its specification,
guilty and silent cases, is ``tests/specs/checks/<CODE>.md``. Nothing has to be registered: files are found by folder.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jixiao.location import Location
    from jixiao.report import Report

__all__ = ["HEADINGS", "Check", "NotApplicable", "Outcome"]

HEADINGS = ("什么", "为什么", "例子", "改法", "来源")
"""The headings of a check's docstring, in this order; each stands alone on its line, followed by its text."""


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The answer of a check that has nothing to look at; ``reason`` says what the report lacks."""

    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one check ended on one report: ``found``, ``clean``, ``not_applicable`` or ``crashed``.

    ``detail`` is the reason of a not applicable check or the fault of a crashed one.
    """

    code: str
    state: Literal["found", "clean", "not_applicable", "crashed"]
    findings: tuple[Finding, ...] = ()
    detail: str = ""


class Check(ABC):
    """One thing that cannot be true, has to be explained, or is missing.

    ``severity`` is the worst this check reports; a finding may be milder (a figure cut off instead of rounded).
    ``status`` is ``preview`` until the findings on real reports have been read by a person; ``since`` is the version
    that brought the check.
    """

    code: ClassVar[str]
    title: ClassVar[str]
    kind: ClassVar[Kind]
    severity: ClassVar[Severity]
    status: ClassVar[Literal["preview", "stable"]] = "preview"
    since: ClassVar[str] = "0.1.0"

    @abstractmethod
    def run(self, report: Report) -> Iterable[Finding] | NotApplicable:
        """The findings on ``report``, or why there is nothing to look at."""

    def finding(
        self,
        message: str,
        *locations: Location,
        expected: str = "",
        actual: str = "",
        steps: tuple[str, ...] = (),
        advice: str = "",
        severity: Severity | None = None,
    ) -> Finding:
        """A finding of this check; the guilty place comes first among ``locations``."""
        return Finding(
            code=self.code,
            severity=severity or self.severity,
            kind=self.kind,
            message=message,
            expected=expected,
            actual=actual,
            locations=locations,
            steps=steps,
            advice=advice,
        )
