"""What the documents say of goals: target, actual and how far it was reached, each as a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jixiao.location import Location
from jixiao.numbers import Missing, Printed, plain
from jixiao.schemes.goals import CATEGORIES, LEVELS, attained
from jixiao.writing.dossier import GAP, bare
from jixiao.writing.layout import Run

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from jixiao.facts import GoalRow

__all__ = ["Reached", "goal_runs", "percent", "reached_of", "target_text"]

_SIGNS: Final = {">=": "≥", "<=": "≤", "=": "＝", ">": "＞", "<": "＜"}


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a goal was reached. ``met`` is ``None`` where nobody can say yet; ``rate`` is actual ÷ target, not capped,
    and only where more is better and the target is above zero; ``text`` says it as a table prints it."""

    goal: GoalRow
    met: bool | None
    rate: Fraction | None
    text: str

    @property
    def concerned(self) -> bool:
        """Whether the goal is one of this year's."""
        return Missing.NOT_APPLICABLE not in (self.goal.target, self.goal.actual)


def reached_of(goals: Iterable[GoalRow]) -> tuple[Reached, ...]:
    """Each goal with how far it was reached, in the order of the form's categories."""
    order = list(CATEGORIES)
    return tuple(_reached(goal) for goal in sorted(goals, key=lambda goal: order.index(goal.category)))


def _reached(goal: GoalRow) -> Reached:
    share = attained(goal, "excess", LEVELS)[0].share
    if share is Missing.NOT_APPLICABLE:
        return Reached(goal, None, None, "本年不涉及")
    if goal.operator == "qualitative":
        return _judged(goal, share)
    rate = _rate(goal)
    if rate is not None:
        return Reached(goal, share == 1, rate, percent(rate))
    if isinstance(share, Missing):
        return Reached(goal, None, None, "")
    return Reached(goal, share == 1, None, "达到目标" if share == 1 else "未达到目标")


def _judged(goal: GoalRow, share: Fraction | Missing) -> Reached:
    """The uppermost of the three published levels is a goal reached, whatever its share of points."""
    if not goal.level:
        return Reached(goal, None, None, "")
    met = goal.level == LEVELS[0].name or share == 1
    told = "" if isinstance(share, Missing) else f"（{percent(share)}）"
    return Reached(goal, met, None, f"{goal.level}{told}")


def _rate(goal: GoalRow) -> Fraction | None:
    target, actual = goal.target, goal.actual
    if goal.operator not in (">=", ">", "=") or not isinstance(target, Printed) or not isinstance(actual, Printed):
        return None
    if isinstance(attained(goal, "excess", LEVELS)[0].share, Missing) or target.base <= 0:
        return None
    return actual.base / target.base


def percent(share: Fraction) -> str:
    """A share in per cent with up to two decimals: ``100%``, ``96.67%``."""
    number = plain(share * 100, 2)
    return f"{number.rstrip('0').rstrip('.')}%"


def target_text(goal: GoalRow) -> str:
    """The target with its sign, as a table prints it: ``≥8场``."""
    return f"{_SIGNS.get(goal.operator, '')}{bare(goal.target)}"


def goal_runs(each: Reached) -> tuple[Run, Run, Run, Run]:
    """Target, actual, completion and deviation of a goal as fields. A goal that was missed needs its reason."""
    goal = each.goal
    origins = () if goal.origin == Location() else (goal.origin,)

    def run(text: str, column: str, *, needed: bool) -> Run:
        name = f"{goal.name}（{column}）"
        if not text and needed:
            return Run(GAP, fact=name, gap=True, stands_for=f"goal:{name}")
        return Run(text, fact=f"goal:{name}" if text else "", origins=origins if text else ())

    return (
        run(target_text(goal), "目标值", needed=True),
        run(bare(goal.actual), "实际完成值", needed=True),
        run(each.text, "完成情况", needed=goal.actual is not Missing.BLANK),
        run(goal.deviation, "偏差原因分析及改进措施", needed=each.met is False),
    )
