"""The total score and the grade of a report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jixiao.document import Table
from jixiao.numbers import Printed, narrow
from jixiao.reading.extract.passages import Passage, cell_passage, stretches
from jixiao.reading.extract.scan import Sort, scan
from jixiao.reading.extract.values import Value, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from jixiao.document import Cell, Document
    from jixiao.location import Location
    from jixiao.reading.extract.passages import Piece
    from jixiao.reading.extract.scopes import Subject
    from jixiao.report import IndicatorRow

__all__ = ["Totals", "find_totals"]

GRADES: Final = "优秀|良好|中等|合格|不合格|一般|较差|优|良|中|差"
_GRADE = re.compile(rf"[“\"‘]?({GRADES})[”\"’]?")
_TOTAL = re.compile(
    r"总得分|总评分|总分数|总分(?!值)|综合得分|综合评分|自评得分|自评分数|自评总分|自评分|评价得分|评价分|评价总分|评估得分|绩效得分|最终得分|绩效分|综合评价得分|得分|评分|自评为?\Z|评价为\Z|自评(?:结果|结论)[::]得\Z"
)
_NO_TOTAL = re.compile(
    r"指标|分值|满分|权重|扣|产出|效益|过程|决策|投入|管理|履职|效能|执行率|满意度|单项|各项|平均|其中|目标值|每"
)
_ONE_INDICATOR = re.compile(r"[该本此]项?指标")
_GRADED = re.compile(
    rf"(?:等级|等次|评级|级别|档次|结论|结果|评定|评价|评为|定为|为)[^，。；]{{0,10}}?[为是：:]?\s*[“\"‘]?({GRADES})(?=[”\"’]|[，。；,;）)\s]|等|级|\Z)"
)


@dataclass(frozen=True, slots=True)
class Totals:
    """The total as printed, the grade as printed, and where each stands."""

    score: Printed | None = None
    score_at: Location | None = None
    grade: str = ""
    grade_at: Location | None = None


def find_totals(document: Document, subject: Subject, indicators: Iterable[IndicatorRow] = ()) -> Totals:
    """The total and the grade, each at the first place that says it; the last row of the indicator table says it last."""
    score: tuple[Printed, Location] | None = None
    grade: tuple[str, Location] | None = None
    for stretch in stretches(document, subject):
        if isinstance(stretch, Table):
            found = _in_table(document, stretch)
        elif isinstance(stretch, Passage):
            found = _in_passage(stretch)
        else:
            found = _in_pieces(stretch.pieces)
        score, grade = score or found[0], grade or found[1]
    score = score or _in_last_row(indicators)
    return Totals(
        score[0] if score else None, score[1] if score else None, grade[0] if grade else "", grade[1] if grade else None
    )


def _in_last_row(indicators: Iterable[IndicatorRow]) -> tuple[Printed, Location] | None:
    """The score in the row that adds up the indicator table."""
    for row in indicators:
        value = value_of(row.score or "") if row.row_kind == "total" else None
        if isinstance(value, Value):
            return value.printed, row.places.get("score", row.location)
    return None


Found = tuple[tuple[Printed, "Location"] | None, tuple[str, "Location"] | None]


def _in_passage(passage: Passage) -> Found:
    text = narrow(passage.text)
    named = [token for token in scan(text) if token.sort is Sort.SCORE and _names_total(text, token.words)]
    # 总分 100 分，自评得分 96 分: the first is the scale.
    scale = len(named) > 1 and named[0].printed.value == _FULL and "得分" not in text[: named[0].start][-_WORD:]
    chosen = named[1] if scale else named[0] if named else None
    score = (chosen.printed, passage.place(chosen.start, chosen.end)) if chosen else None
    grade = _grade_behind(passage, chosen.end) if chosen else None
    if grade is None and re.search(r"自评|评价|评定", text):
        grade = next((found for match in _GRADED.finditer(text) if (found := _graded(passage, match))), None)
    return score, grade


_FULL: Final = 100
_WORD: Final = 4
"""Characters before a score in which 得分 stands if it is one."""
_BAND: Final = re.compile(r"(?:\d\s*[)）]?\s*分?|以上|以下|含\))\s*(?:的)?\s*(?:为|评为|定为|是)?\s*[“\"]?\Z")


def _graded(passage: Passage, match: re.Match[str]) -> tuple[str, Location] | None:
    """A grade given; the bands of the scale (90（含）-100分为优) and its enumeration give none."""
    text = narrow(passage.text)
    before = text[: match.start(1)]
    if _BAND.search(before) or re.search(r"划分|分为|[四三五]档|标准|设置", before[-_NEAR // 2 :]):
        return None
    return match.group(1), passage.place(match.start(1), match.end(1))


_FIELD = re.compile(
    r"(?:自评|评价|综合|最终)?(?:总分|总得分|得分合计|评价得分|自评得分|自评分数|自评总分)(?:\(分\))?[::]?"
)
_LAST_ROW = re.compile(r"(?:总分|合计|总计)[::]?")


def _in_pieces(pieces: Sequence[Piece]) -> Found:
    """自评总分（分） · 97.93, or 总分 · 100 · 98.62 · 优 in a table that lost its lines."""
    score: tuple[Printed, Location] | None = None
    grade: tuple[str, Location] | None = None
    for i, piece in enumerate(pieces):
        label = re.sub(r"\s", "", narrow(piece.text))
        field, last_row = _FIELD.fullmatch(label), _LAST_ROW.fullmatch(label)
        if not (field or last_row):
            continue
        behind = [(other, value_of(other.text)) for other in pieces[i + 1 : i + 4]]
        numbers = [(other, value) for other, value in behind[:2] if isinstance(value, Value)]
        wanted = 2 if last_row else 1
        if score is None and len(numbers) >= wanted and not _is_money_row([value for _, value in numbers[:wanted]]):
            place, value = numbers[wanted - 1]
            score = (value.printed, place.place)
        for other, _ in behind[len(numbers) : len(numbers) + 1]:
            word = _GRADE.fullmatch(other.text.strip())
            grade = grade or ((word.group(1), other.place) if word else None)
    return score, grade


def _names_total(text: str, start: int) -> bool:
    """Whether the words before a number of points call it the total."""
    clause = re.split(r"[，,。；;\n]", text[max(0, start - 40) : start])[-1]
    named = list(_TOTAL.finditer(clause))
    if not named:
        return False
    before = clause[: named[-1].start()]
    behind = clause[named[-1].end() :]
    clause_before = re.split(r"[。;\n]", text[max(0, start - 40) : start])[-1]
    if not before.strip() and (named[-1].group() in ("得分", "评分") or _ONE_INDICATOR.search(clause_before)):
        # 该指标分值 20 分，得分 20 分: the score of what the clause before names.
        return not re.search(r"指标|分值|权重|\d\s*分\s*[)）]", clause_before)
    words = re.sub(r"部门整体|整体支出|绩效管理|支出管理|绩效指标体系|项目资金", "", before)
    return not _NO_TOTAL.search(words) and not re.search(r"[\u4e00-\u9fff]{9,}", behind) and "总分值" not in clause


_BEHIND_SCORE = re.compile(
    r"[，,、;；\s(（]*(?:自评|评价|绩效|评定|综合|评级)*(?:等级|等次|结论|结果|级别|评级|档次)*[为是属于：:]*\s*[“\"‘]?"
    rf"({GRADES})(?![\u4e00-\u9fff]{{2}})"
)
_NEAR = 40
"""Characters behind a score within which its grade is looked for."""


def _grade_behind(passage: Passage, end: int) -> tuple[str, Location] | None:
    text = narrow(passage.text)
    match = _BEHIND_SCORE.match(text, end) or _GRADED.search(text, end, end + _NEAR)
    return (match.group(1), passage.place(match.start(1), match.end(1))) if match else None


def _in_table(document: Document, table: Table) -> Found:
    score: tuple[Printed, Location] | None = None
    grade: tuple[str, Location] | None = None
    for row in _own_rows(table):
        texts = [re.sub(r"\s|^[一二三四五六七八九十]+、", "", narrow(cell.text)) for cell in row]
        for i, text in enumerate(texts):
            if score is None and re.fullmatch(
                r"(?:自评|评价|综合|最终)?(?:总分|总得分|得分合计|评价得分|自评得分|自评分数|自评总分)(?:\(分\))?|总分|合计|总计",
                text,
            ):
                numbers = [(cell, value) for cell in row[i + 1 :] if isinstance(value := value_of(cell.text), Value)]
                field = not re.fullmatch(r"总分|合计|总计", text)
                if (
                    numbers
                    and (len(numbers) == 2 or (field and len(numbers) == 1) or _with_loss(numbers))
                    and not _is_money_row(value for _, value in numbers)
                ):
                    cell, value = numbers[min(1, len(numbers) - 1)] if not field else numbers[0]
                    score = (value.printed, document.locate_cell(table, cell))
            told = _GRADE_CELL.fullmatch(text) if grade is None else None
            if told is not None and (told.group("says") or _near_grade(texts, i)):
                grade = (told.group("grade"), document.locate_cell(table, row[i]))
    if score is None or grade is None:
        more_score, more_grade = _in_cells(document, table)
        score, grade = score or more_score, grade or more_grade
    return score, grade


_GRADE_CELL = re.compile(rf"(?P<says>(?:自评|评价|绩效)?(?:等级|等次|评级)[为是:：]?)?[“\"]?(?P<grade>{GRADES})[”\"]?")
_HIGHEST = 200
"""More points than a total can have, with bonus."""


def _with_loss(numbers: Sequence[tuple[Cell, Value]]) -> bool:
    """Whether the numbers are points, score and what was lost."""
    found = [value.printed.base for _, value in numbers]
    return len(found) == 3 and found[0] - found[1] == found[2]


def _is_money_row(values: Iterable[Value]) -> bool:
    return any(value.printed.base > _HIGHEST or value.printed.unit == "%" for value in values)


def _near_grade(texts: list[str], i: int) -> bool:
    """A grade stands in the row of the total or beside a cell that says so; elsewhere 优 and 良 are actual values."""
    return any(re.search(r"^总分|^合计|^总计|等级|等次|评级|自评结论|评价结论", text) for text in texts[:i])


def _own_rows(table: Table) -> Iterator[list[Cell]]:
    for r, row in enumerate(table.grid):
        yield [cell for c, cell in enumerate(row) if (cell.row, cell.column) == (r, c)]


def _in_cells(document: Document, table: Table) -> Found:
    """Sentences in cells: 自评得分 98 分，等级为优."""
    for cell in table.own_cells():
        found = _in_passage(cell_passage(document, table, cell)) if "分" in cell.text else (None, None)
        if found[0] is not None:
            return found
    return None, None
