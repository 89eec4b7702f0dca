"""CO004: one satisfaction, coverage or awareness rate, two values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import Fit, compare, shown
from jixiao.checking.ledger import Ledger, called
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Figure, Report

_IDLE = re.compile(
    r"服务对象|受益对象|受益群众|综合|总体|其中|[的了和与及使，、：:\s\"“”（）()]|达到?|为|约|提高|本年|通过|本部门|我部门|^.*?[，。；]"
)
_WHAT = re.compile(
    r"满意度|满意率|知晓[度率]|覆盖率|合格率|完成率|参与率|普及率|受益[度率]|达标率|及时率|到位率|利用率|就业率|优良率|入学率|支持率|认可度"
)
_BARE = re.compile(r"(?!满意)\w{2}[率度]")
"""完成率 alone: of whatever stands in the sentence before."""
_TARGET = re.compile(r"目标|指标值|预期|应达|要求|标准|不低于|以上")


class CO004(Check):
    """同一满意度、知晓率等，前后应当相同。

    什么
    同一单位或同一项目里，名称相同的满意度、知晓率、覆盖率等，在两处所写的数不同即报；目标值与完成值不比。

    为什么
    满意度出自同一次调查，只能有一个数；两个数说明至少一个没有依据。

    例子
    质量指标写“公众满意度达 95%”，效益指标写“公众满意度达 98%”，说的是同一个项目。

    改法
    对照问卷统计表改成一致；确是两次调查的，写明调查对象和时间。

    来源
    文内勾稽关系。
    """

    code = "CO004"
    title = "同一满意度或比率前后不同"
    kind = Kind.CONSISTENCY
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        groups: dict[tuple[str, str], list[Figure]] = {}
        for figure in Ledger(report).rates:
            key = _IDLE.sub("", figure.label)
            bounded = figure.value.approximation or re.search(r"[≥≤><]", figure.value.text + figure.label)
            if not _WHAT.search(key) or _TARGET.search(figure.label) or bounded or figure.year is not None:
                continue
            if (figure.name and figure.name != "satisfaction") or _BARE.fullmatch(key):
                continue
            groups.setdefault((figure.scope, key), []).append(figure)
        groups = {key: figures for key, figures in _merged(groups).items() if len(figures) > 1}
        if not groups:
            return NotApplicable("没有写过两次的满意度或比率")
        return [finding for figures in groups.values() if (finding := self._judge(figures)) is not None]

    def _judge(self, figures: list[Figure]) -> Finding | None:
        first = figures[0]
        other = next(
            (each for each in figures[1:] if compare(first.value, each.value) not in (Fit.EXACT, Fit.ROUNDED)), None
        )
        if other is None:
            return None
        return self.finding(
            f"{called(first)}前文写 {shown(first.value)}，后文写 {shown(other.value)}，说的是同一事项，两数不一致。",
            other.location,
            first.location,
            expected=shown(first.value),
            actual=shown(other.value),
            steps=(f"{shown(first.value)} ≠ {shown(other.value)}",),
            advice="对照问卷统计表改成一致；确是两次调查的，写明对象和时间。",
        )


def _merged(groups: dict[tuple[str, str], list[Figure]]) -> dict[tuple[str, str], list[Figure]]:
    """Groups whose words end with another's (综合上述学生满意度, 学生满意度) taken together."""
    merged: dict[tuple[str, str], list[Figure]] = {}
    for (scope, words), figures in sorted(groups.items(), key=lambda item: len(item[0][1])):
        known = next(
            (key for key in merged if key[0] == scope and len(key[1]) >= _LONG and words.endswith(key[1])), None
        )
        merged.setdefault(known or (scope, words), []).extend(figures)
    return {
        key: sorted(figures, key=lambda figure: (figure.location.block or 0, figure.location.start or 0))
        for key, figures in merged.items()
    }


_LONG = 4
"""Characters from which on words name one rate and no class of them (满意度 alone does)."""
