"""Finds the printed numbers of a text and tells what sort each is: money, a rate, a score, a count.

Numbers that say something else are left out: years and dates, numbers of documents (财预〔2020〕10号), ordinals (第十次),
list numbering, account codes, designations (X121, 3D), ranges (2-3 个), clock times, and prices (400元/人).
Spans point into the text as given; nothing is cut or moved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Final

from jixiao.numbers import APPROXIMATIONS, Approximation, Printed, chinese_integer, exact, narrow, parse_decimal
from jixiao.reading.extract.lexicon import words

__all__ = ["CLASSIFIERS", "Sort", "Token", "scan"]


class Sort(Enum):
    """What a printed number is. ``BARE`` has no unit; ``MYRIAD`` ends in 万 or 亿 alone (8.54万: money or a count);
    ``MALFORMED`` cannot be read as one number (7,00.0,77); ``PRICE`` is money per something."""

    MONEY = "money"
    RATE = "rate"
    SCORE = "score"
    COUNT = "count"
    BARE = "bare"
    MYRIAD = "myriad"
    MALFORMED = "malformed"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Token:
    """One printed number with its unit. ``start`` and ``end`` include unit and loosening words behind it;
    ``operator`` is a comparison sign or word in front (≥, ≤, =, 不低于 …); ``words`` is where the words that belong
    to the number begin (近, 约, 共 …)."""

    sort: Sort
    start: int
    end: int
    printed: Printed
    operator: str = ""
    words: int = 0


CLASSIFIERS: Final = words(
    "人次 人天 人日 场次 批次 户次 件次 台次 篇次 个月 课时 学时 小时 分钟 万亩 公里 千米 平方米 平方公里 立方米 公顷 "
    "公斤 千克 户数 人数 个数 家次 车次 头次 只次 套次 项次 条次 例次 点位 班次 航次 趟次 亩 顷 米 吨 克 升 场 次 人 "
    "篇 个 家 户 项 条 名 位 所 座 处 件 套 台 辆 本 册 份 期 节 门 堂 部 支 支队 批 轮 届 间 栋 幢 宗 起 例 头 只 株 "
    "棵 块 片 段 张 枚 幅 组 队 班 站 点 种 类 款 字 页 版 集 类别 对 道 年 天 日 周 月 级 万元/亩 km ㎡ m² m2 km² m³ "
    "kg kw 千瓦 兆瓦 村 镇 乡 街道 社区 学校 企业"
)
"""What is counted in, besides units of money and rates. 级, 年, 月 and the like are read so that they are not taken
for something else."""

_DURATION = {"年", "天", "日", "周", "月", "个月", "级", "届", "小时", "分钟"}

_REMEMBERED: Final = 1024
"""Texts kept: figures, counts, staff and totals look at each paragraph one after another."""
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_RUN = re.compile(r"\d[\d,.]*\d|\d")
_WELL_FORMED = re.compile(rf"{_NUMBER}\Z")
_LOOSE_BEFORE = "不少于|不低于|不高于|不超过|至少|至多|将近|接近|大约|超过|低于|高于|大于|小于|未超过|达到|累计|合计|共计|总计|约|近|超|逾|达|共|仅|为|是"
_BEFORE = re.compile(rf"(?:{_LOOSE_BEFORE})?\s*(?P<operator>>=|<=|[≥≤><=])?\s*(?P<sign>[-+])?\s*\Z")
_BEFORE_WORD = re.compile(
    r"(不少于|不低于|不高于|不超过|至少|至多|将近|接近|大约|超过|低于|高于|大于|小于|未超过|约|近|超|逾)\s*\Z"
)
_UNITS = re.compile(
    r"\s*(?P<more>多|余|几|来)?\s*(?P<unit>亿元|千万元|百万元|十万元|万元|千元|万余元|亿余元|万多元|元|个百分点|百分点|%|‰|亿|万)?"
    r"(?P<more2>多|余)?"
)
_WORD_GOES_ON: Final = {
    "项": "目", "个": "人体性", "部": "分门署队委级", "家": "庭长具属电", "人": "员才口均民大社力身工居数", "次": "数要日年序", "位": "于置",
    "名": "称录单誉", "所": "有属在以得", "条": "件例款", "件": "均", "点": "位击", "户": "均籍", "场": "地馆所景", "节": "约能日目点",
    "门": "诊店户槛", "期": "间望末初限", "批": "准复", "台": "账湾", "本": "级年次单部局镇县区院校着项", "份": "额", "例": "如行", "天": "气然",
    "起": "到来", "站": "点", "种": "植类养", "类": "别型", "对": "口外于象", "字": "样", "级": "别", "日": "常", "周": "期边", "队": "伍",
    "班": "子组", "块": "链", "张": "贴", "组": "织", "片": "区", "支": "出付部撑持", "头": "条", "间": "接", "套": "取", "轮": "候", "道": "路",
}  # fmt: skip
"""Characters after a measure word with which it is the beginning of another word (3 项目, 2 家庭)."""
_CLASSIFIER = re.compile(
    r"\s*(?P<unit>"
    + "|".join(
        re.escape(word) + (f"(?![{_WORD_GOES_ON[word]}])" if word in _WORD_GOES_ON else "")
        for word in sorted(CLASSIFIERS, key=len, reverse=True)
    )
    + ")"
)
_LOOSE_AFTER = re.compile(r"\s*(左右|以上|以下|以内|上下|余|多)")
_SCORE = re.compile(r"\s*分(?![钟类别钱之为管局公司级会析配布工发部散解享包支批成开期步时段明子队段])")
_PER = re.compile(r"\s*(?:/|每)\s*[\u4e00-\u9fffA-Za-z]")
_OPERATOR_WORDS = {
    "不少于": "≥", "不低于": "≥", "至少": "≥", "超过": ">", "高于": ">", "大于": ">", "超": ">", "逾": ">",
    "不高于": "≤", "不超过": "≤", "至多": "≤", "未超过": "≤", "低于": "<", "小于": "<",
}  # fmt: skip

_YEAR = re.compile(r"\s*(?:年|/\d|-\d{1,2}-\d)")
_NUMBERING_BEFORE = re.compile(r"(?:^|[\s。；;：:，,、！？）)”])\Z")
_NUMBERING_AFTER = re.compile(r"[.．、](?!\d)|[)）]")
_CHINESE = "零〇一二两三四五六七八九十百千万"
_CHINESE_COUNT = re.compile(
    rf"(?P<number>[{_CHINESE}]{{1,6}})(?P<more>余|多|几)?(?P<unit>人次|场次|场|次|名|家|篇|所|位|部|套|台|期|人|户|项|座|辆)"
)
_CHINESE_PERCENT = re.compile(rf"百分之(?P<number>[{_CHINESE}]+)(?:点(?P<decimals>[{_CHINESE}]+))?")


@lru_cache(maxsize=_REMEMBERED)
def scan(text: str) -> tuple[Token, ...]:
    """The numbers of ``text`` in order. Full-width digits are understood; a full-width comma groups nothing."""
    slim = narrow(text)
    grouped = "".join("，" if wide == "，" else c for wide, c in zip(text, slim, strict=True))
    found = [token for match in _RUN.finditer(grouped) for token in _tokens(grouped, match)]
    taken = [(token.start, token.end) for token in found]
    found += [t for t in _chinese(grouped) if all(t.end <= start or t.start >= end for start, end in taken)]
    return _with_common_units(grouped, sorted(found, key=lambda token: token.start))


_LISTED = re.compile(r"\s*[、和及与]\s*")


def _with_common_units(text: str, tokens: list[Token]) -> tuple[Token, ...]:
    """分别为 100、50 和 30 万元: the numbers of a list share the unit printed with the last."""
    for i in range(len(tokens) - 2, -1, -1):
        token, following = tokens[i], tokens[i + 1]
        shared = following.sort in (Sort.MONEY, Sort.RATE) and token.sort is Sort.BARE and not token.operator
        if shared and _LISTED.fullmatch(text[token.end : following.words]):
            tokens[i] = replace(token, sort=following.sort, printed=replace(token.printed, unit=following.printed.unit))
    return tuple(tokens)


def _tokens(text: str, match: re.Match[str]) -> list[Token]:
    start, end = match.span()
    run = match.group()
    if not _WELL_FORMED.match(run):
        return _irregular(text, start, end, run)
    return [] if _is_no_figure(text, start, end) else [_measured(text, start, end, run)]


def _irregular(text: str, start: int, end: int, run: str) -> list[Token]:
    """A run of digits, points and commas that is not one number: a list of numbers, a date, or a slip of the pen."""
    unit = _UNITS.match(text, end)
    assert unit is not None
    name = unit.group("unit") or ""
    parts = run.split(",")
    if not name and not any("." in part for part in parts[:-1]) and all(map(_WELL_FORMED.match, parts)):
        tokens: list[Token] = []
        offset = start
        for part in parts:
            if not _is_no_figure(text, offset, offset + len(part)):
                tokens.append(_measured(text, offset, offset + len(part), part))
            offset += len(part) + 1
        return tokens
    if "," not in run and not name:
        return []
    stop = unit.end() if name else end
    return [Token(Sort.MALFORMED, start, stop, Printed(Decimal(0), name, 0, text[start:stop]), words=start)]


_NEAR = 24
"""How many characters around a number decide what sort it is."""


def _is_no_figure(text: str, start: int, end: int) -> bool:
    """Whether a number is part of a date, a designation, a document number, an ordinal, a numbering or a range."""
    before, run, after = text[max(0, start - _NEAR) : start], text[start:end], text[end : end + _NEAR]
    last = before[-1:] if before else ""
    tail = before.rstrip()
    if tail.endswith("第") or re.search(r"第\s*[\d、,-]*\Z", tail[-8:]):
        return True
    if re.match(r"[A-Za-z_#]", last) or re.match(r"\s*(?:号|#)", after):
        return True
    if re.match(r"[A-Za-z]", after) and not re.match(r"(?:km|kg|kw|m[²³2]?(?![A-Za-z])|m\b)", after, re.IGNORECASE):
        return True
    if re.match(r"[A-Za-z]", after[1:2]) and after[:1] in "+-":
        return True
    if last in "〔[【(" and re.match(r"\s*[〕\]】)]", after) and (len(run) == 4 or last != "("):
        return True
    if _is_date(before, after, run):
        return True
    if len(run.replace(",", "")) > 12 and "." not in run:
        return True
    if _NUMBERING_AFTER.match(after) and "." not in run and len(run) <= 2 and _NUMBERING_BEFORE.search(before):
        return True
    if last in "(（" and re.match(r"[)）]", after) and len(run) <= 2:
        return True
    return _is_range_or_sum(before, after)


def _is_date(before: str, after: str, run: str) -> bool:
    if len(run) == 4 and run[0] in "12" and _YEAR.match(after):
        return True
    if len(run) == 4 and run[:2] in ("19", "20") and re.match(r"\s*[-—–~～至]+\s*(?:19|20)\d\d", after):
        return True
    if (
        len(run) == 4
        and run[:2] in ("19", "20")
        and re.match(r"(?!\s*(?:万|亿|元|人|个|户|场|次|分|%|\.))", after)
        and re.search(r"(?:^|[^\d.])\Z", before)
        and re.match(r"\s*(?:年|[\u4e00-\u9fff“《]|\Z)", after)
        and not re.match(r"\s*[多余几来]", after)
        and not _CLASSIFIER.match(after)
    ):
        return True
    if re.match(r"\s*月(?!\s*(?:均|度考))", after) and len(run) <= 2:
        return True
    if (
        len(run) <= 2
        and re.search(r"月\s*\Z|月\s*\d+\s*日?\s*[-—–~～至、和]\s*\Z", before)
        and re.match(r"\s*[日号]?", after)
    ):
        return True
    if len(run) == 3 and run[:2] == "20" and re.match(r"\s*年", after):
        return True
    return bool(re.match(r"[:：]\d\d", after) or (re.search(r"\d[:：]\Z", before) and len(run) == 2 and "." not in run))


_RANGE_MARK = r"[-—–~～]+"


def _is_range_or_sum(before: str, after: str) -> bool:
    """2-3 个, 100～200万元, 1+1+8, 1:2: no single number was printed."""
    if re.match(rf"\s*{_RANGE_MARK}\s*\d", after) or re.search(rf"\d(?:%|万元|元|岁)?\s*{_RANGE_MARK}\s*\Z", before):
        return True
    return bool(re.match(r"[+＋]\d", after) or re.search(r"\d[+＋]\Z", before))


def _measured(text: str, start: int, end: int, run: str) -> Token:
    """The number with its unit, sign, operator and loosening words."""
    value = parse_decimal(run)
    assert value is not None
    places = len(run.partition(".")[2])
    before = _BEFORE.search(text[max(0, start - 12) : start])
    assert before is not None
    word = _BEFORE_WORD.search(text[max(0, start - 6) : start])
    operator = before.group("operator") or (_OPERATOR_WORDS.get(word.group(1), "") if word else "")
    operator = {">=": "≥", "<=": "≤"}.get(operator, operator)
    approximation: Approximation = APPROXIMATIONS.get(word.group(1), "") if word else ""
    first = start
    if before.group("sign") and _sign_counts(text, start):
        first = text.rindex(before.group("sign"), 0, start)
        value = -value if before.group("sign") == "-" else value
    words = start - (len(word.group()) if word else 0)
    sort, stop, unit, multiplier, loosened = _unit(text, end)
    after = _LOOSE_AFTER.match(text[stop:])
    if after and sort is not Sort.BARE:
        loosened = loosened or APPROXIMATIONS[after.group(1)]
        stop += after.end()
    if multiplier != 1:
        # 12.4 万人次 is 124000 people; the decimals belong to the myriad.
        value = exact(Fraction(value) * multiplier)
    printed = Printed(value, unit, places, text[first:stop], loosened or approximation, multiplier)
    return Token(sort, first, stop, printed, operator, min(words, first))


def _sign_counts(text: str, start: int) -> bool:
    """A minus belongs to the number unless it joins two things (5-7, 项目-3)."""
    head = text[max(0, start - _NEAR) : start].rstrip("+- ")
    return not head or head[-1] in "=＝≥≤><:：为是于率余额数值比,，、;；。(（达约至 \t|"


def _unit(text: str, end: int) -> tuple[Sort, int, str, int, Approximation]:
    """Sort, end, unit, multiplier and loosening of the number that ends at ``end``."""
    match = _UNITS.match(text, end)
    assert match is not None
    more: Approximation = "more" if match.group("more") or match.group("more2") else ""
    if match.group("more") == "来":
        more = "about"
    unit = match.group("unit") or ""
    if unit in ("万余元", "亿余元", "万多元"):
        unit, more = unit[0] + "元", "more"
    stop = match.end()
    if unit.endswith("元"):
        sort = Sort.PRICE if _PER.match(text, stop) else Sort.MONEY
        return sort, stop, unit, 1, more
    if unit in ("%", "‰", "个百分点", "百分点"):
        return Sort.RATE, stop, unit, 1, more
    counted = _CLASSIFIER.match(text, stop if unit or more else end)
    if unit in ("万", "亿"):
        scale = 10_000 if unit == "万" else 100_000_000
        if counted:
            return Sort.COUNT, counted.end(), counted.group("unit"), scale, more
        if text[stop : stop + 1] == "元":
            return Sort.MONEY, stop + 1, unit + "元", 1, more
        return Sort.MYRIAD, stop, unit + "元", 1, more
    if counted:
        return Sort.COUNT, counted.end(), counted.group("unit"), 1, more
    score = _SCORE.match(text, end)
    if score:
        return Sort.SCORE, score.end(), "分", 1, ""
    return Sort.BARE, end, "", 1, ""


def _chinese(text: str) -> list[Token]:
    """Counts and percentages in Chinese numerals: 三场, 十余家, 百分之九十五."""
    found: list[Token] = []
    for match in _CHINESE_PERCENT.finditer(text):
        whole = chinese_integer(match.group("number"))
        decimals = chinese_integer(match.group("decimals") or "")
        if whole is None:
            continue
        digits = f"{whole}.{decimals}" if decimals is not None else str(whole)
        value = parse_decimal(digits)
        assert value is not None
        printed = Printed(value, "%", len(digits.partition(".")[2]), match.group())
        found.append(Token(Sort.RATE, match.start(), match.end(), printed, words=match.start()))
    for match in _CHINESE_COUNT.finditer(text):
        number = chinese_integer(match.group("number"))
        before = text[: match.start()]
        goes_on = text[match.end() : match.end() + 1] in _WORD_GOES_ON.get(match.group("unit"), "")
        if (
            number is None
            or number == 0
            or (goes_on and match.end() < len(text))
            or re.search(r"(?:第|每|这|某|同|各|[\d.]|初|首|再|逐|一|数|好)\s*\Z", before)
        ):
            continue
        if number == 1 and match.group("unit") in ("项", "位", "人", "名", "期", "部", "台", "家", "所"):
            continue
        approximation: Approximation = "more" if match.group("more") else ""
        printed = Printed(Decimal(number), match.group("unit"), 0, match.group(), approximation)
        found.append(Token(Sort.COUNT, match.start(), match.end(), printed, words=match.start()))
    return found
