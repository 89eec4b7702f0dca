"""A scheme's workbook: the empty template, or one filled in; both are written by the same code."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from jixiao.registers.base import Column, Register
from jixiao.registers.catalogue import REGISTERS
from jixiao.workbook.filling import Answer, Filling
from jixiao.workbook.goals import line_of
from jixiao.workbook.marks import NUMBER
from jixiao.workbook.plan import ANSWERS_SHEET, DIGEST_SHOWN, GUIDE_SHEET, UNIT_SHEET, Plan
from jixiao.workbook.sheets import YES_NO_WORDS, Sheets, TableSheet
from jixiao.workbook.texts import TEXT_HEADINGS, TEXTS_SHEET, cut, texts_of

if TYPE_CHECKING:
    from pathlib import Path

    from jixiao.registers.base import Table
    from jixiao.schemes.model import Scheme
    from jixiao.workbook.plan import Question

__all__ = ["ANSWER_HEADINGS", "write"]

_GUIDE_TAB, _UNIT_TAB, _GOALS_TAB, _REGISTER_TAB, _ANSWERS_TAB = "#7F8C99", "#C55A11", "#7030A0", "#1F4E79", "#548235"
_TEXTS_TAB = "#BF9000"
_SOFT, _ANSWER, _HEAD, _GREY = "#F3F6F9", "#FFFBE6", "#1F4E79", "#5F6B78"

_HIGHEST: Final = 409
"""Points that a row of a spreadsheet can be high."""

ANSWER_HEADINGS: Final = (
    ("填报内容", 26),
    ("填报值", 16),
    ("单位", 7),
    ("填写说明", 24),
    ("用于指标", 22),
    ("评分标准", 36),
    ("佐证材料", 20),
    ("备注", 16),
    ("代码", 18),
)
"""Headings of 指标填报 with their widths; 代码 is the name by which an answer is found again."""

_STEPS: Final = (
    "先填“单位信息”，再按顺序填后面各表；深色带 * 的列必填，浅色选填，灰色自动算出。",
    "台账每行一件事，示例行不计入；没有发生过的，在表头上方“本年无此类事项”处填“是”，空着不等于零。",
    "金额以表头所写单位为准；用其他单位的，在数后面写明，如“3168000元”。百分数写成 95%。",
    "日期写 2023-05-01、2023年5月1日或 2023/5/1 都可以；不涉及的填“不适用”，不知道的留空，不要填 0。",
    "列可以调换次序，行可以增删；工作表名、表头和“代码”列请不要改动。",
    "填好后运行 jixiao evaluate 本文件名 -o 结果文件夹；有问题会逐条指出工作表和单元格，改正后再运行。",
)


def write(scheme: Scheme, path: Path, filling: Filling | None = None, *, all_registers: bool = False) -> None:
    """Writes the workbook of ``scheme`` to ``path``; without ``filling`` it is the empty template.

    It has the registers that the scheme needs and those that ``filling`` says something of; ``all_registers`` adds the
    others, whose rows feed the documents. Same scheme and filling, same bytes. ``OSError`` where the file cannot be written.
    """
    import xlsxwriter

    filling = filling or Filling()
    plan = Plan.of(scheme, REGISTERS if all_registers else {*filling.rows, *filling.nothing})
    book = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    # A fixed time keeps the file reproducible.
    book.set_properties({"title": f"{scheme.title} 填报工作簿", "created": datetime(2020, 1, 1, tzinfo=UTC)})
    sheets = Sheets(book)
    _guide(sheets, plan)
    _unit(sheets, plan, filling)
    if plan.goals is not None:
        _table(sheets, plan, plan.goals, tuple(line_of(goal) for goal in filling.goals), filling)
    for register in plan.registers:
        _table(sheets, plan, register, filling.rows.get(register.name, ()), filling)
    if plan.questions:
        _answers(sheets, plan, filling)
    _texts(sheets, plan, filling)
    book.worksheets()[1].activate()
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise error.args[0] from None


def _table(sheets: Sheets, plan: Plan, table: Table[Any], rows: tuple[Any, ...], filling: Filling) -> None:
    may_be_empty = isinstance(table, Register) and table.may_be_empty
    writer = TableSheet(sheets, table, plan.columns(table), plan.money_unit, may_be_empty=may_be_empty)
    colour = _REGISTER_TAB if isinstance(table, Register) else _GOALS_TAB
    writer.write(rows, nothing=table.name in filling.nothing, colour=colour)


def _guide(sheets: Sheets, plan: Plan) -> None:
    sheet = sheets.add(GUIDE_SHEET, _GUIDE_TAB)
    scheme = plan.scheme
    sheet.set_column(0, 0, 4, sheets.format())
    sheet.set_column(1, 1, 34, sheets.format())
    sheet.set_column(2, 2, 86, sheets.format())
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, f"{scheme.title}　填报工作簿", sheets.title)
    years = f"{scheme.from_year}—{scheme.to_year}" if scheme.to_year else f"{scheme.from_year} 起"
    sheet.write_string(1, 0, f"{scheme.issuer or scheme.jurisdiction}　适用年度：{years}", sheets.remark)
    row = 3
    for number, step in enumerate(_STEPS, start=1):
        sheet.set_row(row, 22)
        sheet.write_number(row, 0, number, sheets.format(bold=True, font_color=_HEAD, align="center"))
        sheet.merge_range(row, 1, row, 2, step, sheets.format(text_wrap=True))
        row += 1
    row = _legend(sheets, sheet, row + 1)
    row = _contents(sheets, sheet, plan, row + 1)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, row, 2)


def _legend(sheets: Sheets, sheet: Any, row: int) -> int:
    for look, words in (
        ({"bg_color": _HEAD, "font_color": "#FFFFFF", "bold": True}, "必填的列"),
        ({"bg_color": "#5B7FA6", "font_color": "#FFFFFF", "bold": True}, "选填的列，填得越全，算得越细"),
        ({"bg_color": "#7F8C99", "font_color": "#FFFFFF", "bold": True}, "自动算出，不能改，读取时以填报的数重新计算"),
        ({"bg_color": _ANSWER}, "填报处"),
        ({"italic": True, "font_color": "#8A94A0"}, "示例行，读取时忽略"),
    ):
        sheet.write_string(row, 1, "图例" if "italic" not in look else "示例", sheets.boxed(align="center", **look))
        sheet.write_string(row, 2, words, sheets.format(indent=1))
        row += 1
    return row


def _contents(sheets: Sheets, sheet: Any, plan: Plan, row: int) -> int:
    """What each sheet is for, and which figures come from it."""
    yielded: dict[str, list[str]] = {}
    for label, register in plan.measures:
        yielded.setdefault(register, []).append(label)
    sheet.write_string(row, 1, "工作表", sheets.head())
    sheet.write_string(row, 2, "用途（由它自动得出的数据不用另填）", sheets.head())
    lines = [(UNIT_SHEET, "单位、年度；指标体系的编号和版本由模板写好。")]
    for table in plan.tables:
        labels = yielded.get(table.label, [])
        told = f"得出：{'、'.join(labels)}。" if labels else ""
        if table.name in plan.extra:
            told = "本指标体系不要求填，填了就写进报告；其中得出的数，“指标填报”里可以不再填。"
        lines.append((table.label, table.purpose + told))
    if plan.questions:
        lines.append((ANSWERS_SHEET, f"台账得不出的 {len(plan.questions)} 项，逐项填写并注明佐证材料。"))
    lines.append((TEXTS_SHEET, "台账写不出的话，如部门概况、总体目标、问题和措施；填了就写进报告和自评表。"))
    for name, words in lines:
        row += 1
        sheet.set_row(row, 16 * max(1, -(-len(words) // 46)) + 4)
        sheet.write_string(row, 1, name, sheets.boxed(bold=True, indent=1))
        sheet.write_string(row, 2, words, sheets.boxed(text_wrap=True, indent=1))
    return row


def _unit(sheets: Sheets, plan: Plan, filling: Filling) -> None:
    sheet = sheets.add(UNIT_SHEET, _UNIT_TAB)
    sheet.set_column(0, 0, 22, sheets.format())
    sheet.set_column(1, 1, 56, sheets.format())
    sheet.set_column(2, 2, 40, sheets.format())
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, UNIT_SHEET, sheets.title)
    for column, heading in enumerate(("项目", "内容", "说明")):
        sheet.write_string(2, column, heading, sheets.head())
    scheme = plan.scheme
    own = {
        "scheme_id": scheme.id,
        "scheme_title": scheme.title,
        "scheme_version": scheme.version,
        "scheme_digest": scheme.digest[:DIGEST_SHOWN],
    }
    for row, each in enumerate(plan.unit_fields, start=3):
        sheet.set_row(row, 22)
        mark = "（必填）" if each.required and not each.locked else ""
        sheet.write_string(row, 0, f"{each.label}{mark}", sheets.boxed(bold=True, bg_color=_SOFT, indent=1))
        if each.locked:
            sheet.write_string(row, 1, own[each.name], sheets.boxed(bg_color=_SOFT, font_color=_GREY, indent=1))
        else:
            shape = sheets.boxed(
                locked=False, bg_color=_ANSWER, align="left", indent=1, num_format=_unit_format(each.name)
            )
            value = getattr(filling, each.name)
            content = Decimal(value) if isinstance(value, int) else value or ""
            sheets.value(sheet, row, 1, content, Column(each.name, each.label, "text"), shape)
        note = "模板写好的，请不要改。" if each.locked else each.note
        sheet.write_string(row, 2, note, sheets.boxed(font_color=_GREY, text_wrap=True, indent=1))
    sheet.print_area(0, 0, 3 + len(plan.unit_fields), 2)


def _unit_format(name: str) -> str:
    return {"year": "0", "filled_on": "yyyy-mm-dd"}.get(name, "@")


def _answers(sheets: Sheets, plan: Plan, filling: Filling) -> None:
    sheet = sheets.add(ANSWERS_SHEET, _ANSWERS_TAB)
    sheet.set_column(0, 0, 6, sheets.format())
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, ANSWERS_SHEET, sheets.title)
    sheet.write_string(
        1, 0, "台账得不出的数据在这里逐项填写：只填黄色的格，不涉及的填“不适用”，不知道的留空。", sheets.remark
    )
    sheet.set_row(3, 26)
    sheet.write_string(3, 0, NUMBER, sheets.head())
    for index, (heading, width) in enumerate(ANSWER_HEADINGS, start=1):
        sheet.set_column(index, index, width, sheets.format())
        sheet.write_string(3, index, heading, sheets.head(_HEAD if heading == "填报值" else "#5B7FA6"))
    for offset, question in enumerate(plan.questions):
        _answer(sheets, sheet, 4 + offset, question, filling.answers.get(question.name, Answer()))
    sheet.freeze_panes(4, 3)
    sheet.repeat_rows(3)
    sheet.print_area(0, 0, 3 + len(plan.questions), len(ANSWER_HEADINGS) - 1)


def _answer(sheets: Sheets, sheet: Any, row: int, question: Question, answer: Answer) -> None:
    column = question.column
    titles = "\n".join(f"{leaf.code} {leaf.title}" for leaf in question.indicators)
    wordings = "\n".join(
        dict.fromkeys(leaf.rule.wording for leaf in question.indicators if leaf.rule and leaf.rule.wording)
    )
    plain, grey = sheets.boxed(text_wrap=True), sheets.boxed(text_wrap=True, font_color=_GREY)
    sheet.write_number(row, 0, row - 3, sheets.boxed(align="center"))
    sheet.write_string(row, 1, question.label, sheets.boxed(bold=True, text_wrap=True))
    shape = sheets.boxed(locked=False, bg_color=_ANSWER, align="center", num_format=_number_format(column))
    sheets.value(sheet, row, 2, answer.value, column, shape)
    sheets.validate(sheet, column, (row, 2, row, 2))
    sheet.write_string(row, 3, column.unit, sheets.boxed(align="center"))
    sheet.write_string(row, 4, question.hint or _usual_hint(column), grey)
    sheet.write_string(row, 5, titles, plain)
    sheet.write_string(row, 6, wordings, grey)
    for index, text in ((7, answer.evidence), (8, answer.note)):
        sheet.write_string(row, index, text, sheets.boxed(locked=False, bg_color=_ANSWER, text_wrap=True))
    sheet.write_string(row, 9, question.name, sheets.boxed(font_color="#A0A8B0", font_size=8))
    widths = dict(ANSWER_HEADINGS)
    texts = {"填报内容": question.label, "填写说明": question.hint, "用于指标": titles, "评分标准": wordings}
    lines = max(_lines(text, widths[heading]) for heading, text in texts.items())
    sheet.set_row(row, 15 * min(lines, 12) + 7)


def _texts(sheets: Sheets, plan: Plan, filling: Filling) -> None:
    """The unit's own words, one row a text; what one cell does not hold goes on in the rows below it."""
    sheet = sheets.add(TEXTS_SHEET, _TEXTS_TAB)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, TEXTS_SHEET, sheets.title)
    remark = "台账写不出的话写在这里，照原样印进报告：只填黄色的格，换一段按 Alt+Enter，没有要写的留空。"
    sheet.write_string(1, 0, remark, sheets.remark)
    sheet.set_row(3, 26)
    for index, (heading, width) in enumerate(TEXT_HEADINGS):
        sheet.set_column(index, index, width, sheets.format())
        sheet.write_string(3, index, heading, sheets.head(_HEAD if heading == "内容" else "#5B7FA6"))
    soft, grey = sheets.boxed(text_wrap=True), sheets.boxed(text_wrap=True, font_color=_GREY)
    top = sheets.boxed(locked=False, bg_color=_ANSWER, text_wrap=True, valign="top")
    row = 4
    for text in texts_of(plan.scheme.subject).values():
        for number, piece in enumerate(cut(filling.texts.get(text.name, "")) or [""]):
            told = (text.title, text.asked, text.place, text.hint) if number == 0 else ("", "", "", "")
            sheet.write_string(row, 0, told[0], sheets.boxed(bold=True, text_wrap=True))
            sheet.write_string(row, 1, told[1], soft)
            sheet.write_string(row, 2, piece, top)
            for index, words in enumerate(told[2:], start=3):
                sheet.write_string(row, index, words, grey)
            sheet.write_string(row, 5, text.name, sheets.boxed(font_color="#A0A8B0", font_size=8))
            sheet.set_row(row, min(15 * max(3, _lines(piece, dict(TEXT_HEADINGS)["内容"])) + 7, _HIGHEST))
            row += 1
    sheet.freeze_panes(4, 1)
    sheet.repeat_rows(3)
    sheet.print_area(0, 0, row - 1, 4)


def _lines(text: str, width: int) -> int:
    """Lines that ``text`` takes in a column of so many characters; a Chinese one is two wide."""
    return sum(max(1, -(-2 * len(line) // width)) for line in text.split("\n"))


def _number_format(column: Column) -> str:
    return {"money": "#,##0.00####", "rate": "0.00##%", "count": "#,##0", "number": "0.######"}.get(column.kind, "@")


def _usual_hint(column: Column) -> str:
    if column.kind == "yes_no":
        return f"填{'、'.join(f'“{word}”' for word in YES_NO_WORDS)}。"
    return "从下拉列表中选。" if column.choices else ""
