"""Web pages: the text without the page around it."""

from __future__ import annotations

import pytest

from jixiao.document import Paragraph
from jixiao.reading.formats.html import read_html
from jixiao.reading.limits import DEFAULT_LIMITS
from jixiao.reading.open import read_document


def read(markup):
    return read_html(markup, "a.html", DEFAULT_LIMITS)


def texts(document):
    return [
        block.text if isinstance(block, Paragraph) else [[c.text for c in row] for row in block.grid]
        for block in document.blocks
    ]


def test_blocks_in_order_and_line_breaks_of_the_source_are_none():
    document = read(
        "<title>标题</title><body>起首<div><p>甲段<b>粗</b>\n  续行。</p>散字<br>下一行</div><h2>小标题</h2></body>"
    )
    assert texts(document) == ["起首", "甲段粗续行。", "散字", "下一行", "小标题"]
    assert document.title == "标题"


def test_words_of_the_latin_script_keep_their_blank():
    assert texts(read("<p>Kapasa\n Makasa 大学\n开展</p>")) == ["Kapasa Makasa 大学开展"]


def test_scripts_styles_menus_and_what_is_hidden_are_no_text():
    menu = "".join(f"<li><a href='{i}'>栏目{i}号</a></li>" for i in range(6))
    document = read(
        f"<body><nav>导航</nav><ul>{menu}</ul><script>var a='脚本';</script><style>p{{}}</style>"
        "<p style='display:none'>隐藏的字</p><p>正文。</p><footer>版权</footer></body>"
    )
    assert texts(document) == ["正文。"]


def test_the_published_text_is_found_by_its_element():
    document = read(
        "<body><div class='head'>某政府网站</div><div id='zoom'><p>自评报告的正文在这里，内容完整，占了页面的大部分。</p></div>"
        "<div>上一篇</div></body>"
    )
    assert texts(document) == ["自评报告的正文在这里，内容完整，占了页面的大部分。"]


def test_cells_filled_with_paragraphs_and_spans():
    document = read(
        "<p>单位：元</p><table><tr><td rowspan=2><p>资金</p><p>情况</p></td><td colspan='2'>预算</td></tr>"
        "<tr><td>100<br>200</td><td><div>是</div></td></tr></table>"
    )
    assert texts(document) == ["单位：元", [["资金\n情况", "预算", "预算"], ["资金\n情况", "100\n200", "是"]]]
    assert document.tables[0].unit_note == "元"


def test_a_table_that_lays_out_the_page_is_opened():
    document = read("<table><tr><td><p>一段话。</p><table><tr><td>甲</td><td>乙</td></tr></table></td></tr></table>")
    assert texts(document) == ["一段话。", [["甲", "乙"]]]


def test_a_small_table_within_a_cell_is_text_of_the_cell():
    inner = "<table><tr><td>8</td><td>场</td></tr></table>"
    document = read(
        f"<table><tr><td>甲</td><td>乙</td><td>{inner}</td></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>"
    )
    assert texts(document) == [[["甲", "乙", "8 场"], ["1", "2", "3"]]]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("gb18030", "gb2312"),
        ("gbk", "GBK"),
        ("utf-8", "utf-8"),
        ("utf-8", "gb2312"),
        ("gb18030", ""),
        ("utf-16", "utf-8"),
    ],
)
def test_the_encoding_of_a_page(encoding, declared, tmp_path):
    markup = f"<html><head><meta charset='{declared}'></head><body><p>预算绩效自评，镕与堃也在内。</p></body></html>"
    (tmp_path / "a.html").write_bytes(markup.encode(encoding))
    document = read_document(tmp_path / "a.html")
    assert texts(document) == ["预算绩效自评，镕与堃也在内。"]
    assert document.findings == ()


def test_spans_that_would_cover_the_world_are_refused(tmp_path):
    cells = "<td rowspan=9999 colspan=9999>甲</td>" * 50
    (tmp_path / "a.html").write_text(
        f"<table><tr>{cells}</tr>{'<tr><td>乙</td></tr>' * 3000}</table>", encoding="utf-8"
    )
    document = read_document(tmp_path / "a.html")
    assert [finding.code for finding in document.findings] == ["RD006"]
