"""Every address for every role: the list of addresses comes from the resolver, the table was read by a person.

``rights.txt`` has for each address who gets an answer while the unit's evaluation is a draft (again, after a return),
with the bureau, and published. Whoever is not named gets 404 (somebody without a login: the login page, or 401 from the
API). An address that is not in the table fails.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from addresses import POSTED, addresses, path_of
from django.db import transaction
from django.http import Http404, SimpleCookie
from django.test import Client

from jixiao.lifecycle.states import Action
from jixiao.web.evaluation.models import Evaluation
from jixiao.web.evaluation.workflow import take
from jixiao.web.organizations.models import Person
from jixiao.web.registers import exporting

TABLE = Path(__file__).with_name("rights.txt")
PEOPLE = (
    "preparer",
    "approver",
    "preparer_below",
    "approver_below",
    "department_reviewer",
    "finance_reviewer",
    "administrator",
    "evaluator",
    "other_evaluator",
    "auditor",
    "outsider",
    "nobody",
)
STATES = {
    "draft": (("finance_reviewer", Action.RETURN),),
    "handed in": (),
    "published": (("finance_reviewer", Action.ACCEPT), ("administrator", Action.PUBLISH)),
}


def posted(name: str, district, values: dict) -> dict:
    """What a form would send, where without it nothing could be found."""
    return {
        "book_add": {"unit": district.unit.pk, "year": "2024"},
        "draw_add": {"evaluation": values["evaluation"], "reason": "有群众反映"},
    }.get(name, {})


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
def test_the_table_of_rights(world, state, monkeypatch):
    """``JIXIAO_REWRITE=1 pytest tests/web/test_rights.py`` writes the table anew; read it before you commit it."""
    # Who may have the workbook is asked, not what is in it.
    monkeypatch.setattr(exporting, "write", lambda scheme, path, *_, **__: path.write_bytes(b"PK"))
    district, values = world
    for who, action in STATES[state]:
        evaluation = Evaluation.objects.get(pk=values["evaluation"])
        assert isinstance(take(district.people[who], evaluation, action, reason="请补充"), Evaluation)
    client = Client(raise_request_exception=False)
    sessions = {who: _session(district.people[who]) for who in PEOPLE}
    lines, faults = [], []
    for name, pattern in sorted(addresses()):
        answered = []
        for who in PEOPLE:
            client.cookies = SimpleCookie(sessions[who])
            status = _status(client, district, values, name, pattern)
            if status in (405, 500):
                faults.append(f"{name} {who} {status}")
            if status not in (401, 404) and not (who == "nobody" and status == 302):
                answered.append(who)
        everybody = {len(PEOPLE): "everybody"}.get(len(answered), "")
        told = everybody or ("all who log in" if answered == list(PEOPLE[:-1]) else " ".join(answered) or "-")
        lines.append(f"{name:32} {'POST' if name in POSTED else 'GET':5} {told}")
    assert faults == []
    _compare(state, lines)


def _session(person) -> dict[str, str]:
    """The cookie of somebody who has logged in."""
    client = Client()
    if person is not None:
        client.force_login(Person.objects.get(pk=person.pk))
    return {name: cookie.value for name, cookie in client.cookies.items()}


def _status(client, district, values, name: str, pattern: str) -> int:
    """What is answered; nothing of it stays, also not a logout."""
    try:
        with transaction.atomic():
            path = path_of(name, pattern, values)
            response = client.post(path, posted(name, district, values)) if name in POSTED else client.get(path)
            for close in response._resource_closers:  # response.close() would close the test's database
                close()
            transaction.set_rollback(True)
            return response.status_code
    except Http404:
        return 404


def _compare(state: str, lines: list[str]) -> None:
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in TABLE.read_text().splitlines() if TABLE.exists() else ():
        if line.startswith("# "):
            current = sections.setdefault(line.removeprefix("# "), [])
        elif line:
            current.append(line)
    if os.environ.get("JIXIAO_REWRITE"):
        sections[state] = lines
        TABLE.write_text("\n".join(f"# {each}\n" + "\n".join(sections.get(each, [])) + "\n" for each in STATES))
    assert sections.get(state) == lines
