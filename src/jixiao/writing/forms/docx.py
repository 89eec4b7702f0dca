"""Forms as Word documents: tables with merged cells, lines around them, rows copied where there are too few."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

from jixiao.reading.faults import Unreadable
from jixiao.reading.formats.archive import child, parse_xml
from jixiao.reading.formats.word_numbers import W
from jixiao.reading.limits import DEFAULT_LIMITS
from jixiao.writing.forms.form import Grid, Line, Square, splice
from jixiao.writing.forms.package import serialised

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from jixiao.writing.forms.known import Answer
    from jixiao.writing.forms.package import Package

__all__ = ["DocxForm"]

_PART: Final = "word/document.xml"
_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_P, _TBL, _TR, _TC, _T, _R, _RPR, _TCPR = (
    f"{W}{name}" for name in ("p", "tbl", "tr", "tc", "t", "r", "rPr", "tcPr")
)  # fmt: skip
_WRAPPERS: Final = (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}smartTag")
_NOT_TEXT: Final = tuple(f"{W}{name}" for name in ("drawing", "pict", "object"))
_GONE: Final = (f"{W}del", f"{W}moveFrom", f"{W}txbxContent")
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


class _Sign:
    """A tab or line break among the texts of a paragraph: one character that cannot be written into."""

    text = None

    def __init__(self, sign: str) -> None:
        self.sign = sign


class DocxForm:
    """A docx opened for filling; the only part that changes is ``word/document.xml``."""

    def __init__(self, package: Package) -> None:
        data = package.read(_PART)
        if _STRICT in data[:2000]:
            raise Unreadable("RD003", "是严格开放格式的 Word 文档，请用 Word 或 WPS 另存为普通的 docx")
        self._package = package
        self._root = parse_xml(data, _PART)
        if child(self._root, f"{W}body") is None:
            raise Unreadable("RD005", "文档没有正文")

    def read(self) -> tuple[tuple[Grid, ...], tuple[Line, ...]]:
        """The tables, nested ones too, and the paragraphs outside of them."""
        grids: list[Grid] = []
        lines: list[Line] = []
        body = child(self._root, f"{W}body")
        assert body is not None
        self._blocks(body, grids, lines)
        return tuple(grids), tuple(lines)

    def _blocks(self, parent: _Element, grids: list[Grid], lines: list[Line]) -> None:
        for element in parent:
            if element.tag == _P:
                text = _text_of([element])
                lines.append(Line(text, f"第 {len(lines) + 1} 段", [element]))
            elif element.tag == _TBL:
                self._table(element, grids, tuple(line.text for line in lines[-3:]))
            elif element.tag in _WRAPPERS:
                self._blocks(element, grids, lines)

    def _table(self, element: _Element, grids: list[Grid], before: tuple[str, ...]) -> None:
        place = f"表 {len(grids) + 1}"
        rows: list[list[Square]] = []
        squares = 0
        trs = list(_inside(element, _TR))
        inner: list[_Element] = []
        for r, tr in enumerate(trs):
            row: list[Square] = []
            for _ in range(_number(tr, f"{W}trPr", f"{W}gridBefore", 0)):
                row.append(Square(r, len(row), "", "", None, fixed=True))
            for tc in _inside(tr, _TC):
                wide = _number(tc, _TCPR, f"{W}gridSpan", 1)
                squares += wide
                if squares > DEFAULT_LIMITS.cells:
                    raise Unreadable("RD006", f"表格超过 {DEFAULT_LIMITS.cells} 格")
                above = (
                    rows[r - 1][len(row)] if r and _merge(tc) == "continue" and len(row) < len(rows[r - 1]) else None
                )
                if above is not None:
                    above.rowspan = r - above.row + 1
                    square = above
                else:
                    square = self._square(tc, r, len(row), wide, place)
                    inner += [table for table in tc.iter(_TBL) if next(table.iterancestors(_TC), None) is tc]
                row += [square] * wide
            rows.append(row)
        grids.append(Grid(tuple(tuple(row) for row in rows), place, before, trs))
        for table in inner:
            self._table(table, grids, ())

    def _square(self, tc: _Element, r: int, c: int, wide: int, place: str) -> Square:
        paragraphs = list(_inside(tc, _P))
        fixed = any(True for _ in tc.iter(*_NOT_TEXT)) or child(tc, _TBL) is not None
        where = f"{place} 第 {r + 1} 行第 {c + 1} 列"
        return Square(r, c, _text_of(paragraphs), where, paragraphs, 1, wide, fixed)

    # --- writing

    def write(self, square: Square, answer: Answer) -> None:
        """Writes into the first paragraph of the cell, in the font of its paragraph mark or of the blanks in it."""
        paragraphs: list[_Element] = square.handle
        paragraph = paragraphs[0]
        runs = [run for each in paragraphs for run in each.iter(_R)]
        look = next((child(run, _RPR) for run in runs if child(run, _RPR) is not None), None)
        if look is None:
            look = _mark_look(paragraph)
        for run in runs:
            parent = run.getparent()
            if parent is not None and not any(True for _ in run.iter(*_NOT_TEXT)):
                parent.remove(run)
        paragraph.append(_run(answer.text, look))

    def write_inline(self, target: Square | Line, start: int, end: int, value: str) -> None:
        """Writes among the runs of the text; the run with the blanks, and so its underline, takes the value."""
        nodes = _nodes_of(target.handle)
        if not any(node.text for node in nodes):
            return
        splice(nodes, start, end, value)
        for node in nodes:
            if node.text is not None:
                node.set(_SPACE, "preserve")

    # --- rows

    def insert_below(self, grid: Grid, row: int, count: int, keep: Sequence[int]) -> bool:
        """Copies the row with its heights, borders and fonts; level cells are joined to the one above."""
        for _ in range(count):
            self._insert_one(grid, row, keep)
        return True

    @staticmethod
    def _insert_one(grid: Grid, row: int, keep: Sequence[int]) -> None:
        source: _Element = grid.handles[row]
        fresh = copy.deepcopy(source)
        for attribute in [name for name in fresh.attrib if str(name).endswith(("paraId", "textId"))]:
            del fresh.attrib[attribute]
        column = _number(source, f"{W}trPr", f"{W}gridBefore", 0)
        for old, new in zip(_inside(source, _TC), list(_inside(fresh, _TC)), strict=True):
            for element in [*new.iterchildren(_TBL), *list(new.iterchildren(_P))[1:]]:
                new.remove(element)
            for element in list(new.iter(_R, f"{W}bookmarkStart", f"{W}bookmarkEnd")):
                parent = element.getparent()
                assert parent is not None
                parent.remove(element)
            for element in new.iter(_P):
                for name in [name for name in element.attrib if str(name).endswith(("paraId", "textId"))]:
                    del element.attrib[name]
            if column in keep:
                if not _merge(old):
                    _set_merge(old, "restart")
                _set_merge(new, "continue")
            column += _number(old, _TCPR, f"{W}gridSpan", 1)
        source.addnext(fresh)

    def content(self) -> bytes:
        """The package with the document written anew."""
        return self._package.with_parts({_PART: serialised(self._root)})


def _inside(parent: _Element, tag: str) -> Iterator[_Element]:
    """The children of this name, also those within content controls."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in _WRAPPERS:
            yield from _inside(element, tag)


def _number(element: _Element, properties: str, name: str, default: int) -> int:
    found = child(element, properties)
    value = child(found, name) if found is not None else None
    text = value.get(f"{W}val", "") if value is not None else ""
    return int(text) if text.isdecimal() else default


def _merge(tc: _Element) -> str:
    """``restart``, ``continue`` or empty."""
    properties = child(tc, _TCPR)
    merge = child(properties, f"{W}vMerge") if properties is not None else None
    return "" if merge is None else merge.get(f"{W}val", "continue")


_BEFORE_MERGE: Final = (f"{W}cnfStyle", f"{W}tcW", f"{W}gridSpan", f"{W}hMerge")


def _set_merge(tc: _Element, value: str) -> None:
    properties = child(tc, _TCPR)
    if properties is None:
        properties = tc.makeelement(_TCPR, {})
        tc.insert(0, properties)
    merge = child(properties, f"{W}vMerge")
    if merge is None:
        merge = properties.makeelement(f"{W}vMerge", {})
        properties.insert(sum(1 for each in properties if each.tag in _BEFORE_MERGE), merge)
    if value == "restart":
        merge.set(f"{W}val", value)
    else:
        merge.attrib.pop(f"{W}val", "")


def _nodes_of(paragraphs: Sequence[_Element]) -> list[Any]:
    """The texts of the paragraphs, in order; what takes one character without being text as a :class:`_Sign`."""
    nodes: list[Any] = []
    for number, paragraph in enumerate(paragraphs):
        if number:
            nodes.append(_Sign("\n"))
        for element in paragraph.iter(_T, f"{W}tab", f"{W}br", f"{W}cr"):
            if next(element.iterancestors(*_GONE), None) is not None or next(element.iterancestors(_R), None) is None:
                continue
            if element.tag == _T:
                element.text = element.text or ""
                nodes.append(element)
            else:
                nodes.append(_Sign("\t" if element.tag == f"{W}tab" else "\n"))
    return nodes


def _text_of(paragraphs: Sequence[_Element]) -> str:
    return "".join(node.sign if isinstance(node, _Sign) else node.text for node in _nodes_of(paragraphs))


def _mark_look(paragraph: _Element) -> _Element | None:
    properties = child(paragraph, f"{W}pPr")
    return child(properties, _RPR) if properties is not None else None


_OF_MARKS_ONLY: Final = tuple(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange"))


def _run(text: str, look: _Element | None) -> _Element:
    """A run in the given look; line ends become line breaks."""
    from lxml import etree

    run = etree.Element(_R)
    if look is not None:
        properties = copy.deepcopy(look)
        for element in list(properties):
            if element.tag in _OF_MARKS_ONLY:
                properties.remove(element)
        run.append(properties)
    for number, line in enumerate(text.split("\n")):
        if number:
            etree.SubElement(run, f"{W}br")
        etree.SubElement(run, _T, {_SPACE: "preserve"}).text = line
    return run
