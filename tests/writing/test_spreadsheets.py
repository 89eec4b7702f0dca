"""The spreadsheet form of a document: what is printed at the head of its pages."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from jixiao.writing.layout import Cell, Layout, Para, Run, Table
from jixiao.writing.render.xlsx import render

ROW = tuple(Cell((Run(text),)) for text in ("名称", "数"))
TITLE = Para((Run("某单位2022年度表"),), "title")


def repeated(*tables: Table) -> str | None:
    book = openpyxl.load_workbook(BytesIO(render(Layout("表", "表", (TITLE, *tables)))))
    return book.active.print_title_rows


@pytest.mark.parametrize("head_rows", [1, 2])
def test_the_head_of_a_table_stands_on_every_page(head_rows):
    assert repeated(Table((ROW,) * 60, (1, 1), head_rows)) == f"$2:${1 + head_rows}"


def test_the_head_of_one_table_never_stands_above_another():
    table = Table((ROW,) * 60, (1, 1))
    assert not repeated(table, table)
