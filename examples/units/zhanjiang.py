"""湛江市科学技术协会, 2022: one project by a four-level scheme whose points are printed nowhere; the unit claims 100."""

from __future__ import annotations

from typing import Final

from jixiao.registers.budget import BudgetLine
from jixiao.registers.execution import Payment
from jixiao.registers.funds import Fund
from jixiao.workbook.filling import Filling
from units.common import amount, answer, claimed

SCHEME = "guangdong-project-four-level"
PROJECT: Final = "湛江市科普专项经费"
CLAIM: Final = "报告自评 100 分，按全部做到填列，依据未公开"
CLAIMS: Final = (
    "argued_sufficiently",
    "goals_filed",
    "goals_complete",
    "goals_reasonable",
    "goals_measurable",
    "budget_reasoned",
    "allocation_reasonable",
    "funds_timely",
    "spending_proper",
    "procedure_proper",
    "supervision_effective",
    "self_evaluation_proper",
    "costs_saved",
)

FILLING = Filling(
    unit="湛江市科学技术协会",
    year=2022,
    subject=PROJECT,
    rows={
        "budget": (
            BudgetLine(item=PROJECT, kind="项目支出", project=PROJECT, initial=amount("153"), adjusted=amount("153")),
        ),
        "execution": (Payment(item=PROJECT, kind="项目支出", project=PROJECT, amount=amount("100")),),
        "funds": (Fund(item=PROJECT, level="市级", project=PROJECT, planned=amount("153"), received=amount("100")),),
    },
    answers={name: answer("是", note=CLAIM) for name in CLAIMS},
    goals=(
        claimed("资助重点学术活动项目", "quantity", "19 个，23 万元"),
        claimed("院士论坛", "quantity", "3 场"),
        claimed("市级学会邀请专家学术交流", "quantity", "100 多场次，近 2 万人次"),
        claimed("红树林科普知识大赛线上答题", "quantity", "6115 人"),
        claimed("现代渔业论坛参加人数", "quantity", "近 400 人"),
        claimed("新增省级科普教育基地", "quantity", "6 家"),
        claimed("走访所属学会", "quantity", "17 个"),
        claimed("科普馆教育实践活动", "quantity", "12 场"),
        claimed("按年度计划完成", "timeliness", "按期"),
        claimed("活动质量", "quality", "达到要求"),
        claimed("经济效益", "economic", "自评满分"),
        claimed("社会效益", "social", "较好"),
        claimed("生态效益", "ecological", "自评满分"),
        claimed("可持续影响", "sustainability", "较显著"),
        claimed("相关方满意度", "satisfaction", "较高"),
    ),
)
