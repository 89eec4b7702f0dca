"""广州市荔湾区科学技术协会, 2023: figures in prose, no score and no grade."""

from __future__ import annotations

from jixiao.numbers import Missing
from jixiao.registers.budget import BudgetLine
from jixiao.registers.execution import Payment
from jixiao.registers.funds import Fund
from jixiao.registers.projects import Project
from jixiao.workbook.filling import Filling
from units.common import amount, told

SCHEME = "guangdong-department-2022"
PROJECTS = (
    ("科普活动项目经费", "316.8", "84.63"),
    ("《全民科学素质行动规划纲要》实施经费", "12", "7.97"),
    ("购置经费", "1.2", "0.99"),
)

FILLING = Filling(
    unit="广州市荔湾区科学技术协会",
    year=2023,
    rows={
        "budget": (
            # 576.86 and 331.18 are printed for the whole; the three projects leave these for the rest.
            BudgetLine(
                item="项目以外的预算（总数减去三个项目）",
                kind="基本支出",
                initial=amount("246.86"),
                adjusted=amount("237.59"),
            ),
            *(
                BudgetLine(item=name, kind="项目支出", project=name, initial=amount(first), adjusted=amount(last))
                for name, first, last in PROJECTS
            ),
        ),
        "execution": (
            Payment(item="全年基本支出", kind="基本支出", source="一般公共预算", amount=amount("237.59")),
            *(
                Payment(item=name, kind="项目支出", source="一般公共预算", project=name, amount=amount(last))
                for name, _, last in PROJECTS
            ),
        ),
        "funds": (Fund(item="部门全部资金", planned=Missing.NOT_APPLICABLE, carryover=amount("0.00")),),
        "projects": tuple(Project(name=name) for name, _, _ in PROJECTS),
    },
    goals=(
        told("科普画廊更新", "quantity", "6 次"),
        told("创建科普示范社区", "quantity", "2 个", target="2 至 3 个"),
        told("新增科普设施", "quantity", "2 个"),
        told("编印全民科学素质读本", "quantity", "1 本"),
        told("科普讲师团讲座", "quantity", "26 场"),
        told("走访企业、院所、园区和学校", "quantity", "30 多家"),
        told("全国科普日活动点位", "quantity", "28 个"),
        told("公众科普意识", "social", "进一步提高", target="进一步提高"),
    ),
)
