"""What changed from one scheme to another: indicators by id, then the frame around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from jixiao.schemes.model import Indicator, Scheme

__all__ = ["Change", "difference"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change: where (an indicator's title or the scheme itself), what of it, and both values in words."""

    place: str
    what: str
    old: str
    new: str


def difference(old: Scheme, new: Scheme) -> tuple[Change, ...]:
    """All changes that matter to a score or to a reader, in the order of the new scheme, removed ones last."""
    changes = list(_compare("指标体系", _frame(old), _frame(new)))
    before = {node.id: node for node in old.walk()}
    after = {node.id: node for node in new.walk()}
    for node in new.walk():
        if node.id in before:
            changes += _compare(node.title, _node(before[node.id]), _node(node))
        else:
            changes.append(Change(node.title, "新增指标", "", _points(node.points)))
    changes += [Change(node.title, "删除指标", _points(node.points), "") for node in old.walk() if node.id not in after]
    return tuple(changes)


def _compare(place: str, old: dict[str, str], new: dict[str, str]) -> list[Change]:
    return [Change(place, what, value, new[what]) for what, value in old.items() if value != new[what]]


def _frame(scheme: Scheme) -> dict[str, str]:
    return {
        "名称": scheme.title,
        "适用年度": f"{scheme.from_year}—{scheme.to_year or ''}",
        "总分": _points(scheme.points),
        "得分取整": scheme.score_rounding,
        "合计取整": f"{scheme.total_rounding}（{scheme.total_of}）",
        "不涉及的指标": scheme.not_applicable,
        "多个单位汇总": scheme.roll_up,
        "等级": "，".join(f"{band.name} {band.low}" for band in scheme.grades),
    }


def _node(node: Indicator) -> dict[str, str]:
    return {
        "名称": node.title,
        "级次": str(node.level),
        "分值": _points(node.points),
        "评分规则": node.rule.describe() if node.rule else "",
        "出处": node.source.label if node.source else "",
    }


def _points(points: Decimal | None) -> str:
    return "" if points is None else f"{points:f} 分"
