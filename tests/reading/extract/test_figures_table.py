"""Figures in tables of every orientation, with real grids and with text copies whose rows slipped."""

from __future__ import annotations

import pytest

from jixiao.document import Cell, Document, Table
from jixiao.reading.extract.figures import extract_drafts
from jixiao.reading.extract.scopes import Subject


def _named(drafts):
    return {
        (draft.name, draft.scope, draft.year): f"{draft.printed.value:f}{draft.printed.unit}"
        for draft in drafts
        if draft.name
    }


def test_labels_left_of_the_values(drafts_of):
    read = _named(
        drafts_of(
            "单位：万元 |\n部门年初预算收入 | 300.5 | 部门调整预算收入 | 280\n实际支出数 | 279.9 | 预算完成率 | 99.96%"
        )
    )
    assert read == {
        ("initial_budget", "unit", None): "300.5万元",
        ("adjusted_budget", "unit", None): "280万元",
        ("expenditure", "unit", None): "279.9万元",
        ("execution_rate", "unit", None): "99.96%",
    }


def test_labels_above_the_values_with_rows_of_projects(drafts_of):
    drafts = drafts_of(
        "项目名称 | 预算数（万元） | 执行数（万元） | 执行率（%）\n法律援助 | 12.5 | 12.5 | 100\n普法宣传 | 8 | 7.6 | 95\n合计 | 20.5 | 20.1 | 98.05"
    )
    read = _named(drafts)
    assert read["adjusted_budget", "project:法律援助", None] == "12.5万元"
    assert read["execution_rate", "project:普法宣传", None] == "95%"
    assert read["expenditure", "unit", None] == "20.1万元"
    whole = next(i for i, draft in enumerate(drafts) if draft.name == "expenditure" and draft.scope == "unit")
    assert [draft.scope for draft in drafts if draft.parent == whole] == ["project:法律援助", "project:普法宣传"]


def test_measures_as_rows_and_sources_as_columns(drafts_of):
    read = _named(
        drafts_of(
            "部门整体支出（万元） | 资金总额 | 其中：财政拨款 | 其他资金\n年初预算 | 500 | 480 | 20\n实际支出 | 510.5 | 495.5 | 15"
        )
    )
    assert read == {
        ("initial_budget", "unit", None): "500万元",
        ("fiscal_appropriation_initial_budget", "unit", None): "480万元",
        ("other_funds_initial_budget", "unit", None): "20万元",
        ("expenditure", "unit", None): "510.5万元",
        ("fiscal_appropriation_expenditure", "unit", None): "495.5万元",
        ("other_funds_expenditure", "unit", None): "15万元",
    }


def test_both_sides_of_the_accounts_under_a_head_without_its_corner(drafts_of):
    drafts = drafts_of(
        "预算数（万元） | 决算数（万元）\n收入合计 | 210.4 | 215.9\n其中：一般公共预算 | 210.4 | 210.4\n其他收入 | 0 | 5.5\n"
        "支出合计 | 210.4 | 208.1\n其中：基本支出 | 160.4 | 159\n项目支出 | 50 | 49.1\n三公经费 | 3 | 2.2"
    )
    assert _named(drafts) == {
        ("revenue_budget", "unit", None): "210.4万元",
        ("revenue_final", "unit", None): "215.9万元",
        ("general_public_revenue_budget", "unit", None): "210.4万元",
        ("general_public_revenue_final", "unit", None): "210.4万元",
        ("other_funds_revenue_budget", "unit", None): "0万元",
        ("other_funds_revenue_final", "unit", None): "5.5万元",
        ("adjusted_budget", "unit", None): "210.4万元",
        ("expenditure", "unit", None): "208.1万元",
        ("basic_budget", "unit", None): "160.4万元",
        ("basic_expenditure", "unit", None): "159万元",
        ("project_budget", "unit", None): "50万元",
        ("project_expenditure", "unit", None): "49.1万元",
        ("three_public_budget", "unit", None): "3万元",
        ("three_public_expenditure", "unit", None): "2.2万元",
    }
    assert [draft.parent for draft in drafts] == [None, None, 0, 1, 0, 1, None, None, 6, 7, 6, 7, None, None]


def test_years_in_the_head(drafts_of):
    read = _named(
        drafts_of(
            "经费控制情况（万元） | 2022年决算数 | 2023年预算数 | 2023年决算数\n三公经费 | 3.2 | 3.5 | 3.1\n公用经费 | 20.5 | 22 | 21.3"
        )
    )
    assert read["three_public_expenditure", "unit", 2022] == "3.2万元"
    assert read["three_public_expenditure", "unit", None] == "3.1万元"
    assert read["public_funds_budget", "unit", None] == "22万元"


@pytest.mark.parametrize("shift", [0, 1, 2])
def test_a_row_that_slipped_is_put_back_under_its_head(shift, drafts_of):
    lead = "| " * shift
    read = _named(
        drafts_of(
            f"项目资金 | 项目（万元） | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分\n{lead}年度资金总额 | 10 | 12 | 9 | 10 | 75% | 7.5",
            project=True,
        )
    )
    assert read == {
        ("initial_budget", "unit", None): "10万元",
        ("adjusted_budget", "unit", None): "12万元",
        ("expenditure", "unit", None): "9万元",
        ("execution_rate", "unit", None): "75%",
    }


def test_a_share_takes_its_measure_from_the_row_it_is_part_of(drafts_of):
    drafts = drafts_of("实际支出数（万元） | 280.19\n其中：一般公共预算 | 270.19\n政府性基金 | 10")
    read = _named(drafts)
    assert read["general_public_expenditure", "unit", None] == "270.19万元"
    assert drafts[1].parent == 0


def test_shares_beside_each_other_are_parts_of_the_same_whole(drafts_of):
    drafts = drafts_of(
        "全年执行数（万元） | 2,401.00 | 预算执行率 | 98%\n其中：基本支出 | 1,512.63 | 项目支出 | 888.37\n自评总分 | 97.3 | 自评等级 | 优"
    )
    assert _named(drafts)["project_expenditure", "unit", None] == "888.37万元"
    assert [draft.parent for draft in drafts] == [None, None, 0, 0]


def test_levels_of_government_by_column(drafts_of):
    drafts = drafts_of(
        "资金投入情况（万元） | 全年预算数（A） | 全年执行数（B）\n年度资金总额： | 100 | 98\n其中：中央财政资金 | 60 | 60\n地方资金 | 40 | 38",
        project=True,
    )
    read = _named(drafts)
    assert read["central_funds", "unit", None] == "60万元"
    assert read["local_funds", "unit", None] == "40万元"
    assert read["expenditure", "level:中央", None] == "60万元"
    assert read["expenditure", "level:地方", None] == "38万元"
    assert [draft.parent for draft in drafts] == [None, None, 0, 1, 0, 1]


def test_payments_under_one_account_are_items_and_no_shares(drafts_of):
    drafts = drafts_of(
        "支出内容 | 实际支出数 | 备注\n30226 劳务费 | 50,000.00 | 一月\n30226 劳务费 | 61,000.00 | 二月", project=True
    )
    assert [draft.name for draft in drafts] == ["", ""]


def test_an_indicator_table_yields_no_money(drafts_of):
    assert not drafts_of(
        "二级指标 | 三级指标 | 指标值 | 完成值\n成本指标 | 预算执行率 | ≥95% | 98%\n成本指标 | 项目支出 | ≤90万元 | 88万元"
    )


def test_a_real_grid_with_merged_cells():
    """The funds head as a word processor stores it: its left cell merged over all rows, the name over two columns."""
    rows = [
        ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["项目资金（万元）", "年度资金总额", "50", "52.8", "51.36", "10", "97.27%", "9.73"],
        ["项目资金（万元）", "其中：当年财政拨款", "50", "50", "48.56", "—", "97.12%", "—"],
        ["项目资金（万元）", "上年结转资金", "", "2.8", "2.8", "—", "100%", "—"],
    ]
    grid = tuple(
        tuple(Cell(0, 0, text, rowspan=4) if c == 0 else Cell(r, c, text) for c, text in enumerate(row))
        for r, row in enumerate(rows)
    )
    document = Document("a.docx", "docx", (Table(0, grid, layout="grid"),))
    drafts = extract_drafts(document, Subject("", "", project=True))
    read = _named(drafts)
    assert read["initial_budget", "unit", None] == "50万元"
    assert read["adjusted_budget", "unit", None] == "52.8万元"
    assert read["expenditure", "unit", None] == "51.36万元"
    assert read["execution_rate", "unit", None] == "97.27%"
    assert read["fiscal_appropriation_expenditure", "unit", None] == "48.56万元"
    assert read["carryover_in", "unit", None] == "2.8万元"
    assert all(draft.location.quote == f"{draft.printed.value:f}" or "%" in draft.location.quote for draft in drafts)


@pytest.mark.parametrize(
    ("table", "unit"),
    [
        ("单位：元 |\n全年预算数 | 1200", "元"),
        ("全年预算数（万元） | 1200", "万元"),
        ("项目资金（亿元） | 全年预算数 | 全年执行数\n资金总额 | 1200 | 1100", "亿元"),
        ("全年预算数 | 1200元", "元"),
        ("单位：万元 |\n全年预算数（元） | 1200", "元"),
    ],
)
def test_where_a_unit_comes_from(table, unit, drafts_of):
    assert drafts_of(table)[0].printed.unit == unit


def test_what_prints_no_unit_gets_none(drafts_of):
    (draft,) = drafts_of("全年预算数 | 1200")
    assert draft.printed.unit == ""
    assert draft.name == "adjusted_budget"
