"""Word documents (docx, docm, as Word, WPS and LibreOffice write them): text in order, tables with merged cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from jixiao.document import Cell
from jixiao.reading.faults import Unreadable
from jixiao.reading.formats.archive import Archive, child, parse_xml
from jixiao.reading.formats.assemble import Builder, clean, clean_lines
from jixiao.reading.formats.word_numbers import ListNumbers, W

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.etree import _Element

    from jixiao.document import Document
    from jixiao.reading.limits import Limits

__all__ = ["read"]

_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_USUAL: Final = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_VAL, _PPR, _PSTYLE, _NUMPR = f"{W}val", f"{W}pPr", f"{W}pStyle", f"{W}numPr"
_TRPR, _TCPR, _GRIDSPAN, _VMERGE = f"{W}trPr", f"{W}tcPr", f"{W}gridSpan", f"{W}vMerge"
_P, _TBL, _TR, _TC, _T = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}t"
_WRAPPERS: Final = frozenset(
    {
        f"{W}sdt",
        f"{W}sdtContent",
        f"{W}ins",
        f"{W}moveTo",
        f"{W}customXml",
        f"{W}smartTag",
        f"{_MC}AlternateContent",
        f"{_MC}Choice",
    }
)
_SIGNS: Final = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_TEXT_TAGS: Final = (_T, "{http://schemas.openxmlformats.org/officeDocument/2006/math}t", *_SIGNS)
_NOT_TEXT: Final = (
    f"{_MC}Fallback",
    f"{W}del",
    f"{W}moveFrom",
    f"{W}pPrChange",
    f"{W}rPrChange",
    f"{W}tblPrChange",
    f"{W}rt",
)
"""What is in the file but not on the page: deleted text, older formats, the second form of a drawing."""
_DEEPEST: Final = 25


@dataclass(slots=True)
class _Styles:
    """What styles say about a paragraph: whether it is a heading or a line of contents, and its list."""

    names: dict[str, str] = field(default_factory=dict)
    lists: dict[str, tuple[str, int]] = field(default_factory=dict)

    @classmethod
    def read(cls, root: _Element | None) -> _Styles:
        styles = cls()
        based: dict[str, str] = {}
        for style in root.iterchildren(f"{W}style") if root is not None else ():
            key = style.get(f"{W}styleId", "")
            name = child(style, f"{W}name")
            parent = child(style, f"{W}basedOn")
            properties = child(style, _PPR)
            styles.names[key] = (name.get(f"{W}val", "") if name is not None else "").lower()
            based[key] = parent.get(f"{W}val", "") if parent is not None else ""
            number = child(properties, _NUMPR) if properties is not None else None
            if number is not None:
                styles.lists[key] = _list_of(number)
        for key in styles.names:
            above, steps = based.get(key, ""), 0
            while key not in styles.lists and above and steps < _DEEPEST:
                if above in styles.lists:
                    styles.lists[key] = styles.lists[above]
                above, steps = based.get(above, ""), steps + 1
        return styles

    def kind(self, key: str) -> str:
        """``heading 2``, ``toc``, ``title`` or empty."""
        name = self.names.get(key, "")
        found = re.fullmatch(r"(?:heading|标题) ?([1-9])", name)
        if found:
            return f"heading {found.group(1)}"
        return "toc" if re.fullmatch(r"(?:toc|目录) ?\d", name) else "title" if name in ("title", "标题") else ""


def _list_of(number: _Element) -> tuple[str, int]:
    key, depth = child(number, f"{W}numId"), child(number, f"{W}ilvl")
    level = depth.get(f"{W}val", "0") if depth is not None else "0"
    return (key.get(f"{W}val", "") if key is not None else "", int(level) if level.isdecimal() else 0)


@dataclass(slots=True)
class _Reader:
    builder: Builder
    styles: _Styles
    numbers: ListNumbers
    limits: Limits

    def blocks(self, parent: _Element, depth: int = 0) -> None:
        """Adds the paragraphs and tables below ``parent``, also those in content controls and text boxes."""
        if depth > _DEEPEST:
            raise Unreadable("RD005", "内容嵌套过深")
        for element in parent:
            if element.tag == _P:
                self.paragraph(element, depth)
            elif element.tag == _TBL:
                self.table(element, depth)
            elif element.tag in _WRAPPERS:
                self.blocks(element, depth + 1)

    def paragraph(self, element: _Element, depth: int) -> None:
        boxes = list(element.iter(f"{W}txbxContent"))
        for box in boxes:
            parent = box.getparent()
            assert parent is not None
            parent.remove(box)
        text, style = self.words(element)
        for line in text.split("\n") if "\n" in text else (text,):
            self.builder.paragraph(clean(line), style=style)
        for box in boxes:
            self.blocks(box, depth + 1)

    def words(self, element: _Element) -> tuple[str, str]:
        """The text of a paragraph with the number Word prints before it, and the kind of its style."""
        text = "".join(cast("Iterator[str]", element.itertext(*_TEXT_TAGS)))
        properties = child(element, _PPR)
        if properties is None:
            return text, ""
        named = child(properties, _PSTYLE)
        style = named.get(_VAL, "") if named is not None else ""
        number = child(properties, _NUMPR)
        if number is None and not style:
            return text, ""
        key, level = _list_of(number) if number is not None else self.styles.lists.get(style, ("", 0))
        if number is not None and not key and style in self.styles.lists:
            key = self.styles.lists[style][0]
        if key and key != "0" and text.strip():
            text = self.numbers.next(key, level) + text
        return text, self.styles.kind(style) if style else ""

    def table(self, element: _Element, depth: int) -> None:
        if self._is_frame(element):
            for cell in element.iter(_TC):
                if next(cell.iterancestors(_TBL), None) is element:
                    self.blocks(cell, depth + 1)
            return
        grid = self.grid(element, depth)
        self.builder.table(grid)

    @staticmethod
    def _is_frame(element: _Element) -> bool:
        """Whether a table only frames a page: it has inner tables, and no more than two cells of its own."""
        if element.find(f".//{_TBL}") is None:
            return False
        return sum(1 for cell in element.iter(_TC) if next(cell.iterancestors(_TBL), None) is element) <= 2

    def grid(self, element: _Element, depth: int) -> tuple[tuple[Cell, ...], ...]:
        """The unfolded grid of a table."""
        squares = 0
        rows: list[list[Cell]] = []
        for r, row in enumerate(_children(element, _TR)):
            cells: list[Cell] = []
            cells.extend(Cell(r, c, "") for c in range(_before(row)))
            for cell in _children(row, _TC):
                text = self.cell_text(cell, depth)
                wide, merge = _span(cell)
                squares += wide
                if squares > self.limits.cells:
                    raise Unreadable("RD006", f"表格超过 {self.limits.cells} 格")
                c = len(cells)
                above = rows[r - 1][c] if merge == "continue" and r and c < len(rows[r - 1]) else None
                cells.extend([above if above is not None else Cell(r, c, text, 1, wide)] * wide)
            rows.append(cells)
        return _with_heights(rows)

    def cell_text(self, cell: _Element, depth: int) -> str:
        """The paragraphs of a cell, one a line; the rows of a table inside it, one a line."""
        if depth > _DEEPEST:
            raise Unreadable("RD005", "表格嵌套过深")
        lines: list[str] = []
        for element in cell.iterchildren():
            if element.tag == _P:
                lines.append(self.words(element)[0])
            elif element.tag == _TBL:
                lines.extend(
                    " ".join(self.cell_text(inner, depth + 1) for inner in _children(row, _TC))
                    for row in _children(element, _TR)
                )
            elif element.tag in _WRAPPERS:
                lines.append(self.cell_text(element, depth + 1))
        text = "\n".join(lines)
        return clean_lines(text) if "\n" in text else clean(text)


def _children(parent: _Element, tag: str) -> Iterator[_Element]:
    """Children called ``tag``, also inside content controls and marks of insertion."""
    for element in parent.iterchildren():
        if element.tag == tag:
            yield element
        elif element.tag in _WRAPPERS:
            yield from _children(element, tag)


def _span(cell: _Element) -> tuple[int, str]:
    """How many columns a cell covers, and whether it begins (``restart``) or continues a cell over several rows."""
    properties = child(cell, _TCPR)
    if properties is None:
        return 1, ""
    grid = child(properties, _GRIDSPAN)
    merge = child(properties, _VMERGE)
    if grid is None and merge is None:
        return 1, ""
    wide = grid.get(_VAL, "1") if grid is not None else "1"
    return (
        min(max(int(wide), 1), 500) if wide.isdecimal() and len(wide) < 6 else 1,
        "" if merge is None else merge.get(_VAL, "continue"),
    )


def _before(row: _Element) -> int:
    properties = child(row, _TRPR)
    skipped = None if properties is None else child(properties, f"{W}gridBefore")
    value = skipped.get(f"{W}val", "0") if skipped is not None else "0"
    return min(int(value), 500) if value.isdecimal() and len(value) < 6 else 0


def _with_heights(rows: list[list[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    """The grid with the height of each merged cell, which is known only when all rows are, and rows of one length."""
    heights: dict[tuple[int, int], int] = {}
    for r, row in enumerate(rows):
        for cell in row:
            heights[cell.row, cell.column] = max(heights.get((cell.row, cell.column), 1), r - cell.row + 1)
    width = max((len(row) for row in rows), default=0)
    tall = {
        place: Cell(cell.row, cell.column, cell.text, heights[place], cell.colspan)
        for row in rows
        for cell in row
        if heights[place := (cell.row, cell.column)] > 1
    }
    return tuple(
        (
            *(tall.get((cell.row, cell.column), cell) for cell in row),
            *(Cell(r, c, "") for c in range(len(row), width)),
        )
        for r, row in enumerate(rows)
    )


def read(path: Path, source: str, limits: Limits) -> Document:
    """The document in the docx file at ``path``."""
    from lxml import etree

    with Archive(path, limits) as archive:
        main = _main_part(archive)
        folder = main.rpartition("/")[0]
        root = _word_xml(archive, main)
        styles = _Styles.read(_part(archive, f"{folder}/styles.xml"))
        numbers = ListNumbers.read(_part(archive, f"{folder}/numbering.xml"))
    body = root.find(f"{W}body")
    if body is None:
        raise Unreadable("RD005", "没有正文")
    etree.strip_elements(body, *_NOT_TEXT, with_tail=False)
    for sign in body.iter(*_SIGNS):
        parent = sign.getparent()
        if parent is not None and parent.tag == f"{W}r":
            sign.text = _SIGNS[str(sign.tag)]
    builder = Builder(source, "docx")
    _Reader(builder, styles, numbers, limits).blocks(body)
    builder.rejoin()
    return builder.document()


def _main_part(archive: Archive) -> str:
    """The name of the part with the text: the one the package names, usually ``word/document.xml``."""
    if "word/document.xml" in archive.names:
        return "word/document.xml"
    for name in sorted(archive.names):
        if re.fullmatch(r"word/document\d*\.xml", name):
            return name
    raise Unreadable("RD005", "缺少正文部件")


def _part(archive: Archive, name: str) -> _Element | None:
    return _word_xml(archive, name) if name in archive.names else None


def _word_xml(archive: Archive, name: str) -> _Element:
    """A part in the usual namespace, also where the file was saved as "Strict Open XML"."""
    return parse_xml(archive.read(name).replace(_STRICT, _USUAL), name)
