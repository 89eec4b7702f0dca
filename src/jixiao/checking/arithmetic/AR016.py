"""AR016: a total that stands behind its parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.checking.base import Check, NotApplicable
from jixiao.checking.fit import Fit, add, difference_text, shown, sum_text
from jixiao.checking.ledger import Ledger, called
from jixiao.checking.statements import Statement, Term, statements
from jixiao.findings import Finding, Kind, Severity
from jixiao.numbers import chinese_integer
from jixiao.reading.extract.scan import Sort

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.report import Figure, Report

_TOGETHER = re.compile(
    r"(?:合计|共计|总计|两项合计|三项合计|以上合计|上述合计|累计)(?:资金|金额|支出|为|是|投入|安排|到位|拨付|支付|下达|完成|约)*$"
)
_IN_ALL = re.compile(r"(?:一|总|全年)?共(?!同|享|建|青|产|和|性)[\u4e00-\u9fff]{0,6}$")
_SO_MANY = re.compile(
    r"([两二三四五六七八九十]|\d{1,2})(?:个|项)(?:项目|资金|经费|来源)?(?:资金|支出|经费|预算)?(?:合计|共计|总计)"
)
_PRICE = re.compile(r"单价|均价|每|标准")
_NOT_ADDED = re.compile(r"上年|去年|同期|年初|比|较|其中|含|人均|户均|单价|均价|每|增加|减少|增长|下降|调整|标准")


class AR016(Check):
    """列在前面的各项，应与后面的“合计”相符。

    什么
    一句话里先列几项金额（数量），再写“合计”“共计”的，把前面的各项相加，与合计比较。

    为什么
    合计写在后面，改了前面的一项，常忘了改合计。

    例子
    “书籍 5.2 万元、设备 3.1 万元，合计 8.5 万元”：应为 8.3 万元。

    改法
    重算合计，或改正写错的一项。

    来源
    文内勾稽关系。
    """

    code = "AR016"
    title = "前列各项与后面的合计不符"
    kind = Kind.ARITHMETIC
    severity = Severity.ERROR

    def run(self, report: Report) -> list[Finding] | NotApplicable:
        ledger = Ledger(report)
        wholes = {report.figures[f.parent].location for f in report.figures if f.parent is not None}
        found = [each for statement in statements(report) for each in _totals(statement) if each[1].where not in wholes]
        counted = list(_counted(ledger))
        if not found and not counted:
            return NotApplicable("没有先列分项后写合计的句子")
        judged = [self._judge(*each) for each in found] + [self._so_many(*each) for each in counted]
        return [finding for finding in judged if finding is not None]

    def _so_many(self, choices: list[list[Figure]], total: Figure) -> Finding | None:
        """两项合计, 上述三个项目支出合计: the total of so many figures that stand before it, perhaps paragraphs before."""
        results = [(add([part.value for part in parts], total.value), parts) for parts in choices]
        if any(result.fit is Fit.EXACT for result, _ in results):
            return None
        result, parts = min(results, key=lambda each: abs(each[0].difference))
        summed = difference_text(result.total, total.value)
        return self.finding(
            f"前列 {len(parts)} 项（{'、'.join(f'{called(part)} {shown(part.value)}' for part in parts)}）相加是 {summed}，"
            f"{called(total)}写 {shown(total.value)}，相差 {difference_text(result.difference, total.value)}。",
            total.location,
            *(part.location for part in parts),
            expected=summed,
            actual=shown(total.value),
            steps=(f"{sum_text([part.value for part in parts])} = {summed} ≠ {shown(total.value)}",),
            advice="重算合计，或改正写错的一项。",
            severity=Severity.INFO if result.fit is Fit.ROUNDED else Severity.WARNING,
        )

    def _judge(self, parts: list[Term], total: Term) -> Finding | None:
        whole = total.token.printed
        values = [part.token.printed for part in parts]
        # The list may begin later in the sentence than its first number.
        if any(add(values[start:], whole).fit is Fit.EXACT for start in range(len(values) - 1)):
            return None
        result = add(values, whole)
        loose = _TOGETHER.search(total.clause) is None
        if loose and abs(result.difference) * 5 > abs(whole.base):
            return None  # 共 … alone may speak of more than what stands before it
        summed = difference_text(result.total, whole)
        severity = Severity.INFO if result.fit is Fit.ROUNDED else Severity.WARNING
        return self.finding(
            f"前列 {len(parts)} 项相加是 {summed}，合计写 {shown(whole)}，相差 {difference_text(result.difference, whole)}。",
            total.where,
            *(part.where for part in parts),
            expected=summed,
            actual=shown(whole),
            steps=(f"{sum_text(values)} = {summed} ≠ {shown(whole)}",),
            advice="重算合计，或改正写错的一项。",
            severity=Severity.ERROR if result.fit is Fit.OFF and _plain_list(parts) and not loose else severity,
        )


def _counted(ledger: Ledger) -> Iterator[tuple[list[list[Figure]], Figure]]:
    """Totals that say of how many figures they are, with the figures that may be meant."""
    for place, figure in enumerate(ledger.money):
        match = _SO_MANY.search(f"{figure.label}合计")
        number = (
            chinese_integer(match.group(1))
            if match and not match.group(1).isdigit()
            else int(match.group(1))
            if match
            else None
        )
        if number is None or not 2 <= number <= 12:
            continue
        before = [each for each in ledger.money[:place] if each.parent is None and each is not figure]
        same = [each for each in before if each.name == (figure.name or "expenditure") and each.scope != "unit"]
        choices = [each[-number:] for each in (before, same) if len(each) >= number]
        if choices:
            yield choices, figure


def _plain_list(parts: list[Term]) -> bool:
    """Whether the parts are joined by nothing but a comma and a name: then they are what is added up."""
    return all(len(part.lead) <= 14 for part in parts[1:])


def _totals(statement: Statement) -> Iterator[tuple[list[Term], Term]]:
    """Each total with the numbers of its kind that stand before it in the sentence; totals may follow one another
    directly (合计 6657 户 10199 人)."""
    before: list[Term] = []
    totals_run = False
    for term in statement.terms:
        exact = term.token.sort in (Sort.MONEY, Sort.COUNT) and not term.token.printed.approximation
        if not exact:
            continue
        if (
            _TOGETHER.search(term.clause)
            or (before and _IN_ALL.match(term.clause))
            or (totals_run and not term.lead.strip("，,、和及 "))
        ):
            same = [each for each in before if _alike(each, term)]
            if len(same) > 1:
                yield same, term
            totals_run = True
            continue
        if totals_run:
            before, totals_run = [], False
        if not _NOT_ADDED.search(term.lead):
            before.append(term)
        elif _PRICE.search(term.lead):
            return  # amounts that are multiplied first


def _alike(one: Term, two: Term) -> bool:
    """Whether two numbers can be added: both money, or counts of one unit."""
    if one.token.sort is Sort.MONEY and two.token.sort is Sort.MONEY:
        return True
    return one.token.sort is two.token.sort and one.token.printed.unit == two.token.printed.unit
