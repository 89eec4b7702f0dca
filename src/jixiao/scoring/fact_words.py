"""Columns of answers, choices and dates: the words of a batch, and where there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from jixiao.numbers import Missing
from jixiao.schemes.examples import fact_value

if TYPE_CHECKING:
    from jixiao.facts import FactValue
    from jixiao.schemes.model import Input

__all__ = ["Words", "read_words", "word_of"]


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words: true or false, one of the choices, or a date's text. Where there is none, ``values`` holds
    something that means nothing; ``blank``, ``absent`` and ``bad`` say where that is."""

    values: pl.Series
    blank: pl.Series
    absent: pl.Series
    bad: pl.Series


def word_of(spec: Input, cell: object) -> FactValue | None:
    """What a cell means as an entry for the input; ``None`` where it cannot be one."""
    if cell is None:
        return Missing.BLANK
    if isinstance(cell, bool):
        return cell if spec.kind == "yes_no" else None
    return fact_value(spec, str(cell))


def read_words(cells: pl.Series, spec: Input) -> Words:
    """The words of a column of any type."""
    if cells.dtype == pl.Boolean and spec.kind == "yes_no":
        nowhere = pl.repeat(value=False, n=len(cells), dtype=pl.Boolean, eager=True)
        return Words(cells.fill_null(value=False), cells.is_null(), nowhere, nowhere)
    text = cells.cast(pl.String).str.strip_chars().fill_null("")
    meanings = {word: word_of(spec, word) for word in text.unique().to_list()}
    blank, absent, bad = (
        text.is_in([word for word, meaning in meanings.items() if meaning is kind])
        for kind in (Missing.BLANK, Missing.NOT_APPLICABLE, None)
    )
    if spec.kind == "yes_no":
        values = text.is_in([word for word, meaning in meanings.items() if meaning is True])
    elif spec.kind == "choice":
        values = text.cast(pl.Enum(["", *spec.choices]), strict=False).fill_null("")
    else:
        values = text
    return Words(values, blank, absent, bad)
