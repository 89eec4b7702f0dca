"""Paragraphs of a docx that could be worded otherwise, and taking such a wording into the file.

Only the words of a paragraph are replaced: its figures stay in their content controls and marks, so that they are live
in the next document made, and the paragraph keeps its place there as one that the clerk reworded.
"""

from __future__ import annotations

import zipfile
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from jixiao.reading.faults import CODES, Unreadable
from jixiao.reading.formats.archive import Archive, parse_xml
from jixiao.reading.formats.word_numbers import W
from jixiao.reading.limits import DEFAULT_LIMITS
from jixiao.writing.edited import Piece, outline_levels, read_paragraph, style_of
from jixiao.writing.marks import NUMBER, FieldMark, tidy
from jixiao.writing.ooxml import same_bytes
from jixiao.writing.wording import placeholder

if TYPE_CHECKING:
    from jixiao.writing.edited import ParagraphRead

__all__ = ["Draft", "Passage"]

_SHORTEST: Final = 12
"""A paragraph with fewer words than so many characters is not worth asking about."""
_DOCUMENT: Final = "word/document.xml"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph: the heading over it, the number before it, its text with a placeholder for each figure, the figures
    as printed."""

    heading: str
    number: str
    text: str
    figures: tuple[str, ...]
    index: int

    def filled(self, text: str) -> str:
        """``text`` with the figures in the places of their placeholders."""
        for at, figure in enumerate(self.figures, 1):
            text = text.replace(placeholder(at), figure)
        return text


class Draft:
    """A docx on the way to better words. ``passages`` are its paragraphs that can be reworded."""

    def __init__(self, parts: dict[str, bytes], root: Any, levels: dict[str, int]) -> None:
        self._parts, self._root = parts, root
        self._read: list[tuple[Any, ParagraphRead, tuple[Piece, ...]]] = []
        self.headings: list[str] = []
        self.passages = tuple(self._find(levels))

    @classmethod
    def of(cls, data: bytes) -> Draft | str:
        """The draft of a docx's bytes; a sentence that says why where they cannot be read."""
        try:
            with Archive(BytesIO(data), DEFAULT_LIMITS) as archive:
                parts = {name: archive.read(name) for name in sorted(archive.names) if not name.endswith("/")}
            if _DOCUMENT not in parts:
                return "这不是 docx 文件。"
            root = parse_xml(parts[_DOCUMENT], _DOCUMENT)
            styles = parse_xml(parts["word/styles.xml"]) if "word/styles.xml" in parts else None
        except Unreadable as fault:
            return CODES[fault.code][1].format(detail=fault.detail)
        return cls(parts, root, outline_levels(styles))

    def _find(self, levels: dict[str, int]) -> list[Passage]:
        heading, found = "", []
        body = self._root.find(f"{W}body")
        for element in body.iterchildren(f"{W}p") if body is not None else ():
            read = read_paragraph(element)
            text = "".join(piece.run.text for piece in read.pieces)
            style = style_of(element, levels)
            if style.startswith("h"):
                heading = text.strip()
                self.headings.append(heading)
            elif style == "body" and not read.furniture and not read.foreign:
                passage = self._passage(heading, element, read)
                if passage is not None:
                    found.append(passage)
        return found

    def _passage(self, heading: str, element: Any, read: ParagraphRead) -> Passage | None:
        pieces = tuple(read.pieces)
        centered = element.find(f"{W}pPr/{W}jc")
        if centered is not None and centered.get(f"{W}val") == "center":
            return None
        if any(piece.run.gap for piece in pieces) or len({piece.run.bold for piece in pieces if not piece.field}) > 1:
            return None  # what is missing comes first; and words in bold would lose it
        figures, text = [], ""
        for piece in pieces:
            if piece.field is None:
                text += piece.run.text
            else:
                figures.append(piece.run.text)
                text += placeholder(len(figures))
        words = "".join(piece.run.text for piece in pieces if piece.field is None)
        if len(tidy(words)) < _SHORTEST or "⟦" in words:
            return None
        number = NUMBER.match(text.strip())
        before = number[0] if number else ""
        self._read.append((element, read, pieces))
        return Passage(heading, before, text.strip().removeprefix(before), tuple(figures), len(self._read) - 1)

    def accept(self, passage: Passage, text: str) -> None:
        """Puts ``text``, which holds each placeholder of the passage once, in place of its words."""
        element, read, pieces = self._read[passage.index]
        text = passage.number + text
        fields = _fields(read, pieces)
        face = _face(element, None)
        content: list[Any] = []
        number = 0
        while text:
            at = [text.find(placeholder(n)) for n in range(1, len(fields) + 1)]
            first = min((place for place in at if place >= 0), default=len(text))
            if first:
                content.append(_run(element, face, text[:first]))
            if first < len(text):
                number = at.index(first) + 1
                content += self._field(element, *fields[number - 1])
                first += len(placeholder(number))
            text = text[first:]
        own = {key for key, name in read.begun.items() if FieldMark.read(name) is not None}
        starts = [_bookmark(element, "bookmarkStart", key, name) for key, name in read.begun.items() if key not in own]
        ends = [_bookmark(element, "bookmarkEnd", key) for key in sorted(read.ended - own)]
        for child in list(element):
            if child.tag != f"{W}pPr":
                element.remove(child)
        element.extend([*starts, *content, *ends])

    def _field(self, element: Any, key: str, name: str, piece: Piece) -> list[Any]:
        control = element.makeelement(f"{W}sdt")
        properties = element.makeelement(f"{W}sdtPr")
        for tag in ("alias", "tag"):
            about = element.makeelement(f"{W}{tag}")
            about.set(f"{W}val", piece.run.fact[:60])
            properties.append(about)
        content = element.makeelement(f"{W}sdtContent")
        content.append(_run(element, _face(element, key), piece.run.text))
        control.extend([properties, content])
        return [_bookmark(element, "bookmarkStart", key, name), control, _bookmark(element, "bookmarkEnd", key)]

    def save(self) -> bytes:
        """The docx with what was accepted."""
        from lxml import etree

        parts = {**self._parts, _DOCUMENT: etree.tostring(self._root, xml_declaration=True, encoding="UTF-8")}
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            for name, data in parts.items():
                package.writestr(name, data)
        return same_bytes(out.getvalue())


def _fields(read: ParagraphRead, pieces: tuple[Piece, ...]) -> list[tuple[str, str, Piece]]:
    """Bookmark id and name of each figure, in their order; a field that was emptied has no piece."""
    named = iter([(key, name) for key, name in read.begun.items() if FieldMark.read(name) is not None])
    found = []
    for piece in pieces:
        if piece.field is not None:
            key, name = next((key, name) for key, name in named if FieldMark.read(name) == piece.field)
            found.append((key, name, piece))
    return found


def _face(element: Any, field: str | None) -> Any:
    """The run properties to write with: of the figure whose bookmark has the id ``field``, else of the first words."""
    inside = field is None
    for each in element.iter(f"{W}bookmarkStart", f"{W}r"):
        if each.tag == f"{W}bookmarkStart":
            inside = inside or each.get(f"{W}id") == field
        elif inside and each.find(f"{W}t") is not None and (field is not None or not _in_control(each, element)):
            return each.find(f"{W}rPr")
    first = next(element.iter(f"{W}r"), None)
    return first.find(f"{W}rPr") if first is not None else None


def _in_control(run: Any, paragraph: Any) -> bool:
    return any(each.tag == f"{W}sdt" for each in run.iterancestors() if paragraph in each.iterancestors())


def _run(element: Any, face: Any, text: str) -> Any:
    run = element.makeelement(f"{W}r")
    if face is not None:
        run.append(deepcopy(face))
    words = element.makeelement(f"{W}t")
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(words)
    return run


def _bookmark(element: Any, tag: str, key: str, name: str = "") -> Any:
    mark = element.makeelement(f"{W}{tag}")
    mark.set(f"{W}id", key)
    if name:
        mark.set(f"{W}name", name)
    return mark
