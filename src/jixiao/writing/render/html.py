"""A layout as one self-contained html page: print-ready, light and dark, no script, nothing fetched."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.writing.layout import Chart, PageBreak, Para, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jixiao.writing.layout import Block, Cell, Layout, Run

__all__ = ["render"]

_TAGS = {"title": "h1", "h1": "h2", "h2": "h3", "h3": "h4", "h4": "h5"}


def render(layout: Layout) -> bytes:
    """The document as UTF-8 html."""
    style = Path(__file__).with_name("official.css").read_text(encoding="utf-8")
    body = "\n".join(_block(block) for block in layout.blocks)
    wide = ' class="wide"' if layout.landscape else ""
    return (
        f'<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(layout.title)}</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body>\n<main{wide}>\n{body}\n</main>\n</body>\n</html>\n"
    ).encode()


def _block(block: Block) -> str:
    if isinstance(block, Para):
        tag = _TAGS.get(block.style, "p")
        named = f' class="{block.style}"' if tag == "p" and block.style != "body" else ""
        return f"<{tag}{named}>{_runs(block.runs)}</{tag}>"
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Chart):
        from jixiao.writing.charts import svg

        caption = f"<figcaption>{escape(block.caption)}</figcaption>" if block.caption else ""
        return f'<figure role="img" aria-label="{escape(block.alt)}">{svg(block.spec)}{caption}</figure>'
    assert isinstance(block, PageBreak)
    return '<div class="page-break"></div>'


def _table(block: Table) -> str:
    caption = f"<caption>{escape(block.caption)}</caption>" if block.caption else ""
    note = f'<p class="unit">{escape(block.unit_note)}</p>' if block.unit_note else ""
    total = sum(block.widths)
    columns = "".join(f'<col style="width:{width * 100 // total}%">' for width in block.widths)
    head = "".join(_row(row) for row in block.rows[: block.head_rows])
    body = "\n".join(_row(row) for row in block.rows[block.head_rows :])
    return (
        f'{note}<div class="table"><table>{caption}<colgroup>{columns}</colgroup>'
        f"<thead>{head}</thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _row(row: tuple[Cell, ...]) -> str:
    return f"<tr>{''.join(_cell(cell) for cell in row)}</tr>"


def _cell(cell: Cell) -> str:
    tag = "th" if cell.head else "td"
    spans = "".join(
        f' {name}="{value}"' for name, value in (("rowspan", cell.rowspan), ("colspan", cell.colspan)) if value > 1
    )
    align = f' class="{cell.align}"' if cell.align != "left" else ""
    return f"<{tag}{spans}{align}>{_runs(cell.runs)}</{tag}>"


def _runs(runs: Iterable[Run]) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    text = escape(run.text).replace("\n", "<br>")
    if run.bold:
        text = f"<strong>{text}</strong>"
    if run.gap:
        return f'<mark title="缺少：{escape(run.fact)}">{text}</mark>'
    if run.fact:
        origin = "；".join(location.label for location in run.origins)
        title = f' title="来源：{escape(origin)}"' if origin else ""
        return f'<data value="{escape(run.text)}" data-fact="{escape(run.fact)}"{title}>{text}</data>'
    return text
