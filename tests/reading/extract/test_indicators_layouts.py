"""Invented indicator tables in every layout in which they are published: read back, they are the same rows.

Names, figures and reasons are made up. Every layout takes the same rows, so that one golden answer serves them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.document import Cell, Document, Paragraph, Table
from jixiao.numbers import narrow, parse_decimal
from jixiao.reading.extract.indicators import extract_indicators

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jixiao.report import IndicatorRow


@dataclass(frozen=True)
class Row:
    """One invented indicator with everything that a form may print of it."""

    first: str
    second: str
    name: str
    operator: str
    number: str
    unit: str
    actual: str
    points: str
    score: str
    reason: str = ""

    @property
    def coefficient(self) -> str:
        return "100%"

    @property
    def core(self) -> str:
        return "是" if len(self.name) % 2 else "否"

    @property
    def rule(self) -> str:
        return f"完成目标得{self.points}分，每少一成扣1分，扣完为止"

    @property
    def value(self) -> str:
        """The target in one cell, operator and unit with it."""
        return f"{self.operator}{self.number}{self.unit}"


GROUPS = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
COUNTED = (
    ("流动图书车出车场次", "场"),
    ("青少年编程课开课班数", "个"),
    ("古籍数字化扫描页数", "页"),
    ("社区健身器材更换数量", "套"),
    ("防溺水宣传手册印发量", "份"),
    ("村级气象员培训人次", "人次"),
    ("河道保洁巡查里程", "公里"),
    ("病虫害绿色防控面积", "亩"),
    ("1-3级残疾人上门理发次数", "次"),
    ("维修更换路灯（含灯杆）", "盏"),
    ("老旧电梯加装评估报告", "份"),
)
RATES = (
    "图书修补合格率",
    "设备完好率",
    "资金支付及时率",
    "工程验收一次通过率",
    "培训出勤率",
    "招标文件（含补充文件）合规率",
    "巡查问题整改率",
    "器材利用率",
    "读者满意度",
    "培训学员满意度",
    "受访居民满意率",
)
JUDGED = (
    ("带动周边餐饮消费", "有所带动"),
    ("提升居民阅读氛围", "明显提升"),
    ("改善村容村貌", "明显"),
    ("制度健全性", "健全"),
    ("对全区科普工作的持续影响", "长期"),
    ("采购程序规范性", "规范"),
    ("项目完成时间", "2023年12月底前"),
    ("报表报送及时性", "及时"),
    ("推动文旅融合", "推动"),
)
DESCRIBED = (
    ("合同履约进度", "按合同约定时间完成", "已按合同约定时间完成"),
    ("政府采购流程规范性", "符合政府采购有关规定", "达成预期指标"),
    ("缓解停车难问题", "周边停车秩序得到改善", "秩序明显改善"),
    ("档案管理", "专人专柜、目录齐全", "专人专柜、目录齐全"),
    ("维护农村集体产权", "有效维护", "基本达成目标"),
)
REASONS = ("因台风取消两场，已改期", "受供货延迟影响，下一步提前下单", "部分场地改造未完工", "无")


def _rows(draw: st.DrawFn) -> list[Row]:
    count = draw(st.integers(4, 9))
    shares = {4: 25, 5: 20}.get(count, 10)
    rest = 100 - shares * (count - 1)
    names: set[str] = set()
    rows: list[Row] = []
    firsts = sorted(
        draw(st.lists(st.sampled_from(list(GROUPS)), min_size=count, max_size=count)), key=list(GROUPS).index
    )
    seconds: dict[str, int] = {}
    for i, first in enumerate(firsts):
        at = min(len(GROUPS[first]) - 1, seconds.get(first, 0) + draw(st.integers(0, 1)) * (first in seconds))
        seconds[first] = at
        row = _row(draw, first, GROUPS[first][at], str(shares if i else rest))
        if row.name not in names:
            names.add(row.name)
            rows.append(row)
    return rows


def _row(draw: st.DrawFn, first: str, second: str, points: str) -> Row:
    kind = draw(st.sampled_from("ccrrjdb"))
    missed = draw(st.integers(0, 4)) == 0
    if kind == "c":
        name, unit = draw(st.sampled_from(COUNTED))
        number = draw(st.integers(2, 4000))
        actual = number - draw(st.integers(1, number - 1)) if missed else number + draw(st.integers(0, 30))
        row = Row(
            first,
            second,
            name,
            draw(st.sampled_from(("≥", "=", "≥"))),
            str(number),
            unit,
            f"{actual}{unit}",
            points,
            points,
        )
    elif kind == "r":
        name = draw(st.sampled_from(RATES))
        actual = (
            draw(st.sampled_from(("71.5%", "60%", "88%")))
            if missed
            else draw(st.sampled_from(("100%", "96%", "98.25%")))
        )
        row = Row(first, second, name, "≥", draw(st.sampled_from(("90", "95", "92.5"))), "%", actual, points, points)
    elif kind == "b":
        name, _ = draw(st.sampled_from(COUNTED))
        number = str(draw(st.integers(1, 100)))
        row = Row(first, second, name, "", number, "", number, points, points)
        missed = False
    elif kind == "d":
        name, wanted, given = draw(st.sampled_from(DESCRIBED))
        row = Row(first, second, name, "", wanted, "", given, points, points)
        missed = False
    else:
        name, word = draw(st.sampled_from(JUDGED))
        row = Row(first, second, name, "", word, "", word, points, points)
        missed = False
    if missed:
        lost = draw(st.sampled_from(("1", "0.5", "2")))
        score = str(Decimal(points) - Decimal(lost))
        row = Row(
            row.first,
            row.second,
            row.name,
            row.operator,
            row.number,
            row.unit,
            row.actual,
            points,
            score,
            draw(st.sampled_from(REASONS)),
        )
    return row


tables = st.composite(_rows)()

# --- columns ----------------------------------------------------------------------------------------------------

HEADS = {
    "first": ("一级指标",),
    "second": ("二级指标",),
    "name": ("三级指标", "指标名称", "三级指标名称"),
    "value": ("年度指标值", "指标值", "目标值", "年初指标值（A）", "预期目标值"),
    "actual": ("实际完成值", "全年完成值", "完成值", "实际值（B）", "全年实际完成值"),
    "points": ("分值", "权重", "指标分值", "分值（100分）"),
    "score": ("得分", "自评得分", "自评分"),
    "reason": ("偏差原因分析及改进措施", "未完成原因分析", "备注"),
    "operator": ("指标性质", "运算符号"),
    "number": ("指标值", "目标值"),
    "unit": ("计量单位", "度量单位"),
    "coefficient": ("得分系数",),
    "core": ("是否核心指标", "是否核心"),
    "rule": ("评分标准", "评分细则"),
}
ORDERS = (
    ("first", "second", "name", "value", "actual", "points", "score", "reason"),
    ("first", "second", "name", "points", "value", "actual", "score", "reason"),
    ("first", "second", "name", "value", "points", "actual", "score", "reason"),
    ("first", "second", "name", "operator", "number", "unit", "actual", "points", "score", "reason"),
    ("first", "second", "name", "unit", "operator", "number", "points", "actual", "score", "reason"),
    ("first", "second", "name", "actual", "value", "points", "score"),
    ("first", "second", "name", "value", "actual"),
    ("first", "second", "name", "points", "value"),
    ("name", "unit", "operator", "number", "actual", "coefficient", "points", "score", "core"),
    ("first", "second", "name", "points", "rule", "score"),
    ("first", "second", "name", "operator", "number", "unit"),
    ("second", "name", "value", "actual", "score"),
    ("name", "value", "actual", "points", "score"),
)


@dataclass(frozen=True)
class Sheet:
    """Rows under heads, as texts; ``merged`` tells which level cells repeat the one above."""

    heads: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: bool

    def texts(self, row: Row) -> list[str]:
        return [getattr(row, column) for column in self.columns]

    def body(self, *, merged: bool) -> list[list[str]]:
        """The rows' texts; ``merged``: level cells that repeat the row above are blank."""
        found = []
        for above, row in zip((None, *self.rows), self.rows, strict=False):
            texts = self.texts(row)
            if merged and above is not None:
                for i, column in enumerate(self.columns):
                    same = column == "first" and row.first == above.first
                    same |= column == "second" and (row.first, row.second) == (above.first, above.second)
                    texts[i] = "" if same else texts[i]
            found.append(texts)
        return found

    def total(self) -> list[str]:
        points = sum(Decimal(row.points) for row in self.rows)
        score = sum(Decimal(row.score) for row in self.rows)
        return ["总分", str(points), *([str(score)] if "score" in self.columns else [])] if self.totals else []

    def golden(self) -> list[tuple[str, str | None, str | None, str | None, str | None]]:
        return [
            (
                row.name,
                row.points if "points" in self.columns else None,
                row.score if "score" in self.columns else None,
                row.value if "value" in self.columns else row.number if "number" in self.columns else None,
                row.actual if "actual" in self.columns else None,
            )
            for row in self.rows
        ]


@st.composite
def sheets(draw: st.DrawFn, orders: Sequence[Sequence[str]] = ORDERS) -> Sheet:
    """An invented table under some form's heads."""
    rows = draw(tables)
    columns = tuple(draw(st.sampled_from(orders)))
    heads = tuple(draw(st.sampled_from(HEADS[column])) for column in columns)
    totals = (
        draw(st.booleans())
        and "points" in columns
        and columns.index("points") < (columns.index("score") if "score" in columns else 99)
    )
    return Sheet(heads, columns, tuple(rows), totals)


# --- layouts ----------------------------------------------------------------------------------------------------


def document(*blocks: Paragraph | Table) -> Document:
    return Document("样例.txt", "txt", blocks)


def paragraphs(lines: Iterable[str]) -> Document:
    return document(*(Paragraph(i, line, line=i) for i, line in enumerate(lines)))


def ragged(rows: Sequence[Sequence[str]], layout: str) -> Document:
    grid = tuple(tuple(Cell(r, c, text) for c, text in enumerate(row)) for r, row in enumerate(rows))
    return document(Table(0, grid, layout=layout))


def as_pipe(sheet: Sheet) -> Document:
    return ragged([sheet.heads, *sheet.body(merged=True), *([total] if (total := sheet.total()) else [])], "pipe")


def as_slipped(sheet: Sheet) -> Document:
    """Merged level cells are not even blank: their places are gone, and blank cells at the end as well."""
    rows = []
    for texts in sheet.body(merged=True):
        levels = sum(1 for column in sheet.columns if column in ("first", "second"))
        kept = [text for i, text in enumerate(texts) if text or i >= levels]
        while kept and not kept[-1]:
            kept.pop()
        rows.append(kept)
    return ragged([["绩效指标", *sheet.heads], *rows, *([total] if (total := sheet.total()) else [])], "tab")


def as_grid(sheet: Sheet) -> Document:
    """A real table: level cells merged over their rows, unfolded."""
    rows = [list(sheet.heads), *sheet.body(merged=True)]
    grid: list[tuple[Cell, ...]] = []
    for r, texts in enumerate(rows):
        cells = []
        for c, text in enumerate(texts):
            merged = r > 1 and sheet.columns[c] in ("first", "second") and not text
            cells.append(grid[r - 1][c] if merged else Cell(r, c, text))
        grid.append(tuple(cells))
    return document(Table(0, tuple(grid)))


def as_run_on(sheet: Sheet) -> Document:
    cells = [*sheet.heads, *(text for row in sheet.body(merged=True) for text in row), *sheet.total()]
    return paragraphs(["项目支出绩效自评表 " + " ".join(text for text in cells if text)])


def as_cell_lines(sheet: Sheet) -> Document:
    cells = [*sheet.heads, *(text for row in sheet.body(merged=True) for text in row), *sheet.total()]
    return paragraphs(["项目支出绩效自评表", *(text for text in cells if text)])


LAYOUTS = {"pipe": as_pipe, "slipped": as_slipped, "grid": as_grid, "run_on": as_run_on, "cell_lines": as_cell_lines}


def told(rows: Iterable[IndicatorRow]) -> list[tuple[str, str | None, str | None, str | None, str | None]]:
    """What was read, in the form of :meth:`Sheet.golden`."""
    return [
        (row.name, row.points, row.score, row.target, row.actual)
        for row in rows
        if row.row_kind in ("indicator", "execution")
    ]


# --- read back --------------------------------------------------------------------------------------------------

often = settings(max_examples=60, deadline=None, derandomize=True)


@pytest.mark.parametrize("layout", LAYOUTS)
@often
@given(sheet=sheets())
def test_every_layout_reads_back_to_the_same_rows(layout: str, sheet: Sheet):
    assert told(extract_indicators(LAYOUTS[layout](sheet))) == sheet.golden()


@often
@given(sheet=sheets())
def test_columns_may_stand_in_any_order(sheet: Sheet):
    """A real table is read by its heads, wherever the columns stand behind the name."""
    naming = sheet.columns.index("name") + 1
    turned = Sheet(
        sheet.heads[:naming] + sheet.heads[: naming - 1 : -1],
        sheet.columns[:naming] + sheet.columns[: naming - 1 : -1],
        sheet.rows,
        totals=False,
    )
    assert told(extract_indicators(as_grid(turned))) == turned.golden()


SCORED = tuple(order for order in ORDERS[:5] if "first" in order)


@often
@given(sheet=sheets(SCORED))
def test_a_table_without_its_head_is_read_by_its_looks(sheet: Sheet):
    assert told(extract_indicators(ragged(sheet.body(merged=True), "pipe"))) == sheet.golden()


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(sheet=sheets(SCORED))
def test_every_value_knows_its_place(layout: str, sheet: Sheet):
    """What is quoted at a field's place is what was read there, but for blanks, grouping and an operator's own cell."""
    rows = [row for row in extract_indicators(LAYOUTS[layout](sheet)) if row.row_kind == "indicator"]
    for row in rows:
        for field in ("points", "score", "target", "actual"):
            value = getattr(row, field)
            assert (field in row.places) == (value is not None)
            if value is not None:
                assert narrow(value) in narrow(row.places[field].quote)


@often
@given(sheet=sheets(SCORED))
def test_level_cells_carry_down(sheet: Sheet):
    rows = [row for row in extract_indicators(as_pipe(sheet)) if row.row_kind == "indicator"]
    assert [row.path for row in rows] == [(row.first, row.second) for row in sheet.rows]


@often
@given(sheet=sheets(SCORED))
def test_the_total_is_no_indicator(sheet: Sheet):
    totals = [row for row in extract_indicators(as_pipe(sheet)) if row.row_kind == "total"]
    if not sheet.totals:
        assert totals == []
    else:
        assert [(row.points, row.score) for row in totals] == [tuple(sheet.total()[1:])]


# --- whatever comes ---------------------------------------------------------------------------------------------

SCRAPS = st.sampled_from(
    (
        *(
            "一级指标",
            "三级指标",
            "指标值",
            "完成值",
            "分值",
            "得分",
            "执行率",
            "年度资金总额",
            "评分标准",
            "预算执行率",
        ),
        *(
            "产出指标",
            "产出指标（50分）",
            "满意度",
            "总分",
            "合计",
            "其中",
            "注：",
            "一、基本情况",
            "指标1：",
            "……",
            "—",
        ),
        *(
            "≥90%",
            "=0件",
            "10",
            "9.5分",
            "100%",
            "2023年底",
            "7,00.0,77",
            "≤",
            "%",
            "0",
            "得满分",
            "扣2分",
            "：",
            "（",
            "。",
        ),
        *(
            "培训人次",
            "明显",
            "该指标分值10分",
            "自评得分",
            "目标值",
            "实际完成8场",
            "因台风取消",
            "\u3000",
            "🙂",
            "\x00",
        ),
    )
)
scraps = st.lists(st.lists(SCRAPS, max_size=8), max_size=12)


@settings(max_examples=150, deadline=None)
@given(rows=scraps, glue=st.sampled_from(("", " ", "，")), layout=st.sampled_from(("grid", "pipe", "tab", "aligned")))
def test_nothing_makes_the_reader_stumble(rows, glue: str, layout: str):
    """Scraps of tables and sentences in any order give rows whose scores are numbers and whose names are not empty."""
    for read in (paragraphs(glue.join(row) for row in rows), ragged(rows, layout)):
        for row in extract_indicators(read):
            assert row.name.strip()
            assert row.score is None or parse_decimal(row.score) is not None
            assert row.points is None or parse_decimal(row.points.removesuffix("%")) is not None
            assert row.location.file == read.source
