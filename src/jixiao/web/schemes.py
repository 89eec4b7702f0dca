"""The schemes that rounds are opened with: those that come with the program and those in the data folder.

A finance officer puts her own scheme as a file into ``schemes/`` of the data folder; it is found without a restart.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from jixiao.schemes.catalogue import Catalogue

__all__ = ["catalogue"]


def catalogue() -> Catalogue:
    """All schemes, read again when a file of the data folder has changed."""
    return _catalogue(_stamp())


def _folder() -> Path:
    return Path(settings.DATA) / "schemes"


def _stamp() -> tuple[tuple[str, int], ...]:
    return tuple(sorted((path.name, path.stat().st_mtime_ns) for path in _folder().glob("*.yaml")))


@lru_cache(maxsize=4)
def _catalogue(stamp: tuple[tuple[str, int], ...]) -> Catalogue:
    return Catalogue.of(_folder() if stamp else None)
