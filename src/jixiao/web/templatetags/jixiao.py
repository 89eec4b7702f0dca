"""Filters that every template may use: exact figures, states, severities."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_noop

from jixiao.lifecycle.roles import Role, UnitKind
from jixiao.lifecycle.states import Action, State
from jixiao.numbers import plain, round_by
from jixiao.web.audit import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.safestring import SafeString

    from jixiao.web.audit.models import Event
    from jixiao.web.audit.words import Changed

register = template.Library()

_SEVERITIES = {"error": gettext_noop("错误"), "warning": gettext_noop("疑点"), "info": gettext_noop("提示")}


@register.filter
def figure(value: Any, places: int | None = None) -> str:
    """An exact decimal as text, grouped by thousands; nothing for a blank. ``places`` rounds half-up."""
    if value is None or value == "":
        return ""
    number = Decimal(value) if isinstance(value, str) else value
    text = plain(number) if places is None else plain(round_by(f"half_up_{places}", number))
    whole, point, rest = text.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}{point}{rest}"


@register.filter
def state(value: str) -> str:
    """The name of an evaluation's state."""
    return gettext(State(value).label)


@register.filter
def step(value: str) -> str:
    """The name of an action."""
    return gettext(Action(value).label)


@register.filter
def role(value: str) -> str:
    """The name of a role."""
    return gettext(Role(value).label)


@register.filter
def kind(value: str) -> str:
    """The name of a kind of unit."""
    return gettext(UnitKind(value).label)


@register.filter
def severity(value: str) -> str:
    """The name of a finding's severity."""
    return gettext(_SEVERITIES[value])


@register.filter
def told(text: str) -> SafeString:
    """What was kept in Chinese by a job, in the language of the page; what has no translation says that it is Chinese."""
    here = gettext(text)
    return format_html("<span>{}</span>" if here != text else '<span lang="zh-Hans">{}</span>', here)


@register.filter
def changed(event: Event) -> Iterator[Changed]:
    """What an event of the log changed, in words."""
    return words.changed(event)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """``mapping[key]``, or nothing."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.simple_tag
def address(name: str) -> str:
    """The address of a named page without arguments; empty while there is no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
