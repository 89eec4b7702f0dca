"""LO009: things evaluated that the project does not have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Report

_SCOPE = re.compile(
    r"(?:自评|评价|考核|检查)(?:的)?(?:内容|范围|重点)(?:主要)?(?:包括|包含|为|有|是)[：:]?(?P<items>[^。；\n]+)"
)
_ACTIVITY = re.compile(
    r"培训|宣传|采购|补贴|监测|演练|体检|讲座|比赛|安装|维修|种植|养殖|救助|搬迁|绿化|研发|慰问|展览|普查|勘察"
)


class LO009(Check):
    """自评的内容，应是项目里有的事。

    什么
    “自评内容包括……”列出的培训、采购、补贴等事项，在报告其他地方一次也没有提到的提示。

    为什么
    评价了项目里没有的事，多半是套用别的项目的自评方案。

    例子
    项目是修排水沟，自评内容却列有“培训内容、培训质量”。

    改法
    按项目实际列自评内容。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）：评价内容应与绩效目标对应。
    """

    code = "LO009"
    title = "自评内容里有项目没有的事项"
    kind = Kind.LOGIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        texts = passages(report)
        scopes = [(passage, match) for passage in texts for match in _SCOPE.finditer(passage.text)]
        if not scopes:
            return NotApplicable("没有列自评内容")
        findings = []
        for passage, match in scopes:
            rest = "\n".join(each.text for each in texts if each is not passage)
            rest += passage.text[: match.start()] + passage.text[match.end() :]
            start = match.start("items")
            missing = {
                found.group(): (start + found.start(), start + found.end())
                for found in reversed(list(_ACTIVITY.finditer(match.group("items"))))
                if found.group() not in rest
            }
            if missing:
                names = "、".join(f"“{name}”" for name in reversed(list(missing)))
                findings.append(
                    self.finding(
                        f"自评内容列有{names}，而报告其他地方没有提到，项目里似没有这类事项。",
                        *(passage.at(*span) for span in reversed(list(missing.values()))),
                        actual=names,
                        advice="按项目实际列自评内容；套用的文字全部核对一遍。",
                    )
                )
        return findings
