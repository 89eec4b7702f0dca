"""Reads arithmetic that the report itself writes out: ``6528/10000=65%``, ``1 分*65%=0.65 分``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao.intervals import Interval
from jixiao.numbers import Printed, UnitKind, narrow, parse_decimal, unit_named

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Equation", "Value", "equations"]

_UNIT = (
    r"(?:亿元|万元|千元|元|个百分点|%|‰|分(?!之)|人次|人|户|个|次|场|项|件|亩|公里|km|家|天|个?月|年|套|台|所|名|篇)"
)
_CUT = r"(?:…+|\.{3,})"
"""Behind the digits of a number: there are more of them (94.997…%), so that it is cut off and not rounded."""
_ABSOLUTE = "绝对值"
_LITERAL = rf"\d[\d,]*(?:\.\d+)?{_CUT}?\s*{_UNIT}?"
_OPEN = rf"(?:(?:{_ABSOLUTE}\s*)?[(（\[]\s*)*"
_SIDE = rf"{_OPEN}{_LITERAL}(?:\s*[)）\]]*\s*[+\-－—×xX*÷/]\s*{_OPEN}{_LITERAL})*\s*[)）\]]*"
_EQUATION = re.compile(rf"(?<![\d.A-Za-z]){_SIDE}(?:\s*[=＝≈]\s*-?\s*{_SIDE})+")
_TOKEN = re.compile(
    rf"\s*(?:(?P<number>\d[\d,]*(?:\.\d+)?)(?P<cut>{_CUT})?\s*(?P<unit>{_UNIT})?|(?P<sign>[()+\-*/]|{_ABSOLUTE}))"
)
_PLAIN = str.maketrans({"×": "*", "x": "*", "X": "*", "÷": "/", "－": "-", "—": "-", "[": "(", "]": ")", "≈": "="})


@dataclass(frozen=True, slots=True)
class Value:
    """What a side comes to: exactly as printed, and the interval that the rounding of its numbers leaves.

    ``literal`` is the figure where the side is a single one, ``cut`` whether its digits go on (…); ``money`` says whether the value is in 万元; ``whole``
    whether it is made of whole numbers only; ``additive`` whether of sums and differences only.
    """

    exact: Fraction
    inside: Interval
    literal: Printed | None
    money: bool
    whole: bool
    additive: bool = True
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Equation:
    """Two sides that the text joins by an equals sign, of which the right one is a single figure; ``cut``: one whose
    further digits were left out."""

    left: Value
    right: Printed
    text: str
    start: int
    end: int
    cut: bool = False

    @property
    def money(self) -> bool:
        """Whether the left side is in base units of money, so that the right one has to be as well."""
        return self.left.money


def equations(text: str) -> Iterator[Equation]:
    """The equations of ``text``; one side has to be computed and the other be a figure."""
    slim = "".join(character if character == "，" else narrow(character) for character in text)
    for match in _EQUATION.finditer(slim):
        sides = re.split(r"[=≈]", match.group())
        offset = match.start()
        spans = []
        for side in sides:
            spans.append((offset, offset + len(side)))
            offset += len(side) + 1
        values = [_evaluate(side) for side in sides]
        for at in range(len(sides) - 1):
            left, right = values[at], values[at + 1]
            if left is None or right is None:
                continue
            start, end = spans[at][0], spans[at + 1][1]
            if left.literal is None and right.literal is not None:
                yield Equation(left, right.literal, text[start:end].strip(), start, end, right.cut)
            elif left.literal is not None and right.literal is None:
                yield Equation(right, left.literal, text[start:end].strip(), start, end, left.cut)


def _evaluate(side: str) -> Value | None:
    """The value of one side; ``None`` where brackets do not close or a divisor is zero."""
    tokens = list(_tokens(side.translate(_PLAIN)))
    try:
        value, rest = _sum(tokens, 0)
    except (IndexError, ZeroDivisionError):
        return None
    return value if rest == len(tokens) else None


@dataclass(frozen=True, slots=True)
class _Number:
    """A number within a side, and whether its digits go on."""

    printed: Printed
    cut: bool


Token = _Number | str


def _tokens(side: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(side):
        if match.group("sign"):
            yield match.group("sign")
        else:
            number = parse_decimal(match.group("number"))
            if number is None:
                yield "?"
                continue
            places = len(match.group("number").partition(".")[2])
            printed = Printed(number, match.group("unit") or "", places, match.group().strip())
            yield _Number(printed, match.group("cut") is not None)


def _sum(tokens: list[Token], at: int) -> tuple[Value, int]:
    value, at = _product(tokens, at)
    while at < len(tokens) and tokens[at] in ("+", "-"):
        sign = 1 if tokens[at] == "+" else -1
        other, at = _product(tokens, at + 1)
        value = Value(
            value.exact + sign * other.exact,
            value.inside + other.inside.scaled(sign),
            None,
            value.money or other.money,
            value.whole and other.whole,
            value.additive and other.additive,
        )
    return value, at


def _product(tokens: list[Token], at: int) -> tuple[Value, int]:
    value, at = _atom(tokens, at)
    while at < len(tokens) and tokens[at] in ("*", "/"):
        times = tokens[at] == "*"
        other, at = _atom(tokens, at + 1)
        exact = value.exact * other.exact if times else value.exact / other.exact
        inside = value.inside * other.inside if times else value.inside / other.inside
        whole = value.whole and other.whole and times
        value = Value(exact, inside, None, value.money != other.money, whole, additive=False)
    return value, at


def _atom(tokens: list[Token], at: int) -> tuple[Value, int]:
    term = tokens[at]
    if term == "(":
        value, at = _sum(tokens, at + 1)
        if tokens[at] != ")":
            raise IndexError
        return value, at + 1
    if term == "-":
        value, at = _atom(tokens, at + 1)
        return _negative(value), at
    if term == _ABSOLUTE:
        value, at = _atom(tokens, at + 1)
        return (_negative(value) if value.exact < 0 else value), at
    if not isinstance(term, _Number):
        raise IndexError
    return _literal(term), at + 1


def _negative(value: Value) -> Value:
    literal = value.literal and replace(value.literal, value=-value.literal.value, text=f"-{value.literal.text}")
    return replace(value, exact=-value.exact, inside=-value.inside, literal=literal)


def _literal(number: _Number) -> Value:
    term, cut = number.printed, number.cut
    kind = unit_named(term.unit).kind
    if kind in (UnitKind.MONEY, UnitKind.RATIO):
        # 100 % as a factor is exact: it only turns a quotient into per cent.
        turns = term.base == 1 and kind is UnitKind.RATIO
        inside = Interval.point(1) if turns else term.truncated_interval if cut else term.interval
        return Value(term.base, inside, term, kind is UnitKind.MONEY, whole=False, cut=cut)
    if cut:
        return Value(Fraction(term.value), term.truncated_interval, term, money=False, whole=False, cut=True)
    half = Fraction(1, 2 * 10**term.places)
    exact = Fraction(term.value)
    inside = Interval(exact - half, exact + half, True, False) if term.places else Interval.point(exact)
    return Value(exact, inside, term, money=False, whole=term.places == 0)
