"""What a field becomes in a template: its words, whether it is missing, and how money is asked in another unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from jixiao.numbers import exact, plain, unit_named
from jixiao.writing.dossier import GAP

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

__all__ = [
    "GAP_END",
    "GAP_LABEL",
    "GAP_START",
    "MERGE_NEXT",
    "MERGE_START",
    "MONEY_FILTERS",
    "Row",
    "Value",
    "in_money_unit",
]

GAP_START: Final = "\uf8f0"
GAP_LABEL: Final = "\uf8f1"
GAP_END: Final = "\uf8f2"
"""Private signs around a gap: start, what is missing, label, the words to print, end. They mark the gap through the
rendering, so that it can be highlighted in the template's own font; nothing that a user wrote may hold them."""

MERGE_START: Final = "\uf8f3"
MERGE_NEXT: Final = "\uf8f4"
"""Private signs in a cell that is merged over the rows of a loop: in its first row, and in the rows below."""

_NOT_IN_XML: Final = re.compile(
    f"[^\\t\\n\\r -\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]|[{GAP_START}-{MERGE_NEXT}]"
)


@dataclass(frozen=True, slots=True)
class Value:
    """``text`` as printed; ``gap`` names what is missing where something is (then ``text`` says 待补充); ``money`` is the
    exact amount in 万元. In a condition a value holds unless it is a gap, empty, or the answer 否."""

    text: str
    gap: str = ""
    money: Fraction | None = None
    answer: bool | None = None

    @classmethod
    def missing(cls, label: str, unit: str = "") -> Value:
        return cls(f"{GAP}{unit}", gap=label)

    def __html__(self) -> str:
        """The words for an XML text; jinja asks for this instead of escaping."""
        from html import escape

        words = escape(_NOT_IN_XML.sub("", self.text.replace("\r\n", "\n")), quote=False)
        if not self.gap:
            return words
        label = escape(_NOT_IN_XML.sub("", self.gap), quote=False)
        return f"{GAP_START}{label}{GAP_LABEL}{words}{GAP_END}"

    def __str__(self) -> str:
        return self.__html__()

    def __bool__(self) -> bool:
        return bool(self.text) and not self.gap and self.answer is not False

    def __eq__(self, other: object) -> bool:
        """Equal to a text that says the same: conditions compare a field with words in quotes."""
        if isinstance(other, Value):
            return (self.text, self.gap) == (other.text, other.gap)
        return isinstance(other, str) and not self.gap and self.text == other

    def __hash__(self) -> int:
        return hash(self.text)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: its columns by their names. Only these can be reached from a template."""

    cells: Mapping[str, Value | tuple[Row, ...]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Value | tuple[Row, ...]:
        return self.cells[name]


MONEY_FILTERS: Final = {"元": "换算成元", "万元": "换算成万元", "亿元": "换算成亿元"}
"""Filters on amounts, by the unit they convert to: exact, without the unit's name."""


def in_money_unit(value: Value, unit: str) -> Value:
    """The amount in another unit, exactly; what is no amount (不适用, a gap) is left as it is."""
    if value.money is None:
        return value
    amount = value.money / unit_named(unit).factor
    return Value(plain(exact(amount)), money=value.money)
