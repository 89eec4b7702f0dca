"""Who reports, for which year, about what, and in what form.

Looked for in this order: fields of the form (实施单位, 部门名称 …), the title, where the text was published and who
signed it, whom the text names as its subject. A text that names nobody gets no unit.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jixiao.document import Paragraph, Table
from jixiao.numbers import chinese_integer, narrow
from jixiao.reading.extract.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.document import Document

__all__ = ["PROJECT_FIELD", "UNIT_FIELDS", "Identity", "identify"]


@dataclass(frozen=True, slots=True)
class Identity:
    """What ``Report`` says of the report as a whole; ``project`` is the one project that it is about, if it says so."""

    unit: str
    year: int | None
    kind: str
    form: str
    nature: str
    title: str
    project: str


_ORG = words(
    "人民政府 管理委员会 管委会 工作委员会 委员会 街道办事处 办事处 办公室 管理局 分局 局 厅 中心 联合会 总工会 工会 "
    "协会 学会 研究会 残联 妇联 科协 团委 工商联 文联 侨联 红十字会 党校 中学 小学 学校 幼儿园 大学 学院 卫生院 医院 "
    "图书馆 博物馆 档案馆 文化馆 科技馆 馆 研究所 研究院 设计院 勘察院 法院 检察院 科学院 福利院 敬老院 管理所 监测站 "
    "工作站 服务站 管理站 支队 大队 总队 林场 电视台 报社 供销社 合作社 公司 集团 宣传部 组织部 统战部 政法委 编办 "
    "纪委监委 监委 纪委 发改委 卫健委 管理处 事务所 管理段 养护站 卫生所 派出所 气象台 社会保险事业局 党委 政协 "
    "人大常委会 基金会 指挥部 武装部"
)
_ORG_END = "(?:" + "|".join(sorted(_ORG, key=len, reverse=True)) + ")"
_HAN = r"[\u4e00-\u9fff*]"
_START = r"(?:本次)?(?:绩效)?(?:自评|评价)?(?:工作)?(?:在|由|对|将|经|向|与)?"
_REGION = rf"(?:{_HAN}{{2,12}}?(?:自治区|自治州|自治县|省|市|县|区|旗|州|盟|镇|乡|街道))"
UNIT_FIELDS = (
    (
        r"部门[((]?单位[))]?名称|部门名称[((]?[^))]{0,4}[))]?|单位名称|资金使用单位|实施单位|项目实施单位|项目单位|预算单位|"
        r"预算部门[((]?单位[))]?|填报单位|自评单位|评价单位|申报单位|编报单位|部门[((]单位[))]|项目主管单位|用款单位|"
        r"承担单位|单位[((]盖章[))]"
    ),
    r"部门|单位|填报部门|编制单位|公开部门",
    r"地方|所属地区|市县名称|县[((]市、区[))]|县区|区县|(?:地方)?主管部门|主管单位",
)
"""Names of the fields that say who reports, those that say it plainly first."""
PROJECT_FIELD = r"项目名称|转移支付\(项目\)名称|专项名称|政策名称|二级项目名称|专项资金名称"
"""Names of the field that says which project it is about."""
_YEAR_FIELD = re.compile(r"(?:被?评价|自评|预算|考核)年度\s*[::|]?\s*(20\d\d)")
_YEAR = re.compile(r"(?<![\d〔\[【(（])(20\d\d)\s*年(?:度)?(?!\s*\d{1,2}\s*月\s*\d)")


def identify(document: Document, fallback_title: str = "") -> Identity:
    """The identity of the report in ``document``; ``fallback_title`` is used where the text has no title."""
    lines = tuple(_lines(document))
    title = _title(document, lines) or fallback_title
    body = "\n".join(lines)
    unit = _unit(document, title, lines)
    return Identity(
        unit=unit,
        year=_year(title, lines),
        kind=_kind(title, body),
        form=_form(document),
        nature=_nature(title, body),
        title=title,
        project=_field(document, PROJECT_FIELD) or "",
    )


def _lines(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            if block.title:
                yield block.title
            for row in block.grid:
                yield " ".join(cell.text for c, cell in enumerate(row) if c == 0 or cell is not row[c - 1])


# --- the title -------------------------------------------------------------------------------------------------

_TITLE = re.compile(r"绩效.{0,14}(?:报告|自评|评价|情况|总结|表)|自评.{0,8}(?:报告|表)|绩效目标|(?:评价|评估)报告")
_NO_TITLE = re.compile(
    r"[。；]|通知|按照|根据|目录|报表编号|^[一二三四五六七八九十]+、|^[（(][一二三四五六七八九十][）)]"
)

_ABOVE_TITLE = re.compile(rf"(?=.)(?:{_HAN}+{_ORG_END})?(?:\s*20\d\d年度?[^。；:]{{0,40}})?")
"""A title's lines before its last: the unit, the year perhaps with the project, or both."""


def _title(document: Document, lines: tuple[str, ...]) -> str:
    """The first line that calls itself a report or table, with the unit and year that stand on lines of their own above."""
    if document.title and _TITLE.search(narrow(document.title)):
        return document.title.strip()
    for i, line in enumerate(lines[:12]):
        slim = narrow(line).strip()
        head = re.split(r"\s(?:主管部门|项目名称|转移支付|实施单位|单位名称|部门名称)", slim)[0]
        if len(head) > 80 or _NO_TITLE.search(head) or not _TITLE.search(head):
            continue
        above = ""
        while i and (line := narrow(lines[i - 1]).strip()) and _ABOVE_TITLE.fullmatch(line):
            above, i = line + above, i - 1
        return above + head
    for line in lines[:3]:
        # A title that its line break has left: 附件3…自评报告为进一步规范….
        match = re.match(r"\s*(?:附件\s*\d*[::]?)?\s*(\S{6,60}?自评(?:报告|情况的?报告))", narrow(line))
        if match:
            return match.group(1)
    return ""


# --- the unit --------------------------------------------------------------------------------------------------


def _unit(document: Document, title: str, lines: tuple[str, ...]) -> str:
    named = _field(document, UNIT_FIELDS[0])
    by_title = _unit_in_title(title)
    loose = _field(document, UNIT_FIELDS[1])
    if named and _is_org(named):
        # 部门：临沧市永德县明朗中学 above 实施单位 永德县明朗中学: the fuller name of the same.
        return loose if loose and loose.endswith(named) else named
    if by_title and _is_org(by_title):
        return by_title
    return next(
        (
            found
            for found in (
                named,
                loose,
                _published_by(lines),
                _signed_by(lines),
                _field(document, UNIT_FIELDS[2]),
                _named_by_text(lines),
                by_title,
                _region_in_text(lines),
            )
            if found
        ),
        "",
    )


def _is_org(name: str) -> bool:
    return bool(re.search(rf"(?:{_ORG_END}|[站所院队处校园场社台])(?:[（(][^）)]*[）)])?(?:本级|机关)?\Z", name))


def _field(document: Document, names: str) -> str:
    """The value of a field of the form: ``项目单位：…``, or the cell to the right of the field's name."""
    label = re.compile(rf"(?:{names})(?:\((?:盖章|公章|单位|章|签章|汇总)\))*[::]?\s*\Z")
    inline = re.compile(
        rf"(?:\A|[\s|,;(])(?:{names})(?:\((?:盖章|公章|单位|章|签章)\))*\s*[::为]\s*([^\s:;,。|]{{2,40}})"
    )
    spaced = re.compile(rf"(?:\A|\s)(?:{names})(?:\((?:盖章|公章|章|签章)\))*\s+([^\s:;,。|]{{2,40}})(?=\s|\Z)")
    before = ""
    for block in document.blocks:
        if isinstance(block, Table):
            found = _field_in_table(block, label) or _field_in_cells(block, inline, spaced)
        else:
            text = narrow(block.text)
            run_on = text.count(" ") >= 4
            match = inline.search(text) or (spaced.search(text) if run_on else spaced.match(text))
            found = match.group(1).strip() if match else ""
            if not found and label.fullmatch(before) and len(text.strip()) <= 40:
                found = text.strip()
            before = re.sub(r"\s", "", text)
        found = re.sub(r"^(?:\[\d+\]|\d{3,}\s*[-—_]?)\s*|\((?:盖章|公章|签章|章)\)\s*$", "", found)
        if "(" not in found:
            found = found.rstrip(")")
        if found and not re.fullmatch(label, found) and not re.search(r"[\d%]{3}|单位:", found):
            return found
    return ""


def _field_in_table(table: Table, label: re.Pattern[str]) -> str:
    for r, row in enumerate(table.grid):
        for c, cell in enumerate(row):
            if not label.fullmatch(re.sub(r"\s", "", narrow(cell.text))):
                continue
            alone = sum(bool(other.text.strip()) for other in row) == 1
            # In a table that came with one cell a row the value stands below its name.
            below = table.grid[r + 1] if alone and r + 1 < len(table.grid) else ()
            for other in (*row[c + 1 :], *below):
                if other.text.strip() and (other.row, other.column) != (cell.row, cell.column):
                    return re.sub(r"\s+", "", other.text)
    return ""


def _field_in_cells(table: Table, *patterns: re.Pattern[str]) -> str:
    for cell in table.own_cells():
        if len(cell.text) < 60:
            match = next((found for pattern in patterns if (found := pattern.match(narrow(cell.text)))), None)
            if match:
                return match.group(1)
    return ""


_TITLE_CUT = re.compile(
    r"(?<!^)20[\dx]{2}\s*[-—至年]|关于|部门整体|单位整体|部门预算|部门决算|部门支出|整体支出|整体绩效|项目支出|预算绩效|绩效|自评|专项资金|项目资金|财政(?![局厅])|省级|中央|市级|县级|附件|\s"
)


_TITLE_LEAD = re.compile(
    r"附件\s*\d*\s*[::]?\s*|《|20[\dx]{2}\s*年?\s*(?:[-—至]\s*20\d\d\s*年)?\s*(?:年?度)?|关于|报送|上报|印发|公开|\s+"
)


_NO_REGION = re.compile(r"支付|绩效|项目|资金|专项|社区|园区|自评|目标")


def _unit_in_title(title: str) -> str:
    """The organisation that the title begins with, else the region."""
    text = narrow(title).strip()
    while (lead := _TITLE_LEAD.match(text)) is not None:
        text = text[lead.end() :]
    cut = _TITLE_CUT.search(text)
    head = (text[: cut.start()] if cut else text).strip()
    if _is_org(head) and len(head) <= 40:
        return head
    matches = [match.end() for match in re.finditer(_ORG_END, head)]
    for end in reversed(matches):
        if 4 <= end <= 30 and re.match(_REGION, head[:end]):
            return head[:end]
    region = re.match(rf"(?:{_REGION}){{1,3}}", head)
    # A province in a title is where the money comes from (湖南省文化和旅游专项资金), not who reports.
    if region is None or region.group().endswith(("省", "自治区")) or _NO_REGION.search(region.group()):
        return ""
    return region.group()


def _published_by(lines: tuple[str, ...]) -> str:
    """The organisation in brackets under the title, or the one said to be the source of the text."""
    for line in lines[:6]:
        match = re.fullmatch(
            rf".{{0,60}}\(\s*({_HAN}+{_ORG_END})\s*(?:[,、]?\s*20\d\d\s*年[^()]{{0,8}})?\)\s*", narrow(line)
        )
        if match:
            return match.group(1)
    for line in lines:
        match = re.search(rf"(?:文章|信息|稿件)?来源[:：]\s*({_HAN}+{_ORG_END})", line)
        if match:
            return match.group(1)
    return ""


def _signed_by(lines: tuple[str, ...]) -> str:
    """A line at the end that holds nothing but an organisation and perhaps the day."""
    for line in reversed(lines[-4:]):
        match = re.fullmatch(
            rf"\s*({_HAN}{{2,24}}{_ORG_END})\s*(?:20\d\d\s*年\s*\d+\s*月\s*\d+\s*日)?\s*", narrow(line)
        )
        if match:
            return match.group(1)
    return ""


_SUBJECT_OF_TEXT = re.compile(
    rf"(?:^|[。；;\n]|由|本次|(?<!\d)20\d\d年度?)\s*{_START}({_REGION}{_HAN}{{0,20}}?{_ORG_END})(?=(?:[(（](?:以下)?简称|是|为|负责|、{_HAN}+组织|组织|会同|牵头|项目|隶属|深入|内设|成立|部门|20\d\d))"
)


_EVALUATED = re.compile(rf"对({_REGION}{_HAN}{{0,20}}?{_ORG_END})(?=实施|承担|负责|主管|组织实施)")


def _named_by_text(lines: tuple[str, ...]) -> str:
    """The organisation that the text makes its subject (…局是…, 由…厅组织), or that it keeps naming."""
    text = narrow("\n".join(lines))
    evaluated = _EVALUATED.search(text)
    if evaluated:
        return evaluated.group(1)
    named = Counter(match.group(1) for match in _SUBJECT_OF_TEXT.finditer(text))
    named = Counter({name: count for name, count in named.items() if not re.search(r"财政[局厅部]$", name)})
    if named:
        return max(named, key=lambda name: (named[name], -text.index(name)))
    alone = re.search(rf"(?:保障|确保|本单位|我单位)({_HAN}{{2,10}}?{_ORG_END})(?=人员|日常|正常|机关)", text)
    return alone.group(1) if alone else ""


def _region_in_text(lines: tuple[str, ...]) -> str:
    text = narrow("\n".join(lines))
    found = re.finditer(
        rf"(?:^|[。；;\n):：])\s*{_START}({_HAN}{{2,8}}?(?:自治县|县|乡|镇|旗|街道))(?=\d|已|将|共|实施|人民|成立|各|全)",
        text,
    )
    return next((m.group(1) for m in found if not re.search(r"[我本各该全此下]|财政|拨付", m.group(1))), "")


# --- the rest --------------------------------------------------------------------------------------------------


def _in_digits(text: str) -> str:
    """二○二二年 as 2022年."""
    return re.sub(
        r"二[零〇○ＯO][一二三四五六七八九零〇○]{2}(?=年)", lambda m: str(chinese_integer(m.group()) or m.group()), text
    )


def _year(title: str, lines: tuple[str, ...]) -> int | None:
    """The year evaluated: the title's, the field's, else the one that the text speaks of most."""
    if re.search(r"20[xX×]{2}\s*年", "\n".join((title, *lines[:12]))):
        return None
    lines = tuple(_in_digits(line) for line in lines)
    match = re.search(r"(20\d\d)\s*(?:年|—|-)", narrow(_in_digits(title)))
    named = match or _YEAR_FIELD.search(narrow("\n".join(lines[:40])))
    if named:
        return int(named.group(1))
    for line in lines[:6]:
        head = re.search(r"[((]\s*(20\d\d)\s*年度?\s*[))]", narrow(line))
        if head:
            return int(head.group(1))
    years = Counter(
        match.group(1)
        for line in lines
        for match in _YEAR.finditer(narrow(line))
        if not re.search(r"日期|时间[::]", line[: match.start()][-8:])
    )
    return int(years.most_common(1)[0][0]) if years else None


def _kind(title: str, body: str) -> str:
    head = narrow(title)
    text = narrow(body)
    if re.search(r"转移支付|区域绩效", head) or re.search(r"转移支付\s*(?:\(项目\))?\s*名称|中央对地方", text[:400]):
        return "transfer"
    if re.search(r"整体", head):
        return "department"
    if re.search(r"项目|资金|专项|经费|工程", head):
        return "project"
    whole = len(re.findall(r"部门整体|整体支出|整体绩效|单位整体", text))
    single = len(re.findall(r"项目支出绩效|项目绩效|项目概况|本项目|项目资金|项目名称|该项目", text))
    return "department" if whole > single else "project"


def _form(document: Document) -> str:
    """``table`` where nearly all text stands in tables, ``narrative`` where none does."""
    cells = sum(len(cell.text) for table in document.tables for cell in table.own_cells())
    words = sum(len(paragraph.text) for paragraph in document.paragraphs)
    if not cells:
        return "table" if any(_is_run_on(paragraph.text) for paragraph in document.paragraphs) else "narrative"
    return "table" if words <= cells / 2 else "mixed"


def _is_run_on(text: str) -> bool:
    return text.count(" ") >= 20 and len(re.findall(r"[，。；]", text)) * 8 < text.count(" ")


def _nature(title: str, body: str) -> str:
    head, text = narrow(title), narrow(body)
    if "自评" in head:
        return "self_evaluation"
    if re.search(r"目标(?:申报|批复|设定)?表|目标申报|绩效目标(?:公开|批复)", head):
        return "goal"
    if "自评" in text:
        return "self_evaluation"
    evaluated = re.search(r"第三方|评价机构|受.{2,20}委托|评价组|重点评价|财政评价|评价工作组", head + text)
    return "evaluation" if evaluated else "self_evaluation"
