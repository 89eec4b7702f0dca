"""Whose figure it is: the unit's as a whole, one project's, or somebody else's.

The words in front of a label's first telling word are the head (:mod:`names`). Cleared of dates, numbers of documents,
verbs and pronouns it is empty, the unit itself, the project that the whole report is about, the name of one project,
or a phrase that names nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from jixiao.numbers import narrow
from jixiao.reading.extract.lexicon import FUND_HEADS, words

__all__ = ["Subject", "Whose", "clean_name", "years_in"]


@dataclass(frozen=True, slots=True)
class Whose:
    """``kind`` is ``unit`` (the unit, or the project the report is about), ``project`` (one of several, by its
    ``name``), ``item`` (该项目: the one spoken of), ``other`` (words that name none) or ``none`` (no words at all)."""

    kind: str
    name: str = ""

    @property
    def general(self) -> bool:
        """Whether it is the whole by a general word (本级, 项目资金): a share by name (小学, 平坝镇) is somebody's own,
        even if the name is a part of the unit's or of the title."""
        return self.kind == "unit" and _OWN.fullmatch(self.name) is not None


_YEAR = r"(?:19|20)\d\d\s*(?:[-—–~至]\s*(?:(?:19|20)\d\d)?\s*)?年?(?:度|底|末|初)?"
_DATE = r"(?:(?:19|20)?\d{2,4}年)?\d{1,2}月(?:\d{1,2}[日号]|[底末初]|份)?(?:[-—–至]\d{1,2}[日号]?)?"
_NUMBER_OF_DOCUMENT = (
    r"(?:《[^》]*》)?[(〔\[【]?[\u4e00-\u9fff]{0,12}[〔\[【(](?:19|20)\d\d[〕\]】)]\s*\d+号[)〕\]】]?(?:文件?|通知)?"
)
_LEADING = words(
    "控制在 其中 主要包括 主要为 主要是 主要用于 包括 包含 其余 另外 另有 另 内有 内含 并且 以及 由于 截至 截止 截止到 目前 关于 "
    "按照 根据 依据 通过 经过 用于 支持 实施 开展 实行 完成 获得 争取 申请 申报 共计 合计 总计 累计 总共 一共 共有 全部 整个 "
    "实际 年度内 年度 本年度 本年 当年 全年 今年 年末 年底 年中 年内 上半年 下半年 报告期 期末 给予 一是 二是 三是 四是 五是 六是 "
    "七是 首先 其次 最后 第一 第二 第三 此外 例如 经统计 据统计 分别 财政 单位 部门 资金方面 资金来源 下达我区 下达 安排 批复 下拨 "
    "拨付 我区 我县 我市 我州 我省 我镇 我乡 项目概况 资金情况 基本情况 内设 涉及 县级 省级 市级 中央 专门 会同 联合"
)
_LEADING_CHARACTERS = words(
    "预算(?!编制|管理|绩效|评审|执行) 按(?!摩) 经(?!济|营|费|常|开) 至 于 在(?!职|线|建|校|押) 将(?!军) 把 对(?!口|外|台) 为(?!民) 是 由 从(?!业) "
    "以(?!奖|工|旧|上|下) 和(?!谐|平) 与 及 并 向 给(?!排) 如 的 共(?!同|享|建|青|有) "
    "中(?!小|央|医|等|学|心|国|部|型|草|药|东|西|华|低|高|职|专|转)"
)
"""Particles in front of a name; what a lookahead names begins a word of its own (对口支援, 中小河流)."""
_TRAILING = words(
    "总计 合计 共计 累计 总共 共 为 是 的 达到 达 约 数额 数 金额 总额 额 全部 均 已 已经 分别 中 全年 年度 本年 当年 实际 整体 总 全 "
    "部门 单位 资金使用 项目资金 资金 等 情况 上 由 从 里 实施 本年度 在 截止 截至 目前 财政 预算安排 及 和 与 或 并 其 该 主要 包括 "
    "资金来源 来源"
)
_OWN = re.compile(
    r"(?:我|本|各|全)?(?:部门|单位|局|厅|委员会|委|办公室|办|中心|院|馆|站|所|处|校|学校|协会|科协|学会|会|镇|乡|街道|县|区|市|州|省|旗|机关|系统|级|年度|项目|专项|资金|专项资金|项目资金|经费|专项经费|补助资金|项目经费|部门整体|整体|机关本级|本级|工程|该项目|此项目|项目总|上级|地方|财政)?(?:本级|整体|总体|系统)?"
)


_ITEM = re.compile(r"(?:该|本|此|各|上述)?(?:项目|专项|工程)(?:资金|经费)?|(?:该|此|专项)(?:资金|经费)")


@cache
def _stripper(known: tuple[str, ...], *, lead: bool) -> re.Pattern[str]:
    body = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    digits = r"\d+(?:\.\d+)?(?:个|项|家|名|人|户|类|只)?|第?[一二三四五六七八九十]+批"
    if lead:
        body += r"|《[^》]*(?:通知|办法|意见|方案|函|批复|决定|规定|条例|细则|指南|文件)》(?:文件)?(?:要求|精神|规定)?"
        body += r"|(?:我|本)(?:部门|单位|局|厅|委|办|中心|院|馆|站|所|处|校|会|镇|乡|街道|县|区|市|州|省)(?=.{2})"
        body += "|" + "|".join(_LEADING_CHARACTERS)
        return re.compile(rf"(?:[^\w\u4e00-\u9fff“《*【(]+|{_NUMBER_OF_DOCUMENT}|{_DATE}|{_YEAR}|{digits}|{body})")
    return re.compile(rf"(?:[^\w\u4e00-\u9fff”》)]+|{digits}|(?:于|在)?{_DATE}|{_YEAR}|{body})\Z")


_SHORTEST = 2
"""Characters that a name keeps: 初中 does not end in 中."""


def clean_name(text: str) -> str:
    """``text`` without dates, numbers of documents, leading verbs and trailing words of amount."""
    slim = re.sub(r"\s+", "", narrow(text))
    slim = re.split(r"[,;。:!?]", slim)[-1] if not slim.startswith("《") else slim
    lead, trail = _stripper(_LEADING, lead=True), _stripper(_TRAILING, lead=False)
    while True:
        match = lead.match(slim)
        if match is None or not match.group():
            break
        rest = slim[match.end() :]
        # 年度 in 年度科普经费 is a leading word, 安排 in 安排费 may be part of a name: never strip the last word away.
        if not rest:
            return ""
        slim = rest
    while True:
        match = trail.search(slim)
        if match is None or match.start() < _SHORTEST or _is_fund(slim):
            break
        slim = slim[: match.start()]
    quoted = re.fullmatch(r"[“\"]([^“”\"]+)[”\"]", slim)
    return quoted.group(1) if quoted else slim


def years_in(text: str) -> tuple[int, ...]:
    """The years that a label speaks of; a year that is part of a day or of a document's number is none."""
    found = re.finditer(r"(?<![\d〔\[【(])((?:19|20)\d\d)\s*年(?:度|末|底)?(?!\s*\d{1,2}\s*月)", narrow(text))
    return tuple(int(match.group(1)) for match in found)


def _is_fund(name: str) -> bool:
    return len(name) >= 3 and name.endswith(FUND_HEADS)


def _subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(c in rest for c in short)


@dataclass(frozen=True, slots=True)
class Subject:
    """What the report is about: the unit's name, the project's or title's words, and whether it is one project's."""

    unit: str = ""
    title: str = ""
    project: bool = False
    year: int | None = None

    def whose(self, head: str) -> Whose:
        """Whom the head of a label names."""
        name = clean_name(head)
        if not name:
            return Whose("none")
        if not self.project and _ITEM.fullmatch(name):
            return Whose("item")
        if self.is_own(name):
            return Whose("unit", name)
        if self.project and self.is_own_project(name):
            return Whose("unit", name)
        if _is_fund(name) and 3 <= len(name) <= 40:
            return Whose("project", name)
        return Whose("other", name)

    def is_own(self, name: str) -> bool:
        """Whether ``name`` is the unit: 我局, 本部门, 海珠区科协 for 广州市海珠区科学技术协会."""
        if _OWN.fullmatch(name) or re.fullmatch(
            r"(?!各|其他|所属|全[市县省])[\u4e00-\u9fff*]{1,6}[县市区镇乡旗州]", name
        ):
            return True
        bare = re.sub(r"^(?:我|本)", "", name)
        return len(bare) >= 2 and bool(self.unit) and bare[0] in self.unit and _subsequence(bare, self.unit)

    def is_own_project(self, name: str) -> bool:
        """Whether ``name`` is the project in the report's title, perhaps shortened."""
        title = re.sub(r"[“”\"《》\s]", "", narrow(self.title))
        bare = re.sub(r"[“”\"《》\s]", "", name)
        bare = re.sub(r"(?:项目)?(?:资金|经费)?\Z", "", bare) or bare
        return len(bare) >= 2 and bool(title) and (bare in title or (len(bare) >= 4 and _subsequence(bare, title)))
