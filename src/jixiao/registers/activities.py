"""Activities (活动台账): what was held or made, when, where, how often, with how many people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from jixiao.registers.base import Figure, Register, When, choice, count, date_of, text
from jixiao.registers.measures import tally, total

__all__ = ["COUNTED", "KINDS", "REGISTER", "Activity"]

COUNTED: Final = (
    ("讲座", "lectures", "场"),
    ("竞赛", "competitions", "次"),
    ("科技活动周", "science_weeks", "次"),
    ("全国科普日", "science_days", "次"),
    ("进校园", "campus_visits", "场"),
    ("进社区", "community_visits", "场"),
    ("进农村", "village_visits", "场"),
    ("进企业", "enterprise_visits", "场"),
    ("培训", "trainings", "期"),
    ("学术交流", "exchanges", "次"),
    ("推文", "articles", "篇"),
    ("直播", "livestreams", "场"),
    ("志愿服务", "volunteer_services", "次"),
    ("走访慰问", "condolence_visits", "次"),
    ("科普基地", "science_bases", "个"),
    ("示范社区", "model_communities", "个"),
    ("科普设施", "facilities", "个"),
)
KINDS: Final = (*(kind for kind, _, _ in COUNTED), "其他活动")
"""Kinds of activities; each but the last has a measure of its own."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity, or several alike in one row with their number in ``times``."""

    kind: str = choice("活动类别", KINDS, required=True, width=13, synonyms=("类别", "类型"))
    name: str = text("活动名称", required=True, width=32, synonyms=("名称", "活动"))
    held_on: When = date_of(
        "日期", in_year=True, width=13, note="几场合填一行的填最后一场。", synonyms=("活动日期", "时间")
    )
    place: str = text("地点", width=20, synonyms=("活动地点",))
    project: str = text("所属项目", width=22, synonyms=("项目名称",))
    times: Figure = count(
        "场次", "场次", required=True, width=11, note="场、次、期、篇、个均填在这里。", synonyms=("次数", "数量")
    )
    people: Figure = count("参与人次", "人次", width=13, synonyms=("参加人次", "参加人数", "人次"))
    evidence: str = text("佐证材料", width=26, synonyms=("佐证", "材料"))


REGISTER = Register(
    name="activities",
    label="活动台账",
    purpose="每场活动一行，同类的可以合填一行并写明场次。",
    record=Activity,
    example=Activity(
        kind="讲座",
        name="应急救护科普讲座",
        held_on=date(2023, 6, 9),
        place="某社区文化站",
        project="科普活动经费",
        times=Decimal(1),
        people=Decimal(80),
        evidence="签到表、照片",
    ),
    totals=("times", "people"),
    measures=(
        total("activities", "活动场次", "times", kind="count", unit="场次"),
        total("activity_people", "活动参与人次", "people", kind="count", unit="人次"),
        tally("activity_rows", "活动项数", "项", "活动台账的行数"),
        *(
            total(name, f"{kind}{unit}数", "times", where={"kind": (kind,)}, kind="count", unit=unit)
            for kind, name, unit in COUNTED
        ),
    ),
    order=130,
    scope="project",
)
