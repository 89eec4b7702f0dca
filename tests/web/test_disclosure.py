"""The public site: only what is published, as page and as data, and nothing personal unseen."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.urls import reverse

from jixiao.lifecycle.states import Action, State
from jixiao.web.disclosure.privacy import traces_in
from jixiao.web.evaluation.models import Evaluation
from jixiao.web.evaluation.workflow import take


@pytest.fixture
def shown(district):
    steps = (
        (district.preparer, Action.SUBMIT),
        (district.approver, Action.APPROVE),
        (district.finance_reviewer, Action.ACCEPT),
        (district.administrator, Action.PUBLISH),
    )
    for person, action in steps:
        assert isinstance(take(person, district.evaluation, action), Evaluation)
    return Evaluation.objects.get(pk=district.evaluation.pk)


def test_before_publication_nothing_is_there(district, client):
    assert client.get(reverse("disclosure")).status_code == 200
    assert client.get(reverse("disclosure_one", args=[district.evaluation.pk])).status_code == 404
    assert client.get(reverse("disclosure_json", args=[district.evaluation.pk])).status_code == 404
    assert "科学技术协会" not in client.get(reverse("disclosure")).content.decode()


def test_what_is_published_is_read_without_login(shown, client):
    page = client.get(reverse("disclosure_one", args=[shown.pk])).content.decode()
    assert "98.15" in page
    data = client.get(reverse("disclosure_json", args=[shown.pk])).json()
    assert data["total_score"] == "98.15"
    assert sum(row["level"] == 3 for row in data["indicators"]) == 25
    rows = list(csv.reader(io.StringIO(b"".join(client.get(reverse("disclosure_csv"))).decode("utf-8-sig"))))
    assert rows[1][5:7] == ["98.15", "99"]
    lines = b"".join(client.get(reverse("disclosure_jsonl"))).decode().splitlines()
    assert json.loads(lines[0]) == data


def test_registers_stay_inside(shown, client):
    inside = shown.current.files.filter(document__in=["workbook", "result", "scheme"])
    assert inside.count() == 3
    for file in inside:
        assert client.get(reverse("disclosure_file", args=[shown.pk, file.pk])).status_code == 404
    document = shown.current.files.filter(format="pdf").first()
    response = client.get(reverse("disclosure_file", args=[shown.pk, document.pk]))
    assert b"".join(response.streaming_content).startswith(b"%PDF")


def test_reopened_means_no_longer_public(shown, district, client):
    take(district.administrator, shown, Action.REOPEN, reason="发现采购数据有误")
    assert client.get(reverse("disclosure_one", args=[shown.pk])).status_code == 404
    assert Evaluation.objects.get(pk=shown.pk).state == State.DRAFT


def test_search_and_filters(shown, client):
    for asked, count in (
        ({"search": "科学技术"}, 1),
        ({"search": "没有这家"}, 0),
        ({"year": "2022"}, 1),
        ({"year": "2023"}, 0),
    ):
        assert client.get(reverse("disclosure"), asked).context["page"].paginator.count == count


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("联系人身份证11010519491231002X。", ["身份证号"]),
        ("身份证 110105 19491231 002X", ["身份证号"]),
        ("联系电话：１３８００１３８０００", ["手机号码"]),
        ("卡号6222021001116245702", ["银行卡号"]),
        ("邮箱 a.b@example.org", ["电子邮箱"]),
        ("项目编码110105194912310021，预算12345678901.00元", []),
        ("2022年支出3155900.00元，电话020-12345678", []),
    ],
)
def test_personal_data_is_seen(text, kinds):
    found = list(traces_in(text))
    assert [trace.kind for trace in found] == kinds
    assert all("*" in trace.shown for trace in found)


def test_pages_cost_the_same_for_few_and_many(shown, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        client.get(reverse("disclosure"))
    with django_assert_max_num_queries(8):
        client.get(reverse("disclosure_one", args=[shown.pk]))
