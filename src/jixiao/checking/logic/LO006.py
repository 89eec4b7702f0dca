"""LO006: benefits that nothing in the project can bring."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.report import Report

_NEEDS = (
    (
        re.compile(r"(?:解决|改善|方便|便利|缓解)[^。；]{0,16}?(出行|通行|农产业运输|农产品运输|运输)"),
        re.compile(r"路|(?<![渠管水])道|桥|街|巷|交通|车|码头|无障碍|居家|辅具|轮椅|假肢"),
    ),
    (
        re.compile(r"(?:解决|改善|保障)[^。；]{0,16}?(饮水|吃水|用水)"),
        re.compile(r"饮水|供水|水厂|水源|水井|自来水|水质|水库|管网|引水"),
    ),
    (re.compile(r"(?:解决|改善|保障)[^。；]{0,16}?(灌溉)"), re.compile(r"渠|灌|水库|塘|坝|泵|井|提水|水利|高标准农田")),
    (re.compile(r"(?:解决|改善)[^。；]{0,16}?(照明|亮化)"), re.compile(r"路灯|照明设施|灯具|亮化工程|电")),
    (re.compile(r"(?:解决|改善|方便)[^。；]{0,16}?(就医|看病)"), re.compile(r"医|卫生|药|诊|护")),
    (re.compile(r"(?:解决|改善|方便)[^。；]{0,16}?(入学|上学|就学)"), re.compile(r"校|教|学生|幼儿|寄宿")),
)
"""A benefit, and the words of which at least one stands elsewhere in the report on a project that can bring it."""


class LO006(Check):
    """效益应由项目内容带来。

    什么
    效益写解决出行、饮水、灌溉、照明、就医、上学，而全文没有一处提到能带来它的工程或服务（道路、供水、渠道……）的提示。

    为什么
    效益与内容不搭，多半是套用了别的项目的报告，其他内容也可能没有改。

    例子
    建设内容是排水沟，效益却写“解决群众出行、农产业运输问题”。

    改法
    按项目实际写效益；套用的文字全部核对一遍。

    来源
    《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》（财预〔2021〕101号）：效益指标应与项目内容相关。
    """

    code = "LO006"
    title = "效益与项目内容不相称"
    kind = Kind.LOGIC
    severity = Severity.WARNING

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        texts = passages(report)
        found = [
            (passage, match, source)
            for passage in texts
            for benefit, source in _NEEDS
            for match in benefit.finditer(passage.text)
        ]
        if not found or report.kind == "department":
            return NotApplicable("没有写这类效益，或不是单个项目的报告")
        findings = []
        for passage, match, source in found:
            rest = "\n".join(each.text for each in texts if each is not passage)
            rest += passage.text[: match.start()] + passage.text[match.end() :]
            if not source.search(rest):
                findings.append(
                    self.finding(
                        f"效益写“{match.group()}”，而全文没有能带来“{match.group(1)}”的建设内容或服务。",
                        passage.at(match.start(), match.end()),
                        actual=match.group(),
                        advice="按项目实际写效益；套用的文字全部核对一遍。",
                    )
                )
        return findings
