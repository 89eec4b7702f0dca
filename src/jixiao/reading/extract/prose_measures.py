"""Which measure a figure of a text is: said by its label, by the words behind it, by the whole it is part of, by the
topic of the sentence, or by nobody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jixiao.reading.extract.names import LEVELS, Strength, read_money
from jixiao.reading.extract.prose_state import SHARES, SOURCES, State, Told

if TYPE_CHECKING:
    from jixiao.reading.extract.scopes import Subject

__all__ = ["UNNAMED", "money_measure", "own_name", "rate_measure"]

Measure = tuple[str, Strength]
_NONE: Final[Measure] = ("", Strength.NONE)
UNNAMED: Final = frozenset({"unit_price", "fine", "target", "change", "partial", "prior", "lacking"})
"""What a label may say that makes its amount none of the named ones."""


def money_measure(told: Told, state: State, subject: Subject) -> Measure:
    """Which measure an amount is, and how sure that is."""
    reading, whose = told.reading, told.whose
    change = _change(told)
    if change is not None:
        return change
    if _KEPT.match(told.behind) and not reading.measure:
        return "carryover", Strength.CONTEXT
    if whose.kind == "other" and state.group is None and not _topic(state):
        return _NONE
    if whose.kind == "none" and state.others and not reading.what and state.group is None:
        return _NONE
    if reading.measure.startswith("revenue_") and state.whole is not None:
        whole = state.whole.measure
        return (whole if whole.startswith("revenue_") else reading.measure), reading.strength
    if reading.measure and reading.measure != "allocated":
        return reading.measure, reading.strength
    if reading.flags & UNNAMED or re.match(r"\s*(?:尚)?未", told.behind):
        return _NONE
    if whose.kind != "other" and (reading.measure or "fund" in reading.flags or reading.what):
        behind = _told_behind(told.behind, state.topic)
        if behind and not (reading.what in LEVELS and behind == "expenditure"):
            return behind, Strength.CONTEXT
    if state.whole is not None and (not reading.measure or (not reading.what and whose.kind != "unit")):
        return state.whole.measure, Strength.CONTEXT
    if reading.measure == "allocated" or {"carry_out_project", "fund"} <= reading.flags:
        return _allocated(told, subject)
    return _unsaid(told, state, subject)


_FROM: Final = re.compile(r"[由从](?:年初|原来|原)?(?:预算)?的?\Z")
_ADJUSTED_TO: Final = re.compile(r"\s*[,，]?\s*(?:调整|调增|调减|追加|追减|核减|压减|变更)(?:增加|减少)?(?:为|至|到)")
_CHANGED_TO: Final = re.compile(r"\s*[,，]?\s*(?:增加|减少|增长|下降|提高|上升|降低|升|降)了?(?:为|至|到)")


def _change(told: Told) -> Measure | None:
    """``由 A 调整为 B``: A is the initial budget, B the adjusted one; ``由 A 增长到 B`` is about something else."""
    near = re.sub(r"\s", "", told.gap.near)
    if not _FROM.search(near):
        return None
    if _ADJUSTED_TO.match(told.onward):
        return "initial_budget", Strength.EXPLICIT
    if _CHANGED_TO.match(told.onward):
        budget = told.reading.measure in ("adjusted_budget", "initial_budget") or "年初" in near
        return ("initial_budget", Strength.EXPLICIT) if budget else _NONE
    return None


_KEPT: Final = re.compile(r"\s*(?:已|全部|均|将)?(?:按规定)?结转(?:至|到)?(?:下|次|20\d\d\s*)年")
_PAID: Final = re.compile(r"(?:支付|兑付|发放)到(?:位|户|人|账)")
_RECEIVED: Final = re.compile(r"(?:已|均|全部|全额|足额|及时|按时|按期|于|在).{0,14}?到位(?!率)|\A\s*到位(?!率)")
_SPENT: Final = re.compile(
    r"(?:已|全部|全额|均).{0,6}?(?:支出|执行|拨付|使用完|支付|兑付|用完|发放)(?:完毕|完成)?\s*\Z"
)


def _told_behind(behind: str, topic: str) -> str:
    """What the words behind an amount tell of it: 资金 56 万元全部到位, 20 万元已全部支出.

    Where the topic is how funds came in, 已全部拨付 says that the treasury has paid them out to the unit.
    """
    if _PAID.search(behind):
        return "expenditure"
    if _RECEIVED.search(behind):
        return "received_funds"
    if not _SPENT.search(behind):
        return ""
    return "received_funds" if "到位" in topic and "拨付" in behind else "expenditure"


def _allocated(told: Told, subject: Subject) -> Measure:
    """下达, 安排: the budget of the project that the report is about; elsewhere money given to somebody."""
    if "carry_out_project" in told.reading.flags and subject.project and told.whose.kind != "other":
        return "project_budget", Strength.CONTEXT
    if told.reading.what in LEVELS and told.whose.kind != "other":
        return "allocated", Strength.CONTEXT
    if subject.project and told.whose.kind in ("unit", "none", "project"):
        return "allocated", Strength.DEFAULT
    return _NONE


def _topic(state: State) -> str:
    """The measure that the words before the sentence's colon give to what it lists (资金使用：购买设备 X 万元)."""
    if len(state.topic) > _LONGEST_TOPIC:
        return ""
    measure = "expenditure" if "用于" in state.topic else read_money(state.topic).measure
    return measure if measure in ("expenditure", "received_funds") else ""


_LONGEST_TOPIC: Final = 16


def _unsaid(told: Told, state: State, subject: Subject) -> Measure:
    reading, kind = told.reading, told.whose.kind
    if reading.what == "whole" and "支出" in told.label:
        return "expenditure", Strength.DEFAULT
    if reading.what in SHARES:
        if state.measure:
            return state.measure, Strength.CONTEXT
        if reading.what in LEVELS:
            return "allocated", Strength.CONTEXT
        if reading.what in SOURCES and subject.project:
            return "allocated", Strength.DEFAULT
        return "expenditure", Strength.DEFAULT
    if kind in ("project", "other") and _topic(state):
        return _topic(state), Strength.CONTEXT
    if state.drafts and not told.gap.ended and kind == "project" and state.measure and not told.gap.earlier:
        return state.measure, Strength.DEFAULT
    fund = "fund" in reading.flags and kind in ("unit", "none", "project")
    if subject.project and fund:
        return "allocated", Strength.DEFAULT
    return _NONE


def own_name(told: Told, measure: str) -> str:
    """Names that stand beside the measures: matching funds, reward funds, the budget of a project carried out."""
    flags = told.reading.flags
    if measure == "project_budget":
        return measure
    if told.reading.what in LEVELS or flags & UNNAMED or measure not in ("", "allocated"):
        return ""
    if "matching" in flags and ("fund" in flags or told.label.rstrip().endswith("配套")):
        return "matching_funds"
    return "reward_funds" if "reward" in flags else ""


# --- rates -------------------------------------------------------------------------------------------------------

_JUDGED: Final = re.compile(r"得满分|得\s*\d|不得分|扣|的得|的不得")


def rate_measure(told: Told, state: State, *, goals: bool) -> Measure:
    """Which measure a rate is. Limits, goals and criteria are none; a bound is weaker than a number."""
    reading, token = told.reading, told.token
    measure, strength = reading.measure, reading.strength
    bounded = token.operator in ("≥", "≤", ">", "<")
    if measure == "satisfaction":
        return measure, Strength.DEFAULT if bounded or token.printed.approximation else strength
    aimed = goals or re.search(r"目标(?!.*完成)", state.topic) or reading.flags & {"target", "prior", "planned"}
    if bounded or aimed or _JUDGED.search(told.behind):
        return _NONE
    if strength is Strength.DEFAULT and not (state.recent and told.whose.kind in ("none", "unit", "item")):
        return _NONE
    if token.printed.approximation in ("at_least", "at_most"):
        return measure, min(strength, Strength.DEFAULT)
    return measure, strength
