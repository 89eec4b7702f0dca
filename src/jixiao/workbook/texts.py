"""What a unit writes itself into its documents: declared here, asked for on the sheet 报告文字, and read back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from jixiao.location import Location
from jixiao.registers.base import Column
from jixiao.workbook.cells import read_cell, words_of
from jixiao.workbook.faults import fault
from jixiao.workbook.headers import find_header, label_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jixiao.findings import Finding
    from jixiao.workbook.book import Sheet

__all__ = ["LONGEST", "TEXTS", "TEXTS_SHEET", "TEXT_HEADINGS", "Text", "cut", "read_texts", "texts_of"]

TEXTS_SHEET: Final = "报告文字"
LONGEST: Final = 32_767
"""Characters that a cell of a spreadsheet holds."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the unit's own. ``name`` is its key in the documents, ``title`` what it is called (no two texts have the
    same title unless they are one), ``asked`` what belongs there, ``place`` the sections that print it, ``example``
    how it may begin, ``note`` a hint, ``instead`` the registers that tell as much where they are kept, ``subjects`` the
    kinds of scheme it is for."""

    name: str
    title: str
    asked: str
    place: str
    example: str
    note: str = ""
    instead: str = ""
    subjects: tuple[str, ...] = ("department",)

    @property
    def hint(self) -> str:
        return f"{self.note}如“{self.example}”"

    @property
    def wanted(self) -> str:
        """What is missing where neither text nor registers tell, with the sheets that it is filled in on."""
        lead = f"{self.asked[:-1]}；" if self.asked.endswith("）") else f"{self.asked}（"
        return f"{lead}填{self.instead}{'或' if self.instead else ''}“{TEXTS_SHEET}”）"


_PROJECT: Final = ("project", "transfer")
_BESIDES: Final = "台账里有的会自动写出，这里只写台账没有的。"

TEXTS: Final = (
    Text(
        "overview",
        "部门概况",
        "部门职能和机构设置",
        "自评报告一、（一）",
        "本馆承担文献收藏和公共阅读服务，内设五个部。",
        note="写职能、内设机构和下属单位。",
    ),
    Text(
        "tasks",
        "年度工作任务",
        "年度总体工作和重点工作任务",
        "自评报告一、（二）",
        "全年重点做好三项工作：一是推广阅读。",
        note="一项任务一段。",
    ),
    Text(
        "goal",
        "年度总体目标",
        "年度总体目标的预期目标",
        "自评表“年度总体目标”",
        "全年接待读者不少于二十万人次。",
        note="照年初批复的绩效目标写。",
    ),
    Text(
        "goal_reached",
        "总体目标完成情况",
        "年度总体目标的实际完成情况",
        "自评表“年度总体目标”",
        "全年接待读者超过预期，各项任务按期完成。",
        note="不写的，按绩效目标各行写出完成了几项。",
        instead="“绩效目标”",
    ),
    Text(
        "management",
        "绩效管理情况",
        "绩效管理的组织、制度和执行情况",
        "自评报告一、（四）",
        "成立绩效工作小组，由分管馆长牵头。",
        note=_BESIDES,
        instead="“管理制度”“项目台账”“信息公开”",
    ),
    Text(
        "projects",
        "重点项目支出情况",
        "重点项目支出完成情况",
        "自评报告二、（三）",
        "全年没有安排项目支出。",
        note="台账里有项目的不用写。",
        instead="“预算台账”和“支出台账”的“所属项目”",
    ),
    Text(
        "results",
        "主要成效",
        "主要工作成效",
        "自评报告二、（四）、自评表“主要成效”",
        "通借通还覆盖全部分馆。",
        note=_BESIDES,
        instead="“活动台账”",
    ),
    Text(
        "problems",
        "存在的问题",
        "存在的主要问题",
        "自评报告三、自评表“存在问题”",
        "项目进度前松后紧。",
        note=_BESIDES,
        instead="“问题整改”",
    ),
    Text(
        "measures",
        "改进措施",
        "改进措施",
        "自评报告四、自评表“改进措施”",
        "把年度任务按季度分解并逐季核对。",
        note=_BESIDES,
        instead="“问题整改”的“整改措施”",
    ),
    Text(
        "basis",
        "项目背景和依据",
        "项目背景和实施依据（法规、规划、批复文件）",
        "自评报告一、（一）1",
        "依据年初部门预算批复实施。",
        note="文件写全称和文号。",
        subjects=_PROJECT,
    ),
    Text(
        "content",
        "项目内容",
        "主要内容及实施情况",
        "自评报告一、（一）2",
        "采购图书并配送到各分馆。",
        note=_BESIDES,
        instead="“活动台账”",
        subjects=_PROJECT,
    ),
    Text(
        "goal",
        "年度总体目标",
        "年度总体目标",
        "自评报告一、（二）、自评表“年度总体目标”",
        "全年接待读者不少于二十万人次。",
        note="照年初批复的绩效目标写。",
        subjects=_PROJECT,
    ),
    Text(
        "goal_reached",
        "总体目标完成情况",
        "总体目标完成情况",
        "自评报告四、（二）、自评表“年度总体目标”",
        "全年接待读者超过预期，各项任务按期完成。",
        subjects=_PROJECT,
    ),
    Text(
        "organisation",
        "自评工作组织",
        "自评工作的组织（牵头人员、参与科室、时间安排）",
        "自评报告二",
        "由办公室牵头，三月上旬完成。",
        subjects=_PROJECT,
    ),
    Text(
        "funding",
        "资金到位情况",
        "资金到位情况（应到位资金、实际到位资金）",
        "自评报告四、（一）1",
        "资金于三月全部到位。",
        note="台账里有应到位和实际到位资金的不用写。",
        subjects=_PROJECT,
    ),
    Text(
        "funding_reason",
        "资金未到位原因",
        "资金到位率不到100%的原因",
        "自评报告五",
        "配套资金安排在下年度",
        note="写成一句。",
        subjects=_PROJECT,
    ),
    Text(
        "execution_reason",
        "预算未执行原因",
        "预算执行率不到100%的原因",
        "自评报告五",
        "尾款按合同在验收后支付",
        note="写成一句。",
        subjects=_PROJECT,
    ),
    Text(
        "management",
        "资金管理情况",
        "资金管理情况（制度健全性、执行情况）",
        "自评报告四、（一）3",
        "资金专账核算，支出逐笔审批。",
        note=_BESIDES,
        instead="“管理制度”",
        subjects=_PROJECT,
    ),
    Text(
        "problems",
        "存在的问题",
        "存在的主要问题",
        "自评报告五",
        "项目进度前松后紧。",
        note=_BESIDES,
        instead="“问题整改”",
        subjects=_PROJECT,
    ),
    Text(
        "measures",
        "改进措施",
        "改进措施",
        "自评报告六",
        "把年度任务按季度分解并逐季核对。",
        note=_BESIDES,
        instead="“问题整改”的“整改措施”",
        subjects=_PROJECT,
    ),
    Text(
        "result_use",
        "自评结果应用",
        "自评结果的应用（与预算安排、完善政策、改进管理挂钩）",
        "自评报告七、（一）",
        "自评结果用于编制下年度预算。",
        subjects=_PROJECT,
    ),
    Text(
        "disclosure",
        "公开情况",
        "绩效目标和自评结果的公开时间、公开网址",
        "自评报告七、（二）",
        "随部门决算一并公开。",
        note=_BESIDES,
        instead="“信息公开”",
        subjects=_PROJECT,
    ),
)
"""Every text, in the order of the documents: those of a department, then those of a project or transfer."""


def texts_of(subject: str) -> dict[str, Text]:
    """The texts of a scheme for this subject (department, project, transfer) by their names."""
    return {text.name: text for text in TEXTS if subject in text.subjects}


# --- on the sheet

TEXT_HEADINGS: Final = (("文字", 18), ("写什么", 30), ("内容", 74), ("印在哪里", 26), ("填写说明", 26), ("代码", 14))
"""Headings of the sheet with their widths; 代码 is the name by which a text is found again."""
_CONTENT: Final = Column("content", "内容", "text")
_COLUMNS: Final = (
    Column("title", "文字", "text", required=True),
    replace(_CONTENT, required=True),
    Column("code", "代码", "text"),
)
_IGNORED: Final = ("写什么", "印在哪里", "填写说明")


def cut(text: str) -> list[str]:
    """The text in pieces that a cell holds, at the ends of lines: :func:`read_texts` puts them together again. Only a
    single line longer than a cell is broken within."""
    pieces: list[str] = []
    for line in text.strip().splitlines():
        for start in range(0, len(line) or 1, LONGEST):
            part = line[start : start + LONGEST]
            if not start and pieces and len(pieces[-1]) + len(part) < LONGEST:
                pieces[-1] += f"\n{part}"
            else:
                pieces.append(part)
    return pieces


def read_texts(sheet: Sheet, wanted: Mapping[str, Text], file: str) -> tuple[dict[str, str], list[Finding]]:
    """What stands on the sheet, by the names of the texts, and what is wrong with it.

    A row belongs to the text whose code it has, or whose title where the code is gone; one that has neither goes on with
    the row above it.
    """
    header, findings = find_header(sheet, _COLUMNS, _IGNORED, file)
    if header is None:
        return {}, findings
    places = header.places
    titles = {label_in(text.title)[0]: text.name for text in wanted.values()}
    found: dict[str, list[str]] = {}
    name: str | None = None
    for row in (row for row in sheet.rows if row > header.row):
        code, title = (words_of(sheet.cell(row, places.get(column))) for column in ("code", "title"))
        if code or title:
            name = code if code in wanted else titles.get(label_in(title)[0])
        at = Location(file=file, sheet=sheet.name, row=row, column=places["content"])
        content, finding = read_cell(sheet.cell(row, places["content"]), _CONTENT, "", at)
        words = str(content)
        if finding is not None:
            findings.append(finding)
        elif words and name is None:
            told = title or code or "这一行"
            message = f"没有“{told}”这一项，所填的内容没有读取，应为模板里的各项。"
            findings.append(fault("IN030", at, message, expected="、".join(titles), actual=told))
        elif len(words) > LONGEST:
            message = f"一格里有 {len(words)} 个字，应不超过 {LONGEST} 个：表格软件保存时会截断。"
            advice = "请在下面插一行，“文字”和“代码”留空，接着写。"
            findings.append(fault("IN116", at, message, expected=f"至多 {LONGEST} 字", advice=advice))
        elif words and name is not None:
            found.setdefault(name, []).append(words)
    return {name: "\n".join(parts) for name, parts in found.items()}, findings
