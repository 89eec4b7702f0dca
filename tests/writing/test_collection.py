"""Roll-ups: sums, weighing and refusals as properties, and the documents as they print."""

from __future__ import annotations

import importlib
import random
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from jixiao.checking.engine import check_report
from jixiao.facts import Fact, Facts
from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location
from jixiao.numbers import Missing, Printed
from jixiao.reading.extract.report import read_report
from jixiao.reading.open import read_document
from jixiao.schemes.catalogue import Catalogue
from jixiao.scoring.engine import score
from jixiao.writing.collection import FAULTS, Absent, Member, collect
from jixiao.writing.layout import Table, gaps
from jixiao.writing.rollups import rollups

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "schemes"
SCHEMES = {scheme.id: scheme for scheme in Catalogue.of(FOLDER).schemes}
ROLLED = SCHEMES["rolled"]  # says nothing of roll-ups; "alike" and "weighed" are the same and do
FUNDS = ("initial_budget", "adjusted_budget", "expenditure")
LABELS = dict(zip(FUNDS, ("年初预算数", "全年预算数", "全年执行数"), strict=True))
BROKEN = Finding("IN101", Severity.ERROR, Kind.FORM, "“评价年度”没有填，应为四位数字。")


def member(name, *, total="", scheme=ROLLED, source="", year=2023, subject="", more=(), **figures):
    """A unit of this name, scored; of each figure given 万元, or the reason why there is none."""
    values = []
    for number, fact in enumerate(FUNDS):
        given_ = figures.get(fact, "100")
        value = given_ if isinstance(given_, Missing | Printed) else Printed(Decimal(given_), "万元", 2)
        origin = Location(file=f"{name}.xlsx", sheet="台账", row=number, column=5)
        values.append(Fact(fact, LABELS[fact], value, (origin,)))
    facts = Facts.of(name, year, [*values, Fact("rules_exist", "已建立制度", value=True), *more], subject=subject)
    result = score(scheme, facts)
    if total:
        result = replace(result, total=Decimal(total), grade=scheme.grade_of(Decimal(total)))
    return Member(source or f"{name}.xlsx", scheme, result, facts, "青山区文化局")


cents = st.integers(0, 10**9).map(lambda each: Decimal(each).scaleb(-2))
points = st.integers(0, 10_000).map(lambda each: Decimal(each).scaleb(-2))
unit_rows = st.lists(st.tuples(cents, cents, cents, points), min_size=1, max_size=6)


def members_of(rows, scheme=ROLLED):
    return [
        member(
            f"第{number}局",
            total=str(total),
            scheme=scheme,
            initial_budget=str(initial),
            adjusted_budget=str(adjusted),
            expenditure=str(spent),
        )
        for number, (initial, adjusted, spent, total) in enumerate(rows)
    ]


# --- figures and scores


@given(rows=unit_rows)
def test_figures_of_the_whole_are_the_sums_of_the_members(rows):
    members = members_of(rows)
    whole, left_out = collect(members)
    assert left_out == ()
    for fact in FUNDS:
        assert whole.base(fact) == sum(each.base(fact) for each in members)
    origins = whole.facts.get("expenditure").origins
    assert all(origin in origins for each in members for origin in each.facts.get("expenditure").origins)


@given(rows=unit_rows, seed=st.randoms(use_true_random=False))
def test_the_order_of_the_members_changes_nothing(rows, seed):
    members = members_of(rows)
    shuffled = list(members)
    seed.shuffle(shuffled)
    assert collect(members, name="某局") == collect(shuffled, name="某局")


@given(row=unit_rows.map(lambda rows: rows[0]))
def test_one_member_is_the_whole(row):
    (only,) = members_of([row])
    whole, _ = collect([only])
    assert (whole.score, whole.grade) == (only.total, only.result.grade)
    for name, fact in whole.facts.values.items():
        own = only.facts.get(name)
        assert fact.value == own.value or (fact.value.value, fact.value.unit) == (own.value.value, own.value.unit)


@given(rows=unit_rows)
def test_totals_are_weighed_as_the_scheme_says(rows):
    totals = [Fraction(total) for *_, total in rows]
    budgets = [Fraction(budget) for _, budget, _, _ in rows]
    mean, _ = collect(members_of(rows, SCHEMES["alike"]))
    assert abs(Fraction(mean.score) - sum(totals) / len(totals)) <= Fraction(1, 200)
    weighed, _ = collect(members_of(rows, SCHEMES["weighed"]))
    if not sum(budgets):
        assert weighed.score is None
    else:
        exact = sum(w * t for w, t in zip(budgets, totals, strict=True)) / sum(budgets)
        assert abs(Fraction(weighed.score) - exact) <= Fraction(1, 200)
        assert min(totals) <= Fraction(weighed.score) <= max(totals)


def test_a_scheme_that_says_nothing_weighs_alike_and_the_document_says_so():
    row = [(Decimal(1), Decimal(1), Decimal(1), Decimal(80)), (Decimal(9), Decimal(9), Decimal(9), Decimal(90))]
    for name, rolled, words in (
        ("rolled", "85.00", "指标体系没有规定汇总办法，各单位同等看待"),
        ("alike", "85.00", "按指标体系的规定，各单位同等看待"),
        ("weighed", "89.00", "按指标体系的规定，以各单位的全年预算数为权数"),
    ):
        whole, _ = collect(members_of(row, SCHEMES[name]))
        assert whole.score == Decimal(rolled)
        for rollup in rollups().values():
            assert words in text_of(rollup.build(whole)), (name, rollup.name)


def test_a_missing_figure_or_total_is_never_left_out():
    known = member("有数局", adjusted_budget="100", expenditure="50")
    blank = member("缺数局", adjusted_budget=Missing.BLANK, expenditure="50")
    whole, _ = collect([known, blank])
    assert whole.base("adjusted_budget") is None
    assert whole.base("expenditure") == 100
    assert (whole.score, whole.grade) == (None, "")
    assert [each.name for each in whole.lacking("adjusted_budget")] == ["缺数局"]
    assert [each.name for each in whole.without_total] == ["缺数局"]
    for rollup in rollups().values():
        layout = rollup.build(whole)
        assert any("缺数局" in gap.label for gap in gaps(layout)), rollup.name
        assert "缺数局还没有总分" in text_of(layout), rollup.name


def test_what_does_not_apply_to_a_unit_adds_nothing_and_hinders_nothing():
    none = member("无预算局", initial_budget=Missing.NOT_APPLICABLE)
    whole, _ = collect([none, member("有预算局", initial_budget="7.50")])
    assert whole.base("initial_budget") == Fraction(15, 2)
    both, _ = collect([none])
    assert both.facts.get("initial_budget").value is Missing.NOT_APPLICABLE


def test_a_weight_that_is_missing_makes_the_score_missing():
    weighed = SCHEMES["weighed"]
    pair = [member("甲局", scheme=weighed), member("乙局", scheme=weighed, adjusted_budget=Missing.BLANK)]
    whole, _ = collect(pair)
    assert whole.score is None
    assert "乙局没有填全年预算数" in text_of(rollups()["unit_table"].build(whole))


def test_rates_and_answers_are_not_added_up():
    rate = Fact("some_rate", "某比率", Printed(Decimal(95), "%"))
    yes = Fact("some_answer", "某事项", value=True)
    pair = [member(name, more=(rate, yes)) for name in ("甲局", "乙局")]
    whole, _ = collect(pair)
    assert whole.facts.get("some_rate") is None
    assert whole.facts.get("some_answer") is None


def test_amounts_in_other_units_add_up_to_the_same_money():
    first = member("甲局", expenditure="2")
    second = member("乙局", expenditure=Printed(Decimal("15000.50"), "元", 2))
    whole, _ = collect([first, second])
    assert whole.facts.get("expenditure").value.value == Decimal("3.50005")
    assert whole.facts.get("expenditure").value.unit == "万元"


# --- ranking


def test_equal_totals_share_a_place_and_the_next_is_skipped():
    totals = {"甲局": "90", "乙局": "95.5", "丙局": "90", "丁局": "59.99", "戊局": ""}
    missing = {"戊局": {"adjusted_budget": Missing.BLANK}}
    whole, _ = collect(member(name, total=total, **missing.get(name, {})) for name, total in totals.items())
    assert {each.name: whole.rank(each) for each in whole.members} == {
        "乙局": 1,
        "甲局": 2,
        "丙局": 2,
        "丁局": 4,
        "戊局": None,
    }
    counts = {grade: len(members) for grade, members in whole.grades}
    assert counts == {"优": 3, "良": 0, "中": 0, "差": 1, "": 1}
    assert whole.ranked[-1].name == "戊局"


# --- what does not go together


def codes(left_out):
    return [(each.source, each.findings[0].code) for each in left_out]


def test_another_scheme_is_refused_with_file_found_and_expected():
    usual = [member(name) for name in ("甲局", "乙局")]
    whole, left_out = collect([*usual, member("丙局", scheme=SCHEMES["weighed"])])
    assert codes(left_out) == [("丙局.xlsx", "RU001")]
    finding = left_out[0].findings[0]
    assert (finding.expected, finding.actual, finding.locations[0].file) == ("rolled", "weighed", "丙局.xlsx")
    assert [each.name for each in whole.absent] == ["丙局"]


def test_another_year_is_refused():
    _, left_out = collect([member("甲局"), member("乙局"), member("丙局", year=2022)])
    assert codes(left_out) == [("丙局.xlsx", "RU002")]
    assert (left_out[0].findings[0].expected, left_out[0].findings[0].actual) == ("2023", "2022")


def test_of_a_unit_handed_in_twice_neither_is_taken():
    twice = [member("甲局", source=f"{number}.xlsx", total=total) for number, total in ((1, "80"), (2, "90"))]
    whole, left_out = collect([*twice, member("乙局")])
    assert codes(left_out) == [("1.xlsx", "RU003"), ("2.xlsx", "RU003")]
    assert "1.xlsx、2.xlsx" in left_out[0].findings[0].message
    assert [each.name for each in whole.members] == ["乙局"]
    assert whole.score is None  # a unit is missing: the score of the others is not the score of all
    nothing, _ = collect(twice)
    assert nothing is None


def test_two_projects_of_a_unit_are_two_members():
    first, second = (member("甲局", subject=f"项目{number}") for number in range(2))
    whole, left_out = collect([first, second])
    assert left_out == ()
    assert {each.name for each in whole.members} == {"甲局（项目0）", "甲局（项目1）"}


def test_every_refusal_is_told_in_a_whole_sentence():
    odd = [
        member("丙局", scheme=SCHEMES["weighed"]),
        member("丁局", year=2021),
        member("甲局", source="又一份.xlsx"),
    ]
    _, left_out = collect([*(member(name) for name in ("甲局", "乙局", "戊局")), *odd])
    found = [finding for each in left_out for finding in each.findings]
    assert {finding.code for finding in found} == set(FAULTS)
    assert all(finding.message.endswith("。") and finding.expected and finding.advice for finding in found)


# --- the documents


def text_of(layout):
    """Everything the layout prints, one block or cell a line."""
    lines = []
    for block in layout.blocks:
        if isinstance(block, Table):
            lines += [cell.text for row in block.rows for cell in row]
        else:
            lines.append(getattr(block, "text", ""))
    return "\n".join(lines)


@pytest.fixture(scope="module")
def department():
    """Three units and one that is missing."""
    units = [
        member("文化馆", initial_budget="90", adjusted_budget="100", expenditure="25"),
        member("图书馆", initial_budget="250", adjusted_budget="300", expenditure="299.99"),
        member("博物馆", initial_budget="200", adjusted_budget="200", expenditure="150"),
    ]
    return units, Absent("少年宫.xlsx", "少年宫", (BROKEN,))


NO_RULE = "汇总得分86.67分，等级为“良”。指标体系没有规定汇总办法，各单位同等看待，为各单位总分的平均数。"
GOLDEN = {
    "unit_table": [
        ["1", "图书馆", "250.00", "300.00", "299.99", "100.00%", "40.00", "60.00", "100.00", "优", ""],
        ["2", "博物馆", "200.00", "200.00", "150.00", "75.00%", "30.00", "60.00", "90.00", "优", ""],
        ["3", "文化馆", "90.00", "100.00", "25.00", "25.00%", "10.00", "60.00", "70.00", "中", ""],
        ["各单位合计", "540.00", "600.00", "474.99", "79.17%", "—", "—", "—", "—", ""],
        ["汇总得分", NO_RULE],
    ],
    "department_table": [
        ["1", "图书馆", "优", "100.00", "250.00", "300.00", "299.99", "100.00%", ""],
        ["2", "博物馆", "优", "90.00", "200.00", "200.00", "150.00", "75.00%", ""],
        ["3", "文化馆", "中", "70.00", "90.00", "100.00", "25.00", "25.00%", ""],
        ["各单位合计", "—", "—", "540.00", "600.00", "474.99", "79.17%", ""],
        ["汇总得分", NO_RULE],
    ],
}


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_the_tables_print_every_member_and_the_rate_of_the_sums(name, department):
    units, _ = department
    whole, _ = collect(units, name="青山区文化局")
    table = [block for block in rollups()[name].build(whole).blocks if isinstance(block, Table)][-1]
    assert [[cell.text for cell in row] for row in table.rows[table.head_rows :]] == GOLDEN[name]


def test_finance_counts_grades_with_their_money(department):
    units, _ = department
    whole, _ = collect(units, name="青山区")
    table = next(block for block in rollups()["department_table"].build(whole).blocks if isinstance(block, Table))
    assert [[cell.text for cell in row] for row in table.rows[1:]] == [
        ["优", "2", "66.67%", "500.00", "449.99", "90.00%"],
        ["良", "0", "0.00%", "0.00", "0.00", ""],
        ["中", "1", "33.33%", "100.00", "25.00", "25.00%"],
        ["差", "0", "0.00%", "0.00", "0.00", ""],
    ]


def test_finance_is_told_what_each_department_has_to_explain():
    place = (Location(sheet="预算台账", row=6, column=1),)
    asked = tuple(replace(BROKEN, message=f"第{number}处需说明。", locations=place) for number in range(300, 310))
    noted = replace(BROKEN, severity=Severity.INFO)
    units = [replace(member("甲局"), findings=(noted, *asked)), member("乙局")]
    whole, _ = collect(units, name="某区")
    layout = rollups()["department_table"].build(whole)
    table = [block for block in layout.blocks if isinstance(block, Table)][-1]
    assert table.caption == "需说明或改正的事项"
    assert [row[-1].text for row in table.rows[1:]] == [
        *(f"错误：工作表“预算台账” B7：第{number}处需说明。" for number in range(300, 308)),
        "其余2项见该单位的工作簿和评分表。",
    ]
    ranking = next(
        block for block in layout.blocks if isinstance(block, Table) and block.caption.startswith("各部门自评")
    )
    assert [row[-1].text for row in ranking.rows[1:4]] == ["", "10项", "10项"]  # 乙局, 甲局, 合计


@pytest.mark.parametrize("rollup", rollups().values(), ids=lambda rollup: rollup.name)
def test_a_missing_unit_is_marked_in_every_document(rollup, department):
    units, absent = department
    whole, _ = collect(units, [absent], "青山区文化局")
    layout = rollup.build(whole)
    assert "以下合计数均不含这些单位" in text_of(layout)
    assert "少年宫：“评价年度”没有填" in text_of(layout)
    assert any("少年宫" in gap.label for gap in gaps(layout))
    assert whole.score is None
    if rollup.name != "unit_report":
        assert "各单位合计（不含未汇总的1份）" in text_of(layout)


@pytest.mark.parametrize("rollup", rollups().values(), ids=lambda rollup: rollup.name)
def test_every_figure_is_a_field_with_its_rows(rollup, department):
    units, _ = department
    whole, _ = collect(units, name="青山区文化局")
    for run, place in rollup.build(whole).runs():
        if re.fullmatch(r"\d+\.\d+(万元|%|分)?", run.text):
            assert run.fact, (run.text, place)
    sums = [run for run, _ in rollup.build(whole).runs() if run.fact == "expenditure"]
    assert sums
    assert all(run.origins for run in sums)


@pytest.mark.parametrize("rollup", rollups().values(), ids=lambda rollup: rollup.name)
def test_documents_are_read_back_without_contradictions(rollup, department, tmp_path):
    units, _ = department
    whole, _ = collect(units, name="青山区文化局")
    layout = rollup.build(whole)
    for form in rollup.formats:
        renderer = importlib.import_module(f"jixiao.writing.render.{form}")
        path = tmp_path / f"{rollup.name}.{form}"
        path.write_bytes(renderer.render(layout))
        assert renderer.render(layout) == path.read_bytes()  # the same layout, the same bytes
        read = read_document(path, apart=False)
        assert read.findings == ()
        checked = check_report(read_report(read))
        report = checked.report
        assert (report.unit, report.year, report.grade) == ("青山区文化局", 2023, "良"), form
        assert report.total_score.value == Decimal("86.67"), form
        figures = {(figure.name, figure.value.base) for figure in report.figures if figure.scope == "unit"}
        assert figures >= {(name, whole.base(name)) for name in FUNDS}, form
        assert [outcome.code for outcome in checked.outcomes if outcome.state == "crashed"] == []
        assert [finding.message for finding in checked.findings if finding.severity is Severity.ERROR] == [], form


def test_sums_are_live_in_the_spreadsheet(department, tmp_path, office):
    units, _ = department
    whole, _ = collect(units, name="青山区文化局")
    files = []
    for name in ("unit_table", "department_table"):
        renderer = importlib.import_module("jixiao.writing.render.xlsx")
        files.append(tmp_path / f"{name}.xlsx")
        files[-1].write_bytes(renderer.render(rollups()[name].build(whole)))
    for path in office.convert(files, "xlsx", tmp_path / "recalculated"):
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        last = next(row for row in rows if row[0] == "各单位合计")
        assert [f"{value:.2f}" for value in last if value in (540, 600, 474.99)] == ["540.00", "600.00", "474.99"]


def test_many_units_are_charted_by_bands():
    random_ = random.Random(1)
    units = [
        member(f"第{number}局", adjusted_budget="100", expenditure=str(random_.randint(10, 110)))
        for number in range(60)
    ]
    whole, _ = collect(units, name="某市")
    charts = [block for block in rollups()["department_table"].build(whole).blocks if hasattr(block, "spec")]
    assert [chart.caption for chart in charts] == ["各等级的单位数", "各单位预算执行率的分布"]
    counted = [int(row["value"]) for chart in charts for row in chart.spec["data"]["values"]]
    assert sum(counted) == 120
