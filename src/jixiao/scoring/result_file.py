"""Reading ``result.json`` back: what :mod:`jixiao.scoring.contract` wrote, as a :class:`Result`.

Places come back by their words alone: a row that was only named cannot be opened again.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, get_args

from jixiao.facts import Fact, GoalRow
from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location
from jixiao.numbers import Approximation, Missing, Printed
from jixiao.scoring.result import Result, ScoreNode, State
from jixiao.sources import Certainty, Source
from jixiao.system import reason

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["result_in", "result_of"]

_NOT_OURS: Final = "不是 jixiao evaluate 写出的 result.json：{}。请用原样的文件，或改用填好的工作簿。"


def result_in(path: Path) -> Result | str:
    """The result in the file, or in a clerk's words why it cannot be used."""
    try:
        made = json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        return f"打不开：{reason(fault)}。"
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        return _NOT_OURS.format("内容不是 JSON")
    try:
        return result_of(made)
    except KeyError as fault:
        return _NOT_OURS.format(f"缺少 {fault.args[0]}")
    except (TypeError, ValueError, ArithmeticError, RecursionError):
        return _NOT_OURS.format("内容被改动过")


def result_of(made: dict[str, Any]) -> Result:
    """The result that :func:`jixiao.scoring.contract.result_object` made ``made`` of. :class:`KeyError`,
    :class:`TypeError` or :class:`ValueError` where it did not."""
    scheme = made["scheme"]
    return Result(
        _text(scheme["id"]),
        _text(scheme["title"]),
        _text(scheme["version"]),
        _text(scheme["digest"]),
        _text(made["unit"]),
        int(made["year"]),
        _text(made["subject"]),
        tuple(map(_node, made["indicators"])),
        _number(made["points"]),
        _number(made["total"]),
        _text(made["grade"]),
        made["complete"] is True,
        tuple(map(_text, made["steps"])),
        tuple(map(_finding, made["questions"])),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(_text(value))


def _node(made: dict[str, Any]) -> ScoreNode:
    rule = made["rule"]
    return ScoreNode(
        id=_text(made["id"]),
        code=_text(made["code"]),
        title=_text(made["title"]),
        level=int(made["level"]),
        state=State(made["state"]),
        points=_number(made["points"]),
        effective_points=_number(made["effective_points"]),
        score=_number(made["score"]),
        wording=_text(rule["wording"]),
        rule_kind=_text(rule["kind"]),
        source=_source(_text(rule["source"]), rule["certainty"]) if rule["source"] else None,
        facts=tuple(map(_fact, made["facts"])),
        goals=tuple(map(_goal, made["goals"])),
        steps=tuple(map(_text, made["steps"])),
        rounding=_text(made["rounding"]),
        missing=tuple(map(_text, made["missing"])),
        questions=tuple(map(_finding, made["questions"])),
        children=tuple(map(_node, made["children"])),
    )


def _source(label: str, certainty: str) -> Source:
    """A citation out of its words, which it prints as they were."""
    known = Certainty(certainty)
    title, _, rest = label.removeprefix("《").removesuffix(f"〔{known.label}〕").partition("》")
    return Source("", title, known, article=rest)


def _fact(made: dict[str, Any]) -> Fact:
    return Fact(
        _text(made["name"]),
        _text(made["label"]),
        _value(made),
        tuple(map(_place, made["origins"])),
        _text(made["derivation"]),
        _text(made["evidence"]),
        _text(made["note"]),
    )


def _goal(made: dict[str, Any]) -> GoalRow:
    target, actual = _value(made["target"]), _value(made["actual"])
    if isinstance(target, bool) or isinstance(actual, bool):
        raise TypeError(made["name"])
    points = _number(made["points"])
    return GoalRow(
        _text(made["name"]),
        _text(made["category"]),
        _text(made["operator"]),
        target,
        actual,
        Missing.BLANK if points is None else points,
        project=_text(made["project"]),
        task=_text(made["task"]),
        unit=_text(made["unit"]),
        deviation=_text(made["deviation"]),
        origin=_place(made["origin"]),
    )


def _value(made: dict[str, Any]) -> Printed | bool | str | Missing:
    value = made["value"]
    if value is None:
        return Missing(made["missing"])
    if isinstance(value, bool):
        return value
    if "unit" not in made:
        return _text(value)
    number = Decimal(_text(value))
    _, _, decimals = _text(value).partition(".")
    text, loosened = _text(made.get("text", "")), made.get("approximation", "")
    if loosened not in get_args(Approximation):
        raise ValueError(loosened)
    return Printed(number, _text(made["unit"]), len(decimals), text, loosened, int(made.get("multiplier", 1)))


def _place(made: dict[str, Any]) -> Location:
    return Location(file=_text(made["label"]), quote=_text(made["quote"]))


def _finding(made: dict[str, Any]) -> Finding:
    return Finding(
        _text(made["code"]),
        Severity(made["severity"]),
        Kind(made["kind"]),
        _text(made["message"]),
        _text(made["expected"]),
        _text(made["actual"]),
        tuple(map(_place, made["locations"])),
        advice=_text(made["advice"]),
    )
