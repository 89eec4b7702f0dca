"""The words that tell a sheet's own rows from those of a clerk, and the sign behind the heading of a required column."""

from __future__ import annotations

from typing import Final

__all__ = ["EXAMPLE", "NUMBER", "REQUIRED", "TOTAL"]

NUMBER: Final = "序号"
REQUIRED: Final = " *"
TOTAL: Final = "合计"
EXAMPLE: Final = "示例"
