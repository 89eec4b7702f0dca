"""The unit's own goal indicators (绩效目标) as rows of a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from jixiao.facts import GoalRow
from jixiao.numbers import Missing, Printed, exact
from jixiao.registers.base import Broken, Figure, Invariant, Table, choice, number, rate, target_of, text
from jixiao.schemes.goals import CATEGORIES, LEVELS

if TYPE_CHECKING:
    from jixiao.location import Location
    from jixiao.registers.base import Target

__all__ = ["GOALS", "OPERATORS", "GoalLine", "line_of", "row_of"]

OPERATORS: Final = {"≥": ">=", "≤": "<=", "＝": "=", "＞": ">", "＜": "<", "定性": "qualitative"}
"""How the nature of an indicator is written in the sheet, and its name in a :class:`GoalRow`."""

_OPERATOR_WORDS: Final = (
    *((word, "≥") for word in (">=", "≧", "大于等于", "不少于", "不低于", "不小于")),
    *((word, "≤") for word in ("<=", "≦", "小于等于", "不多于", "不高于", "不大于", "不超过")),
    ("等于", "＝"),
    ("大于", "＞"),
    ("小于", "＜"),
    ("定性指标", "定性"),
)

_CATEGORY_NAMES: Final = {label: name for name, label in CATEGORIES.items()}
_CATEGORY_WORDS: Final = (
    *((label.removesuffix("指标"), label) for label in _CATEGORY_NAMES),
    ("服务对象满意度指标", CATEGORIES["satisfaction"]),
    ("服务对象满意度", CATEGORIES["satisfaction"]),
)


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal indicator as a clerk fills it in."""

    task: str = text("重点任务", width=18, note="只有按重点任务填报的表样需要。", synonyms=("任务", "任务名称"))
    name: str = text("绩效指标", required=True, width=26, synonyms=("指标名称", "三级指标", "指标"))
    category: str = choice(
        "指标类别",
        tuple(_CATEGORY_NAMES),
        required=True,
        width=16,
        synonyms=("二级指标", "指标类型", "类别"),
        spellings=_CATEGORY_WORDS,
    )
    operator: str = choice(
        "指标性质",
        tuple(OPERATORS),
        required=True,
        width=11,
        note="越多越好填≥，越少越好填≤，刚好填＝；不能用数衡量的填定性。",
        synonyms=("性质", "运算符号"),
        spellings=_OPERATOR_WORDS,
    )
    target: Target = target_of("目标值", required=True, width=14, synonyms=("年度指标值", "指标值", "年初目标值"))
    unit: str = text("计量单位", width=10, synonyms=("单位",))
    actual: Target = target_of(
        "实际完成值", width=14, note="没有发生的填 0，不涉及的填“不适用”。", synonyms=("完成值", "实际值")
    )
    points: Figure = number("分值", width=8, unit="分", note="各行合计等于该类指标的分值；都不填则平均分配。")
    level: str = choice(
        "完成档次",
        tuple(level.name for level in LEVELS),
        width=20,
        free=True,
        note="只有定性指标填。指标体系另有档次的照其档次填。",
    )
    share: Figure = rate("得分比例", width=10, note="只有定性指标填：该档次以内的比例，如 90%。")
    deviation: str = text("偏差原因及改进措施", width=34, synonyms=("偏差原因分析及改进措施", "偏差原因"))
    project: str = text("所属项目", width=18, note="一个项目一本工作簿时留空。", synonyms=("项目名称",))


def _judged_with_level(line: GoalLine) -> Broken | None:
    if line.operator != "定性" and line.level:
        return Broken("level", f"“{line.level}”", "空白：只有定性指标填完成档次")
    return None


def _figures_where_counted(column: str) -> Any:
    def check(line: GoalLine) -> Broken | None:
        value = getattr(line, column)
        if line.operator != "定性" and isinstance(value, str):
            return Broken(column, f"“{value}”", "一个数；不能用数衡量的指标，性质请选“定性”")
        return None

    return check


def _no_more_than_all_satisfied(line: GoalLine) -> Broken | None:
    if line.category != CATEGORIES["satisfaction"]:
        return None
    for name, value in (("target", line.target), ("actual", line.actual)):
        if isinstance(value, Printed) and (value.unit or line.unit) == "%" and value.value > 100:
            return Broken(name, f"“{value.text}”", "不大于 100% 的满意度")
    return None


GOALS: Final = Table(
    name="goals",
    label="绩效目标",
    purpose="本单位（项目）自己设定的绩效指标，每项一行：目标多少，实际多少。",
    record=GoalLine,
    example=GoalLine(
        name="举办科普讲座",
        category="数量指标",
        operator="≥",
        target=Printed(Decimal(8), "场", 0, "8"),
        unit="场",
        actual=Printed(Decimal(9), "场", 0, "9"),
        points=Decimal(10),
    ),
    invariants=(
        Invariant("IN321", "目标值不是数", _figures_where_counted("target")),
        Invariant("IN322", "实际完成值不是数", _figures_where_counted("actual")),
        Invariant("IN323", "定量指标不填完成档次", _judged_with_level),
        Invariant("IN324", "满意度超过百分之百", _no_more_than_all_satisfied),
    ),
    key=("task", "name", "category", "project"),
    totals=("points",),
)


def row_of(line: GoalLine, origin: Location) -> GoalRow:
    """The goal as scoring sees it: English names, the share of points as a fraction of one."""
    return GoalRow(
        name=line.name,
        category=_CATEGORY_NAMES.get(line.category, line.category),
        operator=OPERATORS.get(line.operator, line.operator),
        target=line.target,
        actual=line.actual,
        points=line.points,
        level=line.level,
        share=exact(Fraction(line.share) / 100) if isinstance(line.share, Decimal) else line.share,
        project=line.project,
        task=line.task,
        unit=line.unit,
        deviation=line.deviation,
        origin=origin,
    )


def line_of(row: GoalRow) -> GoalLine:
    """The line that a goal is written as; the inverse of :func:`row_of`."""
    names = {name: shown for shown, name in OPERATORS.items()}
    return GoalLine(
        task=row.task,
        name=row.name,
        category=CATEGORIES.get(row.category, row.category),
        operator=names.get(row.operator, row.operator),
        target=row.target,
        unit=row.unit,
        actual=row.actual,
        points=row.points,
        level=row.level,
        share=exact(Fraction(row.share) * 100) if isinstance(row.share, Decimal) else Missing.BLANK,
        deviation=row.deviation,
        project=row.project,
    )
