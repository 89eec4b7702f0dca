"""What a register (台账) is: its columns, its record, what every row has to satisfy, and the facts it yields.

A register is one module with a frozen record whose fields are declared by :func:`money`, :func:`date_of`,
:func:`choice` and so on, and a :class:`Register` called ``REGISTER``. Sheet, drop-downs, validation, form and API are
made from these declarations; nothing about a column is written down a second time.

A record holds figures as decimals in the column's own unit (元 typed into a 万元 column is converted on reading),
blank text as ``""``, and any other blank as :data:`Missing.BLANK`. A register without rows says nothing; only one that
is marked "本年无此类事项" says zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeVar

from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location
from jixiao.numbers import Missing, Printed, exact, unit_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jixiao.registers.measures import Measure

__all__ = [
    "NOTHING_THIS_YEAR",
    "Broken",
    "Column",
    "ColumnKind",
    "Figure",
    "Invariant",
    "Ledger",
    "Register",
    "Row",
    "Table",
    "Target",
    "When",
    "YesNo",
    "broken_rows",
    "choice",
    "columns_of",
    "count",
    "date_of",
    "money",
    "number",
    "rate",
    "target_of",
    "text",
    "yes_no",
]

Figure = Decimal | Missing
When = date | Missing
YesNo = bool | Missing
Target = Printed | str | Missing

ColumnKind = Literal["money", "rate", "count", "number", "text", "date", "choice", "yes_no", "target"]
"""``target`` is a figure with its own unit or, of a qualitative goal, words."""

NOTHING_THIS_YEAR: Final = "本年无此类事项"

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``name`` in code, ``label`` for people, in which ``unit`` it is asked.

    ``low`` and ``high`` are the bounds of believable values in that unit; ``in_year`` says that a date has to lie in
    the year evaluated; ``width`` is the sheet's column width in characters; ``synonyms`` are other headings under which
    units keep the same thing. ``spellings`` are other words for a choice, each with the choice it stands for; ``free``
    choices are suggestions, other words are accepted.
    """

    name: str
    label: str
    kind: ColumnKind
    unit: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""
    width: int = 14
    synonyms: tuple[str, ...] = ()
    spellings: tuple[tuple[str, str], ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    in_year: bool = False
    free: bool = False

    @property
    def heading(self) -> str:
        """The label with the unit in brackets, as it heads a sheet: ``年初预算数（万元）``."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label

    def in_unit(self, unit: str) -> Column:
        """The same column asked in another unit of money; other columns are left as they are."""
        if self.kind != "money" or self.unit == unit:
            return self
        factor = unit_named(self.unit).factor / unit_named(unit).factor
        high = None if self.high is None else exact(Fraction(self.high) * factor)
        return replace(self, unit=unit, high=high)

    @property
    def is_figure(self) -> bool:
        return self.kind in ("money", "rate", "count", "number")


_META: Final = "column"
_ZERO: Final = Decimal(0)


def _declare(column: Column, blank: object) -> Any:
    return field(default=blank, metadata={_META: column})


def money(label: str, *, unit: str = "万元", **more: Any) -> Any:
    """An amount of money, never negative; above 1000 亿元 it was almost certainly typed in another unit."""
    more.setdefault("high", Decimal(10_000_000))
    return _declare(Column("", label, "money", unit, low=_ZERO, **more), Missing.BLANK)


def rate(label: str, *, unit: str = "%", **more: Any) -> Any:
    """A rate in per cent, from 0 to 100 unless ``high`` says more."""
    more.setdefault("high", Decimal(100))
    return _declare(Column("", label, "rate", unit, low=_ZERO, **more), Missing.BLANK)


def count(label: str, unit: str, **more: Any) -> Any:
    """A whole number of something."""
    return _declare(Column("", label, "count", unit, low=_ZERO, **more), Missing.BLANK)


def number(label: str, **more: Any) -> Any:
    """A plain number that is not negative, such as points."""
    return _declare(Column("", label, "number", low=_ZERO, **more), Missing.BLANK)


def target_of(label: str, **more: Any) -> Any:
    """A target or what was reached of it: a figure with its own unit, or words."""
    return _declare(Column("", label, "target", **more), Missing.BLANK)


def text(label: str, **more: Any) -> Any:
    return _declare(Column("", label, "text", **more), "")


def date_of(label: str, **more: Any) -> Any:
    return _declare(Column("", label, "date", **more), Missing.BLANK)


def choice(label: str, choices: tuple[str, ...], **more: Any) -> Any:
    return _declare(Column("", label, "choice", choices=choices, **more), "")


def yes_no(label: str, **more: Any) -> Any:
    return _declare(Column("", label, "yes_no", **{"width": 10, **more}), Missing.BLANK)


def columns_of(record: type[Any]) -> tuple[Column, ...]:
    """The columns that the fields of ``record`` declare, in their order."""
    return tuple(replace(each.metadata[_META], name=each.name) for each in fields(record))


@dataclass(frozen=True, slots=True)
class Row(Generic[R]):
    """A record with the number of its row as a clerk sees it (the sheet's own row number)."""

    number: int
    record: R


@dataclass(frozen=True, slots=True)
class Broken:
    """An invariant that a record breaks: at which column, what stands there, what would be right."""

    column: str
    actual: str
    expected: str


@dataclass(frozen=True, slots=True)
class Invariant(Generic[R]):
    """Something every record has to satisfy; ``code`` is never used twice, ``title`` is the sentence a clerk reads."""

    code: str
    title: str
    check: Callable[[R], Broken | None]
    severity: Severity = Severity.ERROR


@dataclass(frozen=True)
class Table(Generic[R]):
    """Rows of one kind of record: what a sheet of the workbook holds.

    ``key`` names the columns whose values no two rows may share; ``totals`` the columns that a sheet adds up;
    ``computed`` the columns that a sheet works out for the eye.
    """

    name: str
    label: str
    purpose: str
    record: type[R]
    example: R
    invariants: tuple[Invariant[R], ...] = ()
    key: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    computed: tuple[ComputedColumn, ...] = ()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns that the record declares, in their order."""
        return columns_of(self.record)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class ComputedColumn:
    """A protected column of a sheet that is worked out from its row and never read back.

    ``minuend``, ``subtrahend`` give a difference, ``numerator``, ``denominator`` a rate in per cent.
    """

    label: str
    unit: str
    after: str
    minuend: str = ""
    subtrahend: str = ""
    numerator: str = ""
    denominator: str = ""

    @property
    def operands(self) -> tuple[str, str]:
        """The names of the two columns it is worked out from."""
        return (self.numerator, self.denominator) if self.numerator else (self.minuend, self.subtrahend)

    def result(self, left: object, right: object) -> Fraction | None:
        """The difference, or the quotient (0.5 for 50 %); ``None`` unless both are figures and it is defined."""
        if not isinstance(left, Decimal) or not isinstance(right, Decimal):
            return None
        if self.numerator:
            return Fraction(left) / Fraction(right) if right else None
        return Fraction(left) - Fraction(right)


@dataclass(frozen=True)
class Register(Table[R]):
    """A table whose rows yield facts. ``order`` is its place in the workbook.

    ``may_be_empty``: a unit can have nothing of the kind in a year (and then says so); ``scope`` names the column that
    tells which project a row belongs to, empty if rows always concern the whole unit.
    """

    measures: tuple[Measure, ...] = ()
    order: int = 0
    may_be_empty: bool = True
    scope: str = ""


@dataclass(frozen=True)
class Ledger(Generic[R]):
    """The rows of one register of one unit and year, as read.

    ``nothing`` is the statement that there was nothing of the kind this year. ``origin`` is where the rows stand
    (file, sheet); ``places`` maps a column's name to its index in the sheet.
    """

    register: Register[R]
    year: int
    rows: tuple[Row[R], ...] = ()
    nothing: bool = False
    origin: Location = field(default_factory=Location)
    places: Mapping[str, int] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Row[R]]:
        return iter(self.rows)

    def within(self, project: str) -> Ledger[R]:
        """Only the rows of ``project``: those that name it and those that name none."""
        scope = self.register.scope
        if not scope:
            return self
        return replace(self, rows=tuple(row for row in self.rows if getattr(row.record, scope) in ("", project)))


def broken_rows(
    table: Table[R], rows: tuple[Row[R], ...], origin: Location, places: Mapping[str, int]
) -> Iterator[Finding]:
    """What the rows of ``table`` break, each at its row and cell; ``origin`` and ``places`` as in :class:`Ledger`."""
    for row in rows:
        for invariant in table.invariants:
            broken = invariant.check(row.record)
            if broken is None:
                continue
            at = replace(
                origin,
                register=table.label,
                row=row.number - 1,
                column=places.get(broken.column),
                quote=broken.actual,
            )
            yield Finding(
                code=invariant.code,
                severity=invariant.severity,
                kind=Kind.LOGIC,
                message=f"{invariant.title}：这里是{broken.actual}，应为{broken.expected}。",
                expected=broken.expected,
                actual=broken.actual,
                locations=(at,),
            )
