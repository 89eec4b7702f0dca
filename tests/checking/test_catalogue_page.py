"""The catalogue page is made from the checks, and every check has a specification."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao.checking.catalogue import all_checks, page
from jixiao.checking.form.FO007 import miswritings

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_page_in_the_docs_is_the_one_the_checks_make():
    told = "jixiao checks --format markdown > docs/checks.md"
    assert (ROOT / "docs" / "checks.md").read_text(encoding="utf-8") == page(), f"run: {told}"


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.code)
def test_every_check_is_specified_with_guilty_and_silent_cases(check):
    text = (ROOT / "tests" / "specs" / "checks" / f"{check.code}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {check.code} ")
    assert "\n## 报：" in text
    assert "\n## 不报：" in text


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.code)
def test_the_worst_that_a_check_reports_is_in_its_specification(check):
    text = (ROOT / "tests" / "specs" / "checks" / f"{check.code}.md").read_text(encoding="utf-8")
    assert f"严重程度：{check.severity.value}" in text


def test_no_specification_is_left_over():
    specified = {path.stem for path in (ROOT / "tests" / "specs" / "checks").glob("*.md")}
    assert specified == {check.code for check in all_checks()}


def test_the_list_of_miswritings_is_sound():
    words = miswritings()
    wrong = [word.wrong for word in words]
    assert len(set(wrong)) == len(wrong)
    for word in words:
        assert word.wrong != word.right
        assert word.wrong not in word.right
        assert word.source
        for good in word.unless:
            assert word.wrong in good
