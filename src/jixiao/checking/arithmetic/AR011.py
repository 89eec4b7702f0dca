"""AR011: arithmetic that the report writes out and that does not come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.checking.arithmetic._equations import Equation, equations
from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import Fit, fit_of, shown
from jixiao.checking.passages import passages
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import Printed, UnitKind, plain, round_by, unit_named

if TYPE_CHECKING:
    from jixiao.checking.passages import Passage
    from jixiao.report import Report


class AR011(Check):
    """正文里写出的算式，两边应当相等。

    什么
    找出正文和表格里写明的算式（加减乘除、百分数），按所印数字重算一遍，与等号另一边比较；四舍五入的差别不报。

    为什么
    算式是写给审核人看的依据，算错了，由它得出的比率和得分都站不住。

    例子
    “采购执行率=6528/10000=56%”：6528÷10000 是 65.28%。

    改法
    重算后改正结果，或改正写错的数。

    来源
    《项目支出绩效评价管理办法》（财预〔2020〕10号）对评价数据真实、准确的要求；四舍五入按 XBRL Calculations 1.1 的区间法判断。
    """

    code = "AR011"
    title = "写出的算式两边不等"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        found = [(passage, equation) for passage in passages(report) for equation in equations(passage.text)]
        if not found:
            return NotApplicable("没有写出算式")
        judged = (self._judge(passage, equation) for passage, equation in found)
        return [finding for finding in judged if finding is not None]

    def _judge(self, passage: Passage, equation: Equation) -> Finding | None:
        right = _in_terms_of(equation)
        fit = fit_of(right, equation.left.inside, equation.left.inside, equation.left.exact)
        if fit is Fit.EXACT or (equation.cut and right.truncated_interval.overlaps(equation.left.inside)):
            return None
        expected = _expected(equation, right)
        severity, note = None, ""
        if fit is Fit.ROUNDED:
            severity, note = Severity.INFO, "；尾数之差可能出自四舍五入"
        elif fit in (Fit.CUT, Fit.LAST_DIGIT) and not equation.left.whole:
            severity, note = Severity.WARNING, "；差在末位，疑为截取而未四舍五入"
        return self.finding(
            f"算式“{equation.text}”两边不等：按所写数字应为 {expected}，写的是 {shown(equation.right)}{note}。",
            passage.at(equation.start, equation.end),
            expected=expected,
            actual=shown(equation.right),
            steps=(f"{equation.text}  →  {expected}",),
            advice="重算后改正结果，或改正写错的数。",
            severity=severity,
        )


def _in_terms_of(equation: Equation) -> Printed:
    """The right side in the terms of the left one.

    Where the left side has no money in it the right one is a bare number, whatever unit it carries (5+6=11 万元 is 11),
    and rounded to its decimals as a result is: 万元, the base unit of money, stands for such a number.
    """
    right = equation.right
    if right.kind is UnitKind.RATIO or equation.money:
        return right
    return Printed(right.value, "万元", right.places, right.text)


def _expected(equation: Equation, right: Printed) -> str:
    unit = equation.right.unit
    value = equation.left.exact / unit_named(right.unit).factor
    places = 0 if equation.left.whole and value.denominator == 1 else min(8, max(equation.right.places, 2))
    text = plain(round_by(f"half_up_{places}", value))
    return f"{text}{unit}" if unit in ("%", "‰") else f"{text} {unit}".strip()
