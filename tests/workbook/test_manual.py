"""The reference page is what the declarations say."""

from __future__ import annotations

from pathlib import Path

from jixiao.registers.catalogue import MEASURES
from jixiao.workbook.manual import page

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_is_up_to_date():
    written = (DOCS / "workbook.md").read_text(encoding="utf-8")
    assert written == page(), "python -m jixiao.workbook.manual > docs/workbook.md"


def test_every_measure_is_on_the_page():
    text = page()
    assert [name for name in MEASURES if f"`{name}`" not in text] == []
