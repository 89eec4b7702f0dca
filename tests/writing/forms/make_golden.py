"""Writes the golden lists anew: ``python tests/writing/forms/make_golden.py``. Look at every difference, and at a
picture of the filled form, before keeping it."""

from __future__ import annotations

from pathlib import Path

import blank_forms
import yaml

GOLDEN = Path(__file__).resolve().parent / "golden"

for name in blank_forms.NAMES:
    lists = blank_forms.shown(blank_forms.filled(name).outcome)
    text = yaml.safe_dump(lists, allow_unicode=True, default_flow_style=None, width=200, sort_keys=False)
    (GOLDEN / f"{name}.yaml").write_text(text, encoding="utf-8")
    print(name, {part: len(rows) for part, rows in lists.items()})
