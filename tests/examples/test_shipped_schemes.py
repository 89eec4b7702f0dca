"""The schemes that come with the program: they load without a fault, their worked examples hold, and they claim nothing
that nobody has read."""

from __future__ import annotations

import runpy
from decimal import Decimal
from pathlib import Path

import pytest

from jixiao.findings import Severity
from jixiao.schemes.difference import difference
from jixiao.schemes.examples import example_facts
from jixiao.schemes.folders import SHIPPED, scheme_files
from jixiao.schemes.loader import load_content, load_scheme
from jixiao.schemes.rules import rule_kinds
from jixiao.scoring.engine import score
from jixiao.scoring.examples import run_examples
from jixiao.sources import Certainty
from jixiao.workbook.plan import UNIT_SHEET
from jixiao.workbook.reader import read_workbook
from jixiao.workbook.template import write

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = sorted(scheme_files((SHIPPED,)))
RECONSTRUCTED = {"recalled", "inferred", "reconstruction", "procurement_law"}


def scheme(name):
    loaded = load_scheme(name)
    assert loaded.findings == ()
    return loaded.scheme


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scheme_has_no_fault_and_its_examples_hold(name):
    one = scheme(name)
    assert one.examples
    assert [finding.message for finding in run_examples(one)] == []


@pytest.mark.parametrize("name", NAMES)
def test_an_example_reaches_every_indicator_of_its_scheme(name):
    """An example that leaves facts out would pass without ever trying the rules that need them."""
    one = scheme(name)
    example = one.examples[0]
    result = score(one, example_facts(example, one.inputs, one.from_year))
    assert result.complete
    assert [leaf.missing for leaf in result.leaves() if leaf.missing] == []
    if one.scored:
        assert "total" in example.expect


@pytest.mark.parametrize("name", NAMES)
def test_the_template_of_a_scheme_is_faultless_but_for_what_is_to_be_filled_in(name, tmp_path):
    write(scheme(name), tmp_path / "template.xlsx")
    reading = read_workbook(tmp_path / "template.xlsx")
    errors = [finding for finding in reading.findings if finding.severity is Severity.ERROR]
    assert {finding.code for finding in errors} == {"IN101", "IN115"}
    assert {finding.locations[0].sheet for finding in errors} == {UNIT_SHEET}


@pytest.mark.parametrize("name", NAMES)
def test_points_sum_to_the_total(name):
    one = scheme(name)
    if not one.scored:
        return
    assert sum((leaf.points for leaf in one.leaves()), Decimal(0)) == one.points


@pytest.mark.parametrize("name", NAMES)
def test_no_source_claims_more_than_was_read(name):
    one = scheme(name)
    for source in one.sources.values():
        assert source.certainty is not Certainty.OFFICIAL, "no official scoring sheet has been read: give its address"
        if source.certainty is Certainty.PRINTED:
            assert source.checked_on is not None, source.key
        else:
            assert source.note, f"{source.key}: say what is recalled, inferred or only implemented"
    for leaf in one.leaves():
        assert leaf.source is not None
        if leaf.source.key in RECONSTRUCTED:
            assert leaf.source.certainty is Certainty.RECONSTRUCTED


@pytest.mark.parametrize("name", NAMES)
def test_a_scheme_lies_in_the_folder_of_its_place(name):
    path = Path(scheme(name).path)
    assert name.startswith(path.parent.name), "the id begins with its folder, so that two places cannot collide"


def test_the_schemes_that_were_asked_for_are_there():
    kinds = {(one.subject, one.scored) for one in map(scheme, NAMES)}
    assert {("department", True), ("project", True), ("transfer", True)} <= kinds
    assert {("department", False), ("project", False), ("transfer", False)} <= kinds
    folders = {Path(scheme(name).path).parent.name for name in NAMES}
    assert folders == {
        *("national", "guangdong", "hunan", "chongqing", "sichuan"),
        *("yunnan", "ningxia", "shanghai", "hubei", "anhui"),
    }


def test_guangdong_has_two_eight_and_twenty_five_indicators_on_its_levels():
    for name in ("guangdong-department-2022", "guangdong-department-2022-printed"):
        levels = [node.level for node in scheme(name).walk()]
        assert [levels.count(level) for level in (1, 2, 3)] == [2, 8, 25]


def test_the_reconstruction_moves_one_point_and_nothing_else():
    changes = difference(scheme("guangdong-department-2022-printed"), scheme("guangdong-department-2022-restored"))
    moved = [change for change in changes if change.what == "分值"]
    assert [(change.place, change.old, change.new) for change in moved] == [
        ("管理效率", "49 分", "50 分"),
        ("采购管理", "9 分", "10 分"),
        ("采购合同签订时效性", "2 分", "3 分"),
    ]
    assert not [change for change in changes if change.what in ("评分规则", "新增指标", "删除指标")]


def test_the_four_level_scheme_is_ragged_as_printed():
    one = scheme("guangdong-project-four-level")
    levels = [node.level for node in one.walk()]
    assert [levels.count(level) for level in (1, 2, 3, 4)] == [4, 9, 20, 16]
    assert {leaf.level for leaf in one.leaves()} == {3, 4}


def test_both_readings_of_less_is_better_are_shipped():
    goals = [
        {"name": "成本", "category": "cost", "operator": "<=", "target": "100", "actual": "110", "points": "50"},
    ]
    shares = []
    for name in ("national-project-2020", "national-project-2020-ratio"):
        one = scheme(name)
        example = one.examples[0]
        facts = example_facts(type(example)("", None, {}, tuple(goals), {}), one.inputs, one.from_year)
        shares.append({node.id: node.score for node in score(one, facts).walk()}["output.1"])
    assert shares == [Decimal("45.00"), Decimal("45.45")]


# --- the page ---------------------------------------------------------------------------------------------------


def page():
    return (ROOT / "docs" / "schemes.md").read_text(encoding="utf-8")


def test_the_page_of_schemes_is_up_to_date():
    script = runpy.run_path(str(ROOT / "docs" / "make_schemes_page.py"))
    assert script["renewed"](page()) == page(), "run docs/make_schemes_page.py"
    assert all(f"| `{name}` |" in page() for name in (*NAMES, *rule_kinds()))


def test_the_example_on_the_page_is_a_scheme_whose_example_holds():
    text = page().split("```yaml\n", 1)[1].split("```", 1)[0]
    loaded = load_content(text.encode(), Path("my-city-project-2024.yaml"))
    assert loaded.findings == ()
    assert run_examples(loaded.scheme) == ()
