"""The trail: complete, chained, and honest about any change of it."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from jixiao.web.audit.chain import Broken, verify
from jixiao.web.audit.models import Event, Head


def test_the_chain_of_a_days_work_holds(district):
    count, digest = verify()
    assert count == Event.objects.count() > 40
    assert digest == Event.objects.order_by("-number").first().digest


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (lambda: Event.objects.filter(number=5).update(new={"金额": "1"}), "第 5 条的内容被改过"),
        (lambda: Event.objects.filter(number=5).update(actor_name="别人"), "第 5 条的内容被改过"),
        (lambda: Event.objects.filter(number=5).delete(), "第 5 条缺失"),
        (lambda: Event.objects.filter(number=1).delete(), "第 1 条缺失"),
        (lambda: Event.objects.filter(pk=Head.objects.get().number).delete(), "末尾缺少 1 条"),
        (lambda: Event.objects.filter(number=5).update(previous="0" * 64), "第 5 条与前一条接不上"),
    ],
)
def test_any_change_of_the_trail_is_found(district, tamper, told):
    tamper()
    with pytest.raises(Broken, match=told):
        verify()


def test_an_export_is_read_and_proved_without_the_program(district, client):
    import hashlib

    client.force_login(district.auditor)
    response = client.get(reverse("audit_export"))
    lines = [json.loads(line) for line in b"".join(response.streaming_content).decode().splitlines()]
    assert len(lines) > 40
    names = ("number", "at", "actor_id", "actor", "action", "unit", "kind", "id", "label", "old", "new", "reason")
    for event in lines:
        content = [event[name] for name in names]
        content[1] = Event.objects.get(pk=event["number"]).at.isoformat(timespec="microseconds")
        text = json.dumps([*content, event["previous"]], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == event["digest"]


def test_a_clerk_reads_the_trail_of_her_own_unit_only(district, client):
    client.force_login(district.preparer)
    page = client.get(reverse("audit"))
    assert page.status_code == 200
    assert all(event.unit_id == district.unit.pk for event in page.context["page"])
    other = Event.objects.filter(unit=district.subordinate).first()
    assert client.get(reverse("trail", args=[other.object_kind, other.object_id])).status_code == 404


def test_pages_cost_the_same_for_few_and_many(district, client, django_assert_max_num_queries):
    client.force_login(district.auditor)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("audit")).status_code == 200


@pytest.mark.parametrize("who", ["preparer", "approver_below", "administrator", "auditor", "outsider"])
def test_whoever_reads_a_district_sees_what_each_unit_shows(district, monkeypatch, who):
    """Many units are asked for in another way than a few; it is the same that is seen."""
    from jixiao.web import access
    from jixiao.web.organizations.models import Person

    def seen(few: int) -> list[int]:
        monkeypatch.setattr(access, "_FEW", few)
        found = access.events(Person.objects.get(pk=district.people[who].pk))
        return list(found.order_by("number").values_list("number", flat=True))

    assert seen(-1) == seen(10**6)
    assert bool(seen(-1)) == (who != "outsider")


@pytest.mark.parametrize("filters", [{}, {"action": "add"}, {"search": "支出"}])
def test_the_pages_backwards_hold_every_event_once(district, client, monkeypatch, filters):
    from jixiao.web.audit import views

    monkeypatch.setattr(views, "_PAGE", 7)
    client.force_login(district.preparer)
    numbers: list[int] = []
    asked = dict(filters)
    while True:
        page = client.get(reverse("audit"), asked)
        numbers += [event.number for event in page.context["page"]]
        if page.context["earlier"] is None:
            break
        text = page.content.decode()
        assert f"before={page.context['earlier']}" in text
        assert ("最新的" in text) == ("before" in asked)
        asked["before"] = str(page.context["earlier"])
    found = Event.objects.filter(unit=district.unit)
    if "action" in filters:
        found = found.filter(action="add")
    if "search" in filters:
        found = found.filter(object_label__icontains="支出")
    assert numbers == list(found.order_by("-number").values_list("number", flat=True))
    assert len(numbers) > 7
