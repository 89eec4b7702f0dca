"""All registers, found by their folder, and all measures that they yield."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jixiao.facts import Fact
    from jixiao.registers.base import Ledger, Register
    from jixiao.registers.measures import Measure

__all__ = ["MEASURES", "REGISTERS", "facts_of"]


def _discover() -> Mapping[str, Register[Any]]:
    found: list[Register[Any]] = []
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if f"jixiao.registers.{module.name}" != __name__:
            register = getattr(importlib.import_module(f"jixiao.registers.{module.name}"), "REGISTER", None)
            if register is not None:
                found.append(register)
    return MappingProxyType({register.name: register for register in sorted(found, key=lambda each: each.order)})


REGISTERS: Final = _discover()
"""Every register by its name, in the order of their sheets."""


def _measures() -> Mapping[str, Measure]:
    found: dict[str, Measure] = {}
    for register in REGISTERS.values():
        for measure in register.measures:
            assert measure.name not in found, f"two registers yield {measure.name}"
            found[measure.name] = replace(measure, register=register.name)
    return MappingProxyType(found)


MEASURES: Final = _measures()
"""Every measure by its name; ``register`` tells whose rows it is taken from."""


def facts_of(ledgers: Iterable[Ledger[Any]], project: str = "") -> tuple[Fact, ...]:
    """Every fact that ``ledgers`` yield, for the whole unit or for one ``project`` of it."""
    facts: list[Fact] = []
    for ledger in ledgers:
        scoped = ledger.within(project) if project else ledger
        facts += [measure.fact(scoped) for measure in ledger.register.measures]
    return tuple(facts)
