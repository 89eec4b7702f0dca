"""Which words name a figure of a text: the clause before it, an earlier one, the words behind it, or one of several
names given out in turn (``预算数和决算数分别为 X 和 Y``)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jixiao.reading.extract.names import Reading, Strength, read_money, read_rate

if TYPE_CHECKING:
    from jixiao.reading.extract.clauses import Gap
    from jixiao.reading.extract.prose_state import State
    from jixiao.reading.extract.scopes import Subject

__all__ = ["money_label", "rate_label", "says", "shown"]

_TELLING: Final = frozenset({"change", "unit_price", "fine", "partial", "matching", "reward", "lacking"})
_OPENER: Final = re.compile(r"\s*(?:其中|包括|包含)?\s*")
_COUNTED: Final = re.compile(r"\d\s*[个项家户处座所]\s*\Z")
_BEHIND: Final = re.compile(r"用于|为|是|投入")


def says(reading: Reading) -> bool:
    """Whether a label tells what the figure is or at least of what."""
    return bool(reading.measure or reading.what or reading.flags & _TELLING)


def money_label(state: State, subject: Subject, gap: Gap, behind: str) -> tuple[Reading, str]:
    """The label of an amount and how it reads."""
    bare = _OPENER.fullmatch(gap.near)
    if state.groups and bare and not gap.closed and _BEHIND.match(behind):
        # 其中：30 万元用于预算编制: what a part is for stands behind it.
        return Reading(head=behind), behind
    reading, label = _in_front(state, subject, gap)
    return _in_turn(state, _noted(reading, gap), label, gap)


def _in_front(state: State, subject: Subject, gap: Gap) -> tuple[Reading, str]:
    reading = read_money(gap.near)
    if says(reading) or state.queue:
        return reading, gap.near
    if reading.head and subject.whose(reading.head).kind in ("project", "other"):
        return reading, gap.near
    if gap.closed and not gap.near.strip() and state.pending.strip():
        return read_money(state.pending), state.pending
    if not gap.near.strip() and gap.topic:
        # 一般公共预算：323.97 万元；彩票公益金：452.87 万元.
        return read_money(gap.topic), gap.topic
    if not gap.near.strip() and gap.earlier and _COUNTED.search(gap.earlier[0]):
        # 其中生态修复项目 5 个、0.74 亿元: what is counted is what the money is for.
        return read_money(gap.earlier[0]), gap.earlier[0]
    for clause in gap.earlier:
        if clause == gap.topic and "fund" in reading.flags:
            continue
        other = read_money(clause)
        if says(other) or "fund" in other.flags:
            return other, clause + gap.near
    return reading, gap.near


def _noted(reading: Reading, gap: Gap) -> Reading:
    """配套 in brackets behind a name tells matching funds."""
    return replace(reading, flags=reading.flags | {"matching"}) if "配套" in gap.note else reading


def rate_label(subject: Subject, gap: Gap) -> tuple[Reading, str]:
    """The label of a rate and how it reads; an earlier clause counts only if the nearest names no rate at all."""
    near = _computed(gap.near)
    reading = read_rate(near)
    silent = not reading.measure and not reading.what and subject.whose(reading.head).kind in ("none", "unit", "item")
    if silent and not re.search(r"[率度比]", gap.near):
        for clause in gap.earlier[:1]:
            if (other := read_rate(clause)).measure:
                return other, clause + gap.near
    return reading, near


_EQUALS: Final = re.compile(r"[=＝]")


def _computed(label: str) -> str:
    """The name of a rate that is worked out before it is told: 执行率 ＝ 支出 ÷ 预算 ＝ 80 ÷ 100 ＝ 80%."""
    parts = [part for part in _EQUALS.split(label) if part.strip()]
    return parts[0] if len(parts) > 1 else label


# --- 分别为 ------------------------------------------------------------------------------------------------------

_KEPT_TOGETHER: Final = ("商品和服务", "个人和家庭", "结转和结余", "工资和福利")


def _in_turn(state: State, reading: Reading, label: str, gap: Gap) -> tuple[Reading, str]:
    """Gives out the names before 分别为 one by one."""
    if "分别" in label:
        stem = gap.run.split("分别")[0]
        source = stem if stem.strip() else next(iter(gap.earlier), "")
        guarded = source
        for word in _KEPT_TOGETHER:
            guarded = guarded.replace(word, word.replace("和", "\0"))
        parts = [part.replace("\0", "和") for part in re.split(r"[、和及与]", guarded) if part.strip()]
        common = read_money(source)
        if len(parts) > 1:
            state.queue = [(_completed(read_money(_level_spelt(part)), common), part) for part in parts]
    if state.queue and ("分别" in label or not says(read_money(label))):
        state.what = ""
        return state.queue.pop(0)
    state.queue.clear()
    return reading, label


def _level_spelt(part: str) -> str:
    """中央、省、市资金分别为 …: a level named by one character is spelt out."""
    return part.strip() + "级" if part.strip() in ("省", "市", "县", "区", "州") else part


def _completed(part: Reading, common: Reading) -> Reading:
    return part if part.measure else replace(part, measure=common.measure, strength=common.strength or Strength.CONTEXT)


def shown(label: str) -> str:
    """A label for people: without numbering, punctuation and the words that lead over."""
    slim = re.sub(r"\s+", "", label).strip("，,、；;。：: =＝")
    slim = re.sub(r"^(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]|[①-⑳⑴-⒇])+", "", slim)
    return re.sub(r"(?:为|是|共|达到|达|约|共计|合计)+\Z", "", slim)[-40:]
