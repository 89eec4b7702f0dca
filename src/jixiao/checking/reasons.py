"""Whether a report explains something: a sentence that names it and gives a reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.passages import passages

if TYPE_CHECKING:
    from jixiao.report import Report

__all__ = ["ADJUSTMENT", "DEVIATION", "EXECUTION", "FUNDING", "explained"]

ADJUSTMENT = re.compile(r"调整|追加|调减|调增|追减|压减|核减|收回|压缩|变动|调剂")
EXECUTION = re.compile(r"执行|支出|支付|进度|结转|结余|未使用|未完成|未支|缓慢|滞后")
FUNDING = re.compile(r"到位|拨付|下达|拨款|资金")
DEVIATION = re.compile(r"偏差|未完成|未达|差距|低于|超出|超额|偏低|偏高")

_REASON = re.compile(
    r"因|由于|原因|主要是|系(?!列|统|数)|受.{1,20}影响|为了|疫情|过紧日子|节约|厉行|跨年|未验收|尚未|招标|结算|质保金|推迟|延期|财力|"
    r"财政(?:困难|紧张|资金紧张)|资金紧张|库款|年底|年末下达|暂缓|尾款|人员(?:调|变|减|增)|退休|调出|调入|追加|收回"
)
_ORDER = re.compile(r"须|应(?:当|说明|单独)|请|需(?:要|说明)|字以内")
"""Words of a form that ask for a reason; they are none themselves."""


def explained(report: Report, topic: re.Pattern[str]) -> bool:
    """Whether one clause group of the report speaks of ``topic`` and gives a reason for it."""
    for passage in passages(report):
        for sentence in re.split(r"[。；;！？\n]", passage.text):
            if topic.search(sentence) and _REASON.search(sentence) and not _ORDER.search(sentence):
                return True
    return False
