"""What is sent with a step of the workflow."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jixiao.lifecycle.states import Action

__all__ = ["StepForm"]


class StepForm(forms.Form):
    """``version`` is the number of the version that the person looked at."""

    action = forms.ChoiceField(label=_("操作"), choices=[(action.value, action.label) for action in Action])
    reason = forms.CharField(label=_("理由"), required=False, max_length=2000)
    place = forms.CharField(label=_("涉及的地方"), required=False, max_length=200)
    until = forms.DateField(label=_("重新上报期限"), required=False, input_formats=["%Y-%m-%d"])
    version = forms.IntegerField(required=False)
