"""Registers as workbooks: the scoring workbook of an evaluation, filled, or one register by itself."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jixiao.registers.base import Register
from jixiao.web.registers.services import records_of
from jixiao.workbook.sheets import Sheets, TableSheet
from jixiao.workbook.template import write

if TYPE_CHECKING:
    from jixiao.registers.base import Table
    from jixiao.web.evaluation.draft import Draft
    from jixiao.web.registers.models import Book

__all__ = ["register_workbook", "scoring_workbook"]

_COLOUR = "#1F4E79"


def scoring_workbook(draft: Draft) -> bytes:
    """The workbook of the evaluation with everything that stands in its registers and answers."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsx"
        write(draft.scheme, path, draft.filling, all_registers=True)
        return path.read_bytes()


def register_workbook(book: Book, table: Table[Any]) -> bytes:
    """One register as a workbook of one sheet, laid out as in the scoring workbook, so that it reads back."""
    import io

    import xlsxwriter

    made = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        made,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    workbook.set_properties({"title": f"{book} {table.label}", "created": datetime(2020, 1, 1, tzinfo=UTC)})
    may_be_empty = isinstance(table, Register) and table.may_be_empty
    sheet = TableSheet(Sheets(workbook), table, table.columns, "万元", may_be_empty=may_be_empty)
    rows = tuple(row.record for row in records_of(book, table))
    sheet.write(rows, nothing=table.name in book.nothing, colour=_COLOUR)
    workbook.close()
    return made.getvalue()
