"""One cell at a time: what is understood, what is refused, what is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.location import Location
from jixiao.numbers import Missing, Printed, plain
from jixiao.registers.base import Column
from jixiao.workbook.book import Cell
from jixiao.workbook.cells import read_cell
from jixiao.workbook.dates import date_in, date_of_serial
from jixiao.workbook.headers import label_in

MONEY = Column("m", "金额", "money", "万元", low=Decimal(0), high=Decimal(10_000_000))
RATE = Column("r", "比率", "rate", "%", low=Decimal(-1000), high=Decimal(1000))
SHARE = Column("s", "比例", "rate", "%", low=Decimal(0), high=Decimal(100))
COUNT = Column("c", "份数", "count", "份", low=Decimal(0))
NUMBER = Column("n", "系数", "number", low=Decimal(0), high=Decimal(1))
DAY = Column("d", "日期", "date")
YES_NO = Column("y", "已备案", "yes_no")
CHOICE = Column("k", "类别", "choice", choices=("基本支出", "项目支出"))
TEXT = Column("t", "事项", "text")
TARGET = Column("g", "目标值", "target")


def reading(column: Column, value: object, *, shows: str = "plain", unit: str | None = None) -> object:
    """The value read, or the code of the fault."""
    cell = None if value is None else Cell(value, shows)
    found, fault = read_cell(cell, column, column.unit if unit is None else unit, Location(sheet="表", row=6, column=1))
    return fault.code if fault else found


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("331.18"), "331.18"),
        ("331.18", "331.18"),
        (" ３３１．１８ ", "331.18"),
        ("3,316.80", "3316.80"),
        ("３，３１６．８０", "3316.80"),
        ("331.18万元", "331.18"),
        ("331.18万", "331.18"),
        ("3311800元", "331.18"),
        ("0.5亿元", "5000"),
        ("0", "0"),
        ("1,23", "IN102"),
        ("约331", "IN102"),
        ("331多万元", "IN102"),
        ("331.18人", "IN112"),
        ("31.18%", "IN112"),
        ("-1", "IN105"),
        (Decimal(-1), "IN105"),
        (Decimal(10_000_001), "IN106"),
        ("12345678901元", "1234567.8901"),
        (True, "IN102"),
    ],
)
def test_money(value, expected):
    found = reading(MONEY, value)
    assert found == (expected if expected.startswith("IN") else Decimal(expected))


@pytest.mark.parametrize(
    ("value", "expected"), [(Decimal(3311800), "331.18"), ("331.18万元", "331.18"), ("5千元", "0.5")]
)
def test_money_in_a_sheet_kept_in_yuan(value, expected):
    assert reading(MONEY, value, unit="元") == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "shows", "expected"),
    [
        (Decimal("0.95"), "percent", "95"),
        (Decimal("0.0027"), "percent", "0.27"),
        (Decimal(95), "percent", "IN106"),
        (Decimal(95), "plain", "95"),
        (Decimal(-32), "plain", "-32"),
        (Decimal("0.95"), "plain", "IN107"),
        (Decimal(1), "plain", "IN107"),
        (Decimal(1), "percent", "100"),
        (Decimal(0), "plain", "0"),
        ("0.95%", "plain", "0.95"),
        ("95%", "plain", "95"),
        ("９５％", "plain", "95"),
        ("0.95", "plain", "IN107"),
        ("95", "plain", "95"),
        ("950‰", "plain", "95"),
        ("九成", "plain", "IN102"),
    ],
)
def test_rates(value, shows, expected):
    found = reading(RATE, value, shows=shows)
    assert found == (expected if expected.startswith("IN") else Decimal(expected))


def test_a_share_beyond_the_whole_is_refused():
    assert reading(SHARE, "100%") == 100
    assert reading(SHARE, "100.1%") == "IN106"
    assert reading(SHARE, "-1%") == "IN105"


def test_a_coefficient_may_be_written_as_per_cent():
    assert reading(NUMBER, "95%") == Decimal("0.95")
    assert reading(NUMBER, Decimal("0.95"), shows="percent") == Decimal("0.95")
    assert reading(NUMBER, Decimal("0.95")) == Decimal("0.95")
    assert reading(NUMBER, Decimal(95)) == "IN106"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal(12), 12),
        ("12份", 12),
        ("12 个", 12),
        ("1.2万", 12000),
        ("12.5", "IN113"),
        ("12元", "IN112"),
        ("十二", "IN102"),
    ],
)
def test_counts(value, expected):
    assert reading(COUNT, value) == expected


@pytest.mark.parametrize("column", [MONEY, RATE, COUNT, DAY, YES_NO, TARGET])
def test_blank_and_not_applicable_stay_two_things(column):
    assert reading(column, None) is Missing.BLANK
    assert reading(column, "  ") is Missing.BLANK
    assert reading(column, "不适用") is Missing.NOT_APPLICABLE
    assert reading(column, "不涉及") is Missing.NOT_APPLICABLE


@pytest.mark.parametrize(
    "value",
    [
        date(2022, 3, 5),
        "2022-3-5",
        "2022-03-05",
        "2022/03/05",
        "2022.3.5",
        "2022年3月5日",
        "２０２２年３月５日",
        "20220305",
        "2022-03-05 09:30",
        Decimal(20220305),
        Decimal(44625),
        Decimal("44625.5"),
    ],
)
def test_one_day_in_many_styles(value):
    assert reading(DAY, value) == date(2022, 3, 5)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2022-02-29", "IN104"),
        ("2022年13月1日", "IN104"),
        ("20221301", "IN104"),
        ("2022年3月", "IN103"),
        ("3月5日", "IN103"),
        ("22-3-5", "IN103"),
        ("三月五日", "IN103"),
        (Decimal(2022), "IN104"),
        (Decimal(-5), "IN103"),
        (True, "IN103"),
    ],
)
def test_no_day(value, code):
    assert reading(DAY, value) == code


@given(st.dates(date(1949, 1, 1), date(2100, 12, 31)))
def test_a_day_reads_back_from_text_and_serial(day):
    assert date_in(day.isoformat()) == day
    assert date_in(f"{day.year}年{day.month}月{day.day}日") == day
    assert date_of_serial(Decimal((day - date(1899, 12, 30)).days)) == day
    assert date_of_serial(Decimal((day - date(1904, 1, 1)).days), since_1904=True) == day


@given(st.decimals(0, 10**7, places=6))
def test_an_amount_is_the_same_in_every_unit_it_may_be_written_in(amount):
    for unit, factor in (("元", 10_000), ("万元", 1), ("千元", 10)):
        assert reading(MONEY, f"{plain(amount * factor)}{unit}") == amount


def test_a_date_in_a_column_of_money_is_refused():
    assert reading(MONEY, date(2023, 5, 2), shows="date") == "IN102"
    assert reading(MONEY, Decimal(45048), shows="date") == "IN102"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("是", True),
        ("√", True),
        (True, True),
        ("否", False),
        ("×", False),
        (False, False),
        ("TRUE", True),
        ("可能", "IN109"),
    ],
)
def test_yes_and_no(value, expected):
    assert reading(YES_NO, value) is expected or reading(YES_NO, value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("项目支出", "项目支出"), (" 项目 支出", "项目支出"), ("项目经费", "IN108"), (None, "")]
)
def test_choices(value, expected):
    assert reading(CHOICE, value) == expected


def test_an_unknown_choice_comes_with_the_nearest():
    _, fault = read_cell(Cell("项目支出费"), CHOICE, "", Location())
    assert "是不是“项目支出”" in fault.advice
    assert "基本支出、项目支出" in fault.message


def test_another_spelling_stands_for_a_choice_only_where_that_choice_is_offered():
    spelt = replace(CHOICE, spellings=(("项目", "项目支出"), ("经营", "经营支出")))
    assert reading(spelt, "项目") == "项目支出"
    assert reading(spelt, "经营") == "IN108"


@pytest.mark.parametrize(
    ("value", "expected"), [("记-0518", "记-0518"), (Decimal(518), "518"), (date(2023, 5, 2), "2023-05-02"), (None, "")]
)
def test_texts(value, expected):
    assert reading(TEXT, value) == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (Decimal(8), "场", (Decimal(8), "场")),
        ("≥8", "场", (Decimal(8), "场")),
        ("8场", "", (Decimal(8), "场")),
        ("95%", "", (Decimal(95), "%")),
        (Decimal(95), "%", (Decimal(95), "%")),
        (Decimal("0.95"), "%", "IN107"),
        ("5000元", "万元", (Decimal(5000), "元")),
        ("有所提高", "", "有所提高"),
    ],
)
def test_targets(value, unit, expected):
    found = reading(TARGET, value, unit=unit)
    assert (found.value, found.unit) == expected if isinstance(found, Printed) else found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("年初预算数（万元） *", ("年初预算数", "万元")),
        (" 年初 预算数(万元)", ("年初预算数", "万元")),
        ("年初预算数（单位：元）", ("年初预算数", "元")),
        ("支付日期*", ("支付日期", "")),
        ("评价年度：", ("评价年度", "")),
    ],
)
def test_headings(text, expected):
    assert label_in(text) == expected
