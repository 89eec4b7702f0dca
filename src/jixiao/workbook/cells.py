"""One cell as the value its column asks for, or the fault that keeps it from being one.

Full-width digits, grouping marks, text numbers, units written behind the number and dates in the usual styles are
understood. Where a cell can be meant in two ways (0.95 in a column of per cent without a per cent format) it is not
guessed: the fault asks.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.location import Location
from jixiao.numbers import Missing, Printed, UnitKind, exact, narrow, parse_cell, plain, unit_named
from jixiao.workbook.book import Cell
from jixiao.workbook.dates import date_in, date_of_serial
from jixiao.workbook.faults import fault

if TYPE_CHECKING:
    from jixiao.findings import Finding
    from jixiao.registers.base import Column

__all__ = ["Value", "blank_of", "read_cell", "shown", "target_words", "words_of"]

Value = Decimal | date | bool | str | Printed | Missing

_YES: Final = frozenset({"是", "√", "✓", "✔", "有", "y", "yes", "true", "对"})
_NO: Final = frozenset({"否", "×", "✗", "✘", "x", "无", "没有", "n", "no", "false", "错"})
_OPERATORS: Final = re.compile(r"^(?:>=|<=|≥|≤|>|<|=|不少于|不低于|不超过|不高于)\s*")
_BELIEVABLE_YEARS: Final = range(1949, 2101)
_COMMON_COUNTERS: Final = "个次场期篇项件份人"
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why a cell is not what its column asks for."""

    code: str
    actual: str
    expected: str
    advice: str = ""


def blank_of(column: Column) -> Value:
    """What a record holds where nothing was entered."""
    return "" if column.kind in ("text", "choice") else Missing.BLANK


def shown(cell: Cell) -> str:
    """The cell's content as a clerk sees it."""
    value = cell.value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return f"{plain(exact(Fraction(value) * _HUNDRED))}%" if cell.shows == "percent" else plain(value)
    return value.isoformat() if isinstance(value, date) else value.strip()


def words_of(cell: Cell | None) -> str:
    """The cell as a text: what heads a column, names a sheet's line, or is written freely."""
    return "" if cell is None else shown(cell)


def read_cell(cell: Cell | None, column: Column, unit: str, at: Location) -> tuple[Value, Finding | None]:
    """The value in the column's own unit and what is wrong with it.

    ``unit`` is the unit that holds for the column in this sheet (its header may say 元 where 万元 was asked).
    """
    blank = blank_of(column)
    if cell is None or (isinstance(cell.value, str) and not cell.value.strip() and cell.state == "value"):
        found: Value | _Refused = blank
    elif cell.state == "not_calculated":
        found = _Refused(
            "IN110", "没有计算结果的公式", "一个值", "请用 Excel 或 WPS 打开并保存一次，或把公式改成它的结果。"
        )
    elif cell.state == "error":
        found = _Refused("IN111", shown(cell), "一个值", "请改正公式，或把公式改成它的结果。")
    else:
        found = _READERS[column.kind](cell, column, unit)
    if isinstance(found, _Refused):
        return blank, _finding(found, column, at)
    if found == blank and column.required:
        return blank, _finding(_Refused("IN101", "空白", _asked(column)), column, at)
    return found, None


def _finding(why: _Refused, column: Column, at: Location) -> Finding:
    actual = why.actual if why.code in ("IN101", "IN110") else f"“{why.actual}”"
    return fault(
        why.code,
        replace(at, quote=why.actual),
        f"“{column.label}”填的是{actual}，应为{why.expected}。"
        if why.code != "IN101"
        else f"“{column.label}”没有填，应为{why.expected}。",
        expected=why.expected,
        actual=why.actual,
        advice=why.advice,
    )


def _asked(column: Column) -> str:
    if column.choices:
        return f"下列之一：{'、'.join(column.choices)}"
    plain_words = {"date": "日期，如 2023-05-01", "yes_no": "“是”或“否”", "text": "文字", "target": "数或文字"}
    if column.kind in plain_words:
        return plain_words[column.kind]
    whole = "整数" if column.kind == "count" else "数"
    return f"{whole}（单位：{column.unit}）" if column.unit else whole


# --- figures ---------------------------------------------------------------------------------------------------


def _figure(cell: Cell, column: Column, unit: str) -> Value | _Refused:
    asked = _asked(replace(column, unit=unit) if column.kind == "money" else column)
    if cell.shows == "date" or isinstance(cell.value, date):
        return _Refused("IN102", shown(cell), asked, "这个单元格是日期格式，请改为数值格式后重新填写。")
    if isinstance(cell.value, bool):
        return _Refused("IN102", shown(cell), asked)
    printed = _printed(cell, unit)
    if isinstance(printed, Missing):
        return printed
    if printed is None:
        return _Refused("IN102", shown(cell), asked)
    if printed.approximation:
        return _Refused("IN102", shown(cell), f"确切的{asked}", "请按实际数填写，不用“约”“近”“余”等字。")
    converted = _converted(printed, column, unit)
    if isinstance(converted, _Refused):
        return converted
    if column.kind == "rate" and _unclear(cell, printed, column):
        return _Refused(
            "IN107",
            shown(cell),
            _either(printed),
            "看不出是哪一个，请写上百分号。",
        )
    return _bounded(converted, cell, column)


def _printed(cell: Cell, unit: str) -> Printed | Missing | None:
    """The figure with the unit it was written in; a number shown as per cent is taken as it is shown."""
    if isinstance(cell.value, Decimal) and cell.shows == "percent":
        value = exact(Fraction(cell.value) * _HUNDRED)
        return Printed(value, "%", 0, f"{plain(value)}%")
    return parse_cell(cell.value, unit)


def _converted(printed: Printed, column: Column, unit: str) -> Decimal | _Refused:
    asked = unit_named(column.unit)
    if printed.unit == unit and unit_named(unit).kind is asked.kind:
        return exact(printed.base / asked.factor)
    given = unit_named(printed.unit)
    same_kind = given.kind is asked.kind and asked.kind in (UnitKind.MONEY, UnitKind.RATIO)
    if same_kind:
        return exact(printed.base / asked.factor)
    if asked.kind in (UnitKind.COUNT, UnitKind.SCORE, UnitKind.NONE) and _may_count(printed.unit, column.unit):
        return printed.value
    if column.kind == "number" and asked.kind is UnitKind.NONE and given.kind is UnitKind.RATIO:
        return exact(printed.base)
    shown_unit = f"“{printed.unit}”" if printed.unit else "没有单位"
    return _Refused(
        "IN112", printed.text or plain(printed.value), f"以{column.unit or '个'}为单位的数（现在是{shown_unit}）"
    )


def _may_count(written: str, asked: str) -> bool:
    """Whether a counting word behind a number can stand for the unit asked (场 for 场次, 个 for anything)."""
    if written in ("", "个", asked):
        return True
    return bool(set(written) & set(asked) & set(_COMMON_COUNTERS)) or (asked == "场次" and written in _COMMON_COUNTERS)


def _unclear(cell: Cell, printed: Printed, column: Column) -> bool:
    """Whether a rate without a per cent sign lies where it may be a share of one as well as per cent."""
    signed = cell.shows == "percent" or (isinstance(cell.value, str) and printed.unit in narrow(cell.value))
    return not signed and 0 < abs(printed.value) <= 1 and (column.high is None or column.high > 1)


def _either(printed: Printed) -> str:
    return f"带百分号的数：{plain(exact(Fraction(printed.value) * _HUNDRED))}% 或 {plain(printed.value)}%"


def _bounded(value: Decimal, cell: Cell, column: Column) -> Value | _Refused:
    if column.low is not None and value < column.low:
        if column.low == 0:
            return _Refused("IN105", shown(cell), f"不小于 0 的{_asked(column)}")
        return _Refused("IN106", shown(cell), f"不小于 {plain(column.low)}{column.unit} 的数")
    if column.high is not None and value > column.high:
        advice = ""
        if column.kind == "rate" and cell.shows == "percent":
            advice = f"单元格是百分数格式，填 {plain(exact(value / _HUNDRED))}% 即可。"
        elif column.kind == "money":
            advice = "是不是把元当成了万元？以元为单位的，请在数后面写“元”。"
        return _Refused("IN106", shown(cell), f"不大于 {plain(column.high)}{column.unit} 的数", advice)
    if column.kind == "count" and value != value.to_integral_value():
        return _Refused("IN113", shown(cell), f"整数（单位：{column.unit}）")
    return value


def _target(cell: Cell, column: Column, unit: str) -> Value | _Refused:
    """A goal's target or what was reached: a figure with its unit (``unit`` is the row's own), or words."""
    if isinstance(cell.value, date) or cell.shows == "date":
        return shown(cell)
    if isinstance(cell.value, bool):
        return _Refused("IN102", shown(cell), _asked(column))
    if isinstance(cell.value, str):
        text = _OPERATORS.sub("", narrow(cell.value).strip())
        found = parse_cell(text, unit)
        return found if found is not None else cell.value.strip()
    printed = _printed(cell, unit)
    assert printed is not None
    if isinstance(printed, Printed) and unit == "%" and cell.shows != "percent" and 0 < abs(printed.value) <= 1:
        return _Refused("IN107", shown(cell), _either(printed))
    return printed


def target_words(value: Printed, column: Column, unit: str) -> str:
    """A target as it was typed, where that reads back as the same; else the figure with its unit behind it.

    ``unit`` is the one that the row names for itself.
    """
    if read_cell(Cell(value.text), column, unit, Location())[0] == value:
        return value.text
    return plain(value.value) if value.unit == unit else f"{plain(value.value)}{value.unit}"


# --- dates, words ----------------------------------------------------------------------------------------------


def _date(cell: Cell, column: Column, _unit: str) -> Value | _Refused:
    value = cell.value
    if isinstance(value, bool):
        return _Refused("IN103", shown(cell), _asked(column))
    found: date | str | None
    if isinstance(value, date):
        found = value
    elif isinstance(value, Decimal):
        found = date_in(plain(value)) if value == value.to_integral_value() else None
        if found is None and cell.shows != "percent":
            found = date_of_serial(value)
    else:
        missing = parse_cell(value)
        if isinstance(missing, Missing):
            return missing
        found = date_in(value)
    if isinstance(found, str):
        return _Refused("IN104", shown(cell), f"日历上有的日期：{found}")
    if found is None:
        return _Refused("IN103", shown(cell), "完整的日期，如 2023-05-01 或 2023年5月1日")
    if found.year not in _BELIEVABLE_YEARS:
        return _Refused(
            "IN104",
            shown(cell),
            f"{_BELIEVABLE_YEARS.start} 至 {_BELIEVABLE_YEARS.stop - 1} 年间的日期（现在读作 {found.isoformat()}）",
        )
    return found


def _text(cell: Cell, _column: Column, _unit: str) -> Value | _Refused:
    return shown(cell)


def _plain_word(text: str) -> str:
    return re.sub(r"\s+", "", narrow(text)).lower()


def _choice(cell: Cell, column: Column, _unit: str) -> Value | _Refused:
    written = shown(cell)
    known = {_plain_word(word): choice for word, choice in column.spellings if choice in column.choices}
    known |= {_plain_word(choice): choice for choice in column.choices}
    word = _plain_word(written)
    if word in known:
        return known[word]
    if column.free or not column.choices:
        return written
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    advice = f"是不是“{known[near[0]]}”？" if near else ""
    return _Refused("IN108", written, _asked(column), advice)


def _yes_no(cell: Cell, _column: Column, _unit: str) -> Value | _Refused:
    if isinstance(cell.value, bool):
        return cell.value
    word = _plain_word(shown(cell))
    if word in _YES or word in _NO:
        return word in _YES
    missing = parse_cell(cell.value) if isinstance(cell.value, str) else None
    if isinstance(missing, Missing):
        return missing
    return _Refused("IN109", shown(cell), "“是”“否”或“不适用”")


_READERS: Final = {
    "money": _figure,
    "rate": _figure,
    "count": _figure,
    "number": _figure,
    "target": _target,
    "date": _date,
    "text": _text,
    "choice": _choice,
    "yes_no": _yes_no,
}
