"""What can be wrong with a table of facts: codes, and a list that counts everything but keeps only the first of a kind."""

from __future__ import annotations

from typing import Final

from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location

__all__ = ["FAULTS", "TableFaults"]

FAULTS: Final[dict[str, str]] = {
    "IN401": "打不开文件",
    "IN402": "不是能读的表格文件",
    "IN403": "不认识的列",
    "IN404": "缺少列",
    "IN405": "同一列出现两次",
    "IN406": "列的单位不对",
    "IN407": "列的类型不对",
    "IN408": "看不懂的值",
    "IN409": "方案不适用于该年度",
    "IN410": "绩效指标写法不对",
    "IN411": "行的列数不对",
    "IN412": "既填了数又填了不适用",
    "IN413": "没有单位名称",
}

_LISTED: Final = 20
"""How many faults of one kind in one column are listed; the others are counted."""


class TableFaults:
    """Faults of one table. ``count`` is how many there are, also where not all are listed."""

    def __init__(self) -> None:
        self.count = 0
        self._listed: dict[tuple[str, str], list[Finding]] = {}
        self._counts: dict[tuple[str, str], int] = {}

    def add(
        self,
        code: str,
        message: str,
        *,
        column: str = "",
        row: int | None = None,
        expected: str = "",
        actual: str = "",
        advice: str = "",
    ) -> None:
        """Adds a fault; ``row`` counts from zero below the header."""
        # The header is row 1, as a spreadsheet shows it.
        place = Location(row=None if row is None else row + 1)
        finding = Finding(code, Severity.ERROR, Kind.FORM, message, expected, actual, (place,), (), advice)
        self._take((code, column), [finding], 1)

    def extend(self, other: TableFaults) -> None:
        """Adds the faults of a later part of the table."""
        for kind, listed in other._listed.items():
            self._take(kind, listed, other._counts[kind])

    def _take(self, kind: tuple[str, str], found: list[Finding], count: int) -> None:
        self.count += count
        self._counts[kind] = self._counts.get(kind, 0) + count
        listed = self._listed.setdefault(kind, [])
        listed += found[: _LISTED - len(listed)]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The faults listed, and a line for those that are only counted."""
        found: list[Finding] = []
        for kind, listed in self._listed.items():
            found += listed
            more = self._counts[kind] - len(listed)
            if more:
                where = f"“{kind[1]}”一列" if kind[1] else "表中"
                message = f"{where}还有 {more} 处同类错误（{FAULTS[kind[0]]}），没有一一列出。"
                found.append(Finding(kind[0], Severity.ERROR, Kind.FORM, message))
        return tuple(found)
