"""An invented unit that keeps every register, so that every sentence and table of the documents has something to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jixiao.facts import GoalRow
from jixiao.numbers import Missing, parse_cell
from jixiao.registers.activities import Activity
from jixiao.registers.assets import Asset
from jixiao.registers.budget import BudgetLine
from jixiao.registers.buildings import Building
from jixiao.registers.catalogue import REGISTERS
from jixiao.registers.contracts import Contract
from jixiao.registers.disclosures import Disclosure
from jixiao.registers.execution import Payment
from jixiao.registers.funds import Fund
from jixiao.registers.grants import Grant
from jixiao.registers.last_year import ITEMS, LastYear
from jixiao.registers.policies import Policy
from jixiao.registers.procurement import Procurement
from jixiao.registers.projects import Project
from jixiao.registers.rectifications import Rectification
from jixiao.registers.revenue import Revenue
from jixiao.registers.staff import Staff
from jixiao.registers.surveys import Survey
from jixiao.registers.three_public import KINDS, ThreePublicItem
from jixiao.schemes.catalogue import Catalogue
from jixiao.scoring.engine import score
from jixiao.workbook.filling import Answer, Filling
from jixiao.workbook.reader import read_workbook
from jixiao.workbook.template import write
from jixiao.writing.dossier import Dossier

if TYPE_CHECKING:
    from pathlib import Path

UNIT, DEPARTMENT = "青山区图书馆", "青山区文化局"
READING, DIGITAL = "全民阅读推广", "古籍数字化"
YES = True


def _d(text: str) -> Decimal:
    return Decimal(text)


def _line(item: str, kind: str, initial: str, adjusted: str, project: str = "", basis: str = "") -> BudgetLine:
    return BudgetLine(
        item=item,
        kind=kind,
        source="一般公共预算",
        nature="当年财政拨款",
        level="县级",
        project=project,
        initial=_d(initial),
        adjusted=_d(adjusted),
        basis=basis,
    )


def _paid(month: int, item: str, kind: str, amount: str, project: str = "") -> Payment:
    return Payment(
        paid_on=date(2023, month, 20),
        item=item,
        kind=kind,
        source="一般公共预算",
        nature="当年财政拨款",
        level="县级",
        project=project,
        amount=_d(amount),
    )


def _goal(name: str, category: str, target: str, actual: str, task: str, **more: Any) -> GoalRow:
    value, reached = parse_cell(target, ""), parse_cell(actual, "")
    operator = more.pop("operator", ">=")
    return GoalRow(name, category, operator, value or target, reached or actual, Missing.BLANK, task=task, **more)


ROWS = {
    "budget": (
        _line("人员经费", "人员经费", "180.00", "186.40", basis="青财〔2023〕18号"),
        _line("公用经费", "公用经费", "32.00", "32.00"),
        _line("阅读推广活动", "项目支出", "60.00", "60.00", READING),
        _line("古籍扫描", "项目支出", "45.00", "40.00", DIGITAL, "青财〔2023〕31号"),
    ),
    "execution": (
        *(_paid(month, "工资和社会保险", "人员经费", "46.60") for month in (3, 6, 9, 12)),
        *(_paid(month, "办公和水电", "公用经费", "7.50") for month in (3, 6, 9, 12)),
        _paid(4, "世界读书日活动", "项目支出", "18.20", READING),
        _paid(7, "暑期讲座", "项目支出", "12.75", READING),
        _paid(10, "流动书车", "项目支出", "26.05", READING),
        _paid(8, "扫描服务首付款", "项目支出", "16.00", DIGITAL),
        _paid(12, "扫描服务尾款", "项目支出", "14.00", DIGITAL),
    ),
    "last_year": tuple(
        LastYear(item, _d(final)) for item, final in zip(ITEMS, ("180.20", "30.50", "96.00"), strict=True)
    ),
    "revenue": (Revenue(item="财政拨款收入", source="一般公共预算", budget=_d("317.00"), final=_d("318.40")),),
    "funds": (
        Fund(
            item="阅读推广资金",
            source="一般公共预算",
            level="县级",
            project=READING,
            carryover_in=_d("0"),
            planned=_d("60.00"),
            received=_d("60.00"),
            due_on=date(2023, 3, 31),
            received_on=date(2023, 3, 15),
            carryover=_d("3.00"),
        ),
        Fund(
            item="古籍资金",
            source="一般公共预算",
            level="县级",
            project=DIGITAL,
            carryover_in=_d("0"),
            planned=_d("40.00"),
            received=_d("40.00"),
            due_on=date(2023, 6, 30),
            received_on=date(2023, 6, 12),
            carryover=_d("10.00"),
        ),
        Fund(
            item="公用经费", source="一般公共预算", level="县级", planned=Missing.NOT_APPLICABLE, carryover=_d("2.00")
        ),
    ),
    "projects": (
        Project(
            name=READING,
            investment=_d("60.00"),
            is_new=False,
            appraised=Missing.NOT_APPLICABLE,
            goals_set=YES,
            monitored=YES,
            evaluated=YES,
            due_on=date(2023, 12, 31),
            finished_on=date(2023, 12, 10),
        ),
        Project(
            name=DIGITAL,
            investment=_d("90.00"),
            is_new=YES,
            appraised=YES,
            goals_set=YES,
            monitored=YES,
            evaluated=YES,
            due_on=date(2024, 12, 31),
        ),
    ),
    "grants": (
        Grant(
            name="社区书屋",
            recipient="青山街道办事处",
            project=READING,
            agreed=_d("6.00"),
            paid=_d("6.00"),
            accepted=YES,
        ),
    ),
    "procurement": (
        Procurement(
            item="古籍扫描服务",
            project=DIGITAL,
            method="竞争性磋商",
            planned=_d("40.00"),
            executed=_d("38.00"),
            reserved=_d("38.00"),
            intent=YES,
            intent_on=date(2023, 4, 1),
            started_on=date(2023, 5, 15),
        ),
    ),
    "contracts": (
        Contract(
            number="QS-01",
            name="古籍扫描服务合同",
            project=DIGITAL,
            supplier="某数字科技公司",
            amount=_d("38.00"),
            awarded_on=date(2023, 6, 20),
            signed_on=date(2023, 7, 5),
            filed=YES,
            filed_on=date(2023, 7, 10),
        ),
    ),
    "assets": (
        Asset(
            name="图书",
            category="图书和档案",
            quantity=_d("52000"),
            value=_d("160.00"),
            state="在用",
            counted_on=date(2023, 11, 8),
            income=_d("0"),
            remitted=_d("0"),
        ),
        Asset(
            name="旧服务器",
            category="设备",
            quantity=_d("2"),
            value=_d("8.00"),
            state="闲置",
            counted_on=date(2023, 11, 8),
            income=_d("0"),
            remitted=_d("0"),
        ),
    ),
    "buildings": (
        Building("总馆屋面维修", Missing.NOT_APPLICABLE, _d("1860.5"), _d("42.00"), _d("39.80")),
        Building("北部分馆", _d("1200"), _d("1180"), _d("260.00")),
    ),
    "three_public": (
        ThreePublicItem(KINDS[0], _d("0"), _d("0"), _d("0")),
        ThreePublicItem(KINDS[1], _d("0"), _d("0"), _d("0")),
        ThreePublicItem(KINDS[2], _d("3.20"), _d("2.85"), _d("3.10")),
        ThreePublicItem(KINDS[3], _d("0.60"), _d("0.18"), _d("0.35")),
    ),
    "disclosures": tuple(
        Disclosure(matter, f"2023年{matter}", due, published, YES, "http://www.example.gov.cn/")
        for matter, due, published in (
            ("部门预算", date(2023, 3, 1), date(2023, 2, 20)),
            ("部门决算", date(2023, 9, 1), date(2023, 8, 28)),
            ("绩效目标", date(2023, 3, 1), date(2023, 2, 20)),
            ("绩效自评", date(2023, 9, 1), date(2023, 8, 28)),
            ("采购意向", date(2023, 4, 15), date(2023, 4, 1)),
        )
    ),
    "policies": tuple(
        Policy(f"青山区图书馆{area}办法", area, f"青图〔2021〕{number}号", date(2021, 5, number), YES)
        for number, area in enumerate(("预算绩效管理", "财务管理", "采购内控", "资产管理"), 3)
    ),
    "activities": (
        Activity("讲座", "宋版书的故事", date(2023, 4, 23), "总馆报告厅", READING, _d("1"), _d("210"), "签到表"),
        Activity("讲座", "怎样读地方志", date(2023, 6, 10), "总馆报告厅", READING, _d("1"), _d("86"), "签到表"),
        Activity("讲座", "暑期亲子共读", date(2023, 8, 19), "各分馆", READING, _d("6"), _d("540"), "签到表"),
        Activity("进校园", "流动书车", date(2023, 10, 27), "12 所小学", READING, _d("12"), _d("3600"), "照片"),
        Activity("推文", "馆藏一页", date(2023, 12, 28), "", READING, _d("52"), Missing.NOT_APPLICABLE, "截图"),
        Activity("培训", "古籍著录培训", date(2023, 9, 6), "古籍部", DIGITAL, _d("2"), _d("35"), "签到表"),
    ),
    "surveys": (Survey("到馆读者", READING, "纸质问卷", date(2023, 11, 20), _d("300"), _d("286"), _d("273")),),
    "rectifications": (
        Rectification(
            "古籍扫描进度慢于计划",
            "绩效监控",
            date(2023, 8, 31),
            "增加一个扫描班次，按周核对进度",
            date(2023, 12, 31),
            date(2023, 12, 20),
        ),
    ),
    "staff": (
        Staff("事业编制", _d("21"), _d("19"), _d("9")),
        Staff("工勤编制", _d("3"), _d("3"), _d("0")),
    ),
}

GOALS = (
    _goal("举办讲座", "quantity", "8 场", "8 场", "推广全民阅读", project=READING),
    _goal("流动书车进校园", "quantity", "10 场", "12 场", "推广全民阅读", project=READING),
    _goal("读者满意度", "satisfaction", "90%", "95.45%", "推广全民阅读", project=READING),
    _goal(
        "扫描古籍",
        "quantity",
        "200 册",
        "150 册",
        "保护古籍",
        project=DIGITAL,
        deviation="采购晚于计划两个月，下年度提前到一季度启动",
    ),
    _goal(
        "古籍可在线查阅",
        "social",
        "部分馆藏可在线查阅",
        "首批目录已上线",
        "保护古籍",
        operator="qualitative",
        level="达成年度指标",
        share=_d("0.9"),
        project=DIGITAL,
    ),
)


def _of_project(register: str, records: tuple[Any, ...]) -> tuple[Any, ...]:
    """The rows that name the project; all of them where a register concerns the whole unit."""
    scope = REGISTERS[register].scope
    return tuple(record for record in records if not scope or getattr(record, scope) == READING)


def filling(scheme_id: str) -> Filling:
    """The unit's workbook for a scheme; every yes-or-no that the scheme asks is answered with yes."""
    scheme, _ = Catalogue.of().find(scheme_id)
    assert scheme is not None
    department = scheme.subject == "department"
    goals = GOALS if department else tuple(goal for goal in GOALS if goal.project == READING)
    rows = ROWS if department else {name: _of_project(name, records) for name, records in ROWS.items()}
    asked = {name: spec for name, spec in scheme.inputs.items() if not spec.measure}
    return Filling(
        unit=UNIT,
        year=2023,
        subject="" if department else READING,
        department=DEPARTMENT,
        preparer="甲",
        approver="乙",
        filled_on=date(2024, 3, 5),
        rows=rows,
        answers={name: Answer(YES) for name, spec in asked.items() if spec.kind == "yes_no"},
        goals=goals,
    )


def dossier(scheme_id: str, folder: Path, own: dict[str, str] | None = None) -> Dossier:
    """The same through the workbook and back, so that every record has its row."""
    return dossier_of(replace(filling(scheme_id), texts=own or {}), scheme_id, folder)


def dossier_of(filled: Filling, scheme_id: str, folder: Path) -> Dossier:
    """Any filled workbook of a scheme through the file and back."""
    scheme, _ = Catalogue.of().find(scheme_id)
    assert scheme is not None
    path = folder / f"{scheme_id}.xlsx"
    write(scheme, path, filled)
    reading = read_workbook(path, Catalogue.of())
    assert reading.facts is not None, reading.findings
    return Dossier.of(reading, score(scheme, reading.facts))
