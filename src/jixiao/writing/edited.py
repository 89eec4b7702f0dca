"""A docx that this program made, as the clerk left it: its paragraphs and cells with their marks, and what else was put in.

Any word processor may have saved the file in between. What counts is the text between bookmarks; runs, styles and
content controls may have been rewritten.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from jixiao.reading.faults import CODES, Unreadable
from jixiao.reading.formats.archive import Archive, child
from jixiao.reading.formats.word_numbers import W
from jixiao.reading.limits import DEFAULT_LIMITS
from jixiao.writing.layout import Run
from jixiao.writing.marks import FURNITURE, CellMark, FieldMark, Mark, digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.writing.layout import Style

__all__ = [
    "Edited",
    "EditedCell",
    "EditedPara",
    "EditedRow",
    "ParagraphRead",
    "Piece",
    "outline_levels",
    "read_edited",
    "read_paragraph",
    "style_of",
]

_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED: Final = frozenset(
    {f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}sdtEndPr", f"{W}rt", f"{_MC}Fallback"}
)
_WRAPPERS: Final = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml"})
"""What may stand around paragraphs, rows and cells."""
_SIGNS: Final = {f"{W}tab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_NOT_CARRIED: Final = {
    f"{W}drawing": "图片",
    f"{W}pict": "图片",
    f"{W}object": "嵌入对象",
    f"{W}footnoteReference": "脚注",
    f"{W}endnoteReference": "尾注",
    f"{W}commentReference": "批注",
    f"{_MATH}oMath": "公式",
}
_EXCERPT: Final = 20


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph as found; ``field`` where it is a figure or gap of ours (its run's ``fact`` is then the
    label shown with it, as far as the word processor kept one)."""

    run: Run
    field: FieldMark | None = None


@dataclass(slots=True)
class EditedPara:
    """A paragraph as found. ``mark`` is missing from those that the clerk added; ``style`` is a guess for these;
    ``joined`` are the marks of paragraphs that were put together with it."""

    pieces: tuple[Piece, ...]
    style: Style
    mark: Mark | None = None
    joined: tuple[Mark, ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        return tuple(piece.run for piece in self.pieces)

    @property
    def text(self) -> str:
        return "".join(piece.run.text for piece in self.pieces).strip()

    @property
    def reworded(self) -> bool:
        """Whether more than figures differs from what the program wrote."""
        return self.mark is None or digest(self.runs) != self.mark.digest


@dataclass(frozen=True, slots=True)
class EditedCell:
    """A cell as found; its paragraphs are parted by line breaks. ``mark`` is missing where the cell was put in or
    overwritten as a whole; ``covered`` squares belong to the cell above."""

    pieces: tuple[Piece, ...]
    mark: CellMark | None = None
    covered: bool = False

    @property
    def text(self) -> str:
        return "".join(piece.run.text for piece in self.pieces).strip()

    @property
    def overtyped(self) -> bool:
        """Whether something else stands there than the program wrote."""
        return bool(self.text) if self.mark is None else self.mark.overtyped(self.text)


@dataclass(frozen=True, slots=True)
class EditedRow:
    """A row as found. One without any mark is the clerk's."""

    cells: tuple[EditedCell, ...]

    @property
    def mark(self) -> CellMark | None:
        return next((cell.mark for cell in self.cells if cell.mark is not None), None)

    @property
    def text(self) -> str:
        return "".join(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Edited:
    """A document as found: paragraphs in their order by (path, segment), rows by their table, and what cannot be
    carried to a new one."""

    segments: dict[tuple[str, int], list[EditedPara]]
    tables: dict[str, list[EditedRow]]
    lost: tuple[str, ...]


def read_edited(data: bytes) -> Edited | str:
    """Reads the bytes of a docx; a sentence that says why where it cannot be read or is not a document of ours."""
    try:
        with Archive(BytesIO(data), DEFAULT_LIMITS) as archive:
            root: Any = archive.xml("word/document.xml")
            styles: Any = archive.xml("word/styles.xml") if "word/styles.xml" in archive.names else None
    except Unreadable as fault:
        return CODES[fault.code][1].format(detail=fault.detail)
    reader = _Reader(outline_levels(styles))
    reader.blocks(root.find(f"{W}body"))
    if not reader.found:
        return "文件不是由本程序写出的，或其中的标记已全部丢失。"
    return Edited(reader.found, reader.tables, tuple(dict.fromkeys(reader.lost)))


def outline_levels(styles: Any) -> dict[str, int]:
    """The outline level of each paragraph style that has one."""
    levels = {}
    for style in styles.iterchildren(f"{W}style") if styles is not None else ():
        level = style.find(f"{W}pPr/{W}outlineLvl")
        if level is not None and level.get(f"{W}val", "").isdecimal():
            levels[style.get(f"{W}styleId", "")] = int(level.get(f"{W}val", "9"))
    return levels


@dataclass(slots=True)
class ParagraphRead:
    """What :func:`read_paragraph` found: pieces, bookmarks that begin here by their id, ids of those that end here."""

    pieces: list[Piece] = field(default_factory=list)
    begun: dict[str, str] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    foreign: list[str] = field(default_factory=list)

    @property
    def furniture(self) -> bool:
        return any(name.startswith(FURNITURE) for name in self.begun.values())


def read_paragraph(element: Any) -> ParagraphRead:
    """A ``w:p`` as text and fields, whatever its runs are; tracked insertions count as made, deletions as gone."""
    found = ParagraphRead()
    stretch: list[tuple[str, bool]] = []
    at: tuple[str, FieldMark, list[str]] | None = None

    def flush() -> None:
        if at is not None:
            text = "".join(words for words, _ in stretch)
            if text:
                label = (at[2] or [text])[0]
                bold = any(bold for _, bold in stretch)
                run = Run(text, bold, fact=label, gap=at[1].gap, stands_for=at[1].stands_for)
                found.pieces.append(Piece(run, at[1]))
        else:
            for text, bold in stretch:
                last = found.pieces[-1] if found.pieces else None
                if last is not None and last.field is None and last.run.bold == bold:
                    found.pieces[-1] = Piece(Run(last.run.text + text, bold))
                else:
                    found.pieces.append(Piece(Run(text, bold)))
        stretch.clear()

    def walk(inside: Any, label: str, *, bold: bool) -> None:
        nonlocal at
        for each in inside:
            tag = each.tag
            if tag in _SKIPPED:
                continue
            if tag == f"{W}bookmarkStart":
                name = each.get(f"{W}name", "")
                found.begun[each.get(f"{W}id", "")] = name
                mark = FieldMark.read(name)
                if mark is not None:
                    flush()
                    at = (each.get(f"{W}id", ""), mark, [label] if label else [])
            elif tag == f"{W}bookmarkEnd":
                found.ended.add(each.get(f"{W}id", ""))
                if at is not None and at[0] == each.get(f"{W}id", ""):
                    flush()
                    at = None
            elif tag == f"{W}t":
                stretch.append((each.text or "", bold))
            elif tag in _SIGNS:
                stretch.append((_SIGNS[tag], bold))
            elif tag == f"{W}br" and each.get(f"{W}type", "textWrapping") == "textWrapping":
                stretch.append(("\n", bold))
            elif tag == f"{W}r":
                walk(each, label, bold=_is_bold(each))
            elif tag == f"{W}sdt":
                properties = child(each, f"{W}sdtPr")
                if properties is not None and child(properties, f"{W}showingPlcHdr") is not None:
                    continue
                alias = child(properties, f"{W}alias") if properties is not None else None
                named = alias.get(f"{W}val", "") if alias is not None else ""
                if at is not None and named:
                    at[2].append(named)
                walk(each, named or label, bold=bold)
            elif tag in _NOT_CARRIED:
                found.foreign.append(_NOT_CARRIED[tag])
            else:
                walk(each, label, bold=bold)

    walk(element, "", bold=False)
    flush()
    return found


def _is_bold(run: Any) -> bool:
    properties = child(run, f"{W}rPr")
    mark = child(properties, f"{W}b") if properties is not None else None
    return mark is not None and mark.get(f"{W}val", "1") not in ("0", "false", "off")


class _Reader:
    """Goes through the body and hands each paragraph to the segment it belongs to."""

    def __init__(self, levels: dict[str, int]) -> None:
        self.found: dict[tuple[str, int], list[EditedPara]] = {}
        self.tables: dict[str, list[EditedRow]] = {}
        self.lost: list[str] = []
        self._levels = levels
        self._at: tuple[str, int] | None = None
        self._waiting: list[EditedPara] = []
        self._open: dict[str, tuple[EditedPara, list[EditedPara]]] = {}

    def blocks(self, parent: Any) -> None:
        """Reads the paragraphs and tables below ``parent``."""
        for element in parent:
            if element.tag == f"{W}p":
                self._paragraph(element)
            elif element.tag == f"{W}tbl":
                self._table(element)
            elif element.tag in _WRAPPERS:
                self.blocks(element)
        if parent.tag == f"{W}body":
            for paragraphs in self.found.values():
                paragraphs[:] = [each for each in paragraphs if each.text]

    def _paragraph(self, element: Any) -> None:
        read = read_paragraph(element)
        if read.furniture:
            if read.foreign:
                self._next_segment()
            return
        marks = [mark for name in read.begun.values() if (mark := Mark.read(name)) is not None]
        style = style_of(element, self._levels)
        pieces = tuple(_not_bold(read.pieces) if style == "h3" else read.pieces)
        paragraph = EditedPara(pieces, style, marks[0] if marks else None, tuple(marks[1:]))
        self.lost += [f"{what}（在“{_excerpt(paragraph.text)}”处）" for what in read.foreign]
        if marks:
            self._at = (marks[0].path, marks[0].segment)
            group = self.found.setdefault(self._at, [])
            group += [*self._waiting, paragraph]
            self._waiting.clear()
        elif self._at is None:
            self._waiting.append(paragraph)
        else:
            self.found.setdefault(self._at, []).append(paragraph)
        self._split_marks(read, paragraph)

    def _split_marks(self, read: ParagraphRead, paragraph: EditedPara) -> None:
        """A mark goes on over the paragraphs that its own was split into: the one with the old wording shall have it."""
        for carrier, parts in self._open.values():
            if paragraph.mark is None:
                parts.append(paragraph)
                if carrier.mark is not None and (not carrier.text or carrier.reworded):
                    same = digest(paragraph.runs) == carrier.mark.digest
                    if paragraph.text and (same or not carrier.text):
                        paragraph.mark, carrier.mark = carrier.mark, None
        for key, name in read.begun.items():
            if Mark.read(name) is not None:
                self._open[key] = (paragraph, [])
        for key in read.ended:
            self._open.pop(key, None)

    def _table(self, element: Any) -> None:
        rows = [self._row(row) for row in _inside(element, f"{W}tr") if not _deleted(row)]
        marks = [row.mark for row in rows if row.mark is not None]
        if not marks:
            self.lost.append(f"自加的表格（“{_excerpt(''.join(row.text for row in rows))}”）")
            return
        # Two tables grow together when what stood between them is deleted: each row goes by its own mark.
        name = marks[0].table
        for row in rows:
            name = row.mark.table if row.mark is not None else name
            self.tables.setdefault(name, []).append(row)
        self._next_segment()

    def _row(self, element: Any) -> EditedRow:
        return EditedRow(tuple(self._cell(cell) for cell in _inside(element, f"{W}tc")))

    def _cell(self, element: Any) -> EditedCell:
        pieces: list[Piece] = []
        marks: list[CellMark] = []
        foreign = ["单元格里的表格"] if next(_inside(element, f"{W}tbl"), None) is not None else []
        for paragraph in _inside(element, f"{W}p"):
            read = read_paragraph(paragraph)
            marks += [mark for name in read.begun.values() if (mark := CellMark.read(name)) is not None]
            foreign += [f"单元格里的{what}" for what in read.foreign]
            if read.pieces:
                pieces += [*([Piece(Run("\n", read.pieces[0].run.bold))] if pieces else []), *read.pieces]
        merged = element.find(f"{W}tcPr/{W}vMerge")
        covered = merged is not None and merged.get(f"{W}val", "continue") == "continue"
        cell = EditedCell(tuple(pieces), marks[0] if marks else None, covered)
        if len(set(marks)) > 1:
            foreign.append("并成一格的单元格")
        self.lost += [f"{what}（在“{_excerpt(cell.text)}”处）" for what in foreign]
        return cell

    def _next_segment(self) -> None:
        if self._at is not None:
            self._at = (self._at[0], self._at[1] + 1)


def _inside(parent: Any, tag: str) -> Iterator[Any]:
    """The elements of that name right below ``parent``, also those that something was put around."""
    for each in parent:
        if each.tag == tag:
            yield each
        elif each.tag in _WRAPPERS:
            yield from _inside(each, tag)


def _deleted(row: Any) -> bool:
    """Whether the row is gone by a tracked change."""
    return row.find(f"{W}trPr/{W}del") is not None


def style_of(element: Any, levels: dict[str, int]) -> Style:
    """The style of a ``w:p`` as far as it shows: its outline level, by itself or by its style (``levels``), or to the
    right; else that of the text."""
    properties = child(element, f"{W}pPr")
    if properties is None:
        return "body"
    level = properties.find(f"{W}outlineLvl")
    named = properties.find(f"{W}pStyle")
    depth = levels.get(named.get(f"{W}val", ""), 9) if named is not None else 9
    if level is not None and level.get(f"{W}val", "").isdecimal():
        depth = int(level.get(f"{W}val", "9"))
    headings: tuple[Style, ...] = ("h1", "h2", "h3", "h4")
    if depth < len(headings):
        return headings[depth]
    aligned = properties.find(f"{W}jc")
    if aligned is not None and aligned.get(f"{W}val") in ("right", "end"):
        return "right"
    return "body"


def _not_bold(pieces: list[Piece]) -> list[Piece]:
    """The pieces of a heading that is bold by its style."""
    return [replace(piece, run=replace(piece.run, bold=False)) for piece in pieces]


def _excerpt(text: str) -> str:
    text = "".join(text.split())
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]}…"
