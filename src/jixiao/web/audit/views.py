"""The trail: who did what to which object when, with the values before and after.

An auditor reads a whole year of a unit; a clerk wants to know who changed this row; an administrator what somebody
did who has left.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jixiao.lifecycle.states import Action
from jixiao.web import access

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from jixiao.web.audit.models import Event

__all__ = ["events", "export", "trail"]

_PAGE = 50


def names_of_actions() -> dict[str, str]:
    """What each action is called."""
    own = {
        "add": _("新增"),
        "change": _("修改"),
        "remove": _("删除"),
        "state": _("说明本年有无"),
        "answer": _("填报"),
        "attach": _("上传材料"),
        "detach": _("移除材料"),
        "void": _("审核失效"),
        "restore": _("审核恢复有效"),
        "found": _("建立"),
        "start": _("提交后台任务"),
        "stop": _("停止后台任务"),
        "open": _("发起轮次"),
        "close": _("结束轮次"),
        "review": _("复核"),
        "assign": _("分配"),
        "draw": _("抽查"),
        "grant": _("授予角色"),
        "end": _("终止角色"),
        "password": _("重设密码"),
        "remind": _("提醒"),
        "collect": _("清理文件"),
    }
    return {**own, **{action.value: _(action.label) for action in Action}}


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """All events that the person may read, by unit, person, action and day; from the last one backwards. How many there
    are is not counted: in a district's trail that would take longer than all the rest of the page."""
    found, asked = _filtered(request)
    before = request.GET.get("before", "")
    if before.isdecimal():
        found = found.filter(number__lt=int(before))
    shown = list(found.order_by("-number")[: _PAGE + 1])
    person: Any = request.user
    context = {
        "page": shown[:_PAGE],
        "earlier": shown[_PAGE - 1].number if len(shown) > _PAGE else None,
        "asked": asked,
        "unit": int(asked["unit"]) if asked["unit"].isdecimal() else None,
        "units": access.units(person).order_by("code").values_list("pk", "name"),
        "actions": names_of_actions(),
    }
    return render(request, "audit/events.html", context)


@require_safe
def trail(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """What happened to one object, from its beginning."""
    person: Any = request.user
    found = access.events(person).filter(object_kind=kind, object_id=key)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    if not page.paginator.count:
        raise Http404
    return render(request, "audit/trail.html", {"page": page, "actions": names_of_actions(), "first": page[0]})


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The events as JSON lines, with the digests that prove them: read without this program."""
    found, _asked = _filtered(request)
    response = StreamingHttpResponse(_lines(found.order_by("number")), content_type="application/x-ndjson")
    response.headers["Content-Disposition"] = 'attachment; filename="audit.jsonl"'
    return response


def _lines(found: QuerySet[Event]) -> Iterator[str]:
    for event in found.iterator(chunk_size=1000):
        fields = {
            "number": event.number,
            "at": event.at.isoformat(),
            "actor": event.actor_name,
            "actor_id": event.actor_id,
            "action": event.action,
            "unit": event.unit_id,
            "kind": event.object_kind,
            "id": event.object_id,
            "label": event.object_label,
            "old": event.old,
            "new": event.new,
            "reason": event.reason,
            "previous": event.previous,
            "digest": event.digest,
        }
        yield json.dumps(fields, ensure_ascii=False) + "\n"


def _filtered(request: HttpRequest) -> tuple[QuerySet[Event], dict[str, str]]:
    person: Any = request.user
    found = access.events(person)
    asked = {name: request.GET.get(name, "").strip() for name in ("unit", "actor", "action", "from", "to", "search")}
    if asked["unit"].isdecimal():
        found = found.filter(unit=int(asked["unit"]))
    if asked["actor"]:
        found = found.filter(actor_name__icontains=asked["actor"])
    if asked["action"]:
        found = found.filter(action=asked["action"])
    if asked["search"]:
        found = found.filter(object_label__icontains=asked["search"])
    for name, lookup in (("from", "at__date__gte"), ("to", "at__date__lte")):
        try:
            day = date.fromisoformat(asked[name])
        except ValueError:
            asked[name] = ""
        else:
            found = found.filter(**{lookup: day})
    return found, asked
