"""The way of a self-evaluation from draft to publication: its states, and who may take it from one to the next.

Pure functions: what stands here knows no database and no page. A transition is a row of :data:`TRANSITIONS`; nothing
else in the program decides where an evaluation can go.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from jixiao.lifecycle.roles import Role

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["HANDED_IN", "TRANSITIONS", "Action", "Refusal", "State", "Transition", "possible", "refusal", "target_of"]


class State(StrEnum):
    """Where an evaluation stands."""

    DRAFT = "draft"
    IN_APPROVAL = "in_approval"
    WITH_DEPARTMENT = "with_department"
    WITH_FINANCE = "with_finance"
    ACCEPTED = "accepted"
    PUBLISHED = "published"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    State.DRAFT: "填报中",
    State.IN_APPROVAL: "单位审核中",
    State.WITH_DEPARTMENT: "主管部门审核中",
    State.WITH_FINANCE: "财政复核中",
    State.ACCEPTED: "已通过",
    State.PUBLISHED: "已公开",
}

HANDED_IN: Final = frozenset({State.WITH_DEPARTMENT, State.WITH_FINANCE, State.ACCEPTED, State.PUBLISHED})
"""The states in which the unit has given the evaluation out of its hands."""


class Action(StrEnum):
    """What somebody does to an evaluation."""

    SUBMIT = "submit"
    APPROVE = "approve"
    FORWARD = "forward"
    ACCEPT = "accept"
    PUBLISH = "publish"
    RETURN = "return"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"

    @property
    def label(self) -> str:
        return _ACTION_LABELS[self]


_ACTION_LABELS = {
    Action.SUBMIT: "提交审核",
    Action.APPROVE: "审核通过并上报",
    Action.FORWARD: "审核通过并报财政",
    Action.ACCEPT: "复核通过",
    Action.PUBLISH: "公开",
    Action.RETURN: "退回",
    Action.WITHDRAW: "撤回",
    Action.REOPEN: "重新打开",
}


@dataclass(frozen=True, slots=True)
class Transition:
    """One step. ``roles`` who may take it; ``needs_reason`` whether it has to be said why; ``fresh`` whether it is
    refused once the registers differ from what was submitted. ``target`` ``None``: the next instance (see
    :func:`target_of`)."""

    action: Action
    source: State
    target: State | None
    roles: frozenset[Role]
    needs_reason: bool = False
    fresh: bool = False


def _step(
    action: Action, source: State, target: State | None, *roles: Role, reason: bool = False, fresh: bool = False
) -> Transition:
    return Transition(action, source, target, frozenset(roles), needs_reason=reason, fresh=fresh)


TRANSITIONS: Final = (
    _step(Action.SUBMIT, State.DRAFT, State.IN_APPROVAL, Role.PREPARER),
    _step(Action.WITHDRAW, State.IN_APPROVAL, State.DRAFT, Role.PREPARER),
    _step(Action.RETURN, State.IN_APPROVAL, State.DRAFT, Role.APPROVER, reason=True),
    _step(Action.APPROVE, State.IN_APPROVAL, None, Role.APPROVER, fresh=True),
    _step(Action.WITHDRAW, State.WITH_DEPARTMENT, State.DRAFT, Role.PREPARER, Role.APPROVER),
    _step(Action.RETURN, State.WITH_DEPARTMENT, State.DRAFT, Role.DEPARTMENT_REVIEWER, reason=True),
    _step(Action.FORWARD, State.WITH_DEPARTMENT, State.WITH_FINANCE, Role.DEPARTMENT_REVIEWER, fresh=True),
    _step(Action.WITHDRAW, State.WITH_FINANCE, None, Role.DEPARTMENT_REVIEWER, Role.APPROVER),
    _step(
        Action.RETURN,
        State.WITH_FINANCE,
        State.DRAFT,
        Role.FINANCE_REVIEWER,
        Role.FINANCE_ADMINISTRATOR,
        reason=True,
    ),
    _step(
        Action.ACCEPT, State.WITH_FINANCE, State.ACCEPTED, Role.FINANCE_REVIEWER, Role.FINANCE_ADMINISTRATOR, fresh=True
    ),
    _step(Action.PUBLISH, State.ACCEPTED, State.PUBLISHED, Role.FINANCE_ADMINISTRATOR, fresh=True),
    _step(Action.REOPEN, State.ACCEPTED, State.DRAFT, Role.FINANCE_ADMINISTRATOR, reason=True),
    _step(Action.REOPEN, State.PUBLISHED, State.DRAFT, Role.FINANCE_ADMINISTRATOR, reason=True),
)
"""Every step there is. Publication is taken back only by reopening, with a reason that stays readable."""


class Refusal(StrEnum):
    """Why a step cannot be taken."""

    NOT_FROM_HERE = "not_from_here"
    NOT_YOURS = "not_yours"
    NO_REASON = "no_reason"
    CHANGED_SINCE = "changed_since"
    INCOMPLETE = "incomplete"
    OTHER_VERSION = "other_version"

    @property
    def label(self) -> str:
        return {
            "not_from_here": "当前状态下不能做这一步",
            "not_yours": "您的角色不能做这一步",
            "no_reason": "请写明理由",
            "changed_since": "提交以后数据有改动，审核已失效；请撤回或退回后重新提交",
            "incomplete": "还有必须填写的内容没有填",
            "other_version": "您看的版本之后又提交了新的版本，请先查看新的版本",
        }[self.value]


def _holds(step: Transition, roles: Collection[Role], *, has_department: bool) -> bool:
    if step.action is Action.WITHDRAW and step.source is State.WITH_FINANCE:
        # The one who handed it over takes it back: the department where there is one, else the unit itself.
        return (Role.DEPARTMENT_REVIEWER if has_department else Role.APPROVER) in roles
    return not step.roles.isdisjoint(roles)


def possible(state: State, roles: Collection[Role], *, has_department: bool) -> tuple[Transition, ...]:
    """The steps that somebody with these ``roles`` towards the evaluation's unit can take from ``state``.

    ``has_department``: a department stands between the unit and the finance bureau.
    """
    return tuple(
        step for step in TRANSITIONS if step.source is state and _holds(step, roles, has_department=has_department)
    )


def refusal(
    action: Action,
    state: State,
    roles: Collection[Role],
    *,
    has_department: bool,
    reason: str = "",
    changed: bool = False,
    complete: bool = True,
) -> Transition | Refusal:
    """The step that ``action`` is from ``state``, or why it cannot be taken.

    ``changed``: what stands in the registers now is not what was submitted; ``complete``: nothing required is open.
    """
    step = next((each for each in TRANSITIONS if each.source is state and each.action is action), None)
    if step is None:
        return Refusal.NOT_FROM_HERE
    if not _holds(step, roles, has_department=has_department):
        return Refusal.NOT_YOURS
    if step.needs_reason and not reason.strip():
        return Refusal.NO_REASON
    if step.fresh and changed:
        return Refusal.CHANGED_SINCE
    if action is Action.SUBMIT and not complete:
        return Refusal.INCOMPLETE
    return step


def target_of(step: Transition, *, has_department: bool) -> State:
    """Where the step leads: a unit without a department hands in to the finance bureau directly."""
    if step.target is not None:
        return step.target
    if step.action is Action.APPROVE:
        return State.WITH_DEPARTMENT if has_department else State.WITH_FINANCE
    return State.WITH_DEPARTMENT if has_department else State.DRAFT
