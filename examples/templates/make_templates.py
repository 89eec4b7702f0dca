"""Draws the example template of this folder: a covering letter with a table of the indicators on its second page.

    python examples/templates/make_templates.py [FOLDER]

The same letter may be typed in Word or WPS: the words in double braces are the fields. A test compares the file with a
fresh run.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from jixiao.writing.ooxml import same_bytes

HERE: Final = Path(__file__).resolve().parent
NAME: Final = "报送公函.docx"

SONG, FANG, HEI, TITLE = "宋体", "仿宋_GB2312", "黑体", "方正小标宋简体"

BODY: Final = (
    "{{ 单位 }}{{ 年度 }}年度{% if 项目名称 %}“{{ 项目名称 }}”项目{% else %}部门整体{% endif %}支出绩效自评材料，现随函报送，请予审核。",
    "一、资金情况。全年预算数{{ 全年预算数 }}万元，全年执行数{{ 全年执行数 }}万元（{{ 全年执行数|元 }}元），预算完成率{{ 预算完成率 }}。",
    '{%p if 总分 != "不计分" %}',
    "二、自评结果。按《{{ 指标体系 }}》评分，满分{{ 满分 }}分，自评得分{{ 总分 }}分，等级：{{ 等级 }}。各项指标得分见附表。",
    "{%p else %}",
    "二、自评结果。《{{ 指标体系 }}》不计分，各项指标的完成情况见附表。",
    "{%p endif %}",
    "{%p if 问题整改列表 %}",
    (
        "三、需要说明的问题。{% for 行 in 问题整改列表 %}{{ 行.序号 }}.{{ 行.问题 }}"
        "{% if loop.last %}。{% else %}；{% endif %}{% endfor %}"
    ),
    "{%p endif %}",
)
ROWS: Final = (
    ("一级指标", "指标", "分值", "得分", "评分状态"),
    ("{%tr for 一级 in 一级指标列表 %}", "", "", "", ""),
    ("{%tr for 行 in 一级.指标列表 %}", "", "", "", ""),
    ("{% vm %}{{ 一级.指标名称 }}", "{{ 行.指标名称 }}", "{{ 行.分值 }}", "{{ 行.得分 }}", "{{ 行.评分状态 }}"),
    ("{%tr endfor %}", "", "", "", ""),
    ("{%tr endfor %}", "", "", "", ""),
    ("合计", "", "{{ 满分 }}", "{{ 总分 }}", "{{ 等级 }}"),
)
WIDTHS: Final = (30, 66, 16, 18, 26)


def letter() -> bytes:
    """The covering letter as docx."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(37),
        Mm(35),
        Mm(28),
        Mm(26),
    )
    _line(section.header.paragraphs[0], "{{ 单位 }}", SONG, 10.5, WD_ALIGN_PARAGRAPH.RIGHT, pitch=None)
    _line(
        section.footer.paragraphs[0],
        "填报人：{{ 填报人 }}　　审核人：{{ 审核人 }}",
        SONG,
        10.5,
        WD_ALIGN_PARAGRAPH.LEFT,
        pitch=None,
    )
    title = "关于报送{{ 年度 }}年度支出绩效自评材料的函"
    _line(document.add_paragraph(), title, TITLE, 22, WD_ALIGN_PARAGRAPH.CENTER, after=18)
    _line(document.add_paragraph(), "财政局：", FANG, 16, WD_ALIGN_PARAGRAPH.LEFT)
    for text in BODY:
        _line(document.add_paragraph(), text, FANG, 16, WD_ALIGN_PARAGRAPH.JUSTIFY, indent=32)
    _line(document.add_paragraph(), "", FANG, 16, WD_ALIGN_PARAGRAPH.LEFT)
    _line(document.add_paragraph(), "{{ 单位 }}", FANG, 16, WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document.add_paragraph(), "{{ 填报日期 }}", FANG, 16, WD_ALIGN_PARAGRAPH.RIGHT)
    heading = document.add_paragraph()
    heading.paragraph_format.page_break_before = True
    _line(heading, "附表　{{ 单位 }}{{ 年度 }}年度绩效指标得分", HEI, 16, WD_ALIGN_PARAGRAPH.CENTER, after=6)
    _table(document)
    for key, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            del document.part.rels[key]  # python-docx's own second sheet of styles, which nothing reads
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = "报送公函（模板）", "jixiao", "jixiao", ""
    written = BytesIO()
    document.save(written)
    return same_bytes(written.getvalue())


def _table(document: Any) -> None:
    table = document.add_table(rows=0, cols=len(WIDTHS))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    for number, texts in enumerate(ROWS):
        row = table.add_row()
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width, cell.vertical_alignment = Mm(WIDTHS[column]), WD_CELL_VERTICAL_ALIGNMENT.CENTER
            middle = WD_ALIGN_PARAGRAPH.LEFT if column == 1 and number == 3 else WD_ALIGN_PARAGRAPH.CENTER
            _line(cell.paragraphs[0], text, HEI if number == 0 else SONG, 10.5, middle, after=2, pitch=None)
            cell.paragraphs[0].paragraph_format.space_before = Pt(2)
        if number == 0:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - no public way to repeat a row
    merged = table.rows[-1].cells[0].merge(table.rows[-1].cells[1])
    merged._tc.remove(merged.paragraphs[-1]._p)  # noqa: SLF001 - merging leaves the other cell's empty paragraph


def _line(
    paragraph: Any,
    text: str,
    face: str,
    size: float,
    align: Any,
    *,
    indent: int = 0,
    after: int = 0,
    pitch: float | None = 29,
) -> None:
    """One paragraph in one face; ``pitch`` is the distance of its lines in points."""
    form = paragraph.paragraph_format
    form.alignment, form.space_before, form.space_after = align, Pt(0), Pt(after)
    if indent:
        form.first_line_indent = Pt(indent)
    if pitch is not None:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch if size < 20 else 35)
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), "Times New Roman"
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def main(folder: Path) -> None:
    """Writes the template into ``folder``."""
    path = folder / NAME
    path.write_bytes(letter())
    print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
