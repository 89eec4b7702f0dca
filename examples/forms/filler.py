"""The made-up unit whose workbook the forms are filled from: a county library, one project, the same for every form."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from jixiao.facts import GoalRow
from jixiao.location import Location
from jixiao.numbers import Missing, parse_cell, parse_decimal
from jixiao.registers.budget import BudgetLine
from jixiao.registers.execution import Payment
from jixiao.registers.projects import Project
from jixiao.registers.rectifications import Rectification
from jixiao.registers.staff import Staff
from jixiao.workbook.filling import Answer, Filling

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["SCHEMES", "filling_for"]

PROJECT: Final = "全民阅读推广经费"

SCHEMES: Final = {
    "national-project.docx": "national-project-2020",
    "shanghai-project.xlsx": "shanghai-project-2022",
    "yunnan-project-14.docx": "yunnan-project-14",
    "sichuan-project.xlsx": "sichuan-project-2023",
    "sichuan-transfer.docx": "sichuan-transfer-2021",
    "hubei-project.docx": "hubei-huangshi-project",
    "ningxia-project.xlsx": "ningxia-yinchuan-project-2021",
    "hunan-department.xlsx": "hunan-department-2021",
    "chongqing-department.xlsx": "chongqing-department-2021",
    "anhui-poverty.docx": "anhui-poverty-2019",
    "national-region.xlsx": "national-transfer-region",
    "tianhe-department.docx": "guangdong-tianhe-tasks-2022",
}
"""Which scheme the unit has used where this form is asked for."""


def _amount(text: str) -> Decimal:
    value = parse_decimal(text)
    assert value is not None, text
    return value


def _goal(name: str, category: str, operator: str, target: str, actual: str, unit: str = "", **more: str) -> GoalRow:
    values = {}
    for key, text in (("target", target), ("actual", actual)):
        value = text if operator == "qualitative" else parse_cell(text, unit)
        assert value is not None, text
        values[key] = value
    return GoalRow(
        name=name,
        category=category,
        operator=operator,
        target=values["target"],
        actual=values["actual"],
        unit=unit,
        level=more.get("level", ""),
        share=_amount(more["share"]) if "share" in more else Missing.BLANK,
        deviation=more.get("deviation", ""),
        task=more.get("task", ""),
        origin=Location(),
    )


GOALS: Final = (
    _goal("举办阅读活动", "quantity", ">=", "24", "26", "场", task="全民阅读活动"),
    _goal("新增馆藏图书", "quantity", ">=", "5000", "5200", "册", task="馆藏建设"),
    _goal("设立流动服务点", "quantity", ">=", "6", "6", "个", task="全民阅读活动"),
    _goal("图书验收合格率", "quality", ">=", "98%", "98.6%", "%", task="馆藏建设"),
    _goal("活动按期举办率", "timeliness", ">=", "100%", "95%", "%", task="全民阅读活动",
          deviation="两场活动因场馆检修顺延；今后检修避开活动月。"),
    _goal("单场活动成本", "cost", "<=", "6000", "5800", "元", task="全民阅读活动"),
    _goal("全年到馆读者", "social", ">=", "80000", "82350", "人次", task="全民阅读活动"),
    _goal("阅读推广长效机制", "sustainability", "qualitative", "健全", "基本健全", level="达成年度指标", share="0.9"),
    _goal("读者满意度", "satisfaction", ">=", "90%", "96%", "%"),
)  # fmt: skip


def filling_for(subject_kind: str, year: int) -> Filling:
    """The workbook's contents for a ``project``, ``transfer`` or ``department`` scheme."""
    whole = subject_kind == "department"
    kind = {"kind": "项目支出", "source": "一般公共预算", "project": PROJECT}
    budget = (
        BudgetLine(item="阅读推广", nature="当年财政拨款", level="县级", initial=_amount("55.00"), adjusted=_amount("53.50"),
                   basis="云财预〔2022〕18号", **kind),
        BudgetLine(item="上年结转的购书款", nature="上年结转资金", level="省级", initial=_amount("5.00"),
                   adjusted=_amount("5.00"), **kind),
    )  # fmt: skip
    paid = (
        Payment(item="活动支出", nature="当年财政拨款", level="县级", amount=_amount("38.26"), **kind),
        Payment(item="购书支出", nature="当年财政拨款", level="县级", amount=_amount("13.84"), **kind),
        Payment(item="购书支出", nature="上年结转资金", level="省级", amount=_amount("5.00"), **kind),
    )
    rows: dict[str, tuple[object, ...]] = {"budget": budget, "execution": paid, "projects": (Project(name=PROJECT),)}
    rows["rectifications"] = (
        Rectification(
            problem="阅读活动集中在下半年", origin="绩效自评", found_on=date(year, 12, 20), measure="年初排定全年活动计划，按季举办",
            due_on=date(year + 1, 6, 30),
        ),
    )  # fmt: skip
    if whole:
        basic = {"source": "一般公共预算", "nature": "当年财政拨款", "level": "县级"}
        rows["budget"] = (
            *budget,
            BudgetLine(item="在职人员", kind="人员经费", initial=_amount("168.40"), adjusted=_amount("171.25"),
                       basis="云财预〔2022〕9号", **basic),
            BudgetLine(item="日常公用", kind="公用经费", initial=_amount("21.60"), adjusted=_amount("21.60"), **basic),
        )  # fmt: skip
        rows["execution"] = (
            *paid,
            Payment(item="在职人员", kind="人员经费", amount=_amount("171.25"), **basic),
            Payment(item="日常公用", kind="公用经费", amount=_amount("20.95"), **basic),
        )
        rows["staff"] = (Staff(category="事业编制", quota=_amount("14"), actual=_amount("13")),)
    return Filling(
        unit="云溪县图书馆",
        year=year,
        subject="" if whole else PROJECT,
        department="云溪县文化广电旅游局",
        rows=rows,
        answers={
            "decision_level": Answer("达成年度指标"),
            "decision_share": Answer(parse_cell("100%")),
            "management_level": Answer("达成年度指标"),
            "management_share": Answer(parse_cell("90%")),
        },
        goals=GOALS,
        texts={
            "goal": "办好全年讲座和流动图书车，让县城和乡镇的读者就近借到书。",
            "goal_reached": "讲座和流动图书车按计划办完，各乡镇都设了借还点。",
        },
    )
