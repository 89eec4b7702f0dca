"""Sheets of a workbook: how they look, and the one way in which a table of rows is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from jixiao.location import cell_name
from jixiao.numbers import Missing, Printed, exact, plain, round_by, unit_named
from jixiao.registers.base import NOTHING_THIS_YEAR, Column, ComputedColumn
from jixiao.workbook.cells import target_words
from jixiao.workbook.marks import EXAMPLE, NUMBER, REQUIRED, TOTAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.registers.base import Table

__all__ = ["YES_NO_WORDS", "Sheets", "TableSheet"]

YES_NO_WORDS: Final = ("是", "否", "不适用")
_FONT: Final = "微软雅黑"
_INK, _LINE, _SOFT = "#1F2D3D", "#B8C4D0", "#F3F6F9"
_HEAD, _HEAD_OPTIONAL, _HEAD_COMPUTED = "#1F4E79", "#5B7FA6", "#7F8C99"
_EXAMPLE_INK, _ANSWER = "#8A94A0", "#FFFBE6"
_HEAD_ROW, _FIRST_ROW = 3, 6
_SPARE_ROWS, _ROW_HEIGHT = 60, 19
_PAGE_WIDTH, _PAGE_HEIGHT, _HEAD_HEIGHT = 125, 520, 135
"""An A4 page across, in characters and points, and what stands above the rows."""
_LAST_VALIDATED: Final = 5000
_DIGITS: Final = 15
"""Significant digits that a spreadsheet's number holds; longer ones are written as text and stay exact."""

_FORMATS: Final = {
    "money": "#,##0.00####",
    "count": "#,##0",
    "rate": "0.00##%",
    "number": "0.######",
    "date": "yyyy-mm-dd",
}


class Sheets:
    """A workbook being written: the formats and the small habits that all of its sheets share."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._made: dict[str, Any] = {}

    def format(self, **wanted: object) -> Any:
        """A cell format, made once."""
        key = repr(sorted(wanted.items()))
        if key not in self._made:
            base = {"font_name": _FONT, "font_size": 10, "font_color": _INK, "valign": "vcenter"}
            self._made[key] = self.book.add_format(base | wanted)
        return self._made[key]

    def boxed(self, **wanted: object) -> Any:
        return self.format(border=1, border_color=_LINE, **wanted)

    def head(self, colour: str = _HEAD) -> Any:
        return self.boxed(bold=True, font_color="#FFFFFF", bg_color=colour, align="center", text_wrap=True)

    @property
    def title(self) -> Any:
        return self.format(bold=True, font_size=16, font_color=_HEAD)

    @property
    def remark(self) -> Any:
        return self.format(font_color="#5F6B78")

    def add(self, name: str, colour: str) -> Any:
        """A protected sheet, ready to be printed on A4 across."""
        sheet = self.book.add_worksheet(name)
        sheet.set_tab_color(colour)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&C第 &P 页，共 &N 页")
        sheet.protect(
            "",
            {
                "format_columns": True,
                "format_rows": True,
                "insert_rows": True,
                "delete_rows": True,
                "sort": True,
                "autofilter": True,
                "objects": True,
            },
        )
        return sheet

    def value(self, sheet: Any, row: int, column: int, value: object, spec: Column, shape: Any) -> None:
        """Writes one value of a record as a clerk would type it."""
        if value is Missing.BLANK or value == "":
            sheet.write_blank(row, column, None, shape)
        elif value is Missing.NOT_APPLICABLE:
            sheet.write_string(row, column, Missing.NOT_APPLICABLE.label, shape)
        elif isinstance(value, bool):
            sheet.write_string(row, column, YES_NO_WORDS[0] if value else YES_NO_WORDS[1], shape)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, shape)
        elif isinstance(value, Printed):
            self._number(sheet, row, column, value.in_unit(spec.unit) if value.unit else value.value, spec, shape)
        elif isinstance(value, Decimal):
            self._number(sheet, row, column, value, spec, shape)
        else:
            sheet.write_string(row, column, str(value), shape)

    def _number(self, sheet: Any, row: int, column: int, value: Decimal, spec: Column, shape: Any) -> None:
        stored = exact(Fraction(value) / 100) if spec.kind == "rate" else value
        if len(stored.normalize().as_tuple().digits) <= _DIGITS:
            sheet.write_number(row, column, stored, shape)
        else:
            sheet.write_string(row, column, f"{plain(value)}%" if spec.kind == "rate" else plain(value), shape)

    def validate(self, sheet: Any, spec: Column, area: tuple[int, int, int, int]) -> None:
        """Drop-downs where there are choices, and a warning (never a refusal) for what is no figure or date."""
        top, left, bottom, right = area
        here = cell_name(top, left)
        hint = {"input_title": spec.label[:30], "input_message": spec.note[:250]} if spec.note else {}
        words = spec.choices or (YES_NO_WORDS if spec.kind == "yes_no" else ())
        if words:
            rule: dict[str, object] = {"validate": "list", "source": list(words), "error_title": "请从列表中选择"}
            rule["error_message"] = "请从下拉列表中选一项。"
            rule["error_type"] = "warning" if spec.free else "stop"
        elif spec.is_figure:
            asked = f"{spec.label}应填数" + (f"，单位：{spec.unit}" if spec.unit else "")
            rule = {
                "validate": "custom",
                "value": f'=OR(ISNUMBER({here}),{here}="不适用")',
                "error_title": "应填数",
                "error_message": f"{asked}。用其他单位的，请在数后面写明单位。",
                "error_type": "warning",
            }
        elif spec.kind == "date":
            rule = {
                "validate": "custom",
                "value": f'=OR(ISNUMBER({here}),{here}="不适用")',
                "error_title": "应填日期",
                "error_message": "请填完整的日期，如 2023-05-01。",
                "error_type": "warning",
            }
        elif hint:
            rule = {"validate": "any"}
        else:
            return
        sheet.data_validation(top, left, bottom, right, rule | hint)


@dataclass(frozen=True)
class TableSheet:
    """Writes one table of rows: title, statement of nothing, header, totals, example, rows."""

    sheets: Sheets
    table: Table[Any]
    columns: tuple[Column, ...]
    money_unit: str
    may_be_empty: bool = False

    def write(self, rows: Sequence[object], *, nothing: bool, colour: str) -> None:
        sheet = self.sheets.add(self.table.label, colour)
        laid = self._laid_out()
        sheet.set_default_row(_ROW_HEIGHT)
        spare = max(_SPARE_ROWS, len(rows) + 20)
        sheet.set_column(0, 0, 6, self.sheets.boxed(align="center"))
        for index, column in enumerate(laid, start=1):
            sheet.set_column(index, index, _width(column), self.sheets.boxed(**self._look(column)))
        for top in range(_HEAD_ROW):
            sheet.set_row(top, 26 if top == 0 else 18, self.sheets.format())
        sheet.write_string(0, 0, self.table.label, self.sheets.title)
        sheet.write_string(1, 0, self._guidance(), self.sheets.remark)
        self._nothing(sheet, nothing=nothing)
        self._header(sheet, laid)
        self._totals(sheet, laid, rows, _FIRST_ROW + spare)
        self._example(sheet, laid)
        for offset in range(spare):
            record = rows[offset] if offset < len(rows) else None
            self._row(sheet, laid, _FIRST_ROW + offset, record, offset + 1)
        for index, column in enumerate(laid, start=1):
            if isinstance(column, Column):
                self.sheets.validate(sheet, column, (_FIRST_ROW, index, _LAST_VALIDATED, index))
        sheet.freeze_panes(_FIRST_ROW, 3)
        sheet.repeat_rows(_HEAD_ROW)
        # Shrunk to one page wide, a page holds the more rows the wider the table is.
        page = _PAGE_HEIGHT * max(_PAGE_WIDTH, sum(map(_width, laid)) + 6) // _PAGE_WIDTH
        shown = max((page - _HEAD_HEIGHT) // _ROW_HEIGHT, len(rows) + 2)
        sheet.print_area(0, 0, _FIRST_ROW + shown - 1, len(laid))

    # --- layout

    def _laid_out(self) -> tuple[Column | ComputedColumn, ...]:
        laid: list[Column | ComputedColumn] = []
        for column in self.columns:
            laid.append(column)
            laid += [each for each in self.table.computed if each.after == column.name]
        return tuple(laid)

    def _place(self, laid: tuple[Column | ComputedColumn, ...], name: str) -> int:
        return next(i for i, each in enumerate(laid, start=1) if isinstance(each, Column) and each.name == name)

    def _guidance(self) -> str:
        return f"{self.table.purpose}深色带 * 的列必填，浅色选填，灰色自动算出；示例行不计入。"

    def _look(self, column: Column | ComputedColumn) -> dict[str, object]:
        if isinstance(column, ComputedColumn):
            return {"bg_color": _SOFT, "num_format": "0.00%" if column.unit == "%" else "#,##0.00####"}
        look: dict[str, object] = {"locked": False}
        if column.kind in _FORMATS:
            look["num_format"] = _FORMATS[column.kind]
        if column.kind in ("date", "yes_no", "choice"):
            look["align"] = "center"
        elif column.kind == "text":
            look |= {"text_wrap": True, "indent": 1}
        elif column.kind == "target":
            look["align"] = "right"
        return look

    # --- rows

    def _nothing(self, sheet: Any, *, nothing: bool) -> None:
        if not self.may_be_empty:
            return
        shape = self.sheets.boxed(locked=False, bg_color=_ANSWER, align="center")
        sheet.write_string(2, 1, YES_NO_WORDS[0] if nothing else "", shape)
        sheet.data_validation(2, 1, 2, 1, {"validate": "list", "source": [YES_NO_WORDS[0]]})
        label = self.sheets.format(bold=True, indent=1)
        sheet.write_string(2, 2, f"{NOTHING_THIS_YEAR}的，在左边的黄格里填“是”", label)

    def _header(self, sheet: Any, laid: tuple[Column | ComputedColumn, ...]) -> None:
        sheet.set_row(_HEAD_ROW, 32)
        sheet.write_string(_HEAD_ROW, 0, NUMBER, self.sheets.head())
        for index, column in enumerate(laid, start=1):
            if isinstance(column, ComputedColumn):
                heading = f"{column.label}（{self._unit(column)}）"
                sheet.write_string(_HEAD_ROW, index, heading, self.sheets.head(_HEAD_COMPUTED))
                sheet.write_comment(_HEAD_ROW, index, "自动算出，不用填。", {"x_scale": 1.2, "y_scale": 0.5})
                continue
            heading, colour = (
                (f"{column.heading}{REQUIRED}", _HEAD) if column.required else (column.heading, _HEAD_OPTIONAL)
            )
            sheet.write_string(_HEAD_ROW, index, heading, self.sheets.head(colour))
            note = column.note
            if column.choices:
                note = f"{note}\n可选：{'、'.join(column.choices)}".strip()
            if note:
                sheet.write_comment(_HEAD_ROW, index, note, {"x_scale": 1.8, "y_scale": 0.5 + len(note) / 60})

    def _unit(self, column: ComputedColumn) -> str:
        return column.unit if column.unit == "%" else self.money_unit

    def _totals(self, sheet: Any, laid: tuple[Column | ComputedColumn, ...], rows: Sequence[object], last: int) -> None:
        row = _HEAD_ROW + 1
        sheet.set_row(row, 20)
        base = {"bold": True, "bg_color": _SOFT}
        sheet.write_string(row, 0, TOTAL, self.sheets.boxed(align="center", **base))
        for index, column in enumerate(laid, start=1):
            if not isinstance(column, Column) or column.name not in self.table.totals:
                sheet.write_blank(row, index, None, self.sheets.boxed(**base))
                continue
            shape = self.sheets.boxed(num_format=_FORMATS[column.kind], **base)
            area = f"{cell_name(_FIRST_ROW, index)}:{cell_name(max(last, _LAST_VALIDATED), index)}"
            figures = [each for record in rows if isinstance(each := self._stored(record, column), Decimal)]
            total = exact(sum((Fraction(each) for each in figures), Fraction(0)))
            formula = f'=IF(COUNT({area})=0,"",SUM({area}))'
            sheet.write_formula(row, index, formula, shape, _cached(Fraction(total)) if figures else "")

    def _stored(self, record: object, column: Column) -> object:
        """The record's value in the unit this sheet asks; a target as a plain figure where it is one in the unit that
        its row names, else in the words it was typed in (``约 80``, ``200 多篇``)."""
        value = getattr(record, column.name)
        if isinstance(value, Printed) and column.kind == "target":
            unit = getattr(record, "unit", "")
            if value.unit == unit and not value.approximation and value.multiplier == 1:
                return replace(value, unit="")
            return target_words(value, column, unit)
        own = self.table.column(column.name).unit
        if column.kind == "money" and own != column.unit and isinstance(value, Decimal):
            return exact(Fraction(value) * unit_named(own).factor / unit_named(column.unit).factor)
        return value

    def _example(self, sheet: Any, laid: tuple[Column | ComputedColumn, ...]) -> None:
        row = _HEAD_ROW + 2
        base = {"italic": True, "font_color": _EXAMPLE_INK, "bg_color": "#FAFAFA", "locked": True}
        sheet.write_string(row, 0, EXAMPLE, self.sheets.boxed(align="center", **base))
        self._fill(sheet, laid, row, self.table.example, base)

    def _row(
        self, sheet: Any, laid: tuple[Column | ComputedColumn, ...], row: int, record: object | None, number: int
    ) -> None:
        sheet.write_number(row, 0, number, self.sheets.boxed(align="center", font_color=_EXAMPLE_INK))
        self._fill(sheet, laid, row, record, {})

    def _fill(
        self,
        sheet: Any,
        laid: tuple[Column | ComputedColumn, ...],
        row: int,
        record: object | None,
        base: dict[str, object],
    ) -> None:
        for index, column in enumerate(laid, start=1):
            shape = self.sheets.boxed(**(self._look(column) | base))
            if isinstance(column, ComputedColumn):
                self._computed(sheet, laid, (row, index), column, record, shape)
            elif record is not None:
                self.sheets.value(sheet, row, index, self._stored(record, column), column, shape)

    def _computed(
        self,
        sheet: Any,
        laid: tuple[Column | ComputedColumn, ...],
        place: tuple[int, int],
        column: ComputedColumn,
        record: object | None,
        shape: Any,
    ) -> None:
        is_rate, names = bool(column.numerator), column.operands
        left, right = (cell_name(place[0], self._place(laid, name)) for name in names)
        guard = f"IF(OR(COUNT({left},{right})<2,{right}=0)" if is_rate else f"IF(COUNT({left},{right})<2"
        formula = f'={guard},"",{left}{"/" if is_rate else "-"}{right})'
        sheet.write_formula(*place, formula, shape, self._result(column, names, record))

    def _result(self, column: ComputedColumn, names: tuple[str, str], record: object | None) -> Decimal | str:
        """What the formula gives, worked out exactly, so that it shows before anything recalculates."""
        if record is None:
            return ""
        specs = [next(each for each in self.columns if each.name == name) for name in names]
        found = column.result(*(self._stored(record, spec) for spec in specs))
        return "" if found is None else _cached(found)


def _cached(value: Fraction) -> Decimal:
    """A value as the result stored with its formula; 分 is the sixth decimal of 万元, so nothing of money is lost."""
    return round_by("half_up_8", value)


def _width(column: Column | ComputedColumn) -> int:
    return column.width if isinstance(column, Column) else 13
