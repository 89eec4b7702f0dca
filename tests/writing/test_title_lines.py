"""Titles turn the line between phrases and lose no sign by it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.writing.layout import Para, Run
from jixiao.writing.render.title_lines import in_lines

UPRIGHT = 156
LONGEST = 20  # characters of 二号 on 156 mm


def lines(*texts: str, text_mm: int = UPRIGHT) -> list[str]:
    return in_lines(Para(tuple(map(Run, texts)), "title"), text_mm).text.split("\n")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("某区科协2022年度部门整体支出绩效自评报告", None),
        ("广州市白云区科学技术协会2022年度部门整体支出绩效自评报告", ["广州市白云区科学技术协会2022年度", "部门整体支出绩效自评报告"]),
        ("湛江市科学技术协会2022年度湛江市科普专项经费项目支出绩效自评报告", ["湛江市科学技术协会2022年度", "湛江市科普专项经费项目支出绩效自评报告"]),
        ("某省某自治州高新技术产业开发区管理委员会2022年度单位整体支出绩效自评报告", ["某省某自治州高新技术产业开发区管理委员会", "2022年度单位整体支出绩效自评报告"]),
    ],
)  # fmt: skip
def test_titles_are_divided_by_their_sense(title, expected):
    assert lines(title) == (expected or [title])


def test_a_wide_page_leaves_it_whole():
    title = "广州市白云区科学技术协会2022年度部门整体支出绩效自评报告"
    assert lines(title, text_mm=225) == [title]


def test_the_division_runs_through_figures_and_gaps():
    unit, rest = Run("广州市白云区科学技术协会", fact="unit"), Run("2022年度部门整体支出绩效自评报告")
    broken = in_lines(Para((unit, rest), "title"), UPRIGHT)
    assert [run.text for run in broken.runs] == [unit.text, "2022年度\n部门整体支出绩效自评报告"]
    assert broken.runs[0].fact == "unit"


names = st.text("某省市区科学技术协会绩效项目整体支出2022年度部门AB（）“”", min_size=1, max_size=30)


@given(st.lists(names, min_size=1, max_size=4), st.integers(100, 260))
def test_no_sign_is_lost_and_no_line_is_too_long(texts, text_mm):
    divided = lines(*texts, text_mm=text_mm)
    assert "".join(divided) == "".join(texts)
    if len(divided) > 1:
        widest = max(sum(1 if sign.isascii() else 2 for sign in line) for line in divided)
        assert widest <= text_mm / (22 * 25.4 / 72) * 2
        assert all(divided)
