"""Figures in running text: each pattern in a sentence of our own, read back with name, value, unit and scope."""

from __future__ import annotations

import pytest

# Each case: the text, and per named figure "name value unit [scope]"; money without a name is left out.
DEPARTMENT = {
    "budget and execution in one breath": (
        "本局年初预算数1,120.50万元，全年预算数1,305.20万元，执行数1,298.66万元，预算执行率99.50%。",
        ["initial_budget 1120.50 万元", "adjusted_budget 1305.20 万元", "expenditure 1298.66 万元", "execution_rate 99.50 %"],
    ),
    "subject carried on": (
        ("部门整体支出全年预算数410万元，决算数400万元，完成率97.56%，其中：基本支出全年预算数310万元，决算数305万元，"
        "完成率98.39%；项目支出全年预算数100万元，决算数95万元，完成率95%。"),
        [
            "adjusted_budget 410 万元", "expenditure 400 万元", "execution_rate 97.56 %",
            "basic_budget 310 万元", "basic_expenditure 305 万元", "basic_execution_rate 98.39 %",
            "project_budget 100 万元", "project_expenditure 95 万元", "project_execution_rate 95 %",
        ],
    ),
    "parts in brackets, told apart by their whole": (
        ("基本支出共支出120万元（工资福利支出80万元，商品和服务支出30万元，对个人和家庭的补助支出10万元），"
        "项目支出共支出50万元（工资福利支出0元，商品和服务支出50万元）。"),
        [
            "basic_expenditure 120 万元", "wages_welfare_expenditure 80 万元", "goods_services_expenditure 30 万元",
            "personal_subsidy_expenditure 10 万元", "project_expenditure 50 万元",
            "project_wages_welfare_expenditure 0 元", "project_goods_services_expenditure 50 万元",
        ],
    ),
    "shares of what was spent": (
        "2023年支出合计88.8万元，其中基本支出66.6万元，占75%；项目支出22.2万元，占25%。年末结转和结余0万元。",
        ["expenditure 88.8 万元", "basic_expenditure 66.6 万元", "project_expenditure 22.2 万元", "carryover 0 万元"],
    ),
    "by source": (
        "按来源分，一般公共预算财政拨款支出70万元，政府性基金预算财政拨款支出20万元，国有资本经营预算财政拨款支出0万元，其他资金支出10万元。",
        [
            "general_public_expenditure 70 万元", "government_fund_expenditure 20 万元",
            "state_capital_expenditure 0 万元", "other_funds_expenditure 10 万元",
        ],
    ),
    "income": (
        "2023年财政拨款收入预算数500万元，决算数480万元，完成率96%。",
        ["revenue_budget 500 万元", "revenue_final 480 万元", "revenue_rate 96 %"],
    ),
    "respectively": (
        "基本支出和项目支出预算分别为300万元和120万元，预算数与决算数分别为420万元、415.5万元。",
        ["basic_budget 300 万元", "project_budget 120 万元", "adjusted_budget 420 万元", "expenditure 415.5 万元"],
    ),
    "from one budget to another": (
        "部门预算由年初的900万元调整为860万元，调减40万元，预算调整率4.44%。",
        ["initial_budget 900 万元", "adjusted_budget 860 万元", "budget_adjustment 40 万元", "adjustment_rate 4.44 %"],
    ),
    "initial budget plus what was added is the adjusted budget": (
        "2023年预算收入70万元，其中年初预算60万元，年中追加10万元。",
        ["adjusted_budget 70 万元", "initial_budget 60 万元", "budget_adjustment 10 万元"],
    ),
    "three public": (
        "“三公”经费预算安排10万元，实际支出8.2万元，其中公务接待费1.2万元、公务用车运行维护费7万元，较上年减少1.3万元，下降13.68%。",
        ["three_public_budget 10 万元", "three_public_expenditure 8.2 万元"],
    ),
    "compared in one sentence": (
        "全年“三公”经费实际支出数7,215.40元＜预算安排“三公”经费数26,000元。",
        ["three_public_expenditure 7215.40 元", "three_public_budget 26000 元"],
    ),
    "rates that show their sum": (
        "采购执行率=41.4/46=90%，2分×90%=1.8分。公用经费控制率=-7%，控制率≤0。结转结余率为1.3%，≤10%，得3分。",
        ["procurement_execution_rate 90 %", "public_funds_control_rate -7 %", "carryover_rate 1.3 %"],
    ),
    "a rate with its formula in brackets": (
        "预算调整率=（预算调整数÷年初预算数）×100%=5.2%。固定资产利用率98.5%，合同签订及时率100%。",
        ["adjustment_rate 5.2 %", "asset_utilization_rate 98.5 %", "contract_on_time_rate 100 %"],
    ),
    "procurement": (
        "政府采购预算120万元，实际采购118.6万元，采购执行率98.83%。",
        ["procurement_planned 120 万元", "procurement_executed 118.6 万元", "procurement_execution_rate 98.83 %"],
    ),
    "personnel and public funds": (
        "基本支出875.30万元，其中人员经费780.10万元，公用经费95.20万元。",
        ["basic_expenditure 875.30 万元", "personnel_expenditure 780.10 万元", "public_funds_expenditure 95.20 万元"],
    ),
    "a project in a department's report": (
        "科普画廊更新经费年初预算31.8万元（含结转2万元），预算调整后金额为28.63万元，实际支出28.63万元，预算完成率100%。",
        [
            "initial_budget 31.8 万元 科普画廊更新经费", "carryover_in 2 万元 科普画廊更新经费",
            "adjusted_budget 28.63 万元 科普画廊更新经费",
            "expenditure 28.63 万元 科普画廊更新经费", "execution_rate 100 % 科普画廊更新经费",
        ],
    ),
    "money that is no budget": (
        ("引进企业投资4000余万打造科普街区，安排活动资金30万元支持街道，培训标准为15000元/人，对3家单位给予150万元经费支持，"
        "村民人均增收1200元，帮助企业贷款500万元。"),
        [],
    ),
    "another year": (
        "2022年支出350万元，2023年支出365万元，同比增加15万元，增长4.29%。",
        ["expenditure 350 万元 @2022", "expenditure 365 万元"],
    ),
    "in words and wide digits": (
        "全年预算数１２３．４万元，执行数１２０万元，执行率百分之九十七点二四。",
        ["adjusted_budget 123.4 万元", "expenditure 120 万元", "execution_rate 97.24 %"],
    ),
    "a threshold is no figure": ("预算执行率达到90%以上的得满分，低于60%的不得分；结转结余率不超过10%得2分。", []),
    "parts of the initial budget are initial budgets": (
        "部门整体支出年初预算为1523.26万元，其中基本支出800.12万元，项目支出723.14万元。",
        ["initial_budget 1523.26 万元", "basic_budget 800.12 万元", "project_budget 723.14 万元"],
    ),
    "income by source, then spending": (
        "年度收入1234.56万元，其中：财政拨款收入1200万元，其他收入34.56万元；支出1230万元，其中：基本支出900万元，项目支出330万元。",
        [
            "revenue_final 1234.56 万元", "fiscal_appropriation_revenue_final 1200 万元",
            "other_funds_revenue_final 34.56 万元", "expenditure 1230 万元",
            "basic_expenditure 900 万元", "project_expenditure 330 万元",
        ],
    ),
    "one source spoken of": (
        "一般公共预算财政拨款支出210.02万元，年初预算数198万元，完成年初预算的106.07%。",
        [
            "general_public_expenditure 210.02 万元", "general_public_initial_budget 198 万元",
            "general_public_execution_rate 106.07 %",
        ],
    ),
    "a project before the colon": (
        "“乡村道路养护项目”绩效自评综述：全年预算数为100万元，执行数为98万元。“桥梁检测项目”绩效自评综述：全年预算数为20万元。",
        ["adjusted_budget 100 万元 乡村道路养护项目", "expenditure 98 万元 乡村道路养护项目", "adjusted_budget 20 万元 桥梁检测项目"],
    ),
    "the project named a sentence before": (
        "信息化运维项目自评得分为95分。项目全年预算数为60万元，执行数为58万元。",
        ["adjusted_budget 60 万元 信息化运维项目", "expenditure 58 万元 信息化运维项目"],
    ),
    "years in turn": (
        "2021年、2022年、2023年预算分别为80、90和100万元。",
        ["adjusted_budget 80 万元 @2021", "adjusted_budget 90 万元 @2022", "adjusted_budget 100 万元"],
    ),
    "a list without figures opens nothing": (
        "基本支出640.15万元，其中：人员经费580.02万元，主要包括基本工资、津贴补贴；公用经费60.13万元，主要包括办公费。",
        ["basic_expenditure 640.15 万元", "personnel_expenditure 580.02 万元", "public_funds_expenditure 60.13 万元"],
    ),
    "kept within the budget": (
        "“三公”经费实际支出4.1万元，控制在“三公”经费预算5.6万元以内。",
        ["three_public_expenditure 4.1 万元", "three_public_budget 5.6 万元"],
    ),
    "assets and projects counted are no expenditure": (
        "共有项目12个，涉及资金3456.78万元。年末固定资产原值1250.6万元，净值430.2万元。",
        [],
    ),
    "staff": (
        "核定编制48人，年末在职人数45人，离退休12人。",
        ["staff_quota 48 人", "staff_actual 45 人"],
    ),
}  # fmt: skip

PROJECT = {
    "allocated means budgeted": (
        "下达资金56万元，全部用于排水沟建设。资金56万元全部到位，受益群众满意度98%。",
        ["adjusted_budget 56 万元", "received_funds 56 万元", "satisfaction 98 %"],
    ),
    "planned and received": (
        "项目预期投入153万元，预算安排153万元，财政资金划拨100万元，到位率65.36%，共使用经费100万元，支出率100%。",
        [
            "initial_budget 153 万元", "adjusted_budget 153 万元", "received_funds 100 万元", "funding_rate 65.36 %",
            "expenditure 100 万元", "execution_rate 100 %",
        ],
    ),
    "counted projects before the sum": (
        "年初批复预算项目8个、985万元，内有年初结转结余项目1个、50万元；调整后项目预算为861.46万元，实际到位资金334.67万元。",
        [
            "initial_budget 985 万元", "carryover_in 50 万元", "adjusted_budget 861.46 万元", "received_funds 334.67 万元",
        ],
    ),
    "levels of government": (
        "中央下达补助资金9000万元，省级下达800万元，市县安排204.56万元。",
        ["central_funds 9000 万元", "province_funds 800 万元", "local_funds 204.56 万元"],
    ),
    "levels as parts of the budget": (
        "项目预算资金200万元，其中中央资金120万元，省级资金50万元，县级配套30万元。",
        ["adjusted_budget 200 万元", "central_funds 120 万元", "province_funds 50 万元", "county_funds 30 万元"],
    ),
    "money behind the words": (
        "中央膳食补助资金6890万元及地方配套运转经费1500万元均已到位，资金到位率和及时率达100%。",
        ["central_funds 6890 万元", "local_funds 1500 万元", "funding_rate 100 %"],
    ),
    "a list of projects behind a colon": (
        "批复项目3个、资金600万元：环境监测经费220万元；污水治理工程200万元；督察工作经费180万元。",
        [
            "adjusted_budget 600 万元", "adjusted_budget 220 万元 环境监测经费", "adjusted_budget 200 万元 污水治理工程",
            "adjusted_budget 180 万元 督察工作经费",
        ],
    ),
    "paid out": (
        "截至2023年12月31日，共支付资金186.5万元，支付率93.25%，结余13.5万元。",
        ["expenditure 186.5 万元", "execution_rate 93.25 %", "carryover 13.5 万元"],
    ),
    "investment": (
        "项目总投资约1200万元，其中：申请中央预算内投资800万元，地方配套400万元。",
        ["investment 1200 万元", "central_funds 800 万元", "local_funds 400 万元"],
    ),
    "instalments": (
        "自治区提前下达3.86亿元，正式下达2.33亿元；自治区安排补助资金3.30亿元。",
        ["province_funds 3.30 亿元"],
    ),
    "what a topic says": (
        "资金到位：专项资金300万元已全部拨付。资金执行：项目资金共300万元，已完成拨付291万元，执行率97%。",
        [
            "received_funds 300 万元", "adjusted_budget 300 万元", "expenditure 291 万元", "execution_rate 97 %",
        ],
    ),
    "year-round sum that was due": (
        "省级下拨护理费3.89万元，市级下拨3.89万元；全年应执行数为7.78万元，实际执行率为100%。",
        [
            "province_funds 3.89 万元", "city_funds 3.89 万元", "adjusted_budget 7.78 万元", "execution_rate 100 %",
        ],
    ),
    "matching funds": (
        "下达乡村振兴衔接资金（配套水利发展项目）791万元。",
        ["matching_funds 791 万元"],
    ),
    "sums behind their parts": (
        "中央财政补助资金1,250万元，省级财政补助资金430万元，共计1,680万元，已支出1,602.5万元，支出进度95.39%。",
        [
            "central_funds 1250 万元", "province_funds 430 万元", "adjusted_budget 1680 万元", "expenditure 1602.5 万元",
            "execution_rate 95.39 %",
        ],
    ),
    "levels that share one unit": (
        "中央、省、市、县资金分别为100、50、30、20万元。",
        ["central_funds 100 万元", "province_funds 50 万元", "city_funds 30 万元", "county_funds 20 万元"],
    ),
    "the whole handed down by a level, and its levels": (
        "省财政厅下达我县危房改造补助资金168万元，其中中央120万元，省级48万元；县级配套资金32.5万元。",
        ["adjusted_budget 168 万元", "central_funds 120 万元", "province_funds 48 万元", "county_funds 32.5 万元"],
    ),
    "what follows a share speaks of the whole": (
        "专项资金预算批复88万元，其中县级财政资金88万元，到位率100%，支出86万元。",
        ["adjusted_budget 88 万元", "county_funds 88 万元", "funding_rate 100 %", "expenditure 86 万元"],
    ),
    "what it was spent on": (
        "全年支出9.87万元，主要用于宣传费5.2万元、印刷费2.67万元、培训费2万元，预算执行率98.7%。",
        [
            "expenditure 9.87 万元", "expenditure 5.2 万元 宣传费", "expenditure 2.67 万元 印刷费", "expenditure 2 万元 培训费",
            "execution_rate 98.7 %",
        ],
    ),
    "a part named behind its figure": (
        "本项目共申请预算资金90万元，其中30万元用于预算编制，60万元用于工程审计。",
        ["initial_budget 90 万元", "initial_budget 30 万元 预算编制", "initial_budget 60 万元 工程审计"],
    ),
    "paid out to households": (
        "补助资金168万元通过“一卡通”全部兑付到户，县级资金尚有2万元未到位。",
        ["expenditure 168 万元"],
    ),
    "goals are no results": (
        "绩效目标：预算执行率达到95%以上，群众满意度≥90%。完成情况：预算执行率98.2%，群众满意度96%。",
        ["execution_rate 98.2 %", "satisfaction 96 %"],
    ),
    "the title of a decree says nothing": (
        "根据《关于提前下达省级补助资金的通知》（财农〔2023〕21号）下达中央专项补助资金50万元。",
        ["central_funds 50 万元"],
    ),
    "the project after the verb": (
        "下达2023年山洪灾害防治设施维养6万元，下达2023年水质监测经费8万元。",
        ["adjusted_budget 6 万元 山洪灾害防治设施维养", "adjusted_budget 8 万元 水质监测经费"],
    ),
    "the own treasury pays all there is": (
        "2023年州财政批复本局项目2个、资金1,286万元：森林防火经费806万元；退化草原修复480万元。",
        ["adjusted_budget 1286 万元", "adjusted_budget 806 万元 森林防火经费", "adjusted_budget 480 万元 退化草原修复"],
    ),
    "the own treasury pays in": (
        "安排资金238万元。县财政拨付到位资金238万元，到位率100%。",
        ["adjusted_budget 238 万元", "received_funds 238 万元", "funding_rate 100 %"],
    ),
    "parts larger than the figure before them belong to another": (
        "全年实际支出803.32万元，年末结余42.28万元，其中：河道保洁286.5万元，泵站维修371.22万元，水质监测145.6万元。",
        [
            "expenditure 803.32 万元", "carryover 42.28 万元", "expenditure 286.5 万元 河道保洁",
            "expenditure 371.22 万元 泵站维修", "expenditure 145.6 万元 水质监测",
        ],
    ),
    "uses one after the other": (
        "支出5,318万元，其中用于“保民生”2,706万元，用于“保工资”1,980万元，用于“保运转”632万元。",
        [
            "expenditure 5318 万元", "expenditure 2706 万元 保民生", "expenditure 1980 万元 保工资", "expenditure 632 万元 保运转",
        ],
    ),
    "levels hand down what the own budget does not hold": (
        "项目总预算90万元，省级财政下达60万元，区级财政下达30万元。",
        ["adjusted_budget 90 万元", "province_funds 60 万元", "county_funds 30 万元"],
    ),
    "what was handed down beside the budget it is part of": (
        "省级财政下达我县公共卫生补助500万元，其中：中央380万元、省级120万元。县级配套40万元。全年应执行540万元，实际执行530万元。",
        [
            "central_funds 380 万元", "province_funds 120 万元", "county_funds 40 万元", "adjusted_budget 540 万元",
            "expenditure 530 万元",
        ],
    ),
    "satisfaction of several groups": ("学员满意度96%，带教老师满意度93%。", ["satisfaction 96 %"]),
    "uses listed behind a colon": (
        "已拨付资金12万元，全部用于以下事项：场地租赁费5万元；设备维护费7万元。",
        [
            "expenditure 12 万元", "expenditure 5 万元 场地租赁费", "expenditure 7 万元 设备维护费",
        ],
    ),
    "a unit price is no budget": ("培训成本180元/人·天，补助标准为每人每月800元。", []),
}  # fmt: skip


def _shown(draft):
    scope = draft.scope.partition(":")[2]
    year = f" @{draft.year}" if draft.year else ""
    number = f"{draft.printed.value:f}"
    return f"{draft.name} {number} {draft.printed.unit}{' ' + scope if scope else ''}{year}"


def _named(drafts):
    return [_shown(draft) for draft in drafts if draft.name and not draft.scope.startswith(("level:", "source:"))]


@pytest.mark.parametrize("case", DEPARTMENT, ids=str)
def test_department_reports(case, drafts_of):
    text, expected = DEPARTMENT[case]
    assert sorted(_named(drafts_of(text))) == sorted(expected)


@pytest.mark.parametrize("case", PROJECT, ids=str)
def test_project_reports(case, drafts_of):
    text, expected = PROJECT[case]
    assert sorted(_named(drafts_of(text, project=True))) == sorted(expected)
