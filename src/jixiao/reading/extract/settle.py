"""What only the whole report can tell: names that depend on other figures, and weak readings that stronger ones refute."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jixiao.reading.extract.lexicon import WHATS
from jixiao.reading.extract.names import LEVELS, Strength, compose

if TYPE_CHECKING:
    from jixiao.reading.extract.drafts import Draft
    from jixiao.reading.extract.scopes import Subject

__all__ = ["settle"]

_ONE_BUDGET: Final = ("basic", "project", "personnel", "public_funds", "wages_welfare", "goods_services",
                      "personal_subsidy", "three_public")  # fmt: skip
_LEVEL_WORDS: Final = {"central": "中央", "province": "省级", "city": "市级", "county": "县级", "local": "地方"}
_OF_THE_YEAR: Final = ("adjusted_budget", "allocated", "carryover_in", "initial_budget", "received_funds", "investment")
"""Which figure of a level is its share of the year's money, the surest first."""


def settle(drafts: list[Draft], subject: Subject) -> list[Draft]:
    """``drafts`` with their names; their number and order stay."""
    drafts = _own_treasury(_adjusted_wholes(drafts))
    if subject.project:
        drafts = _own_fund(_own_project(drafts), subject)
    drafts = _shares(_levels(drafts))
    drafts = _parts_beside_wholes([_named(draft, subject) for draft in drafts])
    return _refuted(_sole_budgets(_groups_satisfied(drafts)))


def _adjusted_wholes(drafts: list[Draft]) -> list[Draft]:
    """A whole that is the initial budget plus an adjustment is the adjusted budget, whatever it is called; one that
    has levels of government for parts is the whole, whichever level handed it down."""
    parts: dict[int, set[str]] = {}
    for draft in drafts:
        if draft.parent is not None:
            parts.setdefault(draft.parent, set()).update((draft.measure, draft.what))
    settled = []
    for i, draft in enumerate(drafts):
        of = parts.get(i, set())
        if {"initial_budget", "budget_adjustment"} <= of:
            draft = replace(draft, measure="adjusted_budget", what="", strength=Strength.CONTEXT)
        elif draft.what in LEVELS and draft.measure == "allocated" and of & set(LEVELS):
            # What was handed down is the budget unless a budget is called so.
            draft = replace(draft, what="", strength=Strength.DEFAULT)
        settled.append(draft)
    return settled


def _own_treasury(drafts: list[Draft]) -> list[Draft]:
    """Where the only level of government is the treasury that pays (州财政批复 …), its money is all there is."""
    of_levels = [draft for draft in drafts if draft.what in LEVELS and draft.printed.unit != "%"]
    if not of_levels or len({draft.what for draft in of_levels}) > 1 or not all(draft.payer for draft in of_levels):
        return drafts
    return [replace(draft, what="") if draft.what in LEVELS else draft for draft in drafts]


def _own_project(drafts: list[Draft]) -> list[Draft]:
    """In the report on one project, the only project that has a budget is the one that the report is about, unless
    the report has a budget beside it."""
    wholes = [draft for draft in drafts if draft.parent is None and draft.measure and draft.printed.unit.endswith("元")]
    names = {draft.scope for draft in wholes if draft.scope.startswith("project:")}
    if len(names) != 1:
        return drafts
    (name,) = names
    beside = [draft for draft in wholes if draft.scope == "unit"]
    sorts = {_sort(draft) for draft in beside}
    at_unit = {(_sort(d), d.printed.base) for d in beside if d.what not in LEVELS and not d.name}
    own = {(_sort(draft), draft.printed.base) for draft in wholes if draft.scope == name}
    if any(sort in sorts and (sort, value) not in at_unit for sort, value in own):
        return drafts
    return [replace(draft, scope="unit") if draft.scope == name else draft for draft in drafts]


_NAMED_FUND: Final = 6
"""Characters, from the level's word on, by which a fund is found again in the title."""


def _own_fund(drafts: list[Draft], subject: Subject) -> list[Draft]:
    """In the report on 2021年省级旅游发展资金 that fund is the budget itself, not a level's share of one, as long as
    no other level pays and no budget stands beside it."""
    budgets = [
        d for d in drafts if d.parent is None and d.scope == "unit" and d.measure in ("adjusted_budget", "allocated")
    ]
    if len({(draft.what, draft.printed.base) for draft in budgets}) != 1 or budgets[0].what not in LEVELS:
        return drafts
    title = re.sub(r"\s", "", subject.title)
    for word in WHATS[budgets[0].what].split():
        place = budgets[0].label.find(word)
        if place >= 0 and budgets[0].label[place : place + _NAMED_FUND] in title:
            return [replace(draft, what="") if draft in budgets else draft for draft in drafts]
    return drafts


def _sort(draft: Draft) -> str:
    return "budget" if draft.measure in ("adjusted_budget", "allocated") else draft.measure


def _levels(drafts: list[Draft]) -> list[Draft]:
    """Of several figures of one level of government the budget of the year is its share; the others keep their own
    measure and the level as scope."""
    seen = {(draft.what, draft.measure) for draft in drafts if draft.what in LEVELS and draft.scope == "unit"}
    best: dict[str, str] = {}
    for level in LEVELS:
        best[level] = next((measure for measure in _OF_THE_YEAR if (level, measure) in seen), "")
    if len({level for level, _ in seen}) == 1:
        # Where one level pays for all, what is spent of its money is what is spent.
        drafts = _of_the_whole(drafts, best)
    return [
        replace(draft, what="", scope=f"level:{_LEVEL_WORDS[draft.what]}")
        if draft.what in LEVELS and draft.scope == "unit" and draft.measure != best[draft.what]
        else draft
        for draft in drafts
    ]


def _of_the_whole(drafts: list[Draft], best: dict[str, str]) -> list[Draft]:
    """Figures of the only level of government that are not its fund itself, as those of the whole, unless the report
    has such figures of the whole or any budget beside the fund."""
    wholes = {draft.measure for draft in drafts if draft.scope == "unit" and not draft.what and draft.parent is None}
    if wholes & {"adjusted_budget", "initial_budget", "allocated", "investment"}:
        return drafts
    return [
        replace(draft, what="")
        if draft.what in LEVELS
        and draft.scope == "unit"
        and draft.measure != best[draft.what]
        and draft.measure not in wholes
        else draft
        for draft in drafts
    ]


def _shares(drafts: list[Draft]) -> list[Draft]:
    """Money brought in from last year and the unit's own money: the budget is named, the rest is a share by source."""
    settled = []
    for draft in drafts:
        named = draft.what == "carryover_in" and draft.measure in ("carryover_in", "adjusted_budget", "allocated")
        if draft.what in ("carryover_in", "unit_funds") and draft.measure and draft.scope == "unit" and not named:
            draft = replace(draft, what="", scope=f"source:{draft.source or draft.label}")
        settled.append(draft)
    return settled


def _named(draft: Draft, subject: Subject) -> Draft:
    name = draft.name or compose(
        draft.what, draft.measure, share=draft.share, project_report=subject.project, within=draft.within
    )
    return replace(draft, name=name)


def _groups_satisfied(drafts: list[Draft]) -> list[Draft]:
    """Where one passage tells the satisfaction of several groups, the first is what the report stands for; those of
    the others are no second value of it."""
    first: dict[tuple[int | None, str], str] = {}
    settled = []
    for draft in drafts:
        if draft.name == "satisfaction":
            group = re.split(r"满意[度率]", draft.label)[0]
            leading = first.setdefault((draft.location.block, draft.scope), group)
            if group and leading and group not in leading and leading not in group:
                draft = replace(draft, name="")
        settled.append(draft)
    return settled


def _parts_beside_wholes(drafts: list[Draft]) -> list[Draft]:
    """A part that nothing tells from its whole has no name: it is not the whole. Neither has a part of what is nobody's
    of those that the vocabulary names."""
    settled = []
    for draft in drafts:
        whole = drafts[draft.parent] if draft.parent is not None else None
        same = whole is not None and (draft.name, draft.scope, draft.year) == (whole.name, whole.scope, whole.year)
        differs = whole is not None and draft.printed.base != whole.printed.base
        nameless = whole is not None and not whole.measure and not whole.name
        settled.append(replace(draft, name="") if nameless or (same and differs) else draft)
    return settled


def _sole_budgets(drafts: list[Draft]) -> list[Draft]:
    """The vocabulary knows one budget of 基本支出 and the like: the adjusted one, or the only one there is."""
    adjusted = {(draft.name, draft.scope) for draft in drafts}
    settled = []
    for draft in drafts:
        kind = draft.name.removesuffix("_initial_budget").removeprefix("project_") if draft.name else ""
        if draft.name.endswith("_initial_budget") and kind in ("", *_ONE_BUDGET):
            short = draft.name.removesuffix("_initial_budget") + "_budget"
            draft = draft if (short, draft.scope) in adjusted else replace(draft, name=short)
        settled.append(draft)
    return settled


def _refuted(drafts: list[Draft]) -> list[Draft]:
    """Takes the name from a figure that got it by default where a surer figure says otherwise.

    A budget that is called nothing but 预算 and equals the initial budget is the initial budget.
    """
    sure: dict[tuple[str, str], set[object]] = {}
    first: dict[tuple[str, str], object] = {}
    for draft in drafts:
        if not draft.name or draft.year is not None:
            continue
        key = (draft.name, draft.scope)
        if draft.strength > Strength.DEFAULT:
            sure.setdefault(key, set()).add(draft.printed.base)
        else:
            first.setdefault(key, draft.printed.base)
    settled = []
    for draft in drafts:
        key = (draft.name, draft.scope)
        if draft.name and draft.year is None and draft.strength <= Strength.DEFAULT:
            values = sure.get(key) or {first[key]}
            if draft.printed.base not in values:
                draft = replace(draft, name=_other_name(draft, drafts, sure))
        settled.append(draft)
    return settled


def _other_name(draft: Draft, drafts: list[Draft], sure: dict[tuple[str, str], set[object]]) -> str:
    """What a budget called nothing but 预算 is if it is not the adjusted one: the initial one, where it equals that, or
    where none is named and the adjusted one is said to come of an adjustment."""
    if draft.name != "adjusted_budget":
        return ""
    initial = sure.get(("initial_budget", draft.scope))
    if initial is not None:
        return "initial_budget" if draft.printed.base in initial else ""
    adjusted = [d for d in drafts if (d.name, d.scope) == (draft.name, draft.scope) and d.strength > Strength.DEFAULT]
    return "initial_budget" if any("调整" in d.label for d in adjusted) else ""
