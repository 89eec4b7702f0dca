"""The documents of many workbooks: one unit at a time, each in a folder of its own, whatever happens to the others."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location
from jixiao.registers.catalogue import MEASURES, REGISTERS
from jixiao.system import reason
from jixiao.workbook.evaluation import evaluate_file
from jixiao.writing.documents import documents
from jixiao.writing.dossier import Dossier
from jixiao.writing.files import Written, write_documents
from jixiao.writing.pool import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from jixiao.workbook.evaluation import Evaluation
    from jixiao.writing.templates.fill import Template

__all__ = [
    "CRASH",
    "NOT_MADE",
    "NOT_WRITABLE",
    "Order",
    "Outcome",
    "dossier_of",
    "identities",
    "places",
    "workbooks_in",
    "write_all",
    "write_one",
]

_ITEM = TypeVar("_ITEM")
_RESULT = TypeVar("_RESULT")

CRASH, NOT_WRITABLE, NOT_MADE = "XX003", "WR001", "WR002"
"""Codes of findings: the program failed on a workbook; files cannot be written; none of the documents asked for fits."""
_STRANGER: Final = "IN011"
"""Code of the finding that a workbook has no sheet that says whose it is; with that sheet's new name, if it has one."""
_PROCESSES: Final = 2
_FEW: Final = 4
"""Up to so many workbooks are done here: starting processes would take longer."""
_NAME_LENGTH: Final = 80  # characters; file systems end a name at 255 bytes


@dataclass(frozen=True, slots=True)
class Order:
    """What to make of each workbook: the documents of these names (none: all that apply), in these formats, scored by
    the schemes of this folder beside those that come with the program; whose docx to keep the clerk's paragraphs from
    (none: that which is there), or not to keep them; the own templates to fill in beside the documents."""

    formats: tuple[str, ...]
    names: tuple[str, ...] = ()
    schemes: Path | None = None
    kept_from: Path | None = None
    fresh: bool = False
    templates: tuple[Template, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one workbook. Nothing was written where a finding is an error."""

    source: Path
    folder: Path
    findings: tuple[Finding, ...]
    written: tuple[Written, ...] = ()
    subject: tuple[str, ...] = ()
    """Whose documents they are: unit, year, project where there is one."""
    absent: tuple[str, ...] = ()
    """The registers that the workbook has no sheet for."""

    @property
    def failed(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def stranger(self) -> bool:
        """Whether it is somebody else's workbook (a form, a letter, what was written out), not one of ours gone wrong."""
        return [finding.code for finding in self.findings] == [_STRANGER] and not self.findings[0].actual

    @property
    def gaps(self) -> tuple[tuple[str, str, str], ...]:
        """What the documents lack, each once: document, place, name of the fact."""
        lacking = ((each.document.title, gap.place, gap.label) for each in self.written for gap in each.gaps)
        return tuple(dict.fromkeys(lacking))


def dossier_of(evaluation: Evaluation) -> Dossier:
    """The dossier of a workbook that was scored."""
    assert evaluation.result is not None
    return Dossier.of(evaluation.reading, evaluation.result)


def write_one(order: Order, job: tuple[Path, Path]) -> Outcome:
    """Writes the documents of the workbook ``job[0]`` into the folder ``job[1]``: all of them, or none and it says why."""
    source, folder = job
    try:
        evaluation = evaluate_file(source, order.schemes)
        if evaluation.result is None:
            return Outcome(source, folder, evaluation.findings)
        dossier = dossier_of(evaluation)
        chosen = [document for name, document in documents().items() if not order.names or name in order.names]
        wanted = [document for document in chosen if dossier.scheme.subject in document.subjects]
        if not order.templates and not any(form in order.formats for each in wanted for form in each.formats):
            message = f"没有可写的文档：所选的文档或格式不适用于“{dossier.scheme.title}”的工作簿。"
            return Outcome(source, folder, (_fault(NOT_MADE, source, message, "请换 --document 或 --format。"),))
        written = write_documents(
            dossier,
            wanted,
            order.formats,
            folder,
            kept_from=order.kept_from,
            fresh=order.fresh,
            filled={template: template.fill(dossier) for template in order.templates},
        )
    except OSError as fault:
        message = f"写不了文件夹 {folder}：{reason(fault)}。"
        advice = "请检查权限和磁盘空间，关闭已打开的文档，或换一个文件夹。"
        return Outcome(source, folder, (_fault(NOT_WRITABLE, source, message, advice),))
    except Exception as fault:  # noqa: BLE001 - a fault of ours in one workbook must not stop the others
        return lost(order, job, f"{type(fault).__name__}: {fault}")
    project = (dossier.facts.subject,) if dossier.facts.subject else ()
    subject = (dossier.unit, f"{dossier.year} 年度", *project)
    return Outcome(source, folder, evaluation.findings, written, subject, _absent(dossier))


def _absent(dossier: Dossier) -> tuple[str, ...]:
    """Every register that has a sheet yields its facts, be they blank."""
    kept = {MEASURES[name].register for name in dossier.facts.values if name in MEASURES}
    return tuple(register.label for name, register in REGISTERS.items() if name not in kept)


def lost(_: Order, job: tuple[Path, Path], why: str = "处理它的进程意外结束") -> Outcome:
    """The outcome of a workbook on which the program failed."""
    source, folder = job
    message = f"写文档时程序出错，这份工作簿没有写：{why}。"
    advice = "请把本行连同工作簿反馈给维护者；其他工作簿不受影响。"
    return Outcome(source, folder, (_fault(CRASH, source, message, advice),))


def _fault(code: str, source: Path, message: str, advice: str) -> Finding:
    return Finding(code, Severity.ERROR, Kind.FORM, message, locations=(Location(file=str(source)),), advice=advice)


def write_all(jobs: Sequence[tuple[Path, Path]], order: Order) -> Iterator[Outcome]:
    """The outcome of each job (workbook, folder), in their order, as soon as it is known."""
    yield from _each(partial(write_one, order), jobs, partial(lost, order))


def _each(
    work: Callable[[_ITEM], _RESULT], items: Sequence[_ITEM], instead: Callable[[_ITEM], _RESULT]
) -> Iterator[_RESULT]:
    if len(items) <= _FEW:
        yield from map(work, items)
    else:
        yield from in_order(work, items, instead, _PROCESSES)


# --- which workbooks, and where their documents go


def workbooks_in(path: Path, output: Path) -> list[Path]:
    """The workbooks that ``path`` names: itself, or those below it but for what was written to ``output``."""
    if not path.is_dir():
        return [path]
    kept = output.resolve()
    return sorted(
        file
        for file in path.rglob("*.xlsx")
        if not file.name.startswith((".", "~$")) and kept not in file.resolve().parents
    )


def identities(sources: Sequence[Path], schemes: Path | None) -> Iterator[tuple[str, ...]]:
    """For each workbook what tells it from others, most telling first: unit, year, project, name of the file."""
    yield from _each(partial(_identity, schemes), sources, _unknown)


def _identity(schemes: Path | None, source: Path) -> tuple[str, ...]:
    from jixiao.schemes.catalogue import Catalogue
    from jixiao.workbook.reader import read_workbook

    try:
        filling = read_workbook(source, Catalogue.of(schemes)).filling
    except Exception:  # noqa: BLE001 - writing its documents will meet the same fault and tell it
        return _unknown(source)
    if filling is None or not filling.unit:
        return _unknown(source)
    year = f"{filling.year}年度" if filling.year else ""
    return (filling.unit, year, filling.subject or "部门整体", source.stem)


def _unknown(source: Path) -> tuple[str, ...]:
    return (source.stem,)


def places(names: Iterable[tuple[str, ...]], output: Path) -> list[Path]:
    """A folder below ``output`` for each of :func:`identities`: the unit's name, and below it year, project and name of
    the file, each only where it tells apart workbooks that would otherwise share a folder."""
    found: dict[int, Path] = {}
    clean = {index: tuple(_as_name(part) for part in parts) for index, parts in enumerate(names)}

    def spread(members: list[int], level: int, folder: Path) -> None:
        groups: dict[str, list[int]] = defaultdict(list)
        for index in members:
            groups[clean[index][level] if level < len(clean[index]) else str(len(groups) + 1)].append(index)
        for name, group in groups.items():
            # The first part always names a folder, a further one only where it differs.
            below = folder / name if level == 0 or len(groups) > 1 else folder
            if len(group) == 1:
                found[group[0]] = below
            else:
                spread(group, level + 1, below)

    spread(list(clean), 0, output)
    return [found[index] for index in clean]


def _as_name(text: str) -> str:
    """``text`` as the name of a folder on any system."""
    plain = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', "_", text)[:_NAME_LENGTH].strip(". ")
    return plain or "未命名"
