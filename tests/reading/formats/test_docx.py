"""Word documents: numbers that Word makes, what is deleted or twice in the file, boxes, frames, tables in tables."""

from __future__ import annotations

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from jixiao.reading.limits import DEFAULT_LIMITS
from jixiao.reading.worker import read_form

NS = nsdecls("w")


@pytest.fixture
def document():
    return docx.Document()


@pytest.fixture
def read(document, tmp_path):
    def saved():
        document.save(tmp_path / "a.docx")
        return read_form("docx", tmp_path / "a.docx", "a.docx", DEFAULT_LIMITS)

    return saved


def body(document, xml):
    document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))


def numbering(document, *levels, number=77):
    root = document.part.numbering_part.element
    inner = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {NS} w:abstractNumId="{number}">{inner}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {NS} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))


def item(document, text, level, number=77):
    body(
        document,
        f'<w:p {NS}><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>",
    )


def test_numbers_that_word_prints(document, read):
    numbering(document, ("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("bullet", "•"))
    for text, level in [
        ("概况", 0),
        ("职能", 1),
        ("甲", 2),
        ("乙", 2),
        ("收支", 1),
        ("丙", 2),
        ("点", 3),
        ("结论", 0),
        ("小结", 1),
    ]:
        item(document, text, level)
    assert [p.text for p in read().paragraphs] == [
        "一、概况", "（一）职能", "1.甲", "2.乙", "（二）收支", "1.丙", "点", "二、结论", "（一）小结",
    ]  # fmt: skip


def test_numbers_of_several_levels(document, read):
    numbering(document, ("decimal", "%1"), ("decimal", "%1.%2"))
    item(document, "概况", 0)
    item(document, "职能", 1)
    item(document, "收支", 1)
    assert [p.text for p in read().paragraphs] == ["1概况", "1.1职能", "1.2收支"]


def test_what_is_deleted_is_not_read_and_what_is_inserted_is(document, read):
    body(
        document,
        f'<w:p {NS}><w:r><w:t>执行数</w:t></w:r><w:del w:id="1"><w:r><w:delText>90</w:delText></w:r></w:del>'
        f'<w:ins w:id="2"><w:r><w:t>95</w:t></w:r></w:ins><w:moveFrom w:id="3"><w:r><w:t>旧</w:t></w:r></w:moveFrom>'
        f"<w:r><w:t>万元</w:t></w:r></w:p>",
    )
    assert [p.text for p in read().paragraphs] == ["执行数95万元"]


def test_a_text_box_is_read_once(document, read):
    box = f"<w:txbxContent {NS}><w:p><w:r><w:t>框内的话。</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body(
        document,
        f"<w:p {NS} {mc}><w:r><w:t>框外的话。</w:t><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    assert [p.text for p in read().paragraphs] == ["框外的话。", "框内的话。"]


def test_content_controls_are_looked_into(document, read):
    body(
        document,
        f"<w:sdt {NS}><w:sdtContent><w:p><w:r><w:t>控件里的段落。</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    )
    assert [p.text for p in read().paragraphs] == ["控件里的段落。"]


def test_line_breaks_part_paragraphs_and_tab_stops_are_no_text(document, read):
    body(
        document,
        f'<w:p {NS}><w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr><w:r><w:t>甲</w:t><w:tab/>'
        f"<w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>",
    )
    assert [p.text for p in read().paragraphs] == ["甲 乙", "丙"]


def test_headings_by_style_and_lines_of_contents(document, read):
    document.add_heading("基本情况", 1)
    document.add_paragraph("正文。")
    found = read()
    assert [(p.text, p.style) for p in found.paragraphs] == [("基本情况", "heading 1"), ("正文。", "")]


def test_a_frame_of_one_cell_is_no_table(document, read):
    outer = document.add_table(1, 1)
    cell = outer.cell(0, 0)
    cell.paragraphs[0].text = "框中文字。"
    inner = cell.add_table(2, 2)
    for r in range(2):
        for c in range(2):
            inner.cell(r, c).text = f"{r}{c}"
    found = read()
    assert [p.text for p in found.paragraphs] == ["框中文字。"]
    assert [[cell.text for cell in row] for row in found.tables[0].grid] == [["00", "01"], ["10", "11"]]


def test_paragraphs_of_a_cell_are_lines(document, read):
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "目标\n预期"
    table.cell(0, 1).add_paragraph("完成二十四场")
    table.cell(1, 0).text = "得分"
    table.cell(1, 1).text = "9.5"
    assert [[cell.text for cell in row] for row in read().tables[0].grid] == [
        ["目标\n预期", "完成二十四场"],
        ["得分", "9.5"],
    ]


def test_page_lines_pasted_into_word_are_joined(document, read):
    line = "本馆全年开放三百二十天并接待读者十二万人次新购图书八"
    for _ in range(14):
        document.add_paragraph(line)
    document.add_paragraph("千册。")
    assert [p.text for p in read().paragraphs] == [line * 14 + "千册。"]
