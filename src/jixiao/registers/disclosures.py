"""Disclosures (信息公开): what had to be published until when, and where it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from jixiao.findings import Severity
from jixiao.numbers import Missing
from jixiao.registers.base import Broken, Invariant, Register, When, YesNo, choice, date_of, text, yes_no
from jixiao.registers.measures import tally, truth

__all__ = ["REGISTER", "Disclosure"]

MATTERS: Final = ("部门预算", "部门决算", "绩效目标", "绩效自评", "采购意向", "采购结果", "其他事项")


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One thing to be published. A date of publication left blank means that it is not published."""

    matter: str = choice("公开事项", MATTERS, required=True, width=14, synonyms=("事项", "公开内容"))
    title: str = text("公开标题", width=34, synonyms=("标题",))
    due_on: When = date_of(
        "应公开日期", required=True, width=14, note="没有规定期限的填“不适用”。", synonyms=("公开期限",)
    )
    published_on: When = date_of("实际公开日期", width=14, note="没有公开的留空。", synonyms=("公开日期",))
    complete: YesNo = yes_no("内容完整", width=11, synonyms=("内容是否完整",))
    address: str = text("公开网址", width=36, synonyms=("网址", "链接", "公开地址"))


def _published_somewhere(disclosure: Disclosure) -> Broken | None:
    if isinstance(disclosure.published_on, date) and not disclosure.address:
        return Broken("address", "空白", "公开的网址（已填公开日期）")
    return None


def _due(disclosure: Disclosure, _year: int) -> bool | Missing:
    return disclosure.due_on if isinstance(disclosure.due_on, Missing) else True


def _on_time(disclosure: Disclosure, _year: int) -> bool | Missing:
    if isinstance(disclosure.due_on, Missing):
        return disclosure.due_on
    return isinstance(disclosure.published_on, date) and disclosure.published_on <= disclosure.due_on


def _published(disclosure: Disclosure, _year: int) -> bool | Missing:
    return isinstance(disclosure.published_on, date)


def _proper(disclosure: Disclosure, _year: int) -> bool | Missing:
    """Published, complete, and on time where there is a term."""
    if not isinstance(disclosure.published_on, date) or disclosure.complete is False:
        return False
    if isinstance(disclosure.due_on, date) and disclosure.published_on > disclosure.due_on:
        return False
    return Missing.BLANK if isinstance(disclosure.complete, Missing) or disclosure.due_on is Missing.BLANK else True


_PROPER: Final = "按时公开且内容完整"

REGISTER = Register(
    name="disclosures",
    label="信息公开",
    purpose="每项应公开的信息一行。",
    record=Disclosure,
    example=Disclosure(
        matter="部门预算",
        title="20××年部门预算公开",
        due_on=date(2023, 3, 1),
        published_on=date(2023, 2, 24),
        complete=True,
        address="http://www.example.gov.cn/czxx/示例",
    ),
    invariants=(Invariant("IN311", "已公开而没有网址", _published_somewhere, Severity.WARNING),),
    measures=(
        tally("disclosures", "应公开事项数", "项", "信息公开的行数"),
        tally("disclosures_published", "已公开事项数", "项", "填有实际公开日期的项数", test=_published),
        tally("disclosures_due", "有期限的公开事项数", "项", "填有应公开日期的项数", test=_due),
        tally("disclosures_on_time", "按时公开事项数", "项", "公开不晚于应公开日期的项数", test=_on_time),
        *(
            truth(
                name,
                f"{matter}{_PROPER}",
                f"{matter}{_PROPER}",
                where={"matter": (matter,)},
                test=_proper,
                none=Missing.BLANK,
            )
            for name, matter in (
                ("budget_disclosed", "部门预算"),
                ("final_accounts_disclosed", "部门决算"),
                ("goals_disclosed", "绩效目标"),
                ("self_evaluation_disclosed", "绩效自评"),
                ("intents_disclosed", "采购意向"),
            )
        ),
    ),
    order=110,
)
