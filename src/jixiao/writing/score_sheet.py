"""The score sheet (指标评分表) as a live workbook: a reviewer who changes a figure sees the scores follow.

Four sheets: 评分表 (the tree with points, scores, rule, reason), 数据 (every fact in base units with its place, and the
scheme's intermediate values), 绩效指标 (the unit's goal rows, where there are any), 需说明 (questions and gaps). Every score
is a formula over the other sheets, stored with the exact value computed by the engine.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from jixiao.location import cell_name
from jixiao.numbers import Missing, Printed, plain, round_by, rounding, unit_named
from jixiao.schemes.goals import CATEGORIES, attained
from jixiao.schemes.rules.goal_indicators import GoalIndicators
from jixiao.schemes.rules.goals_completion import GoalsCompletion
from jixiao.schemes.spreadsheet import GoalCells, SheetCells, at_least, at_most, equal_to, expression, literal, rounded
from jixiao.schemes.spreadsheet import text as quoted
from jixiao.scoring.result import State
from jixiao.writing.ooxml import same_bytes
from jixiao.writing.score_rows import LEVEL_HEADS, score_rows

if TYPE_CHECKING:
    from jixiao.facts import Fact, GoalRow
    from jixiao.schemes.model import Indicator, Scheme
    from jixiao.scoring.result import Result, ScoreNode
    from jixiao.writing.score_rows import ScoreRow

__all__ = ["render"]

_SCORES: Final = "评分表"
_FACTS: Final = "数据"
_GOALS: Final = "绩效指标"
_QUESTIONS: Final = "需说明"
_NO_CLOCK: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - the format stores a time without zone; it must not be now
_FIRST_ROW: Final = 4
"""Index of the first leaf's row on the score sheet, below title, unit, scheme and head."""


def render(scheme: Scheme, result: Result) -> bytes:
    """The workbook; equal input gives equal bytes."""
    import xlsxwriter

    written = BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    book.set_properties(
        {"title": f"{result.unit}{result.year}年度指标评分表", "author": result.unit, "created": _NO_CLOCK}
    )
    sheet = _ScoreSheet(book, scheme, result)
    sheet.write()
    book.close()
    return same_bytes(written.getvalue())


class _ScoreSheet:
    """The workbook while it is written: formats, and where each fact and goal row stands."""

    def __init__(self, book: Any, scheme: Scheme, result: Result) -> None:
        self.book, self.scheme, self.result = book, scheme, result
        self.indicators = {indicator.id: indicator for indicator in scheme.walk()}
        self.facts: dict[str, Fact] = {}
        self.goals: list[tuple[GoalRow, ScoreNode]] = []
        for node in result.walk():
            self.facts.update({fact.name: fact for fact in node.facts})
            if not node.children:
                self.goals += [(goal, node) for goal in node.goals]
        self.names: dict[str, str] = {}
        self.goal_cells: list[GoalCells] = []
        self._formats: dict[str, Any] = {}

    def format(self, **shape: object) -> Any:
        key = repr(sorted(shape.items()))
        if key not in self._formats:
            base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True, "border": 1}
            self._formats[key] = self.book.add_format(base | shape)
        return self._formats[key]

    def head(self, sheet: Any, row: int, titles: list[str]) -> None:
        for column, title in enumerate(titles):
            sheet.write(row, column, title, self.format(bold=True, bg_color="#E8F0FA", align="center"))

    def write(self) -> None:
        scores = self.book.add_worksheet(_SCORES)
        self._write_facts(self.book.add_worksheet(_FACTS))
        if self.goals:
            self._write_goals(self.book.add_worksheet(_GOALS))
        self._write_scores(scores)
        self._write_questions(self.book.add_worksheet(_QUESTIONS))

    # --- facts

    def _write_facts(self, sheet: Any) -> None:
        self.head(sheet, 0, ["数据", "数值", "单位", "填报或计算所得", "出处", "怎样得出", "佐证", "备注"])
        for column, width in enumerate((34, 16, 8, 20, 40, 34, 24, 30)):
            sheet.set_column(column, column, width)
        row = 1
        for name, fact in self.facts.items():
            self.names[name] = f"{_FACTS}!$B${row + 1}"
            sheet.write(row, 0, fact.label, self.format())
            unit = self._fact_value(sheet, row, fact)
            sheet.write(row, 2, unit, self.format())
            sheet.write(row, 3, _shown(fact), self.format())
            sheet.write(row, 4, "；".join(location.label for location in fact.origins), self.format())
            for column, words in ((5, fact.derivation), (6, fact.evidence), (7, fact.note)):
                sheet.write(row, column, words, self.format())
            row += 1
        for name, formula in self.scheme.formulas.items():
            if not set(self._inputs_of(name)) <= set(self.names):
                continue
            self.names[name] = f"{_FACTS}!$B${row + 1}"
            rate = formula.show.startswith("percent")
            sheet.write(row, 0, formula.label or name, self.format(italic=True))
            live = f'=IFERROR({expression(formula.tree, self.names)},"除数为零")'
            sheet.write_formula(
                row, 1, live, self.format(num_format="0.00##%" if rate else "0.00####"), self._value(name)
            )
            sheet.write(row, 2, "" if rate else "万元" if formula.show.startswith("money") else "", self.format())
            for column, words in ((3, formula.text), (4, "由本表其他数据计算"), (5, ""), (6, ""), (7, "")):
                sheet.write(row, column, words, self.format())
            row += 1
        sheet.freeze_panes(1, 1)
        _print_set_up(sheet)

    def _inputs_of(self, name: str) -> tuple[str, ...]:
        formula = self.scheme.formulas.get(name)
        if formula is None:
            return (name,)
        return tuple(inner for below in formula.names for inner in self._inputs_of(below))

    def _value(self, name: str) -> object:
        """The exact value of a named formula, as far as a cell can show it beside its formula."""
        from jixiao.schemes.formula import evaluate

        def lookup(inner: str) -> Any:
            formula = self.scheme.formulas.get(inner)
            if formula is not None:
                return evaluate(formula.tree, lookup)
            value = self.facts[inner].value
            return value.base if isinstance(value, Printed) else value

        value = lookup(name)
        return _stored(value) if isinstance(value, Fraction) else "除数为零"

    def _fact_value(self, sheet: Any, row: int, fact: Fact) -> str:
        value = fact.value
        if isinstance(value, Printed):
            kind = unit_named(value.unit)
            shape = "0.00##%" if kind.kind.value == "ratio" else "#,##0.00####" if kind.is_money else "General"
            sheet.write_number(row, 1, _stored(value.base), self.format(num_format=shape, bg_color="#FFFBE6"))
            return "万元" if kind.is_money else "" if kind.kind.value == "ratio" else value.unit
        sheet.write(row, 1, "" if value is Missing.BLANK else _shown(fact), self.format(bg_color="#FFFBE6"))
        return ""

    # --- goals

    def _write_goals(self, sheet: Any) -> None:
        self.head(
            sheet,
            0,
            ["指标", "类别", "符号", "目标值", "实际完成值", "单位", "分值", "得分比例", "出处", "偏差原因及改进措施"],
        )
        for column, width in enumerate((36, 16, 10, 14, 14, 8, 10, 12, 24, 40)):
            sheet.set_column(column, column, width)
        for row, (goal, node) in enumerate(self.goals, start=1):
            for column, words in (
                (0, goal.name),
                (1, CATEGORIES.get(goal.category, goal.category)),
                (2, _SIGNS.get(goal.operator, goal.operator)),
                (5, goal.unit),
                (8, goal.origin.label),
                (9, goal.deviation),
            ):
                sheet.write(row, column, words, self.format())
            target, actual = cell_name(row, 3), cell_name(row, 4)
            plainly = all([self._goal_value(sheet, row, 3, goal.target), self._goal_value(sheet, row, 4, goal.actual)])
            points = node.effective_points if node.id not in self.indicators else goal.points
            if isinstance(points, Missing) or points is None:
                sheet.write(row, 6, "", self.format())
            else:
                sheet.write_number(row, 6, points, self.format(num_format="0.00##"))
            share = self._share(goal, node)
            live = self._goal_formula(goal, node, target, actual) if plainly and share is not None else ""
            shape = self.format(num_format="0.00##%")
            if live:
                sheet.write_formula(row, 7, f"={live}", shape, _stored(share or 0))
            elif share is not None:
                sheet.write_formula(row, 7, f"={literal(share)}", shape, _stored(share))
            else:
                sheet.write(row, 7, "", shape)
            cell = f"{_GOALS}!$H${row + 1}" if share is not None else ""
            self.goal_cells.append(GoalCells(goal.category, f"{_GOALS}!$G${row + 1}", cell))
        sheet.freeze_panes(1, 1)
        _print_set_up(sheet)

    def _goal_value(self, sheet: Any, row: int, column: int, value: Printed | str | Missing) -> bool:
        """Writes a target or actual; true where it is a number in base units that formulas may use."""
        if isinstance(value, Printed):
            ratio = unit_named(value.unit).kind.value == "ratio"
            shape = self.format(num_format="0.00##%" if ratio else "General", bg_color="#FFFBE6")
            sheet.write_number(row, column, _stored(value.base), shape)
            return True
        words = value.label if isinstance(value, Missing) else value
        sheet.write(row, column, words if value is not Missing.BLANK else "", self.format(bg_color="#FFFBE6"))
        return False

    def _share(self, goal: GoalRow, node: ScoreNode) -> Fraction | None:
        """The share of points the engine gave this row; ``None`` where it gave none."""
        rule = self._rule_of(node)
        if rule is None:
            return None
        result, _ = attained(goal, rule.reverse, rule.levels)
        return result.share if isinstance(result.share, Fraction) else None

    def _rule_of(self, node: ScoreNode) -> GoalIndicators | GoalsCompletion | None:
        indicator = self.indicators.get(node.id) or self._parent_of(node)
        rule = None if indicator is None else indicator.rule
        return rule if isinstance(rule, (GoalIndicators, GoalsCompletion)) else None

    def _parent_of(self, part: ScoreNode) -> Indicator | None:
        for node in self.result.walk():
            if any(child is part for child in node.children):
                return self.indicators.get(node.id)
        return None

    def _goal_formula(self, goal: GoalRow, node: ScoreNode, target: str, actual: str) -> str:
        if goal.operator in (">=", ">"):
            return at_least(actual, target)
        if goal.operator == "=":
            return equal_to(actual, target)
        if goal.operator in ("<=", "<"):
            rule = self._rule_of(node)
            return at_most(actual, target, rule.reverse) if rule else ""
        return ""

    # --- scores

    def _write_scores(self, sheet: Any) -> None:
        rows, depth = score_rows(self.result)
        places = rounding(self.scheme.score_rounding).places
        columns = [*LEVEL_HEADS[:depth], "分值", "得分", "失分", "评分标准", "评分过程", "规则出处", "状态"]
        last = len(columns) - 1
        center = {"border": 0, "align": "center"}
        sheet.merge_range(
            0,
            0,
            0,
            last,
            f"{self.result.unit}{self.result.year}年度{self.scheme.title}",
            self.format(font_size=16, bold=True, **center),
        )
        subject = f"　项目：{self.result.subject}" if self.result.subject else ""
        about = f"单位：{self.result.unit}{subject}　年度：{self.result.year}　指标体系：{self.scheme.id} 第 {self.scheme.version} 版"
        sheet.merge_range(1, 0, 1, last, about, self.format(border=0))
        sheet.merge_range(
            2,
            0,
            2,
            last,
            "黄底的数在“数据”和“绩效指标”两张表里，改动后得分随之变动。",
            self.format(border=0, italic=True, font_color="#666666"),
        )
        self.head(sheet, 3, columns)
        for column in range(depth):
            sheet.set_column(column, column, 12 if column < depth - 1 else 22)
        for column, width in enumerate((7, 8, 7, 34, 48, 24, 8), start=depth):
            sheet.set_column(column, column, width)
        for index, row in enumerate(rows):
            self._score_row(sheet, _FIRST_ROW + index, row, depth, places)
        self._total(sheet, rows, depth)
        sheet.freeze_panes(_FIRST_ROW, depth)
        sheet.repeat_rows(3)
        _print_set_up(sheet)

    def _score_row(self, sheet: Any, line: int, row: ScoreRow, depth: int, places: int) -> None:
        for column, cell in row.levels.items():
            points = f"（{plain(cell.node.points)} 分）" if cell.node.children and cell.node.points is not None else ""
            shape = self.format(align="left")
            if cell.rows > 1 or cell.columns > 1:
                sheet.merge_range(
                    line, column, line + cell.rows - 1, column + cell.columns - 1, cell.node.title + points, shape
                )
            else:
                sheet.write(line, column, cell.node.title + points, shape)
        leaf, figures = row.leaf, self.format(num_format="0." + "0" * places if places else "0")
        points_cell, score_cell = cell_name(line, depth), cell_name(line, depth + 1)
        if leaf.effective_points is None:
            sheet.write(line, depth, "", figures)
        else:
            sheet.write_number(line, depth, leaf.effective_points, self.format(num_format="0.##"))
        live = self._live(leaf, f"${points_cell}")
        if leaf.score is None:
            sheet.write(line, depth + 1, "", figures)
            sheet.write(line, depth + 2, "", figures)
        else:
            shape = self.format(num_format="0." + "0" * places if places else "0", bold=True)
            sheet.write_formula(
                line, depth + 1, f"={rounded(live, places)}" if live else f"={plain(leaf.score)}", shape, leaf.score
            )
            lost = (leaf.effective_points or 0) - leaf.score
            sheet.write_formula(line, depth + 2, f"={points_cell}-{score_cell}", figures, lost)
        reason = "\n".join(leaf.steps)
        origin = leaf.source.label if leaf.source else ""
        for column, words in (
            (depth + 3, leaf.wording),
            (depth + 4, reason),
            (depth + 5, origin),
            (depth + 6, leaf.state.label),
        ):
            sheet.write(line, column, words, self.format())
        reasoning = len(leaf.steps) + sum(len(step) // 24 for step in leaf.steps)
        lines = max(1, reasoning, -(-len(leaf.wording) // 17), -(-len(origin) // 12))
        sheet.set_row(line, 15 * min(lines, 14) + 4)

    def _live(self, leaf: ScoreNode, points: str) -> str:
        """The exact score as a formula; empty where it is not computed from cells."""
        if leaf.state is State.NOT_APPLICABLE:
            return points if leaf.score else ""
        if leaf.state is not State.SCORED:
            return ""
        indicator = self.indicators.get(leaf.id)
        if indicator is None:
            for (_, node), cells in zip(self.goals, self.goal_cells, strict=True):
                if node is leaf:
                    return f"{points}*{cells.share}"
            return ""
        assert indicator.rule is not None
        inner = indicator.rule.sheet(points, SheetCells(self.names, tuple(self.goal_cells)))
        return f"IFERROR({inner},0)" if inner else ""

    def _total(self, sheet: Any, rows: tuple[ScoreRow, ...], depth: int) -> None:
        if not self.scheme.scored or self.result.total is None:
            return
        line, last = _FIRST_ROW + len(rows), _FIRST_ROW + len(rows) - 1
        bold = self.format(bold=True, bg_color="#F4F7FB", num_format="0.00")
        if depth > 1:
            sheet.merge_range(line, 0, line, depth - 1, "合计", bold)
        else:
            sheet.write(line, 0, "合计", bold)
        span = f"{cell_name(_FIRST_ROW, depth)}:{cell_name(last, depth)}"
        shown = sum((row.leaf.effective_points or 0 for row in rows), Decimal(0))
        counted, more = shown, ""
        if any(row.leaf.effective_points is None for row in rows):
            # Rows whose own points are unsettled show none; those of their indicator count nevertheless.
            counted = sum((top.effective_points or 0 for top in self.result.indicators), Decimal(0))
            more = f"+{literal(counted - shown)}" if counted > shown else ""
        sheet.write_formula(line, depth, f"=SUM({span}){more}", bold, counted)
        scores = f"{cell_name(_FIRST_ROW, depth + 1)}:{cell_name(last, depth + 1)}"
        places = rounding(self.scheme.total_rounding).places
        inner = f"SUM({scores})"
        if self.scheme.total_of == "exact":
            exact = [self._live(row.leaf, f"${cell_name(_FIRST_ROW + i, depth)}") for i, row in enumerate(rows)]
            inner = "+".join(part for part in exact if part) or inner
        # What does not apply is out of the points, and the rest is scaled up to the whole.
        scaled = f"(({inner})*{literal(self.result.points or 0)}/{cell_name(line, depth)})"
        sheet.write_formula(line, depth + 1, f"={rounded(scaled, places)}", bold, self.result.total)
        total = cell_name(line, depth + 1)
        sheet.write_formula(
            line,
            depth + 2,
            f"={literal(self.result.points or 0)}-{total}",
            bold,
            (self.result.points or 0) - self.result.total,
        )
        grade = '""'
        for band in sorted(self.scheme.grades, key=lambda band: band.low):
            grade = f"IF({total}>={literal(band.low)},{quoted(band.name)},{grade})"
        if self.scheme.grades and self.result.complete:
            sheet.write_formula(line, depth + 3, f'="等级："&{grade}', bold, f"等级：{self.result.grade}")
        else:
            sheet.write(line, depth + 3, "" if self.result.complete else "还有指标缺少数据，补齐后才有等级", bold)

    def _write_questions(self, sheet: Any) -> None:
        self.head(sheet, 0, ["指标", "事项", "说明（由单位填写）"])
        for column, width in enumerate((34, 90, 60)):
            sheet.set_column(column, column, width)
        items = [
            (node.title, f"缺少数据：{'、'.join(node.missing)}")
            for node in self.result.walk()
            if node.missing and not node.children
        ]
        items += [(node.title, asked.message) for node in self.result.walk() for asked in node.questions]
        items += [("整体", asked.message) for asked in self.result.questions]
        for row, (title, words) in enumerate(dict.fromkeys(items), start=1):
            sheet.write(row, 0, title, self.format())
            sheet.write(row, 1, words, self.format())
            sheet.write(row, 2, "", self.format())
        if not items:
            sheet.write(1, 0, "没有需要说明的事项。", self.format(border=0))
        _print_set_up(sheet)


_SIGNS: Final = {">=": "≥", "<=": "≤", "=": "＝", ">": "＞", "<": "＜", "qualitative": "定性"}


def _stored(value: Fraction | int) -> Decimal:
    """What a cell holds of an exact value: more digits than a spreadsheet's floats can tell apart."""
    return round_by("half_up_12", value)


def _shown(fact: Fact) -> str:
    if isinstance(fact.value, Printed):
        return fact.value.text or f"{plain(fact.value.value)}{fact.value.unit}"
    if isinstance(fact.value, Missing):
        return fact.value.label
    if isinstance(fact.value, bool):
        return "是" if fact.value else "否"
    return fact.value


def _print_set_up(sheet: Any) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&C— &P —")
    sheet.hide_gridlines(2)
