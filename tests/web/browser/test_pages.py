"""Every page there is: readable for everybody, in light and dark, on a small screen, on paper."""

from __future__ import annotations

import pytest
from addresses import POSTED, addresses, path_of
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client
from playwright.sync_api import expect

from jixiao.web.organizations.models import Person

pytestmark = pytest.mark.one_database  # how pages look does not depend on it; test_rights opens all of them on both

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
READ_ON_A_PHONE = (
    "disclosure",
    "disclosure_one",
    "disclosure_terms",
    "queue",
    "review",
    "evaluation",
    "home",
    "version",
)
NOT_OURS = {"/api/docs"}
"""Drawn by a page of a package: that it asks nobody else for anything is looked at, its look is not ours to mend."""


@pytest.fixture
def pages(world):
    """Every page with somebody who may open it: of the evaluation that was handed in, and of one being written."""
    d, values = world
    draft = values | {"evaluation": d.below.pk, "book": d.below.book_id}
    names = [(name, pattern) for name, pattern in addresses() if name not in POSTED and name != "favicon"]
    found = {}
    for who, known in ((d.preparer_below, draft), (None, values), *((each, values) for each in d.people.values())):
        client = Client(raise_request_exception=False)
        if who is not None:
            client.force_login(Person.objects.get(pk=who.pk))
        for name, pattern in names:
            if known is draft and not name.startswith(("evaluation", "register", "book")):
                continue
            path = path_of(name, pattern, known)
            if (path in found) or (path.startswith("/api/") and path not in NOT_OURS):
                continue
            answer = client.get(path)
            # What has no frame is a part of a page or a document: no script runs in those, so that axe cannot either.
            if answer.status_code == 200 and (path in NOT_OURS or b'<main id="main"' in answer.getvalue()):
                found[path] = (name, who.username if who else None)
            answer.close()
    return found


def _violations(page, rules=None):
    """What axe finds, a line a place; ``rules`` narrows it to some of its rules."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("how => axe.run(how)", {"runOnly": only, "resultTypes": ["violations"], "iframes": False})
    return [
        f"{each['id']}: {node['html'][:120]} {' '.join(check['message'] for check in node['any'] + node['all'])[:160]}"
        for each in found["violations"]
        for node in each["nodes"][:4]
    ]


def _wide(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def _faults(page, name):
    """What is wrong with the page that is open."""
    told = _violations(page)
    page.emulate_media(color_scheme="dark")
    told += [f"dark {each}" for each in _violations(page, ["color-contrast"])]
    if _wide(page):
        told.append("wider than 1366")
    page.emulate_media(color_scheme="light", media="print")
    if page.get_by_role("navigation").filter(visible=True).count():
        told.append("prints its navigation")
    page.emulate_media(media="screen")
    if name in READ_ON_A_PHONE:
        page.set_viewport_size({"width": 390, "height": 844})
        if _wide(page):
            told.append("wider than a phone")
        page.set_viewport_size({"width": 1366, "height": 768})
    return told


def _publish(district):
    from jixiao.lifecycle.states import Action
    from jixiao.web.evaluation.models import Evaluation
    from jixiao.web.evaluation.workflow import take

    evaluation = Evaluation.objects.get(pk=district.evaluation.pk)
    for action in (Action.ACCEPT, Action.PUBLISH):
        evaluation = take(district.administrator, evaluation, action)
    return {f"/public/{evaluation.pk}/": ("disclosure_one", None), "/public/": ("disclosure", None)}


def test_every_page_can_be_read_by_everybody(site, pages, world):
    faults = {}
    visitors = {}

    def look(path, name, who):
        if who not in visitors:
            visitors[who] = site.visitor()
            if who is not None:
                visitors[who].let_in(who)
        page = visitors[who].page
        page.goto(path)
        if path in NOT_OURS:
            expect(page.get_by_role("heading", name="绩效")).to_be_visible()
        else:
            faults.setdefault(f"{path} ({name})", []).extend(_faults(page, name))

    for path, (name, who) in pages.items():
        look(path, name, who)
    for path, (name, who) in _publish(world[0]).items():
        look(path, name, who)
    lines = [f"{path}: {told}" for path, found in faults.items() for told in found]
    assert not lines, "\n".join(lines)
