"""The formula language: what it reads, what it gives, how it is shown."""

from __future__ import annotations

import pickle
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.numbers import Missing
from jixiao.schemes.formula import (
    Binary,
    Call,
    Malformed,
    Name,
    Negative,
    Number,
    Undefined,
    evaluate,
    parse_formula,
    render,
)

A, B = Name("a"), Name("b")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("a + b × 2", Binary("+", A, Binary("*", B, Number(Fraction(2), "2")))),
        ("(a + b) * 2", Binary("*", Binary("+", A, B), Number(Fraction(2), "2"))),
        ("a - b - a", Binary("-", Binary("-", A, B), A)),
        ("a ÷ b / a", Binary("/", Binary("/", A, B), A)),
        ("-a", Negative(A)),
        ("90%", Number(Fraction(9, 10), "90%")),
        ("0.5", Number(Fraction(1, 2), "0.5")),
        ("min(a, b)", Call("min", (A, B))),
        ("最大值（a，b，1）", Call("max", (A, B, Number(Fraction(1), "1")))),
        ("绝对值(a)", Call("abs", (A,))),
        ("全年执行数 ÷ 全年预算数", Binary("/", Name("全年执行数"), Name("全年预算数"))),
        ("（ａ＋ｂ）×９０％", Binary("*", Binary("+", A, B), Number(Fraction(9, 10), "90%"))),
        ("“三公”经费支出 － a", Binary("-", Name("“三公”经费支出"), A)),
        ("[“三公”经费-接待（万元）] ÷ a", Binary("/", Name("“三公”经费-接待(万元)"), A)),
    ],
)
def test_it_reads(text, tree):
    assert parse_formula(text) == tree


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("a +* b", 3, "“*”的位置不对"),
        ("a +", 3, "没有写完"),
        ("(a", 2, "没有写完"),
        ("", 0, "没有写完"),
        ("a ¥ b", 2, "“¥”不能用"),
        ("a b", 2, "“b”的位置不对"),
        ("average(a)", 0, "没有“average”这个函数"),
        ("abs(a, b)", 0, "只对一个数"),
        ("1.5.2", 3, "“.”"),
        ("__import__('os')", 11, "“'”不能用"),
        ("a" * 301, 300, "最长 300 个字"),
    ],
)
def test_it_says_where_a_formula_is_wrong(text, position, words):
    wrong = parse_formula(text)
    assert isinstance(wrong, Malformed)
    assert wrong.position == position
    assert words in wrong.message


BLANK, ABSENT, BY_ZERO = Missing.BLANK, Missing.NOT_APPLICABLE, Undefined.BY_ZERO


@pytest.mark.parametrize(
    ("text", "values", "result"),
    [
        ("a ÷ b", {"a": 1, "b": 3}, Fraction(1, 3)),
        ("a ÷ b", {"a": 0, "b": 0}, ABSENT),
        ("a ÷ b", {"a": 5, "b": 0}, BY_ZERO),
        ("a ÷ b", {"a": -5, "b": 0}, BY_ZERO),
        ("a ÷ b", {"a": BLANK, "b": 0}, BLANK),
        ("a ÷ b", {"a": ABSENT, "b": 0}, ABSENT),
        ("a ÷ 0 + b", {"a": 1, "b": ABSENT}, BY_ZERO),
        ("a ÷ 0 + b", {"a": 1, "b": BLANK}, BLANK),
        ("a ÷ 0 × 0", {"a": 1}, BY_ZERO),
        ("min(a, b)", {"a": 2, "b": 3}, Fraction(2)),
        ("max(a, b)", {"a": 2, "b": 3}, Fraction(3)),
        ("min(a, b)", {"a": 2, "b": ABSENT}, ABSENT),
        ("abs(a - b)", {"a": 2, "b": 5}, Fraction(3)),
        ("-a", {"a": BLANK}, BLANK),
        ("0.1 + 0.2", {}, Fraction(3, 10)),
    ],
)
def test_it_gives_exact_values_or_the_reason_for_none(text, values, result):
    given_values = {name: value if isinstance(value, Missing) else Fraction(value) for name, value in values.items()}
    assert evaluate(parse_formula(text), given_values.__getitem__) == result


NAMES = st.sampled_from(["a", "b", "c"]).map(Name)
LITERALS = st.integers(0, 99).map(lambda number: Number(Fraction(number), str(number)))
TREES = st.recursive(
    NAMES | LITERALS,
    lambda inner: st.one_of(
        st.builds(Negative, inner),
        st.builds(Binary, st.sampled_from("+-*/"), inner, inner),
        st.builds(lambda name, one, two: Call(name, (one, two)), st.sampled_from(["min", "max"]), inner, inner),
        st.builds(lambda one: Call("abs", (one,)), inner),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(TREES, st.lists(st.integers(-9, 9), min_size=3, max_size=3))
def test_what_is_shown_reads_back_to_the_same_value(tree, numbers):
    values = dict(zip("abc", map(Fraction, numbers), strict=True))
    again = parse_formula(render(tree, str))
    assert not isinstance(again, Malformed)
    assert evaluate(again, values.__getitem__) == evaluate(tree, values.__getitem__)
    assert pickle.loads(pickle.dumps(tree)) == tree
