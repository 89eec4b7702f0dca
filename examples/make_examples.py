"""Writes the five example workbooks. Run it again after a scheme or the workbook's form has changed.

    python examples/make_examples.py [FOLDER]

A test compares what the files in this folder hold with a fresh run; the same schemes give the same bytes.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Final

from jixiao.schemes.loader import load_scheme
from jixiao.workbook.template import write

HERE: Final = Path(__file__).resolve().parent
UNITS: Final = ("liwan", "haizhu", "baiyun", "tianhe", "zhanjiang")


def main(folder: Path) -> None:
    """Writes ``<unit>-<year>.xlsx`` for each of the units into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in UNITS:
        unit = importlib.import_module(f"units.{name}")
        scheme = load_scheme(unit.SCHEME).scheme
        assert scheme is not None, unit.SCHEME
        path = folder / f"{name}-{unit.FILLING.year}.xlsx"
        write(scheme, path, unit.FILLING)
        print(path)


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
