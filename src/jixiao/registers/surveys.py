"""Satisfaction surveys (满意度调查)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from jixiao.registers.base import (
    Broken,
    ComputedColumn,
    Figure,
    Invariant,
    Register,
    When,
    choice,
    count,
    date_of,
    text,
)
from jixiao.registers.measures import tally, total

__all__ = ["REGISTER", "Survey"]

METHODS: Final = ("纸质问卷", "网络问卷", "电话调查", "访谈座谈", "其他方式")


@dataclass(frozen=True, slots=True)
class Survey:
    """One survey among one group of people."""

    object: str = text("调查对象", required=True, width=24, synonyms=("对象",))
    project: str = text("所属项目", width=22, synonyms=("项目名称",))
    method: str = choice("调查方式", METHODS, width=12, synonyms=("方式",))
    held_on: When = date_of("调查日期", width=13, synonyms=("日期",))
    issued: Figure = count("发放份数", "份", width=13, synonyms=("发放问卷", "发放数"))
    valid: Figure = count("有效份数", "份", required=True, width=13, synonyms=("有效问卷", "回收份数", "有效数"))
    satisfied: Figure = count("满意份数", "份", required=True, width=13, synonyms=("满意问卷", "满意数"))


def _within(part: str, whole: str, whole_label: str) -> Invariant[Survey]:
    def check(survey: Survey) -> Broken | None:
        less, more = getattr(survey, part), getattr(survey, whole)
        if isinstance(less, Decimal) and isinstance(more, Decimal) and less > more:
            return Broken(part, f"{less:f} 份", f"不超过{whole_label} {more:f} 份")
        return None

    code, title = ("IN312", "有效份数多于发放份数") if part == "valid" else ("IN313", "满意份数多于有效份数")
    return Invariant(code, title, check)


REGISTER = Register(
    name="surveys",
    label="满意度调查",
    purpose="每次调查一行；满意度由满意份数除以有效份数得出。",
    record=Survey,
    example=Survey(
        object="参加讲座的居民",
        project="科普活动经费",
        method="纸质问卷",
        held_on=date(2023, 10, 16),
        issued=Decimal(120),
        valid=Decimal(112),
        satisfied=Decimal(105),
    ),
    invariants=(_within("valid", "issued", "发放份数"), _within("satisfied", "valid", "有效份数")),
    totals=("issued", "valid", "satisfied"),
    computed=(ComputedColumn("满意度", "%", after="satisfied", numerator="satisfied", denominator="valid"),),
    measures=(
        tally("surveys", "满意度调查次数", "次", "满意度调查的行数"),
        total("survey_issued", "问卷发放份数", "issued", kind="count", unit="份"),
        total("survey_valid", "有效问卷份数", "valid", kind="count", unit="份"),
        total("survey_satisfied", "满意问卷份数", "satisfied", kind="count", unit="份"),
    ),
    order=140,
    scope="project",
)
