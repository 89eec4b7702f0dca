"""Amounts in 元 where 万元 was asked: seen beside what they belong to, and never taken for something else."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from jixiao.findings import Severity
from jixiao.location import Location
from jixiao.registers.base import Ledger, Row
from jixiao.registers.budget import BudgetLine
from jixiao.registers.catalogue import REGISTERS
from jixiao.registers.execution import Payment
from jixiao.workbook.slips import slips_of_unit

amounts = st.decimals("0.01", "90000", places=2)


def ledgers(budget: list[Decimal], paid: list[Decimal]) -> tuple[Ledger, ...]:
    lines = [BudgetLine(item=f"第{number}项", kind="项目支出", adjusted=value) for number, value in enumerate(budget)]
    payments = [Payment(item=f"第{number}项", kind="项目支出", amount=value) for number, value in enumerate(paid)]
    return tuple(
        Ledger(
            REGISTERS[name],
            2022,
            tuple(Row(number, record) for number, record in enumerate(records, 7)),
            origin=Location(sheet=REGISTERS[name].label),
            places={"adjusted": 9, "amount": 5},
        )
        for name, records in (("budget", lines), ("execution", payments))
    )


def found(budget: list[str], paid: list[str]) -> list[tuple[str, str]]:
    asked = slips_of_unit(ledgers([Decimal(each) for each in budget], [Decimal(each) for each in paid]))
    return [(each.locations[0].label, each.expected) for each in asked]


def test_one_amount_in_yuan_is_asked_at_its_cell():
    assert found(["2947300", "37.48"], ["283.58", "32.01"]) == [("工作表“预算台账” J7", "294.73万元")]


def test_a_whole_column_in_yuan_is_asked_row_by_row():
    assert [place for place, _ in found(["294.73", "37.48"], ["2835800", "320100"])] == [
        "工作表“支出台账” F7",
        "工作表“支出台账” F8",
    ]


def test_it_is_a_question_with_what_to_do():
    (finding,) = slips_of_unit(ledgers([Decimal(2947300)], [Decimal("283.58")]))
    assert (finding.code, finding.severity) == ("IN210", Severity.WARNING)
    assert "是不是把元当成了万元" in finding.message
    assert "写“元”" in finding.advice


def test_a_year_that_has_hardly_begun_is_no_slip():
    assert found(["500"], ["2.35"]) == []


def test_small_figures_far_apart_are_no_slip():
    assert found(["331.18"], ["0.0125"]) == []
    assert found(["1"], ["0.002"]) == []


def test_nothing_paid_yet_is_no_slip():
    assert found(["500"], []) == []
    assert found(["500"], ["0"]) == []


@given(st.lists(amounts, min_size=1, max_size=6), st.integers(30, 100))
def test_ordinary_execution_is_never_asked(budget, rate):
    assert not list(slips_of_unit(ledgers(budget, [value * rate / 100 for value in budget])))


@given(st.lists(amounts.filter(lambda amount: amount >= 1), min_size=1, max_size=6), st.integers(30, 100))
def test_a_whole_column_is_always_asked(budget, rate):
    paid = [value * rate / 100 for value in budget]
    assert list(slips_of_unit(ledgers([value * 10_000 for value in budget], paid)))
