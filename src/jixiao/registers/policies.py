"""Rules and regulations in force (管理制度)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from jixiao.registers.base import Register, When, YesNo, choice, date_of, text, yes_no
from jixiao.registers.measures import tally, truth

if TYPE_CHECKING:
    from jixiao.numbers import Missing

__all__ = ["REGISTER", "Policy"]

AREAS: Final = ("预算绩效管理", "财务管理", "采购内控", "资产管理", "合同管理", "项目管理", "信息公开", "其他制度")


@dataclass(frozen=True, slots=True)
class Policy:
    """One rule or regulation of the unit."""

    name: str = text("制度名称", required=True, width=36, synonyms=("制度",))
    area: str = choice("制度类别", AREAS, required=True, width=15, synonyms=("类别",))
    number: str = text("文号", width=20)
    issued_on: When = date_of("印发日期", width=13, synonyms=("发布日期", "施行日期"))
    in_force: YesNo = yes_no("现行有效", required=True, width=11, synonyms=("是否有效",))


def _in_force(policy: Policy, _year: int) -> bool | Missing:
    return policy.in_force


REGISTER = Register(
    name="policies",
    label="管理制度",
    purpose="现行的每项制度一行；没有列出的视为没有。",
    record=Policy,
    example=Policy(
        name="预算绩效管理办法",
        area="预算绩效管理",
        number="×科协〔20××〕×号",
        issued_on=date(2021, 6, 1),
        in_force=True,
    ),
    measures=(
        tally("policies", "现行制度项数", "项", "现行有效的制度项数", test=_in_force),
        *(
            truth(
                f"{name}_policy",
                f"有现行的{area}制度",
                f"{area}制度现行有效",
                where={"area": (area,)},
                test=_in_force,
                none=False,
            )
            for name, area in (
                ("performance", "预算绩效管理"),
                ("finance", "财务管理"),
                ("procurement", "采购内控"),
                ("asset", "资产管理"),
                ("contract", "合同管理"),
                ("project", "项目管理"),
                ("disclosure", "信息公开"),
            )
        ),
    ),
    order=120,
)
