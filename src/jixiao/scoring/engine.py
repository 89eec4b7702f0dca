"""Scores one unit by one scheme, exactly, and keeps the reason of every point.

Where rounding happens: each leaf (an indicator with a rule, or a goal row under one) is rounded once, from its exact
score, by the scheme's ``rounding.score``; then totals sum either these rounded scores or the exact ones
(``rounding.total_of``) and are rounded by ``rounding.total``. Rescaling for what does not apply (``not_applicable:
rescale``) happens in the total only, as one exact multiplication before its rounding: leaves keep the scores their rules
give, so that a unit with full marks on everything that applies gets exactly all points.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao.numbers import Missing, exact, plain, round_by, rounding
from jixiao.schemes.context import Context
from jixiao.schemes.questions import question
from jixiao.schemes.style import percent_text, score_text
from jixiao.scoring.result import Result, ScoreNode, State

if TYPE_CHECKING:
    from decimal import Decimal

    from jixiao.facts import Facts
    from jixiao.findings import Finding
    from jixiao.schemes.model import Indicator, NotApplicable, Scheme
    from jixiao.schemes.rules import Outcome, Part

__all__ = ["score"]

_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class _Sum:
    """A node with what it adds to totals: its exact score, its rounded score, and the points that count."""

    node: ScoreNode
    exact: Fraction
    rounded: Fraction
    points: Fraction


def score(scheme: Scheme, facts: Facts) -> Result:
    """The unit's result. Nothing is raised for data that is missing or odd: the result says so."""
    scorer = _Scorer(scheme, Context(facts, scheme.inputs, scheme.formulas))
    sums = [scorer.indicator(indicator) for indicator in scheme.indicators]
    nodes = tuple(one.node for one in sums)
    questions: list[Finding] = []
    if not scheme.covers(facts.year):
        years = f"{scheme.from_year} 起的" if scheme.to_year is None else f"{scheme.from_year} 到 {scheme.to_year} "
        message = f"方案“{scheme.title}”适用于 {years}年度，评的是 {facts.year} 年度。"
        questions.append(question("QU012", message, expected=years.strip(), actual=str(facts.year)))
    total, steps, asked = scorer.total(sums)
    questions += asked
    complete = not any(node.missing or node.state is State.MISSING for top in nodes for node in top.walk())
    complete = complete and (total is not None or not scheme.scored)
    grade = ""
    if complete and total is not None:
        grade = scheme.grade_of(total)
        steps += _grade_step(scheme, total)
    elif not complete and scheme.scored:
        steps += ("尚有指标缺少数据，总分不完整，暂不定等级",)
    return Result(
        scheme_id=scheme.id,
        scheme_title=scheme.title,
        scheme_version=scheme.version,
        scheme_digest=scheme.digest,
        unit=facts.unit,
        year=facts.year,
        subject=facts.subject,
        indicators=nodes,
        points=scheme.points,
        total=total,
        grade=grade,
        complete=complete,
        steps=steps,
        questions=tuple(questions),
    )


def _grade_step(scheme: Scheme, total: Decimal) -> tuple[str, ...]:
    band = next((band for band in scheme.grades if band.covers(total)), None)
    if band is None:
        return ()
    upper = "以上" if band.high is None else f"至 {plain(band.high)} 分（不含）"
    return (f"{plain(total)} 分在 {plain(band.low)} 分（含）{upper}，等级为“{band.name}”",)


class _Scorer:
    """Scores the indicators of one scheme against one unit's facts."""

    def __init__(self, scheme: Scheme, context: Context) -> None:
        self.scheme = scheme
        self.context = context

    def indicator(self, indicator: Indicator, policy: NotApplicable | None = None) -> _Sum:
        """The indicator and all below it; ``policy`` is what the nodes above it say of what does not apply."""
        policy = indicator.not_applicable or policy or self.scheme.not_applicable
        if indicator.children:
            parts = [self.indicator(child, policy) for child in indicator.children]
            return self._group(indicator, parts, ())
        assert indicator.rule is not None
        points = Fraction(indicator.points) if indicator.points is not None else _ZERO
        outcome = indicator.rule.score(points, self.context)
        if outcome.parts:
            return self._goals(indicator, outcome, policy)
        return self._leaf(indicator, outcome, points, policy)

    # --- leaves

    def _leaf(self, indicator: Indicator, outcome: Outcome, points: Fraction, policy: NotApplicable) -> _Sum:
        rule = indicator.rule
        assert rule is not None
        state, exact_score, counted, steps = self._settled(outcome.score, outcome.steps, points, policy)
        rounded, steps = self._rounded(exact_score, steps)
        node = ScoreNode(
            id=indicator.id,
            code=indicator.code,
            title=indicator.title,
            level=indicator.level,
            state=state,
            points=indicator.points,
            effective_points=exact(counted) if self.scheme.scored else None,
            score=rounded,
            wording=rule.wording,
            rule_kind=rule.kind,
            source=indicator.source,
            facts=outcome.facts,
            goals=outcome.goals,
            steps=steps,
            rounding=self.scheme.score_rounding if rounded is not None else "",
            missing=outcome.missing,
            questions=(*outcome.questions, *_reason_due(indicator, outcome, points)),
        )
        return _Sum(node, exact_score or _ZERO, _fraction(rounded), counted)

    def _goals(self, indicator: Indicator, outcome: Outcome, policy: NotApplicable) -> _Sum:
        parts = [self._part(indicator, number, part, policy) for number, part in enumerate(outcome.parts, 1)]
        return self._group(indicator, parts, outcome.steps, outcome)

    def _part(self, indicator: Indicator, number: int, part: Part, policy: NotApplicable) -> _Sum:
        points = part.points if part.points is not None else _ZERO
        state, exact_score, counted, steps = self._settled(part.score, part.steps, points, policy)
        rounded, steps = self._rounded(exact_score, steps)
        node = ScoreNode(
            id=f"{indicator.id}.{number}",
            code=f"{indicator.code}.{number}",
            title=part.title,
            level=indicator.level + 1,
            state=state,
            points=exact(points) if part.points is not None else None,
            effective_points=exact(counted) if part.points is not None else None,
            score=rounded,
            wording=indicator.rule.wording if indicator.rule is not None else "",
            rule_kind=indicator.rule.kind if indicator.rule is not None else "",
            source=indicator.source,
            goals=(part.row,),
            steps=steps,
            rounding=self.scheme.score_rounding if rounded is not None else "",
            missing=part.missing,
            questions=(*part.questions, *_deviation_due(indicator, part, points)),
        )
        return _Sum(node, exact_score or _ZERO, _fraction(rounded), counted)

    def _settled(
        self, given: Fraction | Missing | None, steps: tuple[str, ...], points: Fraction, policy: NotApplicable
    ) -> tuple[State, Fraction | None, Fraction, tuple[str, ...]]:
        """State, exact score, points that count, and steps of one leaf."""
        if not self.scheme.scored or given is None:
            return State.UNSCORED, None, _ZERO, steps
        if given is Missing.BLANK:
            return State.MISSING, None, points, steps
        if given is Missing.NOT_APPLICABLE:
            if policy == "full":
                return State.NOT_APPLICABLE, points, points, (*steps, f"本年不涉及，按方案得满分 {score_text(points)}")
            return State.NOT_APPLICABLE, None, _ZERO, (*steps, "本年不涉及，按方案不参评，总分按其余指标折算")
        assert isinstance(given, Fraction)
        return State.SCORED, given, points, steps

    def _rounded(self, exact_score: Fraction | None, steps: tuple[str, ...]) -> tuple[Decimal | None, tuple[str, ...]]:
        if exact_score is None:
            return None, steps
        how = rounding(self.scheme.score_rounding)
        rounded = round_by(how.name, exact_score)
        if Fraction(rounded) == exact_score:
            return rounded, steps
        return rounded, (*steps, f"{how.label}：{plain(rounded)} 分")

    # --- groups

    def _group(
        self, indicator: Indicator, parts: list[_Sum], steps: tuple[str, ...], outcome: Outcome | None = None
    ) -> _Sum:
        nodes = tuple(part.node for part in parts)
        state = _state_of(nodes, faulty=outcome is not None and bool(outcome.missing))
        exact_sum = sum((part.exact for part in parts), _ZERO)
        rounded_sum = sum((part.rounded for part in parts), _ZERO)
        counted = sum((part.points for part in parts), _ZERO)
        if outcome is not None and outcome.missing and indicator.points is not None:
            counted = Fraction(indicator.points)  # the rows' own points are what is wrong with them
        scores = [node.score for node in nodes if node.score is not None]
        group_score: Decimal | None = None
        if state in (State.SCORED, State.NOT_APPLICABLE) and scores:
            group_score = round_by(
                self.scheme.total_rounding, rounded_sum if self.scheme.total_of == "rounded" else exact_sum
            )
            note = "" if sum(scores) == group_score else "（按未取舍的得分相加）"
            steps = (*steps, f"得分 ＝ {' ＋ '.join(plain(one) for one in scores)} ＝ {plain(group_score)} 分{note}")
        rule = indicator.rule
        node = ScoreNode(
            id=indicator.id,
            code=indicator.code,
            title=indicator.title,
            level=indicator.level,
            state=state,
            points=indicator.points,
            effective_points=exact(counted) if self.scheme.scored else None,
            score=group_score,
            wording=rule.wording if rule is not None else "",
            rule_kind=rule.kind if rule is not None else "",
            source=indicator.source,
            goals=outcome.goals if outcome is not None else (),
            steps=steps,
            rounding=self.scheme.total_rounding if group_score is not None else "",
            missing=outcome.missing if outcome is not None else (),
            questions=outcome.questions if outcome is not None else (),
            children=nodes,
        )
        return _Sum(node, exact_sum, rounded_sum, counted)

    def total(self, sums: list[_Sum]) -> tuple[Decimal | None, tuple[str, ...], tuple[Finding, ...]]:
        """The total (of what there is), the lines that lead to it, and what is asked about it."""
        if not self.scheme.scored or self.scheme.points is None:
            return None, (), ()
        whole = Fraction(self.scheme.points)
        counted = sum((one.points for one in sums), _ZERO)
        if counted == 0:
            return None, (), (question("QU013", "所有指标本年都不涉及，无法评分。"),)
        rounded = self.scheme.total_of == "rounded"
        earned = sum((one.rounded if rounded else one.exact for one in sums), _ZERO)
        how = rounding(self.scheme.total_rounding)
        total = round_by(how.name, earned * whole / counted)
        shown = [node.score for node in (one.node for one in sums) if node.score is not None]
        note = ""
        if sum(shown) != earned:
            note = "（含尚缺数据的指标中已评的部分）" if rounded else "（按未取舍的得分相加）"
        parts = " ＋ ".join(plain(one) for one in shown) or "0"
        lines = [f"各一级指标得分之和 ＝ {parts} ＝ {score_text(earned)}{note}"]
        if counted != whole:
            lines.append(
                f"参评指标的分值合计 {score_text(counted)}，折算为 {score_text(whole)}："
                f"{score_text(earned)} × {score_text(whole)} ÷ {score_text(counted)} ＝ {score_text(earned * whole / counted)}"
            )
        if Fraction(total) != earned * whole / counted:
            lines.append(f"{how.label}：{plain(total)} 分")
        return total, tuple(lines), ()


def _state_of(nodes: tuple[ScoreNode, ...], *, faulty: bool) -> State:
    states = {node.state for node in nodes}
    if faulty or State.MISSING in states:
        return State.MISSING
    if states in ({State.NOT_APPLICABLE}, {State.UNSCORED}):
        return states.pop()
    return State.SCORED


def _reason_due(indicator: Indicator, outcome: Outcome, points: Fraction) -> tuple[Finding, ...]:
    """The question for a reason, where the form asks for one below a certain share and none was given."""
    floor = indicator.needs_reason_below
    if floor is None or not isinstance(outcome.score, Fraction) or outcome.score >= floor * points:
        return ()
    if any(fact.note for fact in outcome.facts):
        return ()
    message = f"“{indicator.title}”得分 {score_text(outcome.score)}，低于分值的 {percent_text(floor)}，没有说明原因。"
    return (question("QU011", message),)


def _deviation_due(indicator: Indicator, part: Part, points: Fraction) -> tuple[Finding, ...]:
    """The same for a goal row, which has a column of its own for the reason."""
    floor = indicator.needs_reason_below
    if floor is None or part.row.deviation or not isinstance(part.score, Fraction) or part.score >= floor * points:
        return ()
    message = f"“{part.title}”得分 {score_text(part.score)}，低于分值的 {percent_text(floor)}，没有写偏差原因。"
    return (question("QU011", message, locations=(part.row.origin,)),)


def _fraction(value: Decimal | None) -> Fraction:
    return _ZERO if value is None else Fraction(value)
