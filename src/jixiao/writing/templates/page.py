"""The reference of the fields (``docs/template-fields.md``), made from their declarations, and the same as an object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jixiao.writing.templates.check import CODES
from jixiao.writing.templates.expressions import LOOP_NAMES
from jixiao.writing.templates.fields import KINDS, OTHER_NAMES, fields
from jixiao.writing.templates.values import MONEY_FILTERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jixiao.writing.templates.fields import Field

__all__ = ["field_object", "page"]


def page() -> str:
    """The page as Markdown."""
    single = [field for field in fields().values() if field.kind != "列表"]
    lists = [field for field in fields().values() if field.kind == "列表"]
    money = ((f"`{{{{ 全年预算数|{name} }}}}`", f"{what}，不舍入，不带单位") for name, what in MONEY_FILTERS.items())
    lines = [
        "# 模板字段",
        "",
        (
            f"自备的 docx 模板可以用的 {len(single)} 个字段和 {len(lists)} 个列表。"
            "由字段的声明生成（`jixiao fields --format markdown`），不要手改。怎样做模板见 [templates.md](templates.md)。"
        ),
        "",
        "没有数据的字段印“待补充”，标黄，并在命令最后列出。",
    ]
    lines += _section("种类", ("种类", "怎样印"), KINDS.items())
    lines += _section("金额的换算", ("写法", "结果"), money)
    lines += _section(
        "循环里的 loop", ("写法", "含义"), ((f"`loop.{name}`", what) for name, what in LOOP_NAMES.items())
    )
    head = ("字段", "种类", "单位", "含义", "例", "来源")
    lines += _section("字段", head, ((*_cells(each), each.source) for each in single))
    lines += ["", "## 列表"]
    for each in lists:
        lines += ["", f"### {each.name}", "", f"{each.meaning.rstrip('。')}。来源：{each.source}。", ""]
        lines += _table(("列", "种类", "单位", "含义", "例"), map(_cells, each.columns))
    others = ((other, f"`{name}`") for other, name in OTHER_NAMES.items())
    lines += _section("别的叫法", ("不是字段名", "应为"), others)
    lines += _section("模板的错误", ("代码", "错误"), CODES.items())
    return "\n".join(lines) + "\n"


def _section(title: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    return ["", f"## {title}", "", *_table(head, rows)]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """A Markdown table; a stroke within a cell would end it."""
    told = [tuple(cell.replace("|", "\\|") for cell in row) for row in rows]
    return [f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *told)]


def _cells(field: Field) -> tuple[str, ...]:
    return (f"`{field.name}`", field.kind, field.unit, field.meaning, field.example)


def field_object(field: Field) -> dict[str, Any]:
    """A field as ``jixiao fields --format json`` prints it."""
    told: dict[str, Any] = {
        "name": field.name,
        "kind": field.kind,
        "unit": field.unit,
        "meaning": field.meaning,
        "example": field.example,
        "source": field.source,
    }
    if field.columns:
        told["columns"] = [field_object(column) for column in field.columns]
    return told
