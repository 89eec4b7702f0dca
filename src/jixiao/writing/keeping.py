"""Making a document again without losing what the clerk wrote into the last one.

The document made anew and the file as the clerk left it are merged paragraph by paragraph and cell by cell (decisions 5
and 9). What the clerk left alone follows the registers; what the clerk reworded, added or deleted stays so, with the
figures in it refreshed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, Literal

from jixiao.writing.dossier import GAP
from jixiao.writing.edited import read_edited
from jixiao.writing.kept_cells import keep_cells
from jixiao.writing.layout import Para, Run
from jixiao.writing.marks import NUMBER, Mark, digest, identity, marked, segments, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jixiao.writing.edited import Edited, EditedPara, Piece
    from jixiao.writing.layout import Block, Cell, Layout
    from jixiao.writing.marks import Segment

__all__ = ["UNPLACED", "Keeping", "Note", "keep"]

UNPLACED = "未能归位的原有段落"
"""The heading over the clerk's paragraphs whose place the document no longer has."""

What = Literal[
    "kept",
    "added",
    "deleted",
    "differs",
    "figure",
    "by_hand",
    "gone",
    "unplaced",
    "cell",
    "emptied",
    "disagrees",
    "lost",
]


@dataclass(frozen=True, slots=True)
class Note:
    """Something the clerk should know about: what happened, under which heading, with which words.

    ``kept``, ``added`` and ``deleted`` are the clerk's changes that were carried over; ``differs`` is what the program
    would write there now that its own wording has changed too; ``figure`` a figure typed over and set back to the
    registers; ``by_hand`` a figure typed where the registers have none; ``gone`` a figure that no longer exists;
    ``unplaced`` a paragraph that lost its place; ``cell`` what was written into a cell, ``emptied`` a cell that the
    program would fill, ``disagrees`` a cell where the program would write something else now; ``lost`` something that
    cannot be carried over.
    """

    what: What
    place: str
    text: str

    def __str__(self) -> str:
        text = self.text if len(self.text) <= _EXCERPT else f"{self.text[:_EXCERPT]}…"
        return _WORDS[self.what].format(place=self.place, text=text)


_EXCERPT: Final = 60
_WORDS: Final[dict[What, str]] = {
    "kept": "“{place}”：{text}",
    "added": "“{place}”（您加的）：{text}",
    "deleted": "“{place}”（您删去的，没有再写）：{text}",
    "differs": "“{place}”：保留了您的段落；按现在的数据系统会写：{text}",
    "figure": "“{place}”处的数字已按台账更新：{text}",
    "by_hand": "“{place}”处手填的“{text}”不在台账里，请补进台账",
    "gone": "“{place}”处的“{text}”在台账里已经没有，改为待补充",
    "unplaced": "“{place}”：{text}",
    "cell": "“{place}”：{text}",
    "emptied": "“{place}”（您清空的，没有再写）：{text}",
    "disagrees": "“{place}”：{text}",
    "lost": "{text}",
}


@dataclass(frozen=True, slots=True)
class Keeping:
    """A layout with the clerk's paragraphs in it, and what there is to say about them."""

    layout: Layout
    notes: tuple[Note, ...] = ()

    @property
    def lost(self) -> bool:
        """Whether the old file holds something that the new one has not: then it must be put aside, not replaced."""
        return any(note.what == "lost" for note in self.notes)


def keep(layout: Layout, old: bytes) -> Keeping:
    """The layout with what the clerk changed in ``old``, the docx made of it last time. A file that cannot be read is
    a ``lost`` note."""
    layout = marked(layout)
    edited = read_edited(old)
    if isinstance(edited, str):
        return Keeping(layout, (Note("lost", layout.title, f"原来的文件读不出来（{edited.rstrip('。')}））"),))
    return _Merge(layout, edited).run()


@dataclass(slots=True)
class _Old:
    """An old segment: its generated paragraphs by ordinal (``None`` where deleted, or ``joined`` with the one before),
    and those added behind each."""

    base: list[EditedPara | None]
    joined: frozenset[int] = frozenset()
    added: dict[int, list[EditedPara]] = field(default_factory=dict)

    @classmethod
    def of(cls, paragraphs: Iterable[EditedPara]) -> _Old:
        listed = list(paragraphs)
        marks = [each.mark for each in listed if each.mark is not None]
        joined = frozenset(mark.ordinal for each in listed for mark in each.joined)
        old, last = cls([None] * max((max(m.count, m.ordinal + 1) for m in marks), default=0), joined), -1
        for each in listed:
            if each.mark is None or old.base[each.mark.ordinal] is not None:
                old.added.setdefault(last, []).append(replace(each, mark=None))
            else:
                last = each.mark.ordinal
                old.base[last] = each
        return old


class _Merge:
    def __init__(self, layout: Layout, edited: Edited) -> None:
        self.layout, self.edited = layout, edited
        self.notes: list[Note] = []
        self.place = layout.title
        self.here: tuple[Run, ...] = ()
        self.every = tuple(run for run, _ in layout.runs() if run.fact)

    def run(self) -> Keeping:
        self.layout = keep_cells(self.layout, self.edited.tables, self._cell_runs, self._say_at)
        blocks: list[Block] = []
        done = 0
        waiting = dict(self.edited.segments)
        parts = segments(self.layout)
        last_of = {segment.path: segment.number for segment in parts}
        for segment in parts:
            first = segment.blocks[0] if segment.blocks else segment.end
            blocks += self.layout.blocks[done:first]
            self._enter(segment)
            blocks += self._segment(segment, waiting.pop((segment.path, segment.number), []))
            if last_of[segment.path] == segment.number:
                # A table or chart is gone: what stood behind it moves up.
                for key in [key for key in waiting if key[0] == segment.path and key[1] > segment.number]:
                    blocks += self._loose(waiting.pop(key), "kept")
            blocks += self._others(segment)
            done = segment.end
        self.place = UNPLACED
        self.here = ()
        rest = [para for paragraphs in waiting.values() for para in self._loose(paragraphs, "unplaced")]
        if rest:
            if not any(isinstance(block, Para) and block.text == UNPLACED for block in blocks):
                blocks.append(Para((Run(UNPLACED),), "h1"))
            blocks += rest
        self.notes += [Note("lost", self.layout.title, what) for what in self.edited.lost]
        return Keeping(replace(self.layout, blocks=tuple(blocks)), tuple(self.notes))

    def _enter(self, segment: Segment) -> None:
        self.place = segment.title
        self.here = tuple(run for para in self._paras(segment) for run in para.runs if run.fact)

    def _paras(self, segment: Segment) -> Iterator[Para]:
        for index in segment.blocks:
            block = self.layout.blocks[index]
            assert isinstance(block, Para)
            yield block

    def _others(self, segment: Segment) -> Iterator[Block]:
        """Page breaks between the paragraphs of a segment."""
        if segment.blocks:
            inside = set(segment.blocks)
            for index in range(segment.blocks[0], segment.end):
                if index not in inside:
                    yield self.layout.blocks[index]

    def _segment(self, segment: Segment, paragraphs: list[EditedPara]) -> Iterator[Para]:
        new = list(self._paras(segment))
        if not paragraphs:
            yield from new
            return
        yield from _renumbered(list(self._merged(new, _Old.of(paragraphs))))

    def _merged(self, new: list[Para], old: _Old) -> Iterator[Para]:
        yield from self._loose(old.added.get(-1, []), "added")
        for i, j in _pairs(old.base, new):
            before = old.base[i] if i is not None else None
            now = new[j] if j is not None else None
            if i is None and now is not None:
                yield now
            elif before is None:
                if now is not None and i not in old.joined:
                    self._say("deleted", now.text)
            elif now is None:
                yield from self._loose([before] if _changed(before) else [], "kept")
            else:
                yield self._both(before, now)
            if i is not None:
                yield from self._loose(old.added.get(i, []), "added")

    def _both(self, before: EditedPara, now: Para) -> Para:
        """A paragraph of which there is an old and a new form."""
        assert before.mark is not None
        if not _changed(before):
            return self._refilled(before, now)
        mark = Mark.read(now.key)
        assert mark is not None
        kept = replace(now, runs=_with_number_of(now, self._runs(before, now)))
        self._say("kept", kept.text)
        if mark.digest != before.mark.digest:
            self._say("differs", now.text)
        return kept

    def _refilled(self, before: EditedPara, now: Para) -> Para:
        """The new form; the clerk's figures stand in its gaps as long as the registers have none."""
        fields = [piece for piece in before.pieces if piece.field is not None]
        slots = [index for index, run in enumerate(now.runs) if run.fact]
        runs = list(now.runs)
        mark = Mark.read(now.key)
        assert mark is not None
        assert before.mark is not None
        if mark.digest != before.mark.digest:  # the program words it otherwise now: places do not correspond
            for piece in fields:
                if _typed(piece):
                    self._say("figure", f"{piece.run.text} → {now.text}")
            return now
        for piece, index in zip(fields, slots, strict=True):
            today = runs[index]
            if not _typed(piece):
                continue
            if today.gap:
                runs[index] = replace(today, text=piece.run.text)
                self._say("by_hand", piece.run.text)
            elif tidy(piece.run.text) != tidy(today.text):
                self._say("figure", f"{piece.run.text} → {today.text}")
        return replace(now, runs=tuple(runs))

    def _loose(self, paragraphs: Iterable[EditedPara], what: What) -> Iterator[Para]:
        """Paragraphs of the clerk that have no counterpart; untouched ones of ours among them have had their day."""
        for each in paragraphs:
            if each.mark is None or _changed(each):
                para = Para(self._runs(each, None), each.style)
                if not para.text:
                    continue
                if para.text != UNPLACED:
                    self._say(what, para.text)
                yield para

    def _runs(self, before: EditedPara, now: Para | None) -> tuple[Run, ...]:
        """The clerk's words with today's figures."""
        near = tuple(run for run in now.runs if run.fact) if now is not None else ()
        alone = _only_gap(before)
        runs: list[Run] = []
        for piece in before.pieces:
            if piece.field is None:
                run = piece.run
            elif alone and piece.field.overtyped(piece.run.text):
                run = Run(self._without_gap(piece), piece.run.bold)
            else:
                run = self._figure(piece, near)
            runs.append(run)
        return _trimmed(runs)

    def _cell_runs(self, pieces: tuple[Piece, ...], now: Cell) -> tuple[Run, ...]:
        """What the clerk wrote into a cell, with today's figures where they were left alone."""
        near = tuple(run for run in now.runs if run.fact)
        lead = now.text if any(run.gap for run in now.runs) else ""  # words typed behind a gap that was left standing
        if pieces and pieces[0].field is None and lead and pieces[0].run.text.startswith(lead):
            first = replace(pieces[0].run, text=pieces[0].run.text.removeprefix(lead))
            pieces = (replace(pieces[0], run=first), *pieces[1:])
        runs = []
        for piece in pieces:
            if piece.field is None:
                runs.append(piece.run)
            elif piece.field.overtyped(piece.run.text):
                runs.append(Run(self._without_gap(piece) if piece.field.gap else piece.run.text, piece.run.bold))
            else:
                runs.append(self._figure(piece, near))
        return _trimmed(_joined(runs))

    def _without_gap(self, piece: Piece) -> str:
        """What was typed into a paragraph that was nothing but a gap, without the words of the gap itself."""
        assert piece.field is not None
        for run in self.every:
            if run.gap and identity(run) == piece.field.fact and piece.run.text.startswith(run.text):
                return piece.run.text.removeprefix(run.text)
        return piece.run.text

    def _figure(self, piece: Piece, near: tuple[Run, ...]) -> Run:
        """The figure of a field today: by its fact, in the same form (unit) where it has several, nearest first."""
        mark = piece.field
        assert mark is not None
        of_fact = [run for run in (*near, *self.here, *self.every) if identity(run) == mark.fact]
        if of_fact:
            printed = _form(piece.run.text)
            return self._today(piece, min(of_fact, key=lambda run: (run.gap, _form(run.text) != printed)))
        if mark.gap:
            if _typed(piece):
                self._say("by_hand", piece.run.text)
            return piece.run
        self._say("gone", piece.run.text)
        return replace(piece.run, text=GAP, fact=f"原为{piece.run.text}的数据", gap=True)

    def _today(self, piece: Piece, today: Run) -> Run:
        if _typed(piece):
            if today.gap:
                self._say("by_hand", piece.run.text)
                return replace(today, text=piece.run.text, bold=piece.run.bold)
            if tidy(piece.run.text) != tidy(today.text):
                self._say("figure", f"{piece.run.text} → {today.text}")
        return replace(today, bold=piece.run.bold)

    def _say(self, what: What, text: str) -> None:
        self._say_at(what, self.place, text)

    def _say_at(self, what: What, place: str, text: str) -> None:
        self.notes.append(Note(what, place, text))


_BARE_GAP: Final = digest((Run(GAP, fact=GAP, gap=True),))


def _pairs(base: list[EditedPara | None], new: list[Para]) -> Iterator[tuple[int | None, int | None]]:
    """Which generated paragraph of the old document has become which of the new one; ``None`` where it has none.

    Those of the same key or wording correspond; between them they do so in their order. What the clerk wrote into a gap has no
    counterpart once there is no gap any more: both are wanted then. Of a deleted paragraph the wording is not known; it
    corresponds where the numbers of paragraphs are equal.
    """
    was = [each.mark.sameness if each is not None and each.mark is not None else "" for each in base]
    now = [mark.sameness if (mark := Mark.read(para.key)) is not None else "" for para in new]
    gaps = {i for i, each in enumerate(base) if each is not None and each.mark and each.mark.digest == _BARE_GAP}
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        old = [i for i in range(i1, i2) if kind == "equal" or i not in gaps]
        if not any(was[i] for i in old) and len(old) != j2 - j1:
            old = []
        partner = dict(zip(old, range(j1, j2), strict=False))
        yield from ((i, partner.get(i)) for i in range(i1, i2))
        yield from ((None, j) for j in range(j1 + len(partner), j2))


def _changed(para: EditedPara) -> bool:
    """Whether the clerk worded the paragraph: figures typed over are none of that, a gap filled with words is."""
    return para.reworded or (_only_gap(para) and any(p.field and p.field.overtyped(p.run.text) for p in para.pieces))


def _only_gap(para: EditedPara) -> bool:
    """Whether the paragraph is nothing but a gap, to be replaced by the clerk's words."""
    fields = [piece for piece in para.pieces if piece.field is not None]
    return len(fields) == 1 and fields[0].run.gap and not tidy("".join(p.run.text for p in para.pieces if not p.field))


def _typed(piece: Piece) -> bool:
    """Whether the clerk typed over a figure, or filled a gap by hand now or earlier."""
    assert piece.field is not None
    return GAP not in piece.run.text if piece.field.gap else piece.field.overtyped(piece.run.text)


def _form(text: str) -> str:
    """The way a figure is printed, without its digits: two forms of one fact differ in the unit behind it."""
    return re.sub(r"[\d.,，\s-]+", "#", text) if re.search(r"\d", text) else ""


def _joined(runs: Iterable[Run]) -> list[Run]:
    """The runs with neighbouring words of one weight put together."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last is not None and not last.fact and not run.fact and last.bold == run.bold:
            joined[-1] = replace(last, text=last.text + run.text)
        else:
            joined.append(run)
    return joined


def _trimmed(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The runs without white space at both ends: paragraphs are indented by their style."""
    listed = [run for run in runs if run.text]
    while listed and not listed[0].fact and not listed[0].text.strip():
        listed.pop(0)
    while listed and not listed[-1].fact and not listed[-1].text.strip():
        listed.pop()
    if listed and not listed[0].fact:
        listed[0] = replace(listed[0], text=listed[0].text.lstrip())
    if listed and not listed[-1].fact:
        listed[-1] = replace(listed[-1], text=listed[-1].text.rstrip())
    return tuple(listed)


def _with_number_of(now: Para, runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The clerk's wording with today's number before it, where both have one."""
    today, old = NUMBER.match(now.text), NUMBER.match(runs[0].text) if runs else None
    if today is None or old is None or runs[0].fact:
        return runs
    return (replace(runs[0], text=today[0] + runs[0].text[old.end() :]), *runs[1:])


_ITEM = re.compile(r"\d{1,3}(?=\.(?!\d))")


def _renumbered(paras: list[Para]) -> list[Para]:
    """The items of a list numbered through again, the last one closed by a full stop: the clerk may have taken one out
    or put one in."""
    if not any(para.style == "list" for para in paras):
        return paras
    items = [
        index
        for index, para in enumerate(paras)
        if para.style in ("list", "body") and para.runs and not para.runs[0].fact and _ITEM.match(para.runs[0].text)
    ]
    out = list(paras)
    for number, index in enumerate(items, 1):
        runs = list(out[index].runs)
        runs[0] = replace(runs[0], text=_ITEM.sub(str(number), runs[0].text, count=1))
        if index != items[-1] and runs[-1].text == "。":
            runs[-1] = replace(runs[-1], text="；")
        elif index == items[-1] and runs[-1].text.endswith("；"):
            runs[-1] = replace(runs[-1], text=f"{runs[-1].text[:-1]}。")
        out[index] = replace(out[index], runs=tuple(runs))
    return out
