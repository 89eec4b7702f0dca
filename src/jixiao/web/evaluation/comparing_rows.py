"""Which register rows two versions have apart, read from their frozen workbooks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jixiao.web.registers.blobs import path_of
from jixiao.web.registers.models import TABLES
from jixiao.web.registers.rows import texts_of
from jixiao.web.schemes import catalogue
from jixiao.workbook.filling import Filling
from jixiao.workbook.goals import GOALS, line_of
from jixiao.workbook.reader import read_workbook

if TYPE_CHECKING:
    from jixiao.registers.base import Table
    from jixiao.web.evaluation.models import Version

__all__ = ["TableDifference", "compare_rows", "filling_of"]


@dataclass(frozen=True, slots=True)
class TableDifference:
    """The rows of one table that only one side has, as typed, column by column."""

    label: str
    headings: tuple[str, ...]
    gone: tuple[tuple[str, ...], ...]
    come: tuple[tuple[str, ...], ...]


def filling_of(version: Version) -> Filling:
    """What stands in the version's frozen workbook; nothing where it has none."""
    file = version.files.filter(document="workbook").first()
    read = read_workbook(path_of(file.blob_id), catalogue()).filling if file is not None else None
    return read or Filling()


def compare_rows(left: Filling, right: Filling) -> tuple[TableDifference, ...]:
    """The tables whose rows differ, each row as a whole; a changed row is gone on one side and comes on the other."""
    found = []
    for name, table in TABLES.items():
        before, after = Counter(_rows(left, name)), Counter(_rows(right, name))
        gone, come = tuple((before - after).elements()), tuple((after - before).elements())
        if gone or come:
            found.append(_difference(table, gone, come))
    return tuple(found)


def _difference(table: Table[Any], gone: tuple[Any, ...], come: tuple[Any, ...]) -> TableDifference:
    sides = [[tuple(texts_of(table, record).values()) for record in records] for records in (gone, come)]
    used = [
        index for index in range(len(table.columns)) if any(row[index] for rows in sides for row in rows)
    ]  # a column that all these rows leave blank tells nothing
    gone_texts, come_texts = (tuple(tuple(row[index] for index in used) for row in rows) for rows in sides)
    return TableDifference(table.label, tuple(table.columns[index].heading for index in used), gone_texts, come_texts)


def _rows(filling: Filling, name: str) -> tuple[Any, ...]:
    return tuple(line_of(goal) for goal in filling.goals) if name == GOALS.name else tuple(filling.rows.get(name, ()))
