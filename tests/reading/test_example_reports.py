"""The level at which the invented reports are read and their planted contradictions found: a floor, not a target."""

from __future__ import annotations

import pytest

from accuracy import EXAMPLES, Measured, Tally, reports

TRUTHS = reports(EXAMPLES)


@pytest.fixture(scope="module")
def measured():
    """All the reports together, and what was missed in each."""
    whole = Measured()
    said = {truth.path.name: whole.add(truth) for truth in TRUTHS}
    return whole, "\n".join(f"{name} {line}" for name, lines in said.items() for line in lines)


def test_every_text_has_its_truth_and_half_of_them_are_sound():
    assert {truth.path for truth in TRUTHS} == set(EXAMPLES.glob("*.txt"))
    sound = [truth for truth in TRUTHS if not truth.faults]
    assert len(TRUTHS) / 3 < len(sound) < len(TRUTHS) * 2 / 3


def test_figures_are_read(measured):
    whole, said = measured
    assert whole.figures.f1 >= 0.98, said


def test_indicators_are_read(measured):
    whole, said = measured
    assert whole.indicators.f1 >= 0.98, said


@pytest.mark.parametrize("name", ["unit", "year", "kind", "total_score", "grade"])
def test_the_head_of_a_report_is_read(measured, name):
    whole, said = measured
    assert whole.identity[name] >= len(TRUTHS) - 1, said


@pytest.mark.parametrize(
    ("kind", "floor"), [("arithmetic", 0.95), ("consistency", 0.8), ("logic", 0.75), ("form", 0.75)]
)
def test_planted_contradictions_are_found(measured, kind, floor):
    whole, said = measured
    assert whole.faults.get(kind, Tally()).recall >= floor, said


def test_nothing_sound_is_called_an_error(measured):
    whole, said = measured
    assert (whole.alarms, whole.sums_that_hold) == (0, 0), said
