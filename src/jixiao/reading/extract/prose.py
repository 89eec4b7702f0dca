"""Figures from running text.

A paragraph is read figure by figure. The words since the figure before (:mod:`clauses`) are the figure's label; what
they do not say is carried on from before: the subject (``全年预算数 X，决算数 Y，完成率 Z``), the measure of the whole
whose parts are listed (``支出 X 万元，其中基本支出 Y 万元``), the order of a list (``分别为 X 和 Y``), the direction of a
change (``由 X 调整为 Y``). A figure about which the words are silent keeps its label and no name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jixiao.numbers import Approximation, Printed, narrow
from jixiao.reading.extract.clauses import Gap, after_figure, split_gap
from jixiao.reading.extract.drafts import Draft
from jixiao.reading.extract.names import LEVELS, PARTS, Reading, Strength, read_money, read_rate
from jixiao.reading.extract.scan import Sort, Token, scan
from jixiao.reading.extract.scopes import Subject, Whose, clean_name, years_in

if TYPE_CHECKING:
    from jixiao.location import Location
    from jixiao.reading.extract.passages import Passage

__all__ = ["read_passage"]

_TAKEN = (Sort.MONEY, Sort.RATE, Sort.MYRIAD, Sort.MALFORMED)
_BUDGETS = ("initial_budget", "adjusted_budget", "allocated", "revenue_budget", "received_funds")
_SOURCES = (
    *LEVELS, "general_public", "government_fund", "state_capital", "other_funds", "fiscal_appropriation", "unit_funds",
    "carryover_in",
)  # fmt: skip
_UNNAMED = frozenset({"unit_price", "fine", "target", "change", "partial", "prior", "lacking"})
"""What a label may say that makes its amount none of the named ones."""
_SHARED = ("basic", "project", "personnel", "public_funds", *PARTS, *_SOURCES)


@dataclass(slots=True)
class _Group:
    """A list of parts that is open. ``wholes`` are the drafts the parts may belong to, by measure."""

    bracket: bool
    wholes: dict[str, int]
    main: int
    label: str = ""
    kinds: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _State:
    drafts: list[Draft]
    scope: str
    what: str = ""
    measure: str = ""
    near_scope: str = ""
    groups: list[_Group] = field(default_factory=list)
    recent: dict[str, int] = field(default_factory=dict)
    queue: list[tuple[Reading, str]] = field(default_factory=list)
    pending: str = ""
    year: int | None = None


def read_passage(passage: Passage, subject: Subject) -> list[Draft]:
    """The figures of one passage in order; ``parent`` counts from the passage's first figure."""
    return _Reader(passage, subject).read()


class _Reader:
    def __init__(self, passage: Passage, subject: Subject) -> None:
        self._passage = passage
        self._text = passage.text
        self._subject = subject
        self._state = _State([], passage.scope)
        self._place = 0

    def read(self) -> list[Draft]:
        tokens = [token for token in scan(self._text) if token.sort in _TAKEN]
        cursor = 0
        for i, token in enumerate(tokens):
            if self._is_operand(token):
                continue
            self._place = token.start
            gap = split_gap(self._text[cursor : token.words], first=cursor == 0)
            self._turn(gap, first=cursor == 0)
            following = tokens[i + 1] if i + 1 < len(tokens) else None
            draft = self._figure(token, gap, following)
            if draft is not None:
                self._keep(draft)
            cursor = token.end
        return self._state.drafts

    def _is_operand(self, token: Token) -> bool:
        """A number within a printed sum (1 分*65%) is no figure of its own."""
        before, after = self._text[: token.start].rstrip()[-1:], self._text[token.end :].lstrip()[:1]
        return (before in "*×÷/" and before != "") or (after in "*×÷/" and after != "")

    # --- what opens and closes ---------------------------------------------------------------------------------

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
            state.groups = [group for group in state.groups if group.bracket and not gap.closed]
            state.what = state.measure = ""
            state.year = None
            if state.near_scope and not gap.among and _starts_anew(gap, self._subject):
                state.near_scope = ""
            state.queue.clear()
        if gap.parted:
            state.year = None
        if gap.parted and not state.groups:
            state.what = ""
        if gap.parted and state.groups and not state.groups[-1].bracket and not self._goes_on(gap):
            state.groups.pop()
        if first or not state.drafts:
            return
        if gap.opened:
            self._open(bracket=True, label=gap.outside)
        if (gap.among or gap.listed) and not (
            gap.opened and state.groups and not state.groups[-1].kinds and not gap.listed
        ):
            self._open(bracket=False)

    def _open(self, *, bracket: bool, label: str = "") -> None:
        state = self._state
        main = len(state.drafts) - 1
        wholes = dict(state.recent)
        if bracket and not label.strip():
            wholes = {**wholes, state.drafts[main].measure: main}
        if bracket and label.strip():
            wholes, main = {}, -1
        state.groups.append(_Group(bracket, wholes, main, label))
        state.near_scope = "" if not bracket else state.near_scope

    def _goes_on(self, gap: Gap) -> bool:
        """Whether the list of parts goes on behind a semicolon: the next one is of the same sort as those before."""
        group = self._state.groups[-1]
        reading = read_money(gap.near)
        kind = "what" if reading.what in _SHARED else "name"
        whole = self._state.drafts[group.main].what if group.main >= 0 else ""
        return kind in group.kinds and reading.what not in ("whole", whole or "whole")

    # --- one figure --------------------------------------------------------------------------------------------

    def _figure(self, token: Token, gap: Gap, following: Token | None) -> Draft | None:
        location = self._passage.place(token.start, token.end)
        if token.sort is Sort.RATE:
            return self._rate(token, gap, location)
        reading, label = self._label(gap, token)
        if token.sort is Sort.MALFORMED:
            if not token.printed.unit and not (reading.measure or reading.what):
                return None
            token = replace(token, printed=replace(token.printed, text=self._text[token.start : token.end]))
        if token.sort is Sort.MYRIAD and not (reading.measure or reading.what or "fund" in reading.flags):
            return None
        reading, label = self._distributed(reading, label, gap)
        whose = self._subject.whose(reading.head)
        measure, strength = self._measure(token, reading, label, whose, gap, following)
        return self._draft(token, location, reading, label, whose, measure, strength, gap)

    def _label(self, gap: Gap, token: Token) -> tuple[Reading, str]:
        """The clause that names the figure: the one before it, or if that says nothing the one before that."""
        if self._state.groups and not gap.near.strip() and not gap.closed:
            # 其中：30 万元用于预算编制: what a part is for stands behind it.
            behind = re.match(r"用于|为|是|投入", after_figure(self._text, token.end))
            if behind:
                label = after_figure(self._text, token.end)
                return Reading("", "", Strength.NONE, label, frozenset()), label
        reading = read_money(gap.near)
        if _says(reading) or self._state.queue:
            return _noted(reading, gap), gap.near
        if self._subject.whose(reading.head).kind in ("project", "other") and reading.head:
            return _noted(reading, gap), gap.near
        if gap.closed and not gap.near.strip() and self._state.pending.strip():
            return read_money(self._state.pending), self._state.pending
        for clause in gap.earlier:
            if clause == gap.topic and "fund" in reading.flags:
                continue
            other = read_money(clause)
            if _says(other) or "fund" in other.flags:
                return _noted(other, gap), clause + gap.near
        return _noted(reading, gap), gap.near

    def _distributed(self, reading: Reading, label: str, gap: Gap) -> tuple[Reading, str]:
        """``预算数和决算数分别为 X 和 Y``: each figure in turn takes the next of the names."""
        state = self._state
        if "分别" in label:
            stem = re.split(r"分别", label)[0]
            source = stem if stem.strip() else next(iter(gap.earlier), "")
            parts = [part for part in re.split(r"[、和及与]", _protected(source)) if part.strip()]
            common = read_money(source)
            if len(parts) > 1:
                state.queue = [(_completed(read_money(part), common), part) for part in map(_restored, parts)]
        if state.queue and ("分别" in label or not _says(read_money(label))):
            state.what = ""
            return state.queue.pop(0)
        state.queue.clear()
        return reading, label

    def _measure(
        self, token: Token, reading: Reading, label: str, whose: Whose, gap: Gap, following: Token | None
    ) -> tuple[str, Strength]:
        """Which measure is meant, and how sure that is."""
        change = self._change(token, gap, following, reading)
        if change is not None:
            return change
        group = self._state.groups[-1] if self._state.groups else None
        if whose.kind == "other" and group is None:
            return "", Strength.NONE
        if reading.measure.startswith("revenue_") and group is not None and group.main >= 0:
            whole = self._state.drafts[group.main].measure
            return (whole if whole.startswith("revenue_") else reading.measure), reading.strength
        if reading.measure and reading.measure != "allocated":
            return reading.measure, reading.strength
        if reading.flags & _UNNAMED or re.match(r"\s*(?:尚)?未", after_figure(self._text, token.end)):
            return "", Strength.NONE
        if whose.kind != "other" and (reading.measure or "fund" in reading.flags or reading.what):
            told = _told_behind(after_figure(self._text, token.end), gap.topic)
            if told:
                return told, Strength.CONTEXT
        if group is not None and group.main >= 0 and (not reading.measure or (not reading.what and not _is_own(whose))):
            return self._state.drafts[group.main].measure, Strength.CONTEXT
        if reading.measure == "allocated" or {"carry_out_project", "fund"} <= reading.flags:
            return self._allocated(reading, whose)
        return self._unsaid(reading, label, whose, gap)

    def _allocated(self, reading: Reading, whose: Whose) -> tuple[str, Strength]:
        """下达, 安排: the budget of the project that the report is about; elsewhere money given to somebody."""
        if "carry_out_project" in reading.flags and self._subject.project and whose.kind != "other":
            return "project_budget", Strength.CONTEXT
        if reading.what in LEVELS and whose.kind != "other":
            return "allocated", Strength.CONTEXT
        if self._subject.project and whose.kind in ("unit", "none", "project"):
            return "allocated", Strength.DEFAULT
        return "", Strength.NONE

    def _unsaid(self, reading: Reading, label: str, whose: Whose, gap: Gap) -> tuple[str, Strength]:
        state = self._state
        if reading.what == "whole" and "支出" in label:
            return "expenditure", Strength.DEFAULT
        if reading.what in _SHARED:
            if state.measure:
                return state.measure, Strength.CONTEXT
            if reading.what in LEVELS:
                return "allocated", Strength.CONTEXT
            if reading.what in _SOURCES and self._subject.project:
                return "allocated", Strength.DEFAULT
            return "expenditure", Strength.DEFAULT
        if state.drafts and not gap.ended and whose.kind == "project" and state.measure and not gap.earlier:
            return state.measure, Strength.DEFAULT
        own = whose.kind == "unit" or (whose.kind == "none" and reading.what == "whole")
        named_fund = whose.kind == "none" and "fund" in reading.flags
        if self._subject.project and "fund" in reading.flags and (own or named_fund or whose.kind == "project"):
            return "allocated", Strength.DEFAULT
        return "", Strength.NONE

    def _change(self, token: Token, gap: Gap, following: Token | None, reading: Reading) -> tuple[str, Strength] | None:
        """``由 A 调整为 B``: A is the initial budget, B the adjusted one; ``由 A 增长到 B`` is about something else."""
        near = re.sub(r"\s", "", narrow(gap.near))
        if re.search(r"[由从]\Z|(?:[由从])(?:年初|原来|原)?的?\Z", near) or (
            re.search(r"[由从]年初(?:预算)?的?\Z", near)
        ):
            behind = narrow(self._text[token.end : following.start]) if following else ""
            if re.match(r"\s*,?\s*(?:调整|调增|调减|追加|追减|核减|压减|变更)(?:增加|减少)?(?:为|至|到)", behind):
                return "initial_budget", Strength.EXPLICIT
            if re.match(r"\s*,?\s*(?:增加|减少|增长|下降|提高|上升|降低|升|降)(?:了)?(?:为|至|到)", behind):
                budget = reading.measure in ("adjusted_budget", "initial_budget") or "年初" in near
                return ("initial_budget" if budget else "", Strength.EXPLICIT if budget else Strength.NONE)
        return None

    def _rate(self, token: Token, gap: Gap, location: Location) -> Draft | None:
        reading = read_rate(gap.near)
        label = gap.near
        silent = not reading.measure and not reading.what and self._subject.whose(reading.head).kind in ("none", "unit")
        if silent and "rate" not in reading.flags and not re.search(r"[率度比]", gap.near):
            for clause in gap.earlier[:1]:
                if (other := read_rate(clause)).measure:
                    reading, label = other, clause + gap.near
        whose = self._subject.whose(reading.head)
        measure, strength = reading.measure, reading.strength
        bounded = token.operator in ("≥", "≤", ">", "<")
        if measure == "satisfaction":
            return self._draft(token, location, reading, label, Whose("none"), measure, strength, gap)
        judged = re.search(r"得满分|得\s*\d|不得分|扣|的得|的不得", after_figure(self._text, token.end))
        if bounded or judged or self._passage.goals or reading.flags & {"target", "prior", "planned"}:
            measure, strength = "", Strength.NONE
        if strength is Strength.DEFAULT and not (self._state.recent and whose.kind in ("none", "unit")):
            measure, strength = "", Strength.NONE
        if (
            whose.kind == "other"
            and measure == "execution_rate"
            and not reading.what
            and strength is not Strength.EXPLICIT
        ):
            measure, strength = "", Strength.NONE
        return self._draft(token, location, reading, label, whose, measure, strength, gap)

    # --- putting together --------------------------------------------------------------------------------------

    def _draft(
        self,
        token: Token,
        location: Location,
        reading: Reading,
        label: str,
        whose: Whose,
        measure: str,
        strength: Strength,
        gap: Gap,
    ) -> Draft:
        state = self._state
        group = state.groups[-1] if state.groups else None
        parent = self._parent(group, measure, reading) if token.sort is not Sort.RATE else None
        name = _own_name(reading, measure)
        what = "" if name else self._what(token, reading, whose, measure, gap)
        within = state.drafts[parent].what if parent is not None else ""
        if measure == "carryover" and parent is not None and state.drafts[parent].measure in _BUDGETS:
            measure = "carryover_in"
        scope = self._scope(whose, reading, label, group, parent) if not name else "unit"
        printed = token.printed
        if token.sort is Sort.RATE and token.operator in ("≥", "≤", ">", "<"):
            printed = _bounded(printed, token.operator, self._text[token.start : token.end])
        return Draft(
            printed=printed,
            location=location,
            label=_shown(label),
            what=what,
            measure=measure,
            strength=strength,
            name=name,
            scope=scope,
            year=self._year(reading, gap),
            parent=parent,
            share=parent is not None,
            within=within,
            source=clean_name(label),
            readable=token.sort is not Sort.MALFORMED,
        )

    def _what(self, token: Token, reading: Reading, whose: Whose, measure: str, gap: Gap) -> str:
        """Of what the figure is: as the label says, or where it is silent as the figure before."""
        state = self._state
        if reading.what or whose.kind != "none":
            return reading.what
        if state.what in _SOURCES and not self._parallel(gap.near):
            return ""
        if state.what == "revenue" and re.search(r"支出|使用|支付", gap.near):
            return ""
        listed = not state.groups or bool(state.groups[-1].kinds)
        return state.what if token.sort is Sort.RATE or (measure and listed) else ""

    def _parallel(self, near: str) -> bool:
        """Whether the sentence says the same of several: 中央资金支出 X 万元，…；省级资金支出 Y 万元. A source of funds is
        carried on only there; elsewhere what follows it (到位率 100%) is said of the whole."""
        word = re.sub(r"[\s，,、；;:：]|[为是共达约]+\s*\Z", "", near)[-3:]
        start = max((self._text.rfind(mark, 0, self._place) for mark in "。！？\n"), default=-1) + 1
        ends = [end for mark in "。！？\n" if (end := self._text.find(mark, self._place)) >= 0]
        sentence = self._text[start : min(ends, default=len(self._text))]
        return bool(word) and len(re.findall(re.escape(word) + r"[^\d，。；]{0,3}\d", sentence)) > 1

    def _parent(self, group: _Group | None, measure: str, reading: Reading) -> int | None:
        if group is None or group.main < 0:
            return None
        if measure in group.wholes:
            return group.wholes[measure]
        if measure in ("initial_budget", "budget_adjustment") and self._state.drafts[group.main].measure in _BUDGETS:
            return group.main
        if measure == "carryover" and group.bracket and self._state.drafts[group.main].measure in _BUDGETS:
            return group.main
        if measure in _BUDGETS:
            return next((group.wholes[other] for other in _BUDGETS if other in group.wholes), None)
        if not measure and not reading.flags & {"change", "prior", "unit_price", "fine"}:
            return group.main
        return None

    def _scope(self, whose: Whose, reading: Reading, label: str, group: _Group | None, parent: int | None) -> str:
        state = self._state
        if whose.kind == "project":
            return f"project:{whose.name}"
        if parent is not None and not reading.what and reading.measure in ("", "allocated") and not _is_own(whose):
            name = clean_name(label) or whose.name
            return f"task:{name}" if name and not reading.flags & {"partial"} else state.scope
        if whose.kind == "unit":
            return self._passage.scope if self._passage.scope != "unit" and not reading.head else "unit"
        if group is not None and group.main >= 0 and not reading.what:
            return state.near_scope or state.drafts[group.main].scope
        return state.near_scope or state.scope

    def _year(self, reading: Reading, gap: Gap) -> int | None:
        own = self._subject.year
        if own is None:
            return None
        if "change" in reading.flags:
            return None
        if "prior" in reading.flags and reading.what != "carryover_in":
            return own - 1
        years = years_in(gap.near) or (years_in(gap.earlier[0]) if gap.earlier and not _says(reading) else ())
        if years:
            self._state.year = years[-1]
        year = self._state.year
        return year if year is not None and year != own else None

    def _keep(self, draft: Draft) -> None:
        """Adds the figure and remembers what the next one may lean on."""
        state = self._state
        state.drafts.append(draft)
        index = len(state.drafts) - 1
        group = state.groups[-1] if state.groups else None
        if draft.scope.startswith("project:") and draft.parent is None and draft.measure:
            state.near_scope = draft.scope
        elif draft.scope == "unit":
            state.near_scope = "" if self._passage.scope == "unit" else state.near_scope
        if group is not None:
            group.kinds.add("what" if draft.what in _SHARED else "name")
        if not draft.measure:
            return
        before = state.drafts[index - 1] if index else None
        if before is None or (draft.what, draft.scope) != (before.what, before.scope):
            state.recent = {}
        if draft.printed.unit not in ("%", "‰"):
            state.recent[draft.measure] = index
            state.measure = draft.measure
        state.what = "" if draft.what == "carryover_in" else draft.what


def _says(reading: Reading) -> bool:
    """Whether a label tells what the figure is or at least of what."""
    return bool(
        reading.measure
        or reading.what
        or reading.flags & {"change", "unit_price", "fine", "partial", "matching", "reward"}
    )


def _noted(reading: Reading, gap: Gap) -> Reading:
    """配套 in brackets behind a name tells matching funds."""
    return replace(reading, flags=reading.flags | {"matching"}) if "配套" in gap.note else reading


def _is_own(whose: Whose) -> bool:
    return whose.kind == "unit"


def _completed(part: Reading, common: Reading) -> Reading:
    if part.measure:
        return part
    return replace(part, measure=common.measure, strength=common.strength)


_KEPT_TOGETHER = ("商品和服务", "个人和家庭", "结转和结余", "工资和福利")


def _protected(text: str) -> str:
    for word in _KEPT_TOGETHER:
        text = text.replace(word, word.replace("和", "\1"))
    return text


def _restored(text: str) -> str:
    return text.replace("\1", "和")


_RECEIVED = re.compile(r"(?:已|均|全部|全额|足额|及时|按时|按期|于|在).{0,14}?到位(?!率)|\A\s*到位(?!率)")
_SPENT = re.compile(r"(?:已|全部|全额|均).{0,6}?(?:支出|执行|拨付|使用完|支付|兑付|用完|发放)(?:完毕|完成)?\s*\Z")


def _told_behind(after: str, topic: str) -> str:
    """What the words behind a figure tell of it: 资金 56 万元全部到位, 20 万元已全部支出.

    Where the topic is how funds came in, 已全部拨付 says that the treasury has paid them out to the unit.
    """
    if _RECEIVED.search(after):
        return "received_funds"
    if not _SPENT.search(after):
        return ""
    return "received_funds" if "到位" in topic and "拨付" in after else "expenditure"


def _own_name(reading: Reading, measure: str) -> str:
    """Names that stand beside the measures: matching funds and reward funds."""
    if measure == "project_budget":
        return measure
    if reading.what in LEVELS or reading.flags & {"change", "unit_price", "fine", "partial", "prior"}:
        return ""
    if measure not in ("", "allocated"):
        return ""
    if "matching" in reading.flags and "fund" in reading.flags:
        return "matching_funds"
    return "reward_funds" if "reward" in reading.flags else ""


def _bounded(printed: Printed, operator: str, text: str) -> Printed:
    """A rate printed as a bound (≥95%) is no single number."""
    bounds: dict[str, Approximation] = {"≥": "at_least", ">": "at_least", "≤": "at_most", "<": "at_most"}
    return replace(
        printed, approximation=bounds[operator], text=operator + printed.text if operator not in printed.text else text
    )


def _starts_anew(gap: Gap, subject: Subject) -> bool:
    """Whether a new sentence speaks of the unit again instead of the project of the sentence before."""
    head = read_money(gap.near).head
    return subject.whose(head).kind in ("unit", "other") or bool(clean_name(head))


def _shown(label: str) -> str:
    """A label for people: without numbering, punctuation and the words that lead over."""
    slim = re.sub(r"\s+", "", label).strip("，,、；;。：: =＝")
    slim = re.sub(r"^(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]|[①-⑳⑴-⒇])+", "", slim)
    return re.sub(r"(?:为|是|共|达到|达|约|共计|合计)+\Z", "", slim)[-40:]
