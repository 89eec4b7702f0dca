"""广州市白云区科学技术协会, 2022: every indicator's points and score, and for most of them the reason."""

from __future__ import annotations

from jixiao.registers.activities import Activity
from jixiao.registers.budget import BudgetLine
from jixiao.registers.execution import Payment
from jixiao.registers.procurement import Procurement
from jixiao.workbook.filling import Filling
from units.common import amount, answer, claimed

SCHEME = "guangdong-department-2022-printed"
AS_TOLD = "照报告所述填列，依据未公开"
RATE_ONLY = "报告只印比率，未印计算所用的数"
CLAIMS = (
    "spending_scope_proper",
    "spending_procedure_proper",
    "spending_purpose_proper",
    "accounting_proper",
    "budget_disclosed",
    "final_accounts_disclosed",
    "goals_disclosed",
    "self_evaluation_disclosed",
    "goal_rules",
    "monitoring_rules",
    "evaluation_rules",
    "result_use_rules",
    "performance_rules_followed",
    "results_linked_to_budget",
    "monitoring_done",
    "self_evaluation_done",
    "material_filed_in_time",
    "material_not_returned",
    "procurement_policy",
    "procurement_lawful",
    "office_area_within_standard",
    "equipment_within_standard",
    "stocktake_done",
    "asset_report_complete",
    "asset_ledger_matches",
    "asset_management_proper",
)

FILLING = Filling(
    unit="广州市白云区科学技术协会",
    year=2022,
    rows={
        "budget": (
            BudgetLine(item="全年基本支出预算", kind="基本支出", adjusted=amount("294.73")),
            BudgetLine(item="全年项目支出预算", kind="项目支出", adjusted=amount("37.48")),
        ),
        "execution": (
            Payment(item="全年基本支出", kind="基本支出", amount=amount("283.58")),
            Payment(item="全年项目支出", kind="项目支出", amount=amount("32.01")),
        ),
        "procurement": (
            # Printed as 6528/10000, without a unit and without items; taken as 元.
            Procurement(item="全年采购（报告只印合计）", planned=amount("1"), executed=amount("0.6528")),
        ),
        # Not needed for any indicator: kept so that the documents can tell what was done. What the report prints twice
        # with different figures, or only roughly, is left out.
        "activities": tuple(
            Activity(kind=kind, name=name, times=amount(times))
            for kind, name, times in (
                ("讲座", "科普讲座", "8"),
                ("进校园", "公益科普课程进校园", "225"),
                ("学术交流", "学术交流活动", "2"),
                ("科普基地", "指导建设科普基地", "3"),
                ("其他活动", "科普一日游", "2"),
                ("其他活动", "科普夏令营", "1"),
                ("其他活动", "乡村振兴活动", "2"),
            )
        ),
    },
    answers={
        **{name: answer("是", note=AS_TOLD) for name in CLAIMS},
        "appraisal_rate": answer("不适用", note="报告称本年没有新增项目"),
        "carryover_rate": answer("0.27%", "%", note="照报告所印；与报告的收支数对不上"),
        "intent_rate": answer("100%", "%", note=AS_TOLD),
        "contract_on_time_rate": answer("100%", "%", note=RATE_ONLY),
        "contract_filing_rate": answer("100%", "%", note=AS_TOLD),
        "asset_income_rate": answer("不适用", note="报告称本年没有需要处置的资产"),
        "asset_utilization_rate": answer("100%", "%", note=RATE_ONLY),
        "public_funds_control_rate": answer("-32%", "%", note=RATE_ONLY),
        "three_public_budget": answer("18000", "元"),
        "three_public_expenditure": answer("4369.98", "元"),
    },
    goals=(
        claimed("科普一日游", "quantity", "2 次"),
        claimed("科普夏令营", "quantity", "1 次"),
        claimed("科普知识竞赛", "quantity", "一处印 1 次，一处印 3 次"),
        claimed("科普进社区、农村、校园、企业", "quantity", "1 场，现场 200 多人次"),
        claimed("微信公众号推送文章", "quantity", "200 多篇"),
        claimed("科普讲座", "quantity", "8 场"),
        claimed("公益科普课程进校园", "quantity", "225 场"),
        claimed("乡村振兴活动", "quantity", "2 场"),
        claimed("参加市区科普宣传活动", "quantity", "4 场"),
        claimed("古树保护课堂受教育学生", "quantity", "10455 人"),
        claimed("指导建设科普基地", "quantity", "3 个"),
        claimed("基层科协和学会科普活动", "quantity", "26 场"),
        claimed("学术交流活动", "quantity", "2 次"),
        claimed("公众科学素质程度", "quality", "约 90%"),
        claimed("公众科普知识知晓度", "social", "一处印 95%，一处印 98%"),
        claimed("公众对科普工作满意度", "satisfaction", "一处印 95%，一处印 98%"),
    ),
)
