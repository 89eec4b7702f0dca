"""An event's values in words: the log keeps names and codes, a person reads what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jixiao.lifecycle.states import Action, State
from jixiao.web.registers.models import MODELS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.registers.base import Table
    from jixiao.web.audit.models import Event

__all__ = ["Changed", "changed"]

_NAMES: Final = {
    "added": gettext_noop("新增"),
    "added_by_hand": gettext_noop("手工增加"),
    "basis": gettext_noop("复核依据"),
    "bytes": gettext_noop("字节数"),
    "changed_since": gettext_noop("何时起有改动"),
    "closed": gettext_noop("已结束"),
    "code": gettext_noop("编码"),
    "deadline": gettext_noop("截止日期"),
    "demo": gettext_noop("演示数据"),
    "digest": gettext_noop("校验码"),
    "drawn": gettext_noop("抽中的"),
    "evaluations": gettext_noop("自评"),
    "action": gettext_noop("操作"),
    "evidence": gettext_noop("佐证材料"),
    "file": gettext_noop("文件"),
    "files": gettext_noop("文件"),
    "indicator": gettext_noop("指标"),
    "kind": gettext_noop("类别"),
    "name": gettext_noop("名称"),
    "note": gettext_noop("备注"),
    "opens_on": gettext_noop("开始日期"),
    "opinion": gettext_noop("复核意见"),
    "parent": gettext_noop("上级"),
    "person": gettext_noop("人员"),
    "population": gettext_noop("总体校验码"),
    "reason": gettext_noop("理由"),
    "removed": gettext_noop("删除"),
    "replaced": gettext_noop("修改"),
    "role": gettext_noop("角色"),
    "row": gettext_noop("行"),
    "scheme_id": gettext_noop("指标体系"),
    "score": gettext_noop("复核得分"),
    "seed": gettext_noop("种子"),
    "since": gettext_noop("起"),
    "size": gettext_noop("总体"),
    "state": gettext_noop("状态"),
    "steps": gettext_noop("步数"),
    "strata": gettext_noop("层"),
    "subject": gettext_noop("项目名称"),
    "table": gettext_noop("台账"),
    "tables": gettext_noop("台账"),
    "text": gettext_noop("填报值"),
    "title": gettext_noop("名称"),
    "unit": gettext_noop("单位"),
    "until": gettext_noop("止"),
    "username": gettext_noop("登录名"),
    "version": gettext_noop("版本"),
    "year": gettext_noop("年度"),
}
_TABLES: Final[dict[str, Table[Any]]] = {
    str(model._meta.model_name): TABLES[name]  # noqa: SLF001 - Django's public name for it
    for name, model in MODELS.items()
}


@dataclass(frozen=True, slots=True)
class Changed:
    """One value before and after, in words. ``data``: the name is that of a register or of a column of one, ``typed``:
    the values were typed or come from a register, and so are Chinese in every language."""

    name: str
    before: str
    after: str
    data: bool
    typed: bool


def changed(event: Event) -> Iterator[Changed]:
    """What the event changed, value by value; what was blank and is blank was not changed."""
    table = _TABLES.get(event.object_kind)
    for name in dict.fromkeys((*event.new, *event.old)):
        before, after = event.old.get(name), event.new.get(name)
        if before in (None, "") and after in (None, ""):
            continue
        called, data = _called(table, name)
        own = name in ("state", "action") or isinstance(before, bool) or isinstance(after, bool)
        yield Changed(called, _said(name, before), _said(name, after), data, not own)


def _called(table: Table[Any] | None, name: str) -> tuple[str, bool]:
    column = next((each for each in table.columns if each.name == name), None) if table is not None else None
    if column is not None:
        return column.heading, True
    if name in TABLES:
        return TABLES[name].label, True
    return (_(_NAMES[name]), False) if name in _NAMES else (name, True)


def _said(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dict):
        return "；".join(f"{_called(None, key)[0]} {_said(key, each)}".strip() for key, each in value.items())
    if isinstance(value, list):
        return "、".join(_said(name, each) for each in value)
    if name == "state" and value in set(State):
        return _(State(value).label)
    if name == "action" and value in set(Action):
        return _(Action(value).label)
    if name == "table" and value in TABLES:
        return TABLES[value].label
    return str(value)
