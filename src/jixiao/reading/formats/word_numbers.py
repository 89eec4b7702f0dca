"""The numbers Word makes itself: ``一、``, ``（二）`` and ``3.`` that stand in a document's settings, not in its text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from jixiao.reading.formats.archive import child

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

__all__ = ["ListNumbers", "chinese_numeral", "numbered"]

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_DIGITS = "零一二三四五六七八九"
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def chinese_numeral(number: int) -> str:
    """``number`` (0 to 9999) in Chinese as it is counted: 十一, 二十, 一百零三."""
    if not 0 < number < 10_000:
        return _DIGITS[0] if number == 0 else str(number)
    text, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + unit
            gap = False
        else:
            gap = True
    return text[1:] if text.startswith("一十") else text


def numbered(number: int, form: str) -> str:
    """``number`` in the number format that Word calls ``form``; the plain digits for forms that are not Chinese."""
    match form:
        case "chineseCounting" | "chineseCountingThousand" | "japaneseCounting" | "taiwaneseCountingThousand":
            return chinese_numeral(number)
        case "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital":
            return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))
        case "chineseLegalSimplified" | "ideographLegalTraditional":
            return chinese_numeral(number).translate(_LEGAL)
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if 1 <= number <= 20:
            return chr(ord("①") + number - 1)
        case "decimalEnclosedParen" if 1 <= number <= 20:
            return chr(ord("⑴") + number - 1)
        case "decimalEnclosedFullstop" if 1 <= number <= 20:
            return chr(ord("⒈") + number - 1)
        case "decimalZero":
            return f"{number:02d}"
        case "upperLetter" | "lowerLetter":
            letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letter if form == "upperLetter" else letter.lower()
        case "upperRoman" | "lowerRoman":
            return _roman(number) if form == "upperRoman" else _roman(number).lower()
        case "none":
            return ""
        case _:
            return str(number)


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        while number >= value and len(text) < 40:
            text, number = text + sign, number - value
    return text


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass(slots=True)
class ListNumbers:
    """Counts the paragraphs of each list and gives the text that Word prints in front of them."""

    lists: Mapping[str, str]
    """Number id → abstract list."""
    levels: Mapping[str, Mapping[int, _Level]]
    starts: Mapping[tuple[str, int], int]
    """First number where a list overrides it."""
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def read(cls, root: _Element | None) -> ListNumbers:
        """The lists that ``word/numbering.xml`` defines; none if the document has no such part."""
        levels: dict[str, dict[int, _Level]] = {}
        lists: dict[str, str] = {}
        starts: dict[tuple[str, int], int] = {}
        for abstract in root.iterchildren(f"{W}abstractNum") if root is not None else ():
            levels[abstract.get(f"{W}abstractNumId", "")] = {
                _integer(level.get(f"{W}ilvl")): _Level(
                    _value(level, "numFmt") or "decimal", _value(level, "lvlText"), _integer(_value(level, "start"), 1)
                )
                for level in abstract.iterchildren(f"{W}lvl")
            }
        for number in root.iterchildren(f"{W}num") if root is not None else ():
            key = number.get(f"{W}numId", "")
            lists[key] = _value(number, "abstractNumId")
            for override in number.iterchildren(f"{W}lvlOverride"):
                if start := _value(override, "startOverride"):
                    starts[key, _integer(override.get(f"{W}ilvl"))] = _integer(start, 1)
        return cls(lists, levels, starts)

    def next(self, key: str, depth: int) -> str:
        """What stands in front of the next paragraph of list ``key`` at level ``depth``; empty for bullets."""
        abstract = self.lists.get(key, "")
        forms = self.levels.get(abstract, {})
        level = forms.get(depth)
        if level is None:
            return ""
        counts = self.counts.setdefault(abstract, {})
        if (key, depth) in self.starts and (key, depth) not in self.begun:
            counts[depth] = self.starts[key, depth]
        else:
            counts[depth] = counts.get(depth, level.start - 1) + 1
        self.begun.add((key, depth))
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if level.form == "bullet":
            return ""

        def number(found: re.Match[str]) -> str:
            other = int(found.group(1)) - 1
            form = forms.get(other, level)
            return numbered(counts.get(other, form.start), form.form)

        return re.sub(r"%([1-9])", number, level.text)


def _value(element: _Element, name: str) -> str:
    found = child(element, f"{W}{name}")
    return found.get(f"{W}val", "") if found is not None else ""


def _integer(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else default
