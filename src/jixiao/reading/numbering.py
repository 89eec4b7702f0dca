"""The number in front of a heading or list item: its form, its ordinal, and the words after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from jixiao.numbers import chinese_integer

__all__ = ["RANKS", "Numbering", "numbering"]

RANKS: Final[dict[str, int]] = {
    "第一部分": 0,
    "第一章": 1,
    "第一节": 2,
    "第一条": 3,
    "Ⅰ": 3,
    "一、": 4,
    "（一）": 5,
    "1.": 6,
    "1、": 6,
    "1.1": 7,
    "1.1.1": 8,
    "（1）": 8,
    "1）": 9,
    "①": 10,
    "A.": 10,
    "（a）": 11,
}
"""The forms in their usual order from the whole to the part (公文 order: 一、 （一） 1. （1）); lower is higher up."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """``style`` is a key of :data:`RANKS`; ``end`` the offset in the text at which the words after the number begin."""

    style: str
    ordinal: int
    end: int


_HAN_NUMERAL = "一二三四五六七八九十百零〇"
_ROMAN: Final = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
_MEASURE = r"(?:[万亿千百]?元|[万亿]|倍|公里|千米|米|平方|立方|亩|公顷|吨|千克|公斤|小时|天|个百分|年(?![度初末])|分(?![析配布类]))"

_PATTERN = re.compile(
    rf"""
      第(?P<nth>[{_HAN_NUMERAL}]{{1,5}}|\d{{1,3}})\ ?(?P<part>部分|章|节|条)(?=[\s:：、]|[^\s，。的规款第])
    | (?P<han>[{_HAN_NUMERAL}]{{1,3}})\s?[、．.]\s*(?![一二三四五六七八九十]+(?:、|级))
    | [（(]\s?(?P<han_round>[{_HAN_NUMERAL}]{{1,3}})\s?[）)][、.．]?
    | (?P<sections>(?:[1-9]|[12]\d)(?:[.．](?:[1-9]|[12]\d)(?!\d)){{1,3}})(?:[、.．]|\s*(?!{_MEASURE})(?=[\u4e00-\u9fff（“《]))
    | (?P<point>\d{{1,2}})\s?[.．](?:(?!\d)|(?=(?:19|20)\d\d年))
    | (?P<comma>\d{{1,2}})\s?、(?:(?!\d)|(?=(?:19|20)\d\d年))
    | [（(]\s?(?P<round>\d{{1,2}})\s?[）)][、.．]?
    | (?P<half>\d{{1,2}})[）)]
    | (?P<circled>[①-⑳㉑-㉟㊱-㊿])
    | (?P<set_round>[⑴-⒇㈠-㈩])
    | (?P<set_point>[⒈-⒛])
    | (?P<roman_sign>[Ⅰ-Ⅻ])[、.．\s]
    | (?P<roman>(?:I{{1,3}}|IV|VI{{0,3}}|IX|X))[、.．](?![A-Za-z])
    | (?P<letter_round>[（(][a-zA-Z][）)])
    | (?P<letter>[A-H])[、.．](?![A-Za-z0-9])
    """,
    re.VERBOSE,
)
_FIRST: Final = frozenset(
    f"第{_HAN_NUMERAL}（(0123456789ABCDEFGHIVX"
    + "".join(
        map(chr, (*range(0x2160, 0x216C), *range(0x2460, 0x249C), *range(0x3220, 0x322A), *range(0x3251, 0x32C0)))
    )
)
"""Every character a numbering can begin with."""


def numbering(text: str) -> Numbering | None:
    """The numbering that ``text`` begins with, or ``None``.

    A decimal (``1.5万元``), a date (``2023.5``), a list of levels (``一、二级指标``) and a citation
    (``第十条规定``) are no numbering. Blanks in front are skipped and counted in ``end``.
    """
    start = len(text) - len(text.lstrip())
    if start == len(text) or text[start] not in _FIRST:
        return None
    found = _PATTERN.match(text, start)
    if found is None:
        return None
    style, ordinal = _meaning(found)
    if ordinal is None:
        return None
    end = found.end()
    while end < len(text) and text[end] in " \u3000\t":
        end += 1
    return Numbering(style, ordinal, end)


def _meaning(found: re.Match[str]) -> tuple[str, int | None]:
    kind = found.lastgroup
    if kind == "part":
        nth = found["nth"]
        return f"第一{found['part']}", int(nth) if nth.isdigit() else chinese_integer(nth)
    value = found[str(kind)]
    match kind:
        case "han":
            return "一、", chinese_integer(value)
        case "han_round":
            return "（一）", chinese_integer(value)
        case "sections":
            parts = re.split(r"[.．]", value)
            return ".".join(["1"] * min(len(parts), 3)), int(parts[-1])
        case "point":
            return "1.", int(value)
        case "comma":
            return "1、", int(value)
        case "round":
            return "（1）", int(value)
        case "half":
            return "1）", int(value)
        case "circled":
            return "①", _sign_ordinal(value, ("①", 1), ("㉑", 21), ("㊱", 36))
        case "set_round":
            if value >= "㈠":
                return "（一）", _sign_ordinal(value, ("㈠", 1))
            return "（1）", _sign_ordinal(value, ("⑴", 1))
        case "set_point":
            return "1.", _sign_ordinal(value, ("⒈", 1))
        case "roman_sign":
            return "Ⅰ", _sign_ordinal(value, ("Ⅰ", 1))
        case "roman":
            return "Ⅰ", _ROMAN.get(value)
        case "letter_round":
            return "（a）", ord(value[1].lower()) - ord("a") + 1
        case _:
            return "A.", ord(value) - ord("A") + 1


def _sign_ordinal(sign: str, *bases: tuple[str, int]) -> int:
    """The number in a sign such as ⑫: its distance from the nearest base below it."""
    base, first = max((base for base in bases if base[0] <= sign), key=lambda base: base[0])
    return ord(sign) - ord(base) + first
