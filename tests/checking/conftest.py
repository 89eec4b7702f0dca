"""What the tests of the checks share: reports read from texts, and a faulty one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jixiao.reading.extract.report import read_report
from jixiao.reading.open import read_document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jixiao.report import Report

FAULTY = """青山区图书馆2022年度部门整体支出绩效自评报告
一、基本情况
（一）收支情况
本年支出331.18万元，其中基本支出237.59万元，项目支出90.59万元。
资金于202年1月11日到位，<联系人>电话13900000000。
三、存在的主要问题
明确续效评价范围。
支出内容\t金额（元）
书籍\t50,000.00
设备\t83,490.00
合计\t133,940.00
"""
"""A report with faults in prose, in a table and in a heading, and with characters that a web page has to escape."""


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Report]:
    """Reads a text as the report in a file of that text."""

    def of(text: str, name: str = "report.txt") -> Report:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_report(read_document(path))

    return of


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "自评报告.txt"
    path.write_text(FAULTY, encoding="utf-8")
    return path
