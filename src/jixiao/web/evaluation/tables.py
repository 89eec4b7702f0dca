"""What an evaluation takes out of its book, table by table: a row that is typed changes nothing of the other tables,
and an answer nothing of any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jixiao.location import Location
from jixiao.registers.base import Ledger, broken_rows
from jixiao.registers.catalogue import facts_of
from jixiao.web.kept import Kept
from jixiao.web.registers.models import TABLES
from jixiao.web.registers.services import records_of
from jixiao.workbook.goals import GOALS, row_of
from jixiao.workbook.slips import slips_of_unit

if TYPE_CHECKING:
    from jixiao.facts import Fact, GoalRow
    from jixiao.findings import Finding
    from jixiao.registers.base import Register, Row
    from jixiao.web.registers.models import Book
    from jixiao.workbook.plan import Plan

__all__ = ["Tables", "tables_of"]


@dataclass(frozen=True, slots=True)
class Tables:
    """Ledgers and goals with the facts they give, and what is wrong in them."""

    ledgers: tuple[Ledger[Any], ...]
    goals: tuple[GoalRow, ...]
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Register:
    ledger: Ledger[Any]
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Goals:
    rows: tuple[GoalRow, ...]
    findings: tuple[Finding, ...]


_registers: Kept[_Register] = Kept(1024)
_goals: Kept[_Goals] = Kept(64)


def tables_of(book: Book, subject: str, plan: Plan) -> Tables:
    """The book as ``plan`` asks for it; of a project (``subject``) only the rows that concern the project, as the
    workbook's are read. Each table is read in one query where it changed since it was kept."""
    registers = [_register_of(book, subject, each) for each in plan.registers]
    goals = _Goals((), ())
    if plan.goals is not None:
        goals = _goals.get(_key(book, GOALS.name, subject), lambda: _goal_rows(book, subject))
    ledgers = tuple(each.ledger for each in registers)
    return Tables(
        ledgers,
        goals.rows,
        tuple(fact for each in registers for fact in each.facts),
        (*(finding for each in registers for finding in each.findings), *goals.findings, *slips_of_unit(ledgers)),
    )


def _key(book: Book, table: str, subject: str) -> tuple[Any, ...]:
    return (book.pk, table, book.table_revisions.get(table, 0), subject)


def _register_of(book: Book, subject: str, register: Register[Any]) -> _Register:
    return _registers.get(_key(book, register.name, subject), lambda: _register(book, subject, register))


def _register(book: Book, subject: str, register: Register[Any]) -> _Register:
    origin, places = Location(register=register.label), _places(register.name)
    ledger = Ledger(register, book.year, records_of(book, register), register.name in book.nothing, origin, places)
    ledger = ledger.within(subject) if subject else ledger
    return _Register(ledger, facts_of((ledger,)), tuple(broken_rows(register, ledger.rows, origin, ledger.places)))


def _goal_rows(book: Book, subject: str) -> _Goals:
    origin = Location(register=GOALS.label)
    found: tuple[Row[Any], ...] = records_of(book, GOALS)
    found = tuple(row for row in found if not subject or row.record.project in ("", subject))
    rows = tuple(row_of(row.record, Location(register=GOALS.label, records=(row.number,))) for row in found)
    return _Goals(rows, tuple(broken_rows(GOALS, found, origin, _places(GOALS.name))))


def _places(table: str) -> dict[str, int]:
    return {column.name: index for index, column in enumerate(TABLES[table].columns)}
