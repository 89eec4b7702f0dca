"""A layout as pdf, by typst: no system library, official geometry, the same bytes for the same layout."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from unicodedata import category

from jixiao.writing.fonts import faces, shared_fonts
from jixiao.writing.layout import Chart, Para, Table
from jixiao.writing.render.row_heights import ROW_MM, columns_of, inner_head, line_width, row_heights
from jixiao.writing.render.title_lines import in_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jixiao.writing.layout import Block, Layout, Run

__all__ = ["render", "replaced"]

_NO_FACE: Final = re.compile(r"the text `\"(.+?)\"` could not be displayed")
_one_at_a_time: Final = Lock()
"""A compiler refuses a second thread while it works; with its fonts it is too large to have one for each."""
_ESCAPE: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
_INSTEAD: Final = "〓"
"""What printers set where they have no type for a character."""
_met: dict[str, set[str]] = {"charts": set(), "layout": set()}
"""Characters that have been set as 〓 in this process. Only told to people: each document is set on its own."""


def render(layout: Layout) -> bytes:
    """The document as PDF/A-2b. A character that no font has is set as 〓: see :func:`replaced`."""
    import typst

    inputs = {"charts": _charts(layout), "layout": _text(layout), "fonts": json.dumps(faces(), ensure_ascii=False)}
    while True:
        try:
            with _one_at_a_time:
                return bytes(_compiler().compile(format="pdf", pdf_standards=["a-2b"], timestamp=0, sys_inputs=inputs))
        except typst.TypstError as error:
            lacking = _NO_FACE.search(str(error))
            character = _ESCAPE.sub(lambda code: chr(int(code[1], 16)), lacking[1]) if lacking is not None else ""
            # Charts find fewer fonts than the text, whose characters must not be lost with theirs.
            mended = {name: _without(character, inputs[name]) for name in _met if character}
            changed = next((name for name, text in mended.items() if text != inputs[name]), None)
            if changed is None:
                raise
            inputs[changed] = mended[changed]
            _met[changed].add(character)


def _without(character: str, text: str) -> str:
    if character == _INSTEAD:  # then it is the accents of what it stands for that cannot be set
        signs = zip(" " + text, text, strict=False)
        return "".join(sign for before, sign in signs if before != character or not _is_accent(sign))
    return text.replace(character, "" if _is_accent(character) else _INSTEAD)


def _is_accent(character: str) -> bool:
    return category(character[0])[0] == "M"


def replaced(layout: Layout) -> tuple[str, ...]:
    """The characters of a layout, once rendered, that stand as 〓 in the pdf because no font here has them."""
    texts = {"charts": _charts(layout), "layout": _text(layout)}
    return tuple(sorted({each for name, text in texts.items() for each in _met[name] - {_INSTEAD} if each in text}))


@cache
def _compiler() -> Any:
    import typst

    return typst.Compiler(str(Path(__file__).with_name("official.typ")), font_paths=shared_fonts())


def _text(layout: Layout) -> str:
    wide = 225 if layout.landscape else 156
    content = {
        "title": layout.title,
        "unit": layout.unit,
        "landscape": layout.landscape,
        "blocks": [_block(block, wide) for block in layout.blocks],
    }
    return json.dumps(content, ensure_ascii=False)


def _charts(layout: Layout) -> str:
    """The charts of the layout, in their order, as svg."""
    from jixiao.writing.charts import svg

    return json.dumps([svg(block.spec) for block in layout.blocks if isinstance(block, Chart)], ensure_ascii=False)


def _block(block: Block, text_mm: int) -> dict[str, object]:
    if isinstance(block, Para):
        runs = in_lines(block, text_mm).runs if block.style == "title" else block.runs
        return {"kind": "para", "style": block.style, "runs": _runs(runs)}
    if isinstance(block, Table):
        return _table(block, text_mm)
    if isinstance(block, Chart):
        return {"kind": "chart", "alt": block.alt, "caption": block.caption, "height_mm": block.height_mm}
    return {"kind": "page_break"}


_BREAK: Final = "\u200b"  # a space without width
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
        "inner_head": inner_head(block),
        "rows": [
            [
                {
                    "runs": _runs(cell.runs, line_width(block, column, cell.colspan, text_mm)),
                    "rowspan": cell.rowspan,
                    "colspan": cell.colspan,
                    "align": cell.align,
                    "head": cell.head,
                    "breakable": sum(heights[r : r + cell.rowspan]) > (ROW_MM if cell.rowspan == 1 else _GROUP_MM),
                }
                for cell, column in zip(row, columns, strict=True)
            ]
            for r, (row, columns) in enumerate(zip(block.rows, columns_of(block), strict=True))
        ],
    }


def _runs(runs: Iterable[Run], line: int = 80) -> list[dict[str, object]]:
    """The runs; a word of Latin letters that is longer than a line may be broken anywhere."""
    long = re.compile(f"[!-~]{{{line},}}")
    return [
        {"text": long.sub(lambda word: _BREAK.join(word[0]), run.text), "bold": run.bold, "gap": run.gap}
        for run in runs
    ]
