"""What can be wrong with a workbook: codes, titles, and one way to say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.location import Location

__all__ = ["FAULTS", "fault"]

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

FAULTS: Final[dict[str, tuple[str, Severity]]] = {
    # the file
    "IN001": ("打不开文件", _E),
    "IN002": ("空文件", _E),
    "IN003": ("文件过大", _E),
    "IN004": ("内容不是 Excel 工作簿", _E),
    "IN005": ("工作簿设有打开密码", _E),
    "IN006": ("文件已损坏", _E),
    "IN007": ("解压后过大", _E),
    # which workbook it is
    "IN011": ("不是填报工作簿", _E),
    "IN012": ("缺少工作表", _E),
    "IN013": ("没有写明指标体系", _E),
    "IN014": ("找不到指标体系", _E),
    "IN015": ("指标体系的版本不同", _E),
    "IN016": ("指标体系的内容有改动", _W),
    "IN017": ("指标体系不适用于该年度", _E),
    "IN018": ("不认识的工作表", _W),
    # headers and shape of a sheet
    "IN021": ("找不到表头", _E),
    "IN022": ("缺少列", _E),
    "IN023": ("不认识的列", _W),
    "IN024": ("同一列出现两次", _E),
    "IN025": ("表头有合并单元格", _E),
    "IN026": ("数据区有合并单元格", _E),
    "IN027": ("有隐藏的行", _W),
    "IN028": ("列名不对", _E),
    "IN029": ("缺少填报项", _E),
    "IN030": ("不认识的报告文字", _W),
    # one cell
    "IN101": ("必填项没有填", _E),
    "IN102": ("不是数", _E),
    "IN103": ("不是日期", _E),
    "IN104": ("日期不存在", _E),
    "IN105": ("不应为负", _E),
    "IN106": ("超出合理范围", _E),
    "IN107": ("百分数写法不明", _E),
    "IN108": ("不在可选范围内", _E),
    "IN109": ("应填是或否", _E),
    "IN110": ("公式没有计算结果", _E),
    "IN111": ("公式出错", _E),
    "IN112": ("单位不对", _E),
    "IN113": ("应为整数", _E),
    "IN114": ("不在评价年度内", _E),
    "IN115": ("年度不对", _E),
    "IN116": ("文字过长", _E),
    # rows
    "IN201": ("两行完全相同", _W),
    "IN202": ("两行重复", _E),
    "IN203": ("勾选了本年无此类事项却填有内容", _E),
    "IN204": ("其他项目的行不计入", _I),
    "IN205": ("台账没有填", _W),
    "IN207": ("示例行被改动", _E),
    "IN208": ("自己加的合计行", _E),
    "IN209": ("填报的数与台账不同", _W),
    "IN210": ("疑把元当成了万元", _W),
}
"""Every fault of the workbook itself by its code; what a register's rows break is declared by the register."""


def fault(code: str, at: Location, message: str, *, expected: str = "", actual: str = "", advice: str = "") -> Finding:
    """A finding with the severity of its code."""
    return Finding(code, FAULTS[code][1], Kind.FORM, message, expected, actual, (at,), (), advice)
