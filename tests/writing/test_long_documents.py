"""A docx takes a time that grows with its length, not with the square of it."""

from __future__ import annotations

from time import process_time

from jixiao.writing.layout import Cell, Layout, Para, Run, Table
from jixiao.writing.render import docx


def seconds(size: int) -> float:
    """Processor time for ``size`` paragraphs and as many rows."""
    said = (Run("某单位全年支出"), Run("12.30万元", fact="expenditure"), Run("。"))
    row = tuple(Cell((Run("1.00", fact="x"),)) for _ in range(6))
    layout = Layout("长文档", "长文档", (*(Para(said) for _ in range(size)), Table((row,) * size, (1,) * 6)))
    start = process_time()
    docx.render(layout)
    return process_time() - start


def test_four_times_the_length_takes_less_than_ten_times_the_time():
    seconds(10)  # python-docx is imported
    small = min(seconds(300) for _ in range(3))
    assert seconds(1200) < 10 * small
