"""Invented units as filled workbooks: an ordinary one, and one that is larger and odder than any office's.

Used by benchmarks/documents.py and by the tests of the writer. The same number gives the same workbook.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.facts import GoalRow
from jixiao.numbers import Missing, Printed
from jixiao.registers.activities import Activity
from jixiao.registers.budget import BudgetLine
from jixiao.registers.execution import Payment
from jixiao.registers.projects import Project
from jixiao.registers.surveys import Survey
from jixiao.schemes.catalogue import Catalogue
from jixiao.workbook.filling import Answer, Filling
from jixiao.workbook.template import write

if TYPE_CHECKING:
    from pathlib import Path

    from jixiao.schemes.model import Scheme

DEPARTMENT, PROJECT = "guangdong-department-2022", "national-project-2020"
YEAR = 2023
KINDS = ("讲座", "竞赛", "进校园", "进社区", "培训", "推文", "志愿服务", "科普设施")
CATEGORIES = ("quantity", "quality", "timeliness", "cost", "economic", "social", "ecological", "satisfaction")
DECORATION = "喆镕堃㎡☐☑ “引号”‘单引号’ \u202bשלום\u202c A<b>&amp;\x07"
"""What has broken writers of documents before: rare characters, signs of forms, right-to-left text, markup, controls."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much a unit has to tell."""

    tasks: int = 8
    projects: int = 3
    evidence: int = 1
    name_length: int = 12
    target_length: int = 0
    decoration: str = ""

    def name(self, what: str, number: int) -> str:
        """A name of ``name_length`` characters, another for each number."""
        text = f"{what}{number}{self.decoration}"
        return (
            text + "关于进一步做好年度重点工作的专项安排" * (self.name_length // 18 + 1)
            if self.name_length > 12
            else text
        )


SMALL = Size()
LARGE = Size(tasks=300, projects=40, evidence=100, name_length=60, target_length=2500, decoration=DECORATION)


def money(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def filling(scheme: Scheme, number: int = 1, size: Size = SMALL) -> Filling:
    """Unit ``number`` with a year of work, for a scheme of a department or a project."""
    project = scheme.subject != "department"
    names = [cut(size.name("项目", 100 + each), size) for each in range(size.projects)]
    spent = [120_000 + 1_700 * number + 900 * each for each in range(size.projects)]
    rows = {
        "projects": tuple(Project(name=name, is_new=False, goals_set=True, monitored=True) for name in names),
        "budget": tuple(
            BudgetLine(item=name, kind="项目支出", project=name, source="一般公共预算",
                       initial=money(amount + 5_000), adjusted=money(amount + 5_000))
            for name, amount in zip(names, spent, strict=True)
        ),
        "execution": tuple(
            Payment(item=f"{month}月支付", kind="项目支出", project=name, source="一般公共预算",
                    paid_on=date(YEAR, month, 20), amount=money(amount // 4))
            for name, amount in zip(names, spent, strict=True)
            for month in (3, 6, 9, 12)
        ),
        "activities": tuple(
            Activity(kind=KINDS[each % len(KINDS)], name=cut(size.name("活动", each), size), held_on=date(YEAR, 1 + each % 12, 9),
                     place="文化站", project=names[0], times=Decimal(1), people=Decimal(30 + each + number), evidence="签到表")
            for each in range(size.tasks)
        ),
        "surveys": (Survey(object="服务对象", project=names[0], issued=Decimal(100), valid=Decimal(90), satisfied=Decimal(88)),),
    }  # fmt: skip
    told = "；".join(f"佐证材料{each}" for each in range(1, size.evidence + 1))
    answers = {
        name: Answer(value=True, evidence=told)
        for name, spec in scheme.inputs.items()
        if spec.kind == "yes_no" and not spec.measure
    }
    return Filling(
        unit=cut(f"第{number}{size.decoration}科学技术协会", size),
        year=YEAR,
        subject=names[0] if project else "",
        department="某市科学技术协会",
        rows=rows,
        answers=answers,
        goals=goals(size, project=project),
    )


def goals(size: Size, *, project: bool) -> tuple[GoalRow, ...]:
    """A goal a task; those of a project share the points that the national form gives their group."""
    group = [_GROUPS[CATEGORIES[each % len(CATEGORIES)]] for each in range(size.tasks)]
    found = []
    for number, (name, cents) in enumerate(group):
        alike = [each for each, (other, _) in enumerate(group) if other == name]
        points = money(cents // len(alike) + (cents % len(alike) if number == alike[0] else 0))
        found.append(goal(number, size, points if project else Missing.BLANK))
    return tuple(found)


_GROUPS = {
    **dict.fromkeys(("quantity", "quality", "timeliness", "cost"), ("output", 5_000)),
    **dict.fromkeys(("economic", "social", "ecological"), ("benefit", 3_000)),
    "satisfaction": ("satisfaction", 1_000),
}
"""Group and points, in hundredths, of each kind of goal in the national form."""


def goal(number: int, size: Size, points: Decimal | Missing) -> GoalRow:
    wordy = number == 3 and size.target_length > 0
    return GoalRow(
        name=cut(size.name("指标", number), size),
        category=CATEGORIES[number % len(CATEGORIES)],
        operator="qualitative" if wordy else ">=",
        target="按照方案要求全面完成各项任务。" * (size.target_length // 15)
        if wordy
        else Printed(Decimal(10 + number), "场"),
        actual="已经全面完成。" if wordy else Printed(Decimal(11 + number), "场"),
        level="达成年度指标" if wordy else "",
        share=Decimal(1) if wordy else Missing.BLANK,
        task=cut(size.name("任务", number // 5), size),
        points=points,
    )


def cut(name: str, size: Size) -> str:
    return name[: max(size.name_length, 12)]


def scheme_named(name: str) -> Scheme:
    return Catalogue.of().find(name)[0]


def workbook(path: Path, scheme_id: str = DEPARTMENT, number: int = 1, size: Size = SMALL) -> Path:
    """Writes the workbook of an invented unit to ``path``."""
    scheme = scheme_named(scheme_id)
    write(scheme, path, filling(scheme, number, size), all_registers=True)
    return path
