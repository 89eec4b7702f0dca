"""A result in words: every score with its reason, and what would cost or win points."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao.facts import Fact, Facts
from jixiao.location import Location
from jixiao.numbers import parse_printed
from jixiao.schemes.catalogue import Catalogue
from jixiao.schemes.examples import example_facts
from jixiao.schemes.loader import load_content, load_scheme
from jixiao.schemes.model import Example
from jixiao.scoring.engine import score
from jixiao.scoring.examples import run_examples
from jixiao.scoring.explain import explain, explain_gaps, explain_node, find_node, gaps

SMALL = Path(__file__).parents[1] / "schemes" / "fixtures" / "small.yaml"
GOALS = ({"name": "讲座", "category": "quantity", "operator": ">=", "target": "8", "actual": "6"},)
FACTS = {
    "expenditure": "130",
    "adjusted_budget": "100",
    "carryover": "20",
    "rules_exist": "是",
    "rules_followed": "否",
    "signed": "4",
}


@pytest.fixture
def result():
    scheme = load_scheme(SMALL).scheme
    return score(scheme, example_facts(Example("例", None, FACTS, GOALS, {}), scheme.inputs, 2022))


def test_one_indicator_is_explained_from_facts_to_score():
    scheme = load_scheme(SMALL).scheme
    facts = [
        Fact(
            "expenditure",
            "全年执行数",
            parse_printed("2万元"),
            (Location(sheet="支付", records=(3, 4)),),
            "2 行支付金额之和",
        ),
        Fact("adjusted_budget", "全年预算数", parse_printed("3万元"), (Location(sheet="预算", row=6, column=1),)),
    ]
    found = find_node(score(scheme, Facts.of("单位", 2022, facts)), "预算执行率")
    assert explain_node(found) == [
        "1.2 预算执行率：得 6.67 分，分值 10 分",
        "  评分标准：执行率乘分值",
        "  依据：《测试区评分表》第三项〔已公开报告或表样所印〕",
        "  数据：全年执行数 ＝ 2 万元（2 行支付金额之和，工作表“支付” 第 3、4 行）",
        "  数据：全年预算数 ＝ 3 万元（工作表“预算” B7）",
        "  计算：预算执行率 ＝ 全年执行数 ÷ 全年预算数 ＝ 2.00 万元 ÷ 3.00 万元 ＝ 66.666…%",
        "  计算：得分 ＝ 10 分 × 66.666…% ＝ 6.6666…分",
        "  计算：四舍五入，保留2位小数：6.67 分",
    ]


def test_indicators_are_found_by_id_number_and_title(result):
    assert {find_node(result, name).id for name in ("execution", "1.2", "预算执行率")} == {"execution"}
    assert find_node(result, "没有这个指标") is None


def test_everything_is_explained_in_order(result):
    lines = explain(result)
    assert lines[1].startswith("方案：小型部门整体支出自评表（small，版本 1，校验码 ")
    numbers = [line.split()[0] for line in lines if line.strip() and line.strip()[0].isdigit() and "：" in line]
    assert numbers[:8] == ["1", "1.1", "1.2", "2", "2.1", "2.1.1", "2.1.2", "2.2"]
    assert any(line.strip().startswith("缺少：应签订合同数") for line in lines)
    assert any("请说明（QU002）" in line for line in lines)
    assert any(line.startswith("总分：") and "不完整" in line for line in lines)


def test_gaps_are_missing_data_first_then_by_points_lost(result):
    found = [(gap.node.id, None if gap.lost is None else str(gap.lost)) for gap in gaps(result)]
    assert found == [("contracts", None), ("output", "12.50"), ("system", "7.50"), ("carryover_rate", "5.00")]
    assert gaps(result)[0].why == ("应签订合同数",)


def test_what_costs_points_is_told_with_its_arithmetic(result):
    text = "\n".join(explain_gaps(result))
    assert "缺少数据的指标 1 个" in text
    assert "未得满分的指标 3 个，共失 25.00 分" in text
    assert "讲座：实际 6，目标 ≥8：得分比例 ＝ 6 ÷ 8 ＝ 75%" in text
    assert "需要说明或解决的 1 处" in text


def test_nothing_lost_is_said_too():
    scheme = load_scheme(SMALL).scheme
    facts = {
        "expenditure": "100",
        "adjusted_budget": "100",
        "carryover": "1",
        "rules_exist": "是",
        "rules_followed": "是",
        "signed": "4",
        "due": "4",
    }
    goals = ({**GOALS[0], "actual": "8"},)
    perfect = score(scheme, example_facts(Example("例", None, facts, goals, {}), scheme.inputs, 2022))
    assert gaps(perfect) == ()
    assert explain_gaps(perfect) == ["所有计分指标都得满分，没有缺少的数据，也没有需要说明的地方。"]


CATALOGUE = Catalogue.of()
EXAMPLES = [
    pytest.param(scheme, example, id=f"{scheme.id}-{example.title}")
    for scheme in CATALOGUE.schemes
    for example in scheme.examples
]


@pytest.mark.parametrize("scheme", CATALOGUE.schemes, ids=lambda scheme: scheme.id)
def test_the_examples_of_every_shipped_scheme_hold(scheme):
    assert [finding.message for finding in run_examples(scheme)] == []


@pytest.mark.parametrize("scheme", CATALOGUE.schemes, ids=lambda scheme: scheme.id)
def test_every_shipped_scheme_carries_an_example(scheme):
    assert scheme.examples


@pytest.mark.parametrize(("scheme", "example"), EXAMPLES)
def test_every_shipped_example_can_be_explained(scheme, example):
    found = score(scheme, example_facts(example, scheme.inputs, scheme.from_year))
    lines = explain(found)
    for node in found.walk():
        assert any(f"{node.code} {node.title}：" in line for line in lines)
    assert explain_gaps(found)


def test_an_example_that_does_not_hold_is_shown_with_its_arithmetic():
    text = (
        SMALL.read_text(encoding="utf-8")
        .replace('execution: "9.50"', 'execution: "9.51"')
        .replace("grade: 优", "grade: 良")
    )
    scheme = load_content(text.encode(), Path("small.yaml")).scheme
    wrong = run_examples(scheme)
    assert [(finding.code, finding.expected, finding.actual) for finding in wrong] == [
        ("SC021", "9.51", "9.50"),
        ("SC021", "良", "优"),
    ]
    assert any("95.00%" in step for step in wrong[0].steps)
    assert "算例“样样都好”" in wrong[0].message
    assert text.splitlines()[wrong[0].locations[0].line].strip() == "- title: 样样都好"
