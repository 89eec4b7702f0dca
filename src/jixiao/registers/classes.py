"""The classes by which budget and payments are split, shared by several registers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from jixiao.registers.base import choice, text
from jixiao.registers.measures import total

if TYPE_CHECKING:
    from jixiao.registers.measures import Measure

__all__ = [
    "BASIC",
    "ECONOMIC_CLASSES",
    "EXPENDITURE_KINDS",
    "LEVELS",
    "NATURES",
    "SOURCES",
    "by_economic_class",
    "by_kind",
    "by_nature",
    "by_source",
    "economic_column",
    "kind_column",
    "level_column",
    "nature_column",
    "project_column",
    "source_column",
]

EXPENDITURE_KINDS: Final = ("基本支出", "人员经费", "公用经费", "项目支出", "其他支出")
BASIC: Final = ("基本支出", "人员经费", "公用经费")
"""人员经费 and 公用经费 are the two halves of 基本支出; a line not split between them is just 基本支出."""

SOURCES: Final = ("一般公共预算", "政府性基金预算", "国有资本经营预算", "其他资金")
NATURES: Final = ("当年财政拨款", "上年结转资金", "其他资金")
"""The rows under 年度资金总额 on the project self-evaluation form."""

ECONOMIC_CLASSES: Final = ("301 工资福利支出", "302 商品和服务支出", "303 对个人和家庭的补助", "其他经济分类")
"""Classes of the economic classification of government expenditure (支出经济分类科目)."""

LEVELS: Final = ("中央", "省级", "市级", "县级")


# --- the columns of those classes, alike in every register that has them (typed as those of :mod:`base` are)


def kind_column() -> Any:
    return choice(
        "支出类别",
        EXPENDITURE_KINDS,
        required=True,
        note="人员经费、公用经费同属基本支出；分不清时填“基本支出”。",
        synonyms=("类别", "支出类型"),
    )


def source_column() -> Any:
    return choice("资金来源", SOURCES, width=16, synonyms=("预算来源", "经费来源"))


def nature_column() -> Any:
    return choice("资金性质", NATURES, width=15, note="项目支出绩效自评表按此分行。")


def level_column() -> Any:
    return choice("资金级次", LEVELS, width=10, note="由哪一级财政安排。")


def economic_column() -> Any:
    return choice("经济分类", ECONOMIC_CLASSES, width=22, synonyms=("支出经济分类",))


def project_column() -> Any:
    """The project that a line of the budget or a payment belongs to; basic expenditure has none."""
    return text("所属项目", width=22, note="项目支出填项目名称；基本支出留空。", synonyms=("项目名称", "项目"))


# --- what registers with those columns measure


def by_kind(suffix: str, word: str, column: str) -> tuple[Measure, ...]:
    """Basic, personnel, public-funds and project shares of ``column``: ``basic_budget``, ``personnel_budget`` …"""
    return (
        total(f"basic_{suffix}", f"基本支出{word}", column, where={"kind": BASIC}),
        total(
            f"personnel_{suffix}",
            f"人员经费{word}",
            column,
            where={"kind": ("人员经费",)},
            unclear={"kind": ("基本支出",)},
        ),
        total(
            f"public_funds_{suffix}",
            f"公用经费{word}",
            column,
            where={"kind": ("公用经费",)},
            unclear={"kind": ("基本支出",)},
        ),
        total(f"project_{suffix}", f"项目支出{word}", column, where={"kind": ("项目支出",)}),
    )


def by_source(suffix: str, word: str, column: str) -> tuple[Measure, ...]:
    """Shares of ``column`` by source of funds: ``general_public_budget`` …"""
    names = ("general_public", "government_fund", "state_capital", "other_funds")
    return tuple(
        total(f"{name}_{suffix}", f"{source}{word}", column, where={"source": (source,)})
        for name, source in zip(names, SOURCES, strict=True)
    )


def by_nature(suffix: str, word: str, column: str) -> tuple[Measure, ...]:
    """The part of ``column`` appropriated from this year's budget, and the part brought over from last year."""
    return (
        total(f"fiscal_appropriation_{suffix}", f"当年财政拨款{word}", column, where={"nature": ("当年财政拨款",)}),
        total(f"carried_in_{suffix}", f"上年结转资金{word}", column, where={"nature": ("上年结转资金",)}),
        total(f"other_nature_{suffix}", f"其他资金{word}（按资金性质）", column, where={"nature": ("其他资金",)}),
    )


def by_economic_class(suffix: str, word: str, column: str) -> tuple[Measure, ...]:
    """Shares of ``column`` by economic class 301, 302, 303."""
    names = ("wages_welfare", "goods_services", "personal_subsidy")
    return tuple(
        total(f"{name}_{suffix}", f"{group[4:]}{word}", column, where={"economic": (group,)})
        for name, group in zip(names, ECONOMIC_CLASSES, strict=False)
    )
