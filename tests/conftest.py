"""What all tests share: the folder of real reports when it is there, and the ban on silent skips in CI."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No time limits inside properties (a busy machine is no fault of the code) and, in CI, the same examples every time.
settings.register_profile(
    "jixiao",
    deadline=None,
    max_examples=60,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("jixiao")

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("JIXIAO_SHARED", ROOT.parent / "shared"))


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
