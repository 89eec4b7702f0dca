"""The workbooks that units handed in, read and scored for a roll-up, each for itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location
from jixiao.workbook.evaluation import evaluate_file
from jixiao.writing.batch import CRASH
from jixiao.writing.collection import Absent, Member
from jixiao.writing.pool import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["read_all"]

_PROCESSES: Final = 2
_FEW: Final = 8
"""Up to so many workbooks are read here: starting processes would take longer."""


def read_all(sources: Sequence[Path], schemes: Path | None = None) -> Iterator[Member | Absent]:
    """Each workbook as a member, or as absent with everything that is wrong with it; in the order of ``sources``."""
    work = partial(_read, schemes)
    return map(work, sources) if len(sources) <= _FEW else in_order(work, sources, _lost, _PROCESSES)


def _read(schemes: Path | None, source: Path) -> Member | Absent:
    try:
        evaluation = evaluate_file(source, schemes)
    except Exception as fault:  # noqa: BLE001 - a fault of ours in one workbook must not hide those of the others
        return _lost(source, f"{type(fault).__name__}: {fault}")
    filling, result = evaluation.reading.filling, evaluation.result
    if result is None or filling is None or evaluation.scheme is None or evaluation.facts is None:
        return Absent(str(source), filling.unit if filling else "", evaluation.findings)
    return Member(str(source), evaluation.scheme, result, evaluation.facts, filling.department, evaluation.findings)


def _lost(source: Path, why: str = "处理它的进程意外结束") -> Absent:
    message = f"读工作簿时程序出错：{why}。"
    advice = "请把本行连同工作簿反馈给维护者；其他工作簿不受影响。"
    place = (Location(file=str(source)),)
    return Absent(
        str(source), "", (Finding(CRASH, Severity.ERROR, Kind.FORM, message, locations=place, advice=advice),)
    )
