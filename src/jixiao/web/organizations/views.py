"""Units and people, as the finance bureau's administrator keeps them: a unit is founded, somebody starts, somebody
leaves in the middle of a round and the work goes on under another name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jixiao.lifecycle.roles import Role, UnitKind
from jixiao.web import access
from jixiao.web.audit.chain import record
from jixiao.web.organizations import services
from jixiao.web.organizations.forms import ChangeForm, GrantForm, HandOverForm, ManyForm, PersonForm, UnitForm
from jixiao.web.organizations.many import COLUMNS, add_all, read_block
from jixiao.web.organizations.models import Membership, Person, Unit

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

__all__ = [
    "Password",
    "add_many",
    "add_person",
    "add_unit",
    "change_unit",
    "end",
    "grant",
    "hand_over",
    "person",
    "reset_password",
    "units",
]


def _administered(request: HttpRequest) -> QuerySet[Unit]:
    """The units that the person administers; for anybody else there is no such page."""
    user: Any = request.user
    administers = access.rights_of(user).administers
    if not administers:
        raise Http404
    return Unit.objects.filter(pk__in=administers).order_by("code")


def _person(request: HttpRequest, pk: int) -> Person:
    """Somebody of the district; those who have no current role in it stay reachable through their former ones."""
    _administered(request)
    user: Any = request.user
    return get_object_or_404(access.people(user), pk=pk)


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The tree with everybody's roles."""
    current = Membership.objects.current().select_related("person").order_by("role", "person__name")
    found = list(_administered(request).prefetch_related(Prefetch("memberships", current, to_attr="held")))
    below: dict[int | None, list[Unit]] = {}
    for unit in found:
        below.setdefault(unit.parent_id, []).append(unit)
    known = {unit.pk for unit in found}
    roots = [unit for unit in found if unit.parent_id not in known]
    rows: list[tuple[int, Unit]] = []

    def walk(unit: Unit, depth: int) -> None:
        rows.append((depth, unit))
        for child in below.get(unit.pk, ()):
            walk(child, depth + 1)

    for root in roots:
        walk(root, 0)
    return render(request, "organizations/units.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def add_unit(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = UnitForm(request.POST or None, units=_administered(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        unit = services.add_unit(user, values["name"], values["code"], UnitKind(values["kind"]), values["parent"])
        messages.success(request, _("已添加单位“%(name)s”。") % {"name": unit.name})
        return redirect("units")
    title = _("添加单位")
    return render(request, "organizations/form.html", {"form": form, "title": title}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def change_unit(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    administered = _administered(request)
    unit = get_object_or_404(administered.select_related("parent"), pk=pk)
    form = ChangeForm(request.POST or None, unit=unit, units=administered)
    if request.method == "POST" and form.is_valid():
        services.change_unit(user, unit, form.cleaned_data["name"], form.cleaned_data.get("parent"))
        messages.success(request, _("已保存。"))
        return redirect("units")
    title = _("修改单位")
    return render(request, "organizations/form.html", {"form": form, "title": title}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def add_many(request: HttpRequest) -> HttpResponse:
    """A whole district: all of the block, or all of its faults."""
    user: Any = request.user
    parents = _administered(request)
    form = ManyForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "columns": COLUMNS}
    if request.method != "POST" or not form.is_valid():
        return render(request, "organizations/many.html", context, status=_status(form))
    lines, faults = read_block(form.cleaned_data["block"], parents)
    if faults or not lines:
        return render(request, "organizations/many.html", {**context, "faults": faults, "read": len(lines)}, status=422)
    made = add_all(user, lines)
    return render(request, "organizations/passwords_once.html", {"made": made, "count": len(lines)})


@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = PersonForm(request.POST or None, units=_administered(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made, password = services.add_person(
            user, values["username"], values["name"], values["unit"], Role(values["role"])
        )
        return render(request, "organizations/password_once.html", {"person": made, "password": password})
    title = _("添加人员")
    return render(request, "organizations/form.html", {"form": form, "title": title}, status=_status(form))


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    found = _person(request, pk)
    user: Any = request.user
    context = {
        "person": found,
        "memberships": found.memberships.select_related("unit").order_by("until", "unit__code"),
        "held": set(found.memberships.current().values_list("pk", flat=True)),
        "grant_form": GrantForm(units=_administered(request)),
        "hand_over_form": HandOverForm(people=access.people(user).exclude(pk=found.pk)),
    }
    return render(request, "organizations/person.html", context)


@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    found = _person(request, pk)
    user: Any = request.user
    form = GrantForm(request.POST, units=_administered(request))
    if form.is_valid():
        services.grant(user, found, form.cleaned_data["unit"], Role(form.cleaned_data["role"]))
        return redirect("person", pk)
    title = _("授予角色")
    return render(request, "organizations/form.html", {"form": form, "title": title}, status=422)


@require_POST
def end(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    user: Any = request.user
    found = _person(request, pk)
    services.end(user, get_object_or_404(found.memberships.filter(unit__in=_administered(request)), pk=membership))
    return redirect("person", pk)


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    leaver = _person(request, pk)
    form = HandOverForm(request.POST, people=access.people(user).exclude(pk=leaver.pk))
    if not form.is_valid():
        title = _("移交工作")
        return render(request, "organizations/form.html", {"form": form, "title": title}, status=422)
    count = services.hand_over(user, leaver, form.cleaned_data["heir"], within=access.rights_of(user).administers)
    messages.success(
        request,
        _("已把 %(count)s 个角色移交给%(name)s。") % {"count": count, "name": form.cleaned_data["heir"].name},
    )
    return redirect("person", pk)


@require_POST
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    found = _person(request, pk)
    membership = found.memberships.first()
    password = services.reset_password(user, found, membership.unit if membership else None)
    return render(request, "organizations/password_once.html", {"person": found, "password": password})


class Password(PasswordChangeView):
    """Everybody's own password."""

    template_name = "organizations/form.html"
    success_url = reverse_lazy("home")
    extra_context = {"title": gettext_lazy("改密码")}  # noqa: RUF012 - as the base class declares it

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        user: Any = self.request.user
        Person.objects.filter(pk=user.pk).update(must_change_password=False)
        record(user, "password", user, unit=None)
        messages.success(self.request, _("密码已修改。"))
        return response


def _status(form: Any) -> int:
    return 422 if form.is_bound else 200
