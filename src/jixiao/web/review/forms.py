"""The forms of rounds and draws."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jixiao.web.organizations.models import Unit
from jixiao.web.schemes import catalogue
from jixiao.web.widgets import Names

__all__ = ["DrawForm", "RoundForm"]


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RoundForm(forms.Form):
    """A new round. Units are ticked; for a scheme of projects each project stands on a line after its unit's code."""

    title = forms.CharField(label=_("名称"), max_length=120)
    year = forms.IntegerField(label=_("评价年度"), min_value=1994, max_value=2100)
    scheme_id = forms.ChoiceField(label=_("指标体系"), widget=Names)
    opens_on = forms.DateField(label=_("开始日期"), widget=_Day())
    deadline = forms.DateField(label=_("截止日期"), widget=_Day())
    publish_by = forms.DateField(label=_("公开期限"), widget=_Day(), required=False)
    remind_days = forms.CharField(label=_("提前几天提醒"), initial="7,3,1", required=False)
    note = forms.CharField(label=_("通知内容"), widget=forms.Textarea, required=False)
    units = forms.ModelMultipleChoiceField(
        label=_("参加单位"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    projects = forms.CharField(
        label=_("项目"),
        widget=forms.Textarea,
        required=False,
        help_text=_("只有评价项目时填：每行一个项目，先写单位编码，空一格，再写项目名称。"),
    )

    def __init__(self, *arguments: Any, units: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        fields: dict[str, Any] = self.fields
        fields["units"].queryset = units
        schemes = [(each.id, f"{each.title}（{each.id}）") for each in catalogue().schemes]
        fields["scheme_id"].choices = [("", gettext("请选择")), *schemes]
        self._units = {unit.code: unit for unit in units}

    def clean_remind_days(self) -> list[int]:
        words = str(self.cleaned_data["remind_days"]).replace("，", ",").split(",")
        if any(word.strip() and not word.strip().isdigit() for word in words):
            raise forms.ValidationError(gettext("应为用逗号隔开的天数，如 7,3,1。"))
        return sorted({int(word) for word in words if word.strip()}, reverse=True)

    def clean_projects(self) -> list[tuple[Unit, str]]:
        found, wrong = [], []
        for number, line in enumerate(str(self.cleaned_data["projects"]).splitlines(), 1):
            code, _blank, name = line.strip().partition(" ")
            if not code:
                continue
            unit = self._units.get(code)
            if unit is None or not name.strip():
                wrong.append(
                    gettext("第 %(number)s 行“%(line)s”：应为“单位编码 项目名称”，编码须是本级管理的单位。")
                    % {"number": number, "line": line.strip()}
                )
            else:
                found.append((unit, name.strip()))
        if wrong:
            raise forms.ValidationError(wrong)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        scheme, _findings = catalogue().find(cleaned.get("scheme_id", ""))
        year, opens, deadline = cleaned.get("year"), cleaned.get("opens_on"), cleaned.get("deadline")
        if scheme is not None and year is not None and not scheme.covers(year):
            last = scheme.to_year or ""
            self.add_error(
                "year",
                gettext("这个指标体系适用于 %(first)s—%(last)s 年。") % {"first": scheme.from_year, "last": last},
            )
        if opens and deadline and deadline < opens:
            self.add_error("deadline", gettext("截止日期早于开始日期。"))
        if scheme is not None and scheme.subject != "department" and not cleaned.get("projects"):
            if "projects" not in self.errors:
                self.add_error("projects", gettext("这个指标体系评价项目，请列出项目。"))
        elif scheme is not None and scheme.subject == "department" and not cleaned.get("units"):
            self.add_error("units", gettext("请勾选参加单位。"))
        return cleaned

    @property
    def subjects(self) -> list[tuple[Unit, str]]:
        """The units, or their projects, that take part."""
        scheme, _findings = catalogue().find(self.cleaned_data["scheme_id"])
        if scheme is not None and scheme.subject != "department":
            return list(self.cleaned_data["projects"])
        return [(unit, "") for unit in self.cleaned_data["units"]]


class DrawForm(forms.Form):
    """A draw: announced with its seed first, drawn afterwards."""

    title = forms.CharField(label=_("名称"), max_length=120)
    seed = forms.CharField(
        label=_("种子"),
        max_length=120,
        help_text=_("抽取前公布、事先无法预知的一串字，如某日开奖号码。抽取以后任何人都可以用它重算。"),
    )
    share = forms.IntegerField(label=_("每层抽取比例（%）"), min_value=1, max_value=100, initial=10)
    by = forms.ChoiceField(
        label=_("分层"),
        choices=[("", _("不分层")), ("department", _("按主管部门")), ("grade", _("按自评等级"))],
        required=False,
    )
