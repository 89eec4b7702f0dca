"""CO011: the year of the file name, the heading and the form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location
from jixiao.numbers import narrow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.checking.passages import Passage
    from jixiao.report import Report

_NAMED = re.compile(r"(20\d{2})\s*(?:年度|年)?(?:[^，。；、\s]{0,40}?)(?:绩效|自评|评价)")
_TITLE = re.compile(r"(?<!\d)(20\d{2})\s*年度?(?![\d\s]*[\d月])")
_FIELD = re.compile(r"(?:被评价年度|评价年度|所属年度|预算年度|年度)\s*[：:]?\s*(20\d{2})\s*年?")
_ALONE = re.compile(r"\s*[(（]\s*(20\d{2})\s*年度?\s*[)）]\s*")
"""The line under a title that holds nothing but the year."""
_SUBJECT = re.compile(r"绩效|自评|评价")
_QUOTED = re.compile(r"《[^》]*》|[（(〔\[【][^）)〕\]】]*[）)〕\]】]")
_HEAD = 6
"""How many passages at the beginning can carry the title."""


class CO011(Check):
    """文件名、标题和表头的年度应当一致。

    什么
    比较文件名、标题、表头“评价年度”所写的年度。书名号内的文件名称、文号不算。

    为什么
    年度不一致，读者不知道评价的是哪一年；常是沿用上年文件而只改了一处。

    例子
    文件名为 2022 年度，表头写 2023 年度。

    改法
    核实所评价的年度，改成一致。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）：单位自评按预算年度进行。
    """

    code = "CO011"
    title = "文件名、标题、表头的年度不一致"
    kind = Kind.CONSISTENCY
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        years = [*_of_file(report.source), *(each for each in _of_text(report))]
        if not years:
            return NotApplicable("没有写年度")
        first_year, first = years[0]
        findings = []
        seen = {first_year}
        for year, where in years[1:]:
            if year in seen:
                continue
            seen.add(year)
            findings.append(
                self.finding(
                    f"年度不一致：“{first.quote}”是 {first_year} 年度，“{where.quote}”是 {year} 年度。",
                    where,
                    first,
                    expected=f"{first_year} 年度",
                    actual=f"{year} 年度",
                    advice="核实所评价的年度，改成一致。",
                )
            )
        return findings


def _of_file(source: str) -> list[tuple[int, Location]]:
    name = re.split(r"[/\\]", source)[-1]
    return [(int(match.group(1)), Location(file=source, quote=name)) for match in [_NAMED.search(name)] if match]


def _of_text(report: Report) -> Iterator[tuple[int, Location]]:
    for passage in passages(report)[: _HEAD + 20]:
        if passage.number < _HEAD and (alone := _ALONE.fullmatch(narrow(passage.text))) is not None:
            yield int(alone.group(1)), passage.at(alone.start(), alone.end())
        text = _blanked(narrow(passage.text))
        if passage.number < _HEAD and not passage.in_table and _is_title(text):
            yield from _titled(passage, text)
        for match in _FIELD.finditer(text):
            yield int(match.group(1)), passage.at(match.start(), match.end())


def _titled(passage: Passage, text: str) -> Iterator[tuple[int, Location]]:
    for match in _TITLE.finditer(text):
        near = text[match.end() : match.end() + 45]
        if (subject := _SUBJECT.search(near)) and not re.search(r"[，。；、]", near[: subject.start()]):
            end = min(len(text), match.end() + subject.end() + 6)
            yield int(match.group(1)), passage.at(match.start(), end)
            return


def _is_title(text: str) -> bool:
    """A title names a report and is no sentence; a run-on table has its title in front."""
    return (
        bool(re.search(r"自评|绩效|评价", text[:80]))
        and "。" not in text[:60]
        and not re.match(r"\s*(?:按照|根据|为|依据)", text)
    )


def _blanked(text: str) -> str:
    """``text`` with names of documents and everything in brackets replaced by blanks of the same length."""
    return _QUOTED.sub(lambda match: " " * len(match.group()), text)
