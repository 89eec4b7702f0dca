"""A row more in a sheet: what has to move when a row is added, and the sheets in which that is not risked.

Cells, merged areas, page breaks and print areas are moved. A sheet that holds anything else that names cells (formulas,
validations, conditional formats, pictures, notes, filters) is left alone: a form whose sums are off by a row is worse
than one that says what did not fit.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Final

from jixiao.location import cell_name
from jixiao.reading.formats.archive import child

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

__all__ = ["can_insert", "index_of", "insert_rows", "merged_areas", "number_cells"]

_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_MOVABLE: Final = frozenset(
    f"{_S}{name}"
    for name in (
        "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells", "phoneticPr",
        "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "legacyDrawingHF",
    )
)  # fmt: skip
"""The parts of a sheet that name no cell, or that are moved here."""
_SIMPLE_NAME: Final = re.compile(
    r"(?:'(?:[^']|'')+'|[^'!,]+)!\$[A-Z]+\$\d+:\$[A-Z]+\$\d+|(?:'(?:[^']|'')+'|[^'!,]+)!\$\d+:\$\d+"
)


def index_of(reference: str) -> tuple[int, int] | None:
    """Row and column, counted from zero, of ``B7``."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match.group(2)) - 1, column - 1


def number_cells(root: _Element) -> None:
    """Writes down the place of rows and cells that leave it to their order, as the format allows."""
    row = 0
    for element in root.iterfind(f"{_S}sheetData/{_S}row"):
        number = element.get("r", "")
        row = int(number) if number.isdecimal() else row + 1
        element.set("r", str(row))
        column = -1
        for cell in element:
            place = index_of(str(cell.get("r", "")))
            column = place[1] if place is not None else column + 1
            cell.set("r", cell_name(row - 1, column))


def merged_areas(root: _Element) -> list[tuple[int, int, int, int]]:
    """Top, left, bottom and right of each merged area."""
    found = []
    for each in root.iterfind(f"{_S}mergeCells/{_S}mergeCell"):
        first, _, last = str(each.get("ref", "")).partition(":")
        top, bottom = index_of(first), index_of(last)
        if top is not None and bottom is not None:
            found.append((*top, *bottom))
    return found


def _names_of(book: _Element, position: int) -> list[_Element]:
    return [
        each for each in book.iterfind(f"{_S}definedNames/{_S}definedName") if each.get("localSheetId") == str(position)
    ]


def can_insert(root: _Element, book: _Element, position: int) -> bool:
    """Whether everything that would have to move with a new row is known how to."""
    names = list(book.iterfind(f"{_S}definedNames/{_S}definedName"))
    own = _names_of(book, position)
    known = all(
        each in own
        and str(each.get("name", "")) in ("_xlnm.Print_Area", "_xlnm.Print_Titles")
        and _SIMPLE_NAME.fullmatch(each.text or "")
        for each in names
        if each in own or each.get("localSheetId") is None
    )
    return known and all(each.tag in _MOVABLE for each in root)


def insert_rows(root: _Element, book: _Element, position: int, row: int, count: int, keep: Sequence[int]) -> None:
    """Adds ``count`` copies of ``row`` (counted from zero) below it: same height and styles, blank cells, the merges
    across it repeated, the columns ``keep`` joined to the cell above."""
    data = child(root, f"{_S}sheetData")
    assert data is not None
    for each in data:
        number = int(each.get("r", "0"))
        if number > row + 1:
            _renumber(each, number + count)
    source = next((each for each in data if each.get("r") == str(row + 1)), None)
    if source is not None:
        for number in range(row + 1 + count, row + 1, -1):
            fresh = copy.deepcopy(source)
            for cell in fresh:
                for inner in list(cell):
                    cell.remove(inner)
                cell.attrib.pop("t", "")
            _renumber(fresh, number)
            source.addnext(fresh)
    _move_merges(root, row, count, keep)
    dimension = child(root, f"{_S}dimension")
    if dimension is not None:
        dimension.set("ref", _moved(str(dimension.get("ref", "")), row, count))
    for each in root.iterfind(f"{_S}rowBreaks/{_S}brk"):
        if int(each.get("id", "0")) > row + 1:
            each.set("id", str(int(each.get("id", "0")) + count))
    for name in _names_of(book, position):
        sheet, mark, area = (name.text or "").rpartition("!")
        name.text = f"{sheet}{mark}{_moved(area, row, count)}"


def _renumber(element: _Element, number: int) -> None:
    element.set("r", str(number))
    for cell in element:
        place = index_of(str(cell.get("r")))
        assert place is not None
        cell.set("r", cell_name(number - 1, place[1]))


def _moved(area: str, row: int, count: int) -> str:
    """An area with every row number below ``row`` moved down; one that ends at ``row`` grows by the new rows."""

    def shift(match: re.Match[str]) -> str:
        number = int(match.group(2))
        last = match.end() == len(area) and ":" in area
        return f"{match.group(1)}{number + count if number > row + 1 or (last and number == row + 1) else number}"

    return re.sub(r"(\$?[A-Z]*\$?)(\d+)", shift, area)


def _move_merges(root: _Element, row: int, count: int, keep: Sequence[int]) -> None:
    merges = child(root, f"{_S}mergeCells")
    areas = merged_areas(root)
    found: list[tuple[int, int, int, int]] = []
    for top, left, bottom, right in areas:
        if top > row:
            found.append((top + count, left, bottom + count, right))
        elif bottom > row or (bottom == row and left in keep):
            found.append((top, left, bottom + count, right))
        else:
            found.append((top, left, bottom, right))
            if top == bottom == row:
                found += [(number, left, number, right) for number in range(row + 1, row + 1 + count)]
    covered = {column for top, left, bottom, right in found if top <= row < bottom for column in range(left, right + 1)}
    found += [(row, column, row + count, column) for column in keep if column not in covered]
    if merges is None:
        if not found:
            return
        data = child(root, f"{_S}sheetData")
        assert data is not None
        merges = root.makeelement(f"{_S}mergeCells", {})
        data.addnext(merges)
    for each in list(merges):
        merges.remove(each)
    for top, left, bottom, right in found:
        merges.append(
            merges.makeelement(f"{_S}mergeCell", {"ref": f"{cell_name(top, left)}:{cell_name(bottom, right)}"})
        )
    merges.set("count", str(len(found)))
