"""The department's self-evaluation table: every part out of the registers, and nothing that they do not tell."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from jixiao.facts import GoalRow
from jixiao.numbers import Missing, Printed, parse_decimal
from jixiao.registers.budget import BudgetLine
from jixiao.registers.execution import Payment
from jixiao.workbook.evaluation import evaluate_file
from jixiao.writing.documents import documents
from jixiao.writing.dossier import Dossier
from jixiao.writing.layout import Table, gaps
from jixiao.writing.render.row_heights import columns_of

from . import invented

BUILD = documents()["department_table"].build
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PARTS = ("部门资金情况", "年度总体目标", "主要任务", "重点项目", "主要成效", "存在问题", "改进措施")


@pytest.fixture(scope="module")
def dossier(tmp_path_factory) -> Dossier:
    return invented.dossier("guangdong-department-2022", tmp_path_factory.mktemp("table"))


def form(layout) -> Table:
    (table,) = (block for block in layout.blocks if isinstance(block, Table))
    return table


def part(layout, name: str) -> list[list[str]]:
    """The rows under the head cell ``name``, without it."""
    rows = form(layout).rows
    at = next(i for i, row in enumerate(rows) if row[0].text == name)
    found = [[cell.text for cell in row] for row in rows[at : at + rows[at][0].rowspan]]
    return [found[0][1:], *found[1:]]


def test_the_parts_stand_in_the_order_of_the_form(dossier):
    firsts = [row[0].text for row in form(BUILD(dossier)).rows]
    assert [text for text in firsts if text in PARTS] == list(PARTS)


def test_funds_by_kind_and_source_with_rates_and_what_was_adjusted(dossier):
    rows = part(BUILD(dossier), "部门资金情况")
    assert rows[1:4] == [
        ["合计", "317.00", "318.40", "303.40", "95.29%"],
        ["其中：基本支出", "212.00", "218.40", "216.40", "99.08%"],
        ["项目支出", "105.00", "100.00", "87.00", "87.00%"],
    ]
    assert rows[-2:] == [
        ["年度预算调整数", "1.40", "预算调整率", "0.44%"],
        ["调整依据", "青财〔2023〕18号、青财〔2023〕31号"],
    ]


def test_a_task_has_its_indicators_its_results_and_its_money(dossier):
    rows = part(BUILD(dossier), "主要任务")
    assert rows[1] == ["推广全民阅读", "举办讲座", "≥8场", "8场", "100%", "60.00", "57.00"]
    assert rows[4][:5] == [
        "保护古籍",
        "扫描古籍",
        "≥200册",
        "150册",
        "75%，原因和措施：采购晚于计划两个月，下年度提前到一季度启动",
    ]


def with_goals(dossier: Dossier, *goals: GoalRow) -> Dossier:
    return replace(dossier, facts=replace(dossier.facts, goals=goals))


def goal(task: str, project: str = "") -> GoalRow:
    figure = Printed(Decimal(8), "场", 0, "8场")
    return GoalRow(f"{task}的指标", "quantity", ">=", figure, figure, task=task, project=project)


def test_money_of_a_project_that_tasks_share_is_not_split(dossier):
    layout = BUILD(with_goals(dossier, goal("甲", invented.READING), goal("乙", invented.READING)))
    assert [row[-2:] for row in part(layout, "主要任务")[1:]] == [["待补充", "待补充"]] * 2
    assert any("不能分摊" in gap.label for gap in gaps(layout))


def test_money_booked_under_a_tasks_own_name_is_the_tasks(dossier):
    line = BudgetLine(item="甲", kind="项目支出", adjusted=Decimal(5))
    paid = Payment(item="场地", kind="项目支出", project="甲", amount=Decimal("4.5"))
    rows = {**dossier.rows, "budget": (*dossier.rows["budget"], line), "execution": (*dossier.rows["execution"], paid)}
    layout = BUILD(replace(with_goals(dossier, goal("甲")), rows=rows, places={}))
    assert part(layout, "主要任务")[1][-2:] == ["5.00", "4.50"]


def test_goals_without_a_task_have_no_money_of_their_own(dossier):
    rows = part(BUILD(with_goals(dossier, goal(""))), "主要任务")
    assert (rows[1][0], rows[1][-2:]) == ("未列入任务的指标", ["", ""])


def test_a_project_is_told_with_what_it_brought(dossier):
    rows = part(BUILD(dossier), "重点项目")
    assert rows[1][:4] == ["全民阅读推广", "60.00", "57.00", "95.00%"]
    assert "举办讲座8场，参与836人次" in rows[1][4]
    assert "古籍著录培训" not in rows[1][4]
    assert "扫描古籍实际完成150册" in rows[2][4]


def test_projects_beyond_the_ten_biggest_are_one_sum(dossier):
    lines = tuple(BudgetLine(item="x", kind="项目支出", project=f"项目{n}", adjusted=Decimal(n)) for n in range(1, 15))
    rows = part(BUILD(replace(dossier, rows={"budget": lines}, places={})), "重点项目")
    assert [row[0] for row in rows[1:]] == [*(f"项目{n}" for n in range(14, 4, -1)), "其余4个项目合计"]
    assert rows[-1][1:4] == ["10.00", "待补充", ""]


def test_the_key_project_that_the_form_asks_for(tmp_path):
    evaluation = evaluate_file(EXAMPLES / "tianhe-2022.xlsx")
    layout = BUILD(Dossier.of(evaluation.reading, evaluation.result))
    assert part(layout, "重点项目")[1][:4] == ["经常性科普宣传活动经费", "13.00", "8.54", "65.69%"]
    assert [row[-1] for row in part(layout, "主要任务")[1:] if len(row) == 7] == ["6.23", "21.61", "2.52"]
    assert "自评总分" not in {row[0].text for row in form(layout).rows}


def test_the_clerks_own_words_stand_beside_what_the_registers_tell(dossier):
    own = {
        "goal": "全年服务读者。",
        "goal_reached": "基本完成。",
        "problems": "场地不足。",
        "results": "读者增多。\n口碑更好。",
    }
    layout = BUILD(replace(dossier, own=own))
    assert part(layout, "年度总体目标")[1] == ["全年服务读者。", "基本完成。"]
    assert part(layout, "主要成效")[-2:] == [["读者增多。"], ["口碑更好。"]]
    assert part(layout, "存在问题")[-2:] == [["古籍扫描进度慢于计划"], ["场地不足。"]]


def test_without_registers_there_are_gaps_and_no_figure(dossier):
    blank = {name: replace(fact, value=Missing.BLANK) for name, fact in dossier.facts.values.items()}
    nothing = replace(dossier, rows={}, places={}, facts=replace(dossier.facts, values=blank, goals=()))
    layout = BUILD(replace(nothing, result=replace(nothing.result, indicators=(), total=None, complete=False)))
    labels = [gap.label for gap in gaps(layout)]
    for sheet in ("预算台账", "支出台账", "绩效目标", "活动台账", "问题整改"):
        assert any(f"填“{sheet}”" in label for label in labels), sheet
    assert not [run.text for run, _ in layout.runs() if parse_decimal(run.text)]


@pytest.mark.parametrize("count", [0, 1, 300])
def test_every_row_fills_the_columns(dossier, count):
    goals = tuple(goal(f"任务{n // 3}", invented.READING if n % 2 else "") for n in range(count))
    table = form(BUILD(with_goals(dossier, *goals)))
    for cells, places in zip(table.rows, columns_of(table), strict=True):
        ends = max(place + cell.colspan for cell, place in zip(cells, places, strict=True))
        assert ends <= len(table.widths)
    squares = sum(cell.rowspan * cell.colspan for row in table.rows for cell in row)
    assert squares == len(table.rows) * len(table.widths)
