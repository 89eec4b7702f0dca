"""What is sent with a step of the workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jixiao.lifecycle.states import Action

if TYPE_CHECKING:
    from datetime import date

__all__ = ["StepForm"]


_DECISIONS = (Action.ACCEPT, Action.PUBLISH, Action.REOPEN)
"""Taken on the page of the review alone, where personal data is looked for before anything is published."""


class StepForm(forms.Form):
    """``version`` is the number of the version that the person looked at."""

    action = forms.ChoiceField(
        label=_("操作"), choices=[(action.value, action.label) for action in Action if action not in _DECISIONS]
    )
    reason = forms.CharField(label=_("理由"), required=False, max_length=2000)
    place = forms.CharField(label=_("涉及的地方"), required=False, max_length=200)
    until = forms.DateField(label=_("重新上报期限"), required=False, input_formats=["%Y-%m-%d"])
    version = forms.IntegerField(required=False)

    def clean_until(self) -> date | None:
        """A deadline that has passed already could not be kept."""
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < timezone.localdate():
            raise forms.ValidationError(_("期限不能早于今天。"))
        return until
