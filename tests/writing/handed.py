"""Invented units of one invented department, as members of a roll-up and as the workbooks they hand in."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from invented import DEPARTMENT, filling

from jixiao.registers.execution import Payment
from jixiao.schemes.catalogue import Catalogue
from jixiao.workbook.template import write

if TYPE_CHECKING:
    from pathlib import Path

    from jixiao.workbook.filling import Filling

SCHEME = "guangdong-department-2022"
UNITS = ("青山区图书馆", "青山区文化馆", "青山区博物馆", "青山区少年宫")


def unit_filling(name: str, more: str = "0", *, spend: str = "", year: int = 2023) -> Filling:
    """The invented library under another name: ``more`` 万元 are added to its budget, and ``spend`` of it (all where
    empty) to what it paid."""
    given = filling(SCHEME)
    extra = Decimal(more)
    line = given.rows["budget"][0]
    paid = Payment(item="追加支出", kind="人员经费", source="一般公共预算", amount=Decimal(spend or more))
    rows = {
        **given.rows,
        "budget": (replace(line, adjusted=line.adjusted + extra), *given.rows["budget"][1:]),
        "execution": (*given.rows["execution"], paid),
    }
    return replace(given, unit=name, department=DEPARTMENT, year=year, rows=rows)


def hand_in(folder: Path, file: str, given: Filling, scheme_id: str = SCHEME) -> Path:
    """The workbook written to ``folder``."""
    scheme, _ = Catalogue.of().find(scheme_id)
    assert scheme is not None
    write(scheme, folder / file, given)
    return folder / file


def department(folder: Path) -> list[Path]:
    """Four units whose budgets, rates and scores differ."""
    added = (("0", ""), ("120.5", "20.5"), ("33.33", "33.33"), ("60", "0.01"))
    return [
        hand_in(folder, f"{number}.xlsx", unit_filling(name, more, spend=spend))
        for number, (name, (more, spend)) in enumerate(zip(UNITS, added, strict=True))
    ]
