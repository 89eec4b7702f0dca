"""Forms as workbooks: cells written into the sheet's own XML, in the cell's own style, and rows added where that breaks
nothing. Shared strings and styles stay as they are: words go into the cell itself (``inlineStr``)."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from jixiao.location import cell_name
from jixiao.numbers import exact, from_digits, parse_decimal, plain
from jixiao.reading.faults import Unreadable
from jixiao.reading.formats.archive import child, parse_xml
from jixiao.writing.forms.form import Grid, Line, Square, splice, width_of
from jixiao.writing.forms.package import serialised
from jixiao.writing.forms.sheet_rows import can_insert, index_of, insert_rows, merged_areas, number_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from jixiao.writing.forms.known import Answer
    from jixiao.writing.forms.package import Package

__all__ = ["XlsxForm"]

_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_MOST_COLUMNS: Final = 200
_MOST_ROWS: Final = 2_000
_ROW_HEIGHT: Final = 15
_COLUMN_WIDTH: Final = 8
"""Points and letters where the sheet does not say."""
_TEXT_FORMAT: Final = "49"
_PERCENTS: Final = ("9", "10")


@dataclass(slots=True)
class _Sheet:
    name: str
    part: str
    root: _Element
    position: int
    changed: bool = False
    formulas: list[_Element] = field(default_factory=list)


class XlsxForm:
    """An xlsx opened for filling; what changes are the sheets that are filled, and ``xl/workbook.xml`` where formulas
    have to be worked out again or a print area grew."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._book = parse_xml(package.read("xl/workbook.xml"), "xl/workbook.xml")
        self._book_changed = False
        targets = self._targets()
        self._strings = self._shared(targets)
        self._formats = self._number_formats(targets)
        self._sheets: list[_Sheet] = []
        for position, each in enumerate(self._book.iterfind(f"{_S}sheets/{_S}sheet")):
            kind, part = targets.get(str(each.get(_ID)), ("", ""))
            if kind == "worksheet" and each.get("state", "visible") == "visible":
                root = parse_xml(package.read(part), part)
                number_cells(root)
                self._sheets.append(_Sheet(str(each.get("name")), part, root, position))
        if not self._sheets:
            raise Unreadable("RD003", "工作簿里没有可见的普通工作表")

    def _targets(self) -> dict[str, tuple[str, str]]:
        root = parse_xml(self._package.read("xl/_rels/workbook.xml.rels"))
        found = {}
        for each in root:
            target = str(each.get("Target", ""))
            path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            found[str(each.get("Id"))] = (str(each.get("Type", "")).rpartition("/")[2], path)
        return found

    def _shared(self, targets: dict[str, tuple[str, str]]) -> list[_Element]:
        part = next((path for kind, path in targets.values() if kind == "sharedStrings"), "")
        return list(parse_xml(self._package.read(part), part).iterchildren(f"{_S}si")) if part else []

    def _number_formats(self, targets: dict[str, tuple[str, str]]) -> list[str]:
        """``text``, ``percent`` or empty for each cell style."""
        part = next((path for kind, path in targets.values() if kind == "styles"), "")
        if not part:
            return []
        root = parse_xml(self._package.read(part), part)
        codes = {each.get("numFmtId"): each.get("formatCode", "") for each in root.iterfind(f"{_S}numFmts/{_S}numFmt")}
        found = []
        for each in root.iterfind(f"{_S}cellXfs/{_S}xf"):
            number = each.get("numFmtId", "0")
            code = codes.get(number, "")
            found.append(
                "text"
                if number == _TEXT_FORMAT or code == "@"
                else "percent"
                if number in _PERCENTS or "%" in code
                else ""
            )
        return found

    # --- reading

    def read(self) -> tuple[tuple[Grid, ...], tuple[Line, ...]]:
        """One grid a visible sheet; everything in a sheet is in a cell, so that there are no lines."""
        return tuple(grid for sheet in self._sheets if (grid := self._grid(sheet)) is not None), ()

    def _grid(self, sheet: _Sheet) -> Grid | None:
        cells: dict[tuple[int, int], _Element] = {}
        texts: dict[tuple[int, int], str] = {}
        sheet.formulas = []
        for element in sheet.root.iterfind(f"{_S}sheetData/{_S}row/{_S}c"):
            place = index_of(str(element.get("r")))
            assert place is not None, "cells were numbered when the sheet was opened"
            cells[place] = element
            texts[place] = self._text(element)
            if child(element, f"{_S}f") is not None:
                sheet.formulas.append(element)
        told = [place for place, text in texts.items() if text.strip()]
        if not told:
            return None
        areas = merged_areas(sheet.root)
        height = min(max(row for row, _ in told) + 1, _MOST_ROWS)
        touching = [area for area in areas if area[0] < height]
        width = max(*(column for _, column in told), *(right for *_, right in touching), 0) + 1
        width = max(width, max((c + 1 for (r, c) in cells if r < height and c < width + 2), default=0))
        width = min(width, _MOST_COLUMNS)
        height = min(max(height, *(bottom + 1 for _, _, bottom, _ in touching), 0), _MOST_ROWS)
        squares: list[list[Square | None]] = [[None] * width for _ in range(height)]
        for top, left, bottom, right in touching:
            bottom, right = min(bottom, height - 1), min(right, width - 1)
            if top > bottom or left > right:
                continue
            made = self._square(sheet, top, left, cells.get((top, left)), texts)
            made.rowspan, made.colspan = bottom - top + 1, right - left + 1
            for r in range(top, bottom + 1):
                for c in range(left, right + 1):
                    squares[r][c] = made
        rows = []
        for r, row in enumerate(squares):
            rows.append(
                tuple(
                    self._square(sheet, r, c, cells.get((r, c)), texts) if square is None else square
                    for c, square in enumerate(row)
                )
            )
        return Grid(tuple(rows), f"工作表“{sheet.name}”", (), sheet)

    def _square(
        self, sheet: _Sheet, r: int, c: int, element: _Element | None, texts: dict[tuple[int, int], str]
    ) -> Square:
        fixed = element is not None and child(element, f"{_S}f") is not None
        return Square(r, c, texts.get((r, c), ""), f"工作表“{sheet.name}” {cell_name(r, c)}", sheet, fixed=fixed)

    def _text(self, element: _Element) -> str:
        kind, value = element.get("t", "n"), child(element, f"{_S}v")
        if kind == "inlineStr":
            inline = child(element, f"{_S}is")
            return "" if inline is None else "".join(node.text or "" for node in _nodes(inline))
        text = (value.text or "") if value is not None else ""
        if kind == "s" and text.isdigit() and int(text) < len(self._strings):
            return "".join(node.text or "" for node in _nodes(self._strings[int(text)]))
        number = from_digits(text) if kind == "n" and text else None
        if number is None:
            return text
        return f"{plain(exact(Fraction(number) * 100))}%" if self._shows(element) == "percent" else plain(number)

    def _shows(self, element: _Element) -> str:
        style = element.get("s", "0")
        return self._formats[int(style)] if style.isdigit() and int(style) < len(self._formats) else ""

    # --- writing

    def write(self, square: Square, answer: Answer) -> None:
        """A number where the cell takes one, a share of one where it shows per cent, else words within the cell."""
        sheet: _Sheet = square.handle
        element = self._cell(sheet, square.row, square.column)
        shows = self._shows(element)
        for each in list(element):
            element.remove(each)
        number = answer.share if shows == "percent" and answer.share is not None else answer.number
        if number is not None and shows != "text" and (shows != "percent" or answer.share is not None):
            element.attrib.pop("t", "")
            _add(element, "v").text = plain(number)
        else:
            element.set("t", "inlineStr")
            text = _add(_add(element, "is"), "t")
            text.text = answer.text
            text.set(_SPACE, "preserve")
            self._make_room(sheet, element, square, answer.text)
        self._touched(sheet)

    @staticmethod
    def _make_room(sheet: _Sheet, element: _Element, square: Square, text: str) -> None:
        """Makes a row higher for words that take several lines, unless somebody has set its height. Spreadsheets do so
        only when a cell is typed into, and for joined cells never."""
        holder = element.getparent()
        if holder is None or holder.get("customHeight") in ("1", "true") or square.rowspan > 1:
            return
        usual = child(sheet.root, f"{_S}sheetFormatPr")
        height = (usual is not None and parse_decimal(usual.get("defaultRowHeight", ""))) or _ROW_HEIGHT
        columns = range(square.column, square.column + square.colspan)
        room = max(1, int(sum((_width(sheet.root, column) for column in columns), Fraction(0))) - 1)
        lines = sum(-(-max(1, width_of(line)) // room) for line in text.split("\n"))
        now = parse_decimal(holder.get("ht", "")) or height
        if lines > 1 and lines * height > now:
            holder.set("ht", plain(lines * height))

    def write_inline(self, target: Square | Line, start: int, end: int, value: str) -> None:
        """Writes among the runs of a cell's own words; a shared string becomes the cell's own first."""
        assert isinstance(target, Square)
        sheet: _Sheet = target.handle
        element = self._cell(sheet, target.row, target.column)
        inline = child(element, f"{_S}is")
        if inline is None:
            shared = child(element, f"{_S}v")
            text = (shared.text or "") if shared is not None else ""
            inline = _add(element, "is")
            if element.get("t") == "s" and text.isdigit() and int(text) < len(self._strings):
                for part in self._strings[int(text)]:
                    inline.append(copy.deepcopy(part))
            else:
                _add(inline, "t").text = text
            if shared is not None:
                element.remove(shared)
            element.set("t", "inlineStr")
        nodes = _nodes(inline)
        for node in nodes:
            node.text = node.text or ""
        splice(nodes, start, end, value)
        for node in nodes:
            node.set(_SPACE, "preserve")
        self._touched(sheet)

    def _cell(self, sheet: _Sheet, row: int, column: int) -> _Element:
        """The element of a cell; where the file has none, one in the style of its row or column."""
        data = child(sheet.root, f"{_S}sheetData")
        assert data is not None
        rows = [each for each in data if int(each.get("r", "0")) >= row + 1]
        holder = rows[0] if rows and rows[0].get("r") == str(row + 1) else None
        if holder is None:
            holder = data.makeelement(f"{_S}row", {"r": str(row + 1)})
            data.append(holder) if not rows else rows[0].addprevious(holder)
        name = cell_name(row, column)
        for each in holder:
            place = index_of(str(each.get("r")))
            assert place is not None
            if place[1] == column:
                return each
            if place[1] > column:
                made = self._new_cell(sheet, holder, name, column)
                each.addprevious(made)
                return made
        made = self._new_cell(sheet, holder, name, column)
        holder.append(made)
        return made

    def _new_cell(self, sheet: _Sheet, holder: _Element, name: str, column: int) -> _Element:
        made = holder.makeelement(f"{_S}c", {"r": name})
        style = holder.get("s") if holder.get("customFormat") in ("1", "true") else None
        for each in sheet.root.iterfind(f"{_S}cols/{_S}col"):
            if style is None and int(each.get("min", "0")) <= column + 1 <= int(each.get("max", "0")):
                style = each.get("style")
        if style is not None:
            made.set("s", style)
        return made

    def _touched(self, sheet: _Sheet) -> None:
        """Marks a sheet as changed. What its formulas, and those of the other sheets, showed is no longer true."""
        sheet.changed = True
        for other in self._sheets:
            for element in other.formulas:
                value = child(element, f"{_S}v")
                if value is not None:
                    element.remove(value)
                    other.changed = True
                    self._book_changed = True

    def insert_below(self, grid: Grid, row: int, count: int, keep: Sequence[int]) -> bool:
        """Only in a sheet where nothing but cells, merges and print areas would have to move."""
        sheet: _Sheet = grid.handles
        formulas = any(each.formulas for each in self._sheets)
        if formulas or not can_insert(sheet.root, self._book, sheet.position):
            return False
        insert_rows(sheet.root, self._book, sheet.position, row, count, keep)
        sheet.changed = self._book_changed = True
        return True

    def content(self) -> bytes:
        """The package with the changed sheets, and the order to calculate anew where there are formulas."""
        parts = {sheet.part: serialised(sheet.root) for sheet in self._sheets if sheet.changed}
        if self._book_changed:
            if any(sheet.formulas for sheet in self._sheets):
                _calculate_on_load(self._book)
            parts["xl/workbook.xml"] = serialised(self._book)
        return self._package.with_parts(parts)


def _add(parent: _Element, name: str) -> _Element:
    made: _Element = parent.makeelement(f"{_S}{name}", {})
    parent.append(made)
    return made


def _width(root: _Element, column: int) -> Fraction:
    """The width of a column in letters."""
    for each in root.iterfind(f"{_S}cols/{_S}col"):
        if int(each.get("min", "0")) <= column + 1 <= int(each.get("max", "0")):
            return Fraction(parse_decimal(each.get("width", "")) or _COLUMN_WIDTH)
    return Fraction(_COLUMN_WIDTH)


def _nodes(item: _Element) -> list[Any]:
    """The text elements of a string item, without the phonetic guides beside them."""
    return [each for each in item.iter(f"{_S}t") if next(each.iterancestors(f"{_S}rPh"), None) is None]


_AFTER_CALC: Final = re.compile(
    r"(?:oleSize|customWorkbookViews|pivotCaches|smartTag\w*|webPublish\w*|fileRecoveryPr|extLst)"
)


def _calculate_on_load(book: _Element) -> None:
    calc = child(book, f"{_S}calcPr")
    if calc is None:
        calc = book.makeelement(f"{_S}calcPr", {})
        behind = next((each for each in book if _AFTER_CALC.fullmatch(str(each.tag).rpartition("}")[2])), None)
        book.append(calc) if behind is None else behind.addprevious(calc)
    calc.set("fullCalcOnLoad", "1")
