"""Excel workbooks (xlsx, xlsm, WPS's et saved as xlsx): each sheet a table, its figures as the sheet shows them."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jixiao.document import Cell
from jixiao.reading.faults import Unreadable
from jixiao.reading.formats.archive import Archive, parse_xml
from jixiao.reading.formats.assemble import Builder, clean, clean_lines
from jixiao.reading.formats.cell_formats import BUILT_IN, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lxml.etree import _Element

    from jixiao.document import Document
    from jixiao.reading.limits import Limits

__all__ = ["add_sheet", "read"]

_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT: Final = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", _S[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _R[1:-1].encode()),
)
_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MARGIN: Final = 50
"""How far a merged cell may reach beyond the last filled one and still count; some are merged to the sheet's end."""
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


@dataclass(frozen=True, slots=True)
class _Workbook:
    """What the cells of all sheets refer to."""

    strings: tuple[str, ...]
    forms: tuple[str, ...]
    epoch_1904: bool


def read(path: Path, source: str, limits: Limits) -> Document:
    """The document in the workbook at ``path``: its visible sheets in order."""
    builder = Builder(source, "xlsx")
    with Archive(path, limits) as archive:
        book = _xml(archive, "xl/workbook.xml")
        targets = _targets(archive)
        properties = book.find(f"{_S}workbookPr")
        shared = _Workbook(
            _strings(archive, targets),
            _forms(archive),
            properties is not None and properties.get("date1904") in ("1", "true"),
        )
        for sheet in book.iterfind(f"{_S}sheets/{_S}sheet"):
            target = targets.get(sheet.get(f"{_R}id", ""), "")
            if sheet.get("state", "visible") != "visible" or target not in archive.names:
                continue
            root = _xml(archive, target)
            if root.tag == f"{_S}worksheet":
                cells = dict(_cells(root, shared, limits))
                add_sheet(builder, sheet.get("name", ""), cells, list(_merged(root)), limits)
    return builder.document()


def add_sheet(
    builder: Builder,
    name: str,
    cells: Mapping[tuple[int, int], str],
    merged: list[tuple[int, int, int, int]],
    limits: Limits,
) -> None:
    """Adds the sheet whose filled ``cells`` and ``merged`` ranges (first row and column, last ones) are given.

    Rows and columns are those of the sheet. A sheet with text in a single column is prose, or a table copied one cell a
    line, and becomes paragraphs.
    """
    if not cells:
        return
    filled_height = 1 + max(r for r, _ in cells)
    filled_width = 1 + max(c for _, c in cells)
    inside = [
        area
        for area in merged
        if cells.get(area[:2]) and area[2] < filled_height + _MARGIN and area[3] < filled_width + _MARGIN
    ]
    height = max([filled_height, *(bottom + 1 for _, _, bottom, _ in inside)])
    width = max([filled_width, *(right + 1 for _, _, _, right in inside)])
    if height * width > limits.cells:
        raise Unreadable("RD006", f"工作表“{name}”超过 {limits.cells} 格")
    if len({c for _, c in cells}) == 1:
        for place in sorted(cells):
            builder.paragraph(clean(cells[place].replace("\n", " ")))
        return
    grid = [[Cell(r, c, cells.get((r, c), "")) for c in range(width)] for r in range(height)]
    for top, left, bottom, right in merged:
        if top >= height or left >= width:
            continue
        bottom, right = min(bottom, height - 1), min(right, width - 1)
        whole = Cell(top, left, cells.get((top, left), ""), bottom - top + 1, right - left + 1)
        for r in range(top, bottom + 1):
            for c in range(left, right + 1):
                grid[r][c] = whole
    builder.table(tuple(tuple(row) for row in grid), sheet=name)


def _xml(archive: Archive, name: str) -> _Element:
    data = archive.read(name)
    for strict, usual in _STRICT:
        data = data.replace(strict, usual)
    return parse_xml(data, name)


def _targets(archive: Archive) -> dict[str, str]:
    """Relation id → name of the part, for the parts of the workbook; the types of single parts by their last word."""
    targets: dict[str, str] = {}
    if "xl/_rels/workbook.xml.rels" not in archive.names:
        raise Unreadable("RD005", "缺少工作表的目录")
    for relation in archive.xml("xl/_rels/workbook.xml.rels").iterchildren("{*}Relationship"):
        target = relation.get("Target", "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        targets[relation.get("Id", "")] = part
        targets.setdefault(relation.get("Type", "").rpartition("/")[2], part)
    return targets


def _strings(archive: Archive, targets: Mapping[str, str]) -> tuple[str, ...]:
    name = targets.get("sharedStrings", "xl/sharedStrings.xml")
    if name not in archive.names:
        return ()
    return tuple(_rich_text(item) for item in _xml(archive, name).iterchildren(f"{_S}si"))


def _rich_text(item: _Element) -> str:
    """The text of a string in runs, without the reading aids (``rPh``) some have."""
    return "".join(
        text.text or ""
        for text in item.iter(f"{_S}t")
        if (parent := text.getparent()) is None or parent.tag != f"{_S}rPh"
    )


def _forms(archive: Archive) -> tuple[str, ...]:
    """The number format of each cell style."""
    if "xl/styles.xml" not in archive.names:
        return ()
    root = _xml(archive, "xl/styles.xml")
    own = {
        _integer(form.get("numFmtId")): form.get("formatCode", "") for form in root.iterfind(f"{_S}numFmts/{_S}numFmt")
    }
    return tuple(
        own.get(number, BUILT_IN.get(number, "General"))
        for style in root.iterfind(f"{_S}cellXfs/{_S}xf")
        for number in [_integer(style.get("numFmtId"))]
    )


def _integer(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def _cells(root: _Element, shared: _Workbook, limits: Limits) -> Iterator[tuple[tuple[int, int], str]]:
    """Place and shown text of each cell that is not empty."""
    seen, row, column = 0, -1, -1
    for element in root.iterfind(f"{_S}sheetData/{_S}row"):
        row = _integer(element.get("r")) - 1 if element.get("r") else row + 1
        column = -1
        for cell in element.iterchildren(f"{_S}c"):
            place = _CELL.fullmatch(cell.get("r", ""))
            column = _column(place.group(1)) if place else column + 1
            text = clean_lines(_text(cell, shared))
            if text and 0 <= row < _LAST_ROW and column < _LAST_COLUMN:
                seen += 1
                if seen > limits.cells:
                    raise Unreadable("RD006", f"工作表超过 {limits.cells} 格")
                yield (row, column), text


def _text(cell: _Element, shared: _Workbook) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(f"{_S}is")
        return _rich_text(inline) if inline is not None else ""
    value = cell.findtext(f"{_S}v") or ""
    if kind == "s":
        index = _integer(value)
        return shared.strings[index] if value.isdecimal() and index < len(shared.strings) else ""
    if kind == "b":
        return "是" if value == "1" else "否"
    if kind in ("str", "e", "d"):
        return value
    if not value:
        return ""
    style = _integer(cell.get("s"))
    form = shared.forms[style] if style < len(shared.forms) else "General"
    return shown(value, form, epoch_1904=shared.epoch_1904)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _merged(root: _Element) -> Iterator[tuple[int, int, int, int]]:
    for element in root.iterfind(f"{_S}mergeCells/{_S}mergeCell"):
        first, _, last = element.get("ref", "").partition(":")
        start, end = _CELL.fullmatch(first), _CELL.fullmatch(last)
        if start and end:
            top, bottom = int(start.group(2)) - 1, int(end.group(2)) - 1
            left, right = _column(start.group(1)), _column(end.group(1))
            if 0 <= top <= bottom and left <= right:
                yield top, left, bottom, right
