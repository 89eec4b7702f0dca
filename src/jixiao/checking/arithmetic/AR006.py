"""AR006: total rows of tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import REMARK_OF, Fit, add, difference_text, shown, sum_text
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import Missing, Printed, UnitKind, narrow, parse_cell, unit_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.document import Cell, Document, Table
    from jixiao.report import Report

_TOTAL = re.compile(r"(?:合\s*计|总\s*计|总\s*额|小\s*计|共\s*计)(?:[（(].*[）)])?")
_AMONG = re.compile(r"其中|其中[：:]")
_NO_MONEY = re.compile(r"率|占比|比例|分值|得分|权重|序号|编号|编码|科目|日期|时间|电话|%|目标|完成值|指标值")
_MONEY_HEAD = re.compile(r"金额|预算|支出|收入|资金|执行|决算|经费|拨付|投入|合计|小计|元")
_UNIT_IN_HEAD = re.compile(r"[（(](?:单位[：:])?(亿元|万元|千元|元)[）)]")
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of money: the cell of the total and the cells that are added up."""

    title: str
    total: tuple[Cell, Printed]
    parts: tuple[tuple[Cell, Printed], ...]


class AR006(Check):
    """表中合计行，应等于各行之和。

    什么
    有“合计”“总计”“小计”行的表，逐列把金额相加，与合计比较；“其中”行不重复加。已由 AR001 按分项核对的表不再查。

    为什么
    明细表是审核的底数，合计错了，引用它的正文和比率都错。

    例子
    三行支出 50,000.00、83,490.00、340,758.00 元，合计写 474,428.00 元：应为 474,248.00 元。

    改法
    重算合计，或改正写错的一行。

    来源
    表内勾稽关系。
    """

    code = "AR006"
    title = "表中合计与各行之和不符"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        document = report.document
        if document is None:
            return NotApplicable("不是从文件读来的报告")
        nested = {figure.location.block for figure in report.figures if figure.parent is not None}
        columns = [
            (table, column)
            for table in document.tables
            if table.index not in nested and table.layout != "run_on"
            for column in _columns(table)
        ]
        if not columns:
            return NotApplicable("没有带合计行的金额表")
        judged = (self._judge(document, table, column) for table, column in columns)
        return [finding for finding in judged if finding is not None]

    def _judge(self, document: Document, table: Table, column: _Column) -> Finding | None:
        cell, whole = column.total
        parts = [value for _, value in column.parts]
        result = add(parts, whole)
        if result.fit is Fit.EXACT:
            return None
        total = difference_text(result.total, whole)
        difference = difference_text(result.difference, whole)
        severity = {Fit.ROUNDED: Severity.INFO, Fit.OFF: Severity.ERROR}.get(result.fit, Severity.WARNING)
        return self.finding(
            f"“{column.title}”一列，{len(parts)} 行相加是 {total}，合计写 {shown(whole)}，"
            f"{'多' if result.difference < 0 else '少'} {difference}{REMARK_OF[result.fit]}。",
            document.locate_cell(table, cell),
            *(document.locate_cell(table, part) for part, _ in column.parts[:8]),
            expected=total,
            actual=shown(whole),
            steps=(f"{sum_text(parts)} = {total} ≠ {shown(whole)}",),
            advice="重算合计，或改正写错的一行。",
            severity=severity,
        )


def _columns(table: Table) -> Iterator[_Column]:
    """The money columns with a total; rows are added up from the head, or from the total before, to the total."""
    head = _head_row(table)
    totals = [
        r for r in range(head + 1, len(table.grid)) if any(_TOTAL.fullmatch(_slim(cell)) for cell in table.grid[r][:3])
    ]
    if len(totals) != 1:
        return
    at = totals[0]
    rows = range(head + 1, at) if at > head + 1 else range(at + 1, len(table.grid))
    for c in range(1, table.width):
        title = table.grid[head][c].text if c < len(table.grid[head]) else ""
        if _NO_MONEY.search(title) or not (_MONEY_HEAD.search(title) or table.unit_note):
            continue
        unit = _unit(table, title)
        whole = _figure(table, at, c, unit)
        parts = [
            (table.grid[r][c], value)
            for r in rows
            if not _AMONG.match(_slim(table.grid[r][0])) and (value := _figure(table, r, c, unit)) is not None
        ]
        complete = all(_is_number_or_blank(table, r, c) for r in rows)
        if whole is not None and len(parts) >= _FEWEST and complete:
            yield _Column(re.sub(r"\s+", "", title) or "金额", (table.grid[at][c], whole), tuple(parts))


def _head_row(table: Table) -> int:
    """The last row of the head: the first rows without any number in them."""
    last = -1
    for r, row in enumerate(table.grid[:4]):
        if any(isinstance(parse_cell(cell.text), Printed) for cell in row):
            break
        last = r
    return max(0, last)


def _unit(table: Table, title: str) -> str:
    match = _UNIT_IN_HEAD.search(narrow(title).replace("(", "（").replace(")", "）"))
    return match.group(1) if match else table.unit_note or "元"


def _slim(cell: Cell) -> str:
    return re.sub(r"\s", "", cell.text)


def _figure(table: Table, r: int, c: int, unit: str) -> Printed | None:
    if c >= len(table.grid[r]):
        return None
    value = parse_cell(table.grid[r][c].text, unit)
    if not isinstance(value, Printed) or unit_named(value.unit).kind is not UnitKind.MONEY:
        return None
    return value


def _is_number_or_blank(table: Table, r: int, c: int) -> bool:
    if c >= len(table.grid[r]):
        return True
    return isinstance(parse_cell(table.grid[r][c].text), Printed | Missing)
