"""The score sheet recalculated by somebody else's spreadsheet gives our scores, also after a figure was changed."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from jixiao.numbers import Missing, Printed, from_float, round_by, rounding
from jixiao.schemes.catalogue import Catalogue
from jixiao.schemes.examples import example_facts
from jixiao.scoring.engine import score
from jixiao.writing.score_sheet import render

if TYPE_CHECKING:
    from jixiao.facts import Facts

BLANK = Missing.BLANK
SCHEMES = Catalogue.of().schemes
CASES = [(scheme, number) for scheme in SCHEMES for number in range(len(scheme.examples))]


def facts_of(scheme, number):
    example = scheme.examples[number]
    return example_facts(example, scheme.inputs, scheme.from_year)


def scores_in(path) -> tuple[dict[str, object], object]:
    """Score by printed path of level titles, and the total, as the spreadsheet shows them."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("评分表").to_python(skip_empty_area=False)
    head = rows[3]
    column = head.index("得分")
    total = None
    found = {}
    for index, row in enumerate(rows[4:]):
        if row[0] == "合计":
            total = row[column]
        elif any(row[: column - 1]):
            found[index] = row[column]
    return found, total


def changed(facts: Facts) -> Facts:
    """The same unit with every second positive figure a seventh smaller: what a reviewer might type instead."""
    every_second = set(list(facts.values)[::2])
    values = {
        name: replace(fact, value=replace(fact.value, value=round_by("half_up_4", fact.value.value * 6 / 7)))
        if isinstance(fact.value, Printed) and fact.value.value > 0 and name in every_second
        else fact
        for name, fact in facts.values.items()
    }
    return replace(facts, values=values)


def with_figures_of(sheet: bytes, other: bytes) -> bytes:
    """The workbook ``sheet`` with the sheet 数据 taken from ``other``: as if somebody had typed those figures."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(sheet)) as one,
        zipfile.ZipFile(BytesIO(other)) as two,
        zipfile.ZipFile(out, "w") as new,
    ):
        for name in one.namelist():
            new.writestr(name, (two if name.endswith("sheet2.xml") else one).read(name))
    return out.getvalue()


@pytest.fixture(scope="module")
def recalculated(office, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")
    files = []
    for scheme, number in CASES:
        facts = facts_of(scheme, number)
        sheet = render(scheme, score(scheme, facts))
        path = folder / f"{scheme.id}_{number}_as_it_is.xlsx"
        path.write_bytes(sheet)
        files.append(path)
    made = office.convert(files, "xlsx", folder / "out")
    return {(scheme.id, number): path for (scheme, number), path in zip(CASES, made, strict=True)}


def as_decimal(value: object, places: int) -> Decimal | None:
    if value in ("", None):
        return None
    assert isinstance(value, (int, float)), value
    number = from_float(float(value))
    assert number is not None
    return round_by(f"half_up_{places}", number)


@pytest.mark.parametrize(("scheme", "number"), CASES, ids=lambda value: getattr(value, "id", str(value)))
def test_a_spreadsheet_recalculates_our_scores(scheme, number, recalculated):
    result = score(scheme, facts_of(scheme, number))
    shown, total = scores_in(recalculated[scheme.id, number])
    places = rounding(scheme.score_rounding).places
    assert [as_decimal(value, places) for value in shown.values()] == [leaf.score for leaf in result.leaves()]
    if result.total is not None:
        assert as_decimal(total, rounding(scheme.total_rounding).places) == result.total


def test_scores_follow_a_figure_that_a_reviewer_changes(office, tmp_path):
    scheme = next(scheme for scheme in SCHEMES if scheme.id == "guangdong-department-2022")
    facts = facts_of(scheme, 0)
    other = changed(facts)
    path = tmp_path / "changed.xlsx"
    path.write_bytes(with_figures_of(render(scheme, score(scheme, facts)), render(scheme, score(scheme, other))))
    [made] = office.convert([path], "xlsx", tmp_path / "out")
    expected = score(scheme, other)
    shown, total = scores_in(made)
    assert [as_decimal(value, 2) for value in shown.values()] == [leaf.score for leaf in expected.leaves()]
    assert as_decimal(total, 2) == expected.total
    assert expected.total != score(scheme, facts).total


def test_a_total_whose_points_are_unsettled_is_not_scaled_up(office, tmp_path):
    """A row for which no points are left shows none; its indicator's points stay in the whole."""
    scheme = next(scheme for scheme in SCHEMES if scheme.id == "chongqing-department-2021")
    facts = facts_of(scheme, 0)
    assert len(facts.goals) > 1
    first, *others = (replace(goal, points=BLANK) for goal in facts.goals)
    facts = replace(facts, goals=(replace(first, points=Decimal(60)), *others))
    result = score(scheme, facts)
    assert not result.complete
    path = tmp_path / "open.xlsx"
    path.write_bytes(render(scheme, result))
    [made] = office.convert([path], "xlsx", tmp_path / "out")
    _, total = scores_in(made)
    assert as_decimal(total, 2) == result.total


def test_equal_input_gives_equal_bytes():
    scheme = SCHEMES[0]
    result = score(scheme, facts_of(scheme, 0))
    assert render(scheme, result) == render(scheme, result)
