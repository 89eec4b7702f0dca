"""Prose from registers: sums are the rows' sums, every figure is a field with its rows, and gaps say where to go."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.location import Location
from jixiao.numbers import Missing
from jixiao.registers.activities import KINDS, Activity
from jixiao.registers.execution import Payment
from jixiao.writing.documents import documents
from jixiao.writing.documents._charts import execution_chart, goal_chart, project_chart
from jixiao.writing.documents._goals import reached_of
from jixiao.writing.documents._prose import activities, activity_total, project_lines, row_sum, spending
from jixiao.writing.documents._registers import MANAGEMENT, SPENDING, WORK, register_paras
from jixiao.writing.layout import Para, Run, gaps

from . import invented

if TYPE_CHECKING:
    from jixiao.writing.dossier import Dossier

BUILD = documents()["department_report"].build
ALL = (*SPENDING, *MANAGEMENT, *WORK)


@pytest.fixture(scope="module")
def dossier(tmp_path_factory) -> Dossier:
    return invented.dossier("guangdong-department-2022", tmp_path_factory.mktemp("prose"))


def text(parts) -> str:
    return "".join(part if isinstance(part, str) else part.text for part in parts)


def with_rows(dossier: Dossier, register: str, rows) -> Dossier:
    places = {
        **dossier.places,
        register: tuple(Location(sheet=register, register=register, records=(7 + n,)) for n in range(len(rows))),
    }
    return replace(dossier, rows={**dossier.rows, register: tuple(rows)}, places=places)


# --- sums

counts = st.integers(1, 40).map(Decimal)
crowds = st.integers(0, 5000).map(Decimal) | st.just(Missing.BLANK) | st.just(Missing.NOT_APPLICABLE)
events = st.builds(
    Activity,
    kind=st.sampled_from(KINDS),
    name=st.sampled_from(["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"]),
    held_on=st.dates(date(2023, 1, 1), date(2023, 12, 31)) | st.just(Missing.BLANK),
    place=st.sampled_from(["", "总馆"]),
    project=st.sampled_from(["", invented.READING]),
    times=counts,
    people=crowds,
)


@given(rows=st.lists(events, max_size=12), project=st.sampled_from([None, invented.READING]))
def test_activities_are_summed_by_kind_over_the_rows_they_name(dossier, rows, project):
    lines = activities(with_rows(dossier, "activities", rows), project)
    mine = [row for row in rows if project is None or row.project == project]
    assert len(lines) == len({row.kind for row in mine})
    for kind, line in zip([kind for kind in KINDS if any(row.kind == kind for row in mine)], lines, strict=True):
        group = [(n, row) for n, row in enumerate(rows) if row.kind == kind and row in mine]
        times = next(part for part in line if isinstance(part, Run))
        assert re.match(r"\d+", times.text).group() == f"{sum(row.times for _, row in group)}"
        assert times.origins[0].records == tuple(7 + n for n, _ in group)
        people = [row.people for _, row in group if isinstance(row.people, Decimal)]
        told = re.search(r"参与(\d+)人次", text(line))
        assert (told and told.group(1)) == (f"{sum(people)}" if people else None)


@given(rows=st.lists(events, min_size=1, max_size=12))
def test_every_digit_of_the_activities_is_in_a_field(dossier, rows):
    told = with_rows(dossier, "activities", rows)
    for part in [part for line in (*activities(told), activity_total(told)) for part in line]:
        if isinstance(part, str):
            assert not re.search(r"\d", part), part
        else:
            assert part.fact
            assert part.origins


def test_the_biggest_is_named_with_its_day_and_place(dossier):
    rows = [
        Activity("讲座", "小的", date(2023, 5, 4), "分馆", "", Decimal(1), Decimal(20)),
        Activity("讲座", "大的", date(2023, 6, 9), "总馆", "", Decimal(1), Decimal(90)),
    ]
    (line,) = activities(with_rows(dossier, "activities", rows))
    assert text(line) == "举办讲座2场，参与110人次，其中人数最多的是6月9日在总馆举办的“大的”（90人次），另有“小的”"


def test_the_day_of_several_in_one_row_is_not_told(dossier):
    row = Activity("讲座", "系列", date(2023, 6, 9), "总馆", "", Decimal(4), Decimal(90))
    (line,) = activities(with_rows(dossier, "activities", [row]))
    assert text(line) == "举办讲座4场，参与90人次，即在总馆举办的“系列”"


def test_people_left_blank_are_said_to_be_left_out(dossier):
    rows = [
        Activity("讲座", name, times=Decimal(1), people=people)
        for name, people in (("甲", Decimal(9)), ("乙", Missing.BLANK))
    ]
    (line,) = activities(with_rows(dossier, "activities", rows))
    assert "参与9人次（1项未填人次，未计入）" in text(line)


def test_a_sum_of_nothing_is_no_figure():
    assert row_sum([(Activity("讲座", "甲"), Location())], "people", "people", "人次") is None


def test_projects_are_told_from_both_registers_and_a_missing_half_is_a_gap(dossier):
    first, _ = spending(dossier)
    assert [run.text for run in (first.planned, first.paid, first.rate)] == ["60.00万元", "57.00万元", "95.00%"]
    assert first.paid.origins[0].register == "支出台账"
    assert len(first.paid.origins[0].records) == 3
    unpaid = spending(with_rows(dossier, "execution", ()))
    assert [(each.paid.gap, each.rate) for each in unpaid] == [(True, None)] * 2
    assert "填“支出台账”" in unpaid[0].paid.fact
    assert text(project_lines(dossier)[1]) == "古籍数字化项目全年预算数40.00万元，执行数30.00万元，完成率75.00%"


# --- one sentence a register


def test_each_register_with_rows_has_one_sentence(dossier):
    assert [each.key for each in register_paras(dossier, ALL)] == [f"register_{each.register}" for each in ALL]
    assert register_paras(replace(dossier, rows={}), ALL) == []


def test_figures_of_the_sentences_are_fields_with_their_rows(dossier):
    for each in register_paras(dossier, ALL):
        for run in each.runs:
            assert bool(run.fact) == bool(re.search(r"\d", run.text)), run
            assert not run.fact or run.origins, run


def test_what_was_nothing_is_left_out_with_what_hangs_on_it(dossier):
    told = {each.key: each.text for each in register_paras(dossier, ALL)}
    assert told["register_three_public"] == (
        "“三公”经费本年预算数3.80万元，本年支出数3.03万元，公务用车购置及运行维护费2.85万元，公务接待费0.18万元；上年支出数3.45万元。"
    )
    assert "收益" not in told["register_assets"]


# --- the report


def test_the_report_of_a_full_workbook_lacks_only_what_no_register_keeps(dossier):
    assert [gap.label for gap in gaps(BUILD(dossier))] == [
        "部门职能和机构设置（填“报告文字”）",
        "年度总体工作和重点工作任务（填“报告文字”）",
    ]


def test_a_changed_register_changes_the_text(dossier):
    before = [block.text for block in BUILD(dossier).blocks if isinstance(block, Para)]
    more = Activity("讲座", "新加的", date(2023, 12, 1), "总馆", "", Decimal(3), Decimal(60))
    after = [
        block.text
        for block in BUILD(with_rows(dossier, "activities", (*dossier.rows["activities"], more))).blocks
        if isinstance(block, Para)
    ]
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert [text[:14] for text in changed] == ["全年记入台账的活动7项，参与", "1.举办讲座11场，参与89"]


def test_missed_goals_are_told_with_their_reason_and_missing_reasons_are_gaps(dossier):
    layout = BUILD(dossier)
    assert any(
        "扫描古籍，目标≥200册，实际完成150册，完成情况75%，原因和措施：采购晚于" in block.text
        for block in layout.blocks
        if isinstance(block, Para)
    )
    silent = tuple(replace(goal, deviation="") for goal in dossier.facts.goals)
    layout = BUILD(replace(dossier, facts=replace(dossier.facts, goals=silent)))
    assert "扫描古籍（偏差原因分析及改进措施）" in [gap.label for gap in gaps(layout)]


# --- charts


def values(chart) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in chart.spec["data"]["values"]]


def test_execution_is_drawn_cumulated_beside_the_even_pace(dossier):
    (chart,) = execution_chart(dossier)
    rows = values(chart)
    assert rows[-2:] == [(12, "303.40", "累计支出"), (12, "318.40", "序时进度")]
    assert (6, "126.40", "累计支出") in rows
    assert "6月末126.40万元" in chart.alt
    assert "序时进度为全年预算数按月均分" in chart.caption


def test_payments_without_a_day_are_told_and_not_drawn(dossier):
    undated = Payment(item="汇总", kind="项目支出", amount=Decimal("2.5"))
    (chart,) = execution_chart(with_rows(dossier, "execution", (*dossier.rows["execution"], undated)))
    assert (12, "303.40", "累计支出") in values(chart)
    assert "不含未填支付日期的2.50万元" in chart.caption
    assert execution_chart(with_rows(dossier, "execution", (undated,))) == []


def test_without_a_budget_there_is_no_pace(dossier):
    unbudgeted = {name: fact for name, fact in dossier.facts.values.items() if name != "adjusted_budget"}
    (chart,) = execution_chart(replace(dossier, facts=replace(dossier.facts, values=unbudgeted)))
    assert {row[2] for row in values(chart)} == {"累计支出"}


def test_projects_and_goals_are_drawn_where_there_are_two(dossier):
    (chart,) = project_chart(spending(dossier))
    assert ("古籍数字化", "实际支出", "30.00", "30.00") in values(chart)
    assert project_chart(spending(dossier)[:1]) == []
    (chart,) = goal_chart(reached_of(dossier.facts.goals))
    assert ("扫描古籍", "75.00", "75%") in values(chart)
    many = [replace(goal, name=f"{goal.name}{n}") for n in range(9) for goal in dossier.facts.goals]
    (chart,) = goal_chart(reached_of(many))
    assert ("数量指标", "18", "18/27项") in values(chart)
