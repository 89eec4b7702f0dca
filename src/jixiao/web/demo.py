"""The demo district: one finance bureau, one department with two subordinate units, the five units of the examples.

The five examples carry the names and figures of published reports; the other units are invented, and so is what they
did. Everything goes the way a user's work goes: through the same services, with its events.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from jixiao.facts import GoalRow
from jixiao.lifecycle.roles import Role, UnitKind
from jixiao.lifecycle.states import Action, Refusal
from jixiao.numbers import Printed, round_by
from jixiao.registers.activities import Activity
from jixiao.web.audit.chain import record
from jixiao.web.evaluation.answers import save_passage
from jixiao.web.evaluation.models import Assignment, Evaluation, Round
from jixiao.web.evaluation.workflow import take
from jixiao.web.organizations.models import Membership, Person, Unit
from jixiao.web.registers.loading import load_workbook
from jixiao.web.registers.models import TABLES, Book
from jixiao.web.schemes import catalogue
from jixiao.workbook.reader import read_workbook
from jixiao.workbook.template import write

if TYPE_CHECKING:
    from collections.abc import Callable

    from jixiao.workbook.filling import Filling

__all__ = ["DemoPerson", "NotEmpty", "load_demo"]

EXAMPLES: Final = Path(__file__).resolve().parents[3] / "examples"
PASSWORD: Final = "jixiao-demo"  # noqa: S105 - printed for everybody who starts the demo
_MARK: Final = "001-DEMO"
_SCHEME: Final = "guangdong-department-2022-restored"
_GOALS: Final = (
    ("举办科普讲座", "quantity", "6", "6", "场"),
    ("科学实验秀进校园", "quantity", "10", "12", "场"),
    ("科技辅导员培训", "quantity", "3", "2", "期"),
    ("参加活动的学生", "social", "3000", "3600", "人次"),
    ("参加活动的师生满意度", "satisfaction", "90", "94", "%"),
)


class NotEmpty(Exception):  # noqa: N818 - something the user has to change
    """The database holds something that is not the demo."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to log in as."""

    username: str
    does: str
    password: str = PASSWORD


@dataclass(frozen=True, slots=True)
class _Example:
    """A unit of the examples: its workbook, whose scheme and year the round takes."""

    key: str
    code: str
    workbook: str


_EXAMPLES: Final = (
    _Example("liwan", "201", "liwan-2023.xlsx"),
    _Example("haizhu", "202", "haizhu-2023.xlsx"),
    _Example("baiyun", "203", "baiyun-2022.xlsx"),
    _Example("tianhe", "204", "tianhe-2022.xlsx"),
    _Example("zhanjiang", "205", "zhanjiang-2022.xlsx"),
)
_INVENTED: Final = (
    ("kejiguan", "100001", "示范区科技馆", "0.8"),
    ("qingshao", "100002", "示范区青少年科技中心", "0.45"),
)
_DONE: Final = (
    Activity(
        kind="讲座", name="月球科普讲座", place="科技馆报告厅", times=Decimal(6), people=Decimal(720), evidence="签到表"
    ),
    Activity(kind="进校园", name="科学实验秀进校园", place="区内小学", times=Decimal(12), people=Decimal(3600)),
    Activity(kind="培训", name="科技辅导员培训", place="区教师进修学校", times=Decimal(2), people=Decimal(96)),
)


def load_demo(say: Callable[[str], object]) -> tuple[DemoPerson, ...]:
    """Loads the demo into an empty database; in one that holds it already nothing is done. The people to log in as."""
    if not Unit.objects.filter(code=_MARK).exists():
        if Person.objects.exists() or Unit.objects.exists():
            raise NotEmpty
        say("正在装入演示数据…")
        _Loader().load()
    return tuple(
        DemoPerson(person.username, "、".join(sorted({_told(each) for each in person.memberships.all()})))
        for person in Person.objects.prefetch_related("memberships__unit").order_by("pk")
    )


def _told(membership: Membership) -> str:
    return f"{membership.unit.name}{Role(membership.role).label}"


class _Loader:
    def __init__(self) -> None:
        self._rounds: dict[tuple[int, str], Round] = {}
        self._today = timezone.localdate()
        self._password = make_password(PASSWORD)  # once: it takes half a second, on purpose

    @transaction.atomic
    def load(self) -> None:
        """All of it or nothing: a demo that was interrupted half-way would look like the whole one."""
        self._units()
        for example in _EXAMPLES:
            self._example(example)
        for key, _, _, factor in _INVENTED:
            for year in (2022, 2023):
                self._invented(key, year, Fraction(factor) * (1 if year == 2022 else Fraction(9, 8)))
        self._progress()

    def _units(self) -> None:
        self._finance = Unit.objects.create(name="示范区财政局", code=_MARK, kind=UnitKind.FINANCE)
        self._department = Unit.objects.create(
            name="示范区科学技术局", code="100", kind=UnitKind.DEPARTMENT, parent=self._finance
        )
        self._people: dict[str, Person] = {}
        self._person("admin", "财政管理员", (self._finance, Role.FINANCE_ADMINISTRATOR))
        self._person("fuhe", "财政复核人", (self._finance, Role.FINANCE_REVIEWER))
        self._person("keji", "科技局审核人", (self._department, Role.DEPARTMENT_REVIEWER))
        self._person("pingjia", "第三方评价人员", (self._finance, Role.EVALUATOR))
        self._person("shenji", "审计人员", (self._finance, Role.AUDITOR))
        self._of: dict[str, Unit] = {}
        for key, code, name, _ in _INVENTED:
            self._unit(key, code, name, self._department)
        record(None, "found", self._finance, unit=self._finance, new={"demo": True})

    def _person(self, username: str, name: str, *roles: tuple[Unit, Role]) -> None:
        person = Person.objects.create(username=username, name=name, password=self._password)
        for unit, role in roles:
            Membership.objects.create(person=person, unit=unit, role=role, since=date(2020, 1, 1))
        self._people[username] = person

    def _unit(self, key: str, code: str, name: str, parent: Unit) -> None:
        self._of[key] = unit = Unit.objects.create(name=name, code=code, kind=UnitKind.UNIT, parent=parent)
        self._person(key, f"{name}经办人", (unit, Role.PREPARER))
        self._person(f"{key}-sh", f"{name}审核人", (unit, Role.APPROVER))

    def _round(self, year: int, scheme_id: str) -> Round:
        found = self._rounds.get((year, scheme_id))
        if found is None:
            scheme, _ = catalogue().find(scheme_id)
            assert scheme is not None, scheme_id
            what = {"department": "部门整体支出", "project": "项目支出", "transfer": "转移支付"}[scheme.subject]
            found = Round.objects.create(
                finance=self._finance,
                title=f"{year}年度{what}绩效自评（{scheme.title.partition('（')[0]}）",
                year=year,
                scheme_id=scheme.id,
                scheme_digest=scheme.digest,
                opens_on=self._today - timedelta(days=30),
                deadline=self._today + timedelta(days=14),
                publish_by=self._today + timedelta(days=60),
                remind_days=[7, 3, 1],
                note="请各单位核对台账后如实自评，按期上报。",
                created_by=self._people["admin"],
            )
            self._rounds[year, scheme_id] = found
        return found

    def _example(self, example: _Example) -> None:
        path = EXAMPLES / example.workbook
        reading = read_workbook(path, catalogue())
        assert reading.filling is not None
        assert reading.filling.year is not None
        self._unit(example.key, example.code, reading.filling.unit, self._finance)
        self._evaluation(example.key, reading.filling.year, reading.scheme_id, path, reading.filling.subject)

    def _evaluation(self, key: str, year: int, scheme: str, path: Path, subject: str = "") -> Evaluation:
        unit = self._of[key]
        book, _ = Book.objects.get_or_create(unit=unit, year=year)
        evaluation = Evaluation.objects.create(round=self._round(year, scheme), unit=unit, book=book, subject=subject)
        loaded = load_workbook(self._people[key], evaluation, path)
        assert loaded.ready, loaded.findings
        return evaluation

    def _invented(self, key: str, year: int, factor: Fraction) -> None:
        reading = read_workbook(EXAMPLES / "baiyun-2022.xlsx", catalogue())
        assert reading.filling is not None
        scheme, _ = catalogue().find(_SCHEME)
        assert scheme is not None
        activities = tuple(replace(each, held_on=date(year, 5, 20)) for each in _DONE)
        rows = {
            name: tuple(_scaled(TABLES[name], each, factor, year - 2022) for each in records)
            for name, records in reading.filling.rows.items()
        }
        filling: Filling = replace(
            reading.filling,
            unit=self._of[key].name,
            year=year,
            rows={**rows, "activities": activities},
            goals=tuple(_goal(*goal) for goal in _GOALS),
        )
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "workbook.xlsx"
            write(scheme, path, filling)
            evaluation = self._evaluation(key, year, scheme.id, path)
        words = {
            "overview": "本单位承担全区科学普及和青少年科技教育工作，内设办公室和活动部。",
            "tasks": "办好科普讲座、科学实验秀进校园和科技辅导员培训。",
            "management": "制定了绩效目标、运行监控和自评办法，指定专人按月核对台账。",
        }
        for place, text in words.items():
            save_passage(self._people[key], evaluation, place, text, revision=0)

    def _progress(self) -> None:
        """Some are further than others, as in any district two weeks before the deadline."""
        people, of = self._people, self._of
        steps = (
            ("kejiguan", 2022, "publish"),
            ("qingshao", 2022, "forward"),
            ("kejiguan", 2023, "approve"),
            ("baiyun", 2022, "return"),
            ("zhanjiang", 2022, "publish"),
            ("tianhe", 2022, "submit"),
        )
        for key, year, goal in steps:
            evaluation = Evaluation.objects.get(unit=of[key], round__year=year)
            way = [
                (Action.SUBMIT, people[key]),
                (Action.APPROVE, people[f"{key}-sh"]),
                *([(Action.FORWARD, people["keji"])] if evaluation.unit.has_department else []),
            ]
            ends = {
                "submit": way[:1],
                "approve": way[:2],
                "return": [*way, (Action.RETURN, people["fuhe"])],
                "forward": way,
                "publish": [*way, (Action.ACCEPT, people["fuhe"]), (Action.PUBLISH, people["admin"])],
            }
            for action, person in ends[goal]:
                reason = (
                    "各项指标分值合计为 99 分，请核对采购管理各项分值后重新上报。" if action is Action.RETURN else ""
                )
                if isinstance(take(person, evaluation, action, reason=reason), Refusal):
                    break
        handed_in = Evaluation.objects.get(unit=of["qingshao"], round__year=2022)
        Assignment.objects.create(evaluation=handed_in, person=people["pingjia"], by=people["admin"])


def _goal(name: str, category: str, target: str, actual: str, unit: str) -> GoalRow:
    missed = Decimal(actual) < Decimal(target)
    return GoalRow(
        name=name,
        category=category,
        operator=">=",
        target=Printed(Decimal(target), unit, 0, target),
        actual=Printed(Decimal(actual), unit, 0, actual),
        unit=unit,
        deviation="一期培训因场地维修推迟到次年三月，已列入计划。" if missed else "",
    )


def _scaled(table: Any, found: Any, factor: Fraction, years: int) -> Any:
    """The record of an invented unit: amounts of money by ``factor``, rounded to 元, dates moved by ``years``."""
    changed: dict[str, Any] = {}
    for column in table.columns:
        value = getattr(found, column.name)
        if column.kind == "money" and isinstance(value, Decimal):
            changed[column.name] = round_by("half_up_2", Fraction(value) * factor)
        elif column.kind == "date" and isinstance(value, date) and years:
            changed[column.name] = value.replace(year=value.year + years)
    return replace(found, **changed)
