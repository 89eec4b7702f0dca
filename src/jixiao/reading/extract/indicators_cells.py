"""What the text of one cell looks like, and how well it suits a column.

The same judgement serves tables whose cells slipped against their head and tables that lost all borders: a text is
given a *misfit* for every role, and the reading with the smallest sum of misfits wins. Misfits are small integers
(tenths of "one plain contradiction"), chosen so that one wrong kind of text costs more than one missing cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from jixiao.numbers import parse_decimal
from jixiao.reading.extract.indicators_vocabulary import OPERATORS, QUALITATIVE, UNIT_WORDS, Role, level_of, slim

if TYPE_CHECKING:
    from jixiao.location import Location

__all__ = [
    "Look",
    "Piece",
    "clean_name",
    "clean_points",
    "clean_score",
    "clean_value",
    "is_blank",
    "look_of",
    "misfit",
    "operator_in",
    "pair_misfit",
]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with its place: a cell of a table, or part of a line."""

    text: str
    location: Location


Look = Literal["blank", "number", "ratio", "quantity", "bounded", "date", "words"]
"""``number`` is a bare number, ``ratio`` one with %, ``quantity`` one with another unit, ``bounded`` any of them behind
an operator, ``date`` a point in time, ``words`` everything else."""

_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_OPERATOR: Final = re.compile(
    r"(?:>=|<=|=>|=<|≥|≤|≧|≦|=|>|<|大于等于|小于等于|大于|小于|等于|不低于|不少于|不高于|不超过|不大于|至少|达到)"
)
_BOUNDED: Final = re.compile(
    rf"{_OPERATOR.pattern}(?:{_NUMBER}(?:[-~—至]{_NUMBER})?[^\d(≥≤=<>]{{0,10}}|20\d\d年[\d年月日底前末初]*)(?:\([^()]*\))?"
)
_RATIO: Final = re.compile(
    rf"{_NUMBER}(?:[-~—至]{_NUMBER})?\s*(?:%|‰|个百分点|百分比)(?:以上|以下|以内|左右)?(?:\([^()]*\))?"
)
_DATE: Final = re.compile(
    r"(?:(?:20\d\d|本|当|次)年度?)?(?:\d{1,2}月(?:份|底|末)?)?(?:\d{1,2}[日号])?(?:底|末|初|前|之前|以前|内|完成|止|前完成|底前|底前完成|年底前|内完成)*"
)
_QUANTITY: Final = re.compile(rf"(?:约|近|超过?)?{_NUMBER}\s*(?:余|多)?[\u4e00-\u9fffA-Za-z㎡³²/·、()]{{1,12}}")
_DASHES: Final = frozenset("-—–－/／\\…·.")


@lru_cache(maxsize=20_000)
def look_of(text: str) -> Look:
    """What kind of text this is; brackets, blanks and full-width forms do not matter."""
    if is_blank(text):
        return "blank"
    words = slim(text[:_ENOUGH])
    if parse_decimal(words) is not None:
        return "number"
    if _BOUNDED.fullmatch(words):
        return "bounded"
    if _RATIO.fullmatch(words):
        return "ratio"
    if re.search(r"[年月日底]", words) and any(c.isdigit() for c in words) and _DATE.fullmatch(words):
        return "date"
    if _QUANTITY.fullmatch(words):
        return "quantity"
    return "words"


@lru_cache(maxsize=20_000)
def is_blank(text: str) -> bool:
    """Nothing, or only strokes that stand for nothing."""
    return all(c in _DASHES or c.isspace() for c in text)


# --- how well a text suits a column -----------------------------------------------------------------------------

_NAME_END: Final = re.compile(
    r"(?:率|数|量|性|度|额|人数|次数|数量|情况|程度|水平|标准|成本|时间|能力|效果|影响|面积|里程|进度|比例|规模|环境|质量|机制|指数|金额|经费|支出|作用|事件|服务|工作|建设|活动|状况|需求|覆盖|满意)"
    r"(?:[(（][^()（）]*[)）])?$"
)
_REASON_START: Final = re.compile(
    r"(?:因|由于|受|无$|已|主要|下一步|资金|疫情|部分|原因|进一步|今后|加强|未|尚|年初|该|暂)"
)
_SENTENCE: Final = re.compile(r"[。；;，,]")
_BIG: Final = 100
_ENOUGH: Final = 120
"""Characters of a cell that are looked at; no value is longer."""


@lru_cache(maxsize=50_000)
def misfit(text: str, role: Role) -> int:
    """How badly ``text`` suits a column of this role: 0 well, 10 and more not at all."""
    look = look_of(text)
    if look == "blank":
        return 0 if role is not Role.NAME else 30
    return _JUDGES[role](slim(text[:_ENOUGH]), look)


def _misfit_name(text: str, look: Look) -> int:
    if look in ("number", "bounded", "ratio", "date") or _OPERATOR.match(text):
        return 60
    if not re.search(r"[\u4e00-\u9fffA-Za-z]{2}", text):
        return 60
    cost = 0
    if look == "quantity":
        cost += 25
    elif text[0].isdigit() and not re.match(r"\d+[-—~.、]", text):
        cost += 15
    if level_of(text) is not None:
        cost += 20 if text.endswith("指标") else 6
    if QUALITATIVE.fullmatch(text):
        cost += 30
    if text in UNIT_WORDS:
        cost += 30
    if not _NAME_END.search(text):
        cost += 4
    if _SENTENCE.search(text):
        cost += 8
    return cost + max(0, len(text) - 30)


def _misfit_target(text: str, look: Look) -> int:
    costs: dict[Look, int] = {"bounded": 0, "ratio": 2, "quantity": 2, "date": 2, "number": 4}
    return costs[look] + _odd_unit(text, look) if look != "words" else _misfit_description(text)


def _misfit_actual(text: str, look: Look) -> int:
    costs: dict[Look, int] = {"bounded": 4, "ratio": 1, "quantity": 2, "date": 2, "number": 4}
    return costs[look] + _odd_unit(text, look) if look != "words" else _misfit_description(text)


def _odd_unit(text: str, look: Look) -> int:
    """A number before characters that are no known unit may well be two cells; so may one with a leading zero."""
    if re.match(r"[≥≤=<>]*0\d", text):
        return 20
    if look == "ratio" and re.match(r"[1-9]\d{3}", text):
        return 10
    return 10 if look == "quantity" and _unit_in(text) not in UNIT_WORDS and len(_unit_in(text)) > 2 else 0


def _misfit_description(text: str) -> int:
    """A qualitative value: stock phrases suit, what reads like an indicator or a group does not."""
    if text in OPERATORS or text in UNIT_WORDS:
        return 25
    if QUALITATIVE.fullmatch(text):
        return 1
    if re.search(r"\d$", text):
        return 20
    return 6 + (25 if level_of(text) is not None else 0) + (6 if _NAME_END.search(text) else 0) + len(text) // 12


def _misfit_points(text: str, look: Look) -> int:
    number = parse_decimal(text.removesuffix("分").removesuffix("%"))
    if number is None:
        return 80
    if number > _BIG or number <= 0 or re.match(r"0\d", text):
        return 60
    return (0 if number * 10 == int(number * 10) else 8) + (12 if look == "ratio" else 0)


def _misfit_score(text: str, look: Look) -> int:
    number = parse_decimal(text.removesuffix("分"))
    if number is None:
        return 80 if look != "ratio" else 40
    return 60 if number > _BIG + 20 or number < 0 or re.match(r"0\d", text) else 0


def _misfit_coefficient(_text: str, look: Look) -> int:
    return 0 if look == "ratio" else 5 if look == "number" else 60


def _misfit_unit(text: str, look: Look) -> int:
    if text in UNIT_WORDS:
        return 0
    if look != "words" or level_of(text) is not None or QUALITATIVE.fullmatch(text):
        return 60
    return 6 * len(text) if len(text) <= 4 else 60


def _misfit_operator(text: str, _look: Look) -> int:
    return 0 if text in OPERATORS or text in ("定量", "定量指标", "正向", "反向", "正向指标", "反向指标") else 80


def _misfit_level(text: str, look: Look) -> int:
    if level_of(text) is not None:
        return 0
    return 30 if look == "words" and len(text) <= 14 else 80


def _misfit_reason(text: str, look: Look) -> int:
    if look != "words":
        return 25
    cost = 0 if _REASON_START.match(text) else 12
    if level_of(text) is not None:
        return 60
    return cost + (12 if _NAME_END.search(text) and not _SENTENCE.search(text) else 0)


def _misfit_other(text: str, _look: Look) -> int:
    return 0 if text in ("是", "否") else 15


def _misfit_rule(text: str, look: Look) -> int:
    if look != "words" or level_of(text) is not None:
        return 40
    return 0 if re.search(r"[得扣计分按÷×率≥≤]", text) and len(text) > 6 else 15


def _misfit_label(_text: str, look: Look) -> int:
    return 0 if look == "words" else 60


def _misfit_money(_text: str, look: Look) -> int:
    return {"number": 0, "quantity": 2}.get(look, 60)


def _misfit_rate(text: str, look: Look) -> int:
    if look == "ratio":
        # An execution of nothing is rare; more often the figure before it was cut in the wrong place.
        return 6 if re.fullmatch(r"0+(?:\.0+)?%", text) else 20 if re.match(r"\d{4}", text) else 0
    number = parse_decimal(text)
    return 60 if number is None else 10


_JUDGES: Final = {
    Role.LEVEL: _misfit_level,
    Role.NAME: _misfit_name,
    Role.OPERATOR: _misfit_operator,
    Role.TARGET: _misfit_target,
    Role.ADJUSTED_TARGET: _misfit_target,
    Role.UNIT: _misfit_unit,
    Role.ACTUAL: _misfit_actual,
    Role.COMPLETION: _misfit_rate,
    Role.POINTS: _misfit_points,
    Role.SCORE: _misfit_score,
    Role.COEFFICIENT: _misfit_coefficient,
    Role.REVIEW: _misfit_score,
    Role.REASON: _misfit_reason,
    Role.CONTENT: _misfit_rule,
    Role.RULE: _misfit_rule,
    Role.OTHER: _misfit_other,
    Role.LABEL: _misfit_label,
    Role.MONEY: _misfit_money,
    Role.RATE: _misfit_rate,
}


def pair_misfit(target: str, actual: str) -> int:
    """How badly two texts go together as the target and the result of one indicator."""
    first, second = look_of(target), look_of(actual)
    if "blank" in (first, second):
        return 0
    if slim(target) == slim(actual):
        return -2
    one, two = _unit_in(target), _unit_in(actual)
    if first == "words" or second == "words":
        return 0 if first == second else 8
    if one and two and one != two:
        return 10
    return 0 if one == two else 1


def _unit_in(text: str) -> str:
    words = _OPERATOR.sub("", slim(text))
    return re.sub(rf"^(?:约|近|超过?)?{_NUMBER}", "", words)


# --- cleaning ---------------------------------------------------------------------------------------------------

_MARKS: Final = re.compile(r"^[★▲●※*☆◆■□√]+")
_NUMBERED: Final = re.compile(
    r"^(?:指标\s*[0-9一二三四五六七八九十]{1,2}\s*[:：.、．]?|[(（][0-9一二三四五六七八九十]{1,2}[)）]|[①-⑳]|[0-9]{1,2}\s*[、．)）]|[0-9]{1,2}\.(?!\d)|[一二三四五六七八九十]{1,2}、)\s*"
)
_CJK_GAP: Final = re.compile(
    r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])\s+|\s+(?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])"
)


def clean_name(text: str) -> str:
    """An indicator's own words: without star, list number, ``指标1：`` and the blanks of broken lines."""
    name = _CJK_GAP.sub("", " ".join(text.split())).strip()
    previous = None
    while name != previous:
        previous = name
        name = _NUMBERED.sub("", _MARKS.sub("", name)).strip()
    return name.strip("：:，,；;。、 ").strip("…. ")


def clean_value(text: str) -> str | None:
    """A target or result as printed, without the blanks of broken lines and grouping marks; ``None`` if it is blank."""
    value = " ".join(text.split())
    if is_blank(value):
        return None
    value = _CJK_GAP.sub("", value)
    value = re.sub(r"(?<=[≥≤=＝><≧≦%％\d])\s+(?=[\d%％])|\s+(?=[≥≤=＝><≧≦%％])", "", value)
    return re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))", "", value)


def clean_points(text: str) -> str | None:
    """Points as printed; a weight in per cent keeps its sign."""
    words = slim(text)
    return words if look_of(words) == "ratio" and clean_score(words.removesuffix("%")) else clean_score(words)


def clean_score(text: str) -> str | None:
    """A score as printed, in plain digits without 分; ``None`` if the cell holds no number."""
    words = slim(text).removesuffix("分")
    return words.replace(",", "") if parse_decimal(words) is not None else None


def operator_in(text: str) -> str:
    """The sign of the operator at the start of a value, or of a cell that holds nothing else; else empty."""
    words = slim(text)
    if words in OPERATORS:
        return OPERATORS[words]
    match = _OPERATOR.match(words)
    return OPERATORS.get(match.group(), "") if match else ""
