"""Sentences out of facts and register rows: every figure a field, every missing one a visible gap."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from jixiao.numbers import Missing, Printed, plain
from jixiao.scoring.result import State
from jixiao.writing.dossier import GAP, bare
from jixiao.writing.layout import Para, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jixiao.scoring.result import ScoreNode
    from jixiao.writing.dossier import Dossier

__all__ = [
    "activities",
    "indicator_lines",
    "joined",
    "numbered",
    "own_or_gap",
    "para",
    "project_lines",
    "reason",
    "sources",
]


def para(*parts: Run | str, style: str = "body", key: str = "") -> Para:
    """A paragraph of texts and fields."""
    runs = tuple(Run(part) if isinstance(part, str) else part for part in parts)
    return Para(runs, style, key)  # type: ignore[arg-type]  # the callers write one of the styles


def own_or_gap(dossier: Dossier, key: str, label: str) -> list[Para]:
    """The clerk's own paragraphs under this key, or one visible gap that says what belongs there."""
    text = dossier.own.get(key, "").strip()
    if not text:
        return [para(Run(f"{GAP}：{label}", fact=label, gap=True), key=key)]
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
    """``一般公共预算 … 万元`` for each source of funds that has a figure; ``kind`` is ``budget`` or ``expenditure``."""
    labels = {
        "general_public": "一般公共预算",
        "government_fund": "政府性基金预算",
        "state_capital": "国有资本经营预算",
        "other_funds": "其他资金",
    }
    return [
        (label, dossier.figure(f"{name}_{kind}", label))
        for name, label in labels.items()
        if dossier.base(f"{name}_{kind}")
    ]


def project_lines(dossier: Dossier) -> list[Sequence[Run | str]]:
    """Each project of the unit with its budget, expenditure and rate, from the budget and execution registers."""
    budget, spent = _sum_by(dossier, "budget", "adjusted"), _sum_by(dossier, "execution", "amount")
    lines: list[Sequence[Run | str]] = []
    for name in dict.fromkeys([*budget, *spent]):
        planned, paid = budget.get(name), spent.get(name)
        line: list[Run | str] = [name]
        line += ["全年预算数", _money(planned, f"{name}全年预算数")]
        line += ["，实际支出", _money(paid, f"{name}实际支出")]
        if planned and paid is not None:
            line += ["，完成率", Run(f"{plain(Fraction(paid) / Fraction(planned) * 100, 2)}%", fact=f"{name}完成率")]
        lines.append(line)
    return lines


def _money(value: Decimal | None, label: str) -> Run:
    if value is None:
        return Run(f"{GAP}万元", fact=label, gap=True)
    return Run(f"{plain(value, max(2, -int(value.as_tuple().exponent)))}万元", fact=label)


def _sum_by(dossier: Dossier, register: str, column: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in dossier.rows.get(register, ()):
        value: Any = getattr(row, column)
        if row.project and isinstance(value, Decimal):
            found[row.project] = found.get(row.project, Decimal(0)) + value
    return found


def activities(dossier: Dossier) -> list[Sequence[Run | str]]:
    """What was done, grouped by kind: how often, how many people, and what it was."""
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in dossier.rows.get("activities", ()):
        groups[row.kind].append(row)
    lines: list[Sequence[Run | str]] = []
    for kind, rows in groups.items():
        times = [row.times for row in rows if not isinstance(row.times, Missing)]
        people = [row.people for row in rows if not isinstance(row.people, Missing)]
        line: list[Run | str] = [kind]
        if times:
            line.append(Run(f"{plain(sum(times, Decimal(0)))}{_MEASURE.get(kind, '次')}", fact=f"{kind}次数"))
        if people:
            line += ["，参与", Run(f"{plain(sum(people, Decimal(0)))}人次", fact=f"{kind}参与人次")]
        names = list(dict.fromkeys(row.name for row in rows))
        line.append(f"，包括{'、'.join(names[:6])}{'等' if len(names) > 6 else ''}")
        lines.append(line)
    return lines


_MEASURE = {"讲座": "场", "推文": "篇", "直播": "场", "培训": "期", "科普基地": "个", "示范社区": "个", "设施": "个"}


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
        (fact.label, Run(bare(fact.value), fact=fact.name, origins=fact.origins))
        for fact in figures
        if isinstance(fact.value, Printed)
    ]
    for answer, word in ((True, "均已做到"), (False, "未做到")):
        labels = [fact.label for fact in node.facts if fact.value is answer]
        if labels:
            phrases.append((f"{'、'.join(labels)}，{word if len(labels) > 1 else word.removeprefix('均')}",))
    return joined(phrases)
