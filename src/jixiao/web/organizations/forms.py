"""The forms of units and people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jixiao.lifecycle.roles import Role, UnitKind
from jixiao.web.organizations.models import Person, Unit
from jixiao.web.widgets import Names

__all__ = ["ChangeForm", "GrantForm", "HandOverForm", "ManyForm", "PersonForm", "UnitForm"]


class UnitForm(forms.Form):
    """A new unit below one that the person administers."""

    name = forms.CharField(label=_("单位名称"), max_length=120)
    code = forms.CharField(label=_("单位编码"), max_length=40)
    kind = forms.ChoiceField(
        label=_("类别"), choices=[(kind.value, _(kind.label)) for kind in UnitKind if kind is not UnitKind.FINANCE]
    )
    parent = forms.ModelChoiceField(label=_("上级"), queryset=Unit.objects.none(), widget=Names)

    def __init__(self, *arguments: Any, units: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        parents: Any = self.fields["parent"]
        parents.queryset = units.exclude(kind=UnitKind.UNIT.value)

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip()
        if Unit.objects.filter(code=code).exists():
            raise forms.ValidationError(_("这个编码已经用过，请核对。"))
        return code


class ChangeForm(forms.Form):
    """A unit's name, and where it belongs; a finance bureau stays at the root."""

    name = forms.CharField(label=_("单位名称"), max_length=120)
    parent = forms.ModelChoiceField(label=_("上级"), queryset=Unit.objects.none(), widget=Names)

    def __init__(self, *arguments: Any, unit: Unit, units: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.initial = {"name": unit.name, "parent": unit.parent_id}
        if unit.kind == UnitKind.FINANCE:
            del self.fields["parent"]
        else:
            parents: Any = self.fields["parent"]
            below_itself = Unit.objects.filter(parent=unit)
            parents.queryset = units.exclude(kind=UnitKind.UNIT.value).exclude(pk=unit.pk).exclude(pk__in=below_itself)


class ManyForm(forms.Form):
    """A block pasted from a spreadsheet."""

    block = forms.CharField(label=_("从电子表格粘贴"), widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}))


class _AtUnit(forms.Form):
    unit = forms.ModelChoiceField(label=_("单位"), queryset=Unit.objects.none(), widget=Names)
    role = forms.ChoiceField(label=_("角色"), choices=[(role.value, _(role.label)) for role in Role])

    def __init__(self, *arguments: Any, units: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        choices: Any = self.fields["unit"]
        choices.queryset = units

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        unit, role = cleaned.get("unit"), cleaned.get("role")
        if unit and role and UnitKind(unit.kind) not in Role(role).held_at:
            where = " / ".join(str(_(kind.label)) for kind in Role(role).held_at)
            self.add_error("role", _("“%(role)s”只能设在%(where)s。") % {"role": _(Role(role).label), "where": where})
        return cleaned


class GrantForm(_AtUnit):
    """One more role for somebody."""


class PersonForm(_AtUnit):
    """A new person with a first role."""

    username = forms.CharField(label=_("登录名"), max_length=60)
    name = forms.CharField(label=_("姓名"), max_length=60)
    field_order = ("username", "name", "unit", "role")

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"]).strip()
        if Person.objects.filter(username=username).exists():
            raise forms.ValidationError(_("这个登录名已有人使用，请换一个。"))
        return username


class HandOverForm(forms.Form):
    """Who takes over."""

    heir = forms.ModelChoiceField(label=_("接手人"), queryset=Person.objects.none(), widget=Names)

    def __init__(self, *arguments: Any, people: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        choices: Any = self.fields["heir"]
        choices.queryset = people
