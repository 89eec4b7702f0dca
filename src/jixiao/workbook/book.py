"""A workbook file as cells: opened within bounds, with what a careful reader has to know of each cell.

xlsx is read from its own XML, because the number formats (is this 0.95 a percentage?), formulas that were never
calculated, hidden rows and merged cells stand nowhere else, and because a sparse table has no size: one stray blank in
row 1,048,576 costs nothing. A real xls is read by calamine, which knows none of these; then what is unclear is asked.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, Literal

from jixiao.location import Location
from jixiao.numbers import from_float
from jixiao.system import reason
from jixiao.workbook.faults import fault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jixiao.findings import Finding

__all__ = ["LARGEST_FILE", "Area", "Book", "Cell", "Sheet", "Shows", "open_book"]

LARGEST_FILE: Final = 50 * 2**20
"""Bytes. A filled workbook has some hundred thousand."""
LARGEST_CONTENT: Final = 200 * 2**20
"""Bytes after unpacking, all parts together."""
MOST_CELLS: Final = 2_000_000
"""Cells in the used rectangle of one sheet of an xls, which is read whole."""

Shows = Literal["plain", "percent", "date"]
State = Literal["value", "not_calculated", "error"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds. ``shows`` is how its number format shows a number; ``state`` tells a formula that was never
    calculated and one that ended in an error (then ``value`` is its name, such as ``#DIV/0!``) from the rest."""

    value: str | Decimal | bool | date
    shows: Shows = "plain"
    state: State = "value"


Area = tuple[int, int, int, int]
"""A merged range: top, left, bottom, right, counted from zero."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``rows`` maps each row that holds anything, in order, to its cells by column, counted from zero."""

    name: str
    rows: Mapping[int, Mapping[int, Cell]]
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()

    def cell(self, row: int, column: int | None) -> Cell | None:
        """The cell there; ``None`` where it is blank (or there is no such column)."""
        return None if column is None else self.rows.get(row, {}).get(column)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as read: its sheets by name, in their order."""

    sheets: Mapping[str, Sheet]


def open_book(path: Path) -> Book | Finding:
    """The workbook at ``path``, or the one fault that keeps it from being read."""
    here = Location(file=path.name)
    try:
        size = path.stat().st_size
        if path.is_dir():
            return fault("IN001", here, f"“{path.name}”是文件夹，应为其中的一本 xlsx 工作簿。", expected="xlsx 文件")
        if size == 0:
            return fault(
                "IN002", here, "文件是空的（0 字节），应为填好的 xlsx 工作簿。", advice="请重新下载或重新保存。"
            )
        if size > LARGEST_FILE:
            return _too_large(here, size)
        with path.open("rb") as file:
            start = file.read(8)
        content = b"" if start.startswith(b"PK") else path.read_bytes()
    except OSError as error:
        return fault(
            "IN001",
            here,
            f"打不开“{path}”：{reason(error)}，应为填好的 xlsx 工作簿。",
            advice="请检查文件名、位置和读取权限。",
        )
    if start.startswith(b"PK"):
        return _open_xlsx(path, here)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return _open_ole(path, content, here)
    return _not_a_workbook(here, content)


def _too_large(here: Location, size: int) -> Finding:
    shown = f"{size // 2**20} MB"
    limit = f"{LARGEST_FILE // 2**20} MB"
    return fault(
        "IN003",
        here,
        f"文件有 {shown}，应不超过 {limit}：填报工作簿通常不到 1 MB。",
        expected=f"不超过 {limit}",
        actual=shown,
        advice="请删去图片和无关的工作表，或把台账复制到新的填报工作簿里。",
    )


def _not_a_workbook(here: Location, content: bytes) -> Finding:
    start = content[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(b"%pdf"):
        actual = "PDF 文件"
    elif start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta")):
        actual = "网页或 XML 文件（有的系统导出的“Excel”其实是网页）"
    elif b"\0" not in content[:2048]:
        actual = "纯文本（如 csv）"
    else:
        actual = "其他格式的文件"
    return fault(
        "IN004",
        here,
        f"内容是{actual}，应为 xlsx 工作簿。",
        expected="xlsx 工作簿",
        actual=actual,
        advice="请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”。",
    )


# --- xls -------------------------------------------------------------------------------------------------------


def _open_ole(path: Path, content: bytes, here: Location) -> Book | Finding:
    if _stream(content, "EncryptedPackage"):
        return _encrypted(here)
    if not (_stream(content, "Workbook") or _stream(content, "Book")):
        actual = "旧版 Word 文档" if _stream(content, "WordDocument") else "其他格式的文件"
        return fault("IN004", here, f"内容是{actual}，应为 xlsx 工作簿。", expected="xlsx 工作簿", actual=actual)
    if path.suffix.lower() not in (".xls", ".et"):
        return fault(
            "IN004",
            here,
            f"文件名以“{path.suffix}”结尾，内容却是旧格式（.xls 或 .et），应为真正的 xlsx 工作簿。",
            expected="xlsx 工作簿",
            actual="xls 或 et 格式",
            advice="改文件名不会改变格式：请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”。",
        )
    return _read_xls(content, here)


def _stream(content: bytes, name: str) -> bool:
    return name.encode("utf-16-le") + b"\0\0" in content


def _encrypted(here: Location) -> Finding:
    return fault(
        "IN005",
        here,
        "工作簿设有打开密码，读不了，应为没有打开密码的工作簿。",
        advice="请在 Excel 或 WPS 里取消打开密码后重新保存；工作表保护不必取消。",
    )


def _too_much(here: Location) -> Finding:
    return fault(
        "IN007",
        here,
        "解压后的内容过多，应为填报工作簿，不予打开。",
        advice="正常的填报工作簿不会这样大；请确认文件来源，重新填写新的工作簿。",
    )


def _damaged(here: Location, what: str) -> Finding:
    return fault(
        "IN006",
        here,
        f"文件已损坏：{what}，应为完整的 xlsx 工作簿。",
        advice="请重新下载或传送；能用 Excel 打开修复的，修复后另存。",
    )


def _read_xls(content: bytes, here: Location) -> Book | Finding:
    from io import BytesIO

    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = {}
        for name in book.sheet_names:
            source = book.get_sheet_by_name(name)
            if source.total_height * source.total_width > MOST_CELLS:
                return _too_much(here)
            sheets[name] = Sheet(name, _xls_rows(source.to_python(skip_empty_area=False)), _merges(source))
    except python_calamine.PasswordError:
        return _encrypted(here)
    except python_calamine.CalamineError as error:
        return _damaged(here, str(error))
    except BaseException as error:
        # A panic inside the Rust library derives from BaseException; anything else is not ours to swallow.
        if type(error).__name__ != "PanicException":
            raise
        return _damaged(here, "内部结构读不出来")
    return Book(sheets)


def _merges(source: object) -> tuple[Area, ...]:
    ranges = getattr(source, "merged_cell_ranges", None) or ()
    return tuple((top, left, bottom, right) for (top, left), (bottom, right) in ranges)


def _xls_rows(table: Sequence[Sequence[object]]) -> dict[int, dict[int, Cell]]:
    rows: dict[int, dict[int, Cell]] = {}
    for row, values in enumerate(table):
        found = {column: cell for column, value in enumerate(values) if (cell := _xls_cell(value)) is not None}
        if found:
            rows[row] = found
    return rows


def _xls_cell(value: object) -> Cell | None:
    if isinstance(value, datetime):
        return Cell(value.date(), "date")
    if isinstance(value, (date, bool)):
        return Cell(value)
    if isinstance(value, float):
        number = from_float(value)
        return None if number is None else Cell(number)
    if isinstance(value, int):
        return Cell(Decimal(value))
    text = str(value)
    if not text.strip():
        return None
    return Cell(text, state="error" if text in _ERRORS else "value")


_ERRORS: Final = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")


# --- xlsx ------------------------------------------------------------------------------------------------------


_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    ValueError,
)
"""What the standard library and the XML parser raise on a package that is damaged somewhere."""


def _open_xlsx(path: Path, here: Location) -> Book | Finding:
    from lxml.etree import XMLSyntaxError

    from jixiao.workbook.ooxml import Package, TooMuch

    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if any(entry.flag_bits & 0x1 for entry in entries):
                return _encrypted(here)
            total = sum(entry.file_size for entry in entries)
            if total > LARGEST_CONTENT:
                return fault(
                    "IN007",
                    here,
                    f"文件解压后有 {total // 2**20} MB，应不超过 {LARGEST_CONTENT // 2**20} MB，不予打开。",
                    expected=f"不超过 {LARGEST_CONTENT // 2**20} MB",
                    actual=f"{total // 2**20} MB",
                    advice="正常的填报工作簿不会这样大；请确认文件来源，重新填写新的工作簿。",
                )
            names = set(archive.namelist())
            if "xl/workbook.xml" not in names:
                return _other_package(here, names)
            package = Package(archive)
            return Book({sheet.name: sheet for sheet in package.sheets()})
    except (*_UNREADABLE, XMLSyntaxError) as error:
        is_archive = isinstance(error, (zipfile.BadZipFile, zlib.error, EOFError))
        return _damaged(here, "压缩包不完整" if is_archive else "内部结构读不出来")
    except TooMuch:
        return _too_much(here)


def _other_package(here: Location, names: set[str]) -> Finding:
    if any(name.startswith("word/") for name in names):
        actual = "Word 文档"
    elif any(name.startswith("ppt/") for name in names):
        actual = "PowerPoint 演示文稿"
    elif any(PurePosixPath(name).suffix == ".bin" for name in names if name.startswith("xl/")):
        actual = "二进制工作簿（.xlsb）"
    elif "content.xml" in names:
        actual = "开放文档（.ods 等）"
    else:
        actual = "压缩包"
    return fault(
        "IN004",
        here,
        f"内容是{actual}，应为 xlsx 工作簿。",
        expected="xlsx 工作簿",
        actual=actual,
        advice="请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”。",
    )
