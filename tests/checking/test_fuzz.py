"""Whatever stands in a text, no check crashes on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.checking.engine import check_report
from jixiao.reading.extract.report import read_report
from jixiao.reading.open import read_document

if TYPE_CHECKING:
    from pathlib import Path

_WORDS = st.sampled_from(
    [
        *"，。；：、（）\n\t|% 一二三四五",
        *(f"{n}" for n in ("0", "7", "12", "3.5", "100", "331.18", "7,00.0,77", "1,234.50", "-5", "20xx", "2022")),
        *("万元", "元", "亿元", "%", "个", "人", "人次", "分", "年", "月", "日", "场", "户", "公里"),
        *(
            "年初预算",
            "全年预算数",
            "执行数",
            "支出",
            "其中",
            "其中：",
            "合计",
            "共",
            "占",
            "增长",
            "下降",
            "较上年",
            "到位",
        ),
        *("一、", "（一）", "1.", "得分", "分值", "满意度", "≥", "≤", "目标值", "完成值", "由", "调整为", "分两年实施"),
        *("基本支出", "项目支出", "结转结余率", "预算执行率", "全部拨付", "无偏差", "第十次代表大会", "我局", "续效"),
        *(
            "每人",
            "单价",
            "第一批",
            "合计\t",
            "项目名称：",
            "图书馆",
            "2022年度部门整体支出绩效自评报告",
            "青财农〔2022〕41号",
        ),
    ]
)


@given(st.lists(_WORDS, max_size=60).map("".join))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_check_crashes(tmp_path: Path, text: str):
    path = tmp_path / "report.txt"
    path.write_text("图书馆2022年度绩效自评报告\n" + text, encoding="utf-8")
    checked = check_report(read_report(read_document(path)))
    assert [outcome for outcome in checked.outcomes if outcome.state == "crashed"] == []
