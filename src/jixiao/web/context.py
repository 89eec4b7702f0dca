"""What every page's frame shows: the person's roles, their way around, the work in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jixiao.lifecycle.roles import REVIEWING, Role
from jixiao.web.access import rights_of

if TYPE_CHECKING:
    from django.http import HttpRequest

__all__ = ["frame"]

_CHECKING = REVIEWING | {Role.EVALUATOR, Role.AUDITOR, Role.PREPARER}
"""Whose work it is to check reports; whoever has another role may as well."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """The navigation: only what the person's roles can open."""
    person: Any = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"navigation": ()}
    rights = rights_of(person)
    entries = [(_("首页"), "home", True)]
    entries.append((_("台账"), "books", bool(rights.own)))
    entries.append((_("自评"), "evaluations", bool(rights.own)))
    entries.append((_("下属单位"), "department", bool(rights.departments)))
    entries.append((_("评价轮次"), "rounds", bool(rights.finances | rights.audits)))
    entries.append((_("复核"), "queue", bool(rights.roles & (REVIEWING | {Role.EVALUATOR, Role.AUDITOR}))))
    entries.append((_("核对报告"), "report_check", bool(rights.roles & _CHECKING)))
    entries.append((_("单位和人员"), "units", bool(rights.administers)))
    entries.append((_("日志"), "audit", bool(rights.own | rights.audits | rights.administers)))
    entries.append((pgettext_lazy("栏目", "公开"), "disclosure", True))
    return {
        "navigation": [(label, name) for label, name, shown in entries if shown],
        "roles": [_(role.label) for role in Role if role in rights.roles],
    }
