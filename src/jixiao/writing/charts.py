"""Charts as Vega-Lite specifications: one definition gives svg for page and pdf and png for docx, without a browser."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

__all__ = ["bars", "bars_height", "grouped_bars", "png", "progress", "svg"]

_one_at_a_time: Final = Lock()
"""A compiler of typst refuses a second thread while it works."""
_LOOK: dict[str, object] = {
    "background": "white",
    "font": "Noto Sans SC, Noto Sans CJK SC, Microsoft YaHei, DejaVu Sans, DejaVu Sans Mono, sans-serif",
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "gridColor": "#e3e8ef"},
    "legend": {"labelFontSize": 12, "titleFontSize": 12, "orient": "top"},
    "view": {"stroke": None},
    "range": {"category": ["#2563ab", "#e08a1e", "#4a9a6a", "#8a5fb0", "#b8433b"]},
}


def bars(
    rows: list[dict[str, object]], category: str, value: str, unit: str, *, whole: bool = False
) -> dict[str, object]:
    """Horizontal bars of ``value`` (in ``unit``) by ``category``, in the order given, with the figure at the end;
    ``whole`` where they count things, of which there are no tenths."""
    axis = {"axis": {"tickMinStep": 1, "format": "d"}} if whole else {}
    base: dict[str, object] = {
        "y": {"field": category, "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 260}},
        "x": {"field": value, "type": "quantitative", "title": unit, **axis},
    }
    return {
        "data": {"values": rows},
        "width": 420,
        "height": {"step": 26},
        "layer": [
            {"mark": {"type": "bar", "color": "#2563ab"}, "encoding": base},
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 12},
                "encoding": {**base, "text": {"field": "label", "type": "nominal"}},
            },
        ],
        "config": _LOOK,
    }


def bars_height(rows: list[dict[str, object]], category: str) -> int:
    """The height in mm at which :func:`bars` are about as wide as the text of an upright page, and never wider."""
    names, figures = (max((_columns(str(row[key])) for row in rows), default=0) for key in (category, "label"))
    width = 450 + min(7 * names, 260) + 7 * figures
    return min(150 * (26 * len(rows) + 45) // width, 200)


def _columns(text: str) -> int:
    """Columns of about 7 pixels that ``text`` takes: two for a Chinese character."""
    return sum(1 if sign.isascii() else 2 for sign in text)


def grouped_bars(rows: list[dict[str, object]], unit: str) -> dict[str, object]:
    """Horizontal bars of ``value`` (in ``unit``) by ``name``, one a ``series``, each with its ``label`` at the end."""
    base: dict[str, object] = {
        "y": {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 260}},
        "yOffset": {"field": "series", "sort": None},
        "x": {"field": "value", "type": "quantitative", "title": unit},
    }
    colour = {"field": "series", "type": "nominal", "title": None, "sort": None}
    return {
        "data": {"values": rows},
        "width": 420,
        "height": {"step": 22, "for": "offset"},
        "layer": [
            {"mark": "bar", "encoding": {**base, "color": colour}},
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 12},
                "encoding": {**base, "text": {"field": "label", "type": "nominal"}},
            },
        ],
        "config": _LOOK,
    }


def progress(rows: list[dict[str, object]], unit: str) -> dict[str, object]:
    """Cumulative values by month as lines: rows of ``month``, ``value`` and ``series`` (计划, 实际)."""
    return {
        "data": {"values": rows},
        "width": 460,
        "height": 220,
        "mark": {"type": "line", "point": True, "strokeWidth": 2},
        "encoding": {
            "x": {"field": "month", "type": "ordinal", "title": "月份", "sort": None, "axis": {"labelAngle": 0}},
            "y": {"field": "value", "type": "quantitative", "title": unit},
            "color": {"field": "series", "type": "nominal", "title": None, "sort": None},
            "strokeDash": {"field": "series", "type": "nominal", "title": None, "sort": None},
        },
        "config": _LOOK,
    }


@cache
def _converter() -> Any:
    import vl_convert

    from jixiao.writing.fonts import folders

    for folder in folders():
        vl_convert.register_font_directory(folder)
    return vl_convert


def svg(spec: dict[str, object]) -> str:
    """The chart as svg text."""
    return _svg(json.dumps(spec, ensure_ascii=False))


@lru_cache(maxsize=32)
def _svg(spec: str) -> str:
    # Laying a chart out takes a tenth of a second, and every format of a document asks for the same ones.
    return str(_converter().vegalite_to_svg(spec))


def png(spec: dict[str, object]) -> bytes:
    """The chart as png at twice the size of its specification, sharp enough for print."""
    # Typst draws the pictures of a pdf as well, and four times as fast as the converter.
    drawn = svg(spec)
    with _one_at_a_time:
        return bytes(_painter().compile(format="png", ppi=2 * 96, sys_inputs={"svg": drawn}))


@cache
def _painter() -> Any:
    import typst

    from jixiao.writing.fonts import shared_fonts

    return typst.Compiler(str(Path(__file__).parent / "render" / "picture.typ"), font_paths=shared_fonts())
