"""However many units, rows, versions and events there are, a page asks the database the same number of questions."""

from __future__ import annotations

from datetime import date

from addresses import POSTED, addresses, path_of
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jixiao.lifecycle.roles import UnitKind
from jixiao.web.evaluation.models import Assignment, Evaluation, Passage, Return, Review, ReviewScore, Round, Version
from jixiao.web.jobs.services import enqueue
from jixiao.web.organizations.models import Membership, Person, Unit
from jixiao.web.registers.models import MODELS, TABLES, Book, Evidence
from jixiao.web.registers.rows import record_of
from jixiao.web.registers.services import add_records
from jixiao.web.review.draws import announce

MOST = 40
"""Questions of any page: a book has 19 tables, each of which is asked once."""
NO_PAGES = {"workbook_preview", "register_preview"}  # there is no upload to look at


def test_pages_ask_as_often_for_many_as_for_few(world, client):
    district, values = world
    pages = [(name, path) for name, path in sorted(addresses()) if name not in POSTED | NO_PAGES]
    asked = [(name, path_of(name, path, values)) for name, path in pages]
    evaluation = Evaluation.objects.get(pk=values["evaluation"])
    _more_rows(district, 1)
    _more_units(district, evaluation, years=(2021,), units=range(6))
    few = {name: _questions(district, client, path) for name, path in asked}
    _more_rows(district, 40)
    _more_units(district, evaluation, years=(2019, 2020), units=range(6, 18))
    many = {name: _questions(district, client, path) for name, path in asked}
    assert sum(count > 0 for _, count in few.values()) > 30, "most pages are to be there at all"
    differ = {name: (few[name], many[name]) for name in few if few[name] != many[name]}
    assert not differ, f"(who, questions) with few and with many: {differ}"
    assert max(count for _, count in few.values()) <= MOST, few


def _questions(district, client, path: str) -> tuple[str, int]:
    """Who sees the page first of all the roles, and how many questions it takes; nobody: 0."""
    for who in ("preparer", "department_reviewer", "finance_reviewer", "administrator", "auditor", "evaluator"):
        client.force_login(Person.objects.get(pk=district.people[who].pk))
        answer = client.get(path)
        b"".join(answer)  # what a process keeps is kept
        if answer.status_code != 200:
            continue
        with CaptureQueriesContext(connection) as asked:
            b"".join(client.get(path))  # a streamed one asks while it is read
        return who, len(asked)
    return "nobody", 0


def _more_rows(district, count: int) -> None:
    book = Book.objects.get(pk=district.evaluation.book_id)
    for name in ("budget", "execution", "activities"):
        table = TABLES[name]
        record = record_of(table, MODELS[name].objects.filter(book=book).first())
        add_records(district.preparer, book, table, [record] * count)
    row = MODELS["budget"].objects.filter(book=book).first().pk
    some = Evidence.objects.filter(book=book).first()
    for place in ({}, {"table": "budget", "row": row}, {"indicator": f"{district.evaluation.pk}/1"}):
        for number in range(count):
            Evidence.objects.create(
                book=book, name=f"材料{number}.pdf", mime=some.mime, blob=some.blob, added_by=some.added_by, **place
            )
    for number in range(count):
        enqueue(district.preparer, "count", f"第 {number} 次数数", {"steps": 1})
        announce(district.administrator, district.round, f"抽查{number}", "种子", "", 50)


def _more_units(district, evaluation: Evaluation, years, units) -> None:
    """More units with what this one has, two of three below the department, in each state; more years of this one."""
    before = [
        Round.objects.create(
            finance=district.finance, title=f"{year}年度自评", year=year, scheme_id=district.round.scheme_id,
            scheme_digest=district.round.scheme_digest, opens_on=date(year + 1, 2, 1), deadline=date(year + 1, 4, 30),
            created_by=district.administrator,
        )
        for year in years
    ]  # fmt: skip
    for which in before:
        _copy(district, evaluation, district.unit, which, "published")
    states = ("draft", "in_approval", "with_department", "with_finance", "accepted", "published")
    for number in units:
        parent = district.department if number % 3 else district.finance
        unit = Unit.objects.create(name=f"第{number}单位", code=f"9{number:02}", kind=UnitKind.UNIT, parent=parent)
        person = Person.objects.create(username=f"more{number}", name="经办人")
        Membership.objects.create(person=person, unit=unit, role="preparer", since=date(2020, 1, 1))
        made = _copy(district, evaluation, unit, district.round, states[number % 6])
        Assignment.objects.create(evaluation=made, person=district.evaluator, by=district.administrator)


def _copy(district, evaluation: Evaluation, unit: Unit, which: Round, state: str) -> Evaluation:
    book = Book.objects.create(unit=unit, year=which.year)
    made = Evaluation.objects.create(round=which, unit=unit, book=book, state=state)
    Passage.objects.create(evaluation=made, key="overview", text="本单位承担科普工作。")
    version: Version = Version.objects.get(pk=evaluation.current_id)
    files = list(version.files.all())
    version.pk, version.evaluation, version.number = None, made, 1
    version.save()
    for file in files:
        file.pk, file.version = None, version
        file.save()
    if state not in ("draft", "in_approval"):
        made.handed_in_at = made.accepted_at = made.published_at = version.made_at
        review = Review.objects.create(version=version, by=district.finance_reviewer, closed_at=version.made_at)
        ReviewScore.objects.create(review=review, indicator="1", basis="依据")
        Return.objects.create(version=version, by=district.finance_reviewer, source="with_finance", reason="请补充")
    made.current = version
    made.save()
    return made
