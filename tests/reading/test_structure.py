"""Headings with the level the document itself gives them, and the parts that sections play."""

from __future__ import annotations

import pytest

from jixiao.reading.formats.text import read_text
from jixiao.reading.structure import mark_headings, part_of, sections


def read(*lines):
    return mark_headings(read_text("\n".join(lines), "a.txt"))


def outline(document):
    return [
        (p.heading.level, p.heading.style, p.heading.ordinal, p.heading.title) for p in document.paragraphs if p.heading
    ]


def test_levels_by_nesting():
    document = read(
        "一、总体情况",
        "（一）职能",
        "1.主要职能",
        "（1）组织活动。",
        "（2）管理场馆。",
        "（二）收支",
        "二、分析",
        "1、产出",
        "①开放天数。",
        "2、效益",
    )
    assert [(level, ordinal) for level, _, ordinal, _ in outline(document)] == [
        (1, 1), (2, 1), (3, 1), (4, 1), (4, 2), (2, 2), (1, 2), (2, 1), (3, 1), (2, 2),
    ]  # fmt: skip


def test_a_list_of_the_same_form_inside_a_section_is_told_from_the_sections():
    document = read(
        "一、概况",
        "（一）目标",
        "1、总体目标",
        "一、加强管理",
        "二、改善服务",
        "三、扩大宣传",
        "2、阶段目标",
        "二、工作开展",
        "三、结论",
    )
    levels = {title: level for level, _, _, title in outline(document)}
    assert levels["概况"] == levels["工作开展"] == levels["结论"] == 1
    assert levels["总体目标"] == levels["阶段目标"] == 3
    assert levels["加强管理"] == levels["改善服务"] == levels["扩大宣传"] == 4


def test_a_number_that_starts_again_at_the_same_depth_stays_at_its_level():
    document = read("一、概况", "（四）收支", "（五）管理", "（一）结论", "（二）分析", "三、问题")
    assert [(level, ordinal) for level, _, ordinal, _ in outline(document)] == [
        (1, 1),
        (2, 4),
        (2, 5),
        (2, 1),
        (2, 2),
        (1, 3),
    ]


def test_points_and_commas_are_one_list():
    document = read("一、概况", "1、甲事项", "2.乙事项", "3、丙事项")
    assert [level for level, *_ in outline(document)] == [1, 2, 2, 2]


def test_a_fragment_begins_at_its_own_depth():
    document = read("（二）效益情况：全部实现。", "五、评价结论：良好。", "（一）问题：无。")
    assert [level for level, *_ in outline(document)] == [2, 1, 2]


def test_enumerations_inside_a_sentence_are_no_headings():
    document = read("一是加强领导；二是完善制度；三是强化监督。", "主要做法是：1.开展宣传，2.组织培训。")
    assert outline(document) == []


def test_a_heading_that_runs_in_has_only_its_title():
    document = read("一、基本情况：本单位为公益一类事业单位，编制十二人。", "（一）项目概况。内容包括采购与维护。")
    assert [title for *_, title in outline(document)] == ["基本情况", "项目概况"]


def test_headings_without_numbers():
    document = read("一、评价结果", "存在问题：", "1.人手不足。", "下一步改进措施", "加强培训。")
    assert [(style, title) for _, style, _, title in outline(document)] == [
        ("一、", "评价结果"), ("", "存在问题"), ("1.", "人手不足"), ("", "下一步改进措施"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("基本情况", "basics"),
        ("部门职能", "functions"),
        ("部门整体收支情况", "funds"),
        ("资金投入情况", "funds"),
        ("部门整体支出绩效目标", "goals"),
        ("绩效目标分解下达情况", "goals"),
        ("绩效目标完成情况", "analysis"),
        ("年度重点工作任务", "key_tasks"),
        ("综合评价分析", "analysis"),
        ("绩效自评工作开展情况", "organization"),
        ("自评结论综述", "conclusion"),
        ("绩效自评结果", "conclusion"),
        ("主要工作成效", "results"),
        ("存在的主要问题", "problems"),
        ("偏离绩效目标的原因", "problems"),
        ("下一步改进措施", "measures"),
        ("绩效自评结果应用和公开情况", "disclosure"),
        ("附件", "attachments"),
        ("某某展厅", ""),
    ],
)
def test_the_part_a_title_names(title, part):
    assert part_of(title) == part


def test_sections_span_their_blocks_and_inherit_their_part():
    document = read(
        "某报告",
        "一、资金情况",
        "全年预算数为100万元。",
        "（一）甲馆",
        "甲馆安排60万元。",
        "二、存在的问题",
        "人手不足。",
    )
    found = sections(document)
    assert [(s.title, s.part, s.first_block, s.last_block) for s in found] == [
        ("资金情况", "funds", 1, 4),
        ("甲馆", "funds", 3, 4),
        ("存在的问题", "problems", 5, 6),
    ]
    for section in found:
        assert section.location.quote.endswith(section.title)


def test_items_with_money_or_whole_sentences_are_no_sections():
    document = read(
        "一、资金情况",
        "1.中央下达资金300万元；省级下达资金200万元。",
        "2.全部资金按时到位，没有截留挪用，手续齐全完备。",
    )
    assert [section.title for section in sections(document)] == ["资金情况"]


def test_a_table_of_contents_is_not_the_outline():
    document = read(
        "目录",
        "一、基本情况..........1",
        "二、资金情况..........3",
        "一、基本情况",
        "本馆全年开放。",
        "二、资金情况",
        "共100万元。",
    )
    assert [title for *_, title in outline(document)] == ["基本情况", "资金情况"]
    assert [p.style for p in document.paragraphs].count("toc") == 2
