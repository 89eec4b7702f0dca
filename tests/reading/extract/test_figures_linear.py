"""Figures in tables that lost their lines: all cells in one line of text."""

from __future__ import annotations


def _named(drafts):
    return {(draft.name, draft.scope): f"{draft.printed.value:f}{draft.printed.unit}" for draft in drafts if draft.name}


def test_a_funds_head_in_one_line(drafts_of):
    drafts = drafts_of(
        "项目名称 河道清淤 主管部门 水利局 项目资金（万元） 年初预算数 全年预算数 全年执行数 分值 执行率 得分 "
        "年度资金总额 80 75 72 10 96% 9.6 其中：当年财政拨款 60 60 58 — 96.67% — 上年结转资金 20 15 14 — 93.33% —",
        project=True,
    )
    assert _named(drafts) == {
        ("initial_budget", "unit"): "80万元",
        ("adjusted_budget", "unit"): "75万元",
        ("expenditure", "unit"): "72万元",
        ("execution_rate", "unit"): "96%",
        ("fiscal_appropriation_initial_budget", "unit"): "60万元",
        ("fiscal_appropriation_adjusted_budget", "unit"): "60万元",
        ("fiscal_appropriation_expenditure", "unit"): "58万元",
        ("fiscal_appropriation_execution_rate", "unit"): "96.67%",
        ("carryover_in", "unit"): "15万元",
        ("initial_budget", "source:上年结转资金"): "20万元",
        ("expenditure", "source:上年结转资金"): "14万元",
        ("execution_rate", "source:上年结转资金"): "93.33%",
    }


def test_a_total_of_points_is_no_money(drafts_of):
    points = "绩效指标 产出指标 数量指标 足额发放率 =100% 45 效益指标 经济效益指标 结余率（结余数/预算数） ≤5% 45 合计 90 评价结论 按时发放 存在问题 无 改进措施 无"
    assert not _named(drafts_of(points, project=True))
