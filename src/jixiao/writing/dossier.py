"""Everything a document may draw on: one unit's scheme, result, facts and register rows, and the clerk's own paragraphs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jixiao.facts import Facts
from jixiao.location import Location
from jixiao.numbers import Missing, Printed, UnitKind, plain, unit_named
from jixiao.registers.catalogue import MEASURES, REGISTERS
from jixiao.workbook.plan import ANSWERS_SHEET
from jixiao.workbook.texts import texts_of
from jixiao.writing.layout import Run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from fractions import Fraction

    from jixiao.schemes.model import Scheme
    from jixiao.scoring.result import Result
    from jixiao.workbook.reader import WorkbookReading
    from jixiao.workbook.texts import Text

__all__ = ["GAP", "Dossier", "amount", "bare", "shown"]

GAP = "待补充"


@dataclass(frozen=True, slots=True)
class Dossier:
    """One unit and year, or one project of it. ``rows`` are the records of each register by its name and ``places``
    where each of them stands; ``own`` the unit's own texts by their names (:mod:`jixiao.workbook.texts`);
    ``preparer``, ``approver`` and ``filled_on`` who filled in and approved the workbook, and when."""

    scheme: Scheme
    result: Result
    facts: Facts
    rows: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)
    department: str = ""
    places: Mapping[str, tuple[Location, ...]] = field(default_factory=dict)
    preparer: str = ""
    approver: str = ""
    filled_on: date | None = None

    @classmethod
    def of(cls, reading: WorkbookReading, result: Result) -> Dossier:
        """What a workbook holds and how it was scored; of a project's workbook only the rows that concern it."""
        assert reading.scheme is not None
        assert reading.facts is not None
        assert reading.filling is not None
        subject = reading.filling.subject
        rows: dict[str, tuple[Any, ...]] = {}
        places: dict[str, tuple[Location, ...]] = {}
        for name, records in reading.filling.rows.items():
            scope = REGISTERS[name].scope if subject else ""
            kept = [
                (record, place)
                for record, place in zip(records, reading.places[name], strict=True)
                if not scope or getattr(record, scope) in ("", subject)
            ]
            rows[name] = tuple(record for record, _ in kept)
            places[name] = tuple(place for _, place in kept)
        return cls(
            reading.scheme,
            result,
            reading.facts,
            rows,
            reading.filling.texts,
            reading.filling.department,
            places,
            reading.filling.preparer,
            reading.filling.approver,
            reading.filling.filled_on,
        )

    @classmethod
    def of_result(cls, scheme: Scheme, result: Result) -> Dossier:
        """What a result alone tells: the facts and goals that were looked at for a score, and no rows."""
        facts = {fact.name: fact for leaf in result.leaves() for fact in leaf.facts}
        goals = dict.fromkeys(goal for leaf in result.leaves() for goal in leaf.goals)
        return cls(scheme, result, Facts.of(result.unit, result.year, facts.values(), goals, result.subject))

    def placed(self, register: str) -> tuple[tuple[Any, Location], ...]:
        """The records of a register, each with the row it stands in; without a row where nobody told."""
        records = self.rows.get(register, ())
        return tuple(zip(records, self.places.get(register) or (Location(),) * len(records), strict=True))

    @property
    def unit(self) -> str:
        return self.facts.unit

    @property
    def year(self) -> int:
        return self.facts.year

    def text(self, name: str) -> Text:
        """What is asked of the unit under the ``name`` of one of its own texts."""
        return texts_of(self.scheme.subject)[name]

    def figure(self, name: str, label: str, unit: str = "万元") -> Run:
        """The fact as a live field in ``unit`` with that unit behind it; a visible gap where it is missing."""
        fact = self.facts.get(name)
        if fact is None or not isinstance(fact.value, Printed):
            return Run(f"{GAP}{unit}", fact=self.wanted(name, label), gap=True, stands_for=name)
        return Run(f"{_printed(fact.value, unit)}{unit}", fact=name, origins=fact.origins)

    def bare(self, name: str, label: str, unit: str = "万元") -> Run:
        """The fact without its unit, as a table cell prints it; blank where nothing was recorded."""
        fact = self.facts.get(name)
        if fact is None or not isinstance(fact.value, Printed):
            return Run("", fact=label, gap=False)
        return Run(_printed(fact.value, unit), fact=name, origins=fact.origins)

    def rate(self, part: str, whole: str, label: str, places: int = 2) -> Run:
        """``part`` ÷ ``whole`` in per cent, rounded half-up; a gap where either is missing or the whole is zero."""
        share = self.share(part, whole)
        if share is None:
            lacking = next((name for name in (part, whole) if not self.has(name)), "")
            return Run(f"{GAP}%", fact=self.wanted(lacking, label), gap=True, stands_for=f"{part}/{whole}")
        origins = tuple(
            origin for name in (part, whole) if (fact := self.facts.get(name)) is not None for origin in fact.origins
        )
        return Run(f"{plain(share * 100, places)}%", fact=f"{part}/{whole}", origins=origins)

    def wanted(self, name: str, label: str) -> str:
        """What a gap is called: the fact's ``label`` and the sheet of the workbook where a clerk can supply it."""
        fact, spec = self.facts.get(name), self.scheme.inputs.get(name)
        if spec is not None and not spec.measure:
            return f"{label}（填“{ANSWERS_SHEET}”）"
        if name not in MEASURES:
            return label
        sheet = REGISTERS[MEASURES[name].register].label
        why = fact.derivation if fact is not None and fact.origins and fact.origins[0].records else ""
        return f"{label}（填“{sheet}”{f'：{why}' if why else ''}）"

    def share(self, part: str, whole: str) -> Fraction | None:
        """``part`` ÷ ``whole``, exactly."""
        values = [self.base(part), self.base(whole)]
        if values[0] is None or not values[1]:
            return None
        return values[0] / values[1]

    def base(self, name: str) -> Fraction | None:
        """The fact's exact value in base units; ``None`` where it is missing."""
        fact = self.facts.get(name)
        return fact.value.base if fact is not None and isinstance(fact.value, Printed) else None

    def has(self, name: str) -> bool:
        return self.base(name) is not None


def _printed(value: Printed, unit: str) -> str:
    """The figure in ``unit``, money as :func:`amount` prints it (in 万元 where no unit is named)."""
    kind = unit_named(unit or ("万元" if value.kind is UnitKind.MONEY else ""))
    if kind.kind is not value.kind or not kind.is_money:
        return plain(value.value)
    return amount(value.base / kind.factor)


def amount(number: Fraction) -> str:
    """A computed figure with two decimals, or with as many up to six as it takes to lose nothing."""
    for places in range(2, 7):
        if (number * 10**places).denominator == 1:
            return plain(number, places)
    return plain(number, 2)


def shown(value: Printed) -> str:
    """A figure with its unit, 万元 as :func:`amount` prints it."""
    number = amount(value.base) if value.unit == "万元" else plain(value.value)
    return f"{number}{value.unit}"


def bare(value: Printed | str | Missing) -> str:
    """A target or actual as a table prints it: figure with its unit, words as they are, nothing for a blank."""
    if isinstance(value, Missing):
        return "" if value is Missing.BLANK else value.label
    if isinstance(value, str):
        return value
    # 3500 人以上 is not 3500 人: the word that loosens a figure is part of what was reached.
    return value.text.replace(" ", "") if value.approximation and value.text else f"{plain(value.value)}{value.unit}"
