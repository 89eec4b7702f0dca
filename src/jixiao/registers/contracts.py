"""Procurement contracts (采购合同): awarded, signed and filed on which day.

Terms of 《政府采购法》: the contract is signed within 30 days of the award notice (第四十六条), a copy is filed within 7
working days of signing (第四十七条).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from jixiao.findings import Severity
from jixiao.numbers import Missing
from jixiao.registers.base import Broken, Figure, Invariant, Register, When, YesNo, date_of, money, text, yes_no
from jixiao.registers.measures import tally, total

__all__ = ["REGISTER", "SIGNING_TERM", "Contract"]

SIGNING_TERM: Final = timedelta(days=30)
LONGEST_FILING: Final = timedelta(days=21)
"""Seven working days never span more than this, whatever holidays lie between (the longest closes eight days)."""


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract. A date of signing left blank means that it is not signed."""

    number: str = text("合同编号", required=True, width=18)
    name: str = text("合同名称", width=28, synonyms=("合同",))
    project: str = text("所属项目", width=22, synonyms=("预算项目",))
    supplier: str = text("供应商", width=22, synonyms=("乙方", "中标供应商"))
    amount: Figure = money("合同金额", width=15, synonyms=("金额",))
    awarded_on: When = date_of(
        "中标通知日期",
        required=True,
        width=14,
        note="中标（成交）通知书发出之日；不需要中标通知的填“不适用”，不计入及时率。",
        synonyms=("成交通知日期", "中标日期"),
    )
    signed_on: When = date_of("合同签订日期", width=14, note="没有签订的留空。", synonyms=("签订日期",))
    filed: YesNo = yes_no(
        "已按时备案",
        width=12,
        note="签订之日起 7 个工作日内报备副本；不需要备案的填“不适用”。",
        synonyms=("是否按时备案",),
    )
    filed_on: When = date_of("备案日期", width=14)


def _signed_after_award(contract: Contract) -> Broken | None:
    signed, awarded = contract.signed_on, contract.awarded_on
    if isinstance(signed, date) and isinstance(awarded, date) and signed < awarded:
        return Broken("signed_on", f"{signed}", f"不早于中标通知日期 {awarded}")
    return None


def _filed_after_signing(contract: Contract) -> Broken | None:
    filed, signed = contract.filed_on, contract.signed_on
    if isinstance(filed, date) and isinstance(signed, date) and filed < signed:
        return Broken("filed_on", f"{filed}", f"不早于合同签订日期 {signed}")
    return None


def _filed_as_said(contract: Contract) -> Broken | None:
    filed, signed = contract.filed_on, contract.signed_on
    if contract.filed is not True or isinstance(filed, Missing) or isinstance(signed, Missing):
        return None
    if filed - signed <= LONGEST_FILING:
        return None
    return Broken("filed", f"“是”（签订后 {(filed - signed).days} 天才备案）", "“否”，或更正日期：期限是 7 个工作日")


def _due(contract: Contract, year: int) -> bool | Missing:
    """Whether the contract had to be signed, or was signed, by the end of the year."""
    if isinstance(contract.awarded_on, Missing):
        return contract.awarded_on
    return isinstance(contract.signed_on, date) or (contract.awarded_on + SIGNING_TERM).year <= year


def _on_time(contract: Contract, _year: int) -> bool | Missing:
    if isinstance(contract.awarded_on, Missing):
        return contract.awarded_on
    return isinstance(contract.signed_on, date) and contract.signed_on - contract.awarded_on <= SIGNING_TERM


def _filing_due(contract: Contract, _year: int) -> bool | Missing:
    return contract.filed if isinstance(contract.filed, Missing) else True


def _filed_on_time(contract: Contract, _year: int) -> bool | Missing:
    return contract.filed


REGISTER = Register(
    name="contracts",
    label="采购合同",
    purpose="每份合同一行：何时中标、何时签订、何时备案。",
    record=Contract,
    example=Contract(
        number="HT-示例-01",
        name="科普展板制作合同",
        project="科普活动经费",
        supplier="某文化传播公司",
        amount=Decimal("2.80"),
        awarded_on=date(2023, 4, 6),
        signed_on=date(2023, 4, 20),
        filed=True,
        filed_on=date(2023, 4, 24),
    ),
    invariants=(
        Invariant("IN307", "合同签订早于中标通知", _signed_after_award),
        Invariant("IN308", "合同备案早于签订", _filed_after_signing),
        Invariant("IN309", "备案日期与“已按时备案”对不上", _filed_as_said, Severity.WARNING),
    ),
    key=("number",),
    totals=("amount",),
    measures=(
        tally("contracts", "合同份数", "份", "采购合同的行数"),
        total("contracts_amount", "合同金额", "amount"),
        tally("contracts_due", "应签订合同份数", "份", "本年应签订的合同份数", test=_due),
        tally("contracts_on_time", "及时签订合同份数", "份", "中标通知发出后 30 日内签订的合同份数", test=_on_time),
        tally("contracts_filing_due", "应备案合同份数", "份", "须备案的合同份数", test=_filing_due),
        tally("contracts_filed_on_time", "按时备案合同份数", "份", "按时备案的合同份数", test=_filed_on_time),
    ),
    order=80,
    scope="project",
)
