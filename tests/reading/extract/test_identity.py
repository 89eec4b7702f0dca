"""Unit, year, kind and nature of a report, and its total and grade, from the ways in which reports print them."""

from __future__ import annotations

import pytest

from jixiao.reading.extract.report import read_report

# text → unit, year, kind, nature, total score, grade
REPORTS = {
    "about-title, signed": (
        (
            "关于2022年度临江市农业农村局部门整体支出绩效自评情况的报告\n市财政局：\n经综合评定，我局部门整体支出绩效自评得分为94.6分，"
            "评定等级为“优”。\n临江市农业农村局\n2023年4月10日"
        ),
        ("临江市农业农村局", 2022, "department", "self_evaluation", "94.6", "优"),
    ),
    "title over three lines": (
        "临江市农业农村局\n2022年度高标准农田建设\n项目支出绩效自评报告\n一、项目概况\n主管部门：临江市财政局\n综合得分91分，等级“优”。",
        ("临江市农业农村局", 2022, "project", "self_evaluation", "91", "优"),
    ),
    "unit in a bracketed field": (
        "附件3：\n2021年度省级农业专项资金绩效自评报告\n（单位名称：青山县农业农村局）\n一、项目概况\n综合得分91分，绩效评级为优秀。",
        ("青山县农业农村局", 2021, "project", "self_evaluation", "91", "优秀"),
    ),
    "unit in brackets under the title": (
        "2022年部门整体支出绩效自评报告\n（青山县林业局）\n一、部门概况\n本局综合评价得分为88分，等级“良”。",
        ("青山县林业局", 2022, "department", "self_evaluation", "88", "良"),
    ),
    "only a region is named": (
        "青山县2023年义务教育薄弱环节改善资金绩效自评报告\n一、基本情况\n三、自评结论：自评总分95.5分，自评等级：优。",
        ("青山县", 2023, "project", "self_evaluation", "95.5", "优"),
    ),
    "evaluated by a third party": (
        (
            "青山县第一人民医院2020年度中医药传承补助资金绩效评价报告\n受青山县财政局委托，本评价机构对项目开展绩效评价。\n"
            "项目得分82.35分，评价等级为“良”。其中决策18分，过程17.35分，产出27分，效益20分。"
        ),
        ("青山县第一人民医院", 2020, "project", "evaluation", "82.35", "良"),
    ),
    "targets only": (
        "2023年度项目支出绩效目标申报表\n项目名称 | 社区养老服务\n主管部门 | 青山县民政局\n年度资金总额 | 120",
        ("青山县民政局", 2023, "project", "goal", None, ""),
    ),
    "year in characters, stamp behind the name": (
        "二○二二年度部门整体支出绩效自评报告\n单位名称：青山县统计局（盖章）\n评价得分：93分，评价结果：优秀",
        ("青山县统计局", 2022, "department", "self_evaluation", "93", "优秀"),
    ),
    "parts of the score behind it": (
        "中共青山县委宣传部2023年度部门整体支出绩效自评报告\n综合自评得分97分，其中：预算执行9.7分、产出50分、效益28分、满意度9.3分。",
        ("中共青山县委宣传部", 2023, "department", "self_evaluation", "97", ""),
    ),
    "fields of a form": (
        (
            "项目支出绩效自评表\n（2023年度）\n项目名称 | 农机购置补贴\n主管部门及代码 | [301]青山县农业农村局 | 实施单位 | 青山县农机服务中心\n"
            "自评得分 | 96.8\n自评等级 | 优"
        ),
        ("青山县农机服务中心", 2023, "project", "self_evaluation", "96.8", "优"),
    ),
    "score right behind the word": (
        "2022年度青山县城市管理局整体支出绩效评价自评报告\n按照百分制评分，整体支出绩效自评98分，自评等级为优。",
        ("青山县城市管理局", 2022, "department", "self_evaluation", "98", "优"),
    ),
    "the scale is not the score": (
        "青山县图书馆2023年度部门整体支出绩效自评报告\n指标体系总分值为100分，其中该指标分值20分，得分20分；等级分为优、良、中、差四档。",
        ("青山县图书馆", 2023, "department", "self_evaluation", None, ""),
    ),
    "one cell a line": (
        "项目支出绩效自评表\n（2021年度）\n项目名称\n校舍防雷检测\n实施单位\n青山县第二中学",
        ("青山县第二中学", 2021, "project", "self_evaluation", None, ""),
    ),
    "nobody is named": (
        "2022年文化和旅游专项资金绩效自评报告\n专项资金20万元已全部到位。",
        ("", 2022, "project", "self_evaluation", None, ""),
    ),
    "transfer by levels": (
        "2022年中央对地方专项转移支付区域绩效目标自评表\n单位名称 青山县疾病预防控制中心",
        ("青山县疾病预防控制中心", 2022, "transfer", "self_evaluation", None, ""),
    ),
    "the scale before the score": (
        "青山县应急管理局2023年度部门整体支出绩效自评报告\n总分100分，自评得分96分，自评等级“优”。",
        ("青山县应急管理局", 2023, "department", "self_evaluation", "96", "优"),
    ),
    "a finance bureau reports": (
        "青山县财政局关于2023年奖补资金绩效自评情况的报告\n自评总分93.5分，其中产出指标得50分。自评等级为优。",
        ("青山县财政局", 2023, "project", "self_evaluation", "93.5", "优"),
    ),
    "the unit of an evaluated project": (
        "柳江区2022年养老设施补助资金绩效评价报告\n受柳江区财政局委托，事务所开展绩效评价，项目单位为柳江区民政局。",
        ("柳江区民政局", 2022, "project", "evaluation", None, ""),
    ),
    "the department in charge, run on to one line": (
        "转移支付区域绩效目标自评表 （2023年度） 转移支付（项目）名称 农业防灾资金 地方主管部门 桑园县农业农村局 资金情况（万元） 全年预算数(A) 全年执行数(B) 年度资金总额： 936.4 921.87",
        ("桑园县农业农村局", 2023, "transfer", "self_evaluation", None, ""),
    ),
    "the year is left open": (
        "营养改善计划绩效评估报告\n20xx年资金到位率达100%。",
        ("", None, "project", "self_evaluation", None, ""),
    ),
    "the unit that is evaluated": (
        (
            "2021年度公共文化服务项目绩效评价报告\n受青山县财政局委托，评价组对青山县文化和旅游局实施的公共文化服务项目开展绩效评价。\n"
            "综合得分86.5分，评价等级为“良”。"
        ),
        ("青山县文化和旅游局", 2021, "project", "evaluation", "86.5", "良"),
    ),
    "fields of a table with one cell a row": (
        "2022年度项目支出绩效自评表\n项目名称 |\n农村饮水维护 |\n全年预算数（万元） |\n40 |\n全年执行数（万元） |\n39 |\n资金使用单位 |\n青山县水利局 |\n自评得分 |\n95 |",
        ("青山县水利局", 2022, "project", "self_evaluation", "95", ""),
    ),
}


@pytest.mark.parametrize("case", REPORTS, ids=str)
def test_identity_total_and_grade(case, document_of):
    text, expected = REPORTS[case]
    report = read_report(document_of(text))
    score = f"{report.total_score.value:f}" if report.total_score else None
    assert (report.unit, report.year, report.kind, report.nature, score, report.grade) == expected


def test_total_and_grade_know_their_places(document_of):
    report = read_report(document_of("青山县林业局2023年度部门整体支出绩效自评报告\n自评得分95.2分，等级为优。"))
    assert report.total_location is not None
    assert report.grade_location is not None
    text = report.document.blocks[1].text
    assert text[report.total_location.start : report.total_location.end] == "95.2分"
    assert text[report.grade_location.start : report.grade_location.end] == "优"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("青山县林业局部门整体支出绩效自评报告\n全年预算数100万元，执行数98万元。", "narrative"),
        ("部门名称 | 青山县林业局\n全年预算数 | 100\n执行数 | 98", "table"),
        (
            "青山县林业局部门整体支出绩效自评报告\n全年工作扎实推进，各项任务按期完成，群众反映较好，资金使用规范。\n预算数 | 100",
            "mixed",
        ),
    ],
)
def test_form(text, form, document_of):
    assert read_report(document_of(text)).form == form
