"""广州市天河区科学技术协会, 2022: a table of tasks and key indicators that asks for no score."""

from __future__ import annotations

from typing import Final

from jixiao.registers.activities import Activity
from jixiao.registers.budget import BudgetLine
from jixiao.registers.execution import Payment
from jixiao.workbook.filling import Filling
from units.common import amount, answer, told

SCHEME = "guangdong-tianhe-tasks-2022"
THEMES: Final = "深入开展主题科普活动"
EDUCATION: Final = "丰富科技科普教育内容"
ONLINE: Final = "开展网上科普活动"

FILLING = Filling(
    unit="广州市天河区科学技术协会",
    year=2022,
    rows={
        "budget": (
            BudgetLine(
                item="部门全部预算（报告只印总数）",
                kind="其他支出",
                source="一般公共预算",
                initial=amount("339.04"),
                adjusted=amount("280.19"),
            ),
        ),
        "execution": (
            Payment(item=THEMES, kind="其他支出", source="一般公共预算", amount=amount("6.23")),
            Payment(item=EDUCATION, kind="其他支出", source="一般公共预算", amount=amount("21.61")),
            Payment(item=ONLINE, kind="其他支出", source="一般公共预算", amount=amount("2.52")),
            # 280.19 is printed for the whole; the three tasks leave this for the rest.
            Payment(
                item="三项任务以外的支出（总数减去任务）",
                kind="其他支出",
                source="一般公共预算",
                amount=amount("249.83"),
            ),
        ),
        # Not needed for any indicator: kept so that the documents can tell what was done. How many came is printed
        # only as about 80 000 for the competitions, which is no figure for a register.
        "activities": (
            Activity(kind="讲座", name="科普大讲堂", times=amount("6")),
            Activity(kind="竞赛", name="网络竞赛竞答", times=amount("4")),
        ),
    },
    answers={
        "key_project_budget": answer("13", "万元", note="经常性科普宣传活动经费"),
        "key_project_expenditure": answer("8.54", "万元", note="经常性科普宣传活动经费"),
    },
    goals=(
        told("科普服务对象满意度", "satisfaction", "100%", THEMES),
        told("科普活动参加人数", "quantity", "3500 人以上", EDUCATION),
        told("举办科普展览场数", "quantity", "9 场", EDUCATION),
        told("举办科技教育培训场数", "quantity", "6 场", EDUCATION),
        told("宣传效果", "social", "较好", ONLINE),
        told("发布科普宣传文章", "quantity", "120 篇以上", ONLINE),
    ),
)
