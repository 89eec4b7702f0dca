"""Runs the worked examples that a scheme carries: a rule that no longer gives them is a fault of the scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location
from jixiao.numbers import parse_decimal, plain
from jixiao.schemes.examples import STATES, example_facts
from jixiao.scoring.engine import score
from jixiao.scoring.explain import explain_node

if TYPE_CHECKING:
    from jixiao.schemes.model import Example, Scheme
    from jixiao.scoring.result import Result, ScoreNode

__all__ = ["run_examples"]


def run_examples(scheme: Scheme) -> tuple[Finding, ...]:
    """One finding for every score, total or grade that differs from what an example expects."""
    return tuple(finding for example in scheme.examples for finding in _run(scheme, example))


def _run(scheme: Scheme, example: Example) -> list[Finding]:
    result = score(scheme, example_facts(example, scheme.inputs, scheme.from_year))
    nodes = {node.id: node for node in result.walk()}
    found: list[Finding] = []
    for name, expected in example.expect.items():
        actual = _total(result, name) if name in ("total", "grade") else _given(nodes[name])
        if not _agrees(expected, actual):
            what = {"total": "总分", "grade": "等级"}.get(name) or f"“{nodes[name].title}”"
            steps = result.steps if name in ("total", "grade") else tuple(explain_node(nodes[name]))
            found.append(
                Finding(
                    "SC021",
                    Severity.ERROR,
                    Kind.ARITHMETIC,
                    f"算例“{example.title}”的{what}应为 {expected}，按规则算得 {actual}。",
                    expected,
                    actual,
                    (Location(file=scheme.path, line=example.line, quote=example.title),),
                    steps,
                    "核对算例和评分规则，改正其中有误的一处。",
                )
            )
    return found


def _agrees(expected: str, actual: str) -> bool:
    """Whether both are the same number (``9.5`` and ``9.50``) or the same word."""
    one, two = parse_decimal(expected), parse_decimal(actual)
    return expected == actual if one is None or two is None else one == two


def _total(result: Result, name: str) -> str:
    if name == "grade":
        return result.grade or "无"
    return "无" if result.total is None else plain(result.total)


def _given(node: ScoreNode) -> str:
    if node.score is not None:
        return plain(node.score)
    return next((word for word, state in STATES.items() if state == node.state.value), node.state.label)
