"""A layout as xlsx, by xlsxwriter: its tables on one sheet, merged as printed, figures as numbers, totals live."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from jixiao.numbers import parse_decimal
from jixiao.writing.layout import Para, Table
from jixiao.writing.ooxml import same_bytes
from jixiao.writing.render.row_heights import columns_of, inner_head, text_width

if TYPE_CHECKING:
    from jixiao.writing.layout import Cell, Layout
    from jixiao.writing.layout import Table as LayoutTable

__all__ = ["render"]

_WIDTH: Final = 110  # characters across an A4 page of ten-point type, landscape
_HIGHEST_ROW: Final = 409  # points: what a spreadsheet allows


def render(layout: Layout) -> bytes:
    """The document as xlsx: paragraphs as merged lines, tables below each other on one sheet made to print."""
    import xlsxwriter

    written = BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    book.set_properties({"title": layout.title, "author": layout.unit, "created": _no_clock()})
    sheet = book.add_worksheet(_sheet_name(layout.name))
    tables = [block for block in layout.blocks if isinstance(block, Table)]
    columns = max((len(table.widths) for table in tables), default=1)
    formats = _Formats(book)
    row = 0
    for block in layout.blocks:
        if isinstance(block, Para):
            style = formats.get(block.style)
            if columns > 1:
                sheet.merge_range(row, 0, row, columns - 1, block.text, style)
            else:
                sheet.write(row, 0, block.text, style)
            lines = -(-text_width(block.text) // _WIDTH)
            sheet.set_row(row, 34 if block.style == "title" else 17 * max(1, lines))
            row += 1
        elif isinstance(block, Table):
            row = _table(sheet, block, row, columns, formats)
            if len(tables) == 1:  # a sheet has one head to repeat, and it would stand above the other tables as well
                _repeat_head(sheet, block, row - len(block.rows))
    _print_set_up(sheet, layout, columns)
    book.close()
    return same_bytes(written.getvalue())


def _no_clock() -> Any:
    from datetime import datetime

    return datetime(2000, 1, 1)  # noqa: DTZ001 - the file format stores a time without zone; it must not be now


def _sheet_name(name: str) -> str:
    return "".join(c for c in name if c not in "[]:*?/\\")[:31] or "表"


class _Formats:
    """Cell formats made once each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}

    def get(self, style: str, **more: object) -> Any:
        key = style + repr(sorted(more.items()))
        if key not in self._made:
            base: dict[str, object] = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True}
            if style == "title":
                base |= {"font_name": "方正小标宋简体", "font_size": 18, "align": "center"}
            elif style in ("subtitle", "caption"):
                base |= {"font_name": "黑体", "font_size": 11, "align": "center"}
            elif style == "cell":
                base |= {"border": 1}
            elif style.startswith("h"):
                base |= {"font_name": "黑体", "font_size": 11}
            self._made[key] = self._book.add_format(base | more)
        return self._made[key]


def _table(sheet: Any, block: LayoutTable, row: int, columns: int, formats: _Formats) -> int:
    for text, align in ((block.caption, "center"), (block.unit_note, "right")):
        if text:
            sheet.merge_range(row, 0, row, max(1, columns - 1), text, formats.get("note", align=align))
            row += 1
    total = sum(block.widths)
    for column, width in enumerate(block.widths):
        sheet.set_column(column, column, max(6, _WIDTH * width // total))
    formulas = {(r, c): formula for r, c, formula in block.formulas}
    for index, (cells, places) in enumerate(zip(block.rows, columns_of(block), strict=True)):
        lines = 1
        for cell, column in zip(cells, places, strict=True):
            _cell(sheet, cell, (row, index, column), formulas.get((index, column), ""), formats)
            share = sum(block.widths[column : column + cell.colspan])
            if cell.rowspan == 1:
                lines = max(lines, -(-text_width(cell.text) // max(6, _WIDTH * share // total)))
        sheet.set_row(row + index, min(15 * lines + 3, _HIGHEST_ROW))
    return row + len(block.rows)


def _repeat_head(sheet: Any, block: LayoutTable, row: int) -> None:
    """The head of the table that begins in this row stands on every page."""
    if block.head_rows:
        sheet.repeat_rows(row, row + block.head_rows - 1)
    elif (inner := inner_head(block)) is not None:
        sheet.repeat_rows(row + inner)


def _cell(sheet: Any, cell: Cell, place: tuple[int, int, int], formula: str, formats: _Formats) -> None:
    first, index, column = place
    row = first + index
    number = None if cell.head else parse_decimal(cell.text)
    decimals = len(cell.text.strip().partition(".")[2])
    style: dict[str, object] = {"align": cell.align}
    if number is not None:
        style["num_format"] = "0." + "0" * decimals if decimals else "0"
    if cell.head:
        style |= {"bg_color": "#F2F5F9", "font_name": "黑体"}
    if any(run.gap for run in cell.runs):
        style["bg_color"] = "#FFE9A8"
    shape = formats.get("cell", **style)
    if cell.rowspan > 1 or cell.colspan > 1:
        sheet.merge_range(row, column, row + cell.rowspan - 1, column + cell.colspan - 1, "", shape)
    if formula:
        placed = re.sub(r"\{(\d+)\}", lambda found: str(first + int(found[1]) + 1), formula)
        sheet.write_formula(row, column, placed, shape, number)
    elif number is not None:
        sheet.write_number(row, column, number, shape)
    else:
        sheet.write_string(row, column, cell.text, shape)


def _print_set_up(sheet: Any, layout: Layout, columns: int) -> None:
    sheet.set_paper(9)
    if layout.landscape or columns > 6:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.7, right=0.7, top=0.8, bottom=0.8)
    sheet.set_footer("&C— &P —")
    sheet.hide_gridlines(2)
