"""The sheet of basic data under a self-evaluation (基础数据表): staff, funds, three-public expenses, procurement, results.

Of a department: staff, funds by kind, the expenses that are controlled with last year's final, this year's budget and
final, procurement, buildings. Of a project: its data, funds by nature with A and B, funds received by level, goals,
procurement. Wherever the printed figures satisfy an identity (a total and its parts, a balance, a rate), the xlsx form
has it as a live formula; where they do not, it has the figures alone, for a formula would put another figure there.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.numbers import Missing, plain
from jixiao.registers.activities import COUNTED, KINDS
from jixiao.registers.base import NOTHING_THIS_YEAR
from jixiao.schemes.goals import CATEGORIES
from jixiao.writing.cells import gap
from jixiao.writing.documents import Document
from jixiao.writing.documents._basic_form import Form
from jixiao.writing.documents._goals import goal_runs, reached_of
from jixiao.writing.documents._prose import para, rest, row_sum, spending
from jixiao.writing.layout import Layout, Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.writing.documents._prose import Placed
    from jixiao.writing.dossier import Dossier
    from jixiao.writing.layout import Block

__all__ = ["DOCUMENT"]

_MONEY: Final = "金额单位：万元"
_THREE_PUBLIC: Final = ("因公出国（境）费", "公务用车购置费", "公务用车运行维护费", "公务接待费")
_ORDINALS: Final = "一二三四五六七八"


def build(dossier: Dossier) -> Layout:
    """Tables one below the other; a register without rows leaves its table with marked gaps."""
    department = dossier.scheme.subject == "department"
    kind = f"{'部门整体' if department else '项目'}支出{DOCUMENT.title}"
    subject = "" if department else dossier.result.subject
    title = f"{dossier.unit}{dossier.year}年度{subject}{kind}"
    parts = (
        (
            ("财政供养人员情况", _staff(dossier)),
            ("收支情况", _kinds(dossier)),
            ("“三公”经费情况", _three_public(dossier)),
            ("人员经费、公用经费和项目支出情况", _controlled(dossier)),
            ("政府采购情况", _procurement(dossier)),
            ("活动情况", _activities(dossier)),
            ("楼堂馆所情况", _buildings(dossier)),
        )
        if department
        else (
            ("项目基本情况", _project(dossier)),
            ("资金安排和执行情况", _natures(dossier)),
            ("资金到位情况", _levels(dossier)),
            ("政府采购情况", _procurement(dossier)),
            ("活动情况", _activities(dossier)),
            ("绩效指标完成情况", _goals(dossier)),
        )
    )
    blocks: list[Block] = [para(title, style="title")]
    for number, (head, form) in zip(_ORDINALS, parts, strict=False):
        blocks += [para(f"{number}、{head}", style="h1"), form.table()]
    return Layout(kind, title, tuple(blocks), landscape=True, unit=dossier.unit, year=dossier.year)


# --- figures


def _bare(run: Run | None, lacking: str) -> Run:
    """A field without the unit that stands above the table, or a gap."""
    if run is None:
        return gap(lacking)
    return Run(
        run.text.removesuffix("万元").removesuffix("平方米").removesuffix("人"),
        fact=run.fact,
        origins=run.origins,
        gap=run.gap,
    )


def _fact(dossier: Dossier, name: str, label: str, unit: str = "万元") -> Run:
    return dossier.bare(name, label, unit) if dossier.has(name) else gap(dossier.wanted(name, label))


def _rate(part: Fraction | None, whole: Fraction | None, name: str) -> Run:
    """``part`` ÷ ``whole`` in per cent without the sign, which stands in the head; nothing where it cannot be said."""
    if part is None or not whole:
        return Run("")
    return Run(plain(part / whole * 100, 2), fact=f"rate:{name}")


def _sum(rows: Sequence[Placed], column: str) -> Fraction | None:
    values = [getattr(row, column) for row, _ in rows]
    figures = [Fraction(value) for value in values if isinstance(value, Decimal)]
    return sum(figures, Fraction(0)) if figures else None


# --- a department


def _staff(dossier: Dossier) -> Form:
    form = Form(
        ("编制类别",), ("编制数（人）", "在职人数（人）", "人员控制率（%）", "退休人数（人）"), _MONEY, repeated=False
    )
    total = form.add(
        ("全部编制",),
        _fact(dossier, "staff_quota", "编制数", "人"),
        _fact(dossier, "staff_actual", "在职人数", "人"),
        _rate(dossier.base("staff_actual"), dossier.base("staff_quota"), "人员控制率"),
        dossier.bare("staff_retired", "退休人数", "人"),
    )
    rows = []
    for row, place in dossier.placed("staff"):
        told = [
            row_sum([(row, place)], name, f"{row.category}（{name}）", "人") for name in ("quota", "actual", "retired")
        ]
        quota, actual, retired = (_bare(run, f"{row.category}人数（填“编制与在职”）") for run in told)
        rate = _rate(_sum([(row, place)], "actual"), _sum([(row, place)], "quota"), f"{row.category}控制率")
        rows.append(form.add((row.category,), quota, actual, rate, retired))
    form.sums(total, rows, (0, 1, 3))
    form.rates([*rows, total], part=1, whole=0, at=2)
    return form


def _kinds(dossier: Dossier) -> Form:
    form = Form(("支出类别",), ("年初预算数", "全年预算数", "执行数", "结余", "执行率（%）"), _MONEY)
    total = _amounts(form, dossier, "合计", "initial_budget", "adjusted_budget", "expenditure")
    rows: list[int] = []
    for label, name in (("基本支出", "basic"), ("项目支出", "project")):
        names = (f"{name}_initial_budget", f"{name}_budget", f"{name}_expenditure")
        if any(dossier.base(each) for each in names):
            rows.append(_amounts(form, dossier, f"{'' if rows else '其中：'}{label}", *names))
    others = [rest(dossier, whole) for whole in ("initial_budget", "adjusted_budget", "expenditure")]
    if rows and any(others):
        _, budget, spent = others
        shown = [Run("") if each is None else Run(plain(each, 2), fact="其他支出") for each in others]
        left = None if budget is None or spent is None else budget - spent
        balance = Run("") if left is None else Run(plain(left, 2), fact="其他支出结余")
        rows.append(form.add(("其他支出",), *shown, balance, _rate(spent, budget, "其他支出")))
    form.sums(total, rows, (0, 1, 2))
    form.differences([total, *rows], minuend=1, subtrahend=2, at=3)
    form.rates([total, *rows], part=2, whole=1, at=4)
    return form


def _amounts(form: Form, dossier: Dossier, label: str, initial: str, adjusted: str, spent: str) -> int:
    """Initial budget, budget, expenditure, what is left and the rate. Parts that are not kept apart stay blank."""
    needed = label in ("合计", "年度资金总额")
    figures = [
        _fact(dossier, name, f"{label}{column}") if needed else dossier.bare(name, column)
        for name, column in ((initial, "年初预算数"), (adjusted, "全年预算数"), (spent, "执行数"))
    ]
    budget, used = dossier.base(adjusted), dossier.base(spent)
    left = Run("") if budget is None or used is None else Run(plain(budget - used, 2), fact=f"{adjusted}-{spent}")
    return form.add((label,), *figures, left, _rate(used, budget, f"{spent}/{adjusted}"))


def _three_public(dossier: Dossier) -> Form:
    heads = ("上年决算数", "本年预算数", "本年决算数", "预算控制率（%）")
    form = Form(("经费类别",), heads, _MONEY)
    facts = ("three_public_last_year", "three_public_budget", "three_public_expenditure")
    total = form.add(
        ("“三公”经费",),
        *(_fact(dossier, name, f"“三公”经费{head}") for name, head in zip(facts, heads, strict=False)),
        _rate(dossier.base(facts[2]), dossier.base(facts[1]), "“三公”经费控制率"),
    )
    rows = []
    for kind in _THREE_PUBLIC:
        placed = [(row, at) for row, at in dossier.placed("three_public") if row.kind == kind]
        names = ("last_year", "budget", "expenditure")
        runs = [row_sum(placed, name, f"{kind}{head}", "万元") for name, head in zip(names, heads, strict=False)]
        shown = [_bare(run, f"{kind}（填“三公经费”）") if run or not dossier.has(facts[1]) else Run("") for run in runs]
        rate = _rate(_sum(placed, "expenditure"), _sum(placed, "budget"), f"{kind}控制率")
        rows.append(form.add((kind,), *shown, rate))
    form.sums(total, rows, (0, 1, 2))
    form.rates([total, *rows], part=2, whole=1, at=3)
    return form


def _controlled(dossier: Dossier) -> Form:
    """Personnel, public funds and projects beside last year's finals, then the single projects."""
    form = Form(("经费事项",), ("本年预算数", "本年决算数", "完成率（%）", "上年决算数"), _MONEY)
    for label, name in (("人员经费", "personnel"), ("公用经费", "public_funds"), ("项目支出", "project")):
        budget, final = f"{name}_budget", f"{name}_expenditure"
        form.add(
            (label,),
            _fact(dossier, budget, f"{label}本年预算数"),
            _fact(dossier, final, f"{label}本年决算数"),
            _rate(dossier.base(final), dossier.base(budget), f"{final}/{budget}"),
            _fact(dossier, f"{name}_last_year", f"{label}上年决算数"),
        )
    rows = []
    for each in spending(dossier):
        planned, paid = _bare(each.planned, ""), _bare(each.paid, "")
        rows.append(form.add((each.name,), planned, paid, _rate(each.spent, each.budget, each.name), Run("")))
    form.sums(3, rows, (0, 1))
    form.rates([1, 2, 3, *rows], part=1, whole=0, at=2)
    return form


def _buildings(dossier: Dossier) -> Form:
    """One row a project; most units have none in a year, and say so in the register."""
    heads = ("批复规模（平方米）", "实际规模（平方米）", "概算投资（万元）", "实际投资（万元）")
    form = Form(("项目名称",), heads, "")
    columns = (("approved_area", "平方米"), ("area", "平方米"), ("estimate", "万元"), ("investment", "万元"))
    for row, place in dossier.placed("buildings"):
        shown = []
        for (name, unit), label in zip(columns, heads, strict=True):
            run = row_sum([(row, place)], name, f"{row.name}（{name}）", unit)
            if getattr(row, name) is Missing.NOT_APPLICABLE:
                run = Run(Missing.NOT_APPLICABLE.label, fact=f"{row.name}（{name}）")
            shown.append(_bare(run, f"{row.name}的{label.partition('（')[0]}（填“楼堂馆所”）"))
        form.add((row.name,), *shown)
    if not dossier.rows.get("buildings"):
        lacking = f"楼堂馆所项目（填“楼堂馆所”，没有的勾选“{NOTHING_THIS_YEAR}”）"
        none = Run("无", fact="buildings") if dossier.has("buildings") else gap(lacking)
        form.add((none,), *(Run("") for _ in heads))
    return form


# --- a project


def _project(dossier: Dossier) -> Form:
    form = Form(
        ("项目名称",), ("实施单位", "主管部门", "总投资", "计划完成日期", "实际完成日期"), _MONEY, repeated=False
    )
    name = dossier.result.subject
    row = next((row for row in dossier.rows.get("projects", ()) if row.name == name), None)
    form.add(
        (Run(name, fact="subject") if name else gap("项目名称"),),
        Run(dossier.unit, fact="unit"),
        Run(dossier.department, fact="department") if dossier.department else gap("主管部门（填“单位信息”）"),
        _fact(dossier, "investment", "总投资"),
        _date(row and row.due_on, "计划完成日期"),
        _date(row and row.finished_on, "实际完成日期"),
    )
    return form


def _date(when: object, label: str) -> Run:
    if isinstance(when, date):
        return Run(f"{when.year}年{when.month}月{when.day}日", fact=label)
    return Run("不适用", fact=label) if when is Missing.NOT_APPLICABLE else gap(f"{label}（填“项目台账”）")


def _natures(dossier: Dossier) -> Form:
    heads = ("年初预算数", "全年预算数（A）", "全年执行数（B）", "结余（A-B）", "执行率（B/A，%）")
    form = Form(("资金性质",), heads, _MONEY)
    total = _amounts(form, dossier, "年度资金总额", "initial_budget", "adjusted_budget", "expenditure")
    rows = [
        _amounts(form, dossier, label, f"{name}_initial_budget", f"{name}_adjusted_budget", f"{name}_expenditure")
        for label, name in (
            ("其中：当年财政拨款", "fiscal_appropriation"),
            ("上年结转资金", "carried_in"),
            ("其他资金", "other_nature"),
        )
    ]
    form.sums(total, rows, (0, 1, 2))
    form.differences([total, *rows], minuend=1, subtrahend=2, at=3)
    form.rates([total, *rows], part=2, whole=1, at=4)
    return form


def _levels(dossier: Dossier) -> Form:
    form = Form(("资金级次",), ("应到位资金", "实际到位资金", "资金到位率（%）", "年末结转和结余"), _MONEY)
    columns = ("planned", "received", "carryover")
    rows = []
    levels = dict.fromkeys(row.level for row in dossier.rows.get("funds", ()))
    for level in levels if levels.keys() - {""} else ():
        placed = [(row, at) for row, at in dossier.placed("funds") if row.level == level]
        planned, received, left = (row_sum(placed, name, f"{level}资金（{name}）", "万元") for name in columns)
        rate = _rate(_sum(placed, "received"), _sum(placed, "planned"), f"{level}资金到位率")
        shown = [_bare(run, "") if run else Run("") for run in (planned, received, left)]
        rows.append(form.add((level or "未注明级次",), shown[0], shown[1], rate, shown[2]))
    total = form.add(
        ("合计",),
        _fact(dossier, "planned_funds", "应到位资金"),
        _fact(dossier, "received_funds", "实际到位资金"),
        _rate(dossier.base("received_funds"), dossier.base("planned_funds"), "资金到位率"),
        dossier.bare("carryover", "年末结转和结余"),
    )
    form.sums(total, rows, (0, 1, 3))
    form.rates([*rows, total], part=1, whole=0, at=2)
    return form


def _goals(dossier: Dossier) -> Form:
    form = Form(("指标类别", "指标名称"), ("年度指标值", "实际完成值", "完成情况"), "")
    for each in reached_of(dossier.facts.goals):
        target, actual, completion, _ = goal_runs(each)
        form.add((CATEGORIES[each.goal.category], each.goal.name), target, actual, completion)
    if not dossier.facts.goals:
        form.add((gap("绩效指标（填“绩效目标”）"), ""), Run(""), Run(""), Run(""))
    return form


# --- both


def _procurement(dossier: Dossier) -> Form:
    heads = ("采购计划金额", "实际采购金额", "采购执行率（%）", "面向中小企业", "采购方式")
    form = Form(("采购项目",), heads, _MONEY)
    rows = []
    for row, place in dossier.placed("procurement"):
        one = [(row, place)]
        planned, executed, reserved = (
            row_sum(one, name, f"{row.item}（{name}）", "万元") for name in ("planned", "executed", "reserved")
        )
        rate = _rate(_sum(one, "executed"), _sum(one, "planned"), f"{row.item}执行率")
        shown = [_bare(run, f"{row.item}（填“政府采购”）") for run in (planned, executed)]
        last = _bare(reserved, "") if reserved else Run("")
        rows.append(form.add((row.item,), *shown, rate, last, Run(row.method)))
    total = form.add(
        ("合计",),
        _fact(dossier, "procurement_planned", "采购计划金额"),
        _fact(dossier, "procurement_executed", "实际采购金额"),
        _rate(dossier.base("procurement_executed"), dossier.base("procurement_planned"), "采购执行率"),
        dossier.bare("procurement_reserved", "面向中小企业采购金额"),
        Run(""),
    )
    form.sums(total, rows, (0, 1, 3))
    form.rates([*rows, total], part=1, whole=0, at=2)
    return form


def _activities(dossier: Dossier) -> Form:
    form = Form(("活动类别",), ("次数", "参与人次"), "")
    units = {kind: (name, unit) for kind, name, unit in COUNTED}
    rows = dossier.placed("activities")
    for kind in KINDS:
        group = [(row, at) for row, at in rows if row.kind == kind]
        if group:
            name, unit = units.get(kind, (f"activities:{kind}", "次"))
            times = row_sum(group, "times", name, unit) or Run("")
            people = row_sum(group, "people", f"activity_people:{kind}", "人次") or Run("")
            form.add((kind,), times, people)
    if not rows:
        form.add((gap("活动（填“活动台账”）"),), Run(""), Run(""))
    return form


DOCUMENT = Document(
    "basic_data",
    "绩效自评基础数据表",
    ("department", "project", "transfer"),
    build,
    "项目支出绩效自评表的资金栏目和湖南省部门整体支出绩效评价基础数据表的栏目",
)
