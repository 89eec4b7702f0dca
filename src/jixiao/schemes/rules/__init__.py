"""Rule kinds, one file each, found by folder: what turns facts into the score of one indicator."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from types import MappingProxyType
from typing import TYPE_CHECKING

from jixiao.schemes.rules.base import Outcome, Part, Rule, RuleExample, RuleReader

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Outcome", "Part", "Rule", "RuleExample", "RuleReader", "rule_kinds"]


@functools.cache
def rule_kinds() -> Mapping[str, type[Rule]]:
    """Every rule kind by its name, from the modules of this folder."""
    kinds: dict[str, type[Rule]] = {}
    for module in sorted(found.name for found in pkgutil.iter_modules(__path__)):
        for value in vars(importlib.import_module(f"{__name__}.{module}")).values():
            if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == f"{__name__}.{module}":
                kind = getattr(value, "kind", "")
                if kind:
                    kinds[kind] = value
    return MappingProxyType(kinds)
