"""Whole reports: clean ones stay without warnings, published ones give what a careful reader finds in them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from jixiao.checking.catalogue import all_checks
from jixiao.checking.files import check_file
from jixiao.findings import Severity

CLEAN = Path(__file__).resolve().parent.parent / "fixtures" / "clean"


@pytest.mark.parametrize("path", sorted(CLEAN.glob("*.txt")), ids=lambda path: path.stem)
def test_a_clean_report_has_neither_errors_nor_warnings(path):
    checked = check_file(path, all_checks())
    assert not checked.incomplete
    assert [f"{f.code} {f.message}" for f in checked.findings if f.severity is not Severity.INFO] == []


MUST = {
    "liwan-adjustment": "LO001",
    "liwan-grants": "CO006",
    "haizhu-basic": "AR001",
    "haizhu-term": "CO009",
    "haizhu-numbering": "FO001",
    "baiyun-contests": "CO003",
    "baiyun-satisfaction": "CO004",
    "baiyun-carryover": "AR008",
    "tianhe-rate": "AR003",
    "tianhe-key-project": "LO002",
    "zhanjiang-execution": "LO003",
    "zhanjiang-numbering": "FO001",
    "zhanjiang-typo": "FO007",
    "liwan-congress": "CO008",
    "liwan-noscore": "FO009",
    "baiyun-audience": "CO019",
    "tianhe-families": "CO003",
    "tianhe-posts": "CO018",
    "tianhe-duplicate": "FO012",
    "zhanjiang-typo-2": "FO007",
}
"""Which check finds which of the contradictions listed for the five seed reports; scores are tested with theirs."""


def test_the_seed_reports_give_what_they_have_to(shared):
    for entry in json.loads((shared / "seeds" / "expected.json").read_text(encoding="utf-8"))["reports"]:
        checked = check_file(shared / "seeds" / entry["file"], all_checks())
        codes = {finding.code for finding in checked.findings}
        for fault in (*entry["must"], *entry["may"]):
            assert fault["id"] not in MUST or MUST[fault["id"]] in codes, fault


def test_no_crash_on_any_published_report(shared):
    for path in sorted((shared / "reports").glob("*.txt")):
        checked = check_file(path, all_checks())
        assert not [outcome for outcome in checked.outcomes if outcome.state == "crashed"], path


GUILTY = CLEAN.parent / "guilty"


@pytest.mark.parametrize("path", sorted(GUILTY.glob("*.txt")), ids=lambda path: path.stem)
def test_what_is_wrong_in_a_guilty_report_is_found(path):
    """Beside each text stand the code of a check and the words that it has to point at."""
    findings = check_file(path, all_checks()).findings
    for line in path.with_suffix(".findings").read_text(encoding="utf-8").splitlines():
        code, words = line.split(" ", 1)
        places = [re.sub(r"\s", "", where.quote) for f in findings if f.code == code for where in f.locations]
        assert any(words in place for place in places), f"{line} not in {places}"
