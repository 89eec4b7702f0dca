"""An evaluation as it stands now: from the tables to facts, scores, and what is still open.

The same pieces as for a workbook: records → ledgers → facts → scores. Nothing here is written.
"""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from jixiao.facts import Fact, Facts
from jixiao.findings import Severity
from jixiao.location import Location
from jixiao.numbers import Missing
from jixiao.registers.catalogue import MEASURES
from jixiao.scoring.engine import score
from jixiao.web.evaluation.tables import tables_of
from jixiao.web.kept import Kept
from jixiao.web.registers.models import TABLES
from jixiao.web.schemes import catalogue, plan_of
from jixiao.workbook.book import Cell
from jixiao.workbook.cells import read_cell
from jixiao.workbook.filling import Answer as Filled
from jixiao.workbook.filling import Filling
from jixiao.workbook.goals import GOALS
from jixiao.workbook.settling import fact_value, settle
from jixiao.writing.dossier import Dossier

if TYPE_CHECKING:
    from jixiao.findings import Finding
    from jixiao.schemes.model import Scheme
    from jixiao.scoring.result import Result, ScoreNode
    from jixiao.web.evaluation.models import Answer, Evaluation
    from jixiao.workbook.plan import Plan, Question

__all__ = ["Draft", "Open", "draft_of", "scheme_of"]


@dataclass(frozen=True, slots=True)
class Open:
    """Something still to be done before the evaluation can be submitted: what, and where.

    ``kind`` is ``register`` (``name`` the table, ``rows`` the numbers of the rows meant), ``input`` (``name`` that of
    the question) or ``indicator`` (``name`` empty); ``indicator`` the id of the one that waits for it.
    """

    label: str
    kind: str
    name: str
    indicator: str = ""
    required: bool = True
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Draft:
    """One evaluation as it stands: the same values as those read from a workbook, and what follows from them.

    ``texts`` are the answers as typed and ``faults`` what is wrong with them, by input; ``findings`` what is wrong in
    the registers.
    """

    evaluation: Evaluation
    scheme: Scheme
    plan: Plan
    filling: Filling
    facts: Facts
    findings: tuple[Finding, ...]
    places: dict[str, tuple[Location, ...]]
    texts: dict[str, Answer]
    faults: dict[str, Finding] = field(default_factory=dict)

    def of(self, evaluation: Evaluation) -> Draft:
        """The same content, with what was worked out from it, for the evaluation as it was loaded now."""
        mine = copy.copy(self)
        object.__setattr__(mine, "evaluation", evaluation)
        return mine

    def worked_out(self) -> Draft:
        """Itself, with what pages ask for worked out: what is kept is to have it, and not each copy anew."""
        for name in ("result", "open", "dossier"):
            getattr(self, name)
        return self

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
            own=self.filling.texts,
            department=self.filling.department,
            places=self.places,
        )

    @cached_property
    def open(self) -> tuple[Open, ...]:
        """What is still missing: faults in the registers and answers, then by indicator what it lacks and asks."""
        found = [Open(fault.message, "input", name) for name, fault in self.faults.items()]
        found += [self._at_row(finding) for finding in self.findings if finding.severity is Severity.ERROR]
        for leaf in self.result.leaves():
            found += [self._lacking(leaf, label) for label in leaf.missing]
            found += [
                Open(question.message, "indicator", "", leaf.id, required=question.severity is Severity.ERROR)
                for question in leaf.questions
            ]
        return tuple(found)

    def _at_row(self, finding: Finding) -> Open:
        place = finding.locations[0] if finding.locations else Location()
        table = next((table.name for table in TABLES.values() if table.label == place.register), "")
        rows = place.records or (() if place.row is None else (place.row + 1,))
        if not table:
            asked = next((question.name for question in self.plan.questions if question.label == place.quote), "")
            return Open(finding.message, "input" if asked else "indicator", asked)
        return Open(finding.message, "register", table, rows=rows)

    def _lacking(self, leaf: ScoreNode, label: str) -> Open:
        """Where what the leaf lacks is entered: a question, a register, or the goals."""
        said = f"{leaf.title}：缺少{label}"
        fact = next((each for each in leaf.facts if each.label == label), None)
        if fact is not None and any(question.name == fact.name for question in self.plan.questions):
            return Open(said, "input", fact.name, leaf.id)
        if fact is not None and fact.name in MEASURES:
            rows = fact.origins[0].records if fact.origins else ()
            return Open(said, "register", MEASURES[fact.name].register, leaf.id, rows=rows)
        if self.plan.goals is not None:
            return Open(said, "register", GOALS.name, leaf.id)
        return Open(said, "indicator", "", leaf.id)

    @property
    def complete(self) -> bool:
        """Whether it can be submitted: nothing required is open."""
        return not any(each.required for each in self.open)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the content: the same before and after a change that was taken back, and in whatever order the
        rows stand."""
        filling = self.filling
        content = (
            filling.subject,
            sorted((name, sorted(map(repr, rows))) for name, rows in filling.rows.items()),
            sorted(filling.nothing),
            sorted((name, repr(answer)) for name, answer in filling.answers.items()),
            sorted(repr(replace(goal, origin=Location())) for goal in filling.goals),
            sorted(filling.texts.items()),
        )
        return hashlib.sha256(repr(content).encode()).hexdigest()


def scheme_of(evaluation: Evaluation) -> Scheme:
    """The scheme of the evaluation's round. It was there when the round was opened: its loss is our own bug."""
    scheme, _ = catalogue().find(evaluation.round.scheme_id)
    assert scheme is not None, evaluation.round.scheme_id
    return scheme


_drafts: Kept[Draft] = Kept(64)


def draft_of(evaluation: Evaluation) -> Draft:
    """The evaluation as it stands. Its content and the book's are told by their revisions, so that a page and what the
    page asks for afterwards read and score it once."""
    unit, scheme = evaluation.unit, scheme_of(evaluation)
    names = (unit.name, unit.department.name if unit.department else "")
    key = (evaluation.pk, evaluation.revision, evaluation.book.revision, scheme.digest, *names)
    return _drafts.get(key, lambda: _read(evaluation, scheme).worked_out()).of(evaluation)


def _read(evaluation: Evaluation, scheme: Scheme) -> Draft:
    """The evaluation out of its tables: those of its book, its answers and its passages."""
    book, subject = evaluation.book, evaluation.subject
    plan = plan_of(scheme)
    tables = tables_of(book, subject, plan)
    texts = {answer.name: answer for answer in evaluation.answers.all()}
    filled, answered, faults = _answers(plan, texts)
    settled, contradictions = settle(tables.facts, answered)
    filling = Filling(
        unit=evaluation.unit.name,
        year=book.year,
        subject=subject,
        department=evaluation.unit.department.name if evaluation.unit.department else "",
        rows={each.register.name: tuple(row.record for row in each.rows) for each in tables.ledgers if each.rows},
        nothing=frozenset(each.register.name for each in tables.ledgers if each.nothing),
        answers=filled,
        goals=tables.goals,
        texts={passage.key: passage.text for passage in evaluation.passages.all() if passage.text.strip()},
    )
    return Draft(
        evaluation,
        scheme,
        plan,
        filling,
        Facts.of(filling.unit, book.year, settled, tables.goals, subject),
        (*tables.findings, *contradictions),
        {
            each.register.name: tuple(replace(each.origin, records=(row.number,)) for row in each.rows)
            for each in tables.ledgers
            if each.rows
        },
        texts,
        faults,
    )


def _answers(plan: Plan, texts: dict[str, Answer]) -> tuple[dict[str, Filled], tuple[Fact, ...], dict[str, Finding]]:
    filled: dict[str, Filled] = {}
    facts: list[Fact] = []
    faults: dict[str, Finding] = {}
    for question in plan.questions:
        answer, finding = read_answer(question, texts.get(question.name))
        if finding is not None:
            faults[question.name] = finding
        if answer != Filled():
            filled[question.name] = answer
        at = Location(register="指标填报", quote=question.label)
        facts.append(Fact(question.name, question.label, answer.value, (at,), "", answer.evidence, answer.note))
    return filled, tuple(facts), faults


def read_answer(question: Question, answer: Answer | None) -> tuple[Filled, Finding | None]:
    """What was typed for a question as a value, and what is wrong with it."""
    if answer is None:
        return Filled(), None
    cell = Cell(answer.text) if answer.text.strip() else None
    at = Location(register="指标填报", quote=answer.text)
    value, finding = read_cell(cell, question.column, question.column.unit, at)
    read = fact_value(value, question.column)
    return Filled(Missing.BLANK if finding is not None else read, answer.evidence, answer.note), finding
