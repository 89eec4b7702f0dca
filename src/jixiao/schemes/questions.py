"""What the unit is asked when its figures score but need an explanation, or cannot be scored as they are.

A question never costs points by itself. Those at severity error leave the indicator without a score until they are
answered, except that about the year (QU012), which concerns the whole sheet: it is scored, but not to be handed in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jixiao.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from jixiao.location import Location

__all__ = ["QUESTIONS", "question"]

_BLOCKING, _ASKING, _NOTING = Severity.ERROR, Severity.WARNING, Severity.INFO

QUESTIONS: Final[dict[str, tuple[str, Severity, str]]] = {
    "QU001": ("实际大大超过目标", _ASKING, "说明超额的原因；目标定得偏低的，来年调整目标。"),
    "QU002": ("比率超过 100%", _ASKING, "核对两个数的口径和单位；确实如此的，说明原因。"),
    "QU003": ("除数为零", _ASKING, "核对作除数的数据；该项工作本年不涉及的，把有关数据填“不适用”。"),
    "QU004": ("数值为负", _ASKING, "核对正负号和口径；确实为负的，说明原因。"),
    "QU005": ("目标值为零或为负，不能按比例计分", _ASKING, "核对目标值；确实如此的，说明实际情况。"),
    "QU006": ("需要人工认定得分", _BLOCKING, "由评价人员认定得分比例（0 到 100%）并写明理由。"),
    "QU007": ("认定的得分比例不在应有的范围之内", _BLOCKING, "改选档次，或改填该档范围内的比例。"),
    "QU008": ("填的内容不能用于计算", _BLOCKING, "按要求的单位和写法重新填写。"),
    "QU009": ("各项指标的分值对不上", _BLOCKING, "调整各项指标的分值，使其合计等于方案规定的分值。"),
    "QU010": ("数值不在任何一档之内", _ASKING, "核对数值；档次本身有遗漏的，与方案制定部门联系。"),
    "QU011": ("完成率偏低，应说明原因", _ASKING, "在偏差原因栏写明原因和改进措施。"),
    "QU012": ("方案不适用于该年度", _BLOCKING, "换用适用于该年度的方案。"),
    "QU013": ("没有任何适用的指标", _BLOCKING, "核对填了“不适用”的数据。"),
    "QU015": ("数值超出通常的范围", _ASKING, "核对数值和单位；确实如此的，说明原因。"),
    "QU014": ("恰好等于要求大于（或小于）的目标值", _NOTING, "核对目标写法是“大于”还是“不小于”。"),
}
"""Questions by code: title, severity, advice."""


def question(
    code: str,
    message: str,
    *,
    expected: str = "",
    actual: str = "",
    locations: tuple[Location, ...] = (),
) -> Finding:
    """The question ``code`` (one of :data:`QUESTIONS`) put about certain figures."""
    _, severity, advice = QUESTIONS[code]
    return Finding(code, severity, Kind.LOGIC, message, expected, actual, locations, (), advice)
