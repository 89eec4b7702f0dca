"""广州市海珠区科学技术协会, 2023: a total and two subtotals, but no indicator's score and few of its facts."""

from __future__ import annotations

from jixiao.registers.budget import BudgetLine
from jixiao.registers.execution import Payment
from jixiao.workbook.filling import Filling
from units.common import amount, told

SCHEME = "guangdong-department-2022"

FILLING = Filling(
    unit="广州市海珠区科学技术协会",
    year=2023,
    rows={
        "budget": (
            # Only the sum, 283.79, is printed; spent to 100 % it splits as expenditure does.
            BudgetLine(item="基本支出预算（按支出率 100% 推得）", kind="基本支出", adjusted=amount("236.79")),
            BudgetLine(item="项目支出预算（按支出率 100% 推得）", kind="项目支出", adjusted=amount("47")),
        ),
        "execution": (
            # The three classes printed under basic expenditure sum to 283.79, not to 236.79, so they are left out.
            Payment(item="全年基本支出（三类明细与它不符，未分填）", kind="基本支出", amount=amount("236.79")),
            Payment(item="全年项目支出", kind="项目支出", economic="302 商品和服务支出", amount=amount("47")),
        ),
    },
    goals=(
        told("形式多样的科普活动", "quantity", "逾 40 场"),
        told("琶洲科技论坛", "quantity", "2 场"),
        told("引入战略合作单位", "quantity", "4 个"),
        told("表彰“最美科技工作者”", "quantity", "21 名"),
        told("联盟首批成员", "quantity", "31 家"),
        told("全国科普日主场活动参加人数", "social", "6000 多人"),
        told("联系服务科技工作者", "social", "", target="更好联系服务"),
    ),
)
