"""``result.json``: a scored unit as plain data. Numbers are strings, so that no reader turns them into floats."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.numbers import Missing, Printed, plain

if TYPE_CHECKING:
    from jixiao.facts import Fact, GoalRow
    from jixiao.findings import Finding
    from jixiao.location import Location
    from jixiao.scoring.result import Result, ScoreNode

__all__ = ["finding_object", "result_object"]


def result_object(result: Result) -> dict[str, object]:
    """The whole result: scheme with version and digest, total, grade, the tree with facts, steps and sources."""
    return {
        "scheme": {
            "id": result.scheme_id,
            "title": result.scheme_title,
            "version": result.scheme_version,
            "digest": result.scheme_digest,
        },
        "unit": result.unit,
        "year": result.year,
        "subject": result.subject,
        "points": _number(result.points),
        "total": _number(result.total),
        "grade": result.grade,
        "complete": result.complete,
        "steps": list(result.steps),
        "questions": [finding_object(finding) for finding in result.questions],
        "indicators": [_node(node) for node in result.indicators],
    }


def finding_object(finding: Finding) -> dict[str, object]:
    """A finding with the places it speaks of."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "kind": finding.kind.value,
        "message": finding.message,
        "expected": finding.expected,
        "actual": finding.actual,
        "advice": finding.advice,
        "locations": [_place(location) for location in finding.locations],
    }


def _node(node: ScoreNode) -> dict[str, object]:
    return {
        "id": node.id,
        "code": node.code,
        "title": node.title,
        "level": node.level,
        "state": node.state.value,
        "points": _number(node.points),
        "effective_points": _number(node.effective_points),
        "score": _number(node.score),
        "rule": {
            "kind": node.rule_kind,
            "wording": node.wording,
            "source": node.source.label if node.source else "",
            "certainty": node.source.certainty.value if node.source else "",
        },
        "facts": [_fact(fact) for fact in node.facts],
        "goals": [_goal(goal) for goal in node.goals],
        "steps": list(node.steps),
        "rounding": node.rounding,
        "missing": list(node.missing),
        "questions": [finding_object(finding) for finding in node.questions],
        "children": [_node(child) for child in node.children],
    }


def _fact(fact: Fact) -> dict[str, object]:
    return {
        "name": fact.name,
        "label": fact.label,
        **_value(fact.value),
        "derivation": fact.derivation,
        "evidence": fact.evidence,
        "note": fact.note,
        "origins": [_place(location) for location in fact.origins],
    }


def _goal(goal: GoalRow) -> dict[str, object]:
    return {
        "name": goal.name,
        "category": goal.category,
        "operator": goal.operator,
        "target": _value(goal.target),
        "actual": _value(goal.actual),
        "points": _number(goal.points),
        "project": goal.project,
        "task": goal.task,
        "unit": goal.unit,
        "deviation": goal.deviation,
        "origin": _place(goal.origin),
    }


def _value(value: Printed | bool | str | Missing) -> dict[str, object]:
    if isinstance(value, Missing):
        return {"value": None, "missing": value.value}
    if isinstance(value, Printed):
        figure: dict[str, object] = {"value": plain(value.value), "unit": value.unit}
        if value.approximation:  # 3500人以上 is not 3500人
            figure |= {"text": value.text, "approximation": value.approximation}
        return figure if value.multiplier == 1 else figure | {"multiplier": value.multiplier}
    return {"value": value}


def _number(value: Decimal | Missing | None) -> str | None:
    return plain(value) if isinstance(value, Decimal) else None


def _place(location: Location) -> dict[str, object]:
    return {"label": location.label, "quote": location.quote}
