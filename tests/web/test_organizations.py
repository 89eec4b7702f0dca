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
