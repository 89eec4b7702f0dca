"""CO009: an indicator of the scheme under two names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.checking.passages import Passage
    from jixiao.location import Location
    from jixiao.report import Report

_NAME = r"[\u4e00-\u9fff“”\"]{3,14}"
_DECLARED = re.compile(
    rf"(?:分为|包括|包含|设置?|设有|下设|由|为|有)\s*(?P<names>{_NAME}(?:[、和及]{_NAME})+)\s*等?\s*[\d一二两三四五六七八九十]*\s*(?:个|项|类|大类)?\s*[一二三四]级指标"
)
_LISTED = re.compile(rf"[一二三四]级指标\s*(?:为|包括|有|分别为|是|：|:)+\s*(?P<names>{_NAME}(?:[、和及]{_NAME})+)")
_USED = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{3,14}?)(?:指标)?(?:自评)?(?:得分|评分|得|分值|自评)\s*(?:为|是|：|:)?\s*\d"
)
_LEAD = re.compile(r"^(?:其中|包括|以及|及|和|与|各|该|一级|二级|三级|指标|自评|为|是|的)+")


class CO009(Check):
    """指标体系里的指标，前后名称应当一致。

    什么
    取报告自己列举的指标名称，与后文报得分时所用的名称相比，找出只差一个字的。

    为什么
    名称不一致，读者无法确定说的是不是同一个指标，按名称汇总时也会漏掉。

    例子
    前文把一级指标列为“履职效能、管理效率”，报得分时写“管理效能得分 48.5 分”。

    改法
    按评分表的名称统一。

    来源
    各地整体支出绩效自评指标体系的规范名称。
    """

    code = "CO009"
    title = "同一指标前后名称不同"
    kind = Kind.CONSISTENCY
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        declared: dict[str, Location] = {}
        used: dict[str, Location] = {}
        for passage in passages(report):
            for name, where in _declared(passage):
                declared.setdefault(name, where)
            for name, where in _used(passage):
                used.setdefault(name, where)
        if not declared:
            return NotApplicable("没有列举指标")
        findings = []
        for name, where in used.items():
            twin = next((each for each in declared if _one_off(each, name)), None)
            if name in declared or twin is None or twin in used:
                continue
            findings.append(
                self.finding(
                    f"指标前文叫“{twin}”，报得分时叫“{name}”，名称不一致。",
                    where,
                    declared[twin],
                    expected=twin,
                    actual=name,
                    advice="按评分表的名称统一。",
                )
            )
        return findings


def _declared(passage: Passage) -> Iterator[tuple[str, Location]]:
    for pattern in (_DECLARED, _LISTED):
        for match in pattern.finditer(passage.text):
            offset = match.start("names")
            for part in re.split(r"([、和及])", match.group("names")):
                if len(part) >= 3:
                    yield part, passage.at(offset, offset + len(part))
                offset += len(part)


def _used(passage: Passage) -> Iterator[tuple[str, Location]]:
    for match in _USED.finditer(passage.text):
        name = _LEAD.sub("", match.group("name"))
        if len(name) >= 3:
            end = match.end("name")
            yield name, passage.at(end - len(name), end)


def _one_off(one: str, two: str) -> bool:
    """Whether two names of equal length differ in exactly one character."""
    return len(one) == len(two) and sum(a != b for a, b in zip(one, two, strict=True)) == 1
