"""What the labels of a form's head and foot ask for, on top of what our reader knows of such labels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jixiao.reading.extract.identity import PROJECT_FIELD, UNIT_FIELDS
from jixiao.reading.extract.indicators_vocabulary import TOTAL, Role, head_role, slim
from jixiao.reading.extract.names import read_money, read_rate
from jixiao.reading.extract.values import unit_in
from jixiao.writing.forms.known import Answer, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.reading.extract.names import Reading
    from jixiao.writing.forms.known import Known

__all__ = ["Gap", "answer_to", "fact_name", "field_of", "figure", "gaps_in", "is_placeholder", "year_gaps"]

_FIELDS: Final = (
    ("project", re.compile(PROJECT_FIELD)),
    ("department", re.compile(r"(?:项目|预算|地方)?主管(?:部门|单位)(?:及代码|名称)?")),
    ("above", re.compile(r"(?:中央|省级|市级|县级|区级|上级)主管部门(?:及代码)?")),
    ("unit", re.compile(f"{UNIT_FIELDS[0]}|{UNIT_FIELDS[1]}|预算部门")),
    ("year", re.compile(r"(?:被?评价|自评|预算|考核|所属|填报)?年度")),
    ("grade", re.compile(r"(?:自评|评价|评定|绩效|总评)?(?:结果)?(?:等级|等次|档次)")),
    ("goal", re.compile(r"(?:年度|年初|当年|项目|部门)?(?:总体|绩效|预期|设定){0,2}总?目标")),
    ("reached", re.compile(r"(?:年度|全年|年终)?(?:总体|绩效)?目标实际完成情况")),
    ("signed", re.compile(
        r"(?:填报|填表|制表|经办|复核|审核|联系)人(?:员)?(?:姓名)?|(?:联系)?(?:电话|方式)|手机|(?:单位|部门|项目|财务)?负责人"
        r"|(?:填报|填表|编制|上报)?(?:日期|时间)"
    )),
    ("problems", re.compile(r"(?:存在|主要)的?(?:主要)?问题")),
    ("measures", re.compile(r"(?:下一步)?(?:改进|整改)措施")),
    ("told", re.compile(
        r"其[他它]需要?说明的?(?:问题|事项|情况)|(?:情况)?说明|备注|(?:存在|主要)的?问题[和及与]改进措施|改进措施及结果应用方案|主要成效|自评结论|评价结论"
        r"|(?:部门|单位)?(?:主要)?职[能责](?:概述|概况)?|整体绩效(?:情况|完成情况)?|问题与建议"
    )),
)  # fmt: skip
"""Fields of the head and foot by their names; the first that is all of the label wins."""

_REMARK: Final = re.compile(r"\([^()]*\)")
_SAYS_MONEY: Final = re.compile(r"(?:数|额|预算|决算|支出|收入|资金|经费|拨款|补助|结转|结余|款|费)\Z")
"""How the name of an amount ends; 年初绩效目标 and 支出责任履行情况 hold words of money and are none."""
_TELLS_OF_US: Final = re.compile(
    r"(?:其中|部门整体|部门|单位|本单位|项目|整体|年度|全年|本年|当年|20\d\d年?度?|财政|资金|\([^()]*\)|[::、.\d一二三四五])*"
)
"""What may stand before the word that tells of what a figure is, and still the figure is the unit's own."""
_PLACEHOLDER: Final = re.compile(r"[★☆*]?指标\d{0,2}[::]?|[…·.。]+|[-—/]+|x+|X+")


def field_of(label: str) -> str:
    """The field that a label names: ``unit``, ``project``, ``signed`` (for a person to sign), ``told`` (in the unit's
    own words), ``total``, ``reached`` …; empty if it is none of ours."""
    words = slim(label).rstrip(":")
    for text in dict.fromkeys((words, _REMARK.sub("", words))):
        for name, pattern in _FIELDS:
            if pattern.fullmatch(text):
                return name
        if TOTAL.fullmatch(text):
            return "total"
        role = head_role(text)
        if role is Role.TARGET and "目标" in text and "值" not in text:
            return "goal"
        if role is Role.ACTUAL and "情况" in text:
            return "reached"
        if role is Role.REASON and "原因" in text:
            return "reasons"
    return ""


def is_placeholder(text: str) -> bool:
    """Whether a name is only the form's own sign of where names go: ``指标1：``, ``……``."""
    return bool(_PLACEHOLDER.fullmatch(slim(text)))


def fact_name(reading: Reading, *, by_nature: bool) -> str:
    """The name of the fact that a figure's label asks for; empty where there is none.

    ``by_nature`` says that 其他资金 stands beside 当年财政拨款 and 上年结转, which split the money by its nature, and
    not beside the budgets that split it by source.
    """
    what, measure = reading.what, reading.measure
    short = {"initial_budget": "initial_budget", "adjusted_budget": "budget", "expenditure": "expenditure"}.get(measure)
    if what in ("", "whole"):
        return measure
    if what == "revenue":
        return measure if measure.startswith("revenue_") else ""
    if short is None:
        return ""
    if what == "fiscal_appropriation":
        return f"fiscal_appropriation_{measure}"
    if what == "carryover_in":
        return f"carried_in_{measure}"
    if what == "other_funds" and by_nature:
        return f"other_nature_{measure}"
    if what in ("central", "province", "city", "county", "local"):
        endings = {"adjusted_budget": "", "expenditure": "_expenditure"}
        return f"{what}_funds{endings[measure]}" if measure in endings else ""
    return "" if what in ("unit_funds", "contract") else f"{what}_{short}"


def figure(label: str, unit: str, known: Known, split: frozenset[str]) -> Answer | Unknown | None:
    """The amount of money that ``label`` asks for; ``None`` if it is none that has a name.

    ``split`` is by what the form splits its money (see :func:`fact_name`). A form that has 财政拨款 and no 上年结转
    leaves it open whether the one includes the other.
    """
    reading = read_money(label)
    name = fact_name(reading, by_nature=bool(split & {"fiscal_appropriation", "carryover_in"}))
    if not name:
        return None
    open_split = reading.what == "fiscal_appropriation" and "carryover_in" not in split
    if open_split and not re.search("当年|本年", label) and known.dossier.base(f"carried_in_{reading.measure}") != 0:
        return Unknown("台账里有上年结转（或未分资金性质），表上没有结转的一行：财政拨款含不含结转要由您定")
    return known.money(name, unit)


def answer_to(
    label: str, unit: str, known: Known, *, behind: bool = False, split: frozenset[str] = frozenset()
) -> Answer | Unknown | None:
    """What belongs behind a label that stands alone; ``None`` if it is not known what it asks.

    ``unit`` is the one that holds around it (a note, a bracket); ``behind`` says that the form prints it after the
    blank, so that it is not written again.
    """
    field = field_of(label)
    if field == "signed":
        return Unknown("由填报人自己填写")
    if field == "told":
        return Unknown("台账里没有这段文字")
    if field == "total":
        return known.total()
    if field == "reasons":
        return known.reasons()
    if field in ("problems", "measures"):
        return known.rectified(field)
    if field:
        return known.field(field)
    words = slim(label).rstrip(":")
    rate = read_rate(words)
    money = read_money(words)
    unit = unit_in(label) or unit
    if rate.measure and not money.measure and not rate.what and _TELLS_OF_US.fullmatch(rate.head):
        return known.named_rate(rate.measure, sign=unit_in(label) != "%" and not behind)
    if money.measure and _SAYS_MONEY.search(_REMARK.sub("", words)) and _TELLS_OF_US.fullmatch(money.head):
        return figure(words, unit, known, split)
    return None


# --- labels with their blank in one text --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gap:
    """``填报单位：______``: the label, and from where to where the blank goes; ``unit`` is printed behind the blank."""

    label: str
    start: int
    end: int
    unit: str = ""
    held: str = ""


_LABELLED: Final = re.compile(
    r"(?P<label>[\u4e00-\u9fff“”（()）/、](?:[\u4e00-\u9fff“”（()）/、\d]|[ \u3000](?=[\u4e00-\u9fff（(]))*?)[ \u3000]*[:：](?P<gap>[ \u3000\t_＿]*)"
    r"(?P<held>[^\s_＿:：]*(?![^\s]*[:：]))?"
)
_UNIT_BEHIND: Final = re.compile(r"\s*[（(]?(亿元|万元|千元|元|%|％|分)")
_YEAR: Final = re.compile(r"(?P<century>20)?(?P<gap>[_＿ \u3000]+)(?=[)）]?年度?(?![\s_＿]*月))")


def gaps_in(text: str) -> Iterator[Gap]:
    """The labels in ``text`` with their blanks, or with what is ``held`` there already."""
    for match in _LABELLED.finditer(text):
        label = match.group("label")
        # 填报单位：   联系电话：  - two blanks part two labels, one blank parts the signs of one.
        label = re.split(r"[ \u3000]{2,}|\u3000", label)[-1] if not field_of(label) else label
        held = match.group("held") or ""
        unit = _UNIT_BEHIND.match(held)
        if unit is not None and match.group("gap"):
            yield Gap(label, match.start("gap"), match.end("gap"), unit.group(1).replace("％", "%"))
        elif unit is None or not slim(label).endswith("单位"):  # 单位：元 says in what money is told, not who reports
            told = re.sub(r"[（(][^（）()]*[)）]", "", held).strip("年月日")  # 填报单位：（盖章） holds no name yet
            yield Gap(label, match.start("gap"), match.end("gap"), "", told)


def year_gaps(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where a title leaves the year open (``（    年度）``, ``20__年度``): the span, and whether 20 is printed."""
    if re.search("绩效|自评|评价", text) or re.fullmatch(r"\s*[（(]?[^（）()]{0,8}年度?\s*[)）]?\s*", text):
        for match in _YEAR.finditer(text):
            yield match.start("gap"), match.end("gap"), bool(match.group("century"))
