"""The API: the rights of the pages, numbers as text, described without any other address."""

from __future__ import annotations

import json

from jixiao.lifecycle.states import Action
from jixiao.web.evaluation.workflow import take


def test_without_login_only_the_public_part_answers(district, client):
    for address in (
        "/api/units",
        "/api/rounds",
        "/api/evaluations",
        f"/api/books/{district.evaluation.book_id}/budget",
    ):
        assert client.get(address).status_code == 401
    assert client.get("/api/public").json() == {"count": 0, "items": []}


def test_rights_are_those_of_the_pages(district, client):
    client.force_login(district.preparer)
    assert [each["id"] for each in client.get("/api/evaluations").json()["items"]] == [district.evaluation.pk]
    rows = client.get(f"/api/books/{district.evaluation.book_id}/budget").json()["rows"]
    assert [row["adjusted"] for row in rows] == ["294.73", "37.48"]
    assert client.get(f"/api/books/{district.below.book_id}/budget").status_code == 404
    client.force_login(district.outsider)
    assert client.get("/api/evaluations").json()["items"] == []
    assert client.get(f"/api/evaluations/{district.evaluation.pk}/versions").status_code == 404


def test_a_score_is_told_to_those_who_may_see_the_content(district, client):
    take(district.preparer, district.evaluation, Action.SUBMIT)
    client.force_login(district.finance_reviewer)
    found = {each["id"]: each for each in client.get("/api/evaluations").json()["items"]}
    assert found[district.evaluation.pk]["state"] == "in_approval"
    assert found[district.evaluation.pk]["total"] is None
    take(district.approver, district.evaluation, Action.APPROVE)
    found = {each["id"]: each for each in client.get("/api/evaluations").json()["items"]}
    assert found[district.evaluation.pk]["total"] == "98.15"
    versions = client.get(f"/api/evaluations/{district.evaluation.pk}/versions").json()
    assert versions[0]["result"]["total"] == "98.15"


def test_the_description_names_no_other_address(district, client):
    client.force_login(district.auditor)
    described = client.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert "://" not in json.dumps(described).replace("https://json-schema.org", "")
    page = client.get("/api/docs").content.decode()
    assert "://" not in page
