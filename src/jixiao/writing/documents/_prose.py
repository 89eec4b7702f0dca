"""Sentences out of facts and register rows: every figure a field, every missing one a visible gap."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.location import Location
from jixiao.numbers import Missing, Printed, exact, plain
from jixiao.registers.activities import COUNTED, KINDS
from jixiao.scoring.result import State
from jixiao.writing.dossier import GAP, amount, shown
from jixiao.writing.layout import Para, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from jixiao.registers.activities import Activity
    from jixiao.scoring.result import ScoreNode
    from jixiao.writing.dossier import Dossier
    from jixiao.writing.layout import Style

__all__ = [
    "Spending",
    "activities",
    "activity_total",
    "day",
    "indicator_lines",
    "joined",
    "measures",
    "numbered",
    "own_or_gap",
    "para",
    "problems",
    "project_lines",
    "reason",
    "rest",
    "row_sum",
    "sources",
    "spending",
]

Placed = tuple[object, Location]
"""A register's record with the row it stands in."""


def para(*parts: Run | str, style: Style = "body", key: str = "") -> Para:
    """A paragraph of texts and fields."""
    return Para(tuple(Run(part) if isinstance(part, str) else part for part in parts), style, key)


def own_or_gap(dossier: Dossier, key: str) -> list[Para]:
    """The clerk's own paragraphs under this key, or one visible gap that says what belongs there."""
    text = dossier.own.get(key, "").strip()
    if not text:
        asked = dossier.text(key)
        return [para(Run(f"{GAP}：{asked.asked}", fact=asked.wanted, gap=True), key=key)]
    return [para(line.strip(), key=key) for line in text.splitlines() if line.strip()]


def joined(items: Iterable[Sequence[Run | str]], separator: str = "，") -> list[Run | str]:
    """Phrases one after another."""
    out: list[Run | str] = []
    for item in items:
        if out:
            out.append(separator)
        out.extend(item)
    return out


def numbered(items: Iterable[Sequence[Run | str]]) -> list[Para]:
    """Phrases as a numbered list, closed by semicolons and a full stop."""
    rows = list(items)
    return [
        para(f"{number}.", *row, "；" if number < len(rows) else "。", style="list")
        for number, row in enumerate(rows, 1)
    ]


def sources(dossier: Dossier, kind: str) -> list[Sequence[Run | str]]:
    """``一般公共预算安排 … 万元`` (``kind`` budget) or ``一般公共预算支出 … 万元`` (expenditure) for each source of funds that
    has a figure: a bare name would say two things of one source."""
    told = {"budget": "安排", "expenditure": "支出"}[kind]
    labels = {
        "general_public": "一般公共预算",
        "government_fund": "政府性基金预算",
        "state_capital": "国有资本经营预算",
        "other_funds": "其他资金",
    }
    return [
        (f"{label}{told}", dossier.figure(f"{name}_{kind}", label))
        for name, label in labels.items()
        if dossier.base(f"{name}_{kind}")
    ]


# --- sums that the text makes itself


def rest(dossier: Dossier, whole: str) -> Fraction | None:
    """What the whole unit's ``initial_budget``, ``adjusted_budget`` or ``expenditure`` has beyond basic and project
    expenditure; ``None`` where one of the three is not known."""
    suffix = "budget" if whole == "adjusted_budget" else whole
    values = [dossier.base(name) for name in (whole, f"basic_{suffix}", f"project_{suffix}")]
    total, basic, project = values
    if total is None or basic is None or project is None:
        return None
    return total - basic - project


def row_sum(rows: Iterable[Placed], column: str, fact: str, unit: str) -> Run | None:
    """The sum of ``column`` over those of ``rows`` that fill it in, with their places; ``None`` where none does."""
    used = [(getattr(row, column), place) for row, place in rows if isinstance(getattr(row, column), Decimal)]
    if not used:
        return None
    total = sum((Fraction(value) for value, _ in used), Fraction(0))
    shown = amount(total) if unit == "万元" else plain(exact(total))
    return Run(f"{shown}{unit}", fact=fact, origins=_told(place for _, place in used))


def _told(places: Iterable[Location]) -> tuple[Location, ...]:
    """The places that somebody told, the rows of one sheet as one place."""
    sheets: dict[tuple[str, str, str], list[int]] = {}
    for place in places:
        if place.register or place.sheet:
            sheets.setdefault((place.file, place.sheet, place.register), []).extend(place.records)
    return tuple(
        Location(file=file, sheet=sheet, register=register, records=tuple(records))
        for (file, sheet, register), records in sheets.items()
    )


@dataclass(frozen=True, slots=True)
class Spending:
    """What one project, or everything under one name, was to cost and did cost: the exact sums in 万元 over the rows of
    the two registers, ``None`` where no row tells, and the same as fields."""

    name: str
    budget: Fraction | None
    spent: Fraction | None
    planned: Run
    paid: Run

    @classmethod
    def of(cls, name: str, lines: Sequence[Placed], payments: Sequence[Placed]) -> Spending:
        """From rows of the budget register and of the execution register."""

        def told(rows: Sequence[Placed], column: str, label: str, sheet: str) -> tuple[Fraction | None, Run]:
            run = row_sum(rows, column, f"{name}{label}", "万元")
            if run is None:
                lacking = f"{name}{label}（填“{sheet}”的金额和“所属项目”）"
                return None, Run(f"{GAP}万元", fact=lacking, gap=True)
            values = (getattr(row, column) for row, _ in rows)
            return sum((Fraction(value) for value in values if isinstance(value, Decimal)), Fraction(0)), run

        budget, planned = told(lines, "adjusted", "全年预算数", "预算台账")
        spent, paid = told(payments, "amount", "实际支出", "支出台账")
        return cls(name, budget, spent, planned, paid)

    @property
    def rate(self) -> Run | None:
        """Spent ÷ budget in per cent; ``None`` where it cannot be said."""
        if not self.budget or self.spent is None:
            return None
        origins = (*self.planned.origins, *self.paid.origins)
        return Run(f"{plain(self.spent / self.budget * 100, 2)}%", fact=f"{self.name}完成率", origins=origins)


def spending(dossier: Dossier) -> tuple[Spending, ...]:
    """Each project that the budget or execution register names, in the order of their rows."""
    budget, paid = _by_project(dossier, "budget"), _by_project(dossier, "execution")
    return tuple(
        Spending.of(name, budget.get(name, []), paid.get(name, [])) for name in dict.fromkeys([*budget, *paid])
    )


def _by_project(dossier: Dossier, register: str) -> dict[str, list[Placed]]:
    found: dict[str, list[Placed]] = {}
    for row, place in dossier.placed(register):
        if row.project:
            found.setdefault(row.project, []).append((row, place))
    return found


def project_lines(dossier: Dossier) -> list[Sequence[Run | str]]:
    """Each project of the unit with its budget, expenditure and rate, from the budget and execution registers."""
    lines: list[Sequence[Run | str]] = []
    for each in spending(dossier):
        line: list[Run | str] = [f"{_as_project(each.name)}全年预算数", each.planned, "，执行数", each.paid]
        if each.rate is not None:
            line += ["，完成率", each.rate]
        lines.append(line)
    return lines


def _as_project(name: str) -> str:
    """The name as one of a project, so that its figures are not taken for the unit's."""
    return name if name.endswith(("项目", "经费", "资金", "工程")) else f"{name}项目"


# --- activities

_VERBS: Final = {
    "科技活动周": "开展科技活动周活动",
    "全国科普日": "开展全国科普日活动",
    "进校园": "开展进校园活动",
    "进社区": "开展进社区活动",
    "进农村": "开展进农村活动",
    "进企业": "开展进企业活动",
    "学术交流": "开展学术交流",
    "推文": "发布推文",
    "直播": "开展直播",
    "志愿服务": "开展志愿服务",
    "走访慰问": "开展走访慰问",
    "科普基地": "建设科普基地",
    "示范社区": "创建示范社区",
    "科普设施": "建设科普设施",
    "其他活动": "开展其他活动",
}
"""How each kind is told; the others are held (举办)."""
_NAMED: Final = 5
"""So many activities of a kind are named besides the biggest."""


def activity_total(dossier: Dossier, project: str | None = None) -> list[Run | str]:
    """How many entries the register of activities has, with how many people; nothing where it has none."""
    rows = _activities(dossier, project)
    if not rows:
        return []
    said: list[Run | str] = [
        "全年记入台账的活动",
        Run(f"{len(rows)}项", fact="activity_rows", origins=_told(at for _, at in rows)),
    ]
    people = row_sum(rows, "people", "activity_people", "人次")
    return [*said, "，参与", people] if people else said


def activities(dossier: Dossier, project: str | None = None) -> list[Sequence[Run | str]]:
    """What was done, one phrase a kind: how often, how many people, the biggest one with date and place, others by name.

    Only the rows of ``project`` where one is named. People that a row leaves blank are left out of the sum, and said to
    be where the kind has people at all.
    """
    rows = _activities(dossier, project)
    units = {kind: (name, unit) for kind, name, unit in COUNTED}
    lines: list[Sequence[Run | str]] = []
    for kind in KINDS:
        group = [(row, place) for row, place in rows if row.kind == kind]
        if not group:
            continue
        name, unit = units.get(kind, (f"activities:{kind}", "次"))
        line: list[Run | str] = [_VERBS.get(kind, f"举办{kind}")]
        times, people = row_sum(group, "times", name, unit), row_sum(group, "people", f"activity_people:{kind}", "人次")
        line += [times] if times else []
        if people:
            line += ["，参与", people]
            blank = [at for row, at in group if row.people is Missing.BLANK]
            left_out = Run(f"{len(blank)}项", fact=f"activity_people_blank:{kind}", origins=_told(blank))
            line += ["（", left_out, "未填人次，未计入）"] if blank else []
        lines.append([*line, *_highlights(group, unit)])
    return lines


def _activities(dossier: Dossier, project: str | None) -> list[tuple[Activity, Location]]:
    return [(row, at) for row, at in dossier.placed("activities") if project is None or row.project == project]


def _highlights(group: Sequence[tuple[Activity, Location]], unit: str) -> list[Run | str]:
    """The activity with most people, told with its date and place; the others by name."""
    counted = [(row.people, index) for index, (row, _) in enumerate(group) if isinstance(row.people, Decimal)]
    names = [f"“{row.name}”" for row, _ in group]
    said: list[Run | str] = []
    if len(group) == 1:
        return ["，即", *_event(*group[0], unit, counts=False)]
    if counted:
        _, biggest = max(counted, key=lambda each: (each[0], -each[1]))
        said += ["，其中人数最多的是", *_event(*group[biggest], unit, counts=True)]
        del names[biggest]
    different = list(dict.fromkeys(names))
    more = "等" if len(different) > _NAMED else ""
    return [*said, f"，{'另有' if counted else '包括'}{''.join(different[:_NAMED])}{more}"]


def _event(row: Activity, place: Location, unit: str, *, counts: bool) -> list[Run | str]:
    """One row as a noun phrase. Of several activities in one row the date is only that of the last and left out."""
    said: list[Run | str] = []
    one = row.times == 1
    origins = _told([place])
    if one and not isinstance(row.held_on, Missing):
        said.append(Run(day(row.held_on), fact="activities.held_on", origins=origins))
    where = f"在{row.place}" if row.place else ""
    named = f"“{row.name}”"
    said.append(f"{where}举办的{named}" if where or said else named)
    if counts:
        inside: list[Run | str] = []
        if not one and isinstance(row.times, Decimal):
            inside += [Run(f"{plain(row.times)}{unit}", fact="activities.times", origins=origins), "、"]
        if isinstance(row.people, Decimal):
            inside.append(Run(f"{plain(row.people)}人次", fact="activities.people", origins=origins))
        said += ["（", *inside, "）"]
    return said


def day(when: date) -> str:
    """A day of the year evaluated: ``6月9日``."""
    return f"{when.month}月{when.day}日"


# --- indicators


def indicator_lines(node: ScoreNode, under: str) -> list[Para]:
    """Points, score and reason of one leaf below the heading ``under``; of an unscored one only the reason."""
    told = reason(node)
    if node.points is None:
        lead = [f"{node.title}方面，"] if node.title != under else []
        return [para(*lead, *(told or [Run(GAP, fact=node.title, gap=True)]), "。")]
    head: list[Run | str] = [
        f"{node.title}，该指标分值",
        Run(f"{plain(node.points)}分", fact=f"points:{node.id}"),
        "，",
    ]
    if node.score is not None:
        head += ["自评得分", Run(f"{plain(node.score)}分", fact=f"score:{node.id}"), "。"]
    else:
        head += [Run(f"得分{GAP}", fact=f"{node.title}（{'、'.join(node.missing)}）", gap=True), "。"]
    return [para(*head), *([para(*told, "。")] if told else [])]


def reason(node: ScoreNode) -> list[Run | str]:
    """The facts a score rests on, in words; the arithmetic stands in the scoring table."""
    if node.state is State.NOT_APPLICABLE:
        return ["本年不涉及"]
    if node.goals:
        return ["所涉绩效指标共", Run(f"{len(node.goals)}项", fact=f"goals:{node.id}"), "，逐项完成情况见指标评分表"]
    figures = [fact for fact in node.facts if isinstance(fact.value, Printed)]
    phrases: list[Sequence[Run | str]] = [
        (fact.label, Run(shown(fact.value), fact=fact.name, origins=fact.origins))
        for fact in figures
        if isinstance(fact.value, Printed)
    ]
    for answer, word in ((True, "均已做到"), (False, "未做到")):
        labels = [fact.label for fact in node.facts if fact.value is answer]
        if labels:
            phrases.append((f"{'、'.join(labels)}，{word if len(labels) > 1 else word.removeprefix('均')}",))
    return joined(phrases)


# --- problems and measures


def problems(dossier: Dossier) -> list[Sequence[Run | str]]:
    """Where points were lost, and the problems of the register of rectifications."""
    found: list[Sequence[Run | str]] = [
        (f"{node.title}未得满分，失", Run(f"{plain((node.points or 0) - (node.score or 0))}分", fact=f"lost:{node.id}"))
        for node in dossier.result.leaves()
        if _below_full(node)
    ]
    return [*found, *((row.problem,) for row in dossier.rows.get("rectifications", ()))]


def measures(dossier: Dossier) -> list[Sequence[Run | str]]:
    """The measures of the register of rectifications, and what the unit says of goals that cost it points."""
    words = [row.measure for row in dossier.rows.get("rectifications", ()) if row.measure]
    words += [goal.deviation for node in dossier.result.leaves() if _below_full(node) for goal in node.goals]
    return [(text.rstrip("。；"),) for text in dict.fromkeys(words) if text]


def _below_full(node: ScoreNode) -> bool:
    return node.score is not None and node.points is not None and node.score < node.points
