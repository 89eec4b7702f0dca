"""An invented district in the web application's database: 300 units below 20 departments, three years of work.

Register rows go in through the service that imports use, each with its event. Versions are frozen without rendering:
those of one year share the documents of its first unit, which would else take the better part of an hour.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from invented_units import CATEGORIES, KINDS, money
from jixiao.facts import GoalRow
from jixiao.lifecycle.roles import Role, UnitKind
from jixiao.lifecycle.states import HANDED_IN, State
from jixiao.numbers import Printed, round_by
from jixiao.registers.activities import Activity
from jixiao.registers.budget import BudgetLine
from jixiao.registers.execution import Payment
from jixiao.registers.procurement import Procurement
from jixiao.registers.projects import Project
from jixiao.registers.surveys import Survey
from jixiao.scoring.contract import result_object
from jixiao.web.evaluation.draft import draft_of
from jixiao.web.evaluation.freezing import figures_of, prepare
from jixiao.web.evaluation.models import Answer, Assignment, Evaluation, Passage, Round, Version, VersionFile
from jixiao.web.evaluation.signals import own_text_of, signals_of
from jixiao.web.organizations.models import Membership, Person, Unit
from jixiao.web.registers.models import TABLES, Book
from jixiao.web.registers.services import add_records
from jixiao.web.schemes import catalogue
from jixiao.workbook.goals import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "jixiao-load"
SCHEME = "guangdong-department-2022-restored"
STATES = (
    *(["draft"] * 9),
    *(["in_approval"] * 2),
    *(["with_department"] * 3),
    *(["with_finance"] * 5),
    "accepted",
)
"""Of 20 units in the last week before the deadline: not quite half are still typing."""
_PHRASES = ("全面完成年初确定的各项任务", "资金使用符合规定", "项目按进度推进", "服务对象反映良好", "制度健全并得到执行",
            "指定专人负责台账", "按月核对支付进度", "年中开展了一次监控", "宣传形式比往年丰富", "档案整理及时")  # fmt: skip
_SIGNS = "春夏秋冬山水林田湖草城乡街巷学校医馆书刊图文会展讲谈科技农工商教体卫安环交通信息数网云端人财物事"


@dataclass(frozen=True, slots=True)
class District:
    """How many; ``rows`` is roughly the number of register rows of one unit and year."""

    units: int = 300
    departments: int = 20
    years: tuple[int, ...] = (2023, 2024, 2025)
    rows: int = 200


def build(size: District) -> dict[str, Any]:
    """Fills an empty, migrated database; who can log in as what."""
    return _Builder(size).build()


class _Builder:
    def __init__(self, size: District) -> None:
        self._size = size
        self._random = random.Random(2025)
        self._password = make_password(PASSWORD)
        scheme, _ = catalogue().find(SCHEME)
        assert scheme is not None
        self._scheme = scheme

    @transaction.atomic
    def build(self) -> dict[str, Any]:
        self._people()
        for year in self._size.years:
            self._year(year, last=year == self._size.years[-1])
        roles: dict[str, list[str]] = {}
        for held in Membership.objects.select_related("person").order_by("pk"):
            roles.setdefault(held.role, []).append(held.person.username)
        return {"password": PASSWORD, "people": roles}

    def _people(self) -> None:
        finance = Unit.objects.create(name="示范区财政局", code="001", kind=UnitKind.FINANCE)
        self._finance = finance
        self._admin = self._person("admin", finance, Role.FINANCE_ADMINISTRATOR)
        for number in range(8):
            self._person(f"finance{number}", finance, Role.FINANCE_REVIEWER)
        self._evaluators = [self._person(f"evaluator{number}", finance, Role.EVALUATOR) for number in range(3)]
        self._person("auditor", finance, Role.AUDITOR)
        departments = []
        for number in range(self._size.departments):
            code = f"{number + 1:03}"
            each = Unit.objects.create(
                name=f"示范区第{number + 1}主管局", code=f"1{code}", kind="department", parent=finance
            )
            self._person(f"department{number}", each, Role.DEPARTMENT_REVIEWER)
            departments.append(each)
        self._units = []
        for number in range(self._size.units):
            parent = departments[number % len(departments)]
            unit = Unit.objects.create(name=f"示范区第{number + 1}事务中心", code=f"{parent.code}{number:03}", kind="unit", parent=parent)  # fmt: skip
            preparer = self._person(f"unit{number}", unit, Role.PREPARER)
            approver = self._person(f"unit{number}-head", unit, Role.APPROVER)
            self._units.append((unit, preparer, approver))

    def _person(self, username: str, unit: Unit, role: Role) -> Person:
        person = Person.objects.create(username=username, name=f"{unit.name}{role.label}", password=self._password)
        Membership.objects.create(person=person, unit=unit, role=role, since=date(2020, 1, 1))
        return person

    def _year(self, year: int, *, last: bool) -> None:
        today = timezone.localdate()
        which = Round.objects.create(
            finance=self._finance, title=f"{year}年度部门整体支出绩效自评", year=year, scheme_id=self._scheme.id,
            scheme_digest=self._scheme.digest, opens_on=today - timedelta(days=60), created_by=self._admin,
            deadline=today + timedelta(days=5), publish_by=today + timedelta(days=60), remind_days=[7, 3, 1],
            closed=not last,
        )  # fmt: skip
        shared: tuple[tuple[str, str, str, str], ...] = ()
        findings: tuple[dict[str, Any], ...] = ()
        for number, (unit, preparer, _approver) in enumerate(self._units):
            state = STATES[(number + number // len(STATES)) % len(STATES)] if last else "published"
            book = Book.objects.create(unit=unit, year=year)
            evaluation = Evaluation.objects.create(round=which, unit=unit, book=book, state=state)
            self._fill(evaluation, preparer, number)
            book.refresh_from_db()
            if state == "draft":
                continue
            draft = draft_of(evaluation)
            if not shared:
                assert draft.complete, [each.label for each in draft.open]
                made = prepare(draft)
                shared, findings = made.files, made.findings
            result = draft.result
            evaluation.current = version = Version.objects.create(
                evaluation=evaluation, number=1, made_by=preparer, reached="with_finance", book_revision=book.revision,
                revision=0, fingerprint=draft.fingerprint, scheme_id=self._scheme.id,
                scheme_version=self._scheme.version, scheme_digest=self._scheme.digest, result=result_object(result),
                total=result.total, points=result.points, grade=result.grade, findings=list(findings),
                figures=figures_of(draft), signals=signals_of(draft, findings), own_text=own_text_of(draft),
            )  # fmt: skip
            VersionFile.objects.bulk_create(
                VersionFile(version=version, document=document, name=name, format=form, blob_id=digest)
                for document, name, form, digest in shared
            )
            if State(state) in HANDED_IN:
                evaluation.handed_in_at = timezone.now()
            if state == "published":
                evaluation.published_at = timezone.now()
            evaluation.save()
            if state == "with_finance" and number % 4 == 0:
                evaluator = self._evaluators[number // 4 % len(self._evaluators)]
                Assignment.objects.create(evaluation=evaluation, person=evaluator, by=self._admin)

    def _fill(self, evaluation: Evaluation, person: Person, number: int) -> None:
        book = evaluation.book
        for name, records in self._rows(book.year, number).items():
            add_records(person, book, TABLES[name], records)
        answers = {
            name: "是" if spec.kind == "yes_no" else self._asked.get(name, "")
            for name, spec in self._scheme.inputs.items()
            if not spec.measure
        }
        Answer.objects.bulk_create(
            Answer(evaluation=evaluation, name=name, text=text, note=self._words(2))
            for name, text in answers.items() if text
        )  # fmt: skip
        Passage.objects.bulk_create(
            Passage(evaluation=evaluation, key=key, text=self._words(8)) for key in ("overview", "tasks", "management")
        )

    _asked = {  # noqa: RUF012 - a table
        "carryover_rate": "1.5", "intent_rate": "100", "contract_on_time_rate": "100", "contract_filing_rate": "100",
        "asset_utilization_rate": "98", "public_funds_control_rate": "-12", "appraisal_rate": "不适用",
        "asset_income_rate": "不适用", "three_public_budget": "18000", "three_public_expenditure": "15600",
    }  # fmt: skip

    def _words(self, sentences: int) -> str:
        """Half everybody's phrases, half the unit's own words."""
        own = ("".join(self._random.choices(_SIGNS, k=12)) for _ in range(sentences))
        return "。".join(f"{self._random.choice(_PHRASES)}，{each}" for each in own) + "。"

    def _rows(self, year: int, number: int) -> dict[str, tuple[Any, ...]]:
        lines = max(4, self._size.rows // 16)
        names = [f"第{each + 1}项重点工作" for each in range(lines)]
        budgets = [4_000_000 + 13_700 * (number + 7 * each) for each in range(lines)]  # hundredths of 元
        spent = [round_by("half_up_2", Fraction(each, 100) * (90 + (number + place) % 10) / 100) for place, each in enumerate(budgets)]  # fmt: skip
        quarter = [round_by("half_up_2", Fraction(each) / 4) for each in spent]
        count = self._size.rows - 7 * lines
        return {
            "goals": tuple(line_of(each) for each in self._goals(number)),
            "projects": tuple(Project(name=each, is_new=False, goals_set=True, monitored=True) for each in names),
            "budget": tuple(
                BudgetLine(item=name, kind="项目支出", project=name, source="一般公共预算", initial=money(amount), adjusted=money(amount))
                for name, amount in zip(names, budgets, strict=True)
            ),
            "execution": tuple(
                Payment(item=f"{name}{month}月支付", kind="项目支出", project=name, source="一般公共预算",
                        paid_on=date(year, month, 20), amount=amount, voucher=f"{month:02}-{place:04}")
                for place, (name, amount) in enumerate(zip(names, quarter, strict=True))
                for month in (3, 6, 9, 12)
            ),
            "procurement": (Procurement(item="办公设备", planned=Decimal(30), executed=Decimal("28.5"), intent=True),),
            "activities": tuple(
                Activity(kind=KINDS[each % len(KINDS)], name=f"第{each + 1}场活动", held_on=date(year, 1 + each % 12, 9),
                         place="文化站", project=names[each % lines], times=Decimal(1), people=Decimal(30 + each), evidence="签到表")
                for each in range(max(count, 8))
            ),
            "surveys": (Survey(object="服务对象", project=names[0], issued=Decimal(100), valid=Decimal(90), satisfied=Decimal(88)),),
        }  # fmt: skip

    def _goals(self, number: int) -> Iterator[GoalRow]:
        for each in range(16):
            missed = (number + each) % 11 == 0
            yield GoalRow(
                name=f"第{each + 1}项指标", category=CATEGORIES[each % len(CATEGORIES)], operator=">=",
                target=Printed(Decimal(10 + each), "场"), actual=Printed(Decimal(9 + each if missed else 11 + each), "场"),
                unit="场", deviation=self._words(1) if missed else "",
            )  # fmt: skip
