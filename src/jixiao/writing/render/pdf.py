"""A layout as pdf, by typst: no system library, official geometry, the same bytes for the same layout."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jixiao.writing.fonts import faces, shared_fonts
from jixiao.writing.layout import Chart, Para, Table
from jixiao.writing.render.row_heights import ROW_MM, row_heights

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jixiao.writing.layout import Block, Layout, Run

__all__ = ["render"]


def render(layout: Layout) -> bytes:
    """The document as PDF/A-2b."""
    inputs = {
        "layout": json.dumps(_plain(layout), ensure_ascii=False),
        "fonts": json.dumps(faces(), ensure_ascii=False),
    }
    return bytes(_compiler().compile(format="pdf", pdf_standards=["a-2b"], timestamp=0, sys_inputs=inputs))


@cache
def _compiler() -> Any:
    import typst

    return typst.Compiler(str(Path(__file__).with_name("official.typ")), font_paths=shared_fonts())


def _plain(layout: Layout) -> dict[str, object]:
    return {
        "title": layout.title,
        "unit": layout.unit,
        "landscape": layout.landscape,
        "blocks": [_block(block, 225 if layout.landscape else 156) for block in layout.blocks],
    }


def _block(block: Block, text_mm: int) -> dict[str, object]:
    if isinstance(block, Para):
        return {"kind": "para", "style": block.style, "runs": _runs(block.runs)}
    if isinstance(block, Table):
        return _table(block, text_mm)
    if isinstance(block, Chart):
        from jixiao.writing.charts import svg

        return {
            "kind": "chart",
            "svg": svg(block.spec),
            "alt": block.alt,
            "caption": block.caption,
            "height_mm": block.height_mm,
        }
    return {"kind": "page_break"}


_GROUP_MM: Final = 30
"""Rows under one name that are up to about this high together are not parted by the end of a page."""


def _table(block: Table, text_mm: int) -> dict[str, object]:
    heights = row_heights(block, text_mm)
    return {
        "kind": "table",
        "caption": block.caption,
        "unit_note": block.unit_note,
        "widths": list(block.widths),
        "head_rows": block.head_rows,
        "rows": [
            [
                {
                    "runs": _runs(cell.runs),
                    "rowspan": cell.rowspan,
                    "colspan": cell.colspan,
                    "align": cell.align,
                    "head": cell.head,
                    "breakable": sum(heights[r : r + cell.rowspan]) > (ROW_MM if cell.rowspan == 1 else _GROUP_MM),
                }
                for cell in row
            ]
            for r, row in enumerate(block.rows)
        ],
    }


def _runs(runs: Iterable[Run]) -> list[dict[str, object]]:
    return [{"text": run.text, "bold": run.bold, "gap": run.gap} for run in runs]
