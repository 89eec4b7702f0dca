"""Form controls of our own."""

from __future__ import annotations

from typing import Any

from django import forms

__all__ = ["Names"]


class Names(forms.Select):
    """A choice among names of units, people or schemes, which are Chinese in every language."""

    def create_option(self, *arguments: Any, **more: Any) -> dict[str, Any]:
        option = super().create_option(*arguments, **more)
        if option["value"]:
            option["attrs"]["lang"] = "zh-Hans"
        return option
