"""A web server renders documents of several people at once, in threads of one process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from jixiao.writing.charts import bars, png
from jixiao.writing.layout import Layout, Para, Run
from jixiao.writing.render import pdf


def test_pdf_and_charts_in_four_threads():
    layouts = [Layout("说明", f"第{number}份说明", (Para((Run("全年完成各项任务。"),)),)) for number in range(8)]
    alone = [pdf.render(layout) for layout in layouts]
    charts = [bars([{"name": "完成", "value": str(number), "label": str(number)}], "name", "value", "项") for number in range(4)]  # fmt: skip
    drawn = [png(chart) for chart in charts]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(pdf.render, layouts * 3)) == alone * 3
        assert list(threads.map(png, charts * 3)) == drawn * 3
