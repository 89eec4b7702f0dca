"""Older and rarer workbooks (xls, xlsb, ods) by python-calamine, which gives values without their number formats."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from jixiao.numbers import from_float, plain
from jixiao.reading.faults import Unreadable, fault
from jixiao.reading.formats.assemble import Builder, clean_lines
from jixiao.reading.formats.xlsx import add_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from jixiao.document import Document
    from jixiao.reading.limits import Limits

__all__ = ["read"]

_DAMAGED: Final = "工作簿的内部结构有误"


def read(path: Path, source: str, limits: Limits) -> Document:
    """The document in the workbook at ``path``, with a remark that percentages are shown as plain numbers."""
    import python_calamine

    builder = Builder(source, "workbook")
    try:
        _add_sheets(builder, path, limits)
    except python_calamine.PasswordError as error:
        raise Unreadable("RD004") from error
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise Unreadable("RD005", _DAMAGED) from error
    except BaseException as error:
        # A panic of the Rust library is no Exception, and its class can only be known by its name.
        if type(error).__name__ == "PanicException":
            raise Unreadable("RD005", _DAMAGED) from error
        raise
    if builder.blocks:
        builder.findings.append(fault("RD018", source))
    return builder.document()


def _add_sheets(builder: Builder, path: Path, limits: Limits) -> None:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_path(path)
    for about in book.sheets_metadata:
        if about.typ is not SheetTypeEnum.WorkSheet or about.visible is not SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_name(about.name)
        if sheet.total_height * sheet.total_width > limits.cells:
            raise Unreadable("RD006", f"工作表“{about.name}”超过 {limits.cells} 格")
        cells = dict(_cells(sheet.to_python(skip_empty_area=False)))
        merged = [(first[0], first[1], last[0], last[1]) for first, last in sheet.merged_cell_ranges or ()]
        add_sheet(builder, about.name, cells, merged, limits)


def _cells(rows: Sequence[Sequence[object]]) -> Iterator[tuple[tuple[int, int], str]]:
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            text = _text(value)
            if text:
                yield (r, c), text


def _text(value: object) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case float() | int():
            number = from_float(value)
            return plain(number) if number is not None else ""
        case date():
            return f"{value.year}-{value.month:02d}-{value.day:02d}"
        case _:
            return clean_lines(str(value))
