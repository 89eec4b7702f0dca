"""Last year's finals (上年决算): what this year's expenditure is set beside in the sheet of basic data."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from jixiao.registers.base import Figure, Register, choice, money
from jixiao.registers.measures import total

__all__ = ["REGISTER", "LastYear"]

ITEMS: Final = ("人员经费", "公用经费", "项目支出")


@dataclass(frozen=True, slots=True)
class LastYear:
    """What was spent on one kind last year."""

    item: str = choice("支出类别", ITEMS, required=True, width=16, synonyms=("类别", "经费事项"))
    final: Figure = money(
        "上年决算数",
        required=True,
        width=16,
        note="照上年部门决算填；没有发生的填 0。",
        synonyms=("上年支出数", "上年数"),
    )


REGISTER = Register(
    name="last_year",
    label="上年决算",
    purpose="人员经费、公用经费、项目支出各一行，照上年部门决算填。",
    record=LastYear,
    example=LastYear(item="公用经费", final=Decimal("46.80")),
    key=("item",),
    totals=("final",),
    measures=tuple(
        total(f"{name}_last_year", f"{item}上年决算数", "final", where={"item": (item,)}, listed=True)
        for name, item in zip(("personnel", "public_funds", "project"), ITEMS, strict=True)
    ),
    order=25,
)
