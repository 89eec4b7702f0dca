"""Reads a label: what a printed figure is a figure of.

A label such as ``科普活动项目经费年初预算`` or ``其中：一般公共预算财政拨款支出`` is taken apart into the words of
:mod:`jixiao.reading.extract.lexicon`. From them come *what* the money is (基本支出, 一般公共预算, 中央资金 …) and which
*measure* of it is meant (initial budget, adjusted budget, expenditure, a rate …); the words in front of the first of
them say *whose* it is. :func:`compose` puts both together to a name of the vocabulary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache, lru_cache
from typing import Final

from jixiao.numbers import narrow
from jixiao.reading.extract.lexicon import COUNT_MEASURES, FACETS, LEVEL_NAMES, NOISE, RATES, WHATS

__all__ = [
    "LEVELS",
    "PARTS",
    "Reading",
    "Strength",
    "compose",
    "count_measure",
    "read_money",
    "read_rate",
    "with_default",
]

LEVELS: Final = tuple(LEVEL_NAMES)
PARTS: Final = ("wages_welfare", "goods_services", "personal_subsidy", "capital")
_SOURCES = ("general_public", "government_fund", "state_capital", "other_funds")
_KINDS = ("basic", "project", "personnel", "public_funds", "three_public")
_REMEMBERED: Final = 4096
"""Labels kept: within a folder of reports the same few come again and again."""
_BUDGETS = ("initial_budget", "adjusted_budget", "allocated")

# A label may hold several of these words; the one that is most special tells what the figure is of.
_RANK: Final = (
    *PARTS, "official_vehicle", "reception", "overseas", "personnel", "public_funds", "three_public", "procurement",
    "basic", "project", *_SOURCES, "unit_funds", "carryover_in", *LEVELS, "fiscal_appropriation", "revenue", "staff",
    "fixed_assets", "contract", "whole", "",
)  # fmt: skip


class Strength(IntEnum):
    """How sure a name is: nothing said, a default, put together from its context, said outright."""

    NONE = 0
    DEFAULT = 1
    CONTEXT = 2
    EXPLICIT = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """A label taken apart. ``head`` is what stands before the first telling word: whose figure it is. ``flags`` are
    the other facets seen (``prior``, ``target``, ``change``, ``matching``, ``reward``, ``fund`` …)."""

    what: str = ""
    measure: str = ""
    strength: Strength = Strength.NONE
    head: str = ""
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Word:
    facet: str
    key: str
    start: int
    end: int


def _entries() -> dict[str, tuple[str, str]]:
    """Each word with its facet and key; of two meanings the one said first wins."""
    found: dict[str, tuple[str, str]] = {}
    for word in NOISE:
        found.setdefault(narrow(word), ("noise", ""))
    for key, words in RATES.items():
        for word in words.split():
            found.setdefault(narrow(word), ("rate", key))
    for key, words in WHATS.items():
        for word in words.split():
            found.setdefault(narrow(word), ("what", key))
    for key, words in FACETS.items():
        for word in words.split():
            found.setdefault(narrow(word), (key, ""))
    return found


@cache
def _matcher() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    entries = _entries()
    longest_first = sorted(entries, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), entries


def _bracketed(text: str) -> list[tuple[int, int]]:
    """Where brackets and titles of documents stand: their words say nothing of the figure."""
    return [match.span() for match in re.finditer(r"\([^()]*\)|《[^》]*》", text)]


def _words(label: str) -> list[_Word]:
    pattern, entries = _matcher()
    inside = _bracketed(label)
    found = []
    for match in pattern.finditer(label):
        facet, key = entries[match.group()]
        if any(start <= match.start() and match.end() <= end for start, end in inside):
            facet = "inner_" + facet
        found.append(_Word(facet, key, match.start(), match.end()))
    return found


def _slim(label: str) -> str:
    return re.sub(r"\s+", "", narrow(label))


def _what(words: list[_Word]) -> str:
    keys = {word.key for word in words if word.facet == "what"}
    return next((key for key in _RANK if key in keys), "")


_TELLING = {
    "what", "initial", "adjusted", "budget", "final", "spend", "income", "received", "allocate", "carry", "invest",
    "adjustment", "paid_out", "rate", "score",
}  # fmt: skip


def _head(label: str, words: list[_Word]) -> str:
    """What stands before the first telling word."""
    first = next((word.start for word in words if word.facet in _TELLING), len(label))
    return re.sub(r"\([^()]*\)", "", label[:first])


@lru_cache(maxsize=_REMEMBERED)
def read_money(label: str) -> Reading:
    """What an amount of money under ``label`` is."""
    slim = _slim(label)
    words = _words(slim)
    facets = {word.facet for word in words}
    what = _what(words)
    flags = facets - _TELLING - {"noise"}
    if "inner_matching" in facets:
        flags.add("matching")
    if re.search(r"资金|经费|专项|补助|补贴|费\Z|款\Z", slim):
        flags.add("fund")
    measure, strength = _money_measure(facets, what, words, slim)
    if measure.startswith("revenue_") and what not in _SOURCES:
        if what == "fiscal_appropriation":
            flags.add("fiscal")
        what = "revenue"
    elif what == "revenue" and measure in _BUDGETS:
        what = ""
    if what in ("province", "city", "county") and _PAYER.search(slim):
        flags.add("payer")
    head = _head(slim, words)
    if measure == "allocated" and what not in LEVELS:
        # 下达山洪灾害防治资金: whose it is stands behind the verb.
        behind = re.sub(r"\([^()]*\)", "", slim[max(word.end for word in words if word.facet == "allocate") :])
        head = behind if re.search(r"[\u4e00-\u9fff]{2}", behind) else head
    if what in LEVELS and _HANDED_DOWN.search(head):
        head = ""
    return Reading(what, measure, strength, head, frozenset(flags))


# 县财政安排, 州财政局批复: the unit's own treasury hands the budget down.
_PAYER = re.compile(
    r"(?:[市州盟县区旗]级?财政局?(?:20\d\d年度?)?(?:本级|年初|年度|当年)?(?:预算|已|共)?(?:安排|批复|拨付|拨款|划拨|核定|投入)"
    r"|省级?财政厅?(?:20\d\d年度?)?(?:年初|年度|当年)?预算(?:安排|批复))"
)
# In front of a level's word the verb of a sentence tells nothing of whose money it is: 在全镇实施中央补助.
_HANDED_DOWN = re.compile(r"(?:下达|安排|拨付|实施|收到|争取|获得|投入|到位)(?:20\d\d年度?)?\Z")


def _money_measure(facets: set[str], what: str, words: list[_Word], slim: str) -> tuple[str, Strength]:
    sure = Strength.EXPLICIT
    if facets & {"unit_price", "fine", "target", "partial", "score", "lacking"} or (
        "rate" in facets and "budget" not in facets
    ):
        return "", Strength.NONE
    if what == "procurement":
        if "change" in facets:
            return "", Strength.NONE
        planned = facets & {"budget", "initial", "adjusted", "planned"} and not facets & {"final"}
        return ("procurement_planned" if planned else "procurement_executed"), sure
    if "adjustment" in facets and not facets & {"prior"}:
        return "budget_adjustment", sure
    if "change" in facets:
        return "", Strength.NONE
    if what == "carryover_in" and not facets & {"final", "adjusted", "initial", "spend"}:
        return "carryover_in", sure
    if "carry" in facets and not facets & {"budget", "initial", "adjusted"}:
        return "carryover", sure
    if "received" in facets:
        return "received_funds", sure
    if "invest" in facets:
        return ("" if facets & {"final"} or "完成" in slim else "investment"), sure
    revenue = _revenue(facets, what, words)
    if revenue:
        return revenue, sure
    if (
        facets & {"done"}
        and what in (*LEVELS, *_SOURCES, "fiscal_appropriation")
        and not facets & {"budget", "initial"}
    ):
        return "expenditure", Strength.CONTEXT
    return _budget_or_spent(facets)


def _revenue(facets: set[str], what: str, words: list[_Word]) -> str:
    """收入预算数 is revenue, 调整预算收入 is the budget seen as income."""
    keys = {word.key for word in words if word.facet == "what"}
    if "income" in facets:
        if facets & {"initial", "adjusted"}:
            return "initial_budget" if "initial" in facets else "adjusted_budget"
        return "revenue_budget"
    if "revenue" not in keys or what in (*PARTS, "basic", "project"):
        return ""
    if "final" in facets:
        return "revenue_final"
    if "budget" in facets or "initial" in facets or "adjusted" in facets:
        last_revenue = max(word.end for word in words if word.key == "revenue")
        words_of_budget = [word for word in words if word.facet in ("budget", "initial", "adjusted")]
        before = all(word.end <= last_revenue for word in words_of_budget)
        if before and "initial" in facets:
            return "initial_budget"
        if before and "adjusted" in facets:
            return "adjusted_budget"
        return "revenue_budget"
    return "revenue_final"


def _budget_or_spent(facets: set[str]) -> tuple[str, Strength]:
    sure = Strength.EXPLICIT
    if "final" in facets:
        return "expenditure", sure
    if "initial" in facets:
        return "initial_budget", sure
    if "adjusted" in facets:
        return "adjusted_budget", sure
    if "budget" in facets:
        return "adjusted_budget", Strength.DEFAULT
    if "spend" in facets:
        return "expenditure", Strength.CONTEXT
    if "paid_out" in facets:
        return "expenditure", Strength.DEFAULT
    if "allocate" in facets:
        return "allocated", Strength.DEFAULT
    return "", Strength.NONE


@lru_cache(maxsize=_REMEMBERED)
def read_rate(label: str) -> Reading:
    """What a rate under ``label`` is. A rate that is none of money's keeps no measure."""
    slim = _slim(label)
    words = _words(slim)
    facets = {word.facet for word in words}
    what = _what(words)
    flags = frozenset(facets - _TELLING - {"noise"})
    found = [match for match in _rate_matcher().finditer(slim) if not _within(match.start(), _bracketed(slim))]
    first = min(
        [match.start() for match in found] + [word.start for word in words if word.facet in _TELLING] + [len(slim)]
    )
    head = re.sub(r"\([^()]*\)", "", slim[:first])
    keys = [_RATE_KEYS[match.group()] for match in found]
    if not keys or facets & {"change", "score"}:
        return Reading(what, "", Strength.NONE, head, flags)
    # 资金到位率和及时率达 100% says both; a rate of something else in a later clause says nothing of the first.
    known = [key for key in keys if key not in _FOREIGN]
    joined = len(found) > 1 and re.fullmatch(r"[和及与、]{1,2}", slim[found[-2].end() : found[-1].start()])
    key = known[-1] if known and (keys[-1] == known[-1] or joined) else keys[-1]
    measure, strength = _rate_measure(key, what)
    return Reading(what, measure, strength, head, flags)


_RATE_KEYS = {narrow(word): key for key, words in RATES.items() for word in words.split()}
_FOREIGN = ("foreign_rate", "timely", "change_rate")


@cache
def _rate_matcher() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_RATE_KEYS, key=len, reverse=True))))


def _within(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _rate_measure(key: str, what: str) -> tuple[str, Strength]:
    sure = Strength.EXPLICIT
    if key in _FOREIGN:
        return "", Strength.NONE
    if key == "control_rate":
        named = {"public_funds": "public_funds_control_rate", "staff": "staff_control_rate"}
        return named.get(what, "three_public_control_rate" if what == "three_public" else ""), sure
    if key == "completion":
        return "execution_rate", Strength.DEFAULT
    if key == "execution_rate" and what == "procurement":
        return "procurement_execution_rate", sure
    return key, sure


_SPENT: Final = ("basic", "project", "personnel", "public_funds", "three_public", "wages_welfare", "goods_services",
                 "personal_subsidy", "capital", "official_vehicle", "reception", "overseas", "whole")  # fmt: skip


def with_default(reading: Reading, *, revenue: bool = False) -> Reading:
    """A label that only says of what speaks of spending, or under a head of income of income."""
    if reading.measure or not reading.what:
        return reading
    if reading.what == "whole" and reading.flags & {"fund"}:
        return replace(reading, measure="adjusted_budget", strength=Strength.DEFAULT)
    if reading.what in _SPENT and not revenue:
        return replace(reading, measure="expenditure", strength=Strength.DEFAULT)
    if revenue or reading.what == "revenue":
        return replace(reading, measure="revenue_final", strength=Strength.DEFAULT)
    if reading.what in ("general_public", "government_fund", "state_capital", "other_funds"):
        return replace(reading, measure="expenditure", strength=Strength.DEFAULT)
    return reading


def compose(what: str, measure: str, *, share: bool, project_report: bool, within: str = "") -> str:
    """The vocabulary's name for ``measure`` of ``what``; empty where it has none.

    ``share`` says that the figure is one part of a whole (a row under 年度资金总额, a part after 其中): only then is
    the treasury's money told apart from the whole. In the report on a single project 项目支出 is the whole itself.
    ``within`` is the whole's own kind, so that 工资福利支出 within 项目支出 is told apart.
    """
    if not measure or what in ("capital", "official_vehicle", "reception", "overseas", "unit_funds", "contract"):
        return ""
    if (
        measure in ("satisfaction", "budget_adjustment", "adjustment_rate", "carryover", "carryover_rate")
        or measure.endswith(("_control_rate", "_on_time_rate", "utilization_rate"))
        or measure.startswith("procurement_")
    ):
        return measure
    if what == "revenue":
        return _REVENUE.get(measure, "")
    if what in PARTS or what in _KINDS:
        return _kind(what, measure, project_report=project_report, within=within)
    if what in LEVELS:
        return _level(what, measure)
    if what in _SOURCES:
        return f"{what}_{_plain(measure)}" if _plain(measure) in (*_OF_A_SOURCE, "received_funds") else ""
    if what == "carryover_in":
        return "carryover_in" if measure in ("carryover_in", "adjusted_budget", "allocated") else _plain(measure)
    if what == "fiscal_appropriation" and share and measure in _OF_A_SOURCE:
        return f"fiscal_appropriation_{measure}"
    return _plain(measure)


_REVENUE: Final = {
    "execution_rate": "revenue_rate", "expenditure": "revenue_final", "adjusted_budget": "revenue_budget",
    "revenue_budget": "revenue_budget", "revenue_final": "revenue_final", "carryover_in": "carryover_in",
}  # fmt: skip
_OF_A_SOURCE: Final = (
    "initial_budget", "adjusted_budget", "expenditure", "execution_rate", "revenue_budget", "revenue_final",
)  # fmt: skip


def _kind(what: str, measure: str, *, project_report: bool, within: str) -> str:
    """基本支出, 人员经费, 工资福利支出 and the like have a budget, an expenditure and a rate."""
    if what == "project" and project_report:
        return _plain(measure)
    short = _short(measure)
    if what in PARTS and within == "project":
        return f"project_{what}_{short}" if short == "expenditure" else ""
    return f"{what}_{short}" if short else ""


def _plain(measure: str) -> str:
    return "adjusted_budget" if measure == "allocated" else measure


def _short(measure: str) -> str:
    """The ending for what the vocabulary gives one budget and one expenditure only."""
    if measure == "initial_budget":
        return "initial_budget"
    return "budget" if measure in _BUDGETS else measure if measure in ("expenditure", "execution_rate") else ""


def _level(what: str, measure: str) -> str:
    if measure in (*_BUDGETS, "received_funds", "carryover_in", "investment"):
        return LEVEL_NAMES[what]
    return measure


_COUNTED = {word: name for name, words in COUNT_MEASURES.items() for word in words.split()}
_COUNTED_WORD = re.compile("|".join(sorted(_COUNTED, key=len, reverse=True)))


def count_measure(label: str) -> str:
    """The vocabulary's name of a head count (编制数, 在职人数) whose label ends so; empty for any other count."""
    found = list(_COUNTED_WORD.finditer(_slim(label)))
    return _COUNTED[found[-1].group()] if found else ""
