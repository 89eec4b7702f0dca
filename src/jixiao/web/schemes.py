"""The schemes that rounds are opened with: those that come with the program and those in the data folder.

A finance officer puts her own scheme as a file into ``schemes/`` of the data folder; it is found without a restart.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from jixiao.registers.catalogue import REGISTERS
from jixiao.schemes.catalogue import Catalogue
from jixiao.web.kept import Kept
from jixiao.workbook.goals import GOALS
from jixiao.workbook.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jixiao.schemes.model import Indicator, Scheme

__all__ = ["catalogue", "fed_by", "plan_of"]


def catalogue() -> Catalogue:
    """All schemes, read again when a file of the data folder has changed."""
    return _catalogue(_stamp())


_plans: Kept[Plan] = Kept(64)
_feeds: Kept[Mapping[str, tuple[Indicator, ...]]] = Kept(64)


def plan_of(scheme: Scheme) -> Plan:
    """What the scheme asks of a unit."""
    return _plans.get(scheme.digest, lambda: Plan.of(scheme, REGISTERS))


def fed_by(scheme: Scheme) -> Mapping[str, tuple[Indicator, ...]]:
    """The indicators that look at each table of rows, by the table's name."""
    plan = plan_of(scheme)
    return _feeds.get(scheme.digest, lambda: {name: plan.fed_by(name) for name in (GOALS.name, *REGISTERS)})


def _folder() -> Path:
    return Path(settings.DATA) / "schemes"


def _stamp() -> tuple[tuple[str, int], ...]:
    return tuple(sorted((path.name, path.stat().st_mtime_ns) for path in _folder().glob("*.yaml")))


@lru_cache(maxsize=4)
def _catalogue(stamp: tuple[tuple[str, int], ...]) -> Catalogue:
    return Catalogue.of(_folder() if stamp else None)
