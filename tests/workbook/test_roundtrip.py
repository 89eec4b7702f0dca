"""What is written is what is read: over every register, in either unit of money, for any rows and answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.facts import GoalRow
from jixiao.location import Location
from jixiao.numbers import Missing, Printed
from jixiao.registers.catalogue import REGISTERS
from jixiao.schemes.catalogue import Catalogue
from jixiao.schemes.model import Input
from jixiao.workbook.filling import Answer, Filling
from jixiao.workbook.plan import Plan
from jixiao.workbook.reader import read_workbook
from jixiao.workbook.template import write

SCHEME = Catalogue.of(Path(__file__).parent).find("everything")[0]
BLANKS = st.sampled_from([Missing.BLANK, Missing.NOT_APPLICABLE])
quick = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Schemes:
    """A catalogue of one scheme, made by hand."""

    def __init__(self, scheme):
        self.scheme = scheme

    def find(self, name):
        return self.scheme, []


def scheme_of(register, unit: str):
    """A scheme that needs one register and asks for money in ``unit``."""
    measure = register.measures[0]
    inputs = {
        measure.name: Input(measure.name, measure.label, "count", measure=True),
        "amount": Input("amount", "某金额", "money", unit),
    }
    return replace(SCHEME, inputs=inputs, indicators=(), formulas={}, from_year=2000, to_year=None)


WORDS = st.text(st.sampled_from("科普讲座合同第一二期ab1 2.-（）“”、=+@'&<>\n"), max_size=12).map(str.strip)


def values(column, year: int):
    """What a clerk may put into ``column``."""
    required = column.required
    if column.kind == "choice":
        return st.sampled_from(column.choices if required else ("", *column.choices))
    if column.kind == "text":
        return WORDS.filter(bool) if required else WORDS
    if column.kind == "yes_no":
        known = st.booleans()
    elif column.kind == "date":
        known = st.dates(
            *((date(year, 1, 1), date(year, 12, 31)) if column.in_year else (date(1950, 1, 1), date(2100, 1, 1)))
        )
    elif column.kind == "count":
        known = st.integers(0, 10**9).map(Decimal)
    else:
        known = st.decimals(column.low, column.high, places=6)
    return known | st.just(Missing.NOT_APPLICABLE) if required else known | BLANKS


def records(register, year: int):
    return st.builds(register.record, **{column.name: values(column, year) for column in register.columns})


@pytest.mark.parametrize("unit", ["万元", "元"])
@pytest.mark.parametrize("name", REGISTERS)
@quick
@given(data=st.data())
def test_rows_of_every_register(name, unit, data, tmp_path):
    register = REGISTERS[name]
    rows = tuple(data.draw(st.lists(records(register, 2023), max_size=6)))
    filling = Filling("某单位", 2023, rows={register.name: rows} if rows else {})
    scheme, path = scheme_of(register, unit), tmp_path / "往返.xlsx"
    write(scheme, path, filling)
    reading = read_workbook(path, Schemes(scheme))
    assert reading.filling == filling
    allowed = {each.code for each in register.invariants} | {"IN201", "IN202", "IN205", "IN210"}
    assert {each.code for each in reading.findings} <= allowed


@quick
@given(data=st.data())
def test_answers_and_statements_of_nothing(data, tmp_path):
    plan = Plan.of(SCHEME)
    answers = {}
    for question in plan.questions:
        column = question.column
        if column.kind == "choice":
            entry = st.sampled_from([*column.choices[:-1], Missing.NOT_APPLICABLE])
        elif column.kind == "yes_no":
            entry = st.booleans() | st.just(Missing.NOT_APPLICABLE)
        else:
            low, high = column.low or 0, column.high or 10**6
            figures = st.integers(0, 10**6).map(Decimal) if column.kind == "count" else st.decimals(low, high, places=4)
            entry = figures.map(lambda number, unit=column.unit: Printed(number, unit)) | st.just(
                Missing.NOT_APPLICABLE
            )
        answers[question.name] = Answer(data.draw(entry), data.draw(WORDS), data.draw(WORDS))
    may_be_empty = [register.name for register in plan.registers if register.may_be_empty]
    nothing = data.draw(st.frozensets(st.sampled_from(may_be_empty)))
    path = tmp_path / "往返.xlsx"
    write(SCHEME, path, Filling("某单位", 2023, answers=answers, nothing=nothing))
    reading = read_workbook(path, Schemes(SCHEME))
    assert {each.code for each in reading.findings} <= {"IN205"}
    assert reading.filling.nothing == nothing
    assert {name: bare(answer) for name, answer in reading.filling.answers.items()} == {
        name: bare(answer) for name, answer in answers.items()
    }


def bare(answer: Answer) -> Answer:
    """Without the digits that were printed: a spreadsheet keeps the number only."""
    value = answer.value
    return replace(answer, value=(value.value, value.unit) if isinstance(value, Printed) else value)


figures = st.decimals(0, 10**6, places=2)
goal_rows = st.builds(
    GoalRow,
    name=WORDS.filter(bool),
    category=st.sampled_from(["quantity", "quality", "social"]),
    operator=st.sampled_from([">=", "<=", "=", ">", "<"]),
    target=st.builds(Printed, figures.filter(lambda x: x > 1), st.sampled_from(["场", "%", "元", "万元"])),
    actual=st.builds(Printed, figures.filter(lambda x: x > 1), st.just("场")) | BLANKS,
    points=st.decimals(0, 50, places=1) | st.just(Missing.BLANK),
    unit=st.sampled_from(["", "场"]),
    deviation=WORDS,
    task=WORDS,
    project=WORDS,
) | st.builds(
    GoalRow,
    name=WORDS.filter(bool),
    category=st.just("social"),
    operator=st.just("qualitative"),
    target=st.just("有所提高"),
    actual=st.just("明显提高") | BLANKS,
    level=st.sampled_from(["达成年度指标", "自定的档次"]),
    share=st.decimals(0, 1, places=4),
)


@quick
@given(rows=st.lists(goal_rows, max_size=6))
def test_goals(rows, tmp_path):
    path = tmp_path / "往返.xlsx"
    write(SCHEME, path, Filling("某单位", 2023, goals=tuple(rows)))
    reading = read_workbook(path, Schemes(SCHEME))
    assert {each.code for each in reading.findings} <= {"IN201", "IN202", "IN205"}
    assert [plain_goal(row) for row in reading.filling.goals] == [plain_goal(row) for row in rows]


def plain_goal(row: GoalRow) -> GoalRow:
    sides = {
        name: (side.value, side.unit or row.unit) if isinstance(side := getattr(row, name), Printed) else side
        for name in ("target", "actual")
    }
    return replace(row, origin=Location(), **sides)


def test_longer_numbers_than_a_spreadsheet_holds_stay_exact(tmp_path):
    register, path = REGISTERS["budget"], tmp_path / "长数.xlsx"
    line = replace(register.example, initial=Decimal("1234567.123456"), adjusted=Decimal("1234567.1234567890123"))
    filling = Filling("某单位", 2023, rows={"budget": (line,)})
    write(scheme_of(register, "万元"), path, filling)
    reading = read_workbook(path, Schemes(scheme_of(register, "万元")))
    assert reading.filling == filling
    assert reading.facts.get("adjusted_budget").value.value == Decimal("1234567.1234567890123")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_rows_survive_reordered_columns_other_units_and_text_numbers(data, tmp_path):
    register, path = REGISTERS["execution"], tmp_path / "改动.xlsx"
    payments = st.builds(
        register.record,
        paid_on=st.dates(date(2023, 1, 1), date(2023, 12, 31)),
        item=st.uuids().map(str),
        kind=st.sampled_from(register.column("kind").choices),
        amount=st.decimals(0, 10**6, places=6),
    )
    rows = tuple(data.draw(st.lists(payments, min_size=1, max_size=5)))
    scheme = scheme_of(register, "万元")
    write(scheme, path, Filling("某单位", 2023, rows={"execution": rows}))
    book = openpyxl.load_workbook(path)
    sheet = book["支出台账"]
    order, shift = data.draw(st.permutations(range(2, 12))), data.draw(st.sampled_from([0, 3]))
    table = [[sheet.cell(row, column).value for column in range(2, 12)] for row in range(4, 7 + len(rows))]
    for cells in table[3:]:
        cells[0] = cells[0].strftime(data.draw(st.sampled_from(["%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d", "%Y%m%d"])))
        cells[8] = restyled(cells[8], data.draw(st.sampled_from(["number", "yuan", "wide", "grouped"])))
    for row in sheet.iter_rows(min_row=4, max_row=3 + len(table), min_col=2, max_col=11):
        for cell in row:
            cell.value = None
    for offset, cells in enumerate(table):
        for column, place in enumerate(order):
            cell = sheet.cell(4 + offset, place + shift)
            cell.value, cell.number_format = cells[column], "General"
    book.save(path)
    reading = read_workbook(path, Schemes(scheme))
    assert reading.filling.rows == {"execution": rows}


def restyled(value: object, style: str) -> object:
    """An amount of 万元 as somebody else would type it."""
    amount = Decimal(str(value))
    if style == "yuan":
        return f"{amount * 10_000:f}元"
    if style == "wide":
        return f"{amount:f}".translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    return f"{amount:,f}" if style == "grouped" else value
