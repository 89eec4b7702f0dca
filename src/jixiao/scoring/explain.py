"""A result in words: one indicator or all of them line by line, and what would cost or win points."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.findings import Severity
from jixiao.numbers import Missing, Printed, plain, rounding
from jixiao.scoring.result import State

if TYPE_CHECKING:
    from jixiao.facts import Fact
    from jixiao.findings import Finding
    from jixiao.scoring.result import Result, ScoreNode

__all__ = ["Gap", "explain", "explain_gaps", "explain_node", "find_node", "gaps"]

_INDENT = "  "


def find_node(result: Result, name: str) -> ScoreNode | None:
    """The indicator of this id, number (``2.3``) or title; ``None`` if there is none."""
    nodes = list(result.walk())
    for key in ("id", "code", "title"):
        for node in nodes:
            if getattr(node, key) == name:
                return node
    return None


# --- why a score is what it is ---------------------------------------------------------------------------------


def explain(result: Result) -> list[str]:
    """Every indicator in order, then how the total and the grade came about."""
    subject = f"（{result.subject}）" if result.subject else ""
    lines = [
        f"{result.unit}{subject} {result.year} 年度",
        f"方案：{result.scheme_title}（{result.scheme_id}，版本 {result.scheme_version}，校验码 {result.scheme_digest[:12]}）",
    ]
    for node in result.indicators:
        lines += ["", *explain_node(node)]
    lines += ["", _headline_of(result)]
    lines += [f"{_INDENT}{step}" for step in result.steps]
    lines += [f"{_INDENT}{_asked(question)}" for question in result.questions]
    return lines


def _headline_of(result: Result) -> str:
    if result.total is None:
        return "总分：无" if result.points is not None else "本方案不计分"
    partial = "" if result.complete else "（不完整，尚缺数据）"
    grade = f"，等级：{result.grade}" if result.grade else ""
    whole = f"（满分 {plain(result.points)} 分）" if result.points is not None else ""
    return f"总分：{plain(result.total)} 分{whole}{partial}{grade}"


def explain_node(node: ScoreNode) -> list[str]:
    """The indicator and all below it: facts and their places, rule and its source, arithmetic, rounding, score."""
    lines = [f"{node.code} {node.title}：{_headline(node)}"]
    if node.wording and not node.id.rpartition(".")[0]:
        lines.append(f"{_INDENT}评分标准：{node.wording}")
    if node.source is not None and not node.id.rpartition(".")[0]:
        lines.append(f"{_INDENT}依据：{node.source.label}" + (f"；{node.source.note}" if node.source.note else ""))
    lines += [f"{_INDENT}数据：{_fact(fact)}" for fact in node.facts]
    lines += [
        f"{_INDENT}数据：{row.name} 见{row.origin.label}"
        for row in node.goals
        if not node.children and row.origin.label
    ]
    lines += [f"{_INDENT}计算：{step}" for step in node.steps]
    lines += [f"{_INDENT}缺少：{label}" for label in node.missing]
    lines += [f"{_INDENT}{_asked(question)}" for question in node.questions]
    for child in node.children:
        lines += [f"{_INDENT}{line}" for line in explain_node(child)]
    return lines


def _headline(node: ScoreNode) -> str:
    points = f"，分值 {plain(node.points)} 分" if node.points is not None else ""
    if node.score is None:
        return f"{node.state.label}{points}"
    state = "（不涉及）" if node.state is State.NOT_APPLICABLE else ""
    return f"得 {plain(node.score)} 分{state}{points}"


def _fact(fact: Fact) -> str:
    if isinstance(fact.value, Printed):
        shown = f"{plain(fact.value.value)}{'' if fact.value.unit == '%' else ' '}{fact.value.unit}".rstrip()
    elif isinstance(fact.value, bool):
        shown = "是" if fact.value else "否"
    elif isinstance(fact.value, Missing):
        shown = fact.value.label
    else:
        shown = fact.value
    places = "；".join(origin.label for origin in fact.origins if origin.label)
    beside = "，".join(part for part in (fact.derivation, places) if part)
    return f"{fact.label} ＝ {shown}" + (f"（{beside}）" if beside else "")


def _asked(question: Finding) -> str:
    mark = {Severity.ERROR: "须先解决", Severity.WARNING: "请说明", Severity.INFO: "请留意"}[question.severity]
    return f"{mark}（{question.code}）：{question.message}{question.advice}"


# --- what would cost or win points -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gap:
    """A leaf that is not at full points: how many points are lost (``None``: not scored yet, all are open) and why."""

    node: ScoreNode
    lost: Decimal | None
    why: tuple[str, ...]


def gaps(result: Result) -> tuple[Gap, ...]:
    """The leaves below full points, first those without data, then by points lost, largest first."""
    found: list[Gap] = []
    for node in result.leaves():
        if node.points is None or node.state is State.UNSCORED:
            if node.missing:
                found.append(Gap(node, None, node.missing))
        elif node.state is State.MISSING:
            found.append(Gap(node, None, node.missing or tuple(question.message for question in node.questions)))
        elif node.score is not None and node.score < node.points:
            found.append(Gap(node, node.points - node.score, _reasons(node)))
    return tuple(sorted(found, key=lambda gap: (gap.lost is not None, -(gap.lost or Decimal(0)))))


def _reasons(node: ScoreNode) -> tuple[str, ...]:
    """The lines of the arithmetic that lead to the score; without the rounding, which explains no loss of its own."""
    label = rounding(node.rounding).label if node.rounding else ""
    return tuple(step for step in node.steps if not (label and step.startswith(f"{label}：")))


def _to_fill(node: ScoreNode) -> list[str]:
    """Where the data that an indicator lacks have to be filled in, as far as the facts say."""
    places = [_fact(fact) for fact in node.facts if fact.value is Missing.BLANK]
    lacking = [row for row in node.goals if any(label.startswith(f"{row.name}（") for label in node.missing)]
    return places + [f"{row.name} 见{row.origin.label}" for row in lacking if row.origin.label]


def explain_gaps(result: Result) -> list[str]:
    """What is missing, what has cost points and why, and what has to be explained."""
    lines: list[str] = []
    found = gaps(result)
    missing = [gap for gap in found if gap.lost is None]
    lost = [gap for gap in found if gap.lost is not None]
    if missing:
        lines.append(f"缺少数据的指标 {len(missing)} 个：")
        for gap in missing:
            points = f"（{plain(gap.node.points)} 分）" if gap.node.points is not None else ""
            lines.append(f"{_INDENT}{gap.node.code} {gap.node.title}{points}：缺少{'、'.join(gap.why) or '数据'}")
            lines += [f"{_INDENT * 2}{place}" for place in _to_fill(gap.node)]
    if lost:
        total = sum((gap.lost for gap in lost if gap.lost is not None), Decimal(0))
        lines.append(f"未得满分的指标 {len(lost)} 个，共失 {plain(total)} 分：")
        for gap in lost:
            assert gap.lost is not None
            lines.append(f"{_INDENT}{gap.node.code} {gap.node.title}：失 {plain(gap.lost)} 分，{_headline(gap.node)}")
            lines += [f"{_INDENT * 2}{reason}" for reason in gap.why]
    asked = [(node, question) for node in result.walk() for question in node.questions]
    if asked:
        lines.append(f"需要说明或解决的 {len(asked)} 处：")
        lines += [f"{_INDENT}{node.code} {node.title}：{_asked(question)}" for node, question in asked]
    if lines:
        return lines
    scored = "本表不计分" if result.points is None else "所有计分指标都得满分"
    return [f"{scored}，没有缺少的数据，也没有需要说明的地方。"]
