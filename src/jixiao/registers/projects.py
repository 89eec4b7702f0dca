"""Projects (项目台账): each project of the unit, whether it was appraised, had goals, was monitored and finished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.numbers import Missing
from jixiao.registers.base import Broken, Figure, Invariant, Register, When, YesNo, date_of, money, text, yes_no
from jixiao.registers.measures import tally, total

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["REGISTER", "Project"]


@dataclass(frozen=True, slots=True)
class Project:
    """One project. A date of completion left blank means that the project is not finished."""

    name: str = text("项目名称", required=True, width=30, synonyms=("项目",))
    investment: Figure = money("总投资", width=15, note="整个项目的投资，不是本年数。", synonyms=("项目总投资",))
    is_new: YesNo = yes_no("本年新增", width=11, note="本年度新设立的项目填“是”。", synonyms=("是否新增",))
    appraised: YesNo = yes_no(
        "已做事前评估", width=14, note="新增项目须做事前绩效评估；延续项目填“不适用”。", synonyms=("事前绩效评估",)
    )
    goals_set: YesNo = yes_no("已编绩效目标", width=14, synonyms=("已申报绩效目标",))
    monitored: YesNo = yes_no("已做绩效监控", width=14)
    evaluated: YesNo = yes_no("已做绩效自评", width=14)
    due_on: When = date_of("计划完成日期", width=14, note="年内没有完成要求的填“不适用”。")
    finished_on: When = date_of("实际完成日期", width=14, note="没有完成的留空。")


def _appraisal_concerns_new(project: Project) -> Broken | None:
    if project.is_new is True and project.appraised is Missing.NOT_APPLICABLE:
        return Broken("appraised", "不适用", "“是”或“否”（该项目为本年新增）")
    return None


def _is_new(project: Project, _year: int) -> bool | Missing:
    return project.is_new


def _new_and_appraised(project: Project, _year: int) -> bool | Missing:
    return project.appraised if project.is_new is True else project.is_new


def _due(project: Project, year: int) -> bool | Missing:
    if isinstance(project.due_on, Missing):
        return project.due_on
    return project.due_on.year <= year


def _on_time(project: Project, year: int) -> bool | Missing:
    if isinstance(project.due_on, Missing):
        return project.due_on
    if project.due_on.year > year or isinstance(project.finished_on, Missing):
        return False
    return project.finished_on <= project.due_on


def _answer(name: str) -> Callable[[Project, int], bool | Missing]:
    def test(project: Project, _year: int) -> bool | Missing:
        answer: bool | Missing = getattr(project, name)
        return answer

    return test


REGISTER = Register(
    name="projects",
    label="项目台账",
    purpose="本单位的每个项目一行。",
    record=Project,
    example=Project(
        name="科普活动经费",
        investment=Decimal("52.50"),
        is_new=False,
        appraised=Missing.NOT_APPLICABLE,
        goals_set=True,
        monitored=True,
        evaluated=True,
        due_on=date(2023, 12, 31),
        finished_on=date(2023, 12, 15),
    ),
    invariants=(Invariant("IN303", "新增项目须说明是否做过事前绩效评估", _appraisal_concerns_new),),
    key=("name",),
    totals=("investment",),
    measures=(
        tally("projects", "项目个数", "个", "项目台账的行数"),
        total("investment", "总投资", "investment"),
        tally("new_projects", "新增项目个数", "个", "本年新增的项目个数", test=_is_new),
        tally(
            "new_projects_appraised",
            "已评估的新增项目个数",
            "个",
            "做过事前绩效评估的新增项目个数",
            test=_new_and_appraised,
        ),
        tally(
            "projects_with_goals", "已编绩效目标的项目个数", "个", "已编绩效目标的项目个数", test=_answer("goals_set")
        ),
        tally(
            "projects_monitored", "已做绩效监控的项目个数", "个", "已做绩效监控的项目个数", test=_answer("monitored")
        ),
        tally(
            "projects_evaluated", "已做绩效自评的项目个数", "个", "已做绩效自评的项目个数", test=_answer("evaluated")
        ),
        tally("projects_due", "应完成的项目个数", "个", "计划完成日期不晚于本年末的项目个数", test=_due),
        tally("projects_on_time", "按期完成的项目个数", "个", "实际完成不晚于计划的项目个数", test=_on_time),
    ),
    order=50,
    scope="name",
)
