"""Runs checks over a report. Every check ends in one of four ways, and none can hide another.

A crash is our fault and not the report's: it becomes a finding of its own (:data:`CRASH`) that names the check, and
the other checks go on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable, Outcome
from jixiao.checking.catalogue import all_checks
from jixiao.findings import Finding, Severity
from jixiao.location import Location

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jixiao.checking.waivers import Waiver
    from jixiao.report import Report

__all__ = ["CRASH", "Checked", "check_report", "run_check"]

CRASH = "XX001"
"""The code of the finding that a crashed check leaves."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A report with everything that was found on it.

    ``findings`` are those that stand, worst first, then in the order of the document; ``waived`` those that a waiver
    took away; ``outcomes`` one for each check that was run; ``faults`` what the reader had to say about the file.
    """

    report: Report
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...] = ()
    used_waivers: tuple[Waiver, ...] = ()
    faults: tuple[Finding, ...] = ()

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """The reader's findings, then those of the checks."""
        return (*self.faults, *self.findings)

    @property
    def incomplete(self) -> bool:
        """Whether something could not be looked at: the file was not readable, or a check crashed."""
        return any(fault.severity is Severity.ERROR for fault in self.faults) or any(
            outcome.state == "crashed" for outcome in self.outcomes
        )


def run_check(check: Check, report: Report) -> Outcome:
    """One check on one report."""
    try:
        answer = check.run(report)
        if isinstance(answer, NotApplicable):
            return Outcome(check.code, "not_applicable", detail=answer.reason)
        findings = tuple(answer)
    except Exception as fault:  # noqa: BLE001 - whatever a check does, the others have to run
        detail = f"{type(fault).__name__}: {fault}"
        finding = check.finding(
            f"检查 {check.code}（{check.title}）自身出错，这一项没有查完：{detail}。这是程序的问题，不是报告的问题。",
            severity=Severity.WARNING,
            advice="请把本行连同所查文件反馈给维护者；其他各项检查不受影响。",
        )
        return Outcome(check.code, "crashed", (replace(finding, code=CRASH),), detail)
    return Outcome(check.code, "found" if findings else "clean", findings)


def check_report(report: Report, checks: Iterable[Check] | None = None, waivers: Iterable[Waiver] = ()) -> Checked:
    """All ``checks`` (every check there is, unless chosen) on ``report``; ``waivers`` take findings away."""
    outcomes = tuple(run_check(check, report) for check in (all_checks() if checks is None else checks))
    standing: list[Finding] = []
    waived: list[Finding] = []
    used: list[Waiver] = []
    known = tuple(waivers)
    for outcome in outcomes:
        for finding in outcome.findings:
            fitting = [waiver for waiver in known if waiver.fits(finding, report.source)]
            used += [waiver for waiver in fitting if waiver not in used]
            (waived if fitting else standing).append(finding)
    return Checked(report, outcomes, tuple(sorted(standing, key=_order)), tuple(waived), tuple(used))


def _order(finding: Finding) -> tuple[int, tuple[int, ...], str]:
    where = finding.locations[0] if finding.locations else Location()
    place = (where.block, where.row, where.column, where.start)
    return (finding.severity.rank, tuple(-1 if part is None else part for part in place), finding.code)
