"""Everybody hands in in the last ten minutes: nothing is lost, no two versions have one number, the trail holds."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connections

from jixiao.lifecycle.roles import Role, UnitKind
from jixiao.lifecycle.states import Action, Refusal, State
from jixiao.web.audit.chain import verify
from jixiao.web.audit.models import Event
from jixiao.web.evaluation.models import Answer, Evaluation, Version, VersionFile
from jixiao.web.evaluation.workflow import take
from jixiao.web.organizations.models import Membership, Person, Unit
from jixiao.web.registers.blobs import path_of
from jixiao.web.registers.models import MODELS, TABLES, Book
from jixiao.web.registers.rows import record_of
from jixiao.web.registers.services import add_records

UNITS, THREADS = 10, 4


@pytest.mark.django_db(transaction=True)
def test_all_units_hand_in_at_once(district):
    steps = [_unit(district, number) for number in range(UNITS)]
    wanted = {evaluation: 1 for evaluation, _, _ in steps}
    # Two of them are submitted by two people at the same moment: one of the two is told that it is done already.
    twice = [*steps, *steps[:2]]
    with ThreadPoolExecutor(THREADS) as threads:
        outcomes = list(threads.map(_hand_in, twice))
    assert [len(each) for each in outcomes] == [2] * len(twice)
    refused = [each for pair in outcomes for each in pair if isinstance(each, Refusal)]
    assert len(refused) == 2 * 2, "the second submission and approval of two units"
    for key, count in wanted.items():
        evaluation = Evaluation.objects.get(pk=key)
        assert evaluation.state == State.WITH_FINANCE
        assert [each.number for each in evaluation.versions.all()] == list(range(1, count + 1))
        assert evaluation.current_id == evaluation.versions.get(number=count).pk
    for file in VersionFile.objects.filter(version__evaluation__in=wanted):
        assert hashlib.sha256(path_of(file.blob_id).read_bytes()).hexdigest() == file.blob_id
    files = {frozenset(each.files.values_list("document", "format")) for each in Version.objects.all()}
    assert len(files) == 1, "every version has the same documents"
    count, _ = verify()
    assert count == Event.objects.count()
    told = Event.objects.filter(object_kind="evaluation", object_id__in=map(str, wanted))
    assert told.filter(action="submit").count() == told.filter(action="approve").count() == UNITS


def _unit(district, number: int) -> tuple[int, Person, Person]:
    """A unit with rows and answers as the district's own; its evaluation, preparer and approver."""
    unit = Unit.objects.create(
        name=f"第{number}单位", code=f"8{number:02}", kind=UnitKind.UNIT, parent=district.finance
    )
    preparer, approver = (Person.objects.create(username=f"{role}{number}", name=role.label) for role in (Role.PREPARER, Role.APPROVER))  # fmt: skip
    for person, role in ((preparer, Role.PREPARER), (approver, Role.APPROVER)):
        Membership.objects.create(person=person, unit=unit, role=role, since=date(2020, 1, 1))
    book = Book.objects.create(unit=unit, year=district.round.year)
    evaluation = Evaluation.objects.create(round=district.round, unit=unit, book=book)
    for name, table in TABLES.items():
        rows = MODELS[name].objects.filter(book=district.evaluation.book)
        add_records(preparer, book, table, [record_of(table, each) for each in rows])
    for answer in Answer.objects.filter(evaluation=district.evaluation):
        answer.pk, answer.evaluation = None, evaluation
        answer.save()
    return evaluation.pk, preparer, approver


def _hand_in(told: tuple[int, Person, Person]) -> list[Evaluation | Refusal]:
    key, preparer, approver = told
    try:
        evaluation = Evaluation.objects.get(pk=key)
        return [take(preparer, evaluation, Action.SUBMIT), take(approver, evaluation, Action.APPROVE)]
    finally:
        connections.close_all()
