"""Numbers: what is read, how it is rounded, which interval it means."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.intervals import Interval
from jixiao.numbers import (
    UNITS,
    Missing,
    Printed,
    UnitKind,
    chinese_integer,
    exact,
    from_float,
    narrow,
    parse_cell,
    parse_decimal,
    parse_printed,
    plain,
    round_by,
    unit_named,
)

DECIMALS = st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("text", "value", "unit", "places"),
    [
        ("316.8 万元", "316.8", "万元", 1),
        ("3,316.80万元", "3316.80", "万元", 2),
        ("３，３１６．８０万元", "3316.80", "万元", 2),
        ("0.00 万元", "0.00", "万元", 2),
        ("3.86亿元", "3.86", "亿元", 2),
        ("1.5亿", "1.5", "亿元", 1),
        ("8.54万", "8.54", "万元", 2),
        ("4369.98元", "4369.98", "元", 2),
        ("96.22%", "96.22", "%", 2),
        ("９６％", "96", "%", 0),
        ("－32%", "-32", "%", 0),
        ("3‰", "3", "‰", 0),
        ("2.5个百分点", "2.5", "个百分点", 1),
        ("0.65分", "0.65", "分", 2),
        ("10455人", "10455", "人", 0),
        ("9万人次", "90000", "人次", 0),
        ("1.2万册", "12000", "册", 1),
        ("25.29㎡", "25.29", "㎡", 2),
        (".5%", "0.5", "%", 1),
    ],
)
def test_a_printed_figure_keeps_value_unit_and_digits(text, value, unit, places):
    printed = parse_printed(text)
    assert printed is not None
    assert (printed.value, printed.unit, printed.places) == (Decimal(value), unit, places)


@pytest.mark.parametrize(
    "text",
    ["7,00.0,77", "1,2345", "12,34,567", "一", "", "万元", "1.2.3", "12 3 4%", "--5", "2022-2023", "1/2", "3e5", "①"],
)
def test_what_is_no_single_figure_is_not_guessed(text):
    assert parse_printed(text) is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", Missing.BLANK),
        (None, Missing.BLANK),
        ("—", Missing.BLANK),
        (" / ", Missing.BLANK),
        ("不适用", Missing.NOT_APPLICABLE),
        ("N/A", Missing.NOT_APPLICABLE),
        ("有效", None),
    ],
)
def test_blank_not_applicable_and_text_are_told_apart(cell, expected):
    assert parse_cell(cell) is expected


def test_zero_is_neither_blank_nor_not_applicable():
    zero = parse_cell("0")
    assert isinstance(zero, Printed)
    assert zero.value == 0


def test_a_cell_inherits_the_unit_of_its_head_but_keeps_its_own():
    assert parse_cell("280.19", "万元") == Printed(Decimal("280.19"), "万元", 2, "280.19")
    assert parse_cell("￥1,200", "万元") == Printed(Decimal(1200), "元", 0, "1,200")
    assert parse_cell("¥3.2万元", "元").unit == "万元"
    own = parse_cell("6.23万元", "元")
    assert isinstance(own, Printed)
    assert own.unit == "万元"


@pytest.mark.parametrize(
    ("value", "name", "rounded"),
    [
        ("0.125", "half_up_2", "0.13"),
        ("-0.125", "half_up_2", "-0.13"),
        ("2.675", "half_up_2", "2.68"),
        ("-2.675", "half_up_2", "-2.68"),
        ("2.665", "half_even_2", "2.66"),
        ("2.675", "half_even_2", "2.68"),
        ("17.3578", "truncate_2", "17.35"),
        ("-17.3578", "truncate_2", "-17.35"),
        ("0.5", "half_up_0", "1"),
        ("-0.5", "half_up_0", "-1"),
        ("0.4999999999999999999999", "half_up_0", "0"),
        ("9.995", "half_up_2", "10.00"),
        ("0", "half_up_2", "0.00"),
        ("1e3", "half_up_1", "1000.0"),
    ],
)
def test_rounding_has_a_name_and_settles_ties_by_it(value, name, rounded):
    assert f"{round_by(name, Decimal(value)):f}" == rounded


def test_rounding_looks_at_the_exact_value_not_at_a_rounded_one():
    just_below = Fraction(5, 1000) - Fraction(1, 10**40)
    assert round_by("half_up_2", just_below) == 0
    assert round_by("half_up_2", Fraction(1, 3)) == Decimal("0.33")


@given(DECIMALS, st.integers(0, 4))
def test_rounding_half_up_moves_at_most_half_a_unit_and_is_odd(value, places):
    rounded = round_by(f"half_up_{places}", value)
    assert abs(Fraction(rounded) - Fraction(value)) <= Fraction(1, 2 * 10**places)
    assert round_by(f"half_up_{places}", -value) == -rounded


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三百二十", 320),
        ("第十一", 11),
        ("两", 2),
        ("十", 10),
        ("二十", 20),
        ("一百零五", 105),
        ("三百二", 320),
        ("一万二", 12000),
        ("十二万三千", 123000),
        ("一亿三千万", 130000000),
        ("二〇二三", 2023),
        ("叁佰", 300),
        ("零", 0),
    ],
)
def test_chinese_numerals(text, value):
    assert chinese_integer(text) == value


@pytest.mark.parametrize("text", ["", "第", "十分", "三个", "二三百"])
def test_what_is_no_chinese_numeral_gives_none(text):
    assert chinese_integer(text) is None


def _say(number: int) -> str:
    """The standard reading of a number below 10^8, written independently of the parser."""
    digits = "零一二三四五六七八九"

    def below_myriad(n: int) -> str:
        out, gap = "", False
        for place, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            d = n // place % 10
            if d:
                out += ("零" if gap and out else "") + digits[d] + word
                gap = False
            else:
                gap = True
        return out

    high, low = divmod(number, 10_000)
    text = (below_myriad(high) + "万" if high else "") + (
        ("零" if high and low < 1000 and low else "") + below_myriad(low) if low else ""
    )
    return text or "零"


@given(st.integers(0, 99_999_999))
def test_every_number_read_aloud_is_read_back(number):
    assert chinese_integer(_say(number)) == number


@given(DECIMALS)
def test_printed_text_reads_back(value):
    printed = parse_printed(f"{value:,f}万元")
    assert printed is not None
    assert printed.value == value
    assert printed.places == 4


@given(DECIMALS)
def test_full_width_digits_read_as_plain_ones(value):
    wide = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
    assert parse_decimal(f"{value:f}".translate(wide)) == value


@given(st.text())
def test_narrowing_keeps_every_character_in_its_place(text):
    assert len(narrow(text)) == len(text)


@given(DECIMALS, st.integers(0, 3), st.sampled_from(["万元", "元", "亿元", "%"]))
def test_the_interval_of_a_printed_figure_is_what_rounds_to_it(value, places, unit):
    printed_value = round_by(f"half_up_{places}", value)
    printed = parse_printed(f"{printed_value:f}{unit}")
    assert printed is not None
    factor = unit_named(unit).factor
    assert Fraction(value) * factor in printed.interval
    step = Fraction(1, 10**places)
    assert (Fraction(printed_value) + step) * factor not in printed.interval


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("96.22%", "0.96215", "0.96225"),
        ("17.35%", "0.173549", "0.17355"),
        ("-32%", "-0.315", "-0.325"),
        ("200多篇", "299", "300"),
        ("120多篇", "129", "130"),
        ("4万多人次", "49999", "50000"),
        ("近9万人次", "85000", "91000"),
        ("约1万人次", "10900", "11100"),
        ("3500人以上", "100000", "3499"),
        ("8场", "8", "8.4"),
        ("9.5分", "9.5", "9.54"),
    ],
)
def test_intervals_of_printed_figures(text, inside, outside):
    printed = parse_printed(text)
    assert printed is not None
    assert Decimal(inside) in printed.interval
    assert Decimal(outside) not in printed.interval


def test_a_cut_figure_has_an_interval_of_its_own():
    rate = parse_printed("17.35%")
    assert rate is not None
    true_rate = Fraction(5885, 33904)
    assert true_rate not in rate.interval
    assert true_rate in rate.truncated_interval


ENDS = st.fractions(min_value=-1000, max_value=1000, max_denominator=50)
INTERVALS = st.builds(
    lambda low, width, low_closed, high_closed: (
        Interval(low, low + width, low_closed, high_closed) if width else Interval.point(low)
    ),
    ENDS,
    st.fractions(min_value=0, max_value=100, max_denominator=50),
    st.booleans(),
    st.booleans(),
)


def _member(interval: Interval, share: Fraction) -> Fraction:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low + (interval.high - interval.low) * share


@given(
    INTERVALS, INTERVALS, st.fractions(Fraction(1, 10), Fraction(9, 10)), st.fractions(Fraction(1, 10), Fraction(9, 10))
)
def test_interval_arithmetic_contains_what_its_members_give(one, two, share_one, share_two):
    a, b = _member(one, share_one), _member(two, share_two)
    assert a + b in one + two
    assert a - b in one - two
    assert a * b in one * two
    if b:
        assert a / b in one / two
    assert one.overlaps(one)


def test_zero_times_an_open_end_is_zero():
    open_end = Interval(Fraction(0), Fraction(1), False, False)
    assert 0 in Interval.point(0) * open_end
    assert 0 not in open_end * open_end


@given(INTERVALS, INTERVALS)
def test_overlap_is_symmetric(one, two):
    assert one.overlaps(two) == two.overlaps(one)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3, allow_nan=False, allow_infinity=False))
def test_decimals_survive_the_floats_of_spreadsheet_files(value):
    assert from_float(float(value)) == value


def test_conversion_between_money_units_is_exact():
    figure = parse_printed("4369.98元")
    assert figure is not None
    assert figure.in_unit("万元") == Decimal("0.436998")
    with pytest.raises(ValueError, match="不能换算"):
        figure.in_unit("%")


def test_exact_refuses_what_has_no_finite_decimal_form():
    assert exact(Fraction(1, 8)) == Decimal("0.125")
    with pytest.raises(ValueError, match="有限小数"):
        exact(Fraction(1, 3))


def test_plain_prints_without_exponent():
    assert plain(Decimal("1E+3")) == "1000"
    assert plain(Fraction(1, 3), 2) == "0.33"


def test_units_know_what_they_measure():
    assert UNITS["万元"].kind is UnitKind.MONEY
    assert unit_named("％").kind is UnitKind.RATIO
    assert unit_named("场").kind is UnitKind.COUNT
