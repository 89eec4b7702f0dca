"""The department's self-evaluation table (部门整体支出绩效自评表): funds, yearly goal, tasks, key projects, effects,
problems and measures on one form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jixiao.numbers import Printed, plain
from jixiao.writing.cells import gap, head, middle, naming, own_text, texts, under, value
from jixiao.writing.documents import Document
from jixiao.writing.documents._goals import goal_runs, reached_of
from jixiao.writing.documents._prose import (
    Spending,
    activities,
    activity_total,
    joined,
    measures,
    problems,
    rest,
    spending,
)
from jixiao.writing.documents._registers import WORK, register_paras
from jixiao.writing.dossier import GAP, amount
from jixiao.writing.layout import Cell, Layout, Para, Run, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.writing.cells import Row
    from jixiao.writing.documents._goals import Reached
    from jixiao.writing.dossier import Dossier
    from jixiao.writing.layout import Block

__all__ = ["DOCUMENT"]

_WIDTHS: Final = (4, 6, 7, 6, 6, 10, 5, 5)
"""The name of the part, then seven columns that all parts share."""
_SPLITS: Final = (
    (("基本支出", "basic"), ("项目支出", "project")),
    (
        ("一般公共预算", "general_public"),
        ("政府性基金预算", "government_fund"),
        ("国有资本经营预算", "state_capital"),
        ("其他资金", "other_funds"),
    ),
)
"""What the total is split into, by kind and by source; parts that are nothing are left out."""
_WHOLES: Final = ("initial_budget", "adjusted_budget", "expenditure")
_SHOWN_PROJECTS: Final = 10
"""So many projects are told one by one, the biggest first; the others as one sum."""


def build(dossier: Dossier) -> Layout:
    """One form; what neither registers nor the clerk tell stays open and is marked."""
    rows: list[Row] = [
        (
            head("部门名称"),
            value(Run(dossier.unit, fact="unit"), 3),
            head("评价年度"),
            value(Run(f"{dossier.year}年", fact="year"), 3),
        ),
        *_outcome(dossier),
        *under("部门资金情况", _funds(dossier)),
        *under("年度总体目标", _goal(dossier)),
        *under("主要任务", _tasks(dossier)),
        *under("重点项目", _projects(dossier)),
        *under("主要成效", _effects(dossier)),
        *under("存在问题", _told(dossier, "problems", problems(dossier))),
        *under("改进措施", _told(dossier, "measures", measures(dossier))),
    ]
    title = f"{dossier.unit}{dossier.year}年度{DOCUMENT.title}"
    blocks: tuple[Block, ...] = (
        Para((Run(title),), "title"),
        Table(tuple(rows), _WIDTHS, head_rows=0, unit_note="金额单位：万元"),
        *_signed(dossier),
    )
    return Layout(DOCUMENT.title, title, blocks, landscape=True, unit=dossier.unit, year=dossier.year)


def _outcome(dossier: Dossier) -> list[Row]:
    """Total and grade, where the scheme gives any."""
    result = dossier.result
    if not dossier.scheme.scored:
        return []
    whole = result.total is not None and result.complete
    total = Run(plain(result.total), fact="total_score") if result.total is not None and whole else gap("总分")
    if not dossier.scheme.grades:
        return [(head("自评总分"), middle(total, 7))]
    grade = Run(result.grade, fact="grade") if result.grade else gap("等级")
    return [(head("自评总分"), middle(total, 3), head("自评等级"), value(grade, 3))]


# --- funds


def _funds(dossier: Dossier) -> list[Row]:
    heads = (("资金构成", 2), ("年初预算数", 1), ("全年预算数", 1), ("执行数", 1), ("预算完成率", 2))
    rows: list[Row] = [tuple(head(text, columns) for text, columns in heads)]
    rows.append(_amounts(dossier, "合计", "initial_budget", "adjusted_budget", "expenditure"))
    for split in _SPLITS:
        lead = "其中："
        for label, name in split:
            names = (f"{name}_initial_budget", f"{name}_budget", f"{name}_expenditure")
            if any(dossier.base(each) for each in names):
                rows.append(_amounts(dossier, f"{lead}{label}", *names))
                lead = ""
        if split is _SPLITS[0] and not lead and any(rest(dossier, whole) for whole in _WHOLES):
            rows.append(_other_kinds(dossier))
    return [*rows, *_adjustment(dossier)]


def _other_kinds(dossier: Dossier) -> Row:
    """What the total has beyond basic and project expenditure."""
    values = [rest(dossier, whole) for whole in _WHOLES]
    runs = [Run("") if each is None else Run(amount(each), fact="其他支出") for each in values]
    _, budget, spent = values
    shown = "" if not budget or spent is None else f"{plain(spent / budget * 100, 2)}%"
    return (
        head("其他支出", 2),
        *(value(run) for run in runs),
        value(Run(shown, fact="其他支出完成率" if shown else ""), 2),
    )


def _amounts(dossier: Dossier, label: str, initial: str, adjusted: str, spent: str) -> Row:
    """One row of the funds. Only the first row has to be filled in: a split by kind or source may not be kept."""
    figures = ((initial, "年初预算数"), (adjusted, "全年预算数"), (spent, "执行数"))
    whole = label == "合计"
    cells = [_figure(dossier, name, column) if whole else dossier.bare(name, column) for name, column in figures]
    rate = dossier.share(spent, adjusted)
    if rate is not None:
        shown = dossier.rate(spent, adjusted, "预算完成率")
    else:
        shown = gap(dossier.wanted(adjusted, "预算完成率")) if whole else Run("")
    return (head(label, 2), *(value(run) for run in cells), value(shown, 2))


def _figure(dossier: Dossier, name: str, label: str) -> Run:
    return dossier.bare(name, label) if dossier.has(name) else gap(dossier.wanted(name, label))


def _adjustment(dossier: Dossier) -> list[Row]:
    """What was changed within the year, as an amount, its share of the initial budget, and on what ground."""
    initial, adjusted = dossier.base("initial_budget"), dossier.base("adjusted_budget")
    change, rate = gap(dossier.wanted("initial_budget", "年度预算调整数")), Run("")
    if initial is not None and adjusted is not None:
        origins = tuple(
            at
            for name in ("initial_budget", "adjusted_budget")
            if (fact := dossier.facts.get(name))
            for at in fact.origins
        )
        moved = abs(adjusted - initial)
        change = Run(amount(moved), fact="budget_adjustment", origins=origins)
        if initial:
            rate = Run(f"{plain(moved / initial * 100, 2)}%", fact="adjustment_rate", origins=origins)
    rows: list[Row] = [(head("年度预算调整数", 2), value(change, 2), head("预算调整率"), value(rate, 2))]
    if initial != adjusted and initial is not None and adjusted is not None:
        basis = dict.fromkeys(row.basis for row in dossier.rows.get("budget", ()) if row.basis)
        told = "、".join(basis) or gap("预算调整的依据（填“预算台账”的“调整依据”）")
        rows.append((head("调整依据", 2), texts([told], 5)))
    return rows


# --- goal and tasks


def _goal(dossier: Dossier) -> list[Row]:
    """The goal as the unit put it; what was reached of it the goal rows tell where the unit wrote nothing."""
    counted = _counted(dossier) if not dossier.own.get("goal_reached", "").strip() else []
    reached = texts(counted, 4) if counted else own_text(dossier, "goal_reached", 4)
    return [(head("预期目标", 3), head("实际完成情况", 4)), (own_text(dossier, "goal", 3), reached)]


def _counted(dossier: Dossier) -> list[Run | str]:
    """How many of the goals were reached; nothing where there are none."""
    goals = [each for each in reached_of(dossier.facts.goals) if each.concerned]
    if not goals:
        return []
    counts = (
        ("达到目标", sum(1 for each in goals if each.met)),
        ("未达到目标", sum(1 for each in goals if each.met is False)),
        ("尚不能判定", sum(1 for each in goals if each.met is None)),
    )
    told = joined((label, Run(f"{count}项", fact=f"goals:{label}")) for label, count in counts if count)
    return ["绩效指标", Run(f"{len(goals)}项", fact="goals"), "，其中", *told, "。"]


@dataclass(frozen=True, slots=True)
class _Task:
    """A task: its goals, and its money where rows are booked under its name or under a project that is its alone."""

    name: str
    goals: tuple[Reached, ...]
    spending: Spending
    shared: tuple[str, ...]


def _tasks(dossier: Dossier) -> list[Row]:
    heads = ("任务名称", "关键指标", "预期目标", "实际完成情况", "指标完成情况", "预算数", "支出数")
    rows: list[Row] = [tuple(head(text) for text in heads)]
    tasks = _grouped(dossier)
    if not tasks:
        return [*rows, (texts([gap("主要任务和关键指标（填“绩效目标”）", f"{GAP}：主要任务和关键指标")], 7),)]
    for task in tasks:
        for number, each in enumerate(task.goals):
            first = (naming([task.name or "未列入任务的指标"], rows=len(task.goals)),) if number == 0 else ()
            last = tuple(value(run, rows=len(task.goals)) for run in _task_funds(task)) if number == 0 else ()
            rows.append((*first, *_indicator(each), *last))
    return rows


def _grouped(dossier: Dossier) -> list[_Task]:
    groups: dict[str, list[Reached]] = {}
    for each in reached_of(dossier.facts.goals):
        groups.setdefault(each.goal.task, []).append(each)
    tasks_of: dict[str, set[str]] = {}
    for name, members in groups.items():
        for each in members:
            tasks_of.setdefault(each.goal.project, set()).add(name)
    order = list(dict.fromkeys(goal.task for goal in dossier.facts.goals))
    found = []
    for name in order:
        projects = {each.goal.project for each in groups[name] if each.goal.project}
        own = {project for project in projects if tasks_of[project] == {name}}
        keys = {name, *own} - {""}
        lines, payments = (
            [(row, at) for row, at in dossier.placed(register) if keys & {row.project, row.item}]
            for register in ("budget", "execution")
        )
        money = Spending.of(name or "未列入任务的指标", lines, payments)
        found.append(_Task(name, tuple(groups[name]), money, tuple(sorted(projects - own))))
    return found


def _task_funds(task: _Task) -> tuple[Run, Run]:
    """Budget and expenditure without their unit. Money of a project that several tasks share cannot be split."""
    if not task.name:
        return Run(""), Run("")
    if task.shared:
        why = f"{task.name}的资金（项目“{'、'.join(task.shared)}”由几项任务共用，不能分摊；请按任务分行记账）"
        return gap(why), gap(why)
    return _bare(task.spending.planned), _bare(task.spending.paid)


def _bare(run: Run) -> Run:
    """A field without the unit that stands above the table."""
    return Run(run.text.removesuffix("万元"), fact=run.fact, origins=run.origins, gap=run.gap)


def _indicator(each: Reached) -> tuple[Cell, ...]:
    target, actual, completion, deviation = goal_runs(each)
    result = [completion]
    if each.met is False or deviation.text:
        result += [Run("，原因和措施："), deviation]
    return (naming([each.goal.name]), value(target), value(actual), Cell(tuple(result)))


# --- projects


def _projects(dossier: Dossier) -> list[Row]:
    heads = (("项目名称", 1), ("预算数", 1), ("支出数", 1), ("完成率", 1), ("主要成效", 3))
    rows: list[Row] = [tuple(head(text, columns) for text, columns in heads)]
    asked = _asked_project(dossier)
    known = sorted(spending(dossier), key=lambda each: each.budget or each.spent or 0, reverse=True)
    rows += asked
    for each in known[:_SHOWN_PROJECTS]:
        rows.append(
            (
                naming([each.name]),
                value(_bare(each.planned)),
                value(_bare(each.paid)),
                value(each.rate or Run("")),
                texts(_effects_of(dossier, each.name), 3),
            )
        )
    if len(known) > _SHOWN_PROJECTS:
        rows.append(_others(dossier, {each.name for each in known[_SHOWN_PROJECTS:]}))
    if not known and not asked:
        lacking = "重点项目（填“预算台账”和“支出台账”的“所属项目”）"
        rows.append((texts([gap(lacking, f"{GAP}：重点项目的预算、支出和成效")], 7),))
    return rows


def _asked_project(dossier: Dossier) -> list[Row]:
    """The key project of a scheme that asks for one by itself; its name stands in the remark beside the figure."""
    names = ("key_project_budget", "key_project_expenditure")
    facts = [dossier.facts.get(name) for name in names]
    if not any(fact is not None and isinstance(fact.value, Printed) for fact in facts):
        return []
    name = next((fact.note for fact in facts if fact is not None and fact.note), "")
    rate = dossier.share(names[1], names[0])
    return [
        (
            naming([Run(name, fact="key_project") if name else gap("重点项目名称（填“指标填报”的备注）")]),
            value(_figure(dossier, names[0], "重点项目预算数")),
            value(_figure(dossier, names[1], "重点项目实际支出数")),
            value(dossier.rate(names[1], names[0], "重点项目预算完成率") if rate is not None else Run("")),
            texts(_effects_of(dossier, name), 3),
        )
    ]


def _others(dossier: Dossier, names: set[str]) -> Row:
    lines, payments = (
        [(row, at) for row, at in dossier.placed(register) if row.project in names]
        for register in ("budget", "execution")
    )
    rest = Spending.of("其余项目", lines, payments)
    return (
        naming(["其余", Run(f"{len(names)}个", fact="projects:rest"), "项目合计"]),
        value(_bare(rest.planned)),
        value(_bare(rest.paid)),
        value(rest.rate or Run("")),
        texts(["见项目支出绩效自评表"], 3),
    )


def _effects_of(dossier: Dossier, project: str) -> list[Run | str]:
    """What a project brought: its activities by kind, then its goals with what was reached."""
    phrases: list[Sequence[Run | str]] = list(activities(dossier, project)) if project else []
    goals = reached_of(goal for goal in dossier.facts.goals if project and goal.project == project)
    phrases += [(f"{each.goal.name}实际完成", goal_runs(each)[1]) for each in goals if each.concerned]
    if not phrases:
        return [gap(f"{project or '重点项目'}主要成效（填“活动台账”或“绩效目标”的“所属项目”）")]
    return [*joined(phrases, "；"), "。"]


# --- effects, problems, measures


def _effects(dossier: Dossier) -> list[Row]:
    done = [(*line, "。") for line in activities(dossier)]
    if done:
        done = [(*activity_total(dossier), "。"), *done]
    done += [each.runs for each in register_paras(dossier, WORK)]
    return _told(dossier, "results", done)


def _told(dossier: Dossier, key: str, lines: Sequence[Sequence[Run | str]]) -> list[Row]:
    """What the registers tell, line by line, then the clerk's own words."""
    own = [(line.strip(),) for line in dossier.own.get(key, "").splitlines() if line.strip()]
    rows: list[Row] = [(texts(line, 7),) for line in (*lines, *own)]
    asked = dossier.text(key)
    return rows or [(texts([gap(asked.wanted, f"{GAP}：{asked.asked}")], 7),)]


def _signed(dossier: Dossier) -> tuple[Para, ...]:
    parts = [f"{label}：{name}" for label, name in (("填报人", dossier.preparer), ("审核人", dossier.approver)) if name]
    if dossier.filled_on is not None:
        parts.append(f"填报日期：{dossier.filled_on.year}年{dossier.filled_on.month}月{dossier.filled_on.day}日")
    return (Para((Run("　　".join(parts)),), "note"),) if parts else ()


DOCUMENT = Document(
    "department_table",
    "部门整体支出绩效自评表",
    ("department",),
    build,
    "广州市天河区公开的部门整体支出绩效自评表的栏目",
)
