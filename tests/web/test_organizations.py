"""Units and people: roles begin and end, work is handed over, nothing is deleted."""

from __future__ import annotations

from django.urls import reverse

from jixiao.lifecycle.roles import Role
from jixiao.web.access import rights_of
from jixiao.web.organizations.models import Membership, Person
from jixiao.web.organizations.services import end, hand_over


def test_only_the_administrator_has_these_pages(district, client):
    for person in (district.preparer, district.finance_reviewer, district.auditor, district.outsider):
        client.force_login(person)
        assert client.get(reverse("units")).status_code == 404
        assert client.get(reverse("person", args=[district.approver.pk])).status_code == 404
    client.force_login(district.administrator)
    assert client.get(reverse("units")).status_code == 200


def test_a_new_person_gets_a_password_once_and_has_to_change_it(district, client):
    client.force_login(district.administrator)
    unit = district.unit.pk
    data = {"username": "xin", "name": "新人", "unit": unit, "role": "preparer"}
    page = client.post(reverse("person_add"), data)
    password = page.context["password"]
    assert password in page.content.decode()
    client.logout()
    assert client.login(request=page.wsgi_request, username="xin", password=password)
    assert client.get(reverse("home")).url == reverse("password")
    new = "一个很长的新密码八八"
    client.post(
        reverse("password"), {"old_password": password, "new_password1": new, "new_password2": new}, follow=True
    )
    assert client.get(reverse("home")).status_code == 200


def test_a_role_is_given_only_where_it_makes_sense(district, client):
    client.force_login(district.administrator)
    data = {"unit": district.unit.pk, "role": Role.FINANCE_REVIEWER.value}
    page = client.post(reverse("person_grant", args=[district.preparer.pk]), data)
    assert page.status_code == 422
    assert "只能设在财政部门" in page.content.decode()


def test_a_hand_over_moves_every_role_and_keeps_the_past(district):
    heir = district.outsider
    count = hand_over(
        district.administrator, district.preparer, heir, within=rights_of(district.administrator).administers
    )
    assert count == 1
    fresh = Person.objects.get(pk=heir.pk)
    assert rights_of(fresh).prepares == {district.unit.pk}
    assert not rights_of(Person.objects.get(pk=district.preparer.pk)).prepares
    assert Membership.objects.filter(person=district.preparer).exists()
    assert district.preparer.events.exists()


def test_an_ended_role_no_longer_holds(district):
    membership = district.finance_reviewer.memberships.get()
    end(district.administrator, membership)
    assert not rights_of(Person.objects.get(pk=district.finance_reviewer.pk)).district


def _block(*lines: str) -> str:
    return "\n".join("\t".join(line.split("|")) for line in lines)


def test_a_district_is_pasted_whole_or_not_at_all(district, client):
    from jixiao.web.organizations.models import Unit

    client.force_login(district.administrator)
    before = Unit.objects.count()
    wrong = _block(
        "单位编码|单位名称|上级编码|类别",
        "300|某区教育局|001|主管部门",
        "300|某区卫健局|001|主管部门",
        "300001|某小学|999|预算单位",
        "300002|某中学|300|学校|zhang||li|李四",
    )
    page = client.post(reverse("unit_add_many"), {"block": wrong})
    assert page.status_code == 422
    assert [fault.line for fault in page.context["faults"]] == [3, 4, 5, 5]
    assert Unit.objects.count() == before
    right = _block(
        "300|某区教育局|001|主管部门", "300001|某小学|300|预算单位|zhang|张三|zhang|张三", "300002|某中学|300|预算单位"
    )
    page = client.post(reverse("unit_add_many"), {"block": right})
    assert [each.username for each in page.context["made"]] == ["zhang"]
    assert Unit.objects.get(code="300001").department.name == "某区教育局"
    held = Person.objects.get(username="zhang").memberships.values_list("role", flat=True)
    assert sorted(held) == ["approver", "preparer"]


def test_a_unit_is_renamed_and_moved(district, client):
    client.force_login(district.administrator)
    address = reverse("unit_change", args=[district.unit.pk])
    assert client.post(address, {"name": "某区科协", "parent": district.department.pk}).status_code == 302
    district.unit.refresh_from_db()
    assert (district.unit.name, district.unit.parent_id) == ("某区科协", district.department.pk)
    root = reverse("unit_change", args=[district.finance.pk])
    assert client.post(root, {"name": "某区财政局绩效科"}).status_code == 302
