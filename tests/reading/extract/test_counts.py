"""Counted facts: how many of what, and how loosely."""

from __future__ import annotations

import pytest

from jixiao.reading.extract.counts import extract_counts
from jixiao.reading.extract.scopes import Subject


def _counts(document):
    return [
        (count.subject, f"{count.value.value:f}", count.value.unit, count.value.approximation)
        for count in extract_counts(document, Subject(year=2023))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("组织举办科普讲座8场。", [("科普讲座", "8", "场", "")]),
        ("本年举办3次科普知识竞赛：一是区赛。", [("科普知识竞赛", "3", "次", "")]),
        (
            "宣讲走进6个街道的11所中学，听讲师生3280人。",
            [("街道", "6", "个", ""), ("中学", "11", "所", ""), ("听讲师生", "3280", "人", "")],
        ),
        ("参加线上观看直播近9万人次。", [("线上观看直播", "90000", "人次", "near")]),
        ("推送科普文章200多篇。", [("科普文章", "200", "篇", "more")]),
        ("开展“公益课程进校园”活动，共举办了225场。", [("“公益课程进校园”活动", "225", "场", "")]),
        (
            "惠及15个乡镇33个行政村26113户97401人。",
            [
                ("乡镇", "15", "个", ""),
                ("行政村", "33", "个", ""),
                ("户", "26113", "户", ""),
                ("人", "97401", "人", ""),
            ],
        ),
        ("发放租赁补贴22492户。", [("租赁补贴", "22492", "户", "")]),
        ("⑦组织举办读书会4场；（2）走访企业30多家。", [("读书会", "4", "场", ""), ("企业", "30", "家", "more")]),
        ("整理1年的档案，每周开放10小时，第3次会议通过。", []),
        ("目标值≥6次，完成值12次。", []),
    ],
)
def test_what_is_counted(text, expected, document_of):
    assert _counts(document_of(text)) == expected


def test_counts_stand_under_the_project_of_their_heading(document_of):
    document = document_of(
        "1、科普活动经费项目：\n（1）产出。举办讲座6场。\n2、学术交流经费项目：\n（1）产出。举办论坛2场。"
    )
    scopes = [count.scope for count in extract_counts(document, Subject(year=2023))]
    assert scopes == ["project:科普活动经费项目", "project:学术交流经费项目"]


def test_a_count_points_at_its_words(document_of):
    document = document_of("全年接待观众12.4万人次。")
    (count,) = extract_counts(document, Subject(year=2023))
    assert count.location.quote == "12.4万人次"
    assert document.blocks[0].text[count.location.start : count.location.end] == count.location.quote
