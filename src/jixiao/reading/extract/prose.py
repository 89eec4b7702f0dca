"""Figures from running text.

A paragraph is read figure by figure. The words since the figure before (:mod:`clauses`) are the figure's label; what
they do not say is carried on from before: the subject (``全年预算数 X，决算数 Y，完成率 Z``), the measure of the whole
whose parts are listed (``支出 X 万元，其中基本支出 Y 万元``), the order of a list (``分别为 X 和 Y``), the direction of a
change (``由 X 调整为 Y``). A figure about which the words are silent keeps its label and no name.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jixiao.reading.extract.clauses import Gap, after_figure, split_gap
from jixiao.reading.extract.drafts import Draft
from jixiao.reading.extract.names import Strength, read_money
from jixiao.reading.extract.prose_labels import money_label, rate_label, says, shown
from jixiao.reading.extract.prose_measures import money_measure, own_name, rate_measure
from jixiao.reading.extract.prose_state import BUDGETS, SHARES, SOURCES, Group, State, Told
from jixiao.reading.extract.scan import Sort, Token, scan
from jixiao.reading.extract.scopes import Subject, Whose, clean_name, years_in

if TYPE_CHECKING:
    from jixiao.numbers import Approximation, Printed
    from jixiao.reading.extract.passages import Passage

__all__ = ["read_passage"]

_TAKEN: Final = (Sort.MONEY, Sort.RATE, Sort.MYRIAD, Sort.MALFORMED)


def read_passage(passage: Passage, subject: Subject) -> list[Draft]:
    """The figures of one passage in order; ``parent`` counts from the passage's first figure."""
    return _Reader(passage, subject).read()


class _Reader:
    def __init__(self, passage: Passage, subject: Subject) -> None:
        self._passage = passage
        self._text = passage.text
        self._subject = subject
        self._state = State([], passage.scope)
        self._said = False

    def read(self) -> list[Draft]:
        tokens = [token for token in scan(self._text) if token.sort in _TAKEN and not self._is_operand(token)]
        cursor = 0
        for i, token in enumerate(tokens):
            gap = split_gap(self._text[cursor : token.words], first=cursor == 0)
            self._turn(gap, first=cursor == 0)
            onward = self._text[token.end : tokens[i + 1].start] if i + 1 < len(tokens) else ""
            draft = self._figure(token, gap, onward)
            if draft is not None:
                self._keep(draft)
            cursor = token.end
        return self._state.drafts

    def _is_operand(self, token: Token) -> bool:
        """A number within a printed sum (1 分*65%) is no figure of its own."""
        before, after = self._text[: token.start].rstrip()[-1:], self._text[token.end :].lstrip()[:1]
        return bool(before and before in "*×÷/") or bool(after and after in "*×÷/")

    # --- what opens and closes -----------------------------------------------------------------------------------

    def _turn(self, gap: Gap, *, first: bool) -> None:
        """Closes and opens lists of parts and forgets what a new sentence does not carry on."""
        state = self._state
        state.pending = ""
        for _ in range(gap.closed):
            while state.groups and not state.groups[-1].bracket:
                state.groups.pop()
            if state.groups:
                state.pending = state.groups.pop().label
        if gap.ended and not gap.opened:
            self._new_sentence(gap)
        if gap.parted:
            state.year = None
            if state.group is not None and not state.group.bracket and not self._goes_on(gap):
                state.groups.pop()
            if state.group is None:
                state.what = ""
        if gap.topic:
            self._enter_topic(gap.topic)
        if first or not state.drafts:
            return
        if gap.opened:
            self._open(bracket=True, label=gap.outside)
        new_bracket = gap.opened and state.group is not None and not state.group.kinds
        # 用于 A，用于 B: only 其中 begins another list within one.
        inside = state.group is not None and not state.group.bracket and gap.among != "其中"
        if gap.listed or (gap.among and not new_bracket and not inside):
            self._open(bracket=False)

    def _new_sentence(self, gap: Gap) -> None:
        state = self._state
        state.groups = [group for group in state.groups if group.bracket and not gap.closed]
        state.what = state.measure = state.topic = ""
        state.year, state.others = None, False
        named = {d.scope for d in state.drafts[state.sentence :] if d.scope.startswith("project:") and d.parent is None}
        if len(named) > 1:
            # A sentence that lists several projects leaves none of them behind.
            state.near_scope = ""
        state.sentence = len(state.drafts)
        head = clean_name(read_money(gap.near).head)
        if head and not gap.among and self._subject.whose(head).kind != "item":
            state.near_scope = ""
        state.queue.clear()

    def _enter_topic(self, words: str) -> None:
        """The words before a colon: a project whose figures follow, or what the sentence is about."""
        state = self._state
        state.topic = words
        whose = self._subject.whose(re.sub(r"(?:绩效)?自评(?:综述|情况|结果)?|情况|如下", "", words))
        if whose.kind == "project" and not _GENERAL_ITEM.search(whose.name):
            state.near_scope = f"project:{whose.name}"

    def _open(self, *, bracket: bool, label: str = "") -> None:
        state = self._state
        if bracket and label.strip():
            state.groups.append(Group(bracket, {}, -1, label))
            return
        amounts = (i for i in reversed(range(len(state.drafts))) if not _is_ratio(state.drafts[i]))
        main = next(amounts, len(state.drafts) - 1)
        wholes = {**state.recent, state.drafts[main].measure: main} if bracket else dict(state.recent)
        state.groups.append(Group(bracket, wholes, main))
        if not bracket:
            state.near_scope = ""

    def _goes_on(self, gap: Gap) -> bool:
        """Whether the list of parts goes on behind a semicolon: the next one is of the same sort as those before."""
        state = self._state
        reading = read_money(gap.near)
        kind = "what" if reading.what in SHARES else "name"
        whole = state.whole.what if state.whole is not None else ""
        if "matching" in reading.flags or state.group is None or self._is_full(state.group):
            return False
        return kind in state.group.kinds and reading.what not in ("whole", whole or "whole")

    def _is_full(self, group: Group) -> bool:
        """Whether the parts listed so far make up their whole."""
        parts = [d.printed.base for d in self._state.drafts if d.parent == group.main and d.printed.unit != "%"]
        return len(parts) > 1 and sum(parts) == self._state.drafts[group.main].printed.base

    # --- one figure ----------------------------------------------------------------------------------------------

    def _fit_whole(self, token: Token) -> None:
        """The first part of a list cannot be larger than the whole: 结余 42 万元，其中：A 项 286 万元 lists what was spent."""
        state = self._state
        group, whole = state.group, state.whole
        if group is None or whole is None or group.bracket or group.kinds:
            return
        part = token.printed
        if part.unit != whole.printed.unit or part.value <= whole.printed.value:
            return
        larger = [i for i in group.wholes.values() if state.drafts[i].printed.value >= part.value]
        if larger:
            group.main = max(larger)

    def _figure(self, token: Token, gap: Gap, onward: str) -> Draft | None:
        behind = after_figure(self._text, token.end)
        if token.sort is Sort.RATE:
            reading, label = rate_label(self._subject, gap)
            whose = Whose("none") if reading.measure == "satisfaction" else self._subject.whose(reading.head)
            told = Told(token, gap, reading, label, whose, behind, onward)
            return self._draft(told, *rate_measure(told, self._state, goals=self._passage.goals))
        self._fit_whole(token)
        reading, label = money_label(self._state, self._subject, gap, behind)
        if token.sort is Sort.MALFORMED and not token.printed.unit and not (reading.measure or reading.what):
            return None
        if token.sort is Sort.MYRIAD and not (reading.measure or reading.what or "fund" in reading.flags):
            return None
        told = Told(token, gap, reading, label, self._subject.whose(reading.head), behind, onward)
        self._mark_others(told.whose)
        if (of := self._summed(told)) is not None:
            return self._sum(told, of)
        return self._draft(told, *money_measure(told, self._state, self._subject))

    def _mark_others(self, whose: Whose) -> None:
        """From the figure of another organisation on (拨付各市州 700 万元) the sentence speaks of it."""
        if whose.kind == "other" and self._state.group is None:
            self._state.others = bool(_ORGANISATION.search(whose.name))
        elif whose.kind in ("unit", "project", "item"):
            self._state.others = False

    def _draft(self, told: Told, measure: str, strength: Strength) -> Draft:
        state = self._state
        self._said = told.reading.measure not in ("", "allocated")
        rate = told.token.sort is Sort.RATE
        parent = None if rate else self._parent(told, measure)
        whole = state.drafts[parent] if parent is not None else None
        name = "" if rate else own_name(told, measure)
        what = "" if name else self._what(told, measure)
        if measure == "carryover" and whole is not None and whole.measure in BUDGETS:
            measure = "carryover_in"
        if whole is not None and what == "revenue" and "fiscal" in told.reading.flags:
            what = "fiscal_appropriation"
        scope = "unit" if name else self._scope(told, parent)
        if told.whose.kind == "item" and scope == "unit" and not what and measure and not rate:
            what = "project"
        return Draft(
            printed=_bounded(told.token),
            location=self._passage.place(told.token.start, told.token.end),
            label=shown(told.label),
            what=what,
            measure=measure,
            strength=strength,
            name=name,
            scope=scope,
            year=self._year(told),
            parent=parent,
            share=parent is not None,
            within=whole.what if whole is not None else "",
            source=clean_name(told.label),
            payer="payer" in told.reading.flags,
            readable=told.token.sort is not Sort.MALFORMED,
        )

    # --- sums behind their parts ---------------------------------------------------------------------------------

    def _summed(self, told: Told) -> list[int] | None:
        """The figures of the sentence that a bare 共计 adds up, if there are several of one measure."""
        state = self._state
        if not _SUM.fullmatch(re.sub(r"[\s，,、]", "", told.gap.near)) or told.gap.earlier[:-1]:
            return None
        parts = [
            i
            for i, draft in enumerate(state.drafts)
            if i >= state.sentence and draft.parent is None and draft.printed.unit == told.token.printed.unit
        ]
        shares = [i for i in parts if state.drafts[i].what in SOURCES or state.drafts[i].scope != state.scope]
        same = len({state.drafts[i].measure for i in parts}) == 1 and state.drafts[parts[0]].measure if parts else ""
        return parts if len(parts) > 1 and parts == shares and same else None

    def _sum(self, told: Told, parts: list[int]) -> Draft:
        state = self._state
        for i in parts:
            state.drafts[i] = replace(state.drafts[i], parent=len(state.drafts), share=True)
        return Draft(
            printed=told.token.printed,
            location=self._passage.place(told.token.start, told.token.end),
            label=shown(told.gap.near) or told.gap.near.strip(),
            measure=state.drafts[parts[0]].measure,
            strength=Strength.CONTEXT,
            scope=state.scope,
        )

    # --- what is carried on --------------------------------------------------------------------------------------

    def _what(self, told: Told, measure: str) -> str:
        """Of what the figure is: as the label says, or where it is silent as the figure before."""
        state = self._state
        if told.reading.what or told.whose.kind != "none":
            return told.reading.what
        if state.what in SOURCES and not (self._speaks_of_source(told) or self._parallel(told)):
            return ""
        if state.what == "revenue" and re.search(r"支出|使用|支付", told.gap.near):
            return ""
        listed = state.group is None or bool(state.group.kinds)
        return state.what if told.token.sort is Sort.RATE or (measure and listed) else ""

    def _speaks_of_source(self, told: Told) -> bool:
        """Whether the sentence is about one source of funds: 一般公共预算支出 X 万元，年初预算数 Y 万元."""
        return self._state.sure and self._state.group is None and not re.search(r"均|总|合计", told.gap.near)

    def _parallel(self, told: Told) -> bool:
        """Whether the sentence says the same of several: 中央资金到位 X 万元，支出 Y 万元；省级资金到位 …，支出 …. A source of
        funds is carried on only there; elsewhere what follows it (到位率 100%) is said of the whole."""
        word = re.sub(r"[\s，,、；;:：]|[为是共达约]+\s*\Z", "", told.gap.near)
        place = told.token.start
        start = max((self._text.rfind(mark, 0, place) for mark in "。！？\n"), default=-1) + 1
        ends = [end for mark in "。！？\n" if (end := self._text.find(mark, place)) >= 0]
        sentence = self._text[start : min(ends, default=len(self._text))]
        return (
            bool(word)
            and len(re.findall(rf"[，,；;、：:。（(]\s*{re.escape(word)}[为是共达约\s]{{0,3}}\d", sentence)) > 1
        )

    def _parent(self, told: Told, measure: str) -> int | None:
        """The whole that the figure is a part of, if a list of parts is open."""
        group, whole = self._state.group, self._state.whole
        if group is None or whole is None:
            return None
        if measure in group.wholes:
            return group.wholes[measure]
        if not whole.measure and not told.reading.flags & _NO_PART:
            return group.main
        if whole.measure in BUDGETS and (
            measure in ("initial_budget", "budget_adjustment") or (measure == "carryover" and group.bracket)
        ):
            return group.main
        if measure in BUDGETS:
            return next((group.wholes[other] for other in BUDGETS if other in group.wholes), None)
        return None if measure or told.reading.flags & _NO_PART else group.main

    def _scope(self, told: Told, parent: int | None) -> str:
        state, whose, reading = self._state, told.whose, told.reading
        if "unit_price" in reading.flags:
            return state.scope
        if whose.kind == "project":
            return f"project:{whose.name}"
        if whose.kind == "item":
            return state.near_scope or (state.scope if state.scope != "unit" else self._named_before(told))
        if parent is not None and not reading.what and reading.measure in ("", "allocated") and not whose.general:
            name = clean_name(told.label) or whose.name
            return f"task:{name}" if name and "partial" not in reading.flags else state.scope
        if whose.kind == "unit":
            return state.scope if state.scope != "unit" and not reading.head else "unit"
        listed = state.topic and parent is None and not reading.measure and told.token.sort is not Sort.RATE
        if whose.kind == "other" and listed:
            return f"task:{clean_name(told.label) or whose.name}"
        if state.whole is not None and not reading.what:
            return state.near_scope or state.whole.scope
        return state.near_scope or state.scope

    def _named_before(self, told: Told) -> str:
        """The project that the sentences before have named last (…项目自评得分 95 分。项目全年预算数 …)."""
        for match in reversed(list(_NAMED_ITEM.finditer(self._text, 0, told.token.start))):
            whose = self._subject.whose(match.group())
            if whose.kind == "project" and len(whose.name) > _SHORTEST_NAME:
                return f"project:{whose.name}"
        return "unit"

    def _year(self, told: Told) -> int | None:
        """The year spoken of where it is not the report's."""
        own, reading = self._subject.year, told.reading
        if own is None or "change" in reading.flags:
            return None
        if "prior" in reading.flags and reading.what != "carryover_in":
            return own - 1
        earlier = told.gap.earlier[0] if told.gap.earlier and not says(reading) else ""
        years = years_in(told.label) or years_in(told.gap.near) or years_in(earlier)
        if years:
            self._state.year = years[-1]
        return self._state.year if self._state.year != own else None

    def _keep(self, draft: Draft) -> None:
        """Adds the figure and remembers what the next one may lean on."""
        state = self._state
        before = state.drafts[-1] if state.drafts else None
        state.drafts.append(draft)
        if draft.scope.startswith("project:") and draft.parent is None and draft.measure:
            state.near_scope = draft.scope
        elif draft.scope == "unit" and state.scope == "unit":
            state.near_scope = ""
        if state.group is not None:
            state.group.kinds.add("what" if draft.what in SHARES else "name")
        if not draft.measure:
            return
        if before is None or (draft.what, draft.scope) != (before.what, before.scope):
            state.recent = {}
        state.sure = self._said
        if not _is_ratio(draft):
            state.recent[draft.measure] = len(state.drafts) - 1
            state.measure = draft.measure
        state.what = "" if draft.what == "carryover_in" or draft.payer else draft.what


def _is_ratio(draft: Draft) -> bool:
    return draft.printed.unit in ("%", "‰")


_SUM: Final = re.compile(r"(?:以上|资金|三项|两项|各级)?(?:共计|合计|总计|共|总共)(?:资金|金额)?(?:为|达)?")
_NO_PART: Final = frozenset({"change", "prior", "unit_price", "fine"})
_NAMED_ITEM: Final = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{2,24}?(?:项目|经费|工程)")
_SHORTEST_NAME: Final = 4
_ORGANISATION: Final = re.compile(
    r"(?:局|委|办|镇|乡|街道|县|市|州|区|中心|学校|单位|公司|医院|村|协会|学会)(?:本级)?\Z"
)
_GENERAL_ITEM: Final = re.compile(
    r"\A(?:[一二三四]级|重点|主要|具体|各|子|分)?(?:项目|经费|资金|工程)|(?:使用|来源|到位|执行|安排|投入)"
)
_BOUNDS: Final[dict[str, Approximation]] = {"≥": "at_least", ">": "at_least", "≤": "at_most", "<": "at_most"}


def _bounded(token: Token) -> Printed:
    """A rate printed as a bound (≥95%) is no single number and keeps its sign."""
    if token.sort is not Sort.RATE or token.operator not in _BOUNDS:
        return token.printed
    text = token.printed.text if token.operator in token.printed.text else token.operator + token.printed.text
    return replace(token.printed, approximation=_BOUNDS[token.operator], text=text)
