"""A project's report: its outline, every goal in it, every figure a field, and gaps instead of inventions."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.facts import Fact, GoalRow
from jixiao.location import Location
from jixiao.numbers import Missing, Printed
from jixiao.registers.disclosures import Disclosure
from jixiao.registers.policies import Policy
from jixiao.registers.rectifications import Rectification
from jixiao.schemes.catalogue import Catalogue
from jixiao.schemes.examples import example_facts
from jixiao.schemes.goals import CATEGORIES, LEVELS
from jixiao.scoring.engine import score
from jixiao.writing.documents import documents
from jixiao.writing.documents._goals import reached_of
from jixiao.writing.dossier import Dossier
from jixiao.writing.layout import Chart, Para, Table, gaps

BUILD = documents()["project_report"].build
SCHEMES = {scheme.id: scheme for scheme in Catalogue.of().schemes}
NATIONAL, FOUR_LEVELS, UNSCORED = "national-project-2020", "guangdong-project-four-level", "hubei-caidian-project"
PROJECT = "阅读推广项目"


def dossier(scheme_id=NATIONAL, *, goals=None, rows=None, own=None, **figures):
    """The scheme's first worked example as an invented project; ``figures`` in 万元 replace or add facts."""
    scheme = SCHEMES[scheme_id]
    facts = replace(example_facts(scheme.examples[0], scheme.inputs, 2022, "青山区图书馆"), subject=PROJECT)
    more = {
        name: Fact(name, name, Printed(Decimal(text), "万元", 2), (Location(sheet="台账", row=3, column=1),))
        for name, text in figures.items()
    }
    facts = replace(facts, values={**facts.values, **more}, goals=facts.goals if goals is None else tuple(goals))
    return Dossier(scheme, score(scheme, facts), facts, rows or {}, own or {}, department="青山区文化局")


def goal(name, operator=">=", target="10", actual="10", *, category="quantity", unit="场", **more):
    def printed(text):
        return text if isinstance(text, Missing) or operator == "qualitative" else Printed(Decimal(text), unit)

    return GoalRow(name, category, operator, printed(target), printed(actual), **more)


def text_of(layout):
    return "\n".join(block.text for block in layout.blocks if isinstance(block, Para))


def table_of(layout, caption):
    (table,) = (block for block in layout.blocks if isinstance(block, Table) and block.caption == caption)
    return [[cell.text for cell in row] for row in table.rows[1:]]


def goal_rows(layout):
    """Rows of the table of goals without the category that spans them."""
    return [row[-5:] for row in table_of(layout, "绩效指标完成情况")]


# --- the outline


@pytest.mark.parametrize("scheme_id", [NATIONAL, FOUR_LEVELS, UNSCORED, "national-transfer-region"])
def test_the_outline_is_that_of_the_published_reports(scheme_id):
    layout = BUILD(dossier(scheme_id))
    heads = [block.text for block in layout.blocks if isinstance(block, Para) and block.style == "h1"]
    assert heads == [
        "一、基本情况",
        "二、绩效自评工作开展情况",
        "三、绩效自评结果",
        "四、项目资金使用绩效",
        "五、存在的主要问题",
        "六、改进措施",
        "七、绩效自评结果拟应用和公开情况",
    ]


def test_titles_name_the_project_once():
    assert BUILD(dossier()).title == "青山区图书馆2022年度阅读推广项目支出绩效自评报告"
    transfer = BUILD(dossier("national-transfer-region"))
    assert (transfer.name, transfer.title) == (
        "转移支付绩效自评报告",
        "青山区图书馆2022年度阅读推广项目转移支付绩效自评报告",
    )


def test_it_is_made_for_projects_and_transfers_only():
    assert documents()["project_report"].subjects == ("project", "transfer")


# --- the result


def test_scores_by_level_1_and_grade():
    layout = BUILD(dossier())
    assert table_of(layout, "各一级指标得分") == [
        ["预算执行率", "10", "9.50", "95%"],
        ["产出指标", "50", "48.00", "96%"],
        ["效益指标", "30", "27.00", "90%"],
        ["满意度指标", "10", "10.00", "100%"],
        ["合计", "100", "94.50", "94.5%"],
    ]
    assert "自评总分94.50分，等级为“优”。" in text_of(layout)
    assert "等级划分：90分（含）以上为优，80分（含）至90分为良，60分（含）至80分为中，60分以下为差。" in text_of(layout)
    assert "3.单场成本，失1.00分：目标≤5000元，实际5500元；" in text_of(layout)


def test_a_scheme_of_four_levels_says_how_many_indicators_it_has():
    text = text_of(BUILD(dossier(FOUR_LEVELS)))
    assert "设一级指标4个、二级指标9个、三级指标20个、四级指标16个。" in text
    assert "一级指标为决策20分、过程20分、产出30分、效益30分。" in text


def test_a_scheme_without_scores_speaks_of_none():
    layout = BUILD(dossier(UNSCORED))
    assert not [block for block in layout.blocks if isinstance(block, Table) and block.caption == "各一级指标得分"]
    assert "不计分" in text_of(layout)
    assert not re.search(r"总分|得分\d", text_of(layout))


def test_an_incomplete_result_has_no_total_and_says_so():
    layout = BUILD(dossier(goals=()))
    assert "总分待补充（3个指标缺少数据）。" in text_of(layout)
    assert table_of(layout, "各一级指标得分")[-1] == ["合计", "100", "待补充", ""]
    assert "绩效指标" in [gap.label for gap in gaps(layout)]


# --- funds


def test_money_received_and_spent_with_rates():
    given_ = dossier(planned_funds="153", received_funds="100", adjusted_budget="153", expenditure="100")
    layout = BUILD(given_)
    text = text_of(layout)
    assert "应到位资金153.00万元，实际到位100.00万元，资金到位率65.36%。" in text
    assert "全年执行数100.00万元，预算执行率65.36%，占到位资金的100.00%。" in text
    assert "未执行的预算53.00万元。" in text
    assert "1.“按期完成率”没有达到目标（目标≥100%，完成90%）；" in text
    (chart,) = (block for block in layout.blocks if isinstance(block, Chart) and block.caption == "资金投入和使用")
    assert chart.alt == (
        "资金投入和使用：全年预算数153.00万元，应到位资金153.00万元，实际到位资金100.00万元，全年执行数100.00万元"
    )
    labels = [gap.label for gap in gaps(layout)]
    assert "资金到位率不到100%的原因（填“报告文字”）" in labels
    assert "预算执行率不到100%的原因（填“报告文字”）" in labels


def test_a_reason_given_is_told_and_no_gap():
    own = {"execution_reason": "两场活动推迟到下年。"}
    layout = BUILD(dossier(own=own))
    assert "预算未全部执行，执行率95.00%，原因：两场活动推迟到下年" in text_of(layout)
    assert not any("预算执行率不到100%" in gap.label for gap in gaps(layout))


def test_a_changed_figure_changes_the_text():
    assert "预算执行率95.00%" in text_of(BUILD(dossier()))
    assert "预算执行率47.50%" in text_of(BUILD(dossier(adjusted_budget="200")))


def test_money_that_is_not_known_is_a_gap():
    scheme = SCHEMES[NATIONAL]
    facts = replace(example_facts(scheme.examples[0], scheme.inputs, 2022, "青山区图书馆"), values={}, subject="")
    layout = BUILD(Dossier(scheme, score(scheme, facts), facts))
    labels = {gap.label.partition("（填“")[0] for gap in gaps(layout)}
    assert {"项目名称", "全年预算数", "全年执行数", "预算执行率"} <= labels
    assert "资金到位情况（应到位资金、实际到位资金；填“报告文字”）" in labels


# --- goals


@pytest.mark.parametrize(
    ("row", "met", "said"),
    [
        (goal("正向达到", actual="12"), True, "120%"),
        (goal("正向恰好", actual="10"), True, "100%"),
        (goal("正向差一点", actual="9.99"), False, "99.9%"),
        (goal("等于", "=", "3", "2"), False, "66.67%"),
        (goal("反向未超", "<=", "5000", "4800", unit="元"), True, "达到目标"),
        (goal("反向超出", "<=", "5000", "5500", unit="元"), False, "未达到目标"),
        (goal("零目标", "<=", "0", "0", unit="起"), True, "达到目标"),
        (goal("零目标有超出", "<=", "0", "1", unit="起"), None, ""),
        (goal("未填实际", actual=Missing.BLANK), None, ""),
        (goal("不涉及", actual=Missing.NOT_APPLICABLE), None, "本年不涉及"),
        (goal("定性达成", "qualitative", "扩大", "有所扩大", level=LEVELS[0].name, share=Decimal("0.9")), True, "达成年度指标（90%）"),
        (goal("定性部分", "qualitative", "扩大", "略有", level=LEVELS[1].name, share=Decimal("0.7")), False, f"{LEVELS[1].name}（70%）"),
        (goal("定性未认定", "qualitative", "扩大", "有所扩大"), None, ""),
    ],
    ids=lambda value: value.name if isinstance(value, GoalRow) else "",
)  # fmt: skip
def test_how_far_a_goal_was_reached(row, met, said):
    (reached,) = reached_of([row])
    assert (reached.met, reached.text) == (met, said)


figures = st.decimals("0", "1000", places=2)
goal_lists = st.lists(
    st.builds(
        lambda number, category, operator, target, actual, deviation: goal(
            f"指标{number}",
            operator,
            target,
            actual,
            category=category,
            deviation=deviation,
            origin=Location(register="绩效指标", records=(number,)),
        ),
        st.integers(1, 10**6),
        st.sampled_from(sorted(CATEGORIES)),
        st.sampled_from([">=", "<=", "=", ">", "<"]),
        figures,
        st.one_of(figures, st.sampled_from(list(Missing))),
        st.sampled_from(["", "受天气影响，改在下年举办。"]),
    ),
    min_size=1,
    max_size=30,
    unique_by=lambda row: row.name,
)


@given(goals=goal_lists)
def test_every_goal_stands_in_the_table_and_the_counts_add_up(goals):
    layout = BUILD(dossier(goals=goals))
    rows = goal_rows(layout)
    assert sorted(row[0] for row in rows) == sorted(each.name for each in goals)
    told = next(block for block in layout.blocks if isinstance(block, Para) and block.key == "attainment")
    total, *parts = (int(run.text.removesuffix("项")) for run in told.runs if run.text.endswith("项"))
    assert total == len(goals) == sum(parts)
    lacking = {gap.label for gap in gaps(layout)}
    for each in reached_of(goals):
        needs_reason = each.met is False and not each.goal.deviation
        assert (f"{each.goal.name}（偏差原因分析及改进措施）" in lacking) == needs_reason
        assert (f"{each.goal.name}（实际完成值）" in lacking) == (each.goal.actual is Missing.BLANK)


@given(goals=goal_lists)
def test_every_figure_is_a_field_and_figures_of_goals_keep_their_rows(goals):
    layout = BUILD(dossier(goals=goals, planned_funds="10", received_funds="7.5"))
    bands = next(block for block in layout.blocks if isinstance(block, Para) and block.key == "grades")
    for run, place in layout.runs():
        if not run.fact and run not in bands.runs:
            assert not re.search(r"\d(万元|元|%|分|项|个|人次|场)", run.text), (run.text, place)
        if run.fact.startswith("goal:"):
            assert run.origins, run


def test_the_worst_of_many_misses_are_told_and_the_rest_is_in_the_table():
    layout = BUILD(dossier(goals=[goal(f"第{number}项", target="100", actual=str(number)) for number in range(1, 51)]))
    text = text_of(layout)
    assert "1.“第1项”没有达到目标（目标≥100场，完成1场）；" in text
    assert "“第21项”没有达到目标" not in text
    assert "其余30项没有达到目标的指标见绩效指标完成情况表" in text
    assert len(goal_rows(layout)) == 50


def test_deviations_become_measures():
    layout = BUILD(dossier(goals=[goal("讲座", actual="8", deviation="师资不足，下年与高校签约。")]))
    measures = text_of(layout).partition("六、改进措施\n")[2]
    assert measures.startswith("1.师资不足，下年与高校签约。\n")
    assert "改进措施" not in [gap.label for gap in gaps(layout)]


# --- what the registers tell


def test_rules_problems_and_measures_come_from_the_registers():
    rows = {
        "policies": (
            Policy("项目经费管理办法", "项目管理", "青图〔2021〕3号", date(2021, 5, 1), in_force=True),
            Policy("旧办法", "财务管理", "", date(2010, 5, 1), in_force=False),
        ),
        "rectifications": (
            Rectification("验收材料不全", "审计", None, "补齐验收单，按月检查。", date(2022, 9, 30), Missing.BLANK),
        ),
    }
    text = text_of(BUILD(dossier(rows=rows)))
    assert "现行有效的管理制度1项：《项目经费管理办法》（青图〔2021〕3号）。" in text
    assert "旧办法" not in text
    assert "验收材料不全" in text.partition("五、")[2].partition("六、")[0]
    assert "补齐验收单，按月检查" in text.partition("六、")[2]


def test_disclosures_are_told_and_what_is_not_published_is_a_gap():
    rows = {
        "disclosures": (
            Disclosure("绩效目标", "2022年绩效目标", date(2022, 3, 1), date(2022, 2, 20), True, "http://www.example.gov.cn/1"),
            Disclosure("绩效自评", "", date(2023, 6, 30), Missing.BLANK, Missing.BLANK, ""),
            Disclosure("采购意向", "", Missing.NOT_APPLICABLE, Missing.NOT_APPLICABLE, Missing.BLANK, ""),
        )
    }  # fmt: skip
    layout = BUILD(dossier(rows=rows))
    told = text_of(layout).partition("（二）信息公开\n")[2]
    assert told.splitlines()[:3] == [
        "1.绩效目标（2022年绩效目标）于2022年2月20日公开，网址：http://www.example.gov.cn/1；",
        "2.绩效自评尚未公开，应于2023年6月30日前公开，公开日期待补充；",
        "3.采购意向不涉及公开。",
    ]
    assert "绩效自评公开日期" in [gap.label for gap in gaps(layout)]
    assert "绩效目标和自评结果的公开时间、公开网址" not in [gap.label for gap in gaps(layout)]


def test_the_clerks_paragraphs_take_the_place_of_gaps():
    own = {
        "basis": "依据全民阅读促进规划设立。",
        "content": "开展讲座和展览。",
        "goal": "推动全民阅读。",
        "goal_reached": "各项任务完成。",
        "organisation": "由业务科牵头。",
        "management": "专款专用。",
        "funding": "资金按季到位。",
        "problems": "偏远社区覆盖不足。",
        "measures": "增加流动书车。",
        "result_use": "与下年预算挂钩。",
        "disclosure": "在政府网站公开。",
        "execution_reason": "两场活动推迟。",
    }
    layout = BUILD(dossier(own=own))
    text = text_of(layout)
    assert all(words.rstrip("。") in text for words in own.values())
    assert {gap.label.partition("（")[2].removesuffix("）") for gap in gaps(layout)} <= {"偏差原因分析及改进措施"}
