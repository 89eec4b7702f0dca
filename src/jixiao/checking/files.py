"""From a file to what was found in it. Whatever happens to one file, the next one is still looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jixiao.checking.engine import Checked, check_report
from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location
from jixiao.reading.extract.report import read_report
from jixiao.reading.open import read_document
from jixiao.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from jixiao.checking.base import Check
    from jixiao.checking.waivers import Waiver

__all__ = ["READER_CRASH", "check_file"]

READER_CRASH = "XX002"
"""The code of the finding that stands for a file on which our reader itself failed."""


def check_file(path: Path, checks: Iterable[Check], waivers: Iterable[Waiver] = (), *, source: str = "") -> Checked:
    """Reads the file at ``path`` and runs ``checks`` on the report in it.

    A file that cannot be read has the reader's findings and no others; the checks are not run on an empty page.
    ``source`` is what the file is called in findings, where that is not its path.
    """
    source = source or str(path)
    try:
        document = read_document(path, source=source)
        report = read_report(document)
    except Exception as fault:  # noqa: BLE001 - a fault of ours in one file must not stop the others
        crash = Finding(
            code=READER_CRASH,
            severity=Severity.ERROR,
            kind=Kind.FORM,
            message=f"读取时程序出错，这个文件没有检查：{type(fault).__name__}: {fault}。",
            locations=(Location(file=source),),
            advice="请把本行连同文件反馈给维护者；其他文件不受影响。",
        )
        return Checked(Report(source), (), (), faults=(crash,))
    if not document.blocks:
        return Checked(report, (), (), faults=document.findings)
    return replace(check_report(report, checks, waivers), faults=document.findings)
