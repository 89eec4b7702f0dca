"""Statistics of a round: grades, ranking, differences between self and review scores; exact, as page and as file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from jixiao.lifecycle.states import State
from jixiao.numbers import plain, round_by
from jixiao.web import access
from jixiao.web.evaluation.models import Review

if TYPE_CHECKING:
    from decimal import Decimal

    from jixiao.web.evaluation.models import Evaluation, Round
    from jixiao.web.organizations.models import Person

__all__ = ["Line", "Statistics", "as_xlsx", "statistics_of"]


@dataclass(frozen=True, slots=True)
class Line:
    """One evaluation: its place by score within the round (equal scores share a place), scores before and after."""

    place: int | None
    evaluation: Evaluation
    total: Decimal | None
    reviewed: Decimal | None
    grade: str

    @property
    def change(self) -> Decimal | None:
        return None if self.total is None or self.reviewed is None else self.reviewed - self.total


@dataclass(frozen=True, slots=True)
class Statistics:
    """A round: its lines by place, how many have each grade, the mean total (rounded half-up to two decimals)."""

    lines: tuple[Line, ...]
    grades: tuple[tuple[str, int], ...]
    mean: Decimal | None
    reviewed: int


_SHOWN: Final = (
    *("state", "subject", "round", "unit__name", "unit__code"),
    *("current__total", "current__grade"),
)


def statistics_of(person: Person, which: Round) -> Statistics:
    """What was handed in to the bureau in that round and the person may see."""
    found = (
        access.evaluations(person)
        .filter(round=which)
        .exclude(state__in=(State.DRAFT.value, State.IN_APPROVAL.value))
        .exclude(current=None)
    )
    evaluations = list(found.select_related(None).select_related("unit", "current").only(*_SHOWN))
    after = _reviewed({each.current_id: each for each in evaluations if each.current_id is not None})
    totals = sorted(
        (each.current.total for each in evaluations if each.current and each.current.total is not None), reverse=True
    )
    places: dict[Decimal, int] = {}
    for number, total in enumerate(totals, 1):
        places.setdefault(total, number)
    lines = []
    for each in evaluations:
        version = each.current
        assert version is not None
        place = None if version.total is None else places[version.total]
        lines.append(Line(place, each, version.total, after.get(version.pk), version.grade))
    lines.sort(key=lambda line: (line.place is None, line.place or 0, line.evaluation.unit.code))
    grades = Counter(line.grade or "未定等级" for line in lines)
    mean = round_by("half_up_2", sum(map(Fraction, totals), Fraction(0)) / len(totals)) if totals else None
    return Statistics(tuple(lines), tuple(sorted(grades.items())), mean, len(after))


def _reviewed(versions: dict[int, Evaluation]) -> dict[int, Decimal]:
    """The totals after review of the versions that have a closed one (the last closed counts).

    Only leaves that a reviewer scored differ: self total plus the sum of the differences.
    """
    found: dict[int, Decimal] = {}
    closed = Review.objects.filter(version__in=versions, closed_at__isnull=False).order_by("closed_at")
    for review in closed.prefetch_related("scores").select_related("version"):
        version = review.version
        if version.total is None:
            continue
        own = {node["id"]: node["score"] for node in _leaves(version.result["indicators"])}
        change = sum(
            (
                Fraction(score.score) - Fraction(own.get(score.indicator) or 0)
                for score in review.scores.all()
                if score.score is not None
            ),
            Fraction(0),
        )
        found[version.pk] = round_by("half_up_2", Fraction(version.total) + change)
    return found


def _leaves(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    leaves: list[dict[str, Any]] = []
    for node in nodes:
        leaves += _leaves(node["children"]) or [node]
    return leaves


def as_xlsx(which: Round, statistics: Statistics) -> bytes:
    """The ranking as a spreadsheet."""
    import xlsxwriter

    written = BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("排名")
    head = book.add_format({"bold": True, "bg_color": "#E8F0FA", "border": 1})
    heads = ("名次", "单位编码", "单位", "项目", "状态", "自评得分", "复核得分", "差异", "等级")
    sheet.write_row(0, 0, [which.title])
    sheet.write_row(1, 0, heads, head)
    for row, line in enumerate(statistics.lines, 2):
        each = line.evaluation
        words = (each.unit.code, each.unit.name, each.subject, State(each.state).label)
        sheet.write(row, 0, line.place or "")
        sheet.write_row(row, 1, words)
        for column, value in enumerate((line.total, line.reviewed, line.change), 5):
            if value is not None:
                sheet.write_number(row, column, value)
        sheet.write(row, 8, line.grade)
    sheet.set_column(2, 3, 34)
    sheet.freeze_panes(2, 0)
    row = len(statistics.lines) + 3
    for grade, count in statistics.grades:
        sheet.write_row(row, 0, (grade, count))
        row += 1
    if statistics.mean is not None:
        sheet.write_row(row, 0, ("平均分", plain(statistics.mean)))
    book.close()
    return written.getvalue()
