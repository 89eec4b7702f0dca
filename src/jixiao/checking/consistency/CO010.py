"""CO010: a unit that calls itself what it is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.location import Location
    from jixiao.report import Report

_KINDS: dict[str, tuple[str, ...]] = {
    "局": ("局", "分局"),
    "厅": ("厅",),
    "委": ("委员会", "委", "发展和改革局", "改革局"),
    "院": ("院", "法院", "检察院", "大学", "学院"),
    "校": ("学校", "中学", "小学", "大学", "学院", "党校", "幼儿园", "技校"),
    "园": ("园", "幼儿园"),
    "馆": ("馆",),
    "站": ("站",),
    "中心": ("中心",),
    "镇": ("镇人民政府", "镇政府", "镇"),
    "乡": ("乡人民政府", "乡政府", "乡"),
    "街道": ("街道办事处", "街道"),
}
"""What a unit calls itself (我局) and how the names of such units end."""

_SELF = re.compile(r"我(?P<kind>局|厅|委|院|校|园|馆|站|中心|镇|乡|街道)(?![长里内中外]|人民|们)")
_ENDINGS = sorted(
    {ending for endings in _KINDS.values() for ending in endings}
    | {"会", "协会", "联合会", "队", "办公室", "所", "社", "部", "处", "公司"},
    key=len,
    reverse=True,
)
_SURE = (
    "协会",
    "联合会",
    "局",
    "中心",
    "学校",
    "中学",
    "小学",
    "医院",
    "法院",
    "检察院",
    "馆",
    "人民政府",
    "街道办事处",
    "厅",
)
"""Endings of names that leave no doubt about what the unit is."""


class CO010(Check):
    """报告里的自称，应与单位的性质相符。

    什么
    按单位名称判断它是局、协会、中心、学校等，查找与之不符的自称（协会的报告里写“我局”）。

    为什么
    自称不符，多半是套用了别的单位的报告，其他文字和数字也可能没有改。

    例子
    某科学技术协会的报告写“我局高度重视绩效管理”。

    改法
    改正自称，并检查同一段的其他内容是否也是套用的。

    来源
    通行的文字校核要求。
    """

    code = "CO010"
    title = "自称与单位性质不符，疑套用他人文字"
    kind = Kind.CONSISTENCY
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ending = next((each for each in _ENDINGS if report.unit.endswith(each)), "")
        if not ending.endswith(_SURE):
            return NotApplicable("看不出是什么单位")
        places: dict[str, list[Location]] = {}
        own = 0
        for passage in passages(report):
            for match in _SELF.finditer(passage.text):
                kind = match.group("kind")
                if any(report.unit.endswith(each) for each in _KINDS[kind]) or kind in report.unit:
                    own += 1
                else:
                    places.setdefault(match.group(), []).append(passage.at(match.start(), match.end() + 8))
        return [
            self.finding(
                f"本报告的单位是“{report.unit}”，文中却自称“{words}”（{len(spots)} 处）。",
                *spots,
                actual=words,
                expected=report.unit,
                advice="改正自称，并检查这一段是否套用了别的单位的文字。",
                severity=Severity.INFO if own == 0 and len(places) == 1 and len(spots) > 3 else None,
            )
            for words, spots in places.items()
        ]
