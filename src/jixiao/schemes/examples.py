"""Worked examples of schemes: reading them, and turning what they state into facts."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from jixiao.facts import Fact, Facts, GoalRow
from jixiao.numbers import Missing, Printed, exact, parse_cell, parse_decimal
from jixiao.schemes.goals import CATEGORIES, OPERATORS
from jixiao.schemes.model import Example
from jixiao.schemes.yamlnodes import Scalar, near

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from jixiao.facts import FactValue
    from jixiao.schemes.model import Input
    from jixiao.schemes.scope import Scope
    from jixiao.schemes.tree import TreeReader
    from jixiao.schemes.yamlnodes import Entry

__all__ = ["STATES", "example_facts", "fact_value", "goal_row", "read_examples"]

STATES: Final = {"不适用": "not_applicable", "缺少数据": "missing", "不计分": "unscored"}
"""What an example may expect of an indicator instead of a score, as names of states."""

_GOAL_KEYS: Final = tuple(field.name for field in fields(GoalRow) if field.name != "origin")
_ANSWERS: Final = {"是": True, "否": False, "true": True, "false": False}
_KIND_WORDS: Final = {
    "yes_no": "“是”“否”或“不适用”",
    "choice": "所列选项之一",
    "date": "日期",
}


def fact_value(spec: Input, text: str) -> FactValue | None:
    """What ``text`` means as an entry for the input; ``None`` where it cannot be one."""
    text = text.strip()
    cell = parse_cell(text, spec.unit)
    if isinstance(cell, Missing):
        return cell
    if spec.kind == "yes_no":
        return _ANSWERS.get(text.lower())
    if spec.kind == "choice":
        return text if text in spec.choices else None
    if spec.kind == "date":
        return text
    return cell


def goal_row(given: Mapping[str, str]) -> GoalRow:
    """The goal row written with these keys; blank where a key is absent."""
    unit = given.get("unit", "")
    return GoalRow(
        name=given.get("name", ""),
        category=given.get("category", ""),
        operator=given.get("operator", ""),
        target=_goal_value(given.get("target", ""), unit),
        actual=_goal_value(given.get("actual", ""), unit),
        points=_decimal(given.get("points", "")),
        level=given.get("level", ""),
        share=_share(given.get("share", "")),
        project=given.get("project", ""),
        task=given.get("task", ""),
        unit=unit,
        deviation=given.get("deviation", ""),
    )


def _goal_value(text: str, unit: str) -> Printed | str | Missing:
    cell = parse_cell(text, unit)
    return text if cell is None else cell


def _decimal(text: str) -> Decimal | Missing:
    value = parse_decimal(text)
    return Missing.BLANK if value is None else value


def _share(text: str) -> Decimal | Missing:
    cell = parse_cell(text)
    return exact(cell.base) if isinstance(cell, Printed) else Missing.BLANK


def example_facts(example: Example, inputs: Mapping[str, Input], year: int, unit: str = "算例单位") -> Facts:
    """The facts that an example states."""
    found = [
        Fact(name, inputs[name].label, Missing.BLANK if value is None else value)
        for name, value in ((name, fact_value(inputs[name], str(text))) for name, text in example.facts.items())
    ]
    rows = [goal_row({key: str(value) for key, value in goal.items()}) for goal in example.goals]
    return Facts.of(unit, year, found, rows, example.title)


# --- reading ---------------------------------------------------------------------------------------------------


def read_examples(entries: Iterable[Entry], scope: Scope, tree: TreeReader) -> tuple[Example, ...]:
    """The examples of a scheme; facts, goals and expectations that cannot be are reported."""
    found: list[Example] = []
    for entry in entries:
        title = entry.text("title", required=True)
        if title:
            entry.what = f"算例“{title}”"
        source = entry.text("source")
        if source and source not in tree.sources:
            entry.faults.add(
                "SC009",
                entry.place_of("source"),
                f"{entry.what}的依据“{source}”没有在 sources 里写明{near(source, tree.sources)}",
                actual=source,
            )
        facts = _facts(entry, scope)
        goals = tuple(_goal(goal) for goal in entry.entries("goals", "绩效指标"))
        expect = _expectations(entry, tree)
        entry.close()
        found.append(Example(title, tree.sources.get(source), facts, goals, expect, entry.line))
    return tuple(found)


def _facts(entry: Entry, scope: Scope) -> dict[str, object]:
    found: dict[str, object] = {}
    inner = entry.entry("facts", f"{entry.what}的“facts”")
    for key, node in inner.table.items() if inner is not None else ():
        name = scope.resolve(key.text)
        if name is None or name not in scope.inputs:
            message = f"{entry.what}写了没有声明的数据“{key.text}”{near(key.text, scope.inputs)}"
            entry.faults.add("SC017", key.place, message, actual=key.text)
            continue
        spec = scope.inputs[name]
        text = node.text if isinstance(node, Scalar) and not node.is_null else ""
        if not isinstance(node, Scalar) or fact_value(spec, text) is None:
            wanted = _KIND_WORDS.get(spec.kind, f"一个数（{spec.unit or '无单位'}）")
            entry.faults.add(
                "SC005",
                node.place,
                f"{entry.what}的“{spec.label}”应是{wanted}，现在是“{text}”。",
                expected=wanted,
                actual=text,
            )
            continue
        found[name] = text
    return found


def _goal(entry: Entry) -> dict[str, object]:
    given = {key: entry.text(key, required=key == "name") for key in _GOAL_KEYS}
    entry.choice("category", tuple(CATEGORIES), required=True)
    entry.choice("operator", OPERATORS, required=True)
    entry.number("points")
    entry.share("share")
    entry.close()
    return {key: value for key, value in given.items() if value}


def _expectations(entry: Entry, tree: TreeReader) -> dict[str, str]:
    found: dict[str, str] = {}
    inner = entry.entry("expect", f"{entry.what}的“expect”", required=True)
    for key, node in inner.table.items() if inner is not None else ():
        if key.text not in tree.ids and key.text not in ("total", "grade"):
            entry.faults.add(
                "SC017",
                key.place,
                f"{entry.what}的 expect 写了不存在的指标“{key.text}”{near(key.text, (*tree.ids, 'total', 'grade'))}",
                actual=key.text,
            )
            continue
        text = node.text.strip() if isinstance(node, Scalar) else ""
        if not text or (key.text != "grade" and text not in STATES and parse_decimal(text) is None):
            wanted = "等级名称" if key.text == "grade" else f"一个分数，或{'、'.join(STATES)}"
            entry.faults.add("SC005", node.place, f"{entry.what}的 expect 里“{key.text}”应是{wanted}。", actual=text)
            continue
        found[key.text] = text
    return found
