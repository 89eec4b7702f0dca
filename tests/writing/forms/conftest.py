"""Lets the tests of this folder import ``blank_forms``; the made-up unit's project scored by the national scheme."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

if TYPE_CHECKING:
    from jixiao.writing.dossier import Dossier


@pytest.fixture(scope="session")
def dossier() -> Dossier:
    from blank_forms import NATIONAL, dossier_of

    return dossier_of(NATIONAL)
