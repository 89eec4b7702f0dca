"""Every register by its declaration alone, then the measures whose terms are law."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.location import Location
from jixiao.numbers import Missing, Printed
from jixiao.registers.base import Ledger, Row, broken_rows
from jixiao.registers.budget import BudgetLine
from jixiao.registers.catalogue import MEASURES, REGISTERS, facts_of
from jixiao.registers.classes import EXPENDITURE_KINDS, SOURCES
from jixiao.registers.contracts import Contract
from jixiao.registers.disclosures import Disclosure
from jixiao.registers.procurement import Procurement

BLANK, NOT_APPLICABLE = Missing.BLANK, Missing.NOT_APPLICABLE
each_register = pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)


def ledger(name: str, *records: object, year: int = 2023, **more: object) -> Ledger:
    rows = tuple(Row(number, record) for number, record in enumerate(records, start=7))
    return Ledger(REGISTERS[name], year, rows, **more)


def value(name: str, *records: object, year: int = 2023) -> object:
    """The value of the measure ``name`` over ``records``; figures as decimals."""
    fact = MEASURES[name].fact(ledger(MEASURES[name].register, *records, year=year))
    return fact.value.value if isinstance(fact.value, Printed) else fact.value


# --- declarations ----------------------------------------------------------------------------------------------


@each_register
def test_every_field_may_be_left_out_and_is_then_blank(register):
    assert all(each.default is not MISSING for each in fields(register.record))
    blank = register.record()
    assert all(getattr(blank, column.name) in ("", BLANK) for column in register.columns)


@each_register
def test_no_heading_can_mean_two_columns(register):
    headings = [column.label for column in register.columns]
    synonyms = [synonym for column in register.columns for synonym in column.synonyms]
    assert len({*headings, *synonyms}) == len(headings) + len(synonyms)


@each_register
def test_choices_fit_into_a_drop_down(register):
    for column in register.columns:
        assert (column.kind == "choice") == bool(column.choices)
        assert len(",".join(column.choices)) <= 255
        assert not any("," in choice for choice in column.choices)


@each_register
def test_the_example_is_complete_where_it_must_be_and_breaks_nothing(register):
    for column in register.columns:
        entry = getattr(register.example, column.name)
        assert not column.required or entry not in ("", BLANK)
        assert column.kind != "choice" or entry in ("", *column.choices)
        assert not column.is_figure or isinstance(entry, (Decimal, Missing))
    assert list(broken_rows(register, (Row(7, register.example),), Location(), {})) == []


@each_register
def test_keys_totals_computed_and_scope_name_columns(register):
    names = {column.name for column in register.columns}
    named = [*register.key, *register.totals, *([register.scope] if register.scope else [])]
    for each in register.computed:
        named += [
            name for name in (each.after, each.minuend, each.subtrahend, each.numerator, each.denominator) if name
        ]
    assert set(named) <= names


def test_codes_of_invariants_are_never_used_twice():
    codes = [each.code for register in REGISTERS.values() for each in register.invariants]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"IN3\d\d", code) for code in codes)


def test_the_figures_of_the_vocabulary_come_from_registers():
    figures = """initial_budget adjusted_budget revenue_budget revenue_final expenditure basic_budget basic_expenditure
        project_budget project_expenditure wages_welfare_expenditure goods_services_expenditure
        personal_subsidy_expenditure general_public_budget general_public_expenditure government_fund_expenditure
        state_capital_expenditure other_funds_expenditure received_funds carryover central_funds province_funds
        city_funds county_funds local_funds fiscal_appropriation_initial_budget fiscal_appropriation_adjusted_budget
        fiscal_appropriation_expenditure carryover_in personnel_budget personnel_expenditure public_funds_budget
        public_funds_expenditure investment three_public_budget three_public_expenditure procurement_planned
        procurement_executed staff_quota staff_actual"""
    assert set(figures.split()) <= set(MEASURES)


# --- measures in general ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_a_register_without_rows_gives_a_blank_and_one_stated_empty_gives_zero(measure):
    register = REGISTERS[measure.register]
    unfilled = measure.fact(Ledger(register, 2023))
    assert unfilled.value is BLANK
    assert register.label in unfilled.derivation
    stated = measure.fact(Ledger(register, 2023, nothing=True)).value
    if measure.kind == "yes_no":
        assert stated is NOT_APPLICABLE
    else:
        assert (stated.value, stated.unit) == (0, measure.unit)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_every_measure_is_sure_of_the_example_and_names_the_row(measure):
    fact = measure.fact(ledger(measure.register, REGISTERS[measure.register].example))
    assert fact.label
    assert fact.derivation
    assert set(fact.origins[0].records) <= {7}
    if isinstance(fact.value, Printed):
        assert fact.value.unit == measure.unit
        assert fact.origins[0].records == ((7,) if fact.value.value else fact.origins[0].records)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_a_row_with_nothing_in_it_never_becomes_a_number_of_money(measure):
    """A blank amount is no zero: whoever sums it does not know the sum."""
    if measure.kind == "money":
        fact = measure.fact(ledger(measure.register, REGISTERS[measure.register].record()))
        assert fact.value is BLANK
        assert "第 7 行" in fact.derivation


amounts = st.decimals(0, 10**6, places=6)
budget_lines = st.builds(
    BudgetLine,
    item=st.just("某项"),
    kind=st.sampled_from(EXPENDITURE_KINDS),
    source=st.sampled_from(SOURCES),
    initial=amounts,
    adjusted=amounts,
)


@given(st.lists(budget_lines, min_size=1, max_size=30))
def test_shares_by_source_and_by_kind_sum_to_the_whole(lines):
    whole = sum((Fraction(line.adjusted) for line in lines), Fraction(0))
    assert value("adjusted_budget", *lines) == whole
    sources = ("general_public_budget", "government_fund_budget", "state_capital_budget", "other_funds_budget")
    assert sum(Fraction(value(name, *lines)) for name in sources) == whole
    others = sum((Fraction(line.adjusted) for line in lines if line.kind == "其他支出"), Fraction(0))
    assert Fraction(value("basic_budget", *lines)) + Fraction(value("project_budget", *lines)) + others == whole


@given(st.lists(budget_lines, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_value(lines, random):
    shuffled = random.sample(lines, len(lines))
    before, after = (facts_of([ledger("budget", *rows)]) for rows in (lines, shuffled))
    assert [fact.value for fact in before] == [fact.value for fact in after]


@given(st.lists(budget_lines, min_size=1, max_size=12))
def test_the_halves_of_basic_expenditure_are_known_only_where_every_line_is_split(lines):
    split = not any(line.kind == "基本支出" for line in lines)
    halves = [value(name, *lines) for name in ("personnel_budget", "public_funds_budget")]
    if split:
        assert sum(map(Fraction, halves)) == Fraction(value("basic_budget", *lines))
    else:
        assert halves == [BLANK, BLANK]


@given(st.lists(budget_lines, min_size=1, max_size=12), st.data())
def test_one_blank_amount_or_class_leaves_the_sum_open(lines, data):
    index = data.draw(st.integers(0, len(lines) - 1))
    blank = [*lines[:index], replace(lines[index], adjusted=BLANK), *lines[index + 1 :]]
    assert value("adjusted_budget", *blank) is BLANK
    unclassified = [*lines[:index], replace(lines[index], source=""), *lines[index + 1 :]]
    assert value("general_public_budget", *unclassified) is BLANK
    assert value("adjusted_budget", *unclassified) == value("adjusted_budget", *lines)


def test_rows_that_do_not_apply_take_no_part():
    line = BudgetLine("某项", adjusted=Decimal(3))
    assert value("adjusted_budget", line, replace(line, adjusted=NOT_APPLICABLE)) == 3
    assert value("adjusted_budget", replace(line, adjusted=NOT_APPLICABLE)) is NOT_APPLICABLE


def test_a_project_sees_its_own_rows_and_those_that_name_no_project():
    rows = [BudgetLine("甲", project="甲", adjusted=Decimal(1)), BudgetLine("乙", project="乙", adjusted=Decimal(2))]
    unnamed = BudgetLine("丙", adjusted=Decimal(4))
    found = {fact.name: fact for fact in facts_of([ledger("budget", *rows, unnamed)], "甲")}
    assert found["adjusted_budget"].value.value == 5
    assert found["adjusted_budget"].origins[0].records == (7, 9)
    assert {fact.value for fact in facts_of([ledger("budget", rows[1])], "甲")} == {BLANK}


# --- terms -----------------------------------------------------------------------------------------------------

AWARD = date(2023, 3, 1)


@pytest.mark.parametrize(
    ("award", "signed", "due", "on_time"),
    [
        (AWARD, AWARD, 1, 1),
        (AWARD, AWARD + timedelta(days=30), 1, 1),
        (AWARD, AWARD + timedelta(days=31), 1, 0),
        (AWARD, BLANK, 1, 0),
        (date(2023, 12, 1), BLANK, 1, 0),  # the term ends on 31 December
        (date(2023, 12, 2), BLANK, 0, 0),  # the term ends next year
        (date(2023, 12, 20), date(2023, 12, 28), 1, 1),
        (NOT_APPLICABLE, AWARD, 0, 0),
    ],
)
def test_a_contract_is_signed_within_thirty_days_of_the_award(award, signed, due, on_time):
    contract = Contract("一", awarded_on=award, signed_on=signed)
    assert value("contracts_due", contract) == due
    assert value("contracts_on_time", contract) == on_time


@pytest.mark.parametrize(
    ("intent", "published", "started", "expected"),
    [
        (True, date(2023, 3, 1), date(2023, 3, 31), 1),
        (True, date(2023, 3, 2), date(2023, 3, 31), 0),
        (True, BLANK, date(2023, 3, 31), 0),
        (True, date(2023, 3, 1), BLANK, BLANK),
        (False, BLANK, BLANK, 0),
        (BLANK, BLANK, BLANK, BLANK),
    ],
)
def test_an_intent_is_published_thirty_days_ahead(intent, published, started, expected):
    item = Procurement("某物", intent=intent, intent_on=published, started_on=started)
    assert value("intents_on_time", item) == expected


@pytest.mark.parametrize(
    ("published", "complete", "expected"),
    [
        (date(2023, 3, 1), True, True),
        (date(2023, 3, 2), True, False),
        (date(2023, 3, 1), False, False),
        (date(2023, 3, 1), BLANK, BLANK),
        (BLANK, BLANK, False),
    ],
)
def test_a_disclosure_has_to_be_complete_and_on_time(published, complete, expected):
    row = Disclosure("部门预算", due_on=date(2023, 3, 1), published_on=published, complete=complete)
    assert value("budget_disclosed", row) is expected
    assert value("final_accounts_disclosed", row) is BLANK


def test_policies_not_listed_are_not_there():
    register = REGISTERS["policies"]
    assert value("performance_policy", register.example) is True
    assert value("performance_policy", replace(register.example, in_force=False)) is False
    assert value("procurement_policy", register.example) is False


def test_a_kind_without_last_years_row_was_not_filled_in():
    row = REGISTERS["last_year"].example
    assert value("public_funds_last_year", row) == Decimal("46.80")
    assert value("personnel_last_year", row) is BLANK
    assert value("personnel_last_year", row, replace(row, item="人员经费", final=Decimal(0))) == 0


# --- invariants ------------------------------------------------------------------------------------------------

BREAKING = {
    "IN301": ("budget", {"basis": ""}),
    "IN302": ("funds", {"received": Decimal(0)}),
    "IN303": ("projects", {"is_new": True, "appraised": NOT_APPLICABLE}),
    "IN304": ("grants", {"paid": Decimal("2.01")}),
    "IN305": ("procurement", {"reserved": Decimal("2.81")}),
    "IN306": ("procurement", {"executed": Decimal("3.01")}),
    "IN307": ("contracts", {"signed_on": date(2023, 4, 5), "filed_on": date(2023, 4, 5)}),
    "IN308": ("contracts", {"filed_on": date(2023, 4, 19)}),
    "IN309": ("contracts", {"filed_on": date(2023, 5, 12)}),
    "IN310": ("assets", {"remitted": Decimal(1)}),
    "IN311": ("disclosures", {"address": ""}),
    "IN312": ("surveys", {"issued": Decimal(111)}),
    "IN313": ("surveys", {"satisfied": Decimal(113)}),
    "IN314": ("rectifications", {"done_on": date(2023, 3, 14)}),
    "IN315": ("staff", {"actual": Decimal(7)}),
    "IN316": ("buildings", {"area": Decimal("1200.5")}),
    "IN317": ("buildings", {"investment": Decimal("260.01")}),
}


def test_every_invariant_has_a_breaking_case():
    assert set(BREAKING) == {each.code for register in REGISTERS.values() for each in register.invariants}


@pytest.mark.parametrize("code", BREAKING)
def test_a_broken_row_is_told_with_its_row_and_cell(code):
    name, changes = BREAKING[code]
    register = REGISTERS[name]
    places = {column.name: index for index, column in enumerate(register.columns, start=1)}
    row = Row(9, replace(register.example, **changes))
    found = list(broken_rows(register, (row,), Location(sheet=register.label), places))
    assert [each.code for each in found] == [code]
    assert found[0].locations[0].row == 8
    assert found[0].locations[0].column in places.values()
    assert found[0].expected
    assert found[0].actual in found[0].message
