"""Takes apart the words between two figures of a sentence: clauses, brackets, and the words that open a list of parts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jixiao.numbers import narrow

__all__ = ["Gap", "after_figure", "split_gap"]

_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|\"[^\"]*\"")
_BOUNDARY = re.compile(r"[,;。!?:、\n\t|]|(?<=[\u4e00-\u9fff”》)])[ \u3000](?=[\u4e00-\u9fff“《(])")
_SENTENCE = "。!?\n"
_AMONG = re.compile(
    r"其中|主要包括|包括|包含|分为|具体为|具体包括|具体是|其构成为|由以下|主要有|主要用于|主要是|用于|含(?=[^税量义有])|内有"
)
_COLON_LIST = re.compile(r"如下|以下|包括|其中|用于|分别|明细|构成|具体|组成")


@dataclass(frozen=True, slots=True)
class Gap:
    """The words between one figure and the next.

    ``near`` is the clause right before the figure, ``run`` the same with the members of its list (A、B和C), ``earlier`` the clauses before it in the same sentence, nearest
    first; ``topic`` the words before a colon that leads the clause; ``note`` what stood in complete brackets.
    ``closed`` counts brackets closed, ``opened`` tells a bracket opened and left open; ``outside`` the words before
    that bracket. ``among`` is the word with which a list of parts begins (其中, 包括), ``ended`` that a sentence ended,
    ``parted`` that a semicolon stands in between.
    """

    near: str
    run: str
    earlier: tuple[str, ...]
    topic: str
    note: str
    closed: int
    opened: bool
    outside: str
    among: str
    listed: bool
    ended: bool
    parted: bool


def _masked(text: str) -> str:
    """``text`` with the punctuation inside quotes and titles made harmless, character for character."""
    return _QUOTED.sub(
        lambda match: match.group()[0] + re.sub(r"[,;。!?:、()\s]", "·", match.group()[1:-1]) + match.group()[-1], text
    )


def split_gap(text: str, *, first: bool) -> Gap:
    """The parts of ``text``; ``first``: no figure stands before it, so that a colon is no list of parts."""
    slim = _masked(narrow(text))
    opens: list[int] = []
    closed, cut = 0, 0
    notes: list[str] = []
    flat = list(slim)
    for i, c in enumerate(slim):
        if c == "(":
            opens.append(i)
        elif c == ")":
            if opens:
                start = opens.pop()
                notes.append(slim[start + 1 : i])
                flat[start : i + 1] = "\0" * (i + 1 - start)
            else:
                closed += 1
                cut = i + 1
    outside = ""
    opened = bool(opens)
    if opens:
        outside = "".join(flat[cut : opens[-1]])
        cut = opens[-1] + 1
    body = "".join(flat[cut:])
    pieces = _BOUNDARY.split(body)
    marks = [match.group() for match in _BOUNDARY.finditer(body)]
    originals = _original_pieces(text, cut, pieces, marks)
    last_end = max((i for i, mark in enumerate(marks) if mark in _SENTENCE), default=-1)
    last_part = max((i for i, mark in enumerate(marks) if mark in _SENTENCE + ";"), default=-1)
    earlier = tuple(piece for piece in reversed(originals[last_end + 1 : -1]) if piece.strip())
    topic = next((originals[i] for i in range(len(marks) - 1, last_end, -1) if marks[i] == ":"), "")
    whole = "".join(flat)
    return Gap(
        near=originals[-1],
        run=_run(originals, marks),
        earlier=earlier,
        topic=topic,
        note=" ".join(notes),
        closed=closed,
        opened=opened,
        outside=_BOUNDARY.split(outside)[-1].replace("\0", ""),
        among=_opener("".join(originals[last_part + 1 :])),
        listed=not first and _is_list(whole),
        ended=last_end >= 0 or any(c in _SENTENCE for c in whole[:cut]),
        parted=";" in marks,
    )


def _original_pieces(text: str, cut: int, pieces: list[str], marks: list[str]) -> list[str]:
    """The pieces as they stand in ``text``, complete brackets left out."""
    originals: list[str] = []
    place = cut
    for i, piece in enumerate(pieces):
        stretch = text[place : place + len(piece)]
        originals.append("".join(c for c, flat in zip(stretch, piece, strict=True) if flat != "\0"))
        place += len(piece) + (len(marks[i]) if i < len(marks) else 0)
    return originals


def _opener(words: str) -> str:
    found = _AMONG.search(words)
    return found.group() if found else ""


def _run(originals: list[str], marks: list[str]) -> str:
    run = originals[-1]
    for piece, mark in zip(reversed(originals[:-1]), reversed(marks), strict=True):
        if mark != "、":
            break
        run = f"{piece}、{run}"
    return run


def _is_list(flat: str) -> bool:
    """A colon right behind a figure, or behind words such as 用于以下项目, begins the list of its parts."""
    before, colon, _ = flat.partition(":")
    if not colon or any(c in _SENTENCE for c in before):
        return False
    words = re.sub(r"[\s,\0]", "", before)
    return not words or (len(words) <= 16 and bool(_COLON_LIST.search(words)))


_STOP = re.compile(r"[,;。!?:\n(（]")


_GOES_ON = re.compile(r",\s*(?:已|均已|现已|目前已|并已|截至目前已|截止目前已)")


def after_figure(text: str, end: int) -> str:
    """The words behind a figure up to the end of its clause; a clause that begins with 已 still speaks of it."""
    slim = narrow(text[end : end + 48])
    stop = _STOP.search(slim)
    if stop is None:
        return slim
    if (more := _GOES_ON.match(slim, stop.start())) is not None:
        further = _STOP.search(slim, more.end())
        return slim[: stop.start()] + slim[stop.end() : further.start() if further else len(slim)]
    return slim[: stop.start()]
