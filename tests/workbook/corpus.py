"""Broken and unusual workbooks, each made from one good workbook by one change.

``python tests/workbook/corpus.py FOLDER`` writes them all into FOLDER, to be opened by hand; the tests make the same
files and hold the messages to what stands here.
"""

from __future__ import annotations

import re
import sys
import zipfile
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

from jixiao.facts import GoalRow
from jixiao.numbers import Printed
from jixiao.registers.catalogue import REGISTERS
from jixiao.schemes.catalogue import Catalogue
from jixiao.workbook import ooxml
from jixiao.workbook.filling import Answer, Filling
from jixiao.workbook.template import write

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
CATALOGUE = Catalogue.of(HERE)
SCHEME = CATALOGUE.find("everything")[0]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def printed(number: str, unit: str) -> Printed:
    return Printed(Decimal(number), unit, len(number.partition(".")[2]), number)


def good() -> Filling:
    """A workbook without any fault: one row in each register, everything answered."""
    lecture = GoalRow("举办讲座", "quantity", ">=", printed("8", "场"), printed("9", "场"), Decimal(12), unit="场")
    judged = GoalRow(
        "居民科学素质", "social", "qualitative", "有所提高", "有所提高", Decimal(8), "达成年度指标", Decimal("0.9")
    )
    return Filling(
        unit="某区科学技术协会",
        year=2023,
        department="某区人民政府",
        preparer="甲",
        approver="乙",
        filled_on=date(2024, 3, 5),
        rows={
            "execution": (replace(REGISTERS["execution"].example, item="讲座场地费"),),
            **{
                name: (REGISTERS[name].example,)
                for name in ("budget", "contracts", "policies", "activities", "surveys")
            },
        },
        answers={
            "lectures_planned": Answer(printed("10", "场"), "工作要点", "以场计"),
            "account_checked": Answer(True),
            "last_year_rate": Answer(printed("96.22", "%")),
            "arrears": Answer(printed("0", "万元")),
            "quality": Answer("较好"),
            "quality_share": Answer(printed("85", "%")),
            "coefficient": Answer(printed("0.9", "")),
        },
        goals=(lecture, judged),
        texts={"overview": "本会联系全区科技工作者。\n内设两个部室。", "measures": "按季度核对进度。"},
    )


@dataclass(frozen=True)
class Case:
    """``make`` turns the good workbook at a path into the broken one (and may rename it); ``expect`` are the lines
    that have to be said, each as code, place and words; an empty list: it is read like the good one."""

    make: Callable[[Path], Path | None]
    expect: tuple[tuple[str, str, str], ...]


CASES: dict[str, Case] = {}


def case(name: str, *expect: tuple[str, str, str]) -> Callable[[Callable[[Path], Path | None]], None]:
    def add(make: Callable[[Path], Path | None]) -> None:
        CASES[name] = Case(make, expect)

    return add


def edited(name: str, *expect: tuple[str, str, str]) -> Callable[[Callable[[openpyxl.Workbook], None]], None]:
    """A case made by changing cells, as somebody does in a spreadsheet."""

    def add(edit: Callable[[openpyxl.Workbook], None]) -> None:
        def make(path: Path) -> None:
            book = openpyxl.load_workbook(path)
            edit(book)
            book.save(path)

        CASES[name] = Case(make, expect)

    return add


def put(name: str, sheet: str, cell: str, value: object, *expect: tuple[str, str, str], style: str = "") -> None:
    """A case in which one cell holds something else."""

    def edit(book: openpyxl.Workbook) -> None:
        book[sheet][cell] = value
        if style:
            book[sheet][cell].number_format = style

    edited(name, *expect)(edit)


def at(sheet: str, cell: str = "") -> str:
    return f"工作表“{sheet}” {cell}".rstrip()


# --- the file --------------------------------------------------------------------------------------------------


@case("没有这个文件", ("IN001", "", "没有这个文件"))
def _(path: Path) -> None:
    path.unlink()


@case("是文件夹", ("IN001", "", "文件夹"))
def _(path: Path) -> None:
    path.unlink()
    path.mkdir()


@case("空文件", ("IN002", "", "0 字节"))
def _(path: Path) -> None:
    path.write_bytes(b"")


@case("二百兆", ("IN003", "", "200 MB"))
def _(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(200 * 2**20)


@case("旧格式改名为xlsx", ("IN004", "", "旧格式"))
def _(path: Path) -> None:
    path.write_bytes(OLE + bytes(600) + "Workbook".encode("utf-16-le") + bytes(600))


@case("旧版文档改名", ("IN004", "", "旧版 Word"))
def _(path: Path) -> None:
    path.write_bytes(OLE + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(600))


@case("网页改名", ("IN004", "", "网页"))
def _(path: Path) -> None:
    path.write_bytes("<html><table><tr><td>预算</td></tr></table></html>".encode())


@case("文本改名", ("IN004", "", "纯文本"))
def _(path: Path) -> None:
    path.write_bytes("项目,金额\n讲座,1\n".encode("gb18030"))


@case("PDF改名", ("IN004", "", "PDF"))
def _(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n\0")


@case("文档改名", ("IN004", "", "Word 文档"))
def _(path: Path) -> None:
    repack(path, lambda name, content: (name.replace("xl/", "word/"), content))


@case("有打开密码", ("IN005", "", "打开密码"))
def _(path: Path) -> None:
    path.write_bytes(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600))


@case("截断", ("IN006", "", "压缩包不完整"))
def _(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


@case("内部不是XML", ("IN006", "", "内部结构"))
def _(path: Path) -> None:
    repack(path, lambda name, content: (name, b"<<<" if name == "xl/workbook.xml" else content))


@case("缺少内部文件", ("IN006", "", "内部结构"))
def _(path: Path) -> None:
    repack(path, lambda name, content: (name.replace("sheet3", "lost"), content))


@case("压缩炸弹", ("IN007", "", "解压后"))
def _(path: Path) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/bomb.bin", "w") as file:
        block = bytes(2**20)
        for _ in range(201):
            file.write(block)


@case("单元格太多", ("IN007", "", "内容过多"))
def _(path: Path) -> None:
    """As many empty cells as are read at most, which pack into a few thousand bytes."""
    cells = b"<row>" + b"<c/>" * ooxml.MOST_ELEMENTS + b"</row></sheetData>"
    repack(
        path,
        lambda name, content: (
            name,
            content.replace(b"</sheetData>", cells) if name.endswith("sheet5.xml") else content,
        ),
    )


@case("外部实体", ("IN101", at("单位信息", "B4"), "单位名称"))
def _(path: Path) -> None:
    """An entity is neither resolved nor fetched: the cell that names it is blank."""
    secret = b'<!DOCTYPE sst [<!ENTITY unit SYSTEM "file:///etc/hostname">]>'

    def poison(name: str, content: bytes) -> tuple[str, bytes]:
        if name == "xl/sharedStrings.xml":
            content = content.replace(b"<sst", secret + b"<sst", 1)
            content = content.replace("某区科学技术协会".encode(), b"&unit;")
        return name, content

    repack(path, poison)


def repack(path: Path, change: Callable[[str, bytes], tuple[str, bytes]]) -> None:
    """Rewrites every part of the package through ``change``."""
    with zipfile.ZipFile(path) as archive:
        parts = [change(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)


# --- which workbook --------------------------------------------------------------------------------------------


@edited("不是填报工作簿", ("IN011", "", "jixiao template"))
def _(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets[1:]:
        book.remove(sheet)


@edited("单位信息改了名", ("IN011", "", "单位情况"))
def _(book: openpyxl.Workbook) -> None:
    book["单位信息"].title = "单位情况"


@edited("缺少两张表", ("IN012", "", "“采购合同”"), ("IN012", "", "“指标填报”"))
def _(book: openpyxl.Workbook) -> None:
    book.remove(book["采购合同"])
    book.remove(book["指标填报"])


@edited("缺少的表与别的表名相近", ("IN012", "", "从新生成的模板里复制"))
def _(book: openpyxl.Workbook) -> None:
    book.remove(book["支出台账"])


@edited("以元填报却填了文字", ("IN102", at("支出台账", "J7"), "数（单位：元）"))
def _(book: openpyxl.Workbook) -> None:
    sheet = book["支出台账"]
    sheet["J4"], sheet["J7"] = "支付金额（元）", "一万多"


@edited("工作表改了名", ("IN012", "", "“预算台账”"), ("IN018", at("预算台帐"), "用不到"))
def _(book: openpyxl.Workbook) -> None:
    book["预算台账"].title = "预算台帐"


put("没有指标体系编号", "单位信息", "B10", None, ("IN013", at("单位信息", "B10"), "指标体系编号"))
put(
    "指标体系不存在",
    "单位信息",
    "B10",
    "guangdong-2099",
    ("IN014", at("单位信息", "B10"), "guangdong-2099"),
    ("SC019", "", "guangdong-2099"),
)
put("版本不同", "单位信息", "B12", "0", ("IN015", at("单位信息", "B12"), "第 0 版"))
put("内容有改动", "单位信息", "B13", "0" * 64, ("IN016", at("单位信息", "B13"), "改动过"))
put(
    "年度不适用",
    "单位信息",
    "B5",
    2019,
    ("IN017", at("单位信息", "B5"), "2022 至 2024 年"),
)
put("年度没有填", "单位信息", "B5", None, ("IN115", at("单位信息", "B5"), "没有填"))
put("年度是两位", "单位信息", "B5", "23", ("IN115", at("单位信息", "B5"), "“23”"))
put("单位没有填", "单位信息", "B4", None, ("IN101", at("单位信息", "B4"), "单位名称"))
put("填报日期不存在", "单位信息", "B9", "2024-02-30", ("IN104", at("单位信息", "B9"), "没有 2024 年 2 月 30 日"))


@edited("多出一张表", ("IN018", at("草稿"), "草稿"))
def _(book: openpyxl.Workbook) -> None:
    book.create_sheet("草稿")["A1"] = "随手记"


# --- headers ---------------------------------------------------------------------------------------------------


@edited("表头被删", ("IN021", at("预算台账"), "预算事项、支出类别、全年预算数"))
def _(book: openpyxl.Workbook) -> None:
    for cell in book["预算台账"][4]:
        cell.value = None


@edited("缺少必有的列", ("IN022", at("预算台账", "第 4 行"), "全年预算数（万元）"))
def _(book: openpyxl.Workbook) -> None:
    book["预算台账"].delete_cols(10)


put("列改了名", "预算台账", "J4", "全年预计数（万元）", ("IN028", at("预算台账", "J4"), "应为“全年预算数（万元）”"))
put("表头单位不对", "预算台账", "J4", "全年预算数（人）", ("IN028", at("预算台账", "J4"), "应为“万元”"))
put("同一列两次", "预算台账", "H4", "全年预算数（万元）", ("IN024", at("预算台账", "J4"), "H4"))


@edited("不认识的列", ("IN023", at("预算台账", "M4"), "附件页码"))
def _(book: openpyxl.Workbook) -> None:
    book["预算台账"]["M4"], book["预算台账"]["M7"] = "附件页码", 12


@edited("表头合并", ("IN025", at("预算台账", "I4"), "I4:J4"))
def _(book: openpyxl.Workbook) -> None:
    book["预算台账"].merge_cells("I4:J4")


@edited("数据合并", ("IN026", at("支出台账", "D7"), "D7:D8"), ("IN101", at("支出台账", "D8"), "支出类别"))
def _(book: openpyxl.Workbook) -> None:
    sheet = book["支出台账"]
    sheet["C8"], sheet["J8"] = "第二笔", 2
    sheet.merge_cells("D7:D8")


@edited("隐藏的行", ("IN027", at("支出台账", "第 7 行"), "第 7 行是隐藏的"))
def _(book: openpyxl.Workbook) -> None:
    book["支出台账"].row_dimensions[7].hidden = True


@edited("缺少填报项", ("IN029", at("指标填报"), "年末欠款"))
def _(book: openpyxl.Workbook) -> None:
    book["指标填报"].delete_rows(7)


# --- texts -----------------------------------------------------------------------------------------------------


@edited("不认识的报告文字", ("IN030", at("报告文字", "C5"), "“单位简介”"))
def _(book: openpyxl.Workbook) -> None:
    book["报告文字"]["A5"], book["报告文字"]["F5"] = "单位简介", None


@edited("报告文字接着上一行写")
def _(book: openpyxl.Workbook) -> None:
    sheet = book["报告文字"]
    sheet["C5"] = "本会联系全区科技工作者。"
    sheet.insert_rows(6)
    sheet["C6"] = "内设两个部室。"


@edited("报告文字只剩文字的名称")
def _(book: openpyxl.Workbook) -> None:
    for row in range(4, 30):
        book["报告文字"].cell(row, 6).value = None


put("报告文字是出错的公式", "报告文字", "C5", "=1/0", ("IN110", at("报告文字", "C5"), "没有计算结果"))


@case("报告文字过长", ("IN116", at("报告文字", "C5"), "32768 个字"))
def _(path: Path) -> None:
    long = ("长" * 32768).encode()
    repack(
        path, lambda name, content: (name, content.replace("本会联系全区科技工作者。\n内设两个部室。".encode(), long))
    )


# --- cells -----------------------------------------------------------------------------------------------------

put("必填空着", "预算台账", "J7", None, ("IN101", at("预算台账", "J7"), "没有填"))
put("该填数的填了文字", "预算台账", "J7", "五十二万多", ("IN102", at("预算台账", "J7"), "“五十二万多”"))
put("约数", "预算台账", "J7", "约52.5", ("IN102", at("预算台账", "J7"), "确切"))
put("数字格式乱了", "预算台账", "J7", "7,00.0,77", ("IN102", at("预算台账", "J7"), "7,00.0,77"))
put("金额是日期", "预算台账", "J7", date(2023, 5, 2), ("IN102", at("预算台账", "J7"), "2023-05-02"))
put("不是日期", "支出台账", "B7", "五月中旬", ("IN103", at("支出台账", "B7"), "五月中旬"))
put("日期不全", "支出台账", "B7", "2023年5月", ("IN103", at("支出台账", "B7"), "完整的日期"))
put("日期不存在", "支出台账", "B7", "2023-02-29", ("IN104", at("支出台账", "B7"), "没有 2023 年 2 月 29 日"))
put("日期是小数目", "支出台账", "B7", 518, ("IN104", at("支出台账", "B7"), "1901-06-01"), style="General")
put("上一年的支付", "支出台账", "B7", date(2022, 12, 30), ("IN114", at("支出台账", "B7"), "应为 2023 年"))
put("金额为负", "支出台账", "J7", -1.26, ("IN105", at("支出台账", "J7"), "-1.26"))
put("元当成万元", "预算台账", "J7", 52500000, ("IN106", at("预算台账", "J7"), "10000000万元"))
put("百分之九千五", "指标填报", "C5", 95, ("IN106", at("指标填报", "C5"), "9500%"))
put("百分数不明", "指标填报", "C5", "0.95", ("IN107", at("指标填报", "C5"), "95% 或 0.95%"))
put("比例超过一", "指标填报", "C11", "130%", ("IN106", at("指标填报", "C11"), "100%"))
put("不在可选范围", "预算台账", "C7", "项目经费", ("IN108", at("预算台账", "C7"), "基本支出、人员经费"))
put("不是是或否", "指标填报", "C6", "基本是", ("IN109", at("指标填报", "C6"), "基本是"))
put("公式没有结果", "预算台账", "J7", "=I7-7.5", ("IN110", at("预算台账", "J7"), "没有计算结果"))
put("单位不对", "预算台账", "J7", "52 场", ("IN112", at("预算台账", "J7"), "现在是“场”"))
put("人数填了小数", "活动台账", "H7", 80.5, ("IN113", at("活动台账", "H7"), "整数"))
put("目标值不是数", "绩效目标", "F7", "较多", ("IN321", at("绩效目标", "F7"), "较多"))


@edited("目标百分数不明", ("IN107", at("绩效目标", "F7"), "95% 或 0.95%"))
def _(book: openpyxl.Workbook) -> None:
    sheet = book["绩效目标"]
    sheet["F7"], sheet["G7"], sheet["H7"] = 0.95, "%", "98%"


@case("公式出错", ("IN111", at("预算台账", "J7"), "#DIV/0!"))
def _(path: Path) -> None:
    change_cell(path, "预算台账", "J7", '<c r="J7" t="e"><f>1/0</f><v>#DIV/0!</v></c>')


def change_cell(path: Path, sheet: str, cell: str, xml: str) -> None:
    """Puts ``xml`` in the place of a cell, as no library would write it."""
    number = 1 + openpyxl.load_workbook(path).sheetnames.index(sheet)

    def change(name: str, content: bytes) -> tuple[str, bytes]:
        if name == f"xl/worksheets/sheet{number}.xml":
            content = re.sub(rf'<c r="{cell}"[^>]*?(/>|>.*?</c>)'.encode(), xml.encode(), content, count=1)
        return name, content

    repack(path, change)


# --- rows ------------------------------------------------------------------------------------------------------


def copy_row(sheet: openpyxl.worksheet.worksheet.Worksheet, source: int, target: int) -> None:
    for cell in sheet[source][1:]:
        if not str(cell.value or "").startswith("="):
            sheet.cell(target, cell.column, cell.value)


@edited("两行相同", ("IN201", at("支出台账", "第 8 行"), "与第 7 行完全相同"))
def _(book: openpyxl.Workbook) -> None:
    copy_row(book["支出台账"], 7, 8)


@edited("合同编号重复", ("IN202", at("采购合同", "第 8 行"), "“合同编号”"))
def _(book: openpyxl.Workbook) -> None:
    copy_row(book["采购合同"], 7, 8)
    book["采购合同"]["C8"] = "另一份合同"


put("既有又无", "采购合同", "B3", "是", ("IN203", at("采购合同", "第 7 行"), "却有 1 行"))
put("示例行被改", "支出台账", "J6", 99, ("IN207", at("支出台账", "A6"), "示例行"))


@edited("自己加的合计行", ("IN208", at("支出台账", "C8"), "自动合计"))
def _(book: openpyxl.Workbook) -> None:
    copy_row(book["支出台账"], 7, 8)
    book["支出台账"]["C8"], book["支出台账"]["B8"] = "合 计", None


@edited("台账没有填", ("IN205", at("采购合同"), "本年无此类事项"))
def _(book: openpyxl.Workbook) -> None:
    for cell in book["采购合同"][7]:
        cell.value = None


put("调整没有依据", "预算台账", "L7", None, ("IN301", at("预算台账", "L7"), "未写依据"))


@edited(
    "许多毛病一次说完",
    ("IN101", at("预算台账", "J7"), "没有填"),
    ("IN102", at("支出台账", "J7"), "壹万"),
    ("IN109", at("指标填报", "C6"), "大概"),
    ("IN115", at("单位信息", "B5"), "没有填"),
)
def _(book: openpyxl.Workbook) -> None:
    book["预算台账"]["J7"] = None
    book["支出台账"]["J7"] = "壹万"
    book["指标填报"]["C6"] = "大概"
    book["单位信息"]["B5"] = None


# --- unusual, but not wrong ------------------------------------------------------------------------------------


@edited("列调换次序")
def _(book: openpyxl.Workbook) -> None:
    sheet = book["支出台账"]
    for row in range(4, 8):
        values = [sheet.cell(row, column).value for column in range(2, 12)]
        for column, value in enumerate(reversed(values), start=2):
            sheet.cell(row, column, value)


@edited("以元填报并在表头写明")
def _(book: openpyxl.Workbook) -> None:
    sheet = book["支出台账"]
    sheet["J4"], sheet["J6"], sheet["J7"] = "支付金额（元）", 12600, 12600


@edited("以元填报而示例行照旧")
def _(book: openpyxl.Workbook) -> None:
    sheet = book["支出台账"]
    sheet["J4"], sheet["J7"] = "支付金额（元）", 12600


@edited("全角数字和文本数字")
def _(book: openpyxl.Workbook) -> None:
    book["支出台账"]["J7"] = "１．２６"
    book["预算台账"]["I7"] = " 60.00 "
    book["预算台账"]["J7"] = "￥525,000"
    book["活动台账"]["H7"] = "80人次"
    book["指标填报"]["C5"] = "９６．２２％"
    book["单位信息"]["B5"] = "２０２３年"


@edited("表头有空格和同义词")
def _(book: openpyxl.Workbook) -> None:
    book["预算台账"]["J4"] = " 调整后 预算数 ( 万元 ) "
    book["支出台账"]["C4"] = "摘要"


@edited("指标性质和类别的另一种写法")
def _(book: openpyxl.Workbook) -> None:
    sheet = book["绩效目标"]
    sheet["D7"], sheet["E7"] = "数量", ">="
    sheet["D8"], sheet["E8"] = "社会效益", "定性指标"


@edited("尾部有空行和远处的空格")
def _(book: openpyxl.Workbook) -> None:
    book["支出台账"]["C900"] = " "
    book["支出台账"]["XFD1048576"] = "  "


@edited("日期的几种写法")
def _(book: openpyxl.Workbook) -> None:
    book["支出台账"]["B7"] = "2023年5月18日"
    book["采购合同"]["G7"] = "2023/4/6"
    book["采购合同"]["H7"] = 20230420
    book["采购合同"]["H7"].number_format = "General"
    book["采购合同"]["J7"] = "2023.4.24"
    book["活动台账"]["D7"] = 45086
    book["活动台账"]["D7"].number_format = "General"


@edited("删去序号列和示例行")
def _(book: openpyxl.Workbook) -> None:
    book["支出台账"].delete_rows(6)
    book["支出台账"].delete_cols(1)


def write_all(folder: Path) -> None:
    """Writes the good workbook and every case into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    write(SCHEME, folder / "完好.xlsx", good())
    for name, each in CASES.items():
        path = folder / f"{name}.xlsx"
        write(SCHEME, path, good())
        each.make(path)


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
