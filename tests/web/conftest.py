"""A small district: a finance bureau, a department with a subordinate unit, a unit of its own, and their people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from jixiao.lifecycle.roles import Role, UnitKind

EXAMPLES = Path(__file__).parents[2] / "examples"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Another database than SQLite is asked only what depends on it."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return
    here = Path(__file__).parent
    left_out = [item for item in items if item.path.is_relative_to(here) and not _asks_the_database(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _asks_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_database"):
        return False
    return bool(item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames))


@pytest.fixture(scope="session", autouse=True)
def addresses():
    """Every view, loaded before a test replaces something that it takes by its name: loaded meanwhile, it would keep the
    replacement for all tests after."""
    return import_module("jixiao.web.urls").urlpatterns


@dataclass
class District:
    """The units and people by short names."""

    finance: object
    department: object
    subordinate: object
    unit: object
    people: dict[str, object]
    round: object
    evaluation: object
    below: object

    def __getattr__(self, name: str) -> object:
        try:
            return self.__dict__["people"][name]  # a copy being made has none yet
        except KeyError:
            raise AttributeError(name) from None


ROLES = {
    "preparer": ("unit", Role.PREPARER),
    "approver": ("unit", Role.APPROVER),
    "preparer_below": ("subordinate", Role.PREPARER),
    "approver_below": ("subordinate", Role.APPROVER),
    "department_reviewer": ("department", Role.DEPARTMENT_REVIEWER),
    "finance_reviewer": ("finance", Role.FINANCE_REVIEWER),
    "administrator": ("finance", Role.FINANCE_ADMINISTRATOR),
    "evaluator": ("finance", Role.EVALUATOR),
    "auditor": ("finance", Role.AUDITOR),
}


@pytest.fixture
def district(db) -> District:
    """``evaluation`` is that of ``unit`` (reports to finance directly), ``below`` that of ``subordinate``.

    Both books hold the rows of the example 白云; nothing has been submitted. ``outsider`` has no role at all.
    """
    from once import once

    return once(_district)


@pytest.fixture
def handed_in(db) -> District:
    """The district with both evaluations at the bureau."""
    from once import once

    return once(_handed_in)


@pytest.fixture
def world(db) -> tuple[District, dict[str, object]]:
    """The district with something of everything there is, and what each address is asked for: see ``world_of``."""
    from once import once

    return once(_world)


def _world() -> tuple[District, dict[str, object]]:
    from addresses import world_of

    return world_of(_district())


def _handed_in() -> District:
    from jixiao.lifecycle.states import Action, State
    from jixiao.web.evaluation.models import Evaluation
    from jixiao.web.evaluation.workflow import take

    district = _district()
    for evaluation, people in (
        (district.evaluation, (district.preparer, district.approver)),
        (district.below, (district.preparer_below, district.approver_below, district.department_reviewer)),
    ):
        for person, action in zip(people, (Action.SUBMIT, Action.APPROVE, Action.FORWARD), strict=False):
            assert isinstance(take(person, evaluation, action), Evaluation)
        evaluation.refresh_from_db()
        assert evaluation.state == State.WITH_FINANCE
    return district


def _district() -> District:
    from jixiao.web.evaluation.models import Evaluation, Round
    from jixiao.web.organizations.models import Membership, Person, Unit
    from jixiao.web.registers.loading import load_workbook
    from jixiao.web.registers.models import Book

    finance = Unit.objects.create(name="某区财政局", code="001", kind=UnitKind.FINANCE)
    department = Unit.objects.create(name="某区科学技术局", code="100", kind=UnitKind.DEPARTMENT, parent=finance)
    subordinate = Unit.objects.create(name="某区科技馆", code="100001", kind=UnitKind.UNIT, parent=department)
    unit = Unit.objects.create(name="某区科学技术协会", code="200", kind=UnitKind.UNIT, parent=finance)
    where = {"finance": finance, "department": department, "subordinate": subordinate, "unit": unit}
    people = {}
    for username, (place, role) in ROLES.items():
        people[username] = Person.objects.create_user(username, f"{role.label}甲", "correct horse battery")
        Membership.objects.create(person=people[username], unit=where[place], role=role, since=date(2020, 1, 1))
    people["outsider"] = Person.objects.create_user("outsider", "外人", "correct horse battery")
    from jixiao.schemes.catalogue import Catalogue

    scheme, _ = Catalogue.of().find("guangdong-department-2022-printed")
    assert scheme is not None
    the_round = Round.objects.create(
        finance=finance,
        title="2022年度部门整体支出绩效自评",
        year=2022,
        scheme_id=scheme.id,
        scheme_digest=scheme.digest,
        opens_on=date(2023, 2, 1),
        deadline=date(2023, 4, 30),
        created_by=people["administrator"],
    )
    made = {}
    for name, owner, preparer in (("evaluation", unit, "preparer"), ("below", subordinate, "preparer_below")):
        book = Book.objects.create(unit=owner, year=2022)
        made[name] = Evaluation.objects.create(round=the_round, unit=owner, book=book)
        loaded = load_workbook(people[preparer], made[name], EXAMPLES / "baiyun-2022.xlsx")
        assert loaded.ready, loaded.findings
        made[name].refresh_from_db()
    return District(finance, department, subordinate, unit, people, the_round, made["evaluation"], made["below"])


@pytest.fixture
def office(db):
    """A unit with an empty book and its clerk; nothing is evaluated."""
    from datetime import date

    from jixiao.lifecycle.roles import Role
    from jixiao.web.organizations.models import Membership, Person, Unit
    from jixiao.web.registers.models import Book

    unit = Unit.objects.create(name="某区科学技术协会", code="200", kind="unit")
    person = Person.objects.create_user("clerk", "经办人", "correct horse battery")
    Membership.objects.create(person=person, unit=unit, role=Role.PREPARER, since=date(2020, 1, 1))
    return Book.objects.create(unit=unit, year=2022), person


@pytest.fixture
def book(office):
    return office[0]


@pytest.fixture
def clerk(client, office):
    client.force_login(office[1])
    return client
