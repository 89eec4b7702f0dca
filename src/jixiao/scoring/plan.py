"""A scheme compiled for tables: the engine's arithmetic (:mod:`jixiao.scoring.engine`) as expressions over columns.

A plan belongs to a scheme and the shape of a batch. Its results stand in integers: scores in units of the last place of
any score (``Plan.unit``), totals in units of their own last place, states by the order of :class:`jixiao.scoring.result.State`, grades by the order in
the scheme. ``doubt`` are the rows that only the engine itself can decide (see :mod:`jixiao.schemes.goal_columns`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import polars as pl

from jixiao.numbers import round_by, rounding, unit_named
from jixiao.schemes.amounts import Amount, Columns, Word
from jixiao.schemes.columns import FALSE, TRUE, Ratio, TooWide, Truth, Whole, any_of, choose_whole
from jixiao.schemes.goal_columns import FINENESS, GoalColumns, enclosed
from jixiao.scoring.fact_numbers import ABSENT, BLANK
from jixiao.scoring.goal_figures import COMPARABLE
from jixiao.scoring.result import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.schemes.goal_columns import Parts
    from jixiao.schemes.model import Indicator, NotApplicable, Scheme
    from jixiao.scoring.fact_numbers import Shape
    from jixiao.scoring.fact_table import Batch, BatchShape
    from jixiao.scoring.goal_figures import GoalBatch

__all__ = ["COMPLETE", "DOUBT", "GRADE", "MISSING", "SCORE", "STATE", "TOTAL", "Plan"]

SCORE: Final = "__score"
STATE: Final = "__state"
"""Endings of the columns of an indicator's score and state."""

TOTAL: Final = "total"
GRADE: Final = "grade"
COMPLETE: Final = "complete"
MISSING: Final = "missing"
DOUBT: Final = "doubt"

_STATES: Final = {state: number for number, state in enumerate(State)}
_ZERO: Final = Whole.of(0)
_ONE: Final = Whole.of(1)


@dataclass(frozen=True, slots=True, eq=False)
class _Leaf:
    """What a leaf adds to the result. ``score`` in units of the last place where ``scored`` holds; ``earned`` its
    rounded and ``exact`` its exact contribution to the total, ``counted`` the points that it takes part with."""

    indicator: Indicator
    state: Whole
    score: Whole
    scored: Truth
    blank: Truth
    earned: Whole
    exact: tuple[Ratio, Ratio | None]
    counted: Ratio
    doubt: Truth = FALSE


class Plan:
    """The expressions that score a batch of one shape."""

    def __init__(self, scheme: Scheme, shape: BatchShape) -> None:
        self.scheme = scheme
        self._score_unit = Fraction(1, 10 ** rounding(scheme.score_rounding).places)
        self._total_unit = Fraction(1, 10 ** rounding(scheme.total_rounding).places)
        self.unit = min(self._score_unit, self._total_unit)
        self._goals = _goal_columns(shape)
        self._columns = _columns(scheme, shape, self._goals)
        leaves = [self._kept(self._leaf(leaf, policy)) for leaf, policy in _leaves(scheme)]
        self._expressions = [expression for leaf in leaves for expression in self._leaf_columns(leaf)]
        self._expressions += self._totals(leaves)
        self.names = [expression.meta.output_name() for expression in self._expressions]

    def run(self, batch: Batch) -> pl.DataFrame:
        """The results of the batch, in the order of its rows."""
        frame = batch.frame
        if self._goals.sums:
            assert batch.goals is not None
            frame = frame.hstack(self._sums(batch.goals))
        # The streaming engine extends what is the same in all rows to all of them; the other one refuses to.
        found = self._columns.steps.applied(frame.lazy()).with_columns(self._expressions).select(self.names)
        return found.collect(engine="streaming")

    def _sums(self, goals: GoalBatch) -> pl.DataFrame:
        """Sums over the goal rows of each unit: a unit's rows follow one another, so that its sum is the difference of
        two running sums. These are bounded too (:attr:`GoalColumns.height`) and cannot overflow."""
        rows = self._goals.steps.applied(goals.frame.lazy())
        names = list(self._goals.sums)
        rows = rows.with_columns(self._goals.sums[name].alias(name) for name in names).select(names)
        running = rows.collect(engine="streaming").select(pl.all().cum_sum())
        before_all = pl.DataFrame([[0]] * len(names), schema=running.schema)
        at_ends = before_all.vstack(running)[goals.ends]
        whole = {name: pl.Int128 if wide else pl.Int64 for name, wide in self._goals.wide.items()}
        return at_ends.select((pl.col(name) - pl.col(name).shift(1, fill_value=0)).cast(whole[name]) for name in names)

    # --- leaves

    def _kept(self, leaf: _Leaf) -> _Leaf:
        """The same with columns for what the totals need."""
        steps = self._columns.steps
        exact, upper = leaf.exact
        if self.scheme.total_of == "exact":
            upper = None if upper is None else steps.keep_ratio(upper)
            exact = steps.keep_ratio(exact)
        return replace(
            leaf,
            score=steps.keep(leaf.score),
            scored=steps.keep_truth(leaf.scored),
            blank=steps.keep_truth(leaf.blank),
            earned=steps.keep(leaf.earned),
            exact=(exact, upper),
            counted=steps.keep_ratio(leaf.counted),
        )

    def _leaf(self, indicator: Indicator, policy: NotApplicable) -> _Leaf:
        assert indicator.rule is not None
        points = Fraction(indicator.points) if indicator.points is not None else Fraction(0)
        amount = indicator.rule.column(points, self._columns)
        if amount.parts is not None and self.scheme.scored:
            return self._with_parts(indicator, amount, amount.parts, points, policy)
        if amount.parts is not None:
            amount = _blank_of_parts(amount, amount.parts)
        if not amount.scores or not self.scheme.scored:
            state = Whole.of(_STATES[State.UNSCORED])
            return _Leaf(indicator, state, _ZERO, FALSE, amount.blank, _ZERO, (Ratio.of(0), None), Ratio.of(0))
        return self._settled(indicator, amount, points, policy)

    def _settled(self, indicator: Indicator, amount: Amount, points: Fraction, policy: NotApplicable) -> _Leaf:
        absent = amount.absent & ~amount.blank
        given = amount.given
        scored = given | absent if policy == "full" else given
        instead = points if policy == "full" else Fraction(0)
        # What counts where there is no score of the rule's own: all points, or nothing.
        other = choose_whole(absent, self._rounded_points(instead), _ZERO)
        rounded = amount.ratio.clipped(0, points).rounded(self.scheme.score_rounding)
        earned = choose_whole(given, rounded, other)
        doubt = FALSE
        upper = amount.upper
        if upper is not None:
            doubt = given & ~rounded.same(upper.clipped(0, points).rounded(self.scheme.score_rounding))
            upper = given.choose(upper, absent.choose(instead, 0))
        exact = given.choose(amount.ratio, absent.choose(instead, 0))
        counted = Ratio.of(points) if policy == "full" else absent.choose(0, points)
        state = _state(amount.blank, absent)
        score = self._finely(earned, self._score_unit)
        return _Leaf(indicator, state, score, scored, amount.blank, earned, (exact, upper), counted, doubt)

    def _rounded_points(self, points: Fraction) -> Whole:
        return Whole.of(int(Fraction(round_by(self.scheme.score_rounding, points)) / self._score_unit))

    def _with_parts(
        self, indicator: Indicator, amount: Amount, parts: Parts, points: Fraction, policy: NotApplicable
    ) -> _Leaf:
        """An indicator whose goal rows are scored each for itself."""
        alone = self._settled(indicator, amount, points, policy)
        goals, rows, full = parts.goals, parts.rows, policy == "full"
        weight = parts.points.clipped(0, points)
        absent = parts.score.absent & ~parts.score.blank
        scored = rows & ~parts.score.blank if full else rows & parts.score.given
        score = absent.choose(weight, parts.score.ratio).clipped(0, points)
        earned = goals.total(score.rounded(self.scheme.score_rounding), scored)
        exact = (Ratio.of(0), None) if self.scheme.total_of == "rounded" else goals.enclosed_total(score, scored)
        counted = goals.total_ratio(weight, rows if full else rows & ~absent)
        blank = parts.faulty | goals.exists(rows & parts.score.blank)
        all_absent = ~parts.none & ~goals.exists(rows & ~absent)
        doubt = FALSE
        if self.scheme.total_of == "rounded":
            group = Ratio(self._score_unit, earned).rounded(self.scheme.total_rounding)
        else:
            group = exact[0].rounded(self.scheme.total_rounding)
            if exact[1] is not None:
                doubt = ~group.same(exact[1].rounded(self.scheme.total_rounding))
        # Without such rows the indicator stands for itself; rows whose points do not fit earn nothing.
        none, faulty = parts.none, parts.faulty
        upper = None if exact[1] is None else none.choose(alone.exact[0], faulty.choose(0, exact[1]))
        return _Leaf(
            indicator,
            choose_whole(none, alone.state, _state(blank, all_absent)),
            choose_whole(none, alone.score, self._finely(group, self._total_unit)),
            (none & alone.scored) | (~none & ~blank & (~all_absent | Truth.of(full))),
            (none & alone.blank) | (~none & blank),
            choose_whole(none, alone.earned, choose_whole(faulty, _ZERO, earned)),
            (none.choose(alone.exact[0], faulty.choose(0, exact[0])), upper),
            none.choose(alone.counted, faulty.choose(points, counted)),
            ~none & ~blank & doubt,
        )

    def _finely(self, whole: Whole, unit: Fraction) -> Whole:
        """The same score in units of the last place of any score."""
        return whole.times(int(unit / self.unit))

    def _leaf_columns(self, leaf: _Leaf) -> Iterator[pl.Expr]:
        name = leaf.indicator.id
        yield _or_null(leaf.score, leaf.scored).alias(name + SCORE)
        yield leaf.state.expr.cast(pl.UInt8).alias(name + STATE)

    # --- totals

    def _totals(self, leaves: list[_Leaf]) -> list[pl.Expr]:
        blank = any_of([leaf.blank for leaf in leaves])
        doubt = any_of([leaf.doubt for leaf in leaves])
        missing = _ZERO
        for leaf in leaves:
            missing += choose_whole(leaf.blank, _ONE, _ZERO)
        total, known = _ZERO, FALSE
        complete = ~blank
        if self.scheme.scored and self.scheme.points is not None:
            total, known, unsure = self._total(leaves, Fraction(self.scheme.points))
            total = self._columns.steps.keep(total)
            complete, doubt = complete & known, doubt | unsure
        grade = self._grade(total)
        return [
            _or_null(total, known).alias(TOTAL),
            _or_null(grade, complete & known & (grade >= _ZERO)).cast(pl.UInt8).alias(GRADE),
            _as_expression(complete).alias(COMPLETE),
            missing.expr.cast(pl.UInt32).alias(MISSING),
            _as_expression(doubt).alias(DOUBT),
        ]

    def _total(self, leaves: list[_Leaf], whole: Fraction) -> tuple[Whole, Truth, Truth]:
        """The total, where there is one, and where it is in doubt."""
        counted = Ratio.of(0)
        for leaf in leaves:
            counted += leaf.counted
        counted = self._columns.steps.keep_ratio(counted)
        totals = []
        for end in self._earned(leaves):
            rescaled, nothing = self._columns.steps.keep_ratio(end).times(whole).over(counted)
            totals.append(rescaled.rounded(self.scheme.total_rounding))
            known = ~nothing
        return totals[0], known, FALSE if len(totals) == 1 else ~totals[0].same(totals[1])

    def _earned(self, leaves: list[_Leaf]) -> list[Ratio]:
        """The sum that the total is made of; or its lower and its upper bound."""
        if self.scheme.total_of == "rounded":
            earned = _ZERO
            for leaf in leaves:
                earned += leaf.earned
            return [Ratio(self._score_unit, earned)]
        for fineness in FINENESS:
            low = high = _ZERO
            try:
                for leaf in leaves:
                    ends = enclosed(*leaf.exact, fineness)
                    low, high = low + ends[0], high + ends[1]
            except TooWide:
                continue
            return [Ratio(Fraction(1, fineness), end) for end in (low, high)]
        raise TooWide("total")

    def _grade(self, total: Whole) -> Whole:
        """The number of the grade that covers the total; -1 for none."""
        grade, score = Whole.of(-1), Ratio(self._total_unit, total)
        for number, band in reversed(list(enumerate(self.scheme.grades))):
            covered = score >= Fraction(band.low)
            if band.high is not None:
                covered &= score < Fraction(band.high)
            grade = choose_whole(covered, Whole.of(number), grade)
        return grade


def _leaves(scheme: Scheme) -> Iterator[tuple[Indicator, NotApplicable]]:
    """The leaves with what holds for them when they do not apply."""

    def below(indicator: Indicator, policy: NotApplicable) -> Iterator[tuple[Indicator, NotApplicable]]:
        policy = indicator.not_applicable or policy
        if indicator.is_leaf:
            yield indicator, policy
        for child in indicator.children:
            yield from below(child, policy)

    for indicator in scheme.indicators:
        yield from below(indicator, scheme.not_applicable)


def _state(blank: Truth, absent: Truth) -> Whole:
    missing, not_applicable, scored = (
        Whole.of(_STATES[state]) for state in (State.MISSING, State.NOT_APPLICABLE, State.SCORED)
    )
    return choose_whole(blank, missing, choose_whole(absent, not_applicable, scored))


def _blank_of_parts(amount: Amount, parts: Parts) -> Amount:
    """An indicator with goal rows in a scheme without scores: only what is missing counts."""
    some = parts.faulty | parts.goals.exists(parts.rows & parts.score.blank)
    return replace(amount, blank=amount.blank | (~parts.none & some))


def _as_expression(condition: Truth) -> pl.Expr:
    return condition.expr if condition.known is None else pl.lit(condition.known)


def _or_null(whole: Whole, where: Truth) -> pl.Expr:
    number = whole.expr.cast(pl.Int64)
    if where.known is None:
        return pl.when(where.expr).then(number)
    return number if where.known else pl.lit(None, dtype=pl.Int64)


# --- the batch's columns as amounts and words --------------------------------------------------------------------


def _reasons(name: str, blank: bool, absent: bool) -> tuple[Truth, Truth]:
    return (
        Truth(pl.col(name + BLANK)) if blank else FALSE,
        Truth(pl.col(name + ABSENT)) if absent else FALSE,
    )


def _amount(name: str, shape: Shape, factor: Fraction) -> Amount:
    blank, absent = _reasons(name, shape.blank, shape.absent)
    figures = Ratio(factor / 10**shape.scale, Whole.column(name, shape.low, shape.high))
    return Amount(figures, blank, absent=absent)


def _columns(scheme: Scheme, shape: BatchShape, goals: GoalColumns) -> Columns:
    amounts = {name: _amount(name, figures, unit_named(unit).factor) for name, figures, unit in shape.figures}
    words = {}
    for name, word in shape.words:
        blank, absent = _reasons(name, word.blank, word.absent)
        choices = scheme.inputs[name].choices
        words[name] = Word(pl.col(name), frozenset(choices) if choices else None, blank, absent)
    return Columns(amounts, words, scheme.formulas, goals)


def _goal_columns(shape: BatchShape) -> GoalColumns:
    figures = dict(shape.goals.figures) if shape.goals is not None else {}
    amounts = {
        name: _amount(name, figures[name], Fraction(1)) if name in figures else Amount(Ratio.of(0), TRUE)
        for name in ("target", "actual", "points", "share")
    }
    return GoalColumns(
        category=Word(pl.col("category")),
        operator=Word(pl.col("operator")),
        level=Word(pl.col("level"), None if shape.goals is not None and shape.goals.level else frozenset()),
        comparable=Truth(pl.col(COMPARABLE)),
        most=shape.goals.most if shape.goals is not None else 0,
        height=shape.goals.height if shape.goals is not None else 0,
        **amounts,
    )
