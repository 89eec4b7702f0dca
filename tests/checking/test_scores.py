"""The arithmetic of score sheets: clean sheets stay silent, a changed figure is found, formulas keep their bounds."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.checking.arithmetic.AR101 import AR101
from jixiao.checking.arithmetic.AR102 import AR102
from jixiao.checking.arithmetic.AR103 import AR103
from jixiao.checking.arithmetic.AR104 import AR104
from jixiao.checking.arithmetic.AR107 import AR107
from jixiao.checking.base import NotApplicable
from jixiao.checking.scores import attainment, by_rules, fits_score, number, score_text, sheets
from jixiao.findings import Severity
from jixiao.location import Location
from jixiao.numbers import Printed, plain, round_by
from jixiao.report import IndicatorRow, Report

HERE = Location(file="样例.txt", quote="样例")


def row(name: str = "培训人次", **fields) -> IndicatorRow:
    return IndicatorRow(name, HERE, **fields)


def report(*rows: IndicatorRow, total: str | None = None) -> Report:
    score = None if total is None else Printed(Decimal(total), "分", len(total.partition(".")[2]), total)
    return Report("样例.txt", indicators=rows, total_score=score, total_location=HERE if score else None)


def found(check, told: Report):
    answer = check.run(told)
    return [] if isinstance(answer, NotApplicable) else list(answer)


# --- sheets that add up -----------------------------------------------------------------------------------------


@st.composite
def clean(draw: st.DrawFn) -> tuple[list[IndicatorRow], Fraction]:
    """A complete sheet scored by the published formula, and its exact total."""
    count = draw(st.integers(3, 8))
    shares = (
        [Fraction(90, count)] * count
        if 90 % count == 0
        else [Fraction(10)] * (count - 1) + [Fraction(100 - 10 * count)]
    )
    rate = Fraction(draw(st.integers(5000, 10000)), 100)
    score = round_by("half_up_2", rate / 10)
    rows = [
        row(
            "预算执行率",
            points="10",
            score=plain(score),
            coefficient=f"{plain(round_by('half_up_2', rate))}%",
            row_kind="execution",
        )
    ]
    for i, share in enumerate(shares):
        target = draw(st.integers(10, 500))
        actual = draw(st.integers(1, 600))
        due = min(share, share * actual / target)
        rows.append(
            row(
                f"培训人次{i}",
                points=score_text(share),
                score=plain(round_by("half_up_2", due)),
                target=f"≥{target}人次",
                actual=f"{actual}人次",
                operator="≥",
            )
        )
    return rows, sum((number(each.score) for each in rows), Fraction(0))


@settings(max_examples=80, deadline=None)
@given(clean())
def test_a_clean_sheet_is_silent(sheet):
    rows, total = sheet
    told = report(*rows, total=plain(total))
    for check in (AR101(), AR102(), AR103(), AR104(), AR107()):
        assert found(check, told) == [], check.code


@settings(max_examples=80, deadline=None)
@given(clean(), st.data())
def test_a_changed_score_is_found(sheet, data):
    """Any other score of a row, or any other total, leaves a sheet that cannot be true."""
    rows, total = sheet
    which = data.draw(st.integers(0, len(rows)), label="which")
    if which == len(rows):
        other = data.draw(st.integers(0, 10000).filter(lambda n: Fraction(n, 100) != total), label="total")
        assert found(AR103(), report(*rows, total=f"{other / 100:.2f}"))
        return
    points = number(rows[which].points)
    other = data.draw(st.integers(0, int(points * 100)).filter(lambda n: Fraction(n, 100) != number(rows[which].score)))
    rows[which] = replace(rows[which], score=f"{other / 100:.2f}")
    assert found(AR103(), report(*rows, total=plain(total)))


@settings(max_examples=60, deadline=None)
@given(clean(), st.data())
def test_a_score_above_its_points_is_found(sheet, data):
    rows, total = sheet
    which = data.draw(st.integers(0, len(rows) - 1))
    rows[which] = replace(rows[which], score=plain(number(rows[which].points) + 1))
    assert found(AR101(), report(*rows, total=plain(total)))


def test_a_list_that_is_plainly_a_part_is_not_added_up():
    rows = [row(f"场次{i}", points="10", score="10") for i in range(4)]
    assert isinstance(AR103().run(report(*rows, total="97")), NotApplicable)


def test_every_project_of_a_report_has_its_own_sheet():
    one = [row("场次", points="90", score="90"), row("预算执行率", points="10", score="9", row_kind="execution")]
    rows = [
        *one,
        row("合计", points="100", score="99", row_kind="total"),
        *one,
        row("合计", points="100", score="98", row_kind="total"),
    ]
    assert [len(sheet.rows) for sheet in sheets(report(*rows))] == [2, 2]
    (finding,) = found(AR103(), report(*rows))
    assert (finding.expected, finding.actual) == ("99", "98")


# --- formulas ---------------------------------------------------------------------------------------------------

amounts = st.fractions(min_value=0, max_value=1000, max_denominator=100)


@given(st.fractions(min_value=1, max_value=100, max_denominator=10), amounts, amounts, st.booleans())
def test_no_formula_leaves_the_range_of_the_points(points, target, actual, more):
    reached = attainment(
        row(
            target=f"{'≥' if more else '≤'}{plain(round_by('half_up_2', target))}次",
            actual=f"{plain(round_by('half_up_2', actual))}次",
            operator="≥" if more else "≤",
        )
    )
    assert reached is not None
    assert reached.more is more
    assert all(0 <= score <= points for _, score in by_rules(points, reached))


@given(st.fractions(min_value=0, max_value=100, max_denominator=997), st.integers(0, 2))
def test_a_rounded_score_fits(score, places):
    printed = plain(round_by(f"half_up_{places}", score))
    assert fits_score(printed, score) in ("fits", "whole", "cut")
    if places == 2:
        assert fits_score(printed, score) == "fits"


@pytest.mark.parametrize(
    ("target", "actual", "operator", "unit", "name", "missed"),
    [
        ("≥90%", "88%", "≥", "", "观众满意度", True),
        ("100", "100%", "=", "%", "按期开演率", False),
        ("100", "98%", "=", "%", "按期开演率", True),
        ("≤2万元", "26000元", "≤", "", "单场成本", True),
        ("≤2万元", "19000元", "≤", "", "单场成本", False),
        ("0件", "1件", "=", "", "安全事故数", True),
        ("100%", "92%", "", "", "财政供养人员控制率", False),
        ("100%", "72.74%", "", "", "政府采购执行率", True),
        ("60场", "60场", ">", "", "演出场次", True),
    ],
)
def test_a_result_against_its_target(target, actual, operator, unit, name, missed):
    reached = attainment(row(name, target=target, actual=actual, operator=operator, unit=unit))
    assert reached is not None
    assert reached.missed is missed


@pytest.mark.parametrize(
    ("target", "actual", "operator"),
    [
        ("明显", "较明显", ""),
        ("≥90%", "≥90%", "≥"),
        ("≥60场", "约60场", "≥"),
        ("2023年底", "2023年12月", ""),
        ("≥3次", "3场", "≥"),
        ("400元", "180公里", "≤"),
    ],
)
def test_what_cannot_be_compared_is_not(target, actual, operator):
    assert attainment(row("活动情况", target=target, actual=actual, operator=operator)) is None


def test_full_points_near_the_target_are_only_a_warning():
    near = row(points="10", score="10", target="≥100人次", actual="97人次", operator="≥")
    far = replace(near, actual="60人次")
    assert [finding.severity for finding in found(AR102(), report(near))] == [Severity.WARNING]
    assert [finding.severity for finding in found(AR102(), report(far))] == [Severity.ERROR]
