"""Which sheets a scheme's workbook has: the registers its measures come from, its goals, and what else is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from jixiao.numbers import Missing
from jixiao.registers.base import Column, Register, Table
from jixiao.registers.catalogue import MEASURES, REGISTERS
from jixiao.schemes.goals import CATEGORIES
from jixiao.workbook.goals import GOALS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jixiao.schemes.model import Indicator, Input, Scheme

__all__ = ["ANSWERS_SHEET", "DIGEST_SHOWN", "GUIDE_SHEET", "UNIT_FIELDS", "UNIT_SHEET", "Plan", "Question", "UnitField"]

GUIDE_SHEET: Final = "填写说明"
UNIT_SHEET: Final = "单位信息"
ANSWERS_SHEET: Final = "指标填报"
DIGEST_SHOWN: Final = 16
"""Characters of a scheme's digest that stand in the workbook: enough to notice a change."""


@dataclass(frozen=True, slots=True)
class UnitField:
    """One line of the sheet 单位信息. ``locked`` lines are the template's own and tell which scheme it belongs to."""

    name: str
    label: str
    note: str = ""
    required: bool = False
    locked: bool = False
    synonyms: tuple[str, ...] = ()


UNIT_FIELDS: Final = (
    UnitField("unit", "单位名称", "与公章一致的全称。", required=True, synonyms=("预算单位", "填报单位", "实施单位")),
    UnitField("year", "评价年度", "四位数字，如 2023。", required=True, synonyms=("年度", "预算年度")),
    UnitField("subject", "项目名称", "与预算批复一致的全称。", synonyms=("评价项目",)),
    UnitField("department", "主管部门", "没有上级主管部门的留空。"),
    UnitField("preparer", "填报人"),
    UnitField("approver", "审核人"),
    UnitField("filled_on", "填报日期", "如 2024-03-05。"),
    UnitField("scheme_id", "指标体系编号", required=True, locked=True),
    UnitField("scheme_title", "指标体系名称", locked=True),
    UnitField("scheme_version", "指标体系版本", locked=True),
    UnitField("scheme_digest", "指标体系校验码", locked=True),
)
"""The lines of 单位信息; the project's name stands there only where a project is evaluated."""


@dataclass(frozen=True, slots=True)
class Question:
    """One input to be typed in: what is asked, and the indicators it feeds."""

    column: Column
    hint: str
    indicators: tuple[Indicator, ...]

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def label(self) -> str:
        return self.column.label


@dataclass(frozen=True, slots=True)
class Plan:
    """The sheets of one scheme's workbook, in their order.

    ``money_unit`` is the unit in which the scheme asks for money: registers are kept in 万元 and asked in this one.
    ``extra`` names the registers among ``registers`` that no measure of the scheme looks at: they are kept for the
    documents, so that what was done can be told as well as what is scored.
    """

    scheme: Scheme
    registers: tuple[Register[Any], ...]
    questions: tuple[Question, ...]
    categories: tuple[str, ...]
    money_unit: str
    extra: frozenset[str] = frozenset()

    @classmethod
    def of(cls, scheme: Scheme, also: Iterable[str] = ()) -> Plan:
        """The sheets that ``scheme`` needs, and those of the registers named by ``also``."""
        measured = {name for name, spec in scheme.inputs.items() if spec.measure and name in MEASURES}
        needed = {MEASURES[name].register for name in measured}
        feeds = _feeds(scheme)
        asked = sorted((name for name in scheme.inputs if name not in measured), key=lambda name: _rank(feeds, name))
        units = {spec.unit for spec in scheme.inputs.values() if spec.kind == "money" and spec.unit}
        extra = frozenset(also) - needed
        return cls(
            scheme=scheme,
            registers=tuple(register for register in REGISTERS.values() if register.name in needed | extra),
            questions=tuple(
                Question(_column(scheme.inputs[name]), scheme.inputs[name].hint, feeds.get(name, ())) for name in asked
            ),
            categories=tuple(
                dict.fromkeys(name for leaf in scheme.leaves() if leaf.rule for name in leaf.rule.categories)
            ),
            money_unit=units.pop() if len(units) == 1 else "万元",
            extra=extra,
        )

    @property
    def goals(self) -> Table[Any] | None:
        """The table of goal indicators, with the categories of this scheme; ``None`` where no rule looks at any."""
        return GOALS if self.categories else None

    @property
    def tables(self) -> tuple[Table[Any], ...]:
        """Every table of rows, the goals first."""
        return (*((self.goals,) if self.goals else ()), *self.registers)

    @property
    def measures(self) -> Iterator[tuple[str, str]]:
        """Labels of the scheme's measured inputs, each with the label of its register."""
        for name, spec in self.scheme.inputs.items():
            if spec.measure and name in MEASURES:
                yield spec.label, REGISTERS[MEASURES[name].register].label

    def fed_by(self, table: str) -> tuple[Indicator, ...]:
        """The indicators that look at the rows of ``table``, directly or through named formulas, in printed order."""
        if table == GOALS.name:
            return tuple(leaf for leaf in self.scheme.leaves() if leaf.rule and leaf.rule.categories)
        feeds = _feeds(self.scheme)
        measured = (name for name, spec in self.scheme.inputs.items() if spec.measure and name in MEASURES)
        fed = {leaf.id for name in measured if MEASURES[name].register == table for leaf in feeds.get(name, ())}
        return tuple(leaf for leaf in self.scheme.leaves() if leaf.id in fed)

    @property
    def unit_fields(self) -> tuple[UnitField, ...]:
        if self.scheme.subject == "department":
            return tuple(each for each in UNIT_FIELDS if each.name != "subject")
        return tuple(replace(each, required=each.required or each.name == "subject") for each in UNIT_FIELDS)

    def columns(self, table: Table[Any]) -> tuple[Column, ...]:
        """The columns of ``table`` as this scheme's workbook asks them."""
        columns = tuple(column.in_unit(self.money_unit) for column in table.columns)
        if table is not GOALS:
            return columns
        choices = tuple(CATEGORIES[name] for name in self.categories)
        return tuple(replace(each, choices=choices) if each.name == "category" else each for each in columns)


def _feeds(scheme: Scheme) -> dict[str, tuple[Indicator, ...]]:
    """The leaves that look at each input, directly or through named formulas, in printed order."""
    found: dict[str, list[Indicator]] = {}
    for leaf in scheme.leaves():
        if leaf.rule is not None:
            for name in dict.fromkeys(_inputs(scheme, leaf.rule.inputs)):
                found.setdefault(name, []).append(leaf)
    return {name: tuple(leaves) for name, leaves in found.items()}


def _inputs(scheme: Scheme, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        formula = scheme.formulas.get(name)
        if formula is None:
            yield name
        else:
            yield from _inputs(scheme, formula.names)


def _rank(feeds: dict[str, tuple[Indicator, ...]], name: str) -> tuple[int, tuple[int, ...]]:
    """Inputs in the order of the first indicator they feed; those that feed none come last."""
    leaves = feeds.get(name, ())
    return (0, tuple(int(part) for part in leaves[0].code.split("."))) if leaves else (1, ())


_BOUNDS: Final[dict[str, tuple[Decimal | None, Decimal | None]]] = {
    "money": (Decimal(0), None),
    "count": (Decimal(0), None),
    "rate": (Decimal(-1000), Decimal(1000)),
    "share": (Decimal(0), Decimal(100)),
}
"""Bounds of belief where the scheme gives none: a rate of 9500 % is a slip of the hand."""


def _column(spec: Input) -> Column:
    low, high = _BOUNDS.get(spec.kind, (None, None))
    unit = spec.unit or {"money": "万元", "rate": "%", "share": "%"}.get(spec.kind, "")
    return Column(
        name=spec.name,
        label=spec.label,
        kind="rate" if spec.kind == "share" else spec.kind,
        unit=unit,
        choices=(*spec.choices, Missing.NOT_APPLICABLE.label) if spec.choices else (),
        note=spec.hint,
        low=low if spec.low is None else spec.low,
        high=high if spec.high is None else spec.high,
    )
