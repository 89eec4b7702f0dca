"""What about a submission should make a reviewer look: signals found in the submission itself, kept with it.

None of them says that something is wrong; each says what was seen and how much it weighs in the queue's order.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from jixiao.numbers import Printed, plain, round_by
from jixiao.web.registers.models import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.web.evaluation.draft import Draft

__all__ = ["WEIGHTS", "own_text_of", "signals_of"]

WEIGHTS: Final = {
    "error": 8,
    "warning": 3,
    "cut_budget": 6,
    "all_exact": 4,
    "satisfaction_without_survey": 5,
    "no_evidence": 3,
    "full_score": 3,
    "changed_often": 1,
    "copied": 6,
    "out_of_line": 5,
}
"""How much each kind of signal weighs in the order of the queue."""

_NEARLY_ALL: Final = Fraction(99, 100)
_CUT: Final = Fraction(9, 10)


def signals_of(draft: Draft, findings: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """The signals of one submission: ``kind`` (of :data:`WEIGHTS`) and ``text`` in words with the figures seen."""
    return [{"kind": kind, "text": text} for kind, text in _signals(draft, findings)]


def own_text_of(draft: Draft) -> str:
    """The words that are the unit's own (not the form's): what is compared with other units and other years."""
    words = [text for _, text in sorted(draft.filling.texts.items())]
    words += [goal.deviation for goal in draft.filling.goals]
    words += [answer.note for _, answer in sorted(draft.filling.answers.items())]
    return "\n".join(word for word in words if word.strip())


def _signals(draft: Draft, findings: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for severity, label in (("error", "错误"), ("warning", "疑点")):
        found = dict.fromkeys(f"{each['code']} {each['message']}" for each in findings if each["severity"] == severity)
        for text in found:
            yield severity, f"报告核对{label}：{text}"
    yield from _cut_budget(draft)
    yield from _too_good(draft)
    yield from _unsupported(draft)


def _base(draft: Draft, name: str) -> Fraction | None:
    fact = draft.facts.get(name)
    return fact.value.base if fact is not None and isinstance(fact.value, Printed) else None


def _percent(share: Fraction) -> str:
    return f"{plain(round_by('half_up_2', share * 100))}%"


def _cut_budget(draft: Draft) -> Iterator[tuple[str, str]]:
    """Everything spent, but only measured by a budget that had been cut: the rate against the first budget beside it."""
    initial, adjusted, spent = (_base(draft, name) for name in ("initial_budget", "adjusted_budget", "expenditure"))
    if not initial or not adjusted or spent is None:
        return
    if spent / adjusted >= _NEARLY_ALL and spent / initial < _CUT:
        yield (
            "cut_budget",
            f"按调整后预算完成 {_percent(spent / adjusted)}，按年初预算只完成 {_percent(spent / initial)}",
        )


def _too_good(draft: Draft) -> Iterator[tuple[str, str]]:
    counted = [
        goal
        for goal in draft.facts.goals
        if isinstance(goal.target, Printed) and isinstance(goal.actual, Printed) and goal.operator != "qualitative"
    ]
    if len(counted) >= 5 and all(_same(goal.target, goal.actual) for goal in counted):
        yield "all_exact", f"{len(counted)} 项定量指标的实际值全部恰好等于目标值"
    result = draft.result
    if result.complete and result.total is not None and result.total == result.points:
        yield "full_score", f"自评满分 {plain(result.total)} 分"


def _same(target: Any, actual: Any) -> bool:
    return bool(target.base == actual.base and target.kind is actual.kind)


def _unsupported(draft: Draft) -> Iterator[tuple[str, str]]:
    satisfied = [goal.name for goal in draft.facts.goals if goal.category == "satisfaction"]
    if satisfied and not draft.filling.rows.get("surveys"):
        yield "satisfaction_without_survey", f"有满意度指标（{'、'.join(satisfied[:3])}），满意度调查台账没有记录"
    if Evidence.objects.filter(book=draft.evaluation.book, removed_at__isnull=True).exists():
        return
    leaves = [leaf for leaf in draft.result.leaves() if leaf.facts or leaf.goals]
    bare = [leaf for leaf in leaves if not any(fact.evidence for fact in leaf.facts)]
    if leaves and len(bare) == len(leaves):
        yield "no_evidence", f"{len(leaves)} 个指标都没有佐证材料"
