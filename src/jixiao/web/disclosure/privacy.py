"""Looking for personal data in what is about to be published.

Numbers that prove themselves (an identity number has a check digit, a bank card number too) and those whose form is
unmistakable (mobile telephones, e-mail addresses). Whatever is found is shown with its place; a person decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import html

from jixiao.numbers import narrow
from jixiao.web.registers.blobs import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.web.evaluation.models import Version

__all__ = ["Trace", "traces_in", "traces_of"]

_IDENTITY: Final = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
_MOBILE: Final = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_CARD: Final = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"


@dataclass(frozen=True, slots=True)
class Trace:
    """Something personal: what it is, how it reads (its middle hidden), the words around it, the document."""

    kind: str
    shown: str
    context: str
    document: str = ""


def traces_of(version: Version) -> tuple[Trace, ...]:
    """What is found in the version's documents."""
    found: list[Trace] = []
    for file in version.files.filter(format="html"):
        page = html.fromstring(path_of(file.blob_id).read_bytes())
        text = "".join(str(piece) for piece in page.itertext())
        found += [Trace(trace.kind, trace.shown, trace.context, file.name) for trace in traces_in(text)]
    return tuple(dict.fromkeys(found))


def traces_in(text: str) -> Iterator[Trace]:
    """What is found in a text; grouping blanks within a number do not hide it."""
    slim = re.sub(r"(?<=\d)[ \t-](?=\d)", "", narrow(text))
    taken: list[tuple[int, int]] = []
    for kind, pattern, proves in (
        ("身份证号", _IDENTITY, _is_identity),
        ("手机号码", _MOBILE, bool),
        ("银行卡号", _CARD, _is_card),
        ("电子邮箱", _MAIL, bool),
    ):
        for match in pattern.finditer(slim):
            if any(start <= match.start() < end for start, end in taken) or not proves(match[0]):
                continue
            taken.append(match.span())
            around = slim[max(0, match.start() - 12) : match.start()] + "…" + slim[match.end() : match.end() + 8]
            yield Trace(kind, _hidden(match[0]), " ".join(around.split()))


def _hidden(text: str) -> str:
    """With its middle hidden: a list of what must not be published is itself read by many."""
    return f"{text[:3]}{'*' * (len(text) - 5)}{text[-2:]}" if len(text) > 6 else "*" * len(text)


def _is_identity(text: str) -> bool:
    """By the check digit of GB 11643 and a believable month and day of birth."""
    if not ("01" <= text[10:12] <= "12" and "01" <= text[12:14] <= "31"):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == text[17].upper()


def _is_card(text: str) -> bool:
    """By the Luhn check digit; the first digit of a bank card is 3 to 6."""
    if text[0] not in "3456":
        return False
    total = 0
    for place, digit in enumerate(reversed(text)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
