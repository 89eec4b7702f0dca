"""One plain sentence a register: what its rows add up to. A register without rows says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jixiao.writing.documents._prose import para

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jixiao.writing.dossier import Dossier
    from jixiao.writing.layout import Para, Run

__all__ = ["MANAGEMENT", "SPENDING", "WORK", "register_paras"]


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words, then the measure they introduce; with ``of`` the rate of it in that other measure.

    A phrase whose measure has no value is left out, and so is one that is zero where ``some`` is asked for.
    """

    words: str
    measure: str
    unit: str = "万元"
    of: str = ""
    some: bool = False


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What is said of a register: ``key`` names the paragraph, the first phrase is a gap where it has no value."""

    register: str
    key: str
    phrases: tuple[_Phrase, ...]


def _s(register: str, *phrases: _Phrase) -> _Sentence:
    return _Sentence(register, f"register_{register}", phrases)


SPENDING: Final = (
    _s(
        "three_public",
        _Phrase("“三公”经费本年预算数", "three_public_budget"),
        _Phrase("，本年支出数", "three_public_expenditure"),
        _Phrase("，因公出国（境）费", "overseas_expenditure", some=True),
        _Phrase("，公务用车购置及运行维护费", "vehicle_expenditure", some=True),
        _Phrase("，公务接待费", "reception_expenditure", some=True),
        _Phrase("；上年支出数", "three_public_last_year"),
    ),
    _s(
        "procurement",
        _Phrase("政府采购计划金额", "procurement_planned"),
        _Phrase("，实际采购金额", "procurement_executed"),
        _Phrase("，采购执行率", "procurement_executed", of="procurement_planned"),
        _Phrase("，授予中小企业的采购额", "procurement_reserved", some=True),
    ),
    _s(
        "contracts",
        _Phrase("采购合同", "contracts", "份"),
        _Phrase("，合同金额", "contracts_amount"),
        _Phrase("；应签订", "contracts_due", "份", some=True),
        _Phrase("，按期签订", "contracts_on_time", "份"),
        _Phrase("；应备案", "contracts_filing_due", "份", some=True),
        _Phrase("，按时备案", "contracts_filed_on_time", "份"),
    ),
    _s(
        "assets",
        _Phrase("固定资产账面原值", "assets_all"),
        _Phrase("，其中在用", "assets_in_use"),
        _Phrase("，固定资产利用率", "assets_in_use", of="assets_all"),
        _Phrase("；登记的资产", "asset_items", "项"),
        _Phrase("，本年已盘点", "asset_items_counted", "项"),
        _Phrase("；应缴资产收益", "asset_income", some=True),
        _Phrase("，已缴", "asset_income_remitted", some=True),
    ),
)
"""Money and what it bought."""

MANAGEMENT: Final = (
    _s("policies", _Phrase("现行有效的管理制度", "policies", "项")),
    _s(
        "projects",
        _Phrase("本年项目", "projects", "个"),
        _Phrase("，已编绩效目标", "projects_with_goals", "个"),
        _Phrase("，已做绩效监控", "projects_monitored", "个"),
        _Phrase("，已做绩效自评", "projects_evaluated", "个"),
        _Phrase("；新增项目", "new_projects", "个", some=True),
        _Phrase("，其中已做事前绩效评估", "new_projects_appraised", "个", some=True),
        _Phrase("；年内应完成的项目", "projects_due", "个", some=True),
        _Phrase("，按期完成", "projects_on_time", "个", some=True),
    ),
    _s(
        "disclosures",
        _Phrase("应公开事项", "disclosures", "项"),
        _Phrase("，已公开", "disclosures_published", "项"),
        _Phrase("；有公开期限的", "disclosures_due", "项", some=True),
        _Phrase("，按时公开", "disclosures_on_time", "项", some=True),
    ),
    _s(
        "rectifications",
        _Phrase("各类检查和自评发现的问题", "problems", "个"),
        _Phrase("，已整改", "problems_rectified", "个"),
        _Phrase("；到期应整改", "rectifications_due", "个", some=True),
        _Phrase("，按期整改", "rectifications_on_time", "个", some=True),
    ),
)
"""How the unit was run."""

WORK: Final = (
    _s(
        "grants",
        _Phrase("资助项目", "grants", "个"),
        _Phrase("，受资助单位", "grant_recipients", "个"),
        _Phrase("，资助金额", "grants_amount"),
        _Phrase("，资助拨付额", "grants_paid"),
        _Phrase("；已验收", "grants_accepted", "个", some=True),
    ),
    _s(
        "surveys",
        _Phrase("开展满意度调查", "surveys", "次"),
        _Phrase("，发放问卷", "survey_issued", "份"),
        _Phrase("，收回有效问卷", "survey_valid", "份"),
        _Phrase("，其中表示满意", "survey_satisfied", "份"),
        _Phrase("，满意率", "survey_satisfied", of="survey_valid"),
    ),
)
"""What was done besides activities."""


def register_paras(dossier: Dossier, sentences: Iterable[_Sentence]) -> list[Para]:
    """A paragraph for each of ``sentences`` whose register has rows."""
    return [
        para(*said, "。", key=each.key)
        for each in sentences
        if dossier.rows.get(each.register) and (said := _said(dossier, each))
    ]


def _said(dossier: Dossier, sentence: _Sentence) -> list[Run | str]:
    said: list[Run | str] = []
    left_out = False
    for phrase in sentence.phrases:
        value = dossier.base(phrase.measure)
        lacking = value is None or (phrase.some and not value) or bool(phrase.of and not dossier.base(phrase.of))
        # What hangs on the beginning of a clause goes with it: without 应备案 there is no 按时备案.
        left_out = lacking if phrase.words.startswith("；") else left_out
        if not said or not (lacking or left_out):
            said += [phrase.words, _value(dossier, phrase)]
    return [*said, *_areas(dossier, sentence)]


def _value(dossier: Dossier, phrase: _Phrase) -> Run:
    label = phrase.words.lstrip("，；")
    if phrase.of:
        return dossier.rate(phrase.measure, phrase.of, label)
    return dossier.figure(phrase.measure, label, phrase.unit)


def _areas(dossier: Dossier, sentence: _Sentence) -> list[Run | str]:
    """Which areas the rules in force cover."""
    if sentence.register != "policies":
        return []
    areas = dict.fromkeys(row.area for row in dossier.rows["policies"] if row.in_force is True and row.area)
    return [f"，涉及{'、'.join(areas)}"] if areas else []
