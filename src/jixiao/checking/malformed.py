"""Digits, points and commas that make no number (``7,00.0,77``), and what they may have been meant to be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jixiao.checking.passages import passages
from jixiao.numbers import narrow, parse_decimal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from jixiao.checking.passages import Passage
    from jixiao.report import Report

__all__ = ["Spoiled", "plain_digits", "readings", "spoiled"]

_TOKEN = re.compile(r"(?<![0-9A-Za-z_.,])\d[\d,.]*[,.][\d,.]*\d")
_UNIT = re.compile(r"\s*(?:亿元|万元|千元|元|亿|万|%|‰)")
_DOTTED_DATE = re.compile(r"(?:19|20)\d{2}\.\d{1,2}(?:\.\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A broken number. ``certain``: it carries a unit of money or fills its cell, so it has to be a number."""

    text: str
    passage: Passage
    start: int
    end: int
    certain: bool


def readings(text: str) -> tuple[Decimal, ...]:
    """What broken digits may have been meant to be: each of the points kept as the decimal point, or the last comma
    where it stands behind the points; each comma where there is no point."""
    mark = "." if "." in text else ","
    cuts = [match.start() for match in re.finditer(re.escape(mark), text)]
    if mark == "." and text.rfind(",") > cuts[-1]:
        cuts.append(text.rfind(","))
    digits = (f"{re.sub(r'[^0-9]', '', text[:cut])}.{re.sub(r'[^0-9]', '', text[cut:])}" for cut in cuts)
    return tuple(sorted({value for each in digits if (value := parse_decimal(each)) is not None}))


def spoiled(report: Report) -> Iterator[Spoiled]:
    """Every broken number of the report."""
    for passage in passages(report):
        text = plain_digits(passage.text)
        for match in _TOKEN.finditer(text):
            token = match.group()
            money = _UNIT.match(text, match.end()) is not None
            alone = text.strip() == token
            if _malformed(token, sure=alone or money):
                yield Spoiled(token, passage, match.start(), match.end(), money or (alone and "," in token))


def plain_digits(text: str) -> str:
    """Full-width digits and points made plain, one for one; a full-width comma separates words and stays."""
    return "，".join(map(narrow, text.split("，")))


def _malformed(token: str, *, sure: bool) -> bool:
    if parse_decimal(token) is not None or ".." in token or _DOTTED_DATE.fullmatch(token):
        return False
    if "," in token and "." in token:
        # Numbers in a row (1.5,2.5) are no broken number, unless one of them begins with idle zeros (7,00.0,77).
        parts = token.split(",")
        idle = any(re.match(r"0\d", part) for part in parts[1:])
        return sure or idle or any(parse_decimal(part) is None for part in parts)
    if "," in token:
        return sure and not all(len(part) == 4 for part in token.split(","))
    # Section numbers and versions (1.2.3) have short groups and no unit.
    return sure and token.count(".") >= 2 and len(token) > 5
