"""Waivers: findings that somebody has looked at and answers for.

A waivers file is YAML, a list in which each entry names the code, the place and the reason:

.. code-block:: yaml

   - code: AR003
     place: 17.35%          # words that stand in the quoted place, or its label (第 12 行)
     reason: 财政批复文件即为 17.35%
     file: 2022自评表.docx   # optional: only for reports whose file name ends so
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["Waiver", "read_waivers", "unused"]

_KEYS = ("code", "place", "reason", "file")


@dataclass(frozen=True, slots=True)
class Waiver:
    """One waived finding. ``line`` is the line of the waivers file, from one."""

    code: str
    place: str
    reason: str
    file: str = ""
    origin: str = ""
    line: int = 0

    def fits(self, finding: Finding, source: str) -> bool:
        """Whether this waiver speaks of ``finding`` on the report read from ``source``."""
        if finding.code != self.code or (self.file and not source.endswith(self.file)):
            return False
        return any(self.place in (where.quote, where.label) or self.place in where.quote for where in finding.locations)


def read_waivers(path: Path) -> tuple[tuple[Waiver, ...], tuple[Finding, ...]]:
    """The waivers of a file, and every fault of it at once with its line."""
    import yaml

    try:
        root = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        mark = getattr(fault, "problem_mark", None)
        return (), (_fault(path, mark.line if mark else None, f"豁免文件读不了：{getattr(fault, 'problem', fault)}。"),)
    if root is None:
        return (), ()
    if not isinstance(root, yaml.SequenceNode):
        return (), (_fault(path, root.start_mark.line, "豁免文件应是一个列表，每项以“- code:”开头。"),)
    waivers: list[Waiver] = []
    faults: list[Finding] = []
    for node in root.value:
        line = node.start_mark.line
        if not isinstance(node, yaml.MappingNode):
            faults.append(_fault(path, line, "每项应写 code（代码）、place（位置）、reason（理由）。"))
            continue
        fields: dict[str, Any] = {}
        for key, value in node.value:
            if key.value not in _KEYS:
                faults.append(_fault(path, key.start_mark.line, f"不认识的项“{key.value}”，可用：{'、'.join(_KEYS)}。"))
            elif not isinstance(value, yaml.ScalarNode) or not value.value.strip():
                faults.append(_fault(path, key.start_mark.line, f"“{key.value}”应是不空的一行文字。"))
            else:
                fields[key.value] = value.value.strip()
        missing = [key for key in _KEYS[:3] if key not in fields]
        if missing:
            faults.append(_fault(path, line, f"缺少：{'、'.join(missing)}。豁免必须写明代码、位置和理由。"))
        else:
            waivers.append(Waiver(**fields, origin=path.name, line=line + 1))
    return tuple(waivers), tuple(faults)


def unused(waivers: Iterable[Waiver], used: Iterable[Waiver]) -> tuple[Finding, ...]:
    """A note for each waiver that fitted nothing: the fault is gone, or the place is written differently."""
    spent = set(used)
    return tuple(
        Finding(
            code="WV001",
            severity=Severity.INFO,
            kind=Kind.FORM,
            message=f"豁免没有用上：{waiver.code} {waiver.place}（{waiver.reason}）。问题已不存在，或位置写得与报告不同。",
            locations=(Location(file=waiver.origin, line=waiver.line - 1),),
            advice="问题已改正的，请把这一条从豁免文件中删去。",
        )
        for waiver in waivers
        if waiver not in spent
    )


def _fault(path: Path, line: int | None, message: str) -> Finding:
    return Finding(
        code="WV002",
        severity=Severity.ERROR,
        kind=Kind.FORM,
        message=message,
        locations=(Location(file=path.name, line=line),),
    )
