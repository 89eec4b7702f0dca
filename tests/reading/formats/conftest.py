"""The maker of small documents, for all tests of readers."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

_spec = importlib.util.spec_from_file_location("reading_samples", Path(__file__).with_name("samples.py"))
assert _spec is not None
assert _spec.loader is not None
_samples = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = _samples
_spec.loader.exec_module(_samples)


@pytest.fixture(scope="session")
def samples():
    """The module that writes small documents in every format."""
    return _samples
