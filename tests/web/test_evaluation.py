"""The evaluation's pages: what they show is what the engine says, what is typed is kept once, nothing leaks."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_page_opens(client, district):
    client.force_login(district.preparer)
    for name in ("", "passages/", "documents/", "documents/?document=department_report", "versions/", "compare/", "checks/", "checks/?at=passages", "summary/"):
        answer = client.get(f"/evaluations/{district.evaluation.pk}/{name}")
        assert answer.status_code == 200, name
    assert client.get("/evaluations/").status_code == 200
