"""What the documents on many units share: sums, rates and scores as fields, and what is missing of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jixiao.findings import Severity
from jixiao.location import Location, cell_name
from jixiao.numbers import plain
from jixiao.writing.cells import middle, value
from jixiao.writing.documents._prose import joined, numbered, para
from jixiao.writing.dossier import GAP, amount
from jixiao.writing.layout import Cell, Run

if TYPE_CHECKING:
    from fractions import Fraction

    from jixiao.findings import Finding
    from jixiao.writing.collection import Collection, Member
    from jixiao.writing.layout import Block, Para

__all__ = [
    "FUNDS",
    "absent_rows",
    "absentees",
    "asked_cell",
    "conclusion",
    "figure",
    "funds_cells",
    "grade_cell",
    "named",
    "rate",
    "scope",
    "score_row",
    "sum_formulas",
    "sum_run",
    "told",
    "weighing",
]

FUNDS: Final = (("年初预算数", "initial_budget"), ("全年预算数", "adjusted_budget"), ("全年执行数", "expenditure"))
_NAMED: Final = 8
"""Up to so many units are named one by one in a sentence."""


def named(collection: Collection, instead: str) -> Run:
    """Whose roll-up it is, or a gap that stands ``instead`` of the name."""
    if collection.name:
        return Run(collection.name, fact="department")
    return Run(f"{GAP}{instead}", fact=instead, gap=True, stands_for="department")


def figure(member: Member, fact: str) -> Run:
    """A member's amount in 万元; blank where it was not given."""
    known, found = member.base(fact), member.facts.get(fact)
    if known is None or found is None:
        return Run("")
    origins = found.origins or (Location(file=member.source),)
    return Run(amount(known), fact=f"{member.name}/{fact}", origins=origins)


def rate(spent: Fraction | None, budget: Fraction | None, fact: str) -> Run:
    """An execution rate in per cent, from the two amounts; blank where one is missing or nothing was budgeted."""
    if spent is None or not budget:
        return Run("")
    return Run(f"{plain(spent / budget * 100, 2)}%", fact=fact)


def sum_run(collection: Collection, fact: str, label: str, unit: str = "") -> Run:
    """The sum in 万元 as a field; a gap that names the units that keep it from being known."""
    known, found = collection.base(fact), collection.facts.get(fact)
    if known is None or found is None:
        lacking = "、".join(member.name for member in collection.lacking(fact)[:_NAMED])
        return Run(f"{GAP}{unit}", fact=f"{label}（{lacking}未填）" if lacking else label, gap=True, stands_for=fact)
    return Run(f"{amount(known)}{unit}", fact=fact, origins=found.origins)


def funds_cells(collection: Collection, member: Member | None) -> tuple[Cell, ...]:
    """Budget at the start, budget of the year, expenditure and rate: of one member, or of all together."""
    if member is None:
        cells = [value(sum_run(collection, fact, label)) for label, fact in FUNDS]
        spent, budget = collection.base("expenditure"), collection.base("adjusted_budget")
        return (*cells, value(rate(spent, budget, "execution_rate")))
    cells = [value(figure(member, fact)) for _, fact in FUNDS]
    shown = rate(member.base("expenditure"), member.base("adjusted_budget"), f"{member.name}/execution_rate")
    return (*cells, value(shown))


def grade_cell(member: Member, collection: Collection) -> list[Cell]:
    """The grade of a member; no cell where the scheme has no grades."""
    if not collection.scheme.grades:
        return []
    grade = member.result.grade
    return [middle(Run(grade, fact=f"{member.name}/grade" if grade else ""))]


def score_row(collection: Collection, columns: int) -> list[tuple[Cell, ...]]:
    """The rolled score in a row of its own: in the row of sums it would look like one."""
    if not collection.scheme.scored:
        return []
    runs = tuple(run for each in conclusion(collection) for run in each.runs)
    return [(Cell((Run("汇总得分", bold=True),), 1, 2, "center", naming=True), Cell(runs, 1, columns - 2))]


def asked_cell(count: int, fact: str) -> Cell:
    """How many things are to be explained or put right."""
    return middle(Run(f"{count}项", fact=fact) if count else Run(""))


def sum_formulas(collection: Collection, first: int, column: int) -> tuple[tuple[int, int, str], ...]:
    """Live sums for the spreadsheet under the amounts that stand from ``column`` on, members beginning in row ``first``."""
    count = len(collection.members)
    formulas = []
    for offset, (_, fact) in enumerate(FUNDS):
        if collection.base(fact) is not None:
            letters = cell_name(0, column + offset)[:-1]
            area = f"{letters}{{{first}}}:{letters}{{{first + count - 1}}}"
            formulas.append((first + count, column + offset, f"=SUM({area})"))
    return tuple(formulas)


def absent_rows(collection: Collection, columns: int) -> tuple[tuple[Cell, ...], ...]:
    """A marked row for each unit that is not in the sums."""
    rows = []
    for each in collection.absent:
        run = Run(f"{each.name}：未汇总。{_why(each.findings)}", fact=f"{each.name}（未汇总）", gap=True)
        rows.append((Cell((run,), colspan=columns),))
    return tuple(rows)


def told(finding: Finding) -> str:
    """A finding with the sheet and cell it stands in: the reader has to find the place in another's workbook."""
    place = finding.locations[0] if finding.locations else None
    return f"{place.label}：{finding.message}" if place is not None and place.sheet else finding.message


def _why(findings: tuple[Finding, ...]) -> str:
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if len(errors) < 2:
        return told(errors[0]) if errors else ""
    return f"共{len(errors)}处错误，第一处在{told(errors[0])}"


def absentees(collection: Collection) -> list[Para]:
    """What the figures do not hold, said before anybody reads them."""
    if not collection.absent:
        return []
    lead = Run(
        f"本次未能汇总{len(collection.absent)}份工作簿，以下合计数均不含这些单位：", fact="未汇总的单位", gap=True
    )
    rows = []
    for each in collection.absent:
        why = _why(each.findings).rstrip("。")
        text = f"{each.name}：{why}" if why else each.name
        rows.append((Run(text, fact=f"{each.name}（未汇总）", gap=True),))
    return [para(lead, key="absent"), *numbered(rows)]


def scope(collection: Collection, what: str) -> list[Block]:
    """How many units, by which scheme, and who is not among them."""
    title = collection.scheme.title.partition("（")[0]
    count = Run(f"{len(collection.members)}个", fact="members")
    return [
        para(f"{collection.year}年度汇总", count, f"{what}的绩效自评，均按《{title}》填报。", key="scope"),
        *absentees(collection),
    ]


def weighing(collection: Collection) -> str:
    """How the rolled score came about, in words."""
    if collection.weight == "equal":
        why = "按指标体系的规定" if collection.scheme.roll_up else "指标体系没有规定汇总办法"
        return f"{why}，各单位同等看待，为各单位总分的平均数"
    return f"按指标体系的规定，以各单位的{collection.weight_label}为权数加权平均"


def conclusion(collection: Collection) -> list[Para]:
    """The rolled score, or what it lacks."""
    if not collection.scheme.scored:
        return [para("采用的指标体系不计分，不合成分数，也不评定等级。", key="rolled")]
    score = collection.score
    if score is None:
        return [
            para(
                Run(f"汇总得分{GAP}", fact="汇总得分", gap=True, stands_for="rolled_score"),
                *_reasons(collection),
                "。",
                key="rolled",
            )
        ]
    said: list[Run | str] = ["汇总得分", Run(f"{plain(score)}分", fact="rolled_score")]
    if collection.grade:
        said += ["，等级为“", Run(collection.grade, fact="rolled_grade"), "”"]
    return [para(*said, f"。{weighing(collection)}。", key="rolled")]


def _reasons(collection: Collection) -> list[Run | str]:
    reasons: list[tuple[str, ...]] = []
    if collection.absent:
        reasons.append((f"有{len(collection.absent)}份工作簿未能汇总",))
    for members, what in (
        (collection.without_total, "还没有总分"),
        (collection.without_weight, f"没有填{collection.weight_label}"),
    ):
        if members:
            names = "、".join(member.name for member in members[:_NAMED])
            reasons.append((f"{names}{f'等{len(members)}个单位' if len(members) > _NAMED else ''}{what}",))
    if not reasons:
        reasons.append((f"各单位的{collection.weight_label}合计为零",))
    return ["：", *joined(reasons, "；")]
