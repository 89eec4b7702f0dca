"""LO101: a grade that the total does not give."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import narrow, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.report import Report

_SYNONYMS: Final = {
    "优": "优",
    "优秀": "优",
    "良": "良",
    "良好": "良",
    "中": "中",
    "中等": "中",
    "合格": "中",
    "一般": "中",
    "差": "差",
    "较差": "差",
    "不合格": "差",
}
_USUAL: Final = {
    "优": (Fraction(90), None),
    "良": (Fraction(80), Fraction(90)),
    "中": (Fraction(60), Fraction(80)),
    "差": (Fraction(0), Fraction(60)),
}
_WORDS: Final = "|".join(sorted(_SYNONYMS, key=len, reverse=True))
_BAND: Final = re.compile(
    rf"(?P<low>\d{{1,3}})(?:分)?(?:\(含\))?(?:分)?(?:及以上|以上|[-—~至](?P<high>\d{{1,3}}))(?:分)?(?:\((?:不)?含(?:\d+分?)?\))?(?:分)?(?:为|:|评为|的为)?[“\"]?(?P<grade>{_WORDS})"
)

Bands = dict[str, tuple[Fraction, Fraction | None]]


class LO101(Check):
    """等级应与总分所在的档次一致。

    什么
    所写等级（优、良、中、差及优秀、良好、合格等同义的说法）与总分应得的等级不同的报。报告自己写明档次划分的，按它判断，
    是错误；没有写明的，按通行的 90、80、60 分判断，是警告。

    为什么
    等级决定结果应用，和总分写在一起，一对就知道。

    例子
    总分 88.5 分，等级写“优”；90 分以上才是优。

    改法
    按评分办法的档次改正等级，或改正总分。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）：评价等级按得分分优、良、中、差四档，界限为 90、80、60 分。
    """

    code = "LO101"
    title = "等级与总分不符"
    kind = Kind.LOGIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        grade = _SYNONYMS.get(report.grade)
        if grade is None or report.total_score is None or report.grade_location is None:
            return NotApplicable("没有同时写明总分和等级")
        own = _own_bands(report)
        bands = own or _USUAL
        score = Fraction(report.total_score.value)
        if score > 100 or grade not in bands or _inside(score, bands[grade]):
            return []
        due = next((name for name, band in bands.items() if _inside(score, band)), "")
        low, high = bands[grade]
        span = f"{plain(low)} 分以上" if high is None else f"{plain(low)}—{plain(high)} 分"
        basis = "报告写明" if own else "通行的档次中"
        printed = plain(report.total_score.value)
        return [
            self.finding(
                f"总分 {printed} 分，等级写“{report.grade}”；{basis}“{grade}”是 {span}，{printed} 分应为“{due}”。",
                report.grade_location,
                *([report.total_location] if report.total_location else []),
                expected=due,
                actual=report.grade,
                steps=(f"{grade}：{span}；总分 {printed} 分",),
                advice="按评分办法的档次改正等级，或改正总分。",
                severity=None if own else Severity.WARNING,
            )
        ]


def _inside(score: Fraction, band: tuple[Fraction, Fraction | None]) -> bool:
    low, high = band
    return score >= low and (high is None or score < high)


def _own_bands(report: Report) -> Bands:
    """The bands that the report prints, if it prints at least two; the highest is open at its top."""
    bands: Bands = {}
    for text in _texts(report):
        for match in _BAND.finditer(text):
            grade = _SYNONYMS[match.group("grade")]
            high = Fraction(match.group("high")) if match.group("high") else None
            bands.setdefault(grade, (Fraction(match.group("low")), None if high is None or high >= 100 else high))
    return bands if len(bands) >= 2 else {}


def _texts(report: Report) -> Iterator[str]:
    for passage in passages(report):
        if "优" in passage.text:
            yield re.sub(r"\s", "", narrow(passage.text))
