"""Draws the blank forms that ``jixiao fill`` is tested on: twelve places, half docx, half xlsx.

    python examples/forms/make_forms.py [FOLDER]

They are ours, drawn from the lists of columns such forms have; no published form was copied. In a row ``<`` is joined to
the cell on its left and ``^`` to the one above. The same script gives the same bytes.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jixiao.writing.ooxml import same_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FORMS", "Blank", "main"]

HERE: Final = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Blank:
    """One form: its lines above and below, and its table. ``widths`` are relative; of an xlsx ``numbers`` names the
    number format of a cell (``B7``), ``formulas`` what is worked out in the sheet."""

    name: str
    title: str
    rows: str
    widths: tuple[int, ...]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    formulas: tuple[tuple[str, str], ...] = ()

    def grid(self) -> list[list[str]]:
        return [line.strip().split("|") for line in self.rows.strip().splitlines()]

    def areas(self) -> Iterator[tuple[int, int, int, int, str]]:
        """Top, left, bottom, right and text of each cell."""
        grid = self.grid()
        for r, row in enumerate(grid):
            assert len(row) == len(self.widths), (self.name, r, len(row), len(self.widths), row)
            for c, text in enumerate(row):
                if text in ("<", "^"):
                    continue
                right = c
                while right + 1 < len(row) and row[right + 1] == "<":
                    right += 1
                bottom = r
                while (
                    bottom + 1 < len(grid)
                    and grid[bottom + 1][c] == "^"
                    and set(grid[bottom + 1][c : right + 1]) <= {"^", "<"}
                ):
                    bottom += 1
                yield r, c, bottom, right, text.replace("\\n", "\n")


NATIONAL: Final = Blank(
    "national-project.docx",
    "项目支出绩效自评表",
    """
    项目名称|<||<|<|<|<|<|<|<
    主管部门|<||<|<|实施单位|<||<|<
    项目资金\\n（万元）|<||年初预算数|<|全年预算数（A）|全年执行数（B）|分值|执行率（B/A）|得分
    ^|^|年度资金总额||<|||10||
    ^|^|其中：当年财政拨款||<|||—||—
    ^|^|上年结转资金||<|||—||—
    ^|^|其他资金||<|||—||—
    年度总体目标|预期目标|<|<|<|实际完成情况|<|<|<|<
    ^||<|<|<||<|<|<|<
    一级指标|二级指标|三级指标|年度指标值|<|实际完成值|<|分值|得分|偏差原因分析及改进措施
    产出指标|数量指标|||<||<|||
    ^|^|||<||<|||
    ^|质量指标|||<||<|||
    ^|时效指标|||<||<|||
    ^|成本指标|||<||<|||
    效益指标|经济效益指标|||<||<|||
    ^|社会效益指标|||<||<|||
    ^|生态效益指标|||<||<|||
    ^|可持续影响指标|||<||<|||
    满意度指标|服务对象满意度指标|||<||<|||
    总分|<|<|<|<|<|<|100||
    """,
    (4, 5, 8, 4, 4, 5, 5, 3, 4, 8),
    above=("（    年度）",),
    below=("填报人：            联系电话：            填报日期：   年  月  日",),
)

SHANGHAI: Final = Blank(
    "shanghai-project.xlsx",
    "（    ）年度项目支出绩效自评表",
    """
    单位：元|<|<|<|<|<|<|<|<
    项 目 名 称|<||<|<|<|<|<|<
    主 管 部 门|<||<|<|实 施 单 位|<||<
    项目资金|<||年初预算数|全年预算数|全年执行数|分值|执行率|得分
    ^|^|年度资金总额||||10||
    ^|^|其中：当年财政拨款||||/||/
    ^|^|上年结转资金||||/||/
    ^|^|其他资金||||/||/
    年度总体\\n目标|预期目标|<|<|<|实际完成情况|<|<|<
    ^||<|<|<||<|<|<
    一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施|<
    产出指标\\n（50分）|数量指标|||||||<
    ^|^|||||||<
    ^|质量指标|||||||<
    ^|时效指标|||||||<
    ^|成本指标|||||||<
    效益指标\\n（30分）|社会效益指标|||||||<
    ^|可持续影响指标|||||||<
    满意度指标（10分）|服务对象满意度指标|||||||<
    合计|<|<|<|<|100|||<
    """,
    (10, 14, 26, 16, 16, 16, 10, 14, 14),
    below=("填表人：          联系电话：          填表日期：",),
    numbers=(
        ("D7", "#,##0.00"), ("E7", "#,##0.00"), ("F7", "#,##0.00"), ("H7", "0.00%"), ("I7", "0.00"),
        ("D8", "#,##0.00"), ("E8", "#,##0.00"), ("F8", "#,##0.00"), ("H8", "0.00%"),
    ),
)  # fmt: skip

YUNNAN: Final = Blank(
    "yunnan-project-14.docx",
    "20    年度项目支出绩效自评表",
    """
    项目名称|<|<||<|<|<|<|<|<|<
    主管部门|<|<||<|<|<|实施单位|<||<
    项目资金（元）|<|资金情况|年初预算数|<|全年预算数|<|全年执行数|分值|执行率|得分
    ^|<|年度资金总额||<||<||10||
    ^|<|其中：当年财政拨款||<||<||-||-
    ^|<|上年结转资金||<||<||-||-
    ^|<|其他资金||<||<||-||-
    年度总体目标|<|预期目标|<|<|<|实际完成情况|<|<|<|<
    ^|<||<|<|<||<|<|<|<
    一级指标|二级指标|三级指标|指标性质|指标值|度量单位|实际完成值|<|分值|得分|偏差原因分析及改进措施
    产出指标|数量指标||||||<|||
    ^|^||||||<|||
    ^|^||||||<|||
    ^|质量指标||||||<|||
    ^|时效指标||||||<|||
    ^|成本指标||||||<|||
    效益指标|社会效益指标||||||<|||
    ^|可持续影响指标||||||<|||
    满意度指标|服务对象满意度指标||||||<|||
    其他需要说明的事项|<||<|<|<|<|<|<|<|<
    总分|<|100||<|<|等级|<||<|<
    """,
    (4, 5, 8, 4, 4, 4, 4, 4, 3, 4, 7),
    above=("公开14表　　　　　　　　　　　　　　　　金额单位：元",),
)

SICHUAN: Final = Blank(
    "sichuan-project.xlsx",
    "部门预算项目支出绩效自评表（    年度）",
    """
    项目名称||<|<|<|<|<|<|<
    主管部门||<|<|实施单位||<|<|<
    项目预算执行情况（万元）|年度预算|年初预算|<|调整后预算|<|执行数|<|执行率
    ^|总额||<||<||<|
    ^|其中：财政资金||<||<||<|
    ^|其他资金||<||<||<|
    年度目标|预期目标||<|<|<|<|<|<
    ^|实际完成情况||<|<|<|<|<|<
    一级指标|二级指标|三级指标|指标性质|指标值|单位|实际完成值|权重|自评得分
    产出指标|数量指标|||||||
    ^|质量指标|||||||
    ^|时效指标|||||||
    效益指标|社会效益指标|||||||
    ^|可持续发展指标|||||||
    满意度指标|满意度指标|||||||
    成本指标|经济成本指标|||||||
    合计|<|<|<|<|<|<|100|
    自评结论||<|<|<|<|<|<|<
    存在问题||<|<|<|<|<|<|<
    改进措施||<|<|<|<|<|<|<
    """,
    (16, 16, 26, 12, 12, 10, 14, 10, 12),
    below=("项目负责人：            财务负责人：",),
    formulas=(("I18", "SUM(I11:I17)"),),
)

SICHUAN_TRANSFER: Final = Blank(
    "sichuan-transfer.docx",
    "20__年度转移支付项目绩效目标自评表",
    """
    主管部门及代码|<||<|<|实施单位||<
    项目预算执行情况（万元）|预算数：||<|执行数：||<|<
    ^|其中：财政拨款||<|其中：财政拨款||<|<
    ^|其他资金||<|其他资金||<|<
    年度总体目标完成情况|预期目标|<|<|目标实际完成情况|<|<|<
    ^||<|<||<|<|<
    年度绩效指标完成情况|一级指标|二级指标|三级指标|预期指标值|实际完成指标值|得分|<
    ^|项目完成指标|数量指标|||||<
    ^|^|^|||||<
    ^|^|质量指标|||||<
    ^|^|时效指标|||||<
    ^|^|成本指标|||||<
    ^|项目效益指标|社会效益指标|||||<
    ^|^|可持续影响指标|||||<
    ^|满意度指标|满意度指标|||||<
    """,
    (5, 6, 7, 9, 7, 7, 3, 3),
    below=("填报人：______    联系电话：______",),
)

HUBEI: Final = Blank(
    "hubei-project.docx",
    "______年度项目自评表",
    """
    项目名称||<|<|<|<|<
    主管部门||<|<|项目实施单位||<
    项目类别|1、部门预算项目  □    2、专项  □|<|<|<|<|<
    预算执行情况（万元）（20分）||预算数（A）|<|执行数（B）|执行率（B/A）|得分（20分*执行率）
    ^|年度财政资金总额||<|||
    一级指标|二级指标|三级指标|年初目标值（A）|<|实际完成值（B）|得分
    产出指标（40分）|数量指标|||<||
    ^|质量指标|||<||
    ^|时效指标|||<||
    ^|成本指标|||<||
    效益指标（30分）|社会效益指标|||<||
    ^|可持续影响指标|||<||
    满意度指标（10分）|服务对象满意度|||<||
    总分||<|<|<|<|<
    偏差大或目标未完成原因分析||<|<|<|<|<
    改进措施及结果应用方案||<|<|<|<|<
    """,
    (8, 8, 10, 5, 5, 7, 7),
    above=("单位名称（盖章）：                        填报日期：",),
)

NINGXIA: Final = Blank(
    "ningxia-project.xlsx",
    "项目支出绩效自评表",
    """
    项目名称|<||<|<|<|<|<
    主管部门|<||<|实施单位||<|<
    项目资金（万元）|<|资金来源|年初预算数|全年预算数|全年执行数|执行率|自评得分
    ^|<|年度资金总额|||||
    ^|<|其中：当年财政拨款|||||
    ^|<|上年结转|||||
    ^|<|其他资金|||||
    一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|自评得分|财政审定评分
    项目决策（10分）|项目决策|项目决策|依据充分、目标明确||10||
    项目管理（25分）|预算执行|预算执行率|100%||10||
    ^|其他管理|其余管理事项|制度健全、管理规范||15||
    项目产出（30分）|数量指标||||||
    ^|^||||||
    ^|质量指标||||||
    ^|时效指标||||||
    ^|成本指标||||||
    项目效益（35分）|社会效益||||||
    ^|可持续影响||||||
    ^|服务对象满意度||||||
    总分|<|<|<|<|100||
    """,
    (16, 14, 24, 18, 16, 10, 12, 14),
    above=("填报单位：                              年度：        ",),
    below=("填报人：              审核人：              联系电话：",),
)

HUNAN: Final = Blank(
    "hunan-department.xlsx",
    "部门整体支出绩效自评表",
    """
    部门名称||<|<|<|<|<|<|<
    年度预算申请（万元）|资金构成|<|年初预算数|全年预算数|全年执行数|分值|执行率|得分
    ^|年度资金总额|<||||10||
    ^|按收入性质分|一般公共预算拨款|||||/|/
    ^|^|政府性基金拨款|||||/|/
    ^|^|其他资金|||||/|/
    ^|按支出性质分|基本支出|||||/|/
    ^|^|项目支出|||||/|/
    年度总体目标|预期目标|<|<|<|实际完成情况|<|<|<
    ^||<|<|<||<|<|<
    一级指标|二级指标|三级指标|年度指标值|实际完成值|<|分值|得分|偏差原因分析及改进措施
    产出指标|数量指标||||<|||
    ^|^||||<|||
    ^|^||||<|||
    ^|质量指标||||<|||
    ^|时效指标||||<|||
    ^|成本指标||||<|||
    效益指标|社会效益指标||||<|||
    ^|生态效益指标||||<|||
    ^|可持续影响指标||||<|||
    满意度指标|服务对象满意度指标||||<|||
    总分|<|<|<|<|<|100||
    """,
    (16, 14, 24, 14, 14, 14, 10, 12, 26),
    above=("（    年度）",),
    below=("填表人：          填报日期：          联系电话：          单位负责人签字：",),
)

CHONGQING: Final = Blank(
    "chongqing-department.xlsx",
    "部门（单位）整体支出绩效自评表",
    """
    预算部门||<|<|自评年度||<|总分||等级|
    当年绩效目标|年初绩效目标|<|<|全年目标实际完成情况|<|<|<|<|<|<
    ^||<|<||<|<|<|<|<|<
    资金（万元）|年初预算数|<|全年（调整）预算数|<|全年执行数|<|执行率|权重|得分|<
    部门支出总额||<||<||<||10||<
    绩效指标|计量单位|指标性质|年初指标值|调整指标值|全年指标值|全年完成值|得分系数|指标权重|指标得分|是否核心指标
    财政供养人员控制率|%|≤|100|||||2||
    预算完成率|%|＝|100|||||2||
    ||||||||||
    ||||||||||
    ||||||||||
    """,
    (24, 10, 10, 12, 12, 12, 12, 12, 10, 10, 12),
    below=("说明：得分＝权重×得分系数。",),
)

ANHUI: Final = Blank(
    "anhui-poverty.docx",
    "项目资金绩效自评表",
    """
    项目名称|<||<|<|<|<|<
    主管部门|<||<|实施单位|<||<
    项目资金（万元）|<||年初预算数|全年预算数|全年执行数|执行率|得分
    ^|^|资金总额|||||
    ^|^|其中：财政拨款|||||
    ^|^|其他资金|||||
    年度目标|预期目标|<|<|全年实际完成情况|<|<|<
    ^||<|<||<|<|<
    一级指标|二级指标|三级指标|分值|年度指标值|全年实际值|得分|未完成原因和改进措施
    产出指标|数量指标|指标1：|||||
    ^|^|指标2：|||||
    ^|质量指标|★指标1：|||||
    ^|时效指标|指标1：|||||
    ^|成本指标|指标1：|||||
    效益指标|社会效益指标|指标1：|||||
    ^|可持续影响指标|指标1：|||||
    满意度指标|服务对象满意度指标|指标1：|||||
    总分|<|<|100|||<|<
    """,
    (4, 5, 9, 4, 6, 6, 5, 8),
    above=("（    年度）",),
)

REGION: Final = Blank(
    "national-region.xlsx",
    "中央对地方转移支付区域绩效自评表（    年度）",
    """
    转移支付（项目）名称|<||<|<|<|<
    中央主管部门|<||<|<|<|<
    地方主管部门|<||<|资金使用单位||<
    资金投入情况（万元）|<||全年预算数（A）|<|全年执行数（B）|预算执行率（B/A×100%）
    ^|^|年度资金总额||<||
    ^|^|其中：中央财政资金||<||
    ^|^|省级财政资金||<||
    ^|^|市级财政资金||<||
    ^|^|县级财政资金||<||
    ^|^|其他资金||<||
    资金管理情况|<||情况说明|<|存在问题和改进措施|<
    ^|^|分配科学性||<||<
    ^|^|下达及时性||<||<
    ^|^|拨付合规性||<||<
    ^|^|使用规范性||<||<
    ^|^|执行准确性||<||<
    ^|^|预算绩效管理情况||<||<
    ^|^|支出责任履行情况||<||<
    总体目标完成情况|总体目标|<|<|全年实际完成情况|<|<
    ^||<|<||<|<
    绩效指标|一级指标|二级指标|三级指标|指标值|全年实际完成值|未完成原因和改进措施
    ^|产出指标|数量指标||||
    ^|^|^||||
    ^|^|质量指标||||
    ^|^|时效指标||||
    ^|^|成本指标||||
    ^|效益指标|社会效益指标||||
    ^|^|可持续影响指标||||
    ^|满意度指标|服务对象满意度指标||||
    说明|<||<|<|<|<
    """,
    (12, 14, 20, 24, 16, 18, 26),
)

TIANHE: Final = Blank(
    "tianhe-department.docx",
    "______年度部门整体支出绩效自评表",
    """
    部门名称|<||<|<|<
    部门年初预算收入（万元）|<||部门调整预算收入（万元）|<|
    年度预算调整数（万元）|<||预算调整率|<|
    实际支出数（万元）|<||预算完成率|<|
    年度总体目标|<||<|<|<
    主要任务名称|任务目标|关键指标名称|年初目标值|实际完成值|未完成原因分析
    |||||
    |||||
    |||||
    |||||
    主要成效|<||<|<|<
    存在问题|<||<|<|<
    改进措施|<||<|<|<
    """,
    (7, 7, 9, 7, 7, 9),
    below=("填报人：________  联系电话：________  填报单位（公章）：________",),
)

FORMS: Final = (
    NATIONAL, SHANGHAI, YUNNAN, SICHUAN, SICHUAN_TRANSFER, HUBEI, NINGXIA, HUNAN, CHONGQING, ANHUI, REGION, TIANHE,
)  # fmt: skip


# --- drawing -----------------------------------------------------------------------------------------------------


def draw(blank: Blank) -> bytes:
    """The form as a file."""
    return same_bytes(_docx(blank) if blank.name.endswith(".docx") else _xlsx(blank))


def _docx(blank: Blank) -> bytes:
    """A Word form: fonts stand on the paragraph marks of blank cells too, as Word leaves them."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm

    def look(paragraph: Any, font: str, size: float) -> None:
        """Gives the paragraph's mark and its runs a font and a size in points."""
        for holder in (paragraph.get_or_add_pPr(), *paragraph.iter(qn("w:r"))):
            marks = OxmlElement("w:rPr")
            fonts, points = OxmlElement("w:rFonts"), OxmlElement("w:sz")
            for kind in ("w:ascii", "w:hAnsi", "w:eastAsia"):
                fonts.set(qn(kind), font)
            points.set(qn("w:val"), str(int(size * 2)))
            marks.extend((fonts, points))
            holder.append(marks) if holder.tag == qn("w:pPr") else holder.insert(0, marks)

    document = Document()
    document.core_properties.created = document.core_properties.modified = datetime(2024, 1, 2)  # noqa: DTZ001 - docx has no zone
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)
    section.header.paragraphs[0].text = "财政支出绩效自评"
    for text in (blank.title, *blank.above):
        paragraph = document.add_paragraph(text)
        centred = text == blank.title or "年度" in text
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
    table = document.add_table(len(blank.grid()), len(blank.widths), "Table Grid")
    for column, width in enumerate(blank.widths):
        for cell in table.columns[column].cells:
            cell.width = Cm(25.7 * width / sum(blank.widths))
    for top, left, bottom, right, text in blank.areas():
        cell = table.cell(top, left)
        if (bottom, right) != (top, left):
            cell = cell.merge(table.cell(bottom, right))
        cell.text = text
        for paragraph in cell.paragraphs:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for line in blank.below:
        document.add_paragraph(line)
    body = document.element.body
    for cell in body.iter(qn("w:tc")):
        for extra in cell.findall(qn("w:p"))[1:]:
            cell.remove(extra)
    for number, paragraph in enumerate(body.iter(qn("w:p"))):
        inside = next(paragraph.iterancestors(qn("w:tc")), None) is not None
        look(paragraph, *(("宋体", 9) if inside else ("黑体", 18) if number == 0 else ("仿宋", 11)))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _xlsx(blank: Blank) -> bytes:
    """An Excel form: title and lines in merged rows, print set-up, some cells with number formats or formulas."""
    import xlsxwriter
    from xlsxwriter.utility import xl_cell_to_rowcol

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2024, 1, 2)})  # noqa: DTZ001 - xlsx has no zone
    sheet = book.add_worksheet("自评表")
    last = len(blank.widths) - 1
    title = book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"})
    plain = book.add_format({"font_name": "宋体", "font_size": 10, "align": "left"})
    base = {"font_name": "宋体", "font_size": 9, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    cells = book.add_format(base)
    formats = {code: book.add_format({**base, "num_format": code}) for _, code in blank.numbers}
    numbers = {xl_cell_to_rowcol(place): formats[code] for place, code in blank.numbers}
    formulas = {xl_cell_to_rowcol(place): formula for place, formula in blank.formulas}
    for column, width in enumerate(blank.widths):
        sheet.set_column(column, column, width)
    sheet.merge_range(0, 0, 0, last, blank.title, title)
    sheet.set_row(0, 30)
    row = 1
    for line in blank.above:
        sheet.merge_range(row, 0, row, last, line, plain)
        row += 1
    first = row
    for top, left, bottom, right, text in blank.areas():
        at = (first + top, left)
        look = numbers.get(at, cells)
        value: Any = int(text) if text.isdigit() else text
        if (top, left) != (bottom, right):
            sheet.merge_range(*at, first + bottom, right, value, look)
        elif at in formulas:
            sheet.write_formula(*at, formulas[at], look, 0)
        elif text:
            sheet.write(*at, value, look)
        else:
            sheet.write_blank(*at, None, look)
        row = max(row, first + bottom + 1)
    for line in blank.below:
        sheet.merge_range(row, 0, row, last, line, plain)
        row += 1
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, row - 1, last)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第 &P 页")
    book.close()
    return out.getvalue()


def main(folder: Path) -> None:
    """Writes every form into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for blank in FORMS:
        (folder / blank.name).write_bytes(draw(blank))
        print(folder / blank.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
