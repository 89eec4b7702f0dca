"""The only place that makes decimals.

Figures in Chinese budget reports are printed: ``3,316.8 万元``, ``９６．２２％``, ``近 9 万人次``, ``第十一次``.
This module turns such text into exact values that remember how they were printed, gives the interval of true
values a printed figure stands for, and rounds by name. Nothing here ever goes through a binary float except
:func:`from_float`, which undoes what spreadsheet files do to decimals.

A cell with nothing in it is :data:`Missing.BLANK`, a cell that says 不适用 is :data:`Missing.NOT_APPLICABLE`;
neither is zero.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal

from jixiao.intervals import Interval

__all__ = [
    "APPROXIMATIONS",
    "ROUNDINGS",
    "UNITS",
    "Approximation",
    "Missing",
    "Printed",
    "Rounding",
    "Unit",
    "UnitKind",
    "chinese_integer",
    "exact",
    "from_digits",
    "from_float",
    "narrow",
    "parse_cell",
    "parse_decimal",
    "parse_printed",
    "plain",
    "round_by",
    "rounding",
    "unit_named",
]


class Missing(Enum):
    """Why there is no number: nothing was entered, or the question does not arise. Neither is zero."""

    BLANK = "blank"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        return "未填" if self is Missing.BLANK else "不适用"


# --- characters ------------------------------------------------------------------------------------------------

_WIDE = {ord("０") + i: ord("0") + i for i in range(10)}
_WIDE.update({ord("Ａ") + i: ord("A") + i for i in range(26)})
_WIDE.update({ord("ａ") + i: ord("a") + i for i in range(26)})
_WIDE.update(
    {
        ord(wide): ord(slim)
        for wide, slim in {
            "．": ".",
            "，": ",",
            "％": "%",
            "－": "-",
            "﹣": "-",
            "−": "-",
            "＋": "+",
            "（": "(",
            "）": ")",
            "：": ":",
            "；": ";",
            "／": "/",
            "＝": "=",
            "＜": "<",
            "＞": ">",
            "＊": "*",
            "　": " ",
            "\xa0": " ",
            "\u2002": " ",
            "\u2003": " ",
            "\u2009": " ",
            "≧": "≥",
            "≦": "≤",
            "⩾": "≥",
            "⩽": "≤",
            "﹪": "%",
        }.items()
    }
)


def narrow(text: str) -> str:
    """Full-width digits, letters and punctuation as their plain forms.

    One character for one character, so that a span in the result is the same span in the original.
    """
    return text.translate(_WIDE)


# --- units -----------------------------------------------------------------------------------------------------


class UnitKind(Enum):
    """What a unit measures. Money and ratios are rounded when printed; counts, scores and the rest are exact."""

    MONEY = "money"
    RATIO = "ratio"
    SCORE = "score"
    COUNT = "count"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: its printed name, its kind, and how many base units one of it is.

    The base unit of money is 万元, of ratios 1 (so 1 % is 1/100); of anything else the unit itself.
    """

    name: str
    kind: UnitKind
    factor: Fraction

    @property
    def is_money(self) -> bool:
        return self.kind is UnitKind.MONEY


_MONEY = {
    "元": Fraction(1, 10_000),
    "角": Fraction(1, 100_000),
    "分钱": Fraction(1, 1_000_000),
    "千元": Fraction(1, 10),
    "万": Fraction(1),
    "万元": Fraction(1),
    "十万元": Fraction(10),
    "百万元": Fraction(100),
    "千万元": Fraction(1_000),
    "亿": Fraction(10_000),
    "亿元": Fraction(10_000),
}
_RATIO = {
    "%": Fraction(1, 100),
    "‰": Fraction(1, 1000),
    "个百分点": Fraction(1, 100),
    "百分点": Fraction(1, 100),
    "个千分点": Fraction(1, 1000),
}

UNITS: Final[dict[str, Unit]] = {
    **{name: Unit(name, UnitKind.MONEY, factor) for name, factor in _MONEY.items() if name not in ("万", "亿")},
    **{name: Unit(name, UnitKind.RATIO, factor) for name, factor in _RATIO.items()},
    "分": Unit("分", UnitKind.SCORE, Fraction(1)),
    "": Unit("", UnitKind.NONE, Fraction(1)),
}


@lru_cache(maxsize=4_000)
def unit_named(name: str) -> Unit:
    """The unit printed as ``name``. A name not in :data:`UNITS` is something counted (场, 人次, 公里)."""
    name = narrow(name).strip()
    return UNITS.get(name) or Unit(name, UnitKind.COUNT, Fraction(1))


# --- approximate words -----------------------------------------------------------------------------------------

Approximation = Literal["", "near", "about", "more", "at_least", "at_most"]

APPROXIMATIONS: Final[dict[str, Approximation]] = {
    "将近": "near",
    "接近": "near",
    "近": "near",
    "大约": "about",
    "约": "about",
    "左右": "about",
    "上下": "about",
    "余": "more",
    "多": "more",
    "几": "more",
    "来": "about",
    "超过": "at_least",
    "超": "at_least",
    "逾": "at_least",
    "以上": "at_least",
    "不少于": "at_least",
    "不低于": "at_least",
    "至少": "at_least",
    "达到": "",
    "以下": "at_most",
    "以内": "at_most",
    "不超过": "at_most",
    "不高于": "at_most",
    "至多": "at_most",
}


# --- printed figures -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as it was printed.

    ``value`` is the number in front of the unit, exactly; ``unit`` the unit's printed name (inherited from a table
    head where the figure itself has none); ``places`` the number of decimals printed; ``text`` the characters read;
    ``approximation`` how a word beside it loosens it. ``multiplier`` is the myriad word between number and counting
    unit (``9 万人次`` is value 90000, multiplier 10000, so that its printed precision is 10 000 people).
    """

    value: Decimal
    unit: str = ""
    places: int = 0
    text: str = ""
    approximation: Approximation = ""
    multiplier: int = 1

    @property
    def kind(self) -> UnitKind:
        return unit_named(self.unit).kind

    @property
    def base(self) -> Fraction:
        """The value in base units: 万元 for money, 1 for ratios, the unit itself otherwise."""
        return Fraction(self.value) * unit_named(self.unit).factor

    @property
    def interval(self) -> Interval:
        """The true values it can stand for, in base units.

        Money and ratios are rounded half-up to their printed digits: 96.22 % means [96.215 %, 96.225 %).
        Counts and scores are what they say, unless a word (近, 约, 多 …) or a myriad unit loosens them.
        """
        factor = unit_named(self.unit).factor
        value = Fraction(self.value)
        if self.approximation:
            return _loosened(value, self.approximation, self.multiplier).scaled(factor)
        if self.kind in (UnitKind.MONEY, UnitKind.RATIO) or self.multiplier != 1:
            half = Fraction(self.multiplier, 2 * 10**self.places)
            # Half-up rounds away from zero, so the closed end is the one nearer to zero; around zero both belong.
            if value > 0:
                return Interval(value - half, value + half, True, False).scaled(factor)
            if value < 0:
                return Interval(value - half, value + half, False, True).scaled(factor)
            return Interval(-half, half, False, False).scaled(factor)
        return Interval.point(value)

    @property
    def truncated_interval(self) -> Interval:
        """The true values if the figure was cut off instead of rounded: 17.35 means [17.35, 17.36)."""
        factor = unit_named(self.unit).factor
        step = Fraction(self.multiplier, 10**self.places)
        value = Fraction(self.value)
        if value < 0:
            return Interval(value - step, value, False, True).scaled(factor)
        return Interval(value, value + step, True, False).scaled(factor)

    def in_unit(self, unit: str) -> Decimal:
        """The value in another unit of the same kind, exactly; raises ``ValueError`` if the kinds differ."""
        target = unit_named(unit)
        if target.kind is not self.kind:
            raise ValueError(f"{self.unit} 不能换算为 {unit}")
        return exact(self.base / target.factor)


def _loosened(value: Fraction, approximation: Approximation, multiplier: int) -> Interval:
    if approximation == "near":
        return Interval(value * Fraction(9, 10), value)
    if approximation == "about":
        return Interval(value * Fraction(9, 10), value * Fraction(11, 10))
    if approximation == "more":
        # 200 多 is below 300, 120 多 below 130, 4 万多 below 5 万: one step of the last digit that is not zero.
        step = Fraction(multiplier)
        whole = value / multiplier
        while whole and whole % 10 == 0:
            whole /= 10
            step *= 10
        return Interval(value, value + step, True, False)
    if approximation == "at_least":
        return Interval(value, None)
    return Interval(None, value)


# --- reading numbers -------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+")
_DIGIT = {
    "零": 0,
    "〇": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_DIGIT.update({"壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9})
_PLACE = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIAD = {"万": 10_000, "亿": 100_000_000}
_CONTEXT = Context(prec=60)
_STORED = Context(prec=15)
_LARGEST_EXPONENT = 308


def parse_decimal(text: str) -> Decimal | None:
    """The number that the whole of ``text`` is, or ``None``.

    Full-width forms, blanks at the ends and grouping marks in threes are understood, malformed grouping such as
    ``7,00.0,77`` is not: it gives ``None`` rather than a guess. Scientific notation is not a printed figure.
    """
    slim = narrow(text).strip().replace(" ", "")
    return Decimal(slim.replace(",", ""), _CONTEXT) if _PLAIN.fullmatch(slim) else None


def chinese_integer(text: str) -> int | None:
    """The integer a Chinese numeral says: 三百二十 is 320, 第十一 is 11, 两 is 2, 二〇二三 is 2023; else ``None``."""
    text = text.removeprefix("第").strip()
    if not text or any(c not in _DIGIT and c not in _PLACE and c not in _MYRIAD for c in text):
        return None
    if all(c in _DIGIT for c in text):
        return int("".join(str(_DIGIT[c]) for c in text))
    total = section = digit = 0
    pending = False  # a digit waits for its place
    last_place = 10
    for c in text:
        if c in _DIGIT:
            if pending and digit != 0:
                return None
            digit, pending = _DIGIT[c], True
        elif c in _PLACE:
            section += (digit if pending else 1) * _PLACE[c]
            last_place = _PLACE[c]
            digit, pending = 0, False
        else:
            section += digit
            total = (total + section) * _MYRIAD[c] if c == "亿" else total + section * _MYRIAD[c]
            last_place = _MYRIAD[c]
            section = digit = 0
            pending = False
    if pending and digit and len(text) >= 2 and text[-2] in ("百", "佰", "千", "仟", "万", "亿"):
        # 三百二 is 320 in speech: the digit counts the next lower place.
        return total + section + digit * last_place // 10
    return total + section + digit


_UNIT_TAIL = re.compile(r"(亿元|千万元|百万元|十万元|万元|千元|元|亿|万|%|‰|个百分点|百分点|分)?(.*)", re.DOTALL)


def parse_printed(text: str, unit: str = "") -> Printed | None:
    """The printed figure that the whole of ``text`` is: number, unit and approximate words; else ``None``.

    ``unit`` is the unit to inherit (from a table head) where the text itself prints none. ``8.54万`` is money when
    the inherited unit is money or none is given; ``9 万人次`` is a count.
    """
    slim = narrow(text).strip()
    approximation: Approximation = ""
    for word, meaning in APPROXIMATIONS.items():
        if meaning and slim.startswith(word):
            slim, approximation = slim.removeprefix(word).strip(), meaning
            break
    match = _PLAIN.match(slim)
    if match is None:
        return None
    number = Decimal(match.group().replace(",", ""), _CONTEXT)
    places = len(match.group().partition(".")[2])
    rest = slim[match.end() :].strip()
    for word in ("多", "余", "几", "来"):
        if rest.startswith(word):
            rest, approximation = rest.removeprefix(word).strip(), APPROXIMATIONS[word]
            break
    for word in ("左右", "以上", "以下", "以内", "上下"):
        if rest.endswith(word):
            rest, approximation = rest.removesuffix(word).strip(), APPROXIMATIONS[word]
            break
    return _with_unit(number, places, rest, unit, text, approximation)


def _with_unit(
    number: Decimal, places: int, rest: str, unit: str, text: str, approximation: Approximation
) -> Printed | None:
    if rest and (rest[0].isdigit() or rest[0] in ",."):
        return None
    found = _UNIT_TAIL.fullmatch(rest)
    assert found is not None
    head, tail = found.group(1) or "", found.group(2).strip()
    if not rest:
        return Printed(number, unit, places, text, approximation)
    if head in ("万", "亿"):
        for word in ("多", "余"):
            if tail.startswith(word):
                tail, approximation = tail.removeprefix(word).strip(), "more"
        if tail == "元":
            return Printed(number, head + "元", places, text, approximation)
        if not tail and (not unit or unit_named(unit).is_money):
            return Printed(number, head + "元", places, text, approximation)
        scale = _MYRIAD[head]
        return Printed(number * scale, tail or unit, places, text, approximation, scale)
    if head and not tail:
        return Printed(number, head, places, text, approximation)
    if any(c.isdigit() for c in rest):
        return None
    return Printed(number, rest, places, text, approximation)


_BLANK = {"", "-", "—", "——", "--", "－", "/", "／", "…", "无数据", "待补充"}
_NOT_APPLICABLE = {"不适用", "不涉及", "n/a", "na", "无此项"}


def parse_cell(value: object, unit: str = "") -> Printed | Missing | None:
    """What a cell of a table or workbook holds: a figure, one kind of missing, or ``None`` if it is other text."""
    if value is None:
        return Missing.BLANK
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Printed(Decimal(value), unit, 0, str(value))
    if isinstance(value, float):
        number = from_float(value)
        if number is None:
            return None
        return Printed(number, unit, max(0, -int(number.as_tuple().exponent)), plain(number))
    if isinstance(value, Decimal):
        return Printed(value, unit, max(0, -int(value.as_tuple().exponent)), plain(value))
    text = narrow(str(value)).strip()
    if text in _BLANK:
        return Missing.BLANK
    if text.lower() in _NOT_APPLICABLE:
        return Missing.NOT_APPLICABLE
    if text.startswith(("\N{YEN SIGN}", "\N{FULLWIDTH YEN SIGN}")):
        return parse_printed(text[1:].strip(), "元")  # the sign says 元 unless the figure names another unit
    return parse_printed(text, unit)


def from_float(value: float) -> Decimal | None:
    """The decimal a spreadsheet meant by a binary float (15 significant digits); ``None`` for infinities and NaN."""
    try:
        number = Decimal(f"{value:.15g}")
    except InvalidOperation:  # pragma: no cover - format never yields an unreadable text
        return None
    return Decimal(plain(number)) if number.is_finite() else None


def from_digits(text: str) -> Decimal | None:
    """The decimal a spreadsheet meant by the digits in its file: ``0.96220000000000006`` is 0.9622, ``1.2E3`` is 1200.

    Spreadsheets store binary floats, which carry 15 significant digits; ``None`` if ``text`` is no finite number that
    a binary float can hold.
    """
    try:
        number = _STORED.create_decimal(text.strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() > _LARGEST_EXPONENT:
        return None
    return Decimal(plain(number.normalize(_STORED))) if number else Decimal(0)


# --- rounding and printing -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rounding:
    """A named way to round: ``half_up_2`` is 四舍五入 to two decimals, ties away from zero."""

    name: str
    mode: str
    places: int
    label: str


ROUNDINGS: Final[dict[str, Rounding]] = {
    f"{prefix}_{places}": Rounding(
        f"{prefix}_{places}", mode, places, f"{label}，保留{places}位小数" if places else f"{label}到整数"
    )
    for prefix, mode, label in (
        ("half_up", ROUND_HALF_UP, "四舍五入"),
        ("half_even", ROUND_HALF_EVEN, "四舍六入五成双"),
        ("truncate", ROUND_DOWN, "舍去"),
    )
    for places in range(13)
}


def rounding(name: str) -> Rounding:
    """The rounding called ``name``; ``KeyError`` if there is none (the scheme loader reports that as a fault)."""
    return ROUNDINGS[name]


def round_by(name: str, value: Decimal | Fraction | int) -> Decimal:
    """``value`` rounded by the rounding called ``name``, computed on the exact value, with exactly its places."""
    how = ROUNDINGS[name]
    scale = 10**how.places
    scaled = Fraction(value) * scale
    whole, remainder = divmod(abs(scaled.numerator), scaled.denominator)
    twice = 2 * remainder
    if how.mode == ROUND_HALF_UP:
        up = twice >= scaled.denominator
    elif how.mode == ROUND_HALF_EVEN:
        up = twice > scaled.denominator or (twice == scaled.denominator and whole % 2 == 1)
    else:
        up = False
    whole += up
    return (Decimal(-whole if scaled < 0 else whole)).scaleb(-how.places, _CONTEXT)


def exact(value: Fraction | int | Decimal) -> Decimal:
    """The decimal equal to ``value``; ``ValueError`` if it has no finite decimal form (1/3)."""
    number = Fraction(value)
    denominator, twos, fives = number.denominator, 0, 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    if denominator != 1:
        raise ValueError(f"{value} 不是有限小数")
    places = max(twos, fives)
    whole = number.numerator * 10**places // number.denominator
    return Decimal(whole).scaleb(-places, Context(prec=max(60, len(str(whole)) + 2)))


def plain(value: Decimal | Fraction | int, places: int | None = None) -> str:
    """``value`` in plain digits without exponent or grouping, optionally rounded half-up to ``places`` decimals."""
    if places is not None:
        return f"{round_by(f'half_up_{places}', value):f}"
    return f"{value if isinstance(value, Decimal) else exact(value):f}"
