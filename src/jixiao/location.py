"""Where a figure stands: in somebody's document, in a workbook, or in the rows of a register."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["Location", "cell_name"]


def cell_name(row: int, column: int) -> str:
    """The spreadsheet name of a cell counted from zero: (6, 1) is ``B7``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


@dataclass(frozen=True, slots=True)
class Location:
    """One place. What does not apply is ``None`` or empty; all indices count from zero, labels from one.

    ``block`` is the index of the paragraph or table in ``Document.blocks``; ``row`` and ``column`` the cell in the
    unfolded grid of that table or in the sheet; ``start`` and ``end`` the character span in the paragraph's or cell's
    text; ``quote`` the words there, enough of them for a person to find the place; ``register`` and ``records`` the
    register's name and the numbers of its rows (as shown in the workbook, so that a clerk finds them).
    """

    file: str = ""
    page: int | None = None
    sheet: str = ""
    block: int | None = None
    row: int | None = None
    column: int | None = None
    line: int | None = None
    start: int | None = None
    end: int | None = None
    quote: str = ""
    register: str = ""
    records: tuple[int, ...] = ()

    def quoting(self, quote: str) -> Location:
        return replace(self, quote=quote)

    @property
    def label(self) -> str:
        """The place in a reader's words: ``工作表“采购合同” B7``, ``第 3 页 第 2 行第 4 列``."""
        parts: list[str] = []
        if self.register and not self.sheet:
            parts.append(f"台账“{self.register}”")
        if self.sheet:
            parts.append(f"工作表“{self.sheet}”")
        if self.page is not None:
            parts.append(f"第 {self.page + 1} 页")
        if self.line is not None:
            parts.append(f"第 {self.line + 1} 行")
        if self.row is not None and self.column is not None:
            if self.sheet:
                parts.append(cell_name(self.row, self.column))
            else:
                parts.append(f"表格第 {self.row + 1} 行第 {self.column + 1} 列")
        elif self.row is not None:
            parts.append(f"第 {self.row + 1} 行")
        elif self.block is not None and self.line is None:
            parts.append(f"第 {self.block + 1} 段")
        if self.records:
            shown = "、".join(str(number) for number in self.records[:8])
            more = f" 等 {len(self.records)} 行" if len(self.records) > 8 else " 行"
            parts.append(f"第 {shown}{more}")
        return " ".join(parts) or self.file
