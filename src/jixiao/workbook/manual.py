"""The reference of the workbook (``docs/workbook.md``), made from the declarations: ``python -m jixiao.workbook.manual``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from jixiao.registers.base import Register
from jixiao.registers.catalogue import REGISTERS
from jixiao.workbook.faults import FAULTS
from jixiao.workbook.goals import GOALS
from jixiao.workbook.texts import TEXTS, TEXTS_SHEET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.registers.base import Column, Table

__all__ = ["page"]

_KINDS = {
    "money": "金额",
    "rate": "百分数",
    "count": "整数",
    "number": "数",
    "text": "文字",
    "date": "日期",
    "choice": "选择",
    "yes_no": "是、否",
    "target": "数或文字",
}


def page() -> str:
    """The whole page as Markdown."""
    lines = [
        "# 填报工作簿",
        "",
        "由各台账的声明生成（`python -m jixiao.workbook.manual > docs/workbook.md`），不要手改。",
        "",
        (
            f"共 {len(REGISTERS)} 种台账。`jixiao template 编号` 生成的工作簿只含该指标体系用得到的几种，"
            "加 `--all-registers` 则全部都有，多出的填了就写进报告，可以空着；"
            "记录以一行为一件事，金额以万元为准，表头或数后面写明其他单位的会换算。"
        ),
        "台账没有行又没有填“本年无此类事项”，等于没有填，不等于零。",
    ]
    for table in (GOALS, *REGISTERS.values()):
        lines += _section(table)
    lines += _texts()
    lines += ["", "## 读取时的问题", "", "| 代码 | 问题 | 程度 |", "|---|---|---|"]
    lines += [f"| {code} | {title} | {severity.label} |" for code, (title, severity) in FAULTS.items()]
    for table in (GOALS, *REGISTERS.values()):
        lines += [f"| {each.code} | {table.label}：{each.title} | {each.severity.label} |" for each in table.invariants]
    return "\n".join(lines) + "\n"


def _texts() -> Iterator[str]:
    yield from ("", f"## {TEXTS_SHEET}", "", "台账写不出的话，填了就照原样印进报告和自评表，每项一行；都可以留空。", "")
    yield from ("| 文字 | 写什么 | 用于 | 印在哪里 | 填写说明 | 代码 |", "|---|---|---|---|---|---|")
    for text in TEXTS:
        kind = "部门整体" if "department" in text.subjects else "项目、转移支付"
        yield f"| {text.title} | {text.asked} | {kind} | {text.place} | {text.hint} | `{text.name}` |"
    yield from ("", "一格写不下的，在下面插一行，“文字”和“代码”留空，接着写。")


def _section(table: Table[Any]) -> Iterator[str]:
    yield from ("", f"## {table.label}", "", table.purpose, "")
    yield from ("| 列 | 填什么 | 必填 | 说明 |", "|---|---|---|---|")
    for column in table.columns:
        yield f"| {column.heading} | {_KINDS[column.kind]} | {'是' if column.required else ''} | {_note(column)} |"
    if isinstance(table, Register):
        yield from ("", "得出的数据：", "", "| 名称 | 数据 | 单位 | 怎样得出 |", "|---|---|---|---|")
        for measure in table.measures:
            yield f"| `{measure.name}` | {measure.label} | {measure.unit or '是、否'} | {measure.derivation} |"


def _note(column: Column) -> str:
    choices = f"可选：{'、'.join(column.choices)}。" if column.choices else ""
    return f"{column.note}{choices}"


if __name__ == "__main__":
    sys.stdout.write(page())
