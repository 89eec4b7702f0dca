"""Findings as a workbook, a row a finding: to sort, to filter, to hand on and to answer in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xlsxwriter

from jixiao.findings import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from jixiao.checking.engine import Checked
    from jixiao.findings import Finding

__all__ = ["XlsxWriter"]

_COLUMNS = (
    ("序号", 6),
    ("文件", 28),
    ("单位", 24),
    ("年度", 7),
    ("代码", 9),
    ("程度", 7),
    ("类别", 12),
    ("位置", 26),
    ("原文", 36),
    ("问题", 60),
    ("报告所写", 18),
    ("应为", 18),
    ("算式", 48),
    ("改法", 36),
    ("答复", 30),
)
_FILL = {Severity.ERROR: "#FBE3E1", Severity.WARNING: "#FFF3D6", Severity.INFO: "#E6F1FA"}


class XlsxWriter:
    """Writes row by row, so that memory does not grow with the number of reports."""

    def __init__(self, path: Path) -> None:
        # Texts come from other people's files: nothing in them may become a formula, a link or a number.
        self._book = xlsxwriter.Workbook(
            path,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        plain = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#D0D0D0"}
        self._plain = self._book.add_format(plain)
        self._by_severity = {
            severity: self._book.add_format({**plain, "bg_color": colour}) for severity, colour in _FILL.items()
        }
        self._sheet = self._book.add_worksheet("问题清单")
        head = self._book.add_format({**plain, "bold": True, "bg_color": "#E8EAED"})
        for column, (title, width) in enumerate(_COLUMNS):
            self._sheet.set_column(column, column, width)
            self._sheet.write_string(0, column, title, head)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)
        self._row = 0

    def add(self, checked: Checked) -> None:
        for finding in checked.all_findings:
            self._row += 1
            self._write(checked, finding)

    def _write(self, checked: Checked, finding: Finding) -> None:
        report = checked.report
        texts = (
            report.source,
            report.unit,
            str(report.year or ""),
            finding.code,
            finding.severity.label,
            finding.kind.label,
            "\n".join(where.label for where in finding.locations),
            "\n".join(where.quote for where in finding.locations),
            finding.message,
            finding.actual,
            finding.expected,
            "\n".join(finding.steps),
            finding.advice,
            "",
        )
        self._sheet.write_number(self._row, 0, self._row, self._plain)
        for column, text in enumerate(texts, start=1):
            coloured = _COLUMNS[column][0] == "程度"
            self._sheet.write_string(
                self._row, column, text[:32_000], self._by_severity[finding.severity] if coloured else self._plain
            )

    def close(self) -> None:
        self._sheet.autofilter(0, 0, max(1, self._row), len(_COLUMNS) - 1)
        self._book.close()
