"""Head counts that the vocabulary names: posts allotted (编制数) and staff in post (在职人数)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jixiao.document import Table
from jixiao.numbers import narrow
from jixiao.reading.extract.drafts import Draft
from jixiao.reading.extract.names import Strength, count_measure
from jixiao.reading.extract.passages import Passage, cell_passage, is_sentence
from jixiao.reading.extract.scan import Sort, scan
from jixiao.reading.extract.values import Value, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.document import Document
    from jixiao.reading.extract.passages import Stretch

__all__ = ["staff_figures"]

_ONE_KIND: Final = re.compile(r"行政编制|事业编制|工勤编制|参公编制|机关编制|行政人员|事业人员|工勤人员|在职工人")
_LONGEST_LABEL: Final = 16


def staff_figures(document: Document, stretch: Stretch) -> list[Draft]:
    """The head counts in one stretch of the document.

    One kind of post (行政编制, 事业编制) is the whole allotment only where no other kind stands beside it.
    """
    if isinstance(stretch, Passage):
        return _settled(list(_in_text(stretch)))
    if isinstance(stretch, Table):
        found = list(_in_cells(document, stretch))
        for cell in stretch.own_cells():
            if is_sentence(cell.text):
                found += _in_text(cell_passage(document, stretch, cell))
        return _settled(found)
    return []


def _in_text(passage: Passage) -> Iterator[Draft]:
    text = passage.text
    cursor = 0
    for token in scan(text):
        gap, cursor = narrow(text[cursor : token.words]), token.end
        if token.sort is not Sort.COUNT or token.printed.unit not in ("人", "名"):
            continue
        clause = re.split(r"[,，。；;、：:(（)）\s]", gap)[-1]
        name = count_measure(clause)
        if name:
            yield Draft(
                printed=token.printed,
                location=passage.place(token.start, token.end),
                label=clause.strip(),
                name=name,
                strength=Strength.DEFAULT if _ONE_KIND.search(clause) else Strength.EXPLICIT,
            )


def _in_cells(document: Document, table: Table) -> Iterator[Draft]:
    """编制数 | 48 in a row, or a head of 编制数, 实有人数, 控制率 above a row of numbers."""
    for r, row in enumerate(table.grid):
        for c, cell in enumerate(row):
            value = value_of(cell.text)
            if (
                not isinstance(value, Value)
                or (cell.row, cell.column) != (r, c)
                or value.printed.unit not in ("", "人")
            ):
                continue
            left = row[c - 1].text if c else ""
            above = table.grid[r - 1][c].text if r and c < len(table.grid[r - 1]) else ""
            label = next((t for t in (left, above) if len(t.strip()) <= _LONGEST_LABEL and count_measure(t)), "")
            if label and not re.search(r"率|费|经费|支出|得分|预算|性\Z", label):
                printed = replace(value.printed, unit="人")
                yield Draft(
                    printed=printed,
                    location=document.locate_cell(table, cell),
                    label="".join(label.split()),
                    name=count_measure(label),
                    strength=Strength.DEFAULT if _ONE_KIND.search(label) else Strength.EXPLICIT,
                )


def _settled(found: list[Draft]) -> list[Draft]:
    """One kind of post is dropped where the whole, or another kind, is printed as well."""
    whole = {draft.name for draft in found if draft.strength is Strength.EXPLICIT}
    kinds = [draft.name for draft in found if draft.strength is Strength.DEFAULT]
    return [d for d in found if d.strength is Strength.EXPLICIT or (d.name not in whole and kinds.count(d.name) == 1)]
