"""Numbers of running text with the words that name them, sentence by sentence.

For relations that the words of one sentence state (其中 …, 比上年增加 …, 共 … 个) and that have no name in the
vocabulary, so that :class:`jixiao.report.Figure` does not carry them.
"""

from __future__ import annotations

import itertools
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jixiao.checking.passages import passages
from jixiao.reading.extract.scan import Token, scan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jixiao.checking.passages import Passage
    from jixiao.location import Location
    from jixiao.report import Report

__all__ = ["Statement", "Term", "statements"]


@dataclass(frozen=True, slots=True)
class Term:
    """One number: ``lead`` are the words since the number before or the beginning of the sentence, ``clause`` the
    last clause of them, ``tail`` what follows up to the next number or the end of the sentence."""

    token: Token
    lead: str
    clause: str
    tail: str
    where: Location


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with its numbers."""

    passage: Passage
    text: str
    start: int
    terms: tuple[Term, ...]


_END = re.compile(r"[。！？\n]")
_CLAUSE = re.compile(r"[，,；;：:（(、]")


class _Last(threading.local):
    """The statements in the passages that were asked for last; as with those, many checks ask one after another."""

    passages: tuple[Passage, ...] = ()
    statements: tuple[Statement, ...] = ()


_last = _Last()


def statements(report: Report) -> tuple[Statement, ...]:
    """Every sentence of the report that holds a number; semicolons do not end one."""
    found = passages(report)
    if found is not _last.passages:
        _last.statements, _last.passages = tuple(_statements(found)), found
    return _last.statements


def _statements(found: Iterable[Passage]) -> Iterator[Statement]:
    for passage in found:
        tokens = scan(passage.text)
        if not tokens:
            continue
        edges = [0, *(match.end() for match in _END.finditer(passage.text)), len(passage.text)]
        for start, end in itertools.pairwise(edges):
            inside = [token for token in tokens if start <= token.start < end]
            if inside:
                yield Statement(passage, passage.text[start:end], start, tuple(_terms(passage, inside, start, end)))


def _terms(passage: Passage, tokens: list[Token], start: int, end: int) -> Iterator[Term]:
    for place, token in enumerate(tokens):
        before = tokens[place - 1].end if place else start
        after = tokens[place + 1].start if place + 1 < len(tokens) else end
        lead = passage.text[before : token.start]
        yield Term(
            token,
            lead,
            _CLAUSE.split(lead)[-1].strip(),
            passage.text[token.end : after],
            passage.at(token.start, token.end),
        )
