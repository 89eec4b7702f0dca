"""The fields a template may use, declared once: name, meaning, kind, unit, example, and where the value comes from.

Amounts and counts of the registers, and the registers' rows, are derived from the declarations of the registers; what
else there is (unit, total, rates, indicators) is declared here. The page ``docs/template-fields.md``, the check of a
template and the filling of it all read :func:`fields`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from jixiao.location import Location
from jixiao.numbers import Missing, Printed, plain
from jixiao.registers.base import Ledger, Register
from jixiao.registers.base import Row as RegisterRow
from jixiao.registers.catalogue import MEASURES, REGISTERS
from jixiao.workbook.goals import GOALS, line_of
from jixiao.workbook.plan import UNIT_FIELDS
from jixiao.workbook.texts import TEXTS, TEXTS_SHEET
from jixiao.writing.dossier import amount, bare, shown
from jixiao.writing.templates.scores import LEAF_COLUMNS, TOP_COLUMNS, grade, leaves, tops, total
from jixiao.writing.templates.values import Row, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from jixiao.registers.base import Column, ComputedColumn, Table
    from jixiao.registers.measures import Measure
    from jixiao.workbook.texts import Text
    from jixiao.writing.dossier import Dossier

__all__ = ["KINDS", "NUMBER", "OTHER_NAMES", "Content", "Field", "FieldKind", "fields", "identifier", "values_of"]

FieldKind = Literal["金额", "比率", "数量", "分数", "文字", "日期", "是否", "列表"]
Content = Value | tuple[Row, ...]

KINDS: Final[Mapping[FieldKind, str]] = MappingProxyType(
    {
        "金额": "以万元计，只印数，单位写在模板里；可加 |元、|亿元 换算",
        "比率": "自带百分号，四舍五入保留两位小数",
        "数量": "只印数，单位写在模板里",
        "分数": "只印数",
        "文字": "照填写的内容印",
        "日期": "印作 2024年3月5日",
        "是否": "印“是”或“否”，可用作 if 的条件",
        "列表": "有许多行，用 for 逐行印",
    }
)
"""The kinds of fields, and how each is printed."""

NUMBER: Final = "序号"
"""The column that every list has: the number of the row, from 1."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field, or a column of a list. ``read`` takes the dossier, or what a row of the list is made from."""

    name: str
    kind: FieldKind
    unit: str
    meaning: str
    example: str
    source: str
    read: Callable[[Any], Content]
    columns: tuple[Field, ...] = ()


@cache
def fields() -> Mapping[str, Field]:
    """Every field by its name, in the order of the page."""
    declared = [*_identity(), *_texts(), *_result(), *_amounts(), *_rates(), *_lists()]
    found = {field.name: field for field in declared}
    assert len(found) == len(declared), "two fields share a name"
    return MappingProxyType(found)


def values_of(dossier: Dossier, names: Iterable[str]) -> dict[str, Content]:
    """What the fields called ``names`` say for one dossier."""
    return {name: fields()[name].read(dossier) for name in names}


def identifier(label: str) -> str:
    """A label as the name of a field: “三公”经费预算数 is 三公经费预算数. Quotation marks and brackets cannot stand in one."""
    return "".join(sign for sign in label if sign not in "“”（）、《》 ")


# --- unit and result -------------------------------------------------------------------------------------------


def _identity() -> list[Field]:
    note = "工作簿“单位信息”"
    return [
        Field(
            "单位",
            "文字",
            "",
            "单位名称，与公章一致的全称",
            "某区科学技术协会",
            note,
            lambda d: _needed(d.unit, "单位"),
        ),
        Field("年度", "文字", "", "评价年度，四位数字", "2023", note, lambda d: Value(str(d.year))),
        Field("项目名称", "文字", "", "评价的项目；部门整体支出没有", "科普活动经费", note, _project),
        Field(
            "主管部门",
            "文字",
            "",
            "主管部门；没有上级主管部门的印本单位",
            "某区人民政府",
            note,
            lambda d: _needed(d.department or d.unit, "主管部门"),
        ),
        Field("填报人", "文字", "", "填报人", "张三", note, lambda d: _needed(d.preparer, "填报人")),
        Field("审核人", "文字", "", "审核人", "李四", note, lambda d: _needed(d.approver, "审核人")),
        Field(
            "填报日期",
            "日期",
            "",
            "填报日期",
            "2024年3月5日",
            note,
            lambda d: _day(d.filled_on) if d.filled_on else Value.missing("填报日期"),
        ),
    ]


def _project(dossier: Dossier) -> Value:
    if dossier.scheme.subject == "department":
        return Value("")
    return _needed(dossier.result.subject, "项目名称")


def _texts() -> list[Field]:
    """The unit's own texts: one that the two kinds of evaluation print at different places is one field."""
    named: dict[str, list[Text]] = {}
    for text in TEXTS:
        named.setdefault(text.title, []).append(text)
    return [
        Field(
            title,
            "文字",
            "",
            "；".join(dict.fromkeys(text.asked for text in texts)),
            texts[0].example,
            f"工作簿“{TEXTS_SHEET}” `{texts[0].name}`",
            _text(texts[0].name, tuple(subject for text in texts for subject in text.subjects)),
        )
        for title, texts in named.items()
    ]


def _text(name: str, subjects: tuple[str, ...]) -> Callable[[Dossier], Value]:
    def read(dossier: Dossier) -> Value:
        if dossier.scheme.subject not in subjects:
            return Value("")
        words = dossier.own.get(name, "").strip()
        return Value(words) if words else Value.missing(dossier.text(name).wanted)

    return read


def _result() -> list[Field]:
    note = "评分结果"
    return [
        Field(
            "指标体系",
            "文字",
            "",
            "评分所用指标体系的名称",
            "项目支出绩效自评表",
            note,
            lambda d: Value(d.scheme.title.partition("（")[0]),
        ),
        Field("总分", "分数", "分", "自评总分；缺数据时没有，不计分的表印“不计分”", "97.92", note, total),
        Field("满分", "分数", "分", "指标体系的满分", "100", note, lambda d: _points(d.result.points)),
        Field("等级", "文字", "", "自评等级；不分等级的印“不分等级”", "优", note, grade),
    ]


def _points(points: Decimal | None) -> Value:
    return Value("不计分" if points is None else plain(points))


# --- amounts, counts and answers from the registers ------------------------------------------------------------

_MEASURE_KINDS: Final[Mapping[str, FieldKind]] = {"money": "金额", "count": "数量", "yes_no": "是否"}


def _amounts() -> list[Field]:
    return [
        Field(
            identifier(measure.label),
            _MEASURE_KINDS[measure.kind],
            measure.unit,
            measure.derivation,
            _example_of(measure),
            f"{REGISTERS[measure.register].label} `{measure.name}`",
            _reader(measure),
        )
        for measure in MEASURES.values()
    ]


def _reader(measure: Measure) -> Callable[[Dossier], Value]:
    def read(dossier: Dossier) -> Value:
        fact = dossier.facts.get(measure.name)
        value = Missing.BLANK if fact is None else fact.value
        if isinstance(value, bool):
            return _answer(value)
        if value is Missing.NOT_APPLICABLE:
            return Value(Missing.NOT_APPLICABLE.label)
        if isinstance(value, Printed):
            text = dossier.bare(measure.name, measure.label, measure.unit).text
            return Value(text, money=value.base if measure.kind == "money" else None)
        return Value.missing(dossier.wanted(measure.name, measure.label))

    return read


def _example_of(measure: Measure) -> str:
    """What the measure makes of the register's own example row; a plain figure where that row leaves it open."""
    register = REGISTERS[measure.register]
    ledger = Ledger(register, 2023, (RegisterRow(1, register.example),), origin=Location())
    value = measure.fact(ledger).value
    if isinstance(value, Printed):
        return amount(value.base) if measure.kind == "money" else plain(value.value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return {"money": "0.00", "count": "0", "yes_no": "是"}[measure.kind]


# --- rates -----------------------------------------------------------------------------------------------------

_RATES: Final = (
    ("预算完成率", "expenditure", "adjusted_budget"),
    ("基本支出完成率", "basic_expenditure", "basic_budget"),
    ("项目支出完成率", "project_expenditure", "project_budget"),
    ("收入完成率", "revenue_final", "revenue_budget"),
    ("资金到位率", "received_funds", "planned_funds"),
    ("政府采购执行率", "procurement_executed", "procurement_planned"),
    ("合同签订及时率", "contracts_on_time", "contracts_due"),
    ("固定资产利用率", "assets_in_use", "assets_all"),
    ("三公经费控制率", "three_public_expenditure", "three_public_budget"),
    ("人员控制率", "staff_actual", "staff_quota"),
    ("问题整改率", "problems_rectified", "problems"),
    ("问卷满意率", "survey_satisfied", "survey_valid"),
)
"""Name, and the two measures whose quotient it is. A rate that schemes define in different ways is not among them."""


def _rates() -> list[Field]:
    found = []
    for name, part, whole in _RATES:
        labels = f"{MEASURES[part].label} ÷ {MEASURES[whole].label}"
        found.append(Field(name, "比率", "%", labels, "96.22%", "由这两个数计算", _quotient(name, part, whole)))
    meaning = "｜全年预算数 － 年初预算数｜ ÷ 年初预算数"
    found.append(Field("预算调整率", "比率", "%", meaning, "17.36%", "由这两个数计算", _adjustment))
    return found


def _quotient(name: str, part: str, whole: str) -> Callable[[Dossier], Value]:
    def read(dossier: Dossier) -> Value:
        if dossier.base(part) == 0 and dossier.base(whole) == 0:
            return Value(Missing.NOT_APPLICABLE.label)
        run = dossier.rate(part, whole, name)
        return Value(run.text, gap=run.fact if run.gap else "")

    return read


def _adjustment(dossier: Dossier) -> Value:
    initial, adjusted = dossier.base("initial_budget"), dossier.base("adjusted_budget")
    if initial == 0 and adjusted == 0:
        return Value(Missing.NOT_APPLICABLE.label)
    if not initial or adjusted is None:
        lacking = "initial_budget" if initial is None else "adjusted_budget"
        return Value.missing(dossier.wanted(lacking, "预算调整率"), "%")
    return Value(f"{plain(abs(adjusted - initial) / initial * 100, 2)}%")


# --- lists -----------------------------------------------------------------------------------------------------

_COLUMN_KINDS: Final[Mapping[str, FieldKind]] = {
    "money": "金额",
    "rate": "比率",
    "count": "数量",
    "number": "数量",
    "text": "文字",
    "date": "日期",
    "choice": "文字",
    "yes_no": "是否",
    "target": "文字",
}


def _lists() -> list[Field]:
    leaf_columns = _declared(LEAF_COLUMNS)
    top_columns = (
        *_declared(TOP_COLUMNS),
        _list("指标列表", "该一级指标下面的各个末级指标", leaf_columns, lambda node: leaves((node,)), "评分结果"),
    )
    found = [
        _list("指标列表", "各个末级指标，一项一行", leaf_columns, lambda d: leaves(d.result.indicators), "评分结果"),
        _list(
            "一级指标列表",
            "各个一级指标，一项一行；其下的末级指标又是列表",
            top_columns,
            lambda d: tops(d.result),
            "评分结果",
        ),
        _list(
            "填报数据列表", "指标体系要求的各项数据，一项一行", _declared(_INPUT_COLUMNS), _inputs, "台账和“指标填报”"
        ),
    ]
    found.append(
        _list(
            "绩效目标列表",
            "本单位自己设定的绩效指标，一项一行",
            _columns(GOALS),
            lambda d: [line_of(goal) for goal in d.facts.goals],
            "工作簿“绩效目标”",
        )
    )
    found += [
        _list(
            identifier(f"{register.label}列表"),
            register.purpose,
            _columns(register),
            _records(register),
            f"工作簿“{register.label}”",
        )
        for register in REGISTERS.values()
    ]
    return found


def _list(
    name: str, meaning: str, columns: tuple[Field, ...], items: Callable[[Any], Iterable[Any]], source: str
) -> Field:
    numbered = (Field(NUMBER, "数量", "", "行的序号，从 1 起", "1", "", lambda _: Value("")), *columns)

    def read(owner: Any) -> tuple[Row, ...]:
        return tuple(
            Row({NUMBER: Value(str(number))} | {column.name: column.read(item) for column in columns})
            for number, item in enumerate(items(owner), 1)
        )

    return Field(name, "列表", "", meaning, "", source, read, numbered)


def _declared(columns: Iterable[tuple[str, FieldKind, str, str, Callable[[Any], Value]]]) -> tuple[Field, ...]:
    return tuple(Field(name, kind, "", meaning, example, "", read) for name, kind, meaning, example, read in columns)


def _records(register: Register[Any]) -> Callable[[Dossier], Iterable[Any]]:
    return lambda dossier: dossier.rows.get(register.name, ())


def _columns(table: Table[Any]) -> tuple[Field, ...]:
    """The columns of a table of the workbook, with those that its sheet works out behind the ones they follow."""
    found: list[Field] = []
    for column in table.columns:
        shown = _shown(column, getattr(table.example, column.name)).text
        meaning = column.note or column.label
        name = identifier(column.label)
        found.append(Field(name, _COLUMN_KINDS[column.kind], column.unit, meaning, shown, "", _cell(column)))
        found += [_worked_out(table, computed) for computed in table.computed if computed.after == column.name]
    return tuple(found)


def _worked_out(table: Table[Any], computed: ComputedColumn) -> Field:
    names = (computed.minuend, computed.subtrahend) if computed.minuend else (computed.numerator, computed.denominator)
    labels = [table.column(name).label for name in names]

    def read(record: Any) -> Value:
        first, second = (getattr(record, name) for name in names)
        if not isinstance(first, Decimal) or not isinstance(second, Decimal):
            return Value("")
        if computed.minuend:
            difference = Fraction(first) - Fraction(second)
            return Value(amount(difference), money=difference)
        return Value(f"{plain(Fraction(first) / Fraction(second) * 100, 2)}%" if second else "")

    meaning = f"{labels[0]} {'－' if computed.minuend else '÷'} {labels[1]}"
    kind: FieldKind = "金额" if computed.minuend else "比率"
    return Field(computed.label, kind, computed.unit, meaning, read(table.example).text, "", read)


_INPUT_COLUMNS: Final[tuple[tuple[str, FieldKind, str, str, Callable[[Any], Value]], ...]] = (
    ("名称", "文字", "数据的名称", "全年预算数", lambda pair: Value(pair[0].label)),
    ("内容", "文字", "填报的数（带单位）、是或否、文字", "332.21万元", lambda pair: _told(*pair)),
    (
        "来源",
        "文字",
        "由哪些行怎样得出",
        "2 行“全年预算数”之和",
        lambda pair: Value(pair[1].derivation if pair[1] else ""),
    ),
    ("佐证材料", "文字", "佐证材料", "会议纪要", lambda pair: Value(pair[1].evidence if pair[1] else "")),
)


def _inputs(dossier: Dossier) -> list[tuple[Any, Any]]:
    return [(spec, dossier.facts.get(name)) for name, spec in dossier.scheme.inputs.items()]


def _told(spec: Any, fact: Any) -> Value:
    value = Missing.BLANK if fact is None else fact.value
    if value is Missing.BLANK:
        return Value.missing(spec.label)
    if isinstance(value, Printed):
        return Value(shown(value))
    return _answer(value) if isinstance(value, bool) else Value(bare(value))


# --- cells -----------------------------------------------------------------------------------------------------


def _cell(column: Column) -> Callable[[Any], Value]:
    return lambda record: _shown(column, getattr(record, column.name))


def _shown(column: Column, value: Any) -> Value:
    """A cell of a register's row: money as the other documents print it; what has to be there and is not, as a gap;
    other blanks stay blank."""
    if value in (Missing.BLANK, ""):
        needed = column.required or column.name == "actual"
        return Value.missing(column.label) if needed else Value("")
    if isinstance(value, Missing):
        return Value(value.label)
    if isinstance(value, bool):
        return _answer(value)
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, Decimal):
        if column.kind == "money":
            return Value(amount(Fraction(value)), money=Fraction(value))
        return Value(f"{plain(value)}%" if column.kind == "rate" else plain(value))
    return Value(bare(value))


def _needed(text: str, label: str) -> Value:
    return Value(text) if text else Value.missing(label)


def _answer(value: bool) -> Value:
    return Value("是" if value else "否", answer=value)


def _day(day: date) -> Value:
    return Value(f"{day.year}年{day.month}月{day.day}日")


# --- other names -----------------------------------------------------------------------------------------------


def _other_names() -> dict[str, str]:
    names = {"unit": "单位", "year": "年度", "subject": "项目名称", "department": "主管部门"}
    found = {
        other: names[each.name] for each in UNIT_FIELDS if each.name in names for other in (each.label, *each.synonyms)
    }
    for field, others in {
        "全年执行数": ("执行数", "支出决算数", "决算数", "实际支出数", "实际支出", "支出数"),
        "全年预算数": ("调整预算数", "预算数", "调整后预算数"),
        "预算完成率": ("预算执行率", "执行率", "支出率", "支出完成率"),
        "总分": ("得分", "自评得分", "自评总分", "自评分"),
        "等级": ("自评等级", "评价等级", "绩效等级"),
        "指标列表": ("指标", "评分表", "指标明细"),
        "绩效目标列表": ("绩效目标", "绩效指标", "绩效指标列表"),
    }.items():
        found.update(dict.fromkeys(others, field))
    return {other: name for other, name in found.items() if other != name}


OTHER_NAMES: Final = MappingProxyType(_other_names())
"""What else people call a field: not accepted (one thing has one name), but answered with the right name."""
