"""Problems found and their rectification (问题整改)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from jixiao.numbers import Missing
from jixiao.registers.base import Broken, Invariant, Register, When, choice, date_of, text
from jixiao.registers.measures import tally

__all__ = ["REGISTER", "Rectification"]

ORIGINS: Final = ("绩效自评", "绩效监控", "绩效评价", "审计", "财政监督", "巡察", "其他来源")


@dataclass(frozen=True, slots=True)
class Rectification:
    """One problem. A date of completion left blank means that it is not put right."""

    problem: str = text("问题", required=True, width=40, synonyms=("存在问题", "问题描述"))
    origin: str = choice("问题来源", ORIGINS, required=True, width=13, synonyms=("来源",))
    found_on: When = date_of("发现日期", width=13)
    measure: str = text("整改措施", width=40, synonyms=("措施",))
    due_on: When = date_of("整改期限", required=True, width=13, note="没有规定期限的填“不适用”。", synonyms=("期限",))
    done_on: When = date_of("整改完成日期", width=14, note="没有完成的留空。", synonyms=("完成日期",))


def _done_after_found(item: Rectification) -> Broken | None:
    if isinstance(item.done_on, date) and isinstance(item.found_on, date) and item.done_on < item.found_on:
        return Broken("done_on", f"{item.done_on}", f"不早于发现日期 {item.found_on}")
    return None


def _done(item: Rectification, _year: int) -> bool | Missing:
    return isinstance(item.done_on, date)


def _due(item: Rectification, year: int) -> bool | Missing:
    """Whether it had to be, or was, put right by the end of the year."""
    if isinstance(item.due_on, Missing):
        return item.due_on
    return item.due_on.year <= year or isinstance(item.done_on, date)


def _on_time(item: Rectification, _year: int) -> bool | Missing:
    if isinstance(item.due_on, Missing):
        return item.due_on
    return isinstance(item.done_on, date) and item.done_on <= item.due_on


REGISTER = Register(
    name="rectifications",
    label="问题整改",
    purpose="每个问题一行：从哪里来，何时改完。",
    record=Rectification,
    example=Rectification(
        problem="绩效目标中有一项没有量化",
        origin="绩效自评",
        found_on=date(2023, 3, 15),
        measure="重新设定该指标的目标值",
        due_on=date(2023, 6, 30),
        done_on=date(2023, 5, 20),
    ),
    invariants=(Invariant("IN314", "整改完成早于问题发现", _done_after_found),),
    measures=(
        tally("problems", "问题个数", "个", "问题整改的行数"),
        tally(
            "audit_problems",
            "审计和财政监督发现的问题个数",
            "个",
            "来源为审计或财政监督的问题个数",
            where={"origin": ("审计", "财政监督")},
        ),
        tally("problems_rectified", "已整改的问题个数", "个", "填有整改完成日期的问题个数", test=_done),
        tally("rectifications_due", "到期应整改的问题个数", "个", "整改期限不晚于本年末的问题个数", test=_due),
        tally("rectifications_on_time", "按期整改的问题个数", "个", "整改完成不晚于期限的问题个数", test=_on_time),
    ),
    order=150,
)
