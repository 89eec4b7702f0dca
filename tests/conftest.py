"""What all tests share: the folder of real reports when it is there, and the ban on silent skips in CI."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import engine

# No time limits inside properties (a busy machine is no fault of the code) and, in CI, the same examples every time.
settings.register_profile(
    "jixiao",
    deadline=None,
    max_examples=60,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("jixiao")
# An example that fails is made smaller for five minutes where each try is slow. There is no setting for it; the authors
# leave this name to be changed. What has been found after half a minute is told as well as what is found after five.
engine.MAX_SHRINKING_SECONDS = 30

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("JIXIAO_SHARED", ROOT.parent / "shared"))


LONG = (
    "writing/test_office_opens.py",
    "web/browser/test_pages.py",
    "web/browser/test_year_of_a_unit.py",
    "web/test_rights.py",
    "web/browser/test_review_of_thirty.py",
    "writing/test_keeping.py",
    "scoring/test_frames.py",
    "writing/test_schema.py",
    "web/test_english.py",
    "web/test_speed.py",
    "web/test_serve.py",
)
"""The files that take longest begin, those that mostly wait for a browser beside those that do not: otherwise one worker
would be left with such a file at the end, and the other without work."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    order = {here / name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.path, len(order)))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the five seed reports and the further published texts; tests that need it are extra."""
    if not (SHARED / "seeds" / "expected.json").is_file():
        pytest.skip("../shared is not there: real published reports are not part of the repository")
    return SHARED


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI every skip is a failure, because there a missing tool is a fault of the set-up."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("JIXIAO_ALLOW_SKIPS") != "0" or reporter is None or exitstatus != 0:
        return
    skipped = [
        report for report in reporter.stats.get("skipped", []) if "../shared is not there" not in str(report.longrepr)
    ]
    if skipped:
        for report in skipped:
            reporter.write_line(f"skipped in CI: {report.nodeid}: {report.longrepr}")
        session.exitstatus = 1
