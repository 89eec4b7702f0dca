"""A scored result as the page shows it: the scheme's tree as a table, each leaf with its reason and what is asked.

Made from ``result.json`` alone, so that a draft and a frozen version are shown by the same code; what only a draft has
(links to today's rows, fields to type into) is given besides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from jixiao.location import Location
from jixiao.numbers import Missing, rounding
from jixiao.schemes.goals import CATEGORIES
from jixiao.scoring.result import State
from jixiao.sources import Certainty
from jixiao.workbook.goals import OPERATORS
from jixiao.workbook.plan import ANSWERS_SHEET

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jixiao.web.evaluation.fields import Deviation, Field

__all__ = ["FactLine", "GoalLine", "Leaf", "Level", "Live", "Tree", "anchor_of", "nodes", "tree_of", "value_text"]

_ANSWERED = Location(register=ANSWERS_SHEET).label
_LEVELS = (_("一级指标"), _("二级指标"), _("三级指标"), _("四级指标"), _("五级指标"), _("六级指标"))
_OPERATORS = {name: sign for sign, name in OPERATORS.items()}


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact that a rule looked at: value with unit, how it came about, where from; ``address`` leads to its rows."""

    label: str
    value: str
    derivation: str
    places: tuple[str, ...]
    evidence: str
    note: str
    address: str


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal indicator of the unit: target and actual as printed; ``deviation`` what it says about a shortfall."""

    name: str
    category: str
    target: str
    actual: str
    deviation: str
    place: str
    address: str


@dataclass(frozen=True, slots=True)
class Level:
    """A cell of the levels' columns: over ``rows`` table rows and ``columns`` levels."""

    code: str
    title: str
    anchor: str
    rows: int
    columns: int
    points: Decimal | None
    score: Decimal | None
    leaf: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """One line of the table. ``opens`` are the level cells that begin in it, its own last; ``lost`` what is missing to
    full points (``None``: not scored); ``files`` how many prove it (``None``: not told here)."""

    id: str
    code: str
    title: str
    anchor: str
    opens: tuple[Level, ...]
    points: Decimal | None
    effective: Decimal | None
    score: Decimal | None
    lost: Decimal | None
    state: State
    wording: str
    source: str
    certainty: str
    facts: tuple[FactLine, ...]
    goals: tuple[GoalLine, ...]
    steps: tuple[str, ...]
    rounding: str
    missing: tuple[str, ...]
    questions: tuple[Mapping[str, Any], ...]
    fields: tuple[Field, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    returns: tuple[Any, ...] = ()
    files: int | None = None

    @property
    def unsettled(self) -> bool:
        """Whether it waits for something that has to be given."""
        return bool(self.missing) or any(each["severity"] == "error" for each in self.questions)

    @property
    def short(self) -> str:
        """The line of its arithmetic that says most: the last but for the rounding."""
        told = [step for step in self.steps if not (self.rounding and step.startswith(self.rounding))]
        return told[-1] if told else ""

    @property
    def span(self) -> int:
        """The columns from its own title to the end of the table."""
        return self.opens[-1].columns + 4

    @property
    def calls(self) -> bool:
        """Whether its reason stands unfolded when the page opens."""
        return self.unsettled or bool(self.returns)


@dataclass(frozen=True, slots=True)
class Tree:
    """The whole table and what stands below it. ``nodes`` are all nodes with their scores, for the cells that change."""

    depth: int
    leaves: tuple[Leaf, ...]
    nodes: tuple[Level, ...]
    points: Decimal | None
    total: Decimal | None
    grade: str
    complete: bool
    steps: tuple[str, ...]
    questions: tuple[Mapping[str, Any], ...]

    @property
    def settled(self) -> int:
        return sum(1 for leaf in self.leaves if not leaf.unsettled)

    @property
    def scored(self) -> bool:
        return self.points is not None

    @property
    def level_names(self) -> tuple[str, ...]:
        return tuple(str(name) for name in _LEVELS[: self.depth])


@dataclass(frozen=True, slots=True)
class Live:
    """What a draft adds to the tree: addresses of facts (by name) and of places (by label), fields by the indicator and
    deviations by the place of the goal they stand at; ``files`` how many are attached to each indicator."""

    facts: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
    deviations: Mapping[str, Deviation] = field(default_factory=dict)
    files: Mapping[str, int] | None = None


def anchor_of(code: str) -> str:
    """The indicator's number as part of an element's id."""
    return code.replace(".", "-")


def tree_of(result: Mapping[str, Any], live: Live | None = None, returns: Sequence[Any] = ()) -> Tree:
    """The table of ``result`` (as in ``result.json``); ``returns`` those not yet answered."""
    live = live or Live()
    paths = list(_paths(result["indicators"]))
    depth = max((len(path) for path in paths), default=1)
    width: dict[str, int] = {}
    for path in paths:
        for node in path:
            width[node["id"]] = width.get(node["id"], 0) + 1
    seen: set[str] = set()
    leaves = []
    for path in paths:
        opened = [node for node in path if node["id"] not in seen]
        seen |= {node["id"] for node in opened}
        opens = tuple(
            _level(node, width[node["id"]], depth - len(path) + 1 if node is path[-1] else 1) for node in opened
        )
        leaves.append(_leaf(path, opened, opens, live, returns))
    return Tree(
        depth,
        tuple(leaves),
        tuple(_level(node, 1, 1) for node in nodes(result["indicators"])),
        _number(result["points"]),
        _number(result["total"]),
        result["grade"],
        result["complete"],
        tuple(result["steps"]),
        tuple(result["questions"]),
    )


def _paths(nodes: Sequence[Any], above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for node in nodes:
        if node["children"]:
            yield from _paths(node["children"], (*above, node))
        else:
            yield (*above, node)


def nodes(found: Iterable[Any]) -> Iterator[Any]:
    """Every node of a result's tree, each before its children."""
    for node in found:
        yield node
        yield from nodes(node["children"])


def _level(node: Mapping[str, Any], rows: int, columns: int) -> Level:
    return Level(
        node["code"],
        node["title"],
        anchor_of(node["code"]),
        rows * 2 if node["children"] else 1,  # a leaf's reason is a second row below its own
        columns,
        _number(node["points"]),
        _number(node["score"]),
        not node["children"],
    )


def _leaf(
    path: tuple[Any, ...], opened: Sequence[Any], opens: tuple[Level, ...], live: Live, returns: Sequence[Any]
) -> Leaf:
    node, points, score = path[-1], _number(path[-1]["points"]), _number(path[-1]["score"])
    # A rule's parts (the unit's own goals) have neither words nor source of their own: those of the rule hold.
    told = next((each for each in reversed(path) if each["rule"]["wording"]), node)
    at = next((each["rule"] for each in reversed(path) if each["rule"]["source"]), node["rule"])
    here = opened if node in opened else (*opened, node)
    return Leaf(
        id=node["id"],
        code=node["code"],
        title=node["title"],
        anchor=anchor_of(node["code"]),
        opens=opens,
        points=points,
        effective=_number(node["effective_points"]),
        score=score,
        lost=points - score if points is not None and score is not None else None,
        state=State(node["state"]),
        wording=told["rule"]["wording"],
        source=at["source"],
        certainty=Certainty(at["certainty"]).label if at["certainty"] else "",
        facts=tuple(_fact(fact, live) for fact in node["facts"]),
        goals=tuple(_goal(goal, live) for goal in node["goals"]),
        steps=tuple(node["steps"]),
        rounding=rounding(node["rounding"]).label if node["rounding"] else "",
        missing=tuple(node["missing"]),
        questions=tuple(node["questions"]),
        fields=tuple(each for one in here for each in live.fields.get(one["id"], ())),
        deviations=tuple(
            live.deviations[goal["origin"]["label"]]
            for goal in node["goals"]
            if goal["origin"]["label"] in live.deviations
        ),
        returns=tuple(each for each in returns if any(_meant(each.place, one) for one in here)),
        files=None if live.files is None else live.files.get(node["id"], 0),
    )


def _meant(place: str, node: Mapping[str, Any]) -> bool:
    return place in (node["code"], node["title"], f"{node['code']} {node['title']}")


def _fact(fact: Mapping[str, Any], live: Live) -> FactLine:
    return FactLine(
        fact["label"],
        value_text(fact),
        fact["derivation"],
        tuple(place["label"] for place in fact["origins"] if place["label"] not in ("", _ANSWERED)),
        fact["evidence"],
        fact["note"],
        live.facts.get(fact["name"], ""),
    )


def _goal(goal: Mapping[str, Any], live: Live) -> GoalLine:
    place = goal["origin"]["label"]
    sign = _OPERATORS.get(goal["operator"], "") if goal["operator"] != "qualitative" else ""
    return GoalLine(
        goal["name"],
        CATEGORIES.get(goal["category"], goal["category"]),
        sign + value_text(goal["target"]),
        value_text(goal["actual"]),
        goal["deviation"],
        place,
        live.places.get(place, ""),
    )


def value_text(told: Mapping[str, Any]) -> str:
    """A value of ``result.json`` in words: figure with unit, 是/否, or why there is none."""
    value = told["value"]
    if value is None:
        return Missing(told["missing"]).label
    if isinstance(value, bool):
        return "是" if value else "否"
    if told.get("text"):  # a word beside the figure loosens it
        return str(told["text"])
    unit = told.get("unit", "")
    return f"{value}{unit}" if unit == "%" else f"{value} {unit}".rstrip()


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
