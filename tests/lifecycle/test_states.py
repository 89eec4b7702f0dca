"""The way of an evaluation as a table: every state, action and role, with and without a department, in ``steps.txt``."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.lifecycle.roles import REVIEWING, Role, UnitKind
from jixiao.lifecycle.states import HANDED_IN, Action, Refusal, State, Transition, possible, refusal, target_of

ALLOWED: dict[tuple[str, str, str], tuple[str, frozenset[str]]] = {
    (source, action, placed): (target, frozenset(roles.split(",")))
    for source, action, placed, target, roles in (
        line.split() for line in (Path(__file__).parent / "steps.txt").read_text().splitlines()
    )
}
"""By state, action and ``under`` (a department) or ``alone``: where it leads and who may."""
BACK = {Action.RETURN, Action.REOPEN}
ONWARD = {Action.APPROVE, Action.FORWARD, Action.ACCEPT, Action.PUBLISH}


@pytest.mark.parametrize("placed", ["under", "alone"])
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("state", State)
def test_every_combination_is_as_the_table_says(state, action, role, placed):
    under = placed == "under"
    found = refusal(action, state, {role}, has_department=under, reason="因")
    entry = ALLOWED.get((state.value, action.value, placed))
    if entry is None:
        assert found is Refusal.NOT_FROM_HERE
    elif role.value not in entry[1]:
        assert found is Refusal.NOT_YOURS
    else:
        assert isinstance(found, Transition)
        assert target_of(found, has_department=under).value == entry[0]
    offered = {step.action for step in possible(state, {role}, has_department=under)}
    assert (action in offered) == isinstance(found, Transition)


states, actions, roles = st.sampled_from(State), st.sampled_from(Action), st.sets(st.sampled_from(Role))


@given(states, actions, roles, roles, st.booleans())
def test_several_roles_allow_what_any_of_them_allows(state, action, some, others, under):
    def allowed(held):
        return isinstance(refusal(action, state, held, has_department=under, reason="因"), Transition)

    assert allowed(some | others) == (allowed(some) or allowed(others))
    assert not allowed(set())


@given(states, actions, roles, st.booleans(), st.sampled_from(["", " ", "\n\t"]))
def test_nothing_goes_back_without_a_reason(state, action, held, under, blank):
    with_reason = refusal(action, state, held, has_department=under, reason="因")
    without = refusal(action, state, held, has_department=under, reason=blank)
    if isinstance(with_reason, Transition) and action in BACK:
        assert without is Refusal.NO_REASON
    else:
        assert without == with_reason


@given(states, actions, roles, st.booleans())
def test_changed_content_goes_no_further(state, action, held, under):
    found = refusal(action, state, held, has_department=under, reason="因", changed=True)
    if isinstance(found, Transition):
        assert action not in ONWARD
        assert target_of(found, has_department=under) is not State.PUBLISHED


@given(states, actions, roles, st.booleans())
def test_only_what_is_complete_is_submitted(state, action, held, under):
    found = refusal(action, state, held, has_department=under, reason="因", complete=False)
    assert not (isinstance(found, Transition) and action is Action.SUBMIT)


@pytest.mark.parametrize("under", [True, False])
def test_published_is_reached_only_over_every_desk(under):
    reached = {State.DRAFT: []}
    waiting = [State.DRAFT]
    while waiting:
        state = waiting.pop(0)
        for step in possible(state, set(Role), has_department=under):
            target = target_of(step, has_department=under)
            if target not in reached:
                reached[target] = [*reached[state], step.action]
                waiting.append(target)
    forward = [Action.FORWARD] if under else []
    assert reached[State.PUBLISHED] == [Action.SUBMIT, Action.APPROVE, *forward, Action.ACCEPT, Action.PUBLISH]
    assert set(reached) == (set(State) if under else set(State) - {State.WITH_DEPARTMENT})
    assert reached.keys() & HANDED_IN == HANDED_IN & reached.keys()


def test_nobody_takes_two_desks_of_one_way_by_one_role():
    for role in Role:
        onward = {step.action for step in (s for state in State for s in possible(state, {role}, has_department=True))}
        expected = {Role.FINANCE_ADMINISTRATOR: {Action.ACCEPT, Action.PUBLISH}}
        assert onward & ONWARD <= expected.get(role, onward & ONWARD)
        assert len(onward & ONWARD) <= 2
    assert {role for role in Role if UnitKind.FINANCE in role.held_at} >= REVIEWING


def test_every_state_action_refusal_and_role_has_a_name():
    for kind in (State, Action, Refusal, Role, UnitKind):
        labels = [each.label for each in kind]
        assert len(set(labels)) == len(labels)
        assert all(labels)
