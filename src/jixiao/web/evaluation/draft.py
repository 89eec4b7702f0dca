"""An evaluation as it stands now: from the tables to facts, scores, and what is still open.

The same pieces as for a workbook: records → ledgers → facts → scores. Nothing here is written.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jixiao.facts import Fact, Facts
from jixiao.findings import Severity
from jixiao.location import Location
from jixiao.numbers import Missing
from jixiao.registers.base import Ledger, broken_rows
from jixiao.registers.catalogue import REGISTERS, facts_of
from jixiao.scoring.engine import score
from jixiao.web.registers.models import TABLES
from jixiao.web.registers.services import records_of
from jixiao.web.schemes import catalogue
from jixiao.workbook.book import Cell
from jixiao.workbook.cells import read_cell
from jixiao.workbook.filling import Answer as Filled
from jixiao.workbook.filling import Filling
from jixiao.workbook.goals import GOALS, row_of
from jixiao.workbook.plan import Plan
from jixiao.workbook.settling import fact_value, settle
from jixiao.writing.dossier import Dossier

if TYPE_CHECKING:
    from jixiao.findings import Finding
    from jixiao.registers.base import Row
    from jixiao.schemes.model import Scheme
    from jixiao.scoring.result import Result, ScoreNode
    from jixiao.web.evaluation.models import Answer, Evaluation
    from jixiao.workbook.plan import Question

__all__ = ["Draft", "Open", "draft_of", "scheme_of"]


@dataclass(frozen=True, slots=True)
class Open:
    """Something still to be done before the evaluation can be submitted: what, and where (``register`` or ``input``,
    with its name; empty: the indicator itself)."""

    label: str
    kind: str
    name: str
    indicator: str = ""
    required: bool = True


@dataclass(frozen=True)
class Draft:
    """One evaluation as it stands: the same values as those read from a workbook, and what follows from them."""

    evaluation: Evaluation
    scheme: Scheme
    plan: Plan
    filling: Filling
    facts: Facts
    findings: tuple[Finding, ...]
    places: dict[str, tuple[Location, ...]]
    texts: dict[str, Answer]
    passages: dict[str, str]

    @cached_property
    def result(self) -> Result:
        """Scored by the scheme; with what is there, if something is still missing."""
        return score(self.scheme, self.facts)

    @cached_property
    def dossier(self) -> Dossier:
        """What the documents are written from."""
        return Dossier(
            self.scheme,
            self.result,
            self.facts,
            self.filling.rows,
            own=self.passages,
            department=self.filling.department,
            places=self.places,
        )

    @cached_property
    def open(self) -> tuple[Open, ...]:
        """What is still missing, in the scheme's order: data, answers, judgements, faults in the registers."""
        found = [
            Open(finding.message, "register", finding.locations[0].register if finding.locations else "")
            for finding in self.findings
            if finding.severity is Severity.ERROR
        ]
        for leaf in self.result.leaves():
            found += [Open(f"{leaf.title}：缺少{label}", "input", label, leaf.id) for label in leaf.missing]
            found += [
                Open(question.message, "question", "", leaf.id, required=question.severity is Severity.ERROR)
                for question in leaf.questions
            ]
        return tuple(found)

    @property
    def complete(self) -> bool:
        """Whether it can be submitted: nothing required is open."""
        return not any(each.required for each in self.open)

    @cached_property
    def progress(self) -> tuple[int, int]:
        """How many leaves of the tree are settled, of how many."""
        leaves = list(self.result.leaves())
        return sum(1 for leaf in leaves if _settled(leaf)), len(leaves)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the content: the same before and after a change that was taken back."""
        filling = self.filling
        content = (
            filling.subject,
            sorted((name, tuple(map(repr, rows))) for name, rows in filling.rows.items()),
            sorted(filling.nothing),
            sorted((name, repr(answer)) for name, answer in filling.answers.items()),
            [repr(replace(goal, origin=Location())) for goal in filling.goals],
            sorted(self.passages.items()),
        )
        return hashlib.sha256(repr(content).encode()).hexdigest()


def _settled(leaf: ScoreNode) -> bool:
    return not leaf.missing and not any(each.severity is Severity.ERROR for each in leaf.questions)


def scheme_of(evaluation: Evaluation) -> Scheme:
    """The scheme of the evaluation's round. It was there when the round was opened: its loss is our own bug."""
    scheme, _ = catalogue().find(evaluation.round.scheme_id)
    assert scheme is not None, evaluation.round.scheme_id
    return scheme


def draft_of(evaluation: Evaluation) -> Draft:
    """Reads the evaluation out of its tables: one query a register, one for answers, one for passages."""
    scheme, book = scheme_of(evaluation), evaluation.book
    plan = Plan.of(scheme, REGISTERS)
    findings: list[Finding] = []
    ledgers: list[Ledger[Any]] = []
    for register in plan.registers:
        rows = records_of(book, register)
        origin = Location(register=register.label)
        findings += broken_rows(register, rows, origin, _places(register.name))
        ledgers.append(Ledger(register, book.year, rows, register.name in book.nothing, origin, _places(register.name)))
    goal_rows: tuple[Row[Any], ...] = records_of(book, GOALS) if plan.goals is not None else ()
    findings += broken_rows(GOALS, goal_rows, Location(register=GOALS.label), _places(GOALS.name))
    goals = tuple(row_of(row.record, Location(register=GOALS.label, records=(row.number,))) for row in goal_rows)
    subject = evaluation.subject
    texts = {answer.name: answer for answer in evaluation.answers.all()}
    filled, answered, faults = _answers(plan, texts)
    settled, contradictions = settle(facts_of(ledgers, subject), answered)
    mine = tuple(goal for goal in goals if not subject or goal.project in ("", subject))
    filling = Filling(
        unit=evaluation.unit.name,
        year=book.year,
        subject=subject,
        department=evaluation.unit.department.name if evaluation.unit.department else "",
        rows={each.register.name: tuple(row.record for row in each.rows) for each in ledgers if each.rows},
        nothing=frozenset(each.register.name for each in ledgers if each.nothing),
        answers=filled,
        goals=goals,
    )
    return Draft(
        evaluation,
        scheme,
        plan,
        filling,
        Facts.of(filling.unit, book.year, settled, mine, subject),
        (*findings, *faults, *contradictions),
        {
            each.register.name: tuple(replace(each.origin, records=(row.number,)) for row in each.rows)
            for each in ledgers
            if each.rows
        },
        texts,
        {passage.key: passage.text for passage in evaluation.passages.all() if passage.text.strip()},
    )


def _places(table: str) -> dict[str, int]:
    return {column.name: index for index, column in enumerate(TABLES[table].columns)}


def _answers(plan: Plan, texts: dict[str, Answer]) -> tuple[dict[str, Filled], tuple[Fact, ...], list[Finding]]:
    filled: dict[str, Filled] = {}
    facts: list[Fact] = []
    findings: list[Finding] = []
    for question in plan.questions:
        answer, finding = read_answer(question, texts.get(question.name))
        if finding is not None:
            findings.append(finding)
        if answer != Filled():
            filled[question.name] = answer
        at = Location(register="指标填报", quote=question.label)
        facts.append(Fact(question.name, question.label, answer.value, (at,), "", answer.evidence, answer.note))
    return filled, tuple(facts), findings


def read_answer(question: Question, answer: Answer | None) -> tuple[Filled, Finding | None]:
    """What was typed for a question as a value, and what is wrong with it."""
    if answer is None:
        return Filled(), None
    cell = Cell(answer.text) if answer.text.strip() else None
    at = Location(register="指标填报", quote=answer.text)
    value, finding = read_cell(cell, question.column, question.column.unit, at)
    read = fact_value(value, question.column)
    return Filled(Missing.BLANK if finding is not None else read, answer.evidence, answer.note), finding
