"""The header of a table of facts: which column is which input, and in which unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jixiao.numbers import UnitKind, narrow, unit_named
from jixiao.schemes.context import ALLOWED_UNITS
from jixiao.schemes.yamlnodes import near

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jixiao.schemes.model import Input, Scheme
    from jixiao.scoring.fact_faults import TableFaults

__all__ = ["MARK", "FactColumn", "Header", "read_header"]

MARK: Final = "__na"
"""Ending of a companion column: true where the input of that name does not apply this year."""

_IDENTITY: Final[dict[str, tuple[str, ...]]] = {
    "unit": ("unit", "单位", "单位名称", "预算单位"),
    "year": ("year", "年度"),
    "subject": ("subject", "项目", "项目名称"),
    "goals": ("goals", "绩效指标"),
}
_HEAD: Final = re.compile(r"(?P<name>.*?)\s*[\[［【(](?P<unit>[^\[\]［］【】()]*)[\]］】)]")
"""A column's name with the unit behind it, in any brackets."""


@dataclass(frozen=True, slots=True)
class FactColumn:
    """An input's column: its header, the unit its figures are in, and the header of its companion (empty: none)."""

    spec: Input
    header: str
    unit: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """Where in the table everything is; ``subject`` and ``goals`` are empty where there is no such column."""

    unit: str
    year: str
    subject: str
    goals: str
    columns: tuple[FactColumn, ...]


def read_header(names: list[str], scheme: Scheme, faults: TableFaults) -> Header | None:
    """What the columns are; ``None`` after faults. Inputs are named by identifier or label: ``expenditure``,
    ``全年执行数``, ``expenditure[元]`` or ``全年执行数（元）`` for another unit than the scheme's."""
    reader = _Reader(scheme, faults)
    for name in names:
        reader.read(name)
    return reader.finish()


def _needs_goals(scheme: Scheme) -> bool:
    return any(leaf.rule is not None and leaf.rule.categories for leaf in scheme.leaves())


class _Reader:
    def __init__(self, scheme: Scheme, faults: TableFaults) -> None:
        self.scheme = scheme
        self.faults = faults
        self.before = faults.count
        self.needs_goals = _needs_goals(scheme)
        self.inputs = self._named(scheme.inputs)
        self.found: dict[str, str] = {}
        self.units: dict[str, str] = {}
        self.marks: dict[str, str] = {}

    @staticmethod
    def _named(inputs: Mapping[str, Input]) -> dict[str, Input]:
        return {**{narrow(spec.label): spec for spec in inputs.values()}, **inputs}

    def read(self, header: str) -> None:
        """Takes one column in, or reports why it cannot be."""
        name, unit = narrow(header).strip(), None
        if name not in self.inputs and (match := _HEAD.fullmatch(name)) is not None:
            name, unit = match["name"], match["unit"]
        spec = self.inputs.get(name)
        if spec is not None:
            self._take(spec.name, header)
            self._take_unit(spec, unit, header)
            return
        marked = self.inputs.get(name.removesuffix(MARK)) if name.endswith(MARK) else None
        if marked is not None:
            self.marks[marked.name] = header
            return
        for key, words in _IDENTITY.items():
            if name.lower() in words and (key != "goals" or self.needs_goals):
                self._take(f"*{key}", header)
                return
        known = [*self.inputs, *(word for words in _IDENTITY.values() for word in words)]
        self.faults.add(
            "IN403",
            f"不认识“{header}”这一列{near(name, known)}",
            actual=header,
            advice="列名用方案中数据的名称或标签；用不到的列请先去掉。",
        )

    def _take(self, key: str, header: str) -> None:
        if key in self.found:
            self.faults.add("IN405", f"“{header}”与“{self.found[key]}”是同一项数据，只能有一列。", actual=header)
        self.found.setdefault(key, header)

    def _take_unit(self, spec: Input, written: str | None, header: str) -> None:
        unit = spec.unit if written is None else written.strip()
        self.units[spec.name] = unit
        figures = ALLOWED_UNITS.get(spec.kind)
        kinds = figures or {UnitKind.NONE}
        if unit and unit_named(unit).kind not in kinds:
            asked = spec.unit or "不写单位"
            self.faults.add(
                "IN406",
                f"“{header}”的单位“{unit}”不能用于“{spec.label}”，应为{asked}或能换算的单位。",
                expected=spec.unit,
                actual=unit,
            )

    def finish(self) -> Header | None:
        """The header, if nothing was wrong with it."""
        for key in ("unit", "year", *(["goals"] if self.needs_goals else [])):
            if f"*{key}" not in self.found:
                words = _IDENTITY[key]
                self.faults.add("IN404", f"缺少“{words[1]}”一列（列名 {words[0]}）。", expected=words[0])
        for spec in self.scheme.inputs.values():
            if spec.name not in self.found:
                unit = f"，单位{spec.unit}" if spec.unit else ""
                self.faults.add(
                    "IN404",
                    f"缺少“{spec.label}”一列（列名 {spec.name}{unit}）。",
                    expected=spec.name,
                    advice="没有数据的也要有这一列，留空表示未填。",
                )
        if self.faults.count > self.before:
            return None
        return Header(
            self.found["*unit"],
            self.found["*year"],
            self.found.get("*subject", ""),
            self.found.get("*goals", ""),
            tuple(
                FactColumn(spec, self.found[name], self.units[name], self.marks.get(name, ""))
                for name, spec in self.scheme.inputs.items()
            ),
        )
